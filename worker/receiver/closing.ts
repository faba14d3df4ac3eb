/** The end of a conversation: who was meant by what was refused, the session's row completed, and everybody told. */
import { setTimeout as pause } from 'node:timers/promises'
import { endSessions } from '#prisma/intake.ts'
import { log } from '../log.ts'
import { publishNews } from '../news.ts'
import type { House } from './house.ts'
import type { Refusal } from './record.ts'
import { replyCode, replyLine } from './reply.ts'
import { visible } from './transcript.ts'
import type { Ending, Visit } from './visit.ts'

/** As many refused recipients of one session are looked up for an address that was meant. */
const mostLookedUp = 10
const retryMs = 1000
const tries = 60

/** The part of a visit that ends now. */
export type Parting = Readonly<Pick<Visit, 'house' | 'caller' | 'introduction' | 'draft' | 'opening' | 'told' | 'earlier'>>

/** Completes what is kept of a conversation. `ending`: null when it goes on in another session row. Never throws. */
export async function closeDraft(parting: Parting, ending: Ending | null): Promise<void> {
  const { house, draft, earlier } = parting
  const at = new Date().toISOString()
  for (const refusal of draft.refusals.slice(0, mostLookedUp)) await lookUpRefusal(parting, refusal)
  house.counts.add(draft.named.size > 0 ? 'sessions' : 'unnamedSessions')
  if (draft.named.size > 0) {
    const entry = draft.entry(parting.caller, parting.introduction, { mails: [], raw: null, end: { at, ending } })
    await insist(house, () => house.intake.store(entry))
  }
  if (ending === null) return
  if (earlier.length > 0) await insist(house, () => endSessions(house.pool, earlier, at, ending))
  for (const addressId of draft.named.keys()) publishNews(addressId, [{ kind: 'closed', at, session: draft.id, ending }])
}

/**
 * Was one of our addresses meant? Only now, when the client has gone, so that nobody learns from the time of a refusal how close a guess
 * came. An address that has expired hears of it as refused, one that was missed by a letter or two as a near miss.
 */
async function lookUpRefusal(
  { house, draft, opening, told }: Parting,
  { recipient, reply, at, address, typed, line, news }: Refusal,
): Promise<void> {
  const meant = address ?? (await nearest(house, typed))
  if (!meant) return
  if (line) line.address = meant.id
  draft.name(meant, recipient, address ? 'refused' : 'near-miss', reply, at)
  house.counts.reply(meant.teamId, replyCode(replyLine(reply)))
  publishNews(meant.id, [
    ...(told.has(meant.id) ? [] : [...opening, news]),
    { kind: 'refused', at, session: draft.id, recipient: visible(recipient), reply: replyLine(reply) },
  ])
  told.add(meant.id)
}

async function nearest(house: House, typed: string[]) {
  for (const text of typed) {
    const found = await house.register.nearest(text).catch(() => null)
    if (found) return found
  }
  return null
}

/** Tries again while the database is away, for a minute, or until we are asked to stop. */
async function insist(house: House, work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt === tries || house.closing()) {
        log.warn({ err: error }, 'the end of a session could not be stored')
        return
      }
      await pause(retryMs)
    }
  }
}
