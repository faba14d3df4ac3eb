import { type Check, fail, type Finding, type Fix, type FixOwner, info, pass, say, unknown, warn } from '../check.ts'
import type { Category } from './labels.ts'
import type { Bounce, BouncedRecipient } from './read.ts'
import { refusedIn, toldBy } from './told.ts'

/** By gravity. */
const order: Category[] = ['hard', 'block', 'config', 'content', 'soft', 'expired']

const owners: Partial<Record<Category, FixOwner>> = {
  hard: 'list',
  block: 'sending-service',
  config: 'mail-server',
  content: 'message',
  soft: 'list',
  expired: 'list',
}

/** What kind of failure does the bounce tell of? Of several recipients the gravest speaks. */
export const bounceClass: Check<Bounce> = {
  id: 'bounce-class',
  title: 'What the refusal means',
  reference: 'RFC 3463 §2, §3',

  async run(bounce) {
    const evidence = toldBy(bounce)
    const refused = refusedIn(bounce)
    for (const category of order) {
      const [one] = refused.filter(({ classified }) => classified.category === category)
      if (one) return bad(one, category, evidence)
    }
    if (refused.length > 0) {
      const explanation = say`The mail was refused, and neither its words nor its codes say clearly why.`
      return unknown('not-recognised', { side: 'theirs', evidence, explanation })
    }
    if (bounce.kind === 'complaint')
      return info('not-a-bounce', { evidence, explanation: say`This is a complaint, not a bounce.` })
    if (bounce.kind === 'auto-reply')
      return info('not-a-bounce', { evidence, explanation: say`This is an automatic answer, not a bounce.` })
    return pass('delivered', { evidence, explanation: say`The report says that the mail was delivered.` })
  },
}

function bad({ classified, recipient }: BouncedRecipient, category: Category, evidence: Finding['evidence']): Finding {
  const { reason, advice } = classified
  const fix: Fix = {
    who: owners[category] ?? 'list',
    say: advice,
    why: recipient ? say`${recipient} was refused by rule ${classified.rule}.` : say`The rule is ${classified.rule}.`,
  }
  const said = { evidence, explanation: reason, fix }
  return category === 'soft' || category === 'expired' ? warn(category, said) : fail(category, said)
}
