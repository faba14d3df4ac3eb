import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { publicAddress } from '../facts/public-address.ts'
import { evidenceOf, hostOf, type Hop, isPlain, routeOf, routeUnknown } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'

/**
 * Was the mail encrypted on each step between public addresses? RFC 3848 has a word for it, ESMTPS, and most servers tell more in a comment.
 * The last step, to us, is a question of its own (`tls-sender`).
 */
export const hopTls: Check<TestMail> = {
  id: 'hop-tls',
  title: 'Encryption on the way',
  reference: 'RFC 3848',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const evidence = evidenceOf(mail)
    const steps = routeOf(mail).hops.filter(({ address }) => address !== '' && publicAddress(address))
    const open = steps.find(isPlain)
    if (open) {
      const explanation = say`${open.from || open.address} gave the mail to ${hostOf(open)} without encryption.`
      return warn('plaintext', { evidence, explanation, fix: encrypt(open) })
    }
    const silent = steps.find(({ tls }) => !tls)
    if (silent)
      return info('unstated', { evidence, explanation: say`${hostOf(silent)} does not say whether it got the mail encrypted.` })
    return pass('all', { evidence, explanation: say`Every earlier step over the internet says that it was encrypted.` })
  },
}

const encrypt = (hop: Hop): Fix => ({
  who: 'mail-server',
  say: say`Turn on TLS between ${hop.from || hop.address} and ${hostOf(hop)}.`,
  why: say`Without it everybody on that way can read and change the mail.`,
})
