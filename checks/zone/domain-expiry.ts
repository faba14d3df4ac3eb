import { type Check, fail, type Fix, pass, say, unknown, warn } from '../check.ts'
import { hasLapsed, registration, sawRegistration } from '../facts/registration.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

const day = 86_400_000

/** Is the registration about to run out? Then all mail stops, and somebody else may take the name. */
export const domainExpiry: Check<Domain> = {
  id: 'domain-expiry',
  title: 'End of the registration',
  reference: 'RFC 9083 §4.5, §4.6',
  silence: 'hidden',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await registration(domain, net)
    const evidence = sawRegistration(found)
    const { name } = found
    if (found.kind === 'found' && hasLapsed(found)) {
      return fail('lapsed', {
        evidence,
        explanation: say`The registration of ${name} has run out. Its mail stops, and somebody else may register it.`,
        fix: renew(name),
      })
    }
    if (found.kind !== 'found' || !found.expires) {
      const explanation = say`The registry of ${name} does not tell when its registration ends.`
      return unknown('hidden', { side: 'theirs', evidence, explanation })
    }
    const days = Math.floor((found.expires.getTime() - Date.now()) / day)
    if (days < 30) {
      return warn('soon', {
        evidence,
        explanation: say`The registration of ${name} ends in ${days} days.`,
        fix: renew(name),
      })
    }
    return pass('far', { evidence, explanation: say`${name} is registered until ${{ time: found.expires.toISOString() }}.` })
  },
}

function renew(name: string): Fix {
  return {
    who: 'dns',
    say: say`Renew ${name} at its registrar, and let it renew by itself from now on.`,
    why: say`Without a registration the domain is not in DNS: nobody can write to it, and its mail is refused.`,
  }
}
