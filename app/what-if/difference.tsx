/** What would be otherwise: score, answers and findings, before and after; and the lines to publish for it. */
import type { ReportRecordChange, ReportWords, Verdict } from '#checks/report.ts'
import { headlineVerdict } from '../report/headline.tsx'
import { zoneLine } from '../report/plain.ts'
import type { ChangedFinding } from '#checks/compare.ts'
import { Copy } from '../ui/copy.tsx'
import { count, points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon, verdictText, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { Answered, Difference } from './page.server.ts'

export function DifferenceView({ difference }: { difference: Difference }) {
  const { before, after, findings, unseen, comparedWith } = difference
  return (
    <section id="difference" aria-labelledby="would-change" className="card grid scroll-mt-20 gap-5 p-4 sm:p-6">
      <div>
        <h2 id="would-change" className="text-lg font-semibold tracking-tight">
          What would change
        </h2>
        <Scores before={before} after={after} />
      </div>
      <AnswersThen before={before} after={after} />
      <Findings findings={findings} before={before} />
      <p className="text-sm text-muted">
        {unseen.length > 0 && (
          <>{count(unseen.length, 'check')} could not be compared: one of the two looks saw nothing of it. </>
        )}
        {comparedWith && (
          <>
            Compared with the report of <Time at={comparedWith} />.
          </>
        )}
      </p>
    </section>
  )
}

/** What asks for something, today or then. The rest only follows from it. */
const matters = ({ before, after }: ChangedFinding): boolean => isBad(before.verdict) || isBad(after.verdict)
const isBad = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'warn'

function Findings({ findings, before }: { findings: ChangedFinding[]; before: Answered | null }) {
  const first = findings.filter(matters)
  const rest = findings.filter((one) => !matters(one))
  return (
    <div className="border-t border-line pt-4">
      <h3 className="font-semibold">{findingsHeading(first, rest, before)}</h3>
      {first.length > 0 && (
        <ul className="mt-3 grid gap-4">
          {first.map((changed) => (
            <FindingRow key={changed.id} changed={changed} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <details className="mt-4">
          <summary className="opener flex min-h-8 items-center text-sm text-muted">
            {count(rest.length, 'more that asks', 'more that ask')} for nothing
          </summary>
          <ul className="mt-2 grid gap-4">
            {rest.map((changed) => (
              <FindingRow key={changed.id} changed={changed} />
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function findingsHeading(first: ChangedFinding[], rest: ChangedFinding[], before: Answered | null): string {
  if (before === null) return 'The report it was to be compared with is gone.'
  if (first.length > 0) return `${count(first.length, 'finding')} would change`
  return rest.length === 0 ? 'No finding would change.' : 'No problem and no warning would change.'
}

function Scores({ before, after }: { before: Answered | null; after: Answered }) {
  if (after.score === null) return <p className="mt-2 text-muted">No score: too little could be looked at.</p>
  return (
    <p className="mt-2 flex items-baseline gap-2 tabular-nums">
      <span className="sr-only">Score today </span>
      <span className="text-xl text-muted">{scoreText(before?.score)}</span>
      <span aria-hidden="true" className="text-muted">
        →
      </span>
      <span className="sr-only">, then </span>
      <span className={`text-3xl font-semibold ${verdictText(toneOf(before?.score, after.score))}`}>
        {scoreText(after.score)}
      </span>
      <span className="text-muted">/ 10</span>
    </p>
  )
}

const scoreText = (score: number | null | undefined): string => (score === null || score === undefined ? '–' : points(score))

function toneOf(before: number | null | undefined, after: number | null): Verdict {
  if (after === null || before === null || before === undefined || after === before) return 'info'
  return after > before ? 'pass' : 'fail'
}

const labels: Record<string, string> = { receiving: 'Receiving', sending: 'Sending', forgery: 'Forgery' }

/** The three answers of a domain; of a mail its headline. */
export function AnswersThen({ before, after }: { before: Answered | null; after: Answered }) {
  if (after.answers.length === 0) {
    const verdict = headlineVerdict(after.headline.kind)
    return <AnswerThen label={null} verdict={verdict} say={after.headline.say} before={before?.headline.say} />
  }
  return (
    <ul className="grid gap-4 border-t border-line pt-4">
      {after.answers.map(({ id, verdict, say }) => (
        <li key={id}>
          <AnswerThen
            label={labels[id] ?? id}
            verdict={verdict}
            say={say}
            before={before?.answers.find((one) => one.id === id)?.say}
          />
        </li>
      ))}
    </ul>
  )
}

interface AnswerThenProps {
  label: string | null
  verdict: Verdict
  say: ReportWords
  before: ReportWords | undefined
}

function AnswerThen({ label, verdict, say, before }: AnswerThenProps) {
  return (
    <div>
      {label && <p className="text-sm font-semibold tracking-wide text-muted uppercase">{label}</p>}
      <Judged verdict={verdict}>
        <Words say={say} marked={false} />
      </Judged>
      {before && before.text !== say.text && (
        <p className="ps-7 text-sm text-muted">
          today: <Words say={before} marked={false} />
        </p>
      )}
    </div>
  )
}

function Judged({ verdict, children }: { verdict: Verdict; children: React.ReactNode }) {
  return (
    <p className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 font-medium">
      <span className="pt-0.5">
        <VerdictIcon verdict={verdict} className="size-5" />
      </span>
      <span className="min-w-0">
        <span className="sr-only">{verdictWord(verdict)}: </span>
        {children}
      </span>
    </p>
  )
}

function FindingRow({ changed: { id, before, after } }: { changed: ChangedFinding }) {
  return (
    <li>
      <Judged verdict={after.verdict}>
        <a className="link text-ink" href={`#${id}`}>
          <Words say={after.say} marked={false} />
        </a>
      </Judged>
      <p className="ps-7 text-sm text-muted">
        today, {verdictWord(before.verdict)}: <Words say={before.say} />
      </p>
    </li>
  )
}

/** The changes as lines of a zone file; one that takes a record away is a comment, because a zone file has no line for it. */
export function ZoneLines({ changes }: { changes: ReportRecordChange[] }) {
  const records = changes.filter(({ type }) => type !== 'GET')
  const policy = changes.find(({ type }) => type === 'GET')
  const lines = records.map((change) => (change.action === 'delete' ? `; remove: ${zoneLine(change)}` : zoneLine(change)))
  return (
    <section aria-labelledby="lines" className="card grid gap-4 p-4 sm:p-6">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="lines" className="text-lg font-semibold tracking-tight">
          To publish it
        </h2>
        {lines.length > 0 && <Copy text={`${lines.join('\n')}\n`} what="the zone lines" label="Copy zone lines" />}
      </div>
      {lines.length > 0 && (
        <pre className="exact rounded-lg bg-sunken px-3 py-2" dir="ltr">
          {lines.join('\n')}
        </pre>
      )}
      <Replaced changes={records} />
      {policy && (
        <div className="grid gap-2">
          <p className="flex flex-wrap items-baseline justify-between gap-3">
            <span>
              Serve this at <bdi className="value">{policy.name}</bdi>, as <span className="value">text/plain</span>:
            </span>
            <Copy text={policy.value} what="the policy" />
          </p>
          <pre className="exact rounded-lg bg-sunken px-3 py-2" dir="ltr">
            {policy.value}
          </pre>
        </div>
      )}
    </section>
  )
}

function Replaced({ changes }: { changes: ReportRecordChange[] }) {
  const replaced = changes.filter(({ action }) => action === 'replace')
  if (replaced.length === 0) return null
  return (
    <div className="text-sm">
      <p className="text-muted">{replaced.length === 1 ? 'It takes the place of:' : 'They take the place of:'}</p>
      <ul className="exact mt-1 grid gap-1">
        {replaced.map(({ name, type, was }) => (
          <li key={`${name} ${type} ${was}`}>
            <span className="text-muted">
              <bdi>{name}</bdi> {type}
            </span>{' '}
            <del>
              <bdi>{was}</bdi>
            </del>
          </li>
        ))}
      </ul>
    </div>
  )
}
