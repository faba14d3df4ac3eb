/** Where Thunderbird looks for the settings of an address, on the domain of the address. */
import { autoconfig } from '../credentials/doors.server.ts'

export const loader = () =>
  new Response(autoconfig(), { headers: { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'public, max-age=3600' } })
