/** What a bounce, or a reply, means: for the command line, the API, the page and the analysis of a mail alike. */
import type { BounceAnswer, BounceRecipient } from '../report.ts'
import { classify, type Classified, type Phase } from './classify.ts'
import { readBounce } from './read.ts'
import { readReply } from './reply.ts'

export { explainBounce, nameOfProvider } from './explain.ts'

/**
 * A mail that may be a bounce, a complaint or an automatic answer, as it was received. `verp`: the recipient that the bounce address it came
 * to was made for. Never throws.
 */
export function bounceOfMail(raw: Uint8Array, verp = ''): BounceAnswer {
  const { kind, feedbackType, recipients } = readBounce(raw, verp)
  return {
    kind,
    ...(feedbackType !== '' && { feedbackType }),
    recipients: recipients.map(({ recipient, classified, ...read }) => rowOf(recipient, read, classified)),
  }
}

/** A reply by itself: `550 5.1.1 …`. `host`: the server that gave it, `phase`: what it answered, where that is known. Never throws. */
export function bounceOfReply(reply: string, host = '', phase?: Phase): BounceAnswer {
  const { code, enhanced, text, words } = readReply(reply)
  const classified = classify({ code, enhanced, text: words, host, ...(phase && { phase }) })
  const status = enhanced || (code === null ? '' : `${Math.floor(code / 100)}.0.0`)
  const refused = classified.category !== 'delivered' && classified.label !== 'no-reply'
  return {
    kind: refused ? 'bounce' : 'none',
    recipients: [rowOf('', { status, replyCode: code, diagnostic: text }, classified)],
  }
}

function rowOf(
  address: string,
  { status, replyCode, diagnostic }: Pick<BounceRecipient, 'status' | 'replyCode' | 'diagnostic'>,
  { label, action, category, confidence, provider, rule, page, says, sentence, checks, class: kind }: Classified,
): BounceRecipient {
  return {
    ...{ address, status, replyCode, class: kind, label, action, category, confidence },
    provider: provider?.id ?? '',
    providerName: provider?.name ?? '',
    ...{ rule, page, says, sentence: sentence.text, checks: [...checks], diagnostic },
  }
}
