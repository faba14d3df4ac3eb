import { type Check, type Finding, info, say } from '../check.ts'
import { worstOf } from '../facts/mail-servers.ts'
import { addressesOf, gap, mxTable } from '../facts/mx-table.ts'
import { publicAddress } from '../facts/public-address.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain, Sender } from '../subject.ts'

/** Addresses looked at, by preference: a large service has dozens of the same kind. */
const mostAddresses = 4

/**
 * The question of a sending address, asked about the mail servers of a domain. Many of them send too, if only bounces; but nobody saw that, so
 * what would be bad of a sender is worth knowing here and no more.
 */
export function ofMailServers(check: Check<Sender>): Check<Domain> {
  return {
    ...check,
    async run({ domain }, net) {
      if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
      const table = await mxTable(domain, net)
      const places = table.hosts.flatMap((host) => addressesOf(host).map((ip) => ({ host: host.name, ip })))
      const open = places.filter(({ ip }) => publicAddress(ip)).slice(0, mostAddresses)
      const judged = await Promise.all(open.map((place) => judge(check, place, domain, net)))
      const worst = worstOf(judged.filter((one): one is Finding => !(one instanceof Unreachable)))
      if (worst && worst.verdict !== 'pass') return worst
      const silence = judged.find((one) => one instanceof Unreachable) ?? gap(table, (host) => addressesOf(host).length === 0)
      if (silence) throw silence
      return (
        worst ?? info('not-applicable', { evidence: [], explanation: say`${domain} has no mail server with a public address.` })
      )
    },
  }
}

async function judge(
  check: Check<Sender>,
  { host, ip }: { host: string; ip: string },
  domain: string,
  net: Net,
): Promise<Finding | Unreachable> {
  const session = { peerAddress: ip, helo: host, extended: true, tls: null, tlsOffered: false }
  try {
    const { verdict, code, evidence, explanation } = await check.run({ session, domain }, net)
    const said = { evidence, explanation: say`If the mail server ${host} (${ip}) also sends: ${explanation}` }
    return verdict === 'pass' ? { verdict, code, ...said } : info(code, said)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}
