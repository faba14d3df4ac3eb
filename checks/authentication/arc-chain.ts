import { type Check, info, pass, say, warn } from '../check.ts'
import { type ArcChain, arcChain as readChain } from '../facts/arc-chain.ts'
import type { TestMail } from '../subject.ts'

/** Is the chain of forwarders' notes whole? A broken one counts as none. */
export const arcChain: Check<TestMail> = {
  id: 'arc-chain',
  title: 'ARC chain',
  reference: 'RFC 8617 §5.2',

  async run(mail, net) {
    const chain = await readChain(mail, net)
    if (chain.silence) throw chain.silence
    const evidence = sawChain(chain)
    if (chain.kind === 'absent') return info('absent', { evidence, explanation: say`No forwarder left a note.` })
    const fix = {
      who: 'mail-server' as const,
      say: say`On the forwarding server: seal after the last change to the mail, with cv= of the chain it received.`,
      why: say`A note that does not hold is ignored, and the mail is judged as if it came straight from the forwarder.`,
    }
    if (chain.kind === 'fail') return warn('fail', { evidence, explanation: say`A forwarder's note does not hold.`, fix })
    if (chain.kind === 'structure')
      return warn('structure', { evidence, explanation: say`The forwarders' notes are incomplete or out of order.`, fix })
    return pass('pass', { evidence, explanation: say`The forwarders' notes hold.` })
  },
}

function sawChain({ sets, reason }: ArcChain) {
  if (sets.length === 0) return [{ where: 'ARC-Seal', what: 'no such field' }]
  const rows = sets.map(({ instance, sealer }) => ({ where: `ARC-Seal i=${instance}`, what: `d=${sealer}` }))
  return reason ? [...rows, { where: 'chain', what: reason }] : rows
}
