/** The conversation between the sending server and ours, line by line, with times. */
import type { ReactNode } from 'react'
import { Time } from '../ui/time.tsx'

export interface Line {
  at: string
  from: 'client' | 'server'
  line: string
}

const who = { client: 'They', server: 'We' } as const

/** `labelledBy` names the table; a row is a time, who spoke, and what was said. */
export function Transcript({ lines, caption }: { lines: Line[]; caption: string }) {
  if (lines.length === 0) return <p className="text-muted">Nothing was said.</p>
  return (
    <table className="w-full border-collapse text-start">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-xs text-muted">
        <tr>
          <th scope="col" className="hidden pe-5 pb-1 text-start font-medium sm:table-cell">
            Time
          </th>
          <th scope="col" className="pe-4 pb-1 text-start font-medium">
            Who
          </th>
          <th scope="col" className="w-full pb-1 text-start font-medium">
            Line
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ at, from, line }, index) => (
          <tr key={`${index} ${at}`} className="align-baseline">
            <td className="hidden py-0.5 pe-5 text-xs whitespace-nowrap text-muted sm:table-cell">
              <Time at={at} form="clock" />
            </td>
            <td className={`py-0.5 pe-4 text-sm ${from === 'client' ? 'font-medium text-accent' : 'text-muted'}`}>{who[from]}</td>
            <td className={`exact py-0.5 ${from === 'client' ? '' : 'text-muted'}`}>
              <bdi dir="ltr">{line}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** `children`: what stands above the lines once opened. */
export function Conversation({ lines, caption, children }: { lines: Line[]; caption: string; children?: ReactNode }) {
  return (
    <details className="text-sm">
      <summary className="opener inline-flex min-h-8 items-center text-muted hover:text-ink">Show the conversation</summary>
      {children && <div className="mt-2 mb-4 text-base">{children}</div>}
      <div className="mt-2 overflow-x-auto rounded-lg bg-sunken px-3 py-2">
        <Transcript lines={lines} caption={caption} />
      </div>
    </details>
  )
}
