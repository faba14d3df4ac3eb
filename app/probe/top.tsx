/** What the report of a host says first. */
import { Link } from '@remix-run/react'
import type { ProbeAnswer, Report } from '#checks/report.ts'
import { OtherFixes } from '../scan/changes.tsx'
import { percent } from '../ui/count.ts'
import { VerdictIcon, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'

const verdicts = {
  ready: 'pass',
  'ready-with-advice': 'warn',
  'fix-first': 'fail',
  refused: 'fail',
  'not-conclusive': 'unknown',
} as const

export function ProbeTop({ report }: { report: Report }) {
  const { headline, coverage, probe } = report
  return (
    <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
      {isBlocked(report) && <Blocked />}
      <section aria-label="The answer" className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
        <span className="pt-1">
          <VerdictIcon verdict={verdicts[headline.kind]} className="size-5" />
        </span>
        <div>
          <p className="text-[1.1rem] leading-snug font-medium sm:text-[1.25rem]">
            <span className="sr-only">{verdictWord(verdicts[headline.kind])}: </span>
            <Words say={headline.say} marked={false} />
          </p>
          {headline.cause && (
            <p className="mt-1">
              <Words say={headline.cause} />
            </p>
          )}
          {probe && probe.ports.length > 0 && coverage < 1 && (
            <p className="mt-2 text-sm text-muted">{percent(coverage)} of the ports could be looked at.</p>
          )}
        </div>
      </section>
      {probe?.recipient && <Recipient recipient={probe.recipient} />}
      <OtherFixes report={report} />
    </div>
  )
}

/** Did our own network keep us from port 25? */
function isBlocked({ findings }: Report): boolean {
  return findings.some(({ id, code }) => id === 'egress-25' && (code === 'blocked' || code === 'hijacked'))
}

const Blocked = () => (
  <p className="rounded-lg bg-info-soft px-4 py-3 text-info">
    From this Seedbed, port 25 out is blocked: what we say about port 25 is “could not check”.{' '}
    <Link className="link" to="/status">
      What limits this Seedbed
    </Link>
  </p>
)

const classes = {
  hard: 'It will not work later either.',
  soft: 'It may work later.',
  block: 'The sender is refused, not the recipient.',
  unknown: '',
} as const

function Recipient({ recipient }: { recipient: NonNullable<ProbeAnswer['recipient']> }) {
  const { address, sentence, diagnostic, class: kind } = recipient
  return (
    <section aria-labelledby="recipient" className="border-t border-line pt-4 sm:pt-6">
      <h2 id="recipient" className="text-lg font-semibold tracking-tight [overflow-wrap:anywhere]">
        The recipient <bdi className="value">{address}</bdi>
      </h2>
      <p className="mt-1">
        {sentence} {classes[kind]}
      </p>
      <p className="exact mt-1 text-sm text-muted">
        <bdi dir="ltr">{diagnostic}</bdi>
      </p>
    </section>
  )
}
