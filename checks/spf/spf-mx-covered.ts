import { type Check, type Evidence, info, pass, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { providerOfMx } from '../facts/mail-providers.ts'
import { mxTable } from '../facts/mx-table.ts'
import { evaluateSpf } from '../facts/spf-evaluation.ts'
import { spfTree } from '../facts/spf-tree.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noRecord } from './change.ts'

/** Addresses that are evaluated; each may cost a whole SPF evaluation. */
const mostAddresses = 20

/** Would the servers that take the domain's mail pass its SPF? They often send bounces and forwarded mail themselves. */
export const spfMxCovered: Check<Domain> = {
  id: 'spf-mx-covered',
  title: 'SPF of the mail servers',
  reference: 'RFC 7208 §5.4',

  async run(subject, net) {
    const { spfDomain: domain } = subject
    if (!domain) return noRecord('not-applicable', undefined)
    const { root } = await spfTree(subject, net)
    if (!root.record) return noRecord('not-applicable', root)
    const { hosts, found } = await mxTable(domain, net)
    const places = hosts.flatMap(({ name, ipv4, ipv6 }) => [...ipv4, ...ipv6].map((ip) => ({ name, ip })))
    if (found.kind !== 'mx' || places.length === 0) {
      const silence = hosts.find((host) => host.silence)?.silence
      if (silence) throw silence
      return {
        ...noRecord('not-applicable', root),
        explanation: say`${domain} has no mail server whose address could be looked at.`,
      }
    }
    const seen = await Promise.all(places.slice(0, mostAddresses).map((place) => evaluate(place, domain, net)))
    const evidence: Evidence[] = few(seen.map(({ name, ip, result }) => ({ where: `SPF for ${ip}, ${name}`, what: result })))
    const outside = seen.filter(({ result }) => result !== 'pass' && result !== 'temperror')
    const [first] = outside
    if (first && outside.every(({ name }) => providerOfMx(name))) {
      const explanation = say`Mail for ${domain} is taken by ${providerOfMx(first.name)?.name ?? ''}, which sends from other addresses.`
      return info('provider', { evidence, explanation })
    }
    if (first) {
      const explanation = say`The SPF record does not permit ${first.name}, which takes mail for ${domain}. It matters when that server also sends.`
      return info('partial', { evidence, explanation })
    }
    const silence = seen.find((one) => one.silence)?.silence ?? hosts.find((host) => host.silence)?.silence
    if (silence) throw silence
    return pass('covered', { evidence, explanation: say`The SPF record permits every mail server of ${domain}.` })
  },
}

async function evaluate({ name, ip }: { name: string; ip: string }, domain: string, net: Net) {
  const { result, silence } = await evaluateSpf({ ip, helo: name, mailFrom: `postmaster@${domain}` }, net)
  return { name, ip, result, silence }
}
