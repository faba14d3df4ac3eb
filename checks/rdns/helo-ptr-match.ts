import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { heloName } from '../facts/helo-name.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { isHeloUntold, notWitnessed } from '../facts/witnessed.ts'
import { addressDomain } from '../records/addresses.ts'
import { registrableDomain, sameOrganization } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Names that only their owners' machines may give; spammers like to borrow them. */
const largeProviders = [
  'google.com',
  'gmail.com',
  'outlook.com',
  'hotmail.com',
  'microsoft.com',
  'yahoo.com',
  'aol.com',
  'icloud.com',
  'apple.com',
  'amazonses.com',
  'gmx.net',
  'mail.ru',
  'facebook.com',
  'paypal.com',
]

/** Is the name the server gave the name of its address? They may differ; together they make a server easy to recognise. */
export const heloPtrMatch: Check<TestMail> = {
  id: 'helo-ptr-match',
  title: 'Name given and reverse name',
  reference: 'RFC 5321 §4.1.4',

  async run(mail, net) {
    const { session } = mail
    if (!session || isHeloUntold(session)) return notWitnessed()
    const helo = heloName(session)
    const given = { where: 'HELO', what: session.helo }
    if (!helo)
      return info('not-applicable', { evidence: [given], explanation: say`The server gave no name that could be compared.` })
    const { reverse, confirmed } = await forwardConfirmation(session.peerAddress, net)
    const evidence = [given, ...saw(reverse.answer)]
    const borrowed = claimed(helo, mail)
    if (borrowed && !confirmed.some((name) => sameOrganization(name, helo))) {
      return warn('impersonation', {
        evidence,
        explanation: say`The server called itself ${helo}, a name of ${borrowed} that its address does not have.`,
        fix: {
          who: 'mail-server',
          say: say`Let the server say its own full name.`,
          why: say`A server under a borrowed name is refused by most receivers.`,
        },
      })
    }
    const [name] = reverse.names
    if (name === undefined)
      return info('not-applicable', { evidence, explanation: say`The sending address has no name to compare with.` })
    if (reverse.names.includes(helo))
      return pass('same', { evidence, explanation: say`The server gave the name of its address, ${helo}.` })
    if (reverse.names.some((one) => sameOrganization(one, helo))) {
      return pass('same-organization', {
        evidence,
        explanation: say`The name given, ${helo}, and the name of the address, ${name}, belong together.`,
      })
    }
    return info('different', { evidence, explanation: say`The server called itself ${helo}, and its address is named ${name}.` })
  },
}

/** Whose name is this, if it is ours, the recipient's, or a large provider's? */
function claimed(helo: string, { receiverName, envelope }: TestMail): string | undefined {
  const recipient = addressDomain(envelope.rcptTo ?? '')
  if (helo === receiverName.toLowerCase()) return 'this server'
  if (recipient && (helo === recipient || helo.endsWith(`.${recipient}`))) return recipient
  const owner = registrableDomain(helo)
  return largeProviders.includes(owner) ? owner : undefined
}
