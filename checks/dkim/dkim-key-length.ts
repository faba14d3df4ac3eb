import { type Check, fail, type Finding, type Fix, info, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain } from '../subject.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Is the RSA key long enough? Under 1024 bits verifiers must not accept the signature. */
export const dkimKeyLength: Check<Domain> = {
  id: 'dkim-key-length',
  title: 'DKIM key length',
  reference: 'RFC 8301 §3.2',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, answer, selector } = key
  if (!record || record.revoked || record.problems.length > 0) return noKey(key)
  const evidence = saw(answer)
  const { bits } = record
  if (bits === undefined) {
    return info('not-rsa', { evidence, explanation: say`The key ${selector} is an Ed25519 key, which has one length.` })
  }
  evidence.push({ where: `${key.name} key`, what: `RSA, ${bits} bits` })
  if (bits < 1024) {
    const explanation = say`The key ${selector} has only ${bits} bits. Receivers do not accept what it signs.`
    return fail('too-short', { evidence, explanation, cause: 'dkim-key', fix: replace(key) })
  }
  if (bits < 2048) {
    const explanation = say`The key ${selector} has ${bits} bits. It works, but 2048 are recommended today.`
    return warn('short', { evidence, explanation, fix: replace(key) })
  }
  if (bits > 4096) {
    const explanation = say`The key ${selector} has ${bits} bits. Receivers need not support more than 4096.`
    return warn('too-long', { evidence, explanation, fix: replace(key) })
  }
  return pass('strong', { evidence, explanation: say`The key ${selector} has ${bits} bits.` })
}

function replace({ selector, domain }: DkimKey): Fix {
  return {
    who: 'sending-service',
    say: say`Create a 2048-bit key under a new selector of ${domain}, publish it, and sign with it.`,
    why: say`Keys of 2048 bits are accepted everywhere and fit into one DNS answer.`,
    steps: [
      say`Create the new key at the service or server that signs, under another name than ${selector}.`,
      say`Publish the record it shows, and wait until a test mail finds it.`,
      say`Switch signing over. Leave the old record in place for 7 days, for mail that is still on its way.`,
    ],
  }
}
