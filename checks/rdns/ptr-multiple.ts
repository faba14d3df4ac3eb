import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { Sender } from '../subject.ts'

/** Names past these make the answer large, and receivers look at ten at most (RFC 7208 §4.6.4). */
const several = 5

/** Has the address one name? More are allowed, but a receiver picks one of them, and not always the same. */
export const ptrMultiple: Check<Sender> = {
  id: 'ptr-multiple',
  title: 'Number of reverse names',
  reference: 'RFC 2181 §10.2',

  async run({ session }, net) {
    if (!session) return notWitnessed()
    const { ip, answer, names } = await reverseNames(session.peerAddress, net)
    const evidence = few(saw(answer))
    if (names.length === 0) return info('no-ptr', { evidence, explanation: say`${ip} has no name.` })
    if (names.length > several) {
      return warn('many', {
        evidence,
        explanation: say`${ip} has ${names.length} names. Receivers look at some of them only.`,
        fix: {
          who: 'network-owner',
          say: say`Have one name kept for ${ip}, that of the mail server, and the others taken away.`,
          why: say`Receivers may confirm a name that is not yours, or give up on an answer this long.`,
        },
      })
    }
    if (names.length > 1)
      return info('several', { evidence, explanation: say`${ip} has ${names.length} names, which is allowed.` })
    return pass('single', { evidence, explanation: say`${ip} has one name.` })
  },
}
