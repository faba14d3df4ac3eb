import { type Check, type Evidence, type Fix, info, pass, say, warn } from '../check.ts'
import type { Bounce } from './read.ts'
import { toldBy } from './told.ts'

/**
 * Does it belong to a mail that was sent? A mark or a recipient in the bounce address says so, or the Message-ID. That the returned mail is
 * signed is not asked: most bounces return its header only. The catalogue's `not-recognised` cannot occur.
 */
export const bounceForged: Check<Bounce> = {
  id: 'bounce-forged',
  title: 'Whether the mail was yours',
  reference: 'RFC 5321 §6.1',

  async run(bounce) {
    const { sentBefore, recipients, messageIds } = bounce
    const evidence = [...toldBy(bounce), ...knownBy(bounce)]
    if (sentBefore?.mark === false) {
      return warn('backscatter', {
        evidence,
        explanation: say`The bounce address has the mark of a test send, and no such mail was sent.`,
        fix,
      })
    }
    if (sentBefore?.mark)
      return pass('ours', { evidence, explanation: say`The mark in the bounce address is that of a mail that was sent.` })
    if (sentBefore?.messageIdKnown)
      return pass('ours', { evidence, explanation: say`It is about a mail that Seedbed knows, by its Message-ID.` })
    const meant = sentBefore?.recipient.toLowerCase()
    if (meant && recipients.some(({ recipient }) => recipient.toLowerCase() === meant))
      return pass('ours', {
        evidence,
        explanation: say`The bounce address was made for ${sentBefore?.recipient ?? ''}, who is meant.`,
      })
    if (messageIds.length === 0)
      return info('unknown-origin', { evidence, explanation: say`It does not say which mail it is about.` })
    return info('unknown-origin', { evidence, explanation: say`It is about a mail that Seedbed has not seen.` })
  },
}

const fix: Fix = {
  who: 'sending-service',
  say: say`Leave bounces aside whose address has no valid mark, and take nobody off a list for them.`,
  why: say`Bounces of mails that others sent in your name tell nothing about your recipients.`,
}

function knownBy({ messageIds, sentBefore }: Bounce): Evidence[] {
  const marked = sentBefore?.recipient ? [{ where: 'the bounce address', what: sentBefore.recipient }] : []
  return [...marked, ...messageIds.slice(0, 1).map((what) => ({ where: 'Message-ID of the mail', what }))]
}
