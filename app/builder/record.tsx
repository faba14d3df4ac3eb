/** The record as it grows: what to publish, what each part of it means, and what has to be known before. */
import { Link } from '@remix-run/react'
import { RecordChange } from '../report/record.tsx'
import { buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { TriangleIcon, NoteIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import type { BuiltRecord, Result } from './page.server.ts'

export function ResultView({ result, domain, title }: { result: Result; domain: string; title: string }) {
  return (
    <section
      id="record"
      aria-labelledby="record-title"
      className="card min-w-0 p-4 sm:p-6 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto"
    >
      <h2 id="record-title" className="text-lg font-semibold tracking-tight">
        {headingOf(result)}
      </h2>
      {result.state === 'wanting' && (
        <p className="mt-2 text-muted">
          <Words say={result.say} />
        </p>
      )}
      {result.state === 'troubled' && (
        <p className="mt-2 text-muted">It stands here once the marked answers can be used. Nothing you typed is lost.</p>
      )}
      {result.state === 'built' && <Built record={result} domain={domain} title={title} />}
    </section>
  )
}

function headingOf(result: Result): string {
  if (result.state !== 'built') return 'The record'
  return result.changes.length === 0 ? 'This is published already' : 'To publish'
}

function Built({ record, domain, title }: { record: BuiltRecord; domain: string; title: string }) {
  const { changes, value, panelName, parts, remarks, file, rehearsal } = record
  return (
    <div className="mt-3 grid gap-5">
      {changes.length === 0 ? (
        <p className="exact rounded-xl border border-line bg-surface px-3 py-2">
          <bdi>{value}</bdi>
        </p>
      ) : (
        <div className="grid gap-3">
          {changes.map((change) => (
            <RecordChange key={`${change.action} ${change.type} ${change.value}`} record={change} />
          ))}
          <p className="flex flex-wrap items-center justify-between gap-2 text-sm text-muted">
            <span>
              Most DNS panels want <bdi className="value text-ink">{panelName}</bdi> as the name
              {value.length > 255 && ', and cut the value into strings of 255 by themselves'}.
            </span>
            <Copy text={panelName} what="the name for panels" />
          </p>
          <p className="flex flex-wrap gap-2">
            <Copy text={value} what="the value" label="Copy the value" kind="main" />
            <Link className={buttonLook('plain')} to={rehearsal}>
              <span>
                Rehearse on <bdi>{domain}</bdi>
              </span>
            </Link>
          </p>
        </div>
      )}
      <Remarks remarks={remarks} />
      <Parts parts={parts} title={title} />
      {file && <PolicyFile file={file} />}
    </div>
  )
}

function Parts({ parts, title }: { parts: BuiltRecord['parts']; title: string }) {
  return (
    <div>
      <h3 className="font-medium">Part by part</h3>
      <dl className="mt-1" aria-label={`The parts of the ${title} record`}>
        {parts.map(({ text, say, kept }, index) => (
          <div key={`${index} ${text}`} className="border-t border-line py-2 first:border-t-0">
            <dt className="exact">
              <bdi>{text}</bdi>
            </dt>
            <dd className={`text-sm ${kept ? 'text-muted' : ''}`}>
              <Words say={say} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Remarks({ remarks }: { remarks: BuiltRecord['remarks'] }) {
  if (remarks.length === 0) return null
  return (
    <ul className="grid gap-2">
      {remarks.map(({ verdict, say, record }) => (
        <li
          key={say.text}
          className={`flex gap-2 rounded-lg px-3 py-2 text-sm ${verdict === 'warn' ? 'bg-warn-soft' : 'bg-info-soft'}`}
        >
          <span className={`pt-0.5 ${verdict === 'warn' ? 'text-warn' : 'text-info'}`}>
            {verdict === 'warn' ? <TriangleIcon className="size-4" /> : <NoteIcon className="size-4" />}
          </span>
          <div className="min-w-0 grow [overflow-wrap:anywhere]">
            {verdict === 'warn' && <strong className="font-semibold">Careful. </strong>}
            <Words say={say} />
            {record && (
              <div className="mt-2 text-base">
                <RecordChange record={record} />
              </div>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

function PolicyFile({ file: { url, text } }: { file: NonNullable<BuiltRecord['file']> }) {
  return (
    <div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium">The policy file</h3>
        <Copy text={text} what="the policy file" label="Copy the file" />
      </div>
      <p className="text-sm text-muted">
        To be served at <bdi className="value [overflow-wrap:anywhere] text-ink">{url}</bdi>
      </p>
      <pre className="exact mt-2 rounded-xl border border-line bg-surface px-3 py-2">{text}</pre>
    </div>
  )
}
