/** Rows of two sides, before and after: how mails were sent, and what their domains published. */
import type { ReactNode } from 'react'
import type { ChangedRecords, Way } from './sending.ts'

const labels: Record<Way, string> = {
  signers: 'Signed by',
  'return-path': 'Bounce address at',
  service: 'Sending service',
  address: 'Sent from',
  helo: 'Name the server gave',
}

export const wayLabel = (way: Way): string => labels[way]

const nothing: Record<Way, string> = {
  signers: 'nobody',
  'return-path': 'none',
  service: 'not known',
  address: 'not seen',
  helo: 'none',
}

/** What stands where there is none. */
export const wayText = (way: Way, value: string): string => value || nothing[way]

interface BeforeAfterProps {
  label: ReactNode
  before: string
  after: string
  note?: string | false
  /** Values are names and addresses. */
  exact?: boolean
}

/** One row: what it is, as it was, as it is. To stand in a `dl`. */
export function BeforeAfter({ label, before, after, note, exact = false }: BeforeAfterProps) {
  const look = exact ? 'value' : ''
  return (
    <div className="grid gap-x-4 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="text-sm text-muted sm:pt-0.5">{label}</dt>
      <dd className="min-w-0 wrap-anywhere">
        <del className="text-muted no-underline">
          <span className="sr-only">was </span>
          <bdi className={look}>{before}</bdi>
        </del>
        <span aria-hidden="true" className="px-2 text-muted rtl:inline-block rtl:-scale-x-100">
          →
        </span>
        <ins className="font-medium no-underline">
          <span className="sr-only">, is now </span>
          <bdi className={look}>{after}</bdi>
        </ins>
        {note && <span className="block text-sm text-muted">{note}</span>}
      </dd>
    </div>
  )
}

/** The values of a record set that went and came. */
export function RecordsRow({ changed: { name, type, gone, come }, children }: { changed: ChangedRecords; children?: ReactNode }) {
  return (
    <li>
      <div className="exact rounded-lg bg-sunken px-3 py-2">
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
        {gone.length === 0 && <p className="text-muted">was not there</p>}
        {come.map((value) => (
          <p key={value}>
            <span className="text-muted">now </span>
            <ins className="no-underline">
              <bdi>{value}</bdi>
            </ins>
          </p>
        ))}
        {come.length === 0 && <p className="text-muted">is no longer there</p>}
      </div>
      {children}
    </li>
  )
}
