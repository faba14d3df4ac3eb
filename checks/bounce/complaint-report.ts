import { type Check, type Fix, info, say, warn } from '../check.ts'
import type { Bounce } from './read.ts'
import { toldBy } from './told.ts'

/** Did a recipient press "This is spam"? The catalogue's `not-recognised` cannot occur: a report says what it is. */
export const complaintReport: Check<Bounce> = {
  id: 'complaint-report',
  title: 'Complaint',
  reference: 'RFC 5965 §2, §3.1',

  async run(bounce) {
    const evidence = toldBy(bounce)
    const { kind, feedbackType, recipients } = bounce
    if (kind !== 'complaint') return info('none', { evidence, explanation: say`This is no complaint.` })
    if (feedbackType !== 'abuse' && feedbackType !== 'opt-out')
      return info('other', { evidence, explanation: say`A receiver reports ${feedbackType}.` })
    const [named] = recipients.filter(({ recipient }) => recipient !== '')
    if (named)
      return warn('abuse', { evidence, explanation: say`${named.recipient} wants no more of these mails.`, fix: suppress })
    return warn('unmatched', { evidence, explanation: say`Somebody complained, and the report does not say who.`, fix: mark })
  },
}

const suppress: Fix = {
  who: 'list',
  say: say`Take the address off every list, at once and for good.`,
  why: say`Complaints decide more than anything else where your next mail is put.`,
}

const mark: Fix = {
  who: 'sending-service',
  say: say`Give each recipient a mark of their own in the bounce address or in a header.`,
  why: say`Providers blot out the address of who complained; the mark comes back.`,
}
