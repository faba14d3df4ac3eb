import type ipaddr from 'ipaddr.js'
import { type Check, fail, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { heloName } from '../facts/helo-name.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { isHeloUntold, notWitnessed } from '../facts/witnessed.ts'
import { sameOrganization } from '../records/names.ts'
import { readIp } from '../records/ip.ts'
import type { TestMail } from '../subject.ts'

/** Does the name the server gave lead to it? */
export const heloResolves: Check<TestMail> = {
  id: 'helo-resolves',
  title: 'Address of the name given',
  reference: 'RFC 5321 §4.1.4',

  async run({ session, domain }, net) {
    if (!session || isHeloUntold(session)) return notWitnessed()
    const helo = heloName(session)
    if (!helo)
      return info('not-applicable', {
        evidence: [{ where: 'HELO', what: session.helo }],
        explanation: say`The server gave no name that could be looked up.`,
      })
    const [a, aaaa] = await Promise.all([net.dns.resolve(helo, 'A'), net.dns.resolve(helo, 'AAAA')])
    const evidence = [...saw(a), ...saw(aaaa)]
    const own = readIp(session.peerAddress)
    const addresses = [...a.records, ...aaaa.records].map(({ address }) => readIp(address).toString())
    if (addresses.includes(own.toString()))
      return pass('to-sender', { evidence, explanation: say`The name the server gave, ${helo}, leads to it.` })
    const fix = fixFor(helo, domain, own)
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

const why = say`A name that leads elsewhere, or nowhere, looks borrowed.`

function fixFor(helo: string, domain: string, own: ipaddr.IPv4 | ipaddr.IPv6): Fix {
  if (!publicAddress(own.toString())) return sendFromOutside(own)
  return sameOrganization(helo, domain) ? giveAddress(helo, own) : nameItself(own)
}

/** No name that others look up may lead to such an address. */
function sendFromOutside(address: ipaddr.IPv4 | ipaddr.IPv6): Fix {
  return {
    who: 'mail-server',
    say: say`Send the test through the server that sends your real mail; ${address.toString()} is an address inside this network.`,
    why,
  }
}

function giveAddress(helo: string, address: ipaddr.IPv4 | ipaddr.IPv6): Fix {
  const type = address.kind() === 'ipv4' ? 'A' : 'AAAA'
  const value = address.toString()
  return {
    who: 'dns',
    say: say`Give ${helo} the address ${value}, or let the server say a name that has it.`,
    why,
    records: [{ action: 'add', name: helo, type, value, ttl: 3600 }],
  }
}

/** The name is not the sender's to change. */
function nameItself(address: ipaddr.IPv4 | ipaddr.IPv6): Fix {
  return {
    who: 'mail-server',
    say: say`Let the server give a name of its own that leads to ${address.toString()}, in Postfix myhostname.`,
    why,
  }
}
