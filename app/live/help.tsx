/** What helps while nothing has come, by how long it has not. */
import { useContext } from 'react'
import { useNow } from '../ui/hydrated.ts'
import { Moment, Time } from '../ui/time.tsx'

interface HelpProps {
  since: string
  email: string
  receivesUntil: string
  /** Has any server tried to deliver? */
  tried: boolean
}

const minute = 60_000

export function WaitingHelp({ since, email, receivesUntil, tried }: HelpProps) {
  const waited = useNow(useContext(Moment).now) - Date.parse(since)
  if (waited < minute / 2)
    return <p className="text-muted">Send it now. This page notices by itself; you can switch to another tab.</p>
  if (waited < 2 * minute)
    return <p className="text-muted">Most services deliver within a minute. This page notices by itself.</p>
  return (
    <div className="text-muted">
      <p className="font-medium text-ink">Not here yet?</p>
      <ul className="mt-1 grid list-disc gap-1 ps-5 marker:text-line-strong">
        <li>Is it still queued at your service? Big services take up to ten minutes for tests.</li>
        <li>
          Was the address copied whole? It ends in <bdi className="value text-ink">{ending(email)}</bdi>.
        </li>
        <li>Does your service refuse the address as “disposable”? Use a test domain of your own.</li>
        {waited >= 10 * minute && !tried && (
          <li>
            Nothing has tried to deliver to this address so far. Ask your service for its log line; it contains the reply it got.
          </li>
        )}
        {waited >= 60 * minute && (
          <li>
            We keep listening until <Time at={receivesUntil} />.
          </li>
        )}
      </ul>
    </div>
  )
}

/** "-8hzp@seeds.acme.net": what is lost first when an address is cut off. */
const ending = (email: string): string => email.slice(email.lastIndexOf('@') - 5)
