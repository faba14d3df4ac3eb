import { type Check, fail, type Finding, type Fix, info, pass, saw, say, type Words } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import { readKey } from '../records/dkim.ts'
import { exponentOf, type Weakness, weaknessOf } from '../records/rsa.ts'
import type { Domain } from '../subject.ts'
import { noKey, worstKey } from './over-selectors.ts'

/**
 * Can anyone work out the private key? Some programs made keys that can be broken in minutes. The long lists of such keys (Debian 2008) are
 * not searched: here are the faults that show in the key itself, and the keys printed in RFC 6376.
 */
export const dkimKeyWeak: Check<Domain> = {
  id: 'dkim-key-weak',
  title: 'Breakable DKIM key',
  reference: 'CVE-2008-0166; CVE-2017-15361; RFC 8017 §3.1',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey): Finding {
  const { record, selector, name } = key
  if (!record?.publicKey || record.revoked || record.problems.length > 0) return noKey(key)
  const evidence = saw(key.answer)
  const rsa = record.type === 'rsa' ? readKey('rsa', record.publicKey) : undefined
  if (!rsa) return info('not-rsa', { evidence, explanation: say`The key ${selector} is an Ed25519 key.` })
  const exponent = exponentOf(rsa)
  evidence.push({ where: `${name} key`, what: `RSA, ${record.bits} bits, exponent ${exponent}` })
  const weakness = weaknessOf(rsa)
  if (weakness)
    return fail('broken', { evidence, explanation: heading(weakness, selector), cause: 'dkim-key', fix: replace(key) })
  if (exponent < 65_537n) {
    const explanation = say`The key ${selector} has the exponent ${String(exponent)}, which works. Today ${'65537'} is usual.`
    return info('low-exponent', { evidence, explanation })
  }
  return pass('sound', { evidence, explanation: say`The key ${selector} shows no known weakness.` })
}

function heading(weakness: Weakness, selector: string): Words {
  switch (weakness) {
    case 'exponent':
      return say`The key ${selector} has an exponent that protects nothing. Anyone can sign with it.`
    case 'roca':
      return say`The key ${selector} was made by a chip whose keys can be broken (ROCA). Others can sign with it.`
    case 'close-primes':
      return say`The key ${selector} was made of two numbers too close together. Anyone can work it out and sign with it.`
    case 'published':
      return say`The private part of the key ${selector} is printed in a public document. Anyone can sign with it.`
  }
}

function replace({ selector, domain, name }: DkimKey): Fix {
  return {
    who: 'sending-service',
    say: say`Replace the key ${selector} of ${domain} at once, by one that a current program makes.`,
    why: say`Whoever has the private key can send mail that every receiver takes for yours.`,
    steps: [
      say`Create a new 2048-bit key under a new selector of ${domain}, at the service or server that signs.`,
      say`Publish the record it shows, and switch signing over.`,
      say`Then empty ${'p='} in the record at ${name}, which revokes the old key.`,
    ],
  }
}
