import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import { usableKeys } from '../facts/usable-keys.ts'
import type { Domain } from '../subject.ts'
import { noKeys } from './over-selectors.ts'

/** Does an RSA key stand beside an Ed25519 one? Many large receivers verify only RSA. */
export const dkimEd25519: Check<Domain> = {
  id: 'dkim-ed25519',
  title: 'RSA beside Ed25519',
  reference: 'RFC 8463 §6; RFC 8301 §3.1',

  async run(subject, net) {
    const keys = await usableKeys(subject, net)
    if (keys.length === 0) return noKeys(subject)
    const evidence: Evidence[] = keys.map(({ name, record }) => ({ where: `${name} TXT`, what: record.text }))
    const short = keys.filter(({ record }) => record.type === 'ed25519')
    const [only] = short
    if (!only) return info('rsa-only', { evidence, explanation: say`The keys are RSA keys, which every receiver verifies.` })
    if (short.length < keys.length) {
      return pass('dual', {
        evidence,
        explanation: say`There are RSA and Ed25519 keys, so every receiver finds one it can verify.`,
      })
    }
    const { domain, selector } = only
    if (short.some(({ source }) => source === 'mail')) {
      const explanation = say`Mail of ${domain} is signed with Ed25519 only, and many large receivers do not verify that.`
      return warn('ed25519-only', { evidence, explanation, fix: signTwice(domain, selector) })
    }
    const explanation = say`Only an Ed25519 key of ${domain} is known. Mail should carry an RSA signature beside it.`
    return info('ed25519-alone', { evidence, explanation })
  },
}

function signTwice(domain: string, selector: string): Fix {
  return {
    who: 'sending-service',
    say: say`Sign twice: with a 2048-bit RSA key under another selector of ${domain}, and with ${selector} as today.`,
    why: say`A receiver that does not know Ed25519 treats the mail as unsigned.`,
  }
}
