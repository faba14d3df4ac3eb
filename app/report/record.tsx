/** A change to DNS, exactly as it is to be published: name, value and whole line, each with its copy button. */
import type { ReactNode } from 'react'
import type { ReportRecordChange } from '#checks/report.ts'
import { Copy } from '../ui/copy.tsx'
import { actionWord, zoneLine } from './plain.ts'

function Row({ label, children, copy }: { label: string; children: ReactNode; copy?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start gap-x-3 gap-y-1 border-t border-line px-3 py-2 first:border-t-0 sm:flex-nowrap">
      <dt className="w-12 shrink-0 pt-1 text-sm text-muted">{label}</dt>
      <dd className="exact min-w-0 grow pt-1">{children}</dd>
      {copy && <dd className="ms-auto shrink-0">{copy}</dd>}
    </div>
  )
}

export function RecordChange({ record }: { record: ReportRecordChange }) {
  const { action, name, type, value, was, ttl } = record
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-surface">
      <div className="flex flex-wrap items-center justify-between gap-2 bg-sunken px-3 py-2 text-sm">
        <p>
          <strong className="font-semibold">{actionWord(action)}</strong> a {type} record
          <span className="text-muted"> · TTL {ttl} seconds</span>
        </p>
        {action !== 'delete' && <Copy text={zoneLine(record)} what="the whole line" label="Copy whole line" />}
      </div>
      <dl>
        <Row label="Name" copy={<Copy text={name} what="the name" />}>
          <bdi>{name}</bdi>
        </Row>
        {was !== undefined && (
          <Row label="Today">
            <del className="text-muted decoration-line-strong">
              <bdi>{was}</bdi>
            </del>
          </Row>
        )}
        {action === 'delete' ? (
          <Row label="Goes">
            <del>
              <bdi>{value}</bdi>
            </del>
          </Row>
        ) : (
          <Row label={action === 'replace' ? 'New' : 'Value'} copy={<Copy text={value} what="the value" />}>
            <bdi>{value}</bdi>
          </Row>
        )}
      </dl>
    </div>
  )
}

export function RecordChanges({ records }: { records: ReportRecordChange[] | undefined }) {
  if (!records?.length) return null
  return (
    <div className="mt-3 grid gap-3">
      {records.map((record) => (
        <RecordChange key={`${record.action} ${record.name} ${record.type} ${record.value}`} record={record} />
      ))}
    </div>
  )
}
