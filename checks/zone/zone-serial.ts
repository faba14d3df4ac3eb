import { type Check, info, pass, say, warn } from '../check.ts'
import { stuckServer } from '../facts/earlier.ts'
import { few } from '../facts/few.ts'
import { authorities, nameServers, serialsOf, silenceIn, silenceOfProbe } from '../facts/name-servers.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone, sawProbe } from './evidence.ts'

/** Operators whose servers do not copy the zone from one another, so that each has its own serial. */
const multiPrimary =
  /(?:^|\.)(?:awsdns-\d+\.(?:com|net|org|co\.uk)|azure-dns\.(?:com|net|org|info)|googledomains\.com|nsone\.net|ultradns\.\w+|dynect\.net|akam\.net|cloudflare\.com)$/

/**
 * Do all name servers have the same version of the zone? They differ for minutes after every change. A server is stuck when it still has the
 * version it had at a look more than a refresh interval ago, and another had a newer one then; one that only lags behind has moved on since.
 */
export const zoneSerial: Check<Domain> = {
  id: 'zone-serial',
  title: 'Version of the zone',
  reference: 'RFC 1912 §2.2',

  async run({ domain, earlier }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const working = authorities(found)
    if (working.length === 0) throw nobodyAnswered(found, silenceOfProbe)
    const evidence = few(working.flatMap((probe) => sawProbe(probe, zone)))
    const serials = serialsOf(found)
    if (serials.size > 1 && working.some(({ server }) => multiPrimary.test(server.name))) {
      const explanation = say`The name servers of ${zone} count versions each for themselves, as their operator has them do.`
      return info('multi-primary', { evidence, explanation })
    }
    const stuck = stuckServer(found, earlier)
    if (stuck) {
      return warn('stuck', {
        evidence,
        explanation: say`${stuck.name} still has the version ${stuck.serial} of ${zone}, as on ${{ time: stuck.since }}, when another server had a newer one.`,
        fix: {
          who: 'dns',
          say: say`See why ${stuck.name} does not fetch the zone any more, then raise the serial and reload.`,
          why: say`Receivers that ask this server get old records, so what you publish holds only for some of them.`,
          steps: [say`Usually its address may not transfer the zone (AXFR), or it is told of changes by nobody (NOTIFY).`],
        },
      })
    }
    if (serials.size > 1) {
      const explanation = say`The name servers of ${zone} have ${serials.size} different versions. After a change that is normal for a while.`
      return info('transient', { evidence, explanation })
    }
    const unheard = silenceIn(found)
    if (unheard) throw unheard
    return pass('equal', { evidence, explanation: say`All name servers have the same version of ${zone}.` })
  },
}
