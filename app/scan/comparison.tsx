/** What changed since an earlier scan: first what is published, then what was found. */
import { Time } from '../ui/time.tsx'
import { VerdictIcon, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { ChangedFinding, ChangedRecords } from '#checks/compare.ts'
import type { ComparedScan } from './page.server.ts'

export function ComparisonView({ compared: { at, findings, records } }: { compared: ComparedScan }) {
  return (
    <section aria-labelledby="changed" className="card mb-5 grid gap-5 p-4 sm:p-7">
      <h2 id="changed" className="text-lg font-semibold tracking-tight">
        What changed since <Time at={at} />
      </h2>
      {findings.length + records.length === 0 && <p>Nothing: the same records, and the same findings.</p>}
      {records.length > 0 && (
        <ul className="grid gap-3">
          {records.map((changed) => (
            <RecordsRow key={`${changed.name} ${changed.type}`} changed={changed} />
          ))}
        </ul>
      )}
      {findings.length > 0 && (
        <ul className="grid gap-4 border-t border-line pt-5 first:border-t-0">
          {findings.map((changed) => (
            <FindingRow key={changed.id} changed={changed} />
          ))}
        </ul>
      )}
    </section>
  )
}

function RecordsRow({ changed: { name, type, gone, come } }: { changed: ChangedRecords }) {
  return (
    <li className="exact rounded-lg bg-sunken px-3 py-2">
      <p className="text-muted">
        <bdi>{name}</bdi> {type}
      </p>
      {gone.map((value) => (
        <p key={value}>
          <span className="text-muted">was </span>
          <del>
            <bdi>{value}</bdi>
          </del>
        </p>
      ))}
      {come.map((value) => (
        <p key={value}>
          <span className="text-muted">now </span>
          <ins className="no-underline">
            <bdi>{value}</bdi>
          </ins>
        </p>
      ))}
    </li>
  )
}

function FindingRow({ changed: { id, before, after } }: { changed: ChangedFinding }) {
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span className="pt-0.5">
        <VerdictIcon verdict={after.verdict} className="size-5" />
      </span>
      <div className="min-w-0">
        <p className="font-medium">
          <span className="sr-only">{verdictWord(after.verdict)}: </span>
          <a className="link text-ink" href={`#${id}`}>
            <Words say={after.say} marked={false} />
          </a>
        </p>
        <p className="text-sm text-muted">
          before, {verdictWord(before.verdict)}: <Words say={before.say} />
        </p>
      </div>
    </li>
  )
}
