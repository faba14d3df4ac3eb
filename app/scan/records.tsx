/** The records as published, so far as the report's questions saw them. */
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import type { PublishedRecords } from '#checks/published.ts'

export function Records({ records }: { records: PublishedRecords[] }) {
  if (records.length === 0) return null
  return (
    <details id="records" className="card overflow-hidden">
      <summary className="flex min-h-11 items-center gap-3 px-4 py-2 hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5">
        <span className="grow">
          <span className="font-semibold">Records as published</span>{' '}
          <span className="text-sm text-muted">what the resolver said, at the domain and below it</span>
        </span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <ul className="divide-y divide-line border-t border-line">
        {records.map((one) => (
          <Row key={`${one.name} ${one.type}`} records={one} />
        ))}
      </ul>
    </details>
  )
}

function Row({ records: { name, type, values, ttl } }: { records: PublishedRecords }) {
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] sm:px-5">
      <div>
        <p className="exact">
          <bdi>{name}</bdi> <span className="text-muted">{type}</span>
        </p>
        {ttl !== null && <p className="text-xs text-muted">may be remembered for {count(ttl, 'second')} more</p>}
      </div>
      <ul className="grid gap-1">
        {values.map((value, index) => (
          <li key={`${index} ${value}`} className="flex flex-wrap items-start justify-between gap-2 sm:flex-nowrap">
            <bdi className="exact min-w-0 pt-1">{value}</bdi>
            <Copy text={value} what="the value" className="shrink-0" />
          </li>
        ))}
      </ul>
    </li>
  )
}
