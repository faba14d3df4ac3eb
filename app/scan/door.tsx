/** Before there is a scan: the box, and why what was typed leads nowhere. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Plain } from '../ui/frame.tsx'
import { Time } from '../ui/time.tsx'
import { CheckBox } from './box.tsx'

export interface Door {
  typed: string
  problem: { say: string } | null
  /** What may have been meant. */
  meant: { label: string; path: string }[]
  /** The page that reads such a text. */
  takesText: string | null
}

export function CheckPage() {
  return (
    <Plain title="Check">
      <p>Does mail to a domain arrive, who may send as it, can it be forged, and what to publish: in about a second.</p>
      <CheckBox />
      <p>
        Or{' '}
        <Link className="link" to="/build">
          build a record
        </Link>{' '}
        from a few answers, or{' '}
        <Link className="link" to="/upload">
          check a mail you have as a file
        </Link>
        , or its header lines; or{' '}
        <Link className="link" to="/probe">
          look at the ports of a mail host
        </Link>
        .
      </p>
    </Plain>
  )
}

export function NoWay({ door: { typed, problem, meant, takesText } }: { door: Door }) {
  return (
    <Plain title="Check">
      {problem && <p className="[overflow-wrap:anywhere]">{problem.say}</p>}
      {takesText && <Refusal typed={typed} path={takesText} />}
      {meant.length > 0 && <DidYouMean meant={meant} />}
      <CheckBox typed={typed} />
    </Plain>
  )
}

function DidYouMean({ meant }: { meant: Door['meant'] }) {
  return (
    <div>
      <p>Did you mean</p>
      <ul className="mt-1">
        {meant.map(({ label, path }) => (
          <li key={path}>
            <Link className="link value inline-flex min-h-8 items-center [overflow-wrap:anywhere]" to={path}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** A link cannot bring a text to where it is read: a button does. */
function Refusal({ typed, path }: { typed: string; path: string }) {
  return (
    <Form method="post" action={path} className="flex flex-wrap items-center gap-4">
      <p>
        {path === '/upload' ? 'These look like the header lines of a mail.' : 'This looks like a refusal from a mail server.'}
      </p>
      <input type="hidden" name="text" value={typed} />
      <Button>Read it</Button>
    </Form>
  )
}

export function TooMany({ retryAt }: { retryAt: string | null }) {
  return (
    <p className="mt-4 rounded-lg bg-warn-soft px-3 py-2" role="status">
      {retryAt ? (
        <>
          Your network has asked for all the scans it can have this hour. The next is possible from{' '}
          <Time at={retryAt} form="clock" />.
        </>
      ) : (
        'This Seedbed looks at domains for its members only. Scans you have the link of can still be read.'
      )}
    </p>
  )
}

/** A domain for which no scan could be asked. */
export function NoScan({ domain, retryAt }: { domain: string; retryAt: string | null }) {
  return (
    <Plain title={domain}>
      <TooMany retryAt={retryAt} />
    </Plain>
  )
}

/** What stands in the path of a page is nothing to look at. */
export function NotASubject({ typed, problem }: { typed: string; problem: { say: string; suggestion?: string | undefined } }) {
  const { suggestion } = problem
  const meant = suggestion ? [{ label: suggestion, path: `/domain/${suggestion}` }] : []
  return <NoWay door={{ typed, problem, meant, takesText: null }} />
}
