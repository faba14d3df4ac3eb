/** The words for a bounce that was classified before and kept: what it was judged stands, whatever the tables say today. */
import type { BounceRecipient } from '../report.ts'
import { iana, saysOf } from './classify.ts'
import { isLabel, meaningOf } from './labels.ts'
import { providerRules, providers } from './provider-rules.ts'

/** What is kept of a bounce's judgement. */
export interface Judged {
  label: string
  provider: string
  rule: string
  /** RFC 3463; '' when there is none. */
  status: string
  replyCode: number | null
}

export interface Explained extends Pick<BounceRecipient, 'action' | 'category' | 'sentence' | 'providerName' | 'page' | 'says'> {
  /** The first half of the sentence: what happened. */
  reason: string
}

/** What a kept bounce means, and what that stands on. A label that is no longer used reads as `refused`. Never throws. */
export function explainBounce({ label, provider, rule, status, replyCode }: Judged): Explained {
  const { action, category, sentence } = meaningOf(isLabel(label) ? label : 'refused')
  return {
    ...{ action, category, sentence: sentence.join(' '), reason: sentence[0] },
    providerName: nameOfProvider(provider),
    page: pageOf(provider, rule),
    // Where the mail told no status, the class alone is kept as one, and that says less than the basic code.
    says: saysOf(status.endsWith('.0.0') && replyCode !== null ? '' : status, replyCode),
  }
}

/** The name of a receiver that is recognised, by its id; '' for one that is not. */
export const nameOfProvider = (id: string): string => providers.find((one) => one.id === id)?.name ?? ''

function pageOf(provider: string, rule: string): BounceRecipient['page'] {
  if (rule.startsWith('registry-')) return iana
  if (!providerRules.some(({ id }) => id === rule)) return null
  return providers.find(({ id }) => id === provider)?.page ?? null
}
