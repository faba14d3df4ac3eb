import { type Check, info, say } from '../check.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Does the sender honour MTA-STS and DANE? Only addresses whose policy must stop it would show that. */
export const senderTlsPolicy: Check<TestMail> = {
  id: 'sender-tls-policy',
  title: 'Policies for encryption',
  reference: 'RFC 8461 §5',

  async run({ session }) {
    if (!session) return notWitnessed('no-session')
    const evidence = [{ where: 'session', what: session.tls ? session.tls.version : 'not encrypted' }]
    return info('not-tested', {
      evidence,
      explanation: say`Whether the sender stops where a policy tells it to, this mail cannot show.`,
    })
  },
}
