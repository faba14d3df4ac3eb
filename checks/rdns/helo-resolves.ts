import ipaddr from 'ipaddr.js'
import { type Check, fail, info, pass, saw, say, warn } from '../check.ts'
import { heloName } from '../facts/helo-name.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Does the name the server gave lead to it? */
export const heloResolves: Check<TestMail> = {
  id: 'helo-resolves',
  title: 'Address of the name given',
  reference: 'RFC 5321 §4.1.4',

  async run({ session }, net) {
    if (!session) return notWitnessed()
    const helo = heloName(session)
    if (!helo)
      return info('not-applicable', {
        evidence: [{ where: 'HELO', what: session.helo }],
        explanation: say`The server gave no name that could be looked up.`,
      })
    const [a, aaaa] = await Promise.all([net.dns.resolve(helo, 'A'), net.dns.resolve(helo, 'AAAA')])
    const evidence = [...saw(a), ...saw(aaaa)]
    const own = ipaddr.process(session.peerAddress)
    const addresses = [...a.records, ...aaaa.records].map(({ address }) => ipaddr.process(address).toString())
    if (addresses.includes(own.toString()))
      return pass('to-sender', { evidence, explanation: say`The name the server gave, ${helo}, leads to it.` })
    const type = own.kind() === 'ipv4' ? ('A' as const) : ('AAAA' as const)
    const fix = {
      who: 'dns' as const,
      say: say`Give ${helo} the address ${own.toString()}, or let the server say a name that has it.`,
      why: say`A name that leads elsewhere, or nowhere, looks borrowed.`,
      ...(publicAddress(session.peerAddress) && {
        records: [{ action: 'add' as const, name: helo, type, value: own.toString(), ttl: 3600 }],
      }),
    }
    if (addresses.length === 0)
      return fail('missing', { evidence, explanation: say`The name the server gave, ${helo}, has no address.`, fix })
    const { confirmed } = await forwardConfirmation(session.peerAddress, net)
    const sibling = confirmed.find((name) => sameOrganization(name, helo))
    if (sibling) {
      return info('same-organization', {
        evidence,
        explanation: say`${helo} is another host of those who run ${sibling}, the sending server.`,
      })
    }
    return warn('elsewhere', { evidence, explanation: say`The name the server gave, ${helo}, leads to another machine.`, fix })
  },
}
