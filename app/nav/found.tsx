/** /find as a page: what the dialog shows, without script. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { FindPage, Hit } from './find.server.ts'
import { canBeChecked } from './typed.ts'

export function FoundView({ page: { asked, groups } }: { page: FindPage }) {
  return (
    <div className="grid max-w-[46rem] gap-6">
      <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em]">Find</h1>
      <Form method="get" role="search" aria-label="Find" className="flex flex-wrap gap-2">
        <label htmlFor="q" className="sr-only">
          A domain, address, mail, report or page
        </label>
        <input
          id="q"
          type="search"
          name="q"
          defaultValue={asked}
          key={asked}
          placeholder="A domain, address, mail, report or page"
          autoComplete="off"
          spellCheck={false}
          className="min-h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
        />
        <Button kind="main">Find</Button>
      </Form>
      {canBeChecked(asked) && (
        <Form method="post" action="/check">
          <input type="hidden" name="text" value={asked} />
          <Button>
            Check <bdi className="value">{asked}</bdi>
          </Button>
        </Form>
      )}
      {groups.length === 0 && (
        <p>
          Nothing here has these letters. Names of domains and hosts are found by how they begin, mails by words of subject, From
          and label.
        </p>
      )}
      {groups.map(({ title, hits }) => (
        <section key={title} aria-label={title}>
          <h2 className="mb-2 font-semibold">{title}</h2>
          <ul className="card divide-y divide-line overflow-hidden">
            {hits.map((hit) => (
              <li key={hit.path}>
                <Row hit={hit} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const Row = ({ hit: { path, title, note, at } }: { hit: Hit }) => (
  <Link
    to={path}
    className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-2.5 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2"
  >
    <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{title}</bdi>
    <span className="text-sm text-muted">
      <bdi>{note}</bdi>
      {note && at && ' · '}
      {at && <Time at={at} form="ago" />}
    </span>
  </Link>
)
