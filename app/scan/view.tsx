/** Around every picture of a domain's world: what it is called, what it says in short, and how it says that something could not be seen. */
import type { ReactNode } from 'react'
import type { Gap } from '#checks/report.ts'
import { DashedIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'

interface ViewProps {
  id: string
  title: string
  /** In short, beside the title. */
  about: ReactNode
  open?: boolean
  children: ReactNode
}

export function View({ id, title, about, open = false, children }: ViewProps) {
  return (
    <details id={id} open={open} className="card overflow-hidden">
      <summary className="flex min-h-11 items-center gap-3 px-4 py-2 hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5">
        <span className="grow">
          <h2 className="inline font-semibold">{title}</h2> <span className="text-sm text-muted">{about}</span>
        </span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <div className="grid gap-4 border-t border-line px-4 py-4 sm:px-5">{children}</div>
    </details>
  )
}

const sides = { ours: 'our side', theirs: 'their side' } as const

/** Could not be seen, why, and whose side that is on. */
export function GapNote({ gap: { say, side } }: { gap: Gap }) {
  return (
    <span className="inline-flex items-start gap-1.5 text-sm text-unknown">
      <DashedIcon className="mt-0.5 size-4" />
      <span>
        <span className="sr-only">Could not be seen: </span>
        <Words say={say} /> <span className="whitespace-nowrap">({sides[side]})</span>
      </span>
    </span>
  )
}

/** A word about a row, in a small frame. */
export function Mark({ look, children }: { look: 'good' | 'bad' | 'careful' | 'quiet'; children: ReactNode }) {
  return <span className={`rounded px-1.5 py-0.5 text-xs font-medium ${marks[look]}`}>{children}</span>
}

const marks = {
  good: 'bg-pass-soft text-pass',
  bad: 'bg-fail-soft text-fail',
  careful: 'bg-warn-soft text-warn',
  quiet: 'bg-info-soft text-info',
}

interface TableProps {
  /** What the table shows, for those who do not see it. */
  caption: string
  heads: string[]
  /** How wide each column is, in classes of its head. */
  widths?: string[]
  rows: { key: string; cells: ReactNode[] }[]
}

/** A table that becomes a list of rows where there is no room for it. */
export function StackedTable({ caption, heads, widths = [], rows }: TableProps) {
  return (
    <table className="w-full border-collapse text-[0.95rem] max-md:block md:table-fixed">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr className="border-b border-line text-sm text-muted">
          {heads.map((head, index) => (
            <th key={head} scope="col" className={`py-1.5 pe-4 text-start font-medium last:pe-0 ${widths[index] ?? ''}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map(({ key, cells: [first, ...others] }) => (
          <tr key={key} className="border-b border-line last:border-b-0 max-md:block max-md:py-3 max-md:first:pt-0">
            <th scope="row" className="py-2 pe-4 text-start align-top font-normal max-md:block max-md:py-0 max-md:pe-0">
              {first}
            </th>
            {others.map((cell, index) => (
              <td
                key={heads[index + 1]}
                className="py-2 pe-4 align-top last:pe-0 max-md:grid max-md:grid-cols-[7.5rem_minmax(0,1fr)] max-md:gap-x-3 max-md:py-0 max-md:pt-2 max-md:pe-0"
              >
                <span className="pt-0.5 text-sm text-muted md:hidden" aria-hidden="true">
                  {heads[index + 1]}
                </span>
                <div className="min-w-0">{cell}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
