import { type Check, fail, type Fix, pass, saw, say } from '../check.ts'
import { publicAddress } from '../facts/public-address.ts'
import { reverseName, reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { isHostName, isLocalName } from '../records/names.ts'
import type { Sender } from '../subject.ts'

/**
 * Has the sending address a name? Only who runs the network can give it one, so an address without a name looks like a machine nobody
 * answers for. `broken-delegation` needs the reverse zone's own servers, which this product does not ask yet; it is `lookup-failed` here.
 */
export const ptrMissing: Check<Sender> = {
  id: 'ptr-missing',
  title: 'Reverse name',
  reference: 'RFC 1912 §2.1',

  async run({ session, domain }, net) {
    if (!session) return notWitnessed()
    const ip = session.peerAddress
    const { answer, names } = await reverseNames(ip, net)
    const evidence = saw(answer)
    const [name] = names
    if (name !== undefined) return pass('present', { evidence, explanation: say`The sending address has a name, ${name}.` })
    return fail('missing', {
      evidence,
      explanation: say`The sending address has no name. Gmail refuses such mail.`,
      cause: 'no-ptr',
      fix: publicAddress(ip) ? askOwner(ip, session.helo, domain) : sendFromOutside(ip),
    })
  },
}

function askOwner(ip: string, helo: string, domain: string): Fix {
  const given = helo.toLowerCase().replace(/\.$/, '')
  const name = isHostName(given) && !isLocalName(given) ? given : undefined
  return {
    who: 'network-owner',
    say: name
      ? say`Ask whoever rents you ${ip} to set its name to ${name}.`
      : say`Ask whoever rents you ${ip} to give it the name of your mail server, under ${domain || 'your domain'}.`,
    why,
    ...(name && { records: [{ action: 'add', name: reverseName(ip), type: 'PTR', value: `${name}.`, ttl: 3600 }] }),
  }
}

/** Nobody can give such an address a name that others see. */
function sendFromOutside(ip: string): Fix {
  return {
    who: 'mail-server',
    say: say`Send the test through the server that sends your real mail; ${ip} is an address inside this network.`,
    why,
  }
}

const why = say`Large receivers take no mail from an address nobody gave a name.`
