import { readIp } from '../records/ip.ts'
import { type Check, fail, type Fix, info, pass, saw, say } from '../check.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { isHostName, sameOrganization } from '../records/names.ts'
import type { Sender } from '../subject.ts'

/** Does the address's name lead back to it? Anybody can write any name into their reverse zone; only the name's owner can confirm it. */
export const fcrdns: Check<Sender> = {
  id: 'fcrdns',
  title: 'Name confirmed both ways',
  reference: 'RFC 8601 §3',

  async run({ session, domain }, net) {
    if (!session) return notWitnessed()
    const ip = session.peerAddress
    const { reverse, forward, confirmed } = await forwardConfirmation(ip, net)
    const evidence = [...saw(reverse.answer), ...forward.flatMap(({ answer }) => saw(answer))]
    const [name] = reverse.names
    if (name === undefined) return info('no-ptr', { evidence, explanation: say`The sending address has no name to confirm.` })
    const [sure] = confirmed
    if (sure !== undefined)
      return pass('confirmed', { evidence, explanation: say`The address is named ${sure}, and ${sure} leads back to it.` })
    const fix = sameOrganization(name, domain) ? addAddress(name, ip) : renamed(name, ip)
    if (forward.some(({ addresses }) => addresses.length > 0)) {
      return fail('mismatch', {
        evidence,
        explanation: say`The address says it is ${name}, but ${name} is somewhere else.`,
        fix,
        cause: 'no-ptr',
      })
    }
    return fail('no-forward', {
      evidence,
      explanation: say`The address says it is ${name}, but ${name} has no address.`,
      fix,
      cause: 'no-ptr',
    })
  },
}

const why = say`Only when both agree does the name say who is sending. Gmail refuses mail where they do not.`

function addAddress(name: string, ip: string): Fix {
  const type = readIp(ip).kind() === 'ipv4' ? 'A' : 'AAAA'
  return {
    who: 'dns',
    say: say`Add the address to ${name}, or have the address's name changed to one that leads to it.`,
    why,
    ...(publicAddress(ip) && isHostName(name) && { records: [{ action: 'add', name, type, value: ip, ttl: 3600 }] }),
  }
}

/** The name is not the sender's to change; whose address it is can change both. */
function renamed(name: string, ip: string): Fix {
  return {
    who: 'network-owner',
    say: say`Have ${ip} given a name of yours that leads back to it, or have the owner of ${name} point that name to ${ip}.`,
    why,
  }
}
