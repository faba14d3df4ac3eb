/** Makes a link to a report, and lists those that are live. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import type { LinkLine, LinksPage, Made } from './links.server.ts'

export function LinksPageView({ page, made }: { page: LinksPage; made: Made | undefined }) {
  return (
    <div className="mx-auto grid max-w-[46rem] gap-6">
      <header>
        <p className="text-sm">
          <Link to={page.back} className="link">
            Back to the report
          </Link>
        </p>
        <h1 className="mt-2 text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Share this report</h1>
        <p className="mt-1 text-muted [overflow-wrap:anywhere]">
          <bdi>{page.title}</bdi>
        </p>
      </header>
      {made?.problem && <p className="rounded-lg bg-warn-soft px-4 py-3 text-warn">{made.problem}</p>}
      {made?.url && <NewLink url={made.url} />}
      <Make page={page} again={Boolean(made?.url)} />
      <Live links={page.links} />
    </div>
  )
}

function NewLink({ url }: { url: string }) {
  return (
    <section aria-labelledby="made" className="card grid gap-3 p-4 sm:p-6" role="status">
      <h2 id="made" className="font-semibold">
        Your link
      </h2>
      <p className="exact rounded-lg bg-sunken px-3 py-2">{url}</p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        <Copy text={url} what="the link" kind="main" />
        It is shown this once: nobody here keeps it.
      </p>
    </section>
  )
}

const ticks = [
  { name: 'body', label: 'The text of the mail', note: 'Links and one-time codes stand in it.' },
  { name: 'recipients', label: 'Its recipients', note: 'Else they are masked wherever the report names them.' },
  { name: 'source', label: 'Its source', note: 'The header; with the text ticked, all of it.' },
] as const

function Make({ page: { ofMail }, again }: { page: LinksPage; again: boolean }) {
  return (
    <Form method="post" className="card grid gap-4 p-4 sm:p-6">
      <p>
        Anyone with the link reads the report{ofMail && ', and of the mail only what you tick'}. It ends after 30 days, or when
        you take it back.
      </p>
      {ofMail && (
        <fieldset className="grid gap-2">
          <legend className="text-sm text-muted">Show as well</legend>
          {ticks.map(({ name, label, note }) => (
            <label key={name} className="flex min-h-8 items-start gap-3">
              <input type="checkbox" name={name} className="mt-1.5 size-4 shrink-0 accent-accent" />
              <span>
                {label} <span className="text-sm text-muted">{note}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <Button kind={again ? 'plain' : 'main'} name="intent" value="share" className="sm:justify-self-start">
        {again ? 'Make another link' : 'Make a link'}
      </Button>
    </Form>
  )
}

function Live({ links }: { links: LinkLine[] }) {
  if (links.length === 0) return <p className="text-sm text-muted">No link to this report is live.</p>
  return (
    <section aria-labelledby="live">
      <h2 id="live" className="font-semibold">
        Live links
      </h2>
      <ul className="card mt-2 divide-y divide-line">
        {links.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
            <div>
              <p>
                Made <Time at={one.createdAt} form="ago" />
                {one.shows.length > 0 && `, with ${one.shows.join(', ')}`}
              </p>
              <p className="text-sm text-muted">
                Until <Time at={one.expiresAt} form="day" /> ·{' '}
                {one.lastOpenedAt ? (
                  <>
                    last opened <Time at={one.lastOpenedAt} form="ago" />
                  </>
                ) : (
                  'not opened yet'
                )}
              </p>
            </div>
            <Form method="post">
              <input type="hidden" name="id" value={one.id} />
              <Button kind="quiet" name="intent" value="revoke">
                Take back
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}
