import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { isHostName, isLocalName } from '../records/names.ts'
import type { Sender } from '../subject.ts'

/** Is the reverse name a full host name? DNS takes any text there; receivers do not. */
export const ptrSyntax: Check<Sender> = {
  id: 'ptr-syntax',
  title: 'Form of the reverse name',
  reference: 'RFC 1035 §3.3.12, RFC 1123 §2.1',

  async run({ session }, net) {
    if (!session) return notWitnessed()
    const { ip, answer, names } = await reverseNames(session.peerAddress, net)
    const evidence = few(saw(answer))
    if (names.length === 0) return info('no-ptr', { evidence, explanation: say`${ip} has no name.` })
    const wrong = names.find((name) => !isHostName(name) || isLocalName(name) || /(?:^|\.)\d+$/.test(name))
    if (wrong !== undefined) {
      return warn('invalid', {
        evidence,
        explanation: say`The name of ${ip}, ${wrong}, is no full host name.`,
        fix: {
          who: 'network-owner',
          say: say`Have the name of ${ip} set to that of the mail server: letters, digits and hyphens, two labels or more.`,
          why: say`Receivers that look the name up again find nothing.`,
        },
      })
    }
    return pass('valid', { evidence, explanation: say`The name of ${ip} is a full host name.` })
  },
}
