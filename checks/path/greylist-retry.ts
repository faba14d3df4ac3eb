import { type Check, info, say } from '../check.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Would the sender come back after a temporary refusal? Only an address that refuses at first can tell; these do not. */
export const greylistRetry: Check<TestMail> = {
  id: 'greylist-retry',
  title: 'Trying again',
  reference: 'RFC 5321 §4.5.4.1',

  async run({ session }) {
    if (!session) return notWitnessed('no-session')
    const evidence = [{ where: 'session', what: 'no temporary refusal of ours came before' }]
    return info('not-tested', {
      evidence,
      explanation: say`This address takes mail at the first try, so a second was not needed.`,
    })
  },
}
