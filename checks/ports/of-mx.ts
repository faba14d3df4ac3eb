/** The questions of ports, asked about the mail servers of a domain: in a report that is there in about a second. */
import { type Check, info, say } from '../check.ts'
import { addressesOf, mxTable } from '../facts/mx-table.ts'
import type { Net } from '../net.ts'
import { sameOrganization } from '../records/names.ts'
import type { Domain, ProbedHost } from '../subject.ts'

/** Only servers of the domain's own take mail from its people too. Those of a service do that elsewhere, under another name. */
const ownPorts = [25, 465, 587]

/** `ports`: those the check is about. */
export function ofMx(ports: readonly number[], check: Check<ProbedHost>): Check<Domain> {
  return {
    ...check,
    async run({ domain }, net) {
      const nothing = (why: ReturnType<typeof say>) => info('not-applicable', { evidence: [], explanation: why })
      if (!domain) return nothing(say`There is no domain to look at.`)
      const subject = await mailServersOf(domain, net)
      if (!subject) return nothing(say`${domain} has no mail server that has an address.`)
      if (!ports.some((port) => subject.ports.includes(port)))
        return nothing(say`The mail servers of ${domain} are those of a service, which takes mail of its customers elsewhere.`)
      return await check.run(subject, net)
    },
  }
}

/** @throws {Unreachable} when the MX was silent */
async function mailServersOf(domain: string, net: Net): Promise<ProbedHost | undefined> {
  const { found, hosts } = await mxTable(domain, net)
  const reached = hosts.filter((host) => addressesOf(host).length > 0)
  // Without an MX nobody says that there is a mail server at all.
  if (found.kind === 'implicit') return undefined
  const silence = hosts.find((host) => host.silence)?.silence
  if (reached.length === 0 && silence) throw silence
  if (reached.length === 0) return undefined
  const isOwn = reached.every(({ name }) => sameOrganization(name, domain))
  return { kind: 'host', host: domain, ofDomain: true, domain, ports: isOwn ? ownPorts : [25], consents: false, hurried: true }
}
