import { type Check, info, pass, say } from '../check.ts'
import { arcChain } from '../facts/arc-chain.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { rescuedBy } from '../facts/forwarding.ts'
import type { TestMail } from '../subject.ts'

/** Does a forwarder's note explain why the mail is not proven here? Then forwarding broke it, not the sender. */
export const arcRescue: Check<TestMail> = {
  id: 'arc-rescue',
  title: 'ARC and DMARC',
  reference: 'RFC 8617 §7.2.1',

  async run(mail, net) {
    const { result, silence } = await evaluateDmarc(mail, net)
    if (result === 'pass') {
      return pass('not-needed', {
        evidence: [{ where: 'DMARC', what: 'pass' }],
        explanation: say`The mail is proven without a forwarder's note.`,
      })
    }
    if (result === 'temperror' && silence) throw silence
    const chain = await arcChain(mail, net)
    if (chain.silence) throw chain.silence
    const evidence = [
      { where: 'DMARC', what: result },
      {
        where: 'ARC',
        what:
          chain.sets.map(({ instance, sealer, claims }) => `i=${instance} d=${sealer}: ${claims.slice(0, 500)}`).join('\n') ||
          'no sets',
      },
    ]
    const rescuer = rescuedBy(chain)
    if (rescuer) {
      return info('explains', {
        evidence,
        explanation: say`${rescuer.sealer} noted that the mail was proven when it came there. Forwarding broke the proof, not the sender.`,
      })
    }
    return info('no-help', { evidence, explanation: say`No note of a known forwarder explains it.` })
  },
}
