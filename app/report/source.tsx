/** The source tab: header lines decoded, the tree of parts, and the mail exactly as it came. Never markup: everything here is a stranger's text. */
import type { ReactNode } from 'react'
import { buttonLook } from '../ui/button.tsx'
import { count, octets } from '../ui/count.ts'
import { PartTree } from '../mail-view/parts.tsx'
import type { Source } from './source.server.ts'

/** `headersOnly`: no more is kept of it. */
export function SourceView({ source, mailId, headersOnly }: { source: Source | null; mailId: string; headersOnly: boolean }) {
  if (!source) return <p className="card p-5 text-muted">The mail is no longer kept.</p>
  const { headers, moreHeaders, parts, problem, raw, shown, size } = source
  return (
    <div className="grid gap-5">
      <h1 className="sr-only">Source</h1>
      <Block id="headers" title="Header lines, decoded">
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[minmax(8rem,14rem)_minmax(0,1fr)]">
          {headers.map(({ name, value }, index) => (
            <div key={`${index} ${name}`} className="contents">
              <dt className="text-sm text-muted [overflow-wrap:anywhere]">
                <bdi>{name || '(no name)'}</bdi>
              </dt>
              <dd className="exact min-w-0 max-sm:mb-1.5">
                <bdi dir="auto">{value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        {moreHeaders > 0 && <p className="mt-3 text-sm text-muted">And {count(moreHeaders, 'line')} more, in the file.</p>}
      </Block>
      {!headersOnly && (
        <Block id="parts" title="Parts">
          <PartTree parts={parts} problem={problem} mailId={mailId} />
        </Block>
      )}
      <Block id="raw" title="As it came">
        <pre className="exact" dir="ltr">
          {raw}
        </pre>
        <p className="mt-4 flex flex-wrap items-center gap-4 text-sm text-muted">
          {shown < size
            ? `The first ${octets(shown)} of ${octets(size)}.`
            : `${headersOnly ? 'Its header lines' : 'All of it'}: ${octets(size)}.`}
          <a className={buttonLook('quiet')} href={`/api/v1/mails/${mailId}/raw`} download>
            Download .eml
          </a>
        </p>
      </Block>
    </div>
  )
}

function Block({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="card overflow-hidden">
      <h2 id={id} className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">
        {title}
      </h2>
      <div className="px-4 py-4 sm:px-5">{children}</div>
    </section>
  )
}
