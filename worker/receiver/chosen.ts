/** Answers a recipient as it was told to (behaviour.ts), and keeps what happened. */
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { KnownAddress } from '#prisma/recipient.ts'
import { type Decision, type EarlierTry, tryRecipient } from '#prisma/reply-attempt.ts'
import { type Behaviour, refuses } from './behaviour.ts'
import type { Limits } from './limits.ts'
import { type Reply, replies, replyLine } from './reply.ts'
import { visible } from './transcript.ts'

/** The time, as chosen replies see it. */
export interface Clock {
  now(): Date
  /** Resolves after so many milliseconds, or as soon as the signal aborts. Never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>
}

export const realClock: Clock = {
  now: () => new Date(),
  pause: (ms, signal) => wait(ms, undefined, { signal, ref: false }).catch(() => {}),
}

/** A recipient with a behaviour, as one client tries it. */
export interface Tried {
  behaviour: Behaviour
  address: KnownAddress
  recipient: string
  mailFrom: string
  peerAddress: string
}

/** A refusal; that the connection is to be dropped without a word; or null when the mail is taken. */
export type Answer = Reply | 'drop' | null

export interface ChosenReplies {
  /**
   * `gone`: aborts when the client has left.
   * @throws when PostgreSQL is away
   */
  answer(tried: Tried, gone: AbortSignal): Promise<Answer>
}

export function openChosenReplies(
  pool: pg.Pool,
  { limits, clock }: { limits: Pick<Limits, 'triesPerAddressDay' | 'slowReplies'>; clock: Clock },
): ChosenReplies {
  let waiting = 0

  async function pause(ms: number, gone: AbortSignal): Promise<void> {
    waiting++
    await clock.pause(ms, gone)
    waiting--
  }

  return {
    async answer(tried, gone) {
      const { behaviour } = tried
      const at = clock.now()
      if (behaviour.word === 'slow' && behaviour.limit && 'ms' in behaviour.limit) {
        if (waiting >= limits.slowReplies) return replies.tooManyWaiting
        await pause(behaviour.limit.ms, gone)
      }
      const decide = (earlier: EarlierTry[]) => decideAbout(tried, earlier, { at, left: gone.aborted })
      const decided = await tryRecipient(pool, rowOf(tried, at), { most: limits.triesPerAddressDay, decide })
      if (decided === 'gone') return replies.noSuchAddress
      if (decided === 'too-many') return replies.tooManyTries
      return decided.accepted ? null : (behaviour.reply ?? 'drop')
    },
  }
}

function decideAbout({ behaviour, peerAddress }: Tried, earlier: EarlierTry[], now: { at: Date; left: boolean }): Decision {
  if (refuses(behaviour, earlier, { at: now.at, peerAddress })) {
    return { reply: behaviour.reply ? replyLine(behaviour.reply) : '', accepted: false }
  }
  if (now.left) return { reply: '', accepted: false }
  return { reply: replyLine(behaviour.atData ? replies.stored : replies.recipientAccepted), accepted: true }
}

function rowOf({ behaviour, address, recipient, mailFrom, peerAddress }: Tried, at: Date) {
  return {
    ...{ teamId: address.teamId, addressId: address.id, behaviour: behaviour.word, peerAddress, at },
    recipient: visible(recipient),
    mailFrom: visible(mailFrom),
  }
}
