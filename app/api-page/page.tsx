/** The API, as a page to look things up in: every operation, with what goes in and what comes out. */
import { Copy } from '../ui/copy.tsx'
import { Plain } from '../ui/frame.tsx'
import type { ApiPageData, Field, OperationView } from './page.server.ts'

export function ApiPage({ page: { baseUrl, areas } }: { page: ApiPageData }) {
  return (
    <div className="grid gap-6">
      <Plain title="API">
        <p>
          Everything below <code className="value">{baseUrl}</code>, as JSON. Errors are problem documents (RFC 9457) with a{' '}
          <code className="value">code</code> that is never renamed. For tools, the same as{' '}
          <a className="link" href="/api/v1/openapi.json">
            OpenAPI 3.1
          </a>
          .
        </p>
      </Plain>
      {areas.map(({ name, operations }) => (
        <section key={name} className="card overflow-hidden">
          <h2 className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">{name}</h2>
          <ul className="divide-y divide-line">
            {operations.map((operation) => (
              <li key={operation.id} id={operation.id} className="px-4 py-3 sm:px-5">
                <OperationRow operation={operation} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

function OperationRow({ operation }: { operation: OperationView }) {
  const { method, path, summary, says, parameters, body, gives, refuses, curl } = operation
  return (
    <details>
      <summary className="cursor-pointer">
        <span className="inline-flex flex-wrap items-baseline gap-x-3">
          <code className="value font-semibold">{method}</code>
          <code className="value break-all">{path}</code>
          <span className="text-muted">{summary}</span>
        </span>
      </summary>
      <div className="mt-3 grid gap-3 ps-4">
        {says && <p>{says}</p>}
        <Fields title="In the query" fields={parameters} />
        {body && <Fields title={`Send ${body.type}`} fields={body.fields} always />}
        <Fields title={`${gives.status}: ${gives.says}${gives.type ? `, as ${gives.type}` : ''}`} fields={gives.fields} always />
        {refuses.length > 0 && <p className="text-muted">Can be refused with {refuses.join(', ')}.</p>}
        <div className="flex flex-wrap items-start gap-2">
          <code className="value min-w-0 break-all">{curl}</code>
          <Copy text={curl} what="the command" />
        </div>
      </div>
    </details>
  )
}

/** `always`: the title says something without them. */
function Fields({ title, fields, always = false }: { title: string; fields: Field[]; always?: boolean }) {
  if (fields.length === 0) return always ? <p>{title}</p> : null
  return (
    <div>
      <p>{title}</p>
      <dl className="mt-1 grid gap-x-4 gap-y-1 ps-4 sm:grid-cols-[max-content_1fr]">
        {fields.map(({ name, type, says }) => (
          <div key={name} className="contents">
            <dt>
              <code className="value">{name}</code>
            </dt>
            <dd className="text-muted">{[type, says].filter(Boolean).join(' · ')}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
