/** The links and one-time codes of a mail, listed. Nothing here is fetched: a link is opened by whoever presses it. */
import type { ReportExtracted } from '#checks/report.ts'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'

/** Links shown without being asked for. */
const shownLinks = 12

type FoundLink = ReportExtracted['links'][number]

const kinds: Record<NonNullable<FoundLink['kind']>, string> = {
  unsubscribe: 'Unsubscribes',
  'opt-out': 'Opts out',
  confirm: 'Confirms',
  verify: 'Verifies',
  reset: 'Resets',
  'sign-in': 'Signs in',
}

export function Codes({ codes }: { codes: ReportExtracted['codes'] }) {
  return (
    <ul className="grid gap-3">
      {codes.map(({ code, said }) => (
        <li key={code} className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <bdi className="value text-xl font-semibold tracking-wider">{code}</bdi>
          <Copy text={code} what="the code" />
          <bdi className="text-sm text-muted [overflow-wrap:anywhere]">{said}</bdi>
        </li>
      ))}
    </ul>
  )
}

export function Links({ links, more }: Pick<ReportExtracted, 'links' | 'more'>) {
  const rest = links.slice(shownLinks)
  return (
    <>
      <List links={links.slice(0, shownLinks)} />
      {rest.length > 0 && (
        <details className="mt-3">
          <summary className="opener link">{count(rest.length, 'more link')}</summary>
          <div className="mt-3">
            <List links={rest} />
          </div>
        </details>
      )}
      {more > 0 && <p className="mt-3 text-sm text-muted">And {more} more, in the mail.</p>}
      <p className="mt-4 text-sm text-muted">
        This page opens none of them. If you open one, its sender sees a click, and what works once is used up.
      </p>
    </>
  )
}

function List({ links }: { links: FoundLink[] }) {
  return (
    <ul className="grid gap-3">
      {links.map(({ address, label, where, hidden, kind }, index) => (
        <li key={`${index} ${address}`} className="min-w-0">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <bdi className="font-medium [overflow-wrap:anywhere]">{label || '(no text)'}</bdi>
            <span className="text-sm text-muted">
              {[kind && kinds[kind], where === 'text' && 'in the plain text', hidden && 'hidden'].filter(Boolean).join(', ')}
            </span>
          </p>
          <p className="flex items-start gap-3">
            <Address address={address} />
            <Copy text={address} what="the link" className="ms-auto shrink-0" />
          </p>
        </li>
      ))}
    </ul>
  )
}

function Address({ address }: { address: string }) {
  const text = <bdi className="exact">{address}</bdi>
  if (!/^https?:\/\//i.test(address)) return text
  return (
    <a className="link min-w-0" href={address} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  )
}
