import { type Check, fail, pass, saw, say } from '../check.ts'
import { publicAddress } from '../facts/public-address.ts'
import { reverseName, reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { isHostName } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/**
 * Has the sending address a name? Only who runs the network can give it one, so an address without a name looks like a machine nobody
 * answers for. `broken-delegation` needs the reverse zone's own servers, which this product does not ask yet; it is `lookup-failed` here.
 */
export const ptrMissing: Check<TestMail> = {
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
    const wanted = isHostName(session.helo) ? session.helo.toLowerCase().replace(/\.$/, '') : undefined
    const known =
      wanted && publicAddress(ip)
        ? { records: [{ action: 'add' as const, name: reverseName(ip), type: 'PTR' as const, value: `${wanted}.`, ttl: 3600 }] }
        : {}
    return fail('missing', {
      evidence,
      explanation: say`The sending address has no name. Gmail refuses such mail.`,
      cause: 'no-ptr',
      fix: {
        who: 'network-owner',
        say: wanted
          ? say`Ask whoever rents you ${ip} to set its name to ${wanted}.`
          : say`Ask whoever rents you ${ip} to give it the name of your mail server, under ${domain || 'your domain'}.`,
        why: say`Large receivers take no mail from an address nobody gave a name.`,
        ...known,
      },
    })
  },
}
