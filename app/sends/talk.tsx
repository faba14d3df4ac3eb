/** One conversation with a relay, line by line, in the form that swaks made usual. */
import type { SpokenLine } from '#prisma/test-send.ts'
import { arrowOf, timeOf } from '../probe/talk.ts'

const looks = { client: 'text-accent', server: '', note: 'text-muted' } as const
const who = { client: 'We', server: 'The relay', note: 'Meanwhile' } as const

export function Lines({ lines }: { lines: SpokenLine[] }) {
  if (lines.length === 0) return <p className="text-sm text-muted">Nothing was said.</p>
  return (
    <ol className="rounded-lg bg-sunken p-3">
      {lines.map((line, index) => (
        <li key={`${index} ${line.milliseconds}`} className={`exact text-[0.85rem] ${looks[line.from]}`}>
          <span className="me-2 whitespace-pre text-muted max-sm:hidden">{timeOf(line)}</span>
          <span className="whitespace-pre" aria-hidden="true">
            {arrowOf(line)}
          </span>
          <span className="sr-only">
            {who[line.from]}
            {line.secure && ', inside encryption'}:{' '}
          </span>
          <bdi dir="ltr">{line.line}</bdi>
        </li>
      ))}
    </ol>
  )
}

/** `open`: at once. */
export function Talk({ lines, open = false }: { lines: SpokenLine[]; open?: boolean }) {
  return (
    <details open={open} className="text-sm">
      <summary className="opener inline-flex min-h-8 items-center text-muted hover:text-ink">The conversation</summary>
      <div className="mt-2">
        <Lines lines={lines} />
        <p className="mt-2 text-muted">
          <code className="value">-&gt;</code> is what this Seedbed said, <code className="value">&lt;-</code> what the relay
          said; <code className="value">~</code> instead of <code className="value">-</code> is inside encryption. User and
          password are not kept here.
        </p>
      </div>
    </details>
  )
}
