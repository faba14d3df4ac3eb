/** Records that changed: what, between which looks, word by word, and what the mails say of it. */
import { Link } from '@remix-run/react'
import { percent } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { diffOf, type Effect, type Part } from './changes.ts'
import type { RecordMark } from './records.server.ts'

export function MarkList({ marks }: { marks: RecordMark[] }) {
  return (
    <ul className="mt-3 divide-y divide-line border-y border-line text-[0.95rem]">
      {marks.toReversed().map((mark) => (
        <li key={`${mark.scanId} ${mark.name} ${mark.type}`} className="py-1">
          <details>
            <summary className="opener flex min-h-8 items-baseline gap-2">
              <span className="w-4 shrink-0 font-semibold">{mark.letter}</span>
              <span>
                <Happened mark={mark} />
              </span>
            </summary>
            <Diff mark={mark} />
          </details>
        </li>
      ))}
    </ul>
  )
}

/** Looks that lie further apart leave open when it was. */
const closeMs = 2 * 3_600_000

/** "SPF changed 12 Nov 09:14; pass rate fell from 99 % to 61 %." */
export function Happened({ mark: { what, domain, at, lookedBefore, effect } }: { mark: RecordMark }) {
  const isOpen = lookedBefore !== null && Date.parse(at) - Date.parse(lookedBefore) > closeMs
  return (
    <>
      {what.includes(' of ') ? what : `${what} of ${domain}`} changed{' '}
      {isOpen && (
        <>
          between <Time at={lookedBefore} /> and{' '}
        </>
      )}
      <Time at={at} />
      {effect && <Then effect={effect} />}.
    </>
  )
}

function Then({ effect: { before, after, turn } }: { effect: Effect }) {
  if (turn === 'same') return null
  return (
    <strong className="font-semibold">
      ; pass rate {turn} from {percent(before.pass / before.looked)} to {percent(after.pass / after.looked)}
    </strong>
  )
}

export function Diff({ mark: { before, after, name, type, scanId, effect } }: { mark: RecordMark }) {
  const [was, is] = [before[0], after[0]]
  const parts = before.length === 1 && after.length === 1 && was && is ? diffOf(was, is) : null
  return (
    <div className="mt-1 mb-2 grid gap-1 ps-6">
      <p className="text-sm text-muted">
        {type} of <bdi>{name}</bdi>.{' '}
        {effect && `${effect.before.looked} mails in the days before, ${effect.after.looked} in the days after. `}
        <Link className="link" to={`/scan/${scanId}`}>
          The scan that saw it
        </Link>
      </p>
      {parts ? <Together parts={parts} /> : <Apart before={before} after={after} />}
    </div>
  )
}

const Together = ({ parts }: { parts: Part[] }) => (
  <p className="value break-all whitespace-pre-wrap" dir="ltr">
    {parts.map(({ text, kind }, index) => {
      if (kind === 'kept') return <span key={index}>{text}</span>
      if (kind === 'come')
        return (
          <ins key={index} className="rounded-sm bg-pass-soft text-pass">
            {text}
          </ins>
        )
      return (
        <del key={index} className="rounded-sm bg-fail-soft text-fail">
          {text}
        </del>
      )
    })}
  </p>
)

const Apart = ({ before, after }: { before: string[]; after: string[] }) => (
  <>
    {before.map((value) => (
      <p key={value}>
        <span className="text-sm text-muted">was</span> <del className="value break-all">{value}</del>
      </p>
    ))}
    {after.map((value) => (
      <p key={value}>
        <span className="text-sm text-muted">is</span> <ins className="value break-all no-underline">{value}</ins>
      </p>
    ))}
  </>
)
