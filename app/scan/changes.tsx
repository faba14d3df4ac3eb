/** What to publish: one change a record, before and after, with what it mends. Then what needs more than publishing. */
import type { Report, ReportFinding, ReportJoinedChange } from '#checks/report.ts'
import { BuildIt } from '../builder/link.tsx'
import { ownerOf, zoneLine } from '../report/plain.ts'
import { RecordChange } from '../report/record.tsx'
import { buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { ArrowIcon, TriangleIcon } from '../ui/icons.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import { Rehearse } from '../what-if/link.tsx'

export function Changes({ report: { changes = [], findings } }: { report: Report }) {
  if (changes.length === 0) return null
  const lines = changes.filter(({ action }) => action !== 'delete').map(zoneLine)
  return (
    <section aria-labelledby="publish" className="border-t border-line pt-4 sm:pt-6">
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="publish" className="text-lg font-semibold tracking-tight">
          To publish <span className="font-normal text-muted">({count(changes.length, 'change')})</span>
        </h2>
        <p className="flex flex-wrap gap-2">
          {lines.length > 0 && <Copy text={`${lines.join('\n')}\n`} what="the zone lines" label="Copy zone lines" />}
          <Rehearse what="change=all" label={changes.length > 1 ? 'Rehearse all' : 'Rehearse'} />
        </p>
      </div>
      <ol className="mt-3 grid gap-6">
        {changes.map((change, index) => (
          <Change
            key={`${change.action} ${change.name} ${change.value}`}
            change={change}
            place={index + 1}
            findings={findings}
            alone={changes.length === 1}
          />
        ))}
      </ol>
    </section>
  )
}

interface ChangeProps {
  change: ReportJoinedChange
  place: number
  findings: ReportFinding[]
  /** The only one: it is rehearsed with all. */
  alone: boolean
}

function Change({ change, place, findings, alone }: ChangeProps) {
  const mended = change.mends.flatMap((id) => findings.filter((finding) => finding.id === id).slice(0, 1))
  return (
    <li className="grid gap-x-3 gap-y-2 sm:grid-cols-[1.75rem_minmax(0,1fr)]">
      <span
        className="grid size-7 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent tabular-nums max-sm:hidden"
        aria-hidden="true"
      >
        {place}
      </span>
      <div className="min-w-0">
        <RecordChange record={change} />
        <p className="mt-2 text-sm text-muted">{mended.length === 1 ? 'Mends:' : `Mends ${mended.length} findings:`}</p>
        <ul className="text-sm">
          {mended.map(({ id, explanation }) => (
            <li key={id} className="py-0.5">
              <a className="link inline-block text-ink" href={`#${id}`}>
                <Words say={explanation} marked={false} />
              </a>
            </li>
          ))}
        </ul>
        {!alone && (
          <p className="mt-2">
            <Rehearse what={`change=${place - 1}`} />
          </p>
        )}
        {change.careful?.map((words) => (
          <p key={words.text} className="mt-3 flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
            <span className="pt-0.5 text-warn">
              <TriangleIcon className="size-4" />
            </span>
            <span>
              <strong className="font-semibold">Careful. </strong>
              <Words say={words} terms />
            </span>
          </p>
        ))}
      </div>
    </li>
  )
}

const mostShown = 3

/** What no change above mends, by what it gains, and every problem: something must be decided or done elsewhere first. */
export function OtherFixes({ report }: { report: Report }) {
  const left = notMended(report)
  if (left.length === 0) return null
  return (
    <section aria-labelledby="then" className="border-t border-line pt-4 sm:pt-6">
      <h2 id="then" className="text-lg font-semibold tracking-tight">
        {report.changes?.length ? 'Then' : 'What to do first'}
      </h2>
      <ul className="mt-3 grid gap-3">
        {left.slice(0, mostShown).map((finding) => (
          <OtherFix key={finding.id} finding={finding} />
        ))}
      </ul>
    </section>
  )
}

function notMended({ changes = [], findings, first }: Report): ReportFinding[] {
  const mended = new Set(changes.flatMap(({ mends }) => mends))
  const problems = findings.filter(({ verdict }) => verdict === 'fail').sort((a, b) => b.costs - a.costs)
  const ids = new Set([...first.map(({ id }) => id), ...problems.map(({ id }) => id)])
  return [...ids].flatMap((id) => findings.filter((one) => one.id === id && one.fix && !mended.has(id)).slice(0, 1))
}

function OtherFix({ finding: { id, verdict, explanation, fix } }: { finding: ReportFinding }) {
  if (!fix) return null
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span className="pt-0.5">
        <VerdictIcon verdict={verdict} className="size-5" />
      </span>
      <div className="min-w-0">
        <p className="font-medium">
          <Words say={explanation} />
        </p>
        <p className="mt-0.5 text-sm text-muted">
          <Words say={fix.say} /> <span className="whitespace-nowrap">({ownerOf(fix.who)})</span>
        </p>
        <p className="mt-2 flex flex-wrap gap-2">
          <a className={buttonLook('quiet')} href={`#${id}`}>
            Show how <ArrowIcon className="size-3.5" />
          </a>
          <BuildIt id={id} />
        </p>
      </div>
    </li>
  )
}
