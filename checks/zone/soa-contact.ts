import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { type MailExchange, mailExchange } from '../facts/mail-exchange.ts'
import { zoneCut } from '../facts/zone-cut.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain, noZone } from './evidence.ts'

/** Can whoever is responsible for the zone be reached at the address in its SOA? */
export const soaContact: Check<Domain> = {
  id: 'soa-contact',
  title: 'Contact of the zone',
  reference: 'RFC 1035 §3.3.13; RFC 2142 §7',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const { zone, ...cut } = await zoneCut(domain, net)
    if (!zone) return noZone({ zone, ...cut })
    if (zone.soa instanceof Unreachable) throw zone.soa
    const evidence = saw(zone.soa)
    const [soa] = zone.soa.records
    if (!soa) throw new Unreachable(`${zone.name} SOA`, 'network')
    const { rname } = soa
    if (rname.includes('@')) {
      return warn('at-sign', {
        evidence,
        explanation: say`The contact of ${zone.name} is written with an @, where a dot must stand.`,
        fix: {
          who: 'dns',
          say: say`Write the contact in the SOA as a name: ${`hostmaster.${zone.name}.`}`,
          why: say`Whoever wants to report a fault in the zone cannot make an address of it.`,
        },
      })
    }
    const { takes, seen } = await takesMail(rname, net)
    const all = [...evidence, ...few(seen.flatMap(({ answers }) => answers).flatMap(saw))]
    if (!takes)
      return info('undeliverable', { evidence: all, explanation: say`The contact of ${zone.name}, ${rname}, takes no mail.` })
    return pass('ok', { evidence: all, explanation: say`The contact of ${zone.name} is an address that takes mail.` })
  },
}

/**
 * The first dot of an RNAME stands for the @; a dot in the local part is escaped in a zone file and looks like any other here (RFC 1035
 * §3.3.13, §5.1). So the first few readings are tried, and one that takes mail is enough.
 */
async function takesMail(rname: string, net: Net): Promise<{ takes: boolean; seen: MailExchange[] }> {
  const labels = rname.split('.')
  const [usual, ...others] = [1, 2, 3].map((from) => labels.slice(from).join('.')).filter((name) => name.includes('.'))
  if (usual === undefined) return { takes: false, seen: [] }
  const first = await mailExchange(usual, net)
  if (isOpen(first)) return { takes: true, seen: [first] }
  const seen = await Promise.all(others.map((domain) => mailExchange(domain, net)))
  return { takes: seen.some(isOpen), seen: [first, ...seen] }
}

function isOpen({ kind }: MailExchange): boolean {
  return kind === 'mx' || kind === 'implicit'
}
