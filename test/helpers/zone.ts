/**
 * The fake world: a zone literal seen through the same window as the live one (memory, aliases, limits, recorded questions).
 *
 * 1. A key is `name TYPE`; a value is a record in presentation form, or a list of records (for TXT, a list inside the list is one record
 *    of several strings). TXT values are plain text, without quotes.
 * 2. A name that has another type, or only names below it, answers "no data". Every other name is NXDOMAIN.
 * 3. `silent` is a timeout, `servfail` and `refused` are what they say: all three arrive as `Unreachable`, never as an answer.
 */
import { type Net, Unreachable } from '#checks/net.ts'
import type { Ask } from '#net/dns.ts'
import type { Reply } from '#net/message.ts'
import { defaultLimits, windowOn } from '#net/window.ts'
import { readZone, type Zone, zoneSoa } from '#net/zone.ts'

export { refused, servfail, silent, type Zone } from '#net/zone.ts'

/** The world as this zone describes it. `budget`: how many questions may be asked. */
export function netOf(zone: Zone, { budget = defaultLimits.budget } = {}): Net {
  return windowOn(askZone(zone), { ...defaultLimits, budget })
}

function askZone(zone: Zone): Ask {
  const find = readZone(zone)
  return async (question) => {
    const { status, records, behaviour } = find(question.name, question.type)
    const target = `${question.name} ${question.type}`
    if (behaviour?.does === 'silent') throw new Unreachable(target, 'timeout', 'zone')
    if (behaviour?.does === 'servfail' || behaviour?.does === 'refused') throw new Unreachable(target, behaviour.does, 'zone')
    const reply: Reply = {
      rcode: status === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR',
      truncated: false,
      authenticated: false,
      answers: records,
      authority: status === 'records' ? [] : [{ name: 'zone.invalid', type: 'SOA', ttl: zoneSoa.minimum, data: zoneSoa }],
      size: 100,
    }
    return { reply, server: 'zone' }
  }
}
