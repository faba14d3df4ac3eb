import { type Check, fail, type Fix, info, pass, say, warn } from '../check.ts'
import type { Bounce } from './read.ts'

/** Sends below which a share says nothing. */
const least = 100
/** Shares of hard bounces: from here on too many, and far too many. */
const elevated = 0.02
const high = 0.05

/** Is the share of hard bounces acceptable? The catalogue's `not-recognised` cannot occur: what was not recognised is no hard bounce. */
export const bounceRate: Check<Bounce> = {
  id: 'bounce-rate',
  title: 'The share of hard bounces',
  reference: 'M3AAWG Sender Best Common Practices',

  async run({ sentBefore }) {
    const { ended, hard } = sentBefore ?? { ended: 0, hard: 0 }
    const evidence = [
      { where: 'sends of the last 30 days', what: `${ended}, of which ${hard} came back because the address is gone` },
    ]
    if (ended < least) {
      return info('too-few', { evidence, explanation: say`Seedbed knows of ${ended} sends in the last 30 days: too few to say.` })
    }
    const said = { evidence, explanation: say`${percent(hard / ended)} of the sends came back because the address is gone.` }
    if (hard / ended > high) return fail('high', { ...said, fix })
    if (hard / ended >= elevated) return warn('elevated', { ...said, fix })
    return pass('low', said)
  },
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const fix: Fix = {
  who: 'list',
  say: say`Remove hard bounces at once, confirm new addresses by a mail, and use no bought lists.`,
  why: say`Receivers take a sender that writes to many dead addresses for one that bought them.`,
}
