/** The API, as a page to look things up in: every operation, with what goes in, what comes out, and an example of both. */
import { Form } from '@remix-run/react'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { Plain } from '../ui/frame.tsx'
import { Lead, Rules } from './intro.tsx'
import type { ApiPageData, Field, OperationView } from './page.server.ts'

export function ApiPage({ page }: { page: ApiPageData }) {
  const { find, areas } = page
  const found = areas.reduce((sum, { operations }) => sum + operations.length, 0)
  return (
    <div className="grid gap-6">
      <Plain title="API">
        <Lead baseUrl={page.baseUrl} />
        <Search find={find} />
        {find === '' ? (
          <>
            <Contents areas={areas} />
            <Rules perMinute={page.perMinute} />
          </>
        ) : (
          <p role="status">
            {found === 0 ? 'No operation has all of these words.' : `${count(found, 'operation')} found.`}{' '}
            <a className="link" href="/api">
              Show all
            </a>
          </p>
        )}
      </Plain>
      {areas
        .filter(({ operations }) => operations.length > 0)
        .map(({ name, operations }) => (
          <section key={name} id={idOf(name)} className="card scroll-mt-6 overflow-hidden">
            <h2 className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">{name}</h2>
            <ul className="divide-y divide-line">
              {operations.map((operation) => (
                <li key={operation.id} className="px-4 py-3 sm:px-5">
                  <OperationRow operation={operation} isOpen={found === 1} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  )
}

const idOf = (area: string): string => `area-${area.toLowerCase().replaceAll(' ', '-')}`

function Search({ find }: { find: string }) {
  return (
    <Form method="get" role="search" aria-label="Operations" className="flex max-w-md gap-2">
      <label className="min-w-0 grow">
        <span className="sr-only">Find an operation</span>
        <input
          type="search"
          name="find"
          defaultValue={find}
          placeholder="Find an operation: watch, bounce, token …"
          className="block w-full rounded-lg border border-line bg-surface px-3 py-2"
        />
      </label>
      <button type="submit" className="rounded-lg border border-line bg-surface px-4 py-2 font-medium hover:bg-sunken">
        Find
      </button>
    </Form>
  )
}

function Contents({ areas }: { areas: ApiPageData['areas'] }) {
  return (
    <nav aria-label="Areas">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {areas.map(({ name, all }) => (
          <li key={name}>
            <a className="link" href={`#${idOf(name)}`}>
              {name}
            </a>{' '}
            <span className="text-muted">{all}</span>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function OperationRow({ operation, isOpen }: { operation: OperationView; isOpen: boolean }) {
  const { id, method, path, summary, says, scope, parameters, body, gives, refuses, curl, answer } = operation
  return (
    <details open={isOpen}>
      <summary className="cursor-pointer">
        <span className="inline-flex flex-wrap items-baseline gap-x-3">
          <code className="value font-semibold">{method}</code>
          <code className="value break-all">{path}</code>
          <span className="text-muted">{summary}</span>
        </span>
      </summary>
      {/* A link to it opens the row. */}
      <div id={id} className="mt-3 grid scroll-mt-16 gap-3 sm:ps-4">
        {says && <p>{says}</p>}
        <p className="text-muted">
          {operation.isOpen ? 'Without a token too; a token needs' : 'Needs a token with'} the scope <b>{scope}</b>.
        </p>
        <Fields title="In the query" fields={parameters} />
        {body && <Fields title={`Send ${body.type}`} fields={body.fields} always />}
        <Fields title={`${gives.status}: ${gives.says}${gives.type ? `, as ${gives.type}` : ''}`} fields={gives.fields} always />
        {refuses.length > 0 && <p className="text-muted">Can be refused with {refuses.join(', ')}.</p>}
        <Example curl={curl} answer={answer} />
      </div>
    </details>
  )
}

function Example({ curl, answer }: { curl: string; answer: string }) {
  return (
    <div className="grid gap-2 rounded-lg bg-sunken p-3">
      <div className="grid items-start gap-3 sm:flex">
        <code className="min-w-0 grow break-all font-mono text-sm">{curl}</code>
        <Copy text={curl} what="the command" className="shrink-0 justify-self-start" />
      </div>
      {answer && (
        <pre className="wrap-anywhere whitespace-pre-wrap border-t border-line pt-2 font-mono text-sm">
          <span className="sr-only">An answer: </span>
          {answer}
        </pre>
      )}
    </div>
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
