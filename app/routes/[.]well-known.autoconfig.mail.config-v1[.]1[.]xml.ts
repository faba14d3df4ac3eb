/** Where Thunderbird looks for the settings of an address, on the domain of the address. */
import { autoconfig, mustHaveReaders } from '../credentials/doors.server.ts'

export function loader() {
  mustHaveReaders()
  const headers = { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'public, max-age=3600' }
  return new Response(autoconfig(), { headers })
}
