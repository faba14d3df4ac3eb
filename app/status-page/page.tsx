/** The status page as a document of its own: no script, no cookie, the same for everybody. */
import { exactTime } from '../ui/clock.ts'
import { VerdictIcon } from '../ui/verdict.tsx'
import type { ShownStatus } from './status.server.ts'

export function StatusDocument({ status, stylesheet }: { status: ShownStatus; stylesheet: string }) {
  const { domain, worst, say, lines, score, lookedAt } = status
  return (
    <html lang="en" dir="ltr">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${domain}: mail`}</title>
        <link rel="stylesheet" href={stylesheet} />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
      </head>
      <body>
        <main className="mx-auto grid max-w-[34rem] gap-6 px-4 py-12">
          <header>
            <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em] [overflow-wrap:anywhere]">
              Mail of <bdi>{domain}</bdi>
            </h1>
            <p className="mt-2 flex items-center gap-2 text-lg">
              <VerdictIcon verdict={worst} />
              {say}
            </p>
          </header>
          {(lines.length > 0 || score !== null) && (
            <dl className="card divide-y divide-line">
              {lines.map(({ part, verdict, word }) => (
                <div key={part} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3">
                  <dt>{part}</dt>
                  <dd className="flex items-center gap-2">
                    <VerdictIcon verdict={verdict} className="size-4" />
                    {word}
                  </dd>
                </div>
              ))}
              {score !== null && (
                <div className="flex flex-wrap items-center justify-between gap-x-6 px-4 py-3">
                  <dt>Score</dt>
                  <dd className="tabular-nums">{score} of 10</dd>
                </div>
              )}
            </dl>
          )}
          <footer className="text-sm text-muted">
            {lookedAt ? (
              <p>
                Last look <time dateTime={lookedAt}>{exactTime(Date.parse(lookedAt), 'UTC')}</time>.
              </p>
            ) : (
              <p>Not looked at yet.</p>
            )}
            <p>Seen by Seedbed, from DNS and from the mail servers, as everybody else sees them.</p>
          </footer>
        </main>
      </body>
    </html>
  )
}
