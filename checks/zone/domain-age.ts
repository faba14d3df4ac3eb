import { type Check, info, pass, say, unknown, warn } from '../check.ts'
import { registration, sawRegistration } from '../facts/registration.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

const day = 86_400_000

/** Is the domain newly registered? Receivers distrust those, because spammers use a domain for days and then the next. */
export const domainAge: Check<Domain> = {
  id: 'domain-age',
  title: 'Age of the domain',
  reference: 'RFC 9083 §4.5; M3AAWG Sender Best Common Practices',
  silence: 'hidden',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await registration(domain, net)
    const evidence = sawRegistration(found)
    const { name } = found
    if (found.kind !== 'found' || !found.registered) {
      const explanation = say`The registry of ${name} does not tell when it was registered.`
      return unknown('hidden', { side: 'theirs', evidence, explanation })
    }
    const days = Math.floor((Date.now() - found.registered.getTime()) / day)
    if (days < 30) {
      return warn('new', {
        evidence,
        explanation: say`${name} was registered ${days} days ago. Receivers distrust mail from domains as young as that.`,
        fix: {
          who: 'sending-service',
          say: say`Begin with few mails, to people who expect them, and send more week by week over 4 to 6 weeks.`,
          why: say`A domain without a past that sends much at once looks like one that was registered to send spam.`,
        },
      })
    }
    if (days <= 90) {
      const explanation = say`${name} was registered ${days} days ago. Let the number of mails grow slowly.`
      return info('young', { evidence, explanation })
    }
    return pass('established', { evidence, explanation: say`${name} was registered ${days} days ago.` })
  },
}
