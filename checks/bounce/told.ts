/** What the checks of a returned mail share: whom it is about, and what was said. */
import type { Evidence } from '../check.ts'
import type { Bounce, BouncedRecipient } from './read.ts'

const most = 20

/** A row for each recipient of a bounce, with what its server said; the rest is counted. */
export function toldBy({ recipients, kind }: Bounce): Evidence[] {
  const rows = recipients.slice(0, most).map(rowOf)
  const rest = recipients.length - rows.length
  if (recipients.length === 0)
    return [{ where: 'the mail', what: kind === 'auto-reply' ? 'an automatic answer' : 'no recipient named' }]
  return rest > 0 ? [...rows, { where: 'further recipients', what: String(rest) }] : rows
}

function rowOf({ recipient, status, replyCode, diagnostic }: BouncedRecipient): Evidence {
  const codes = [replyCode, status].filter(Boolean).join(' ')
  return { where: recipient || 'no recipient named', what: (diagnostic || codes || 'nothing was said').slice(0, 500) }
}

/** The recipients who did not get the mail. */
export function refusedIn({ recipients, kind }: Bounce): BouncedRecipient[] {
  return kind === 'bounce' ? recipients.filter(({ classified }) => classified.category !== 'delivered') : []
}
