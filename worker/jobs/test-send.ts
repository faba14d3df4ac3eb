import type { Phase } from '#checks/bounce/classify.ts'
import { bounceOfReply } from '#checks/bounce/index.ts'
import type { OpenOptions } from '#net/open.ts'
import { handOver, type RelayOutcome, type RelayPhase } from '#net/relay.ts'
import { relayLogin } from '#prisma/relay.ts'
import { type BegunAttempt, beginAttempt, type EndedAttempt, endAttempt, type Refused } from '#prisma/test-send.ts'
import { log } from '../log.ts'
import type { JobData } from '../queue.ts'

/** What a test gives instead of the real ones. */
export interface TestSendWorld {
  /** Milliseconds since 1970. */
  clock?: () => number
  net?: OpenOptions
}

/**
 * Hands a test send to its relay, once, if it is due. Whether it is, and that nobody else does the same, Postgres decides, so this may be called
 * at any time and by many. What came of it is kept before anything else is done: a mail that the relay took, and of which we know that, is never
 * sent again. Between the relay's 250 and our commit lies a moment in which only the relay knows; whoever dies in it sends the same octets,
 * with the same Message-ID, once more (RFC 5321 §4.5.5 prefers that to a mail that is lost).
 */
export async function testSend({ sendId }: JobData['test-send'], world: TestSendWorld = {}): Promise<void> {
  const { clock = Date.now, net } = world
  const attempt = await beginAttempt({ sendId, now: new Date(clock()) })
  if (!attempt) return
  const { outcome, host } = await speak(attempt, net)
  await keep({ attempt, ...ending(attempt, outcome, clock()), refusal: refusalOf(outcome, host) })
}

type Spoken = Omit<RelayOutcome, 'trouble'> & { trouble: RelayOutcome['trouble'] | 'sealed' }

async function speak({ send, octets }: BegunAttempt, net: OpenOptions = {}): Promise<{ outcome: Spoken; host: string }> {
  const login = await relayLogin({ id: send.relayId, teamId: send.teamId })
  if (!login) throw new Error('a test send has no relay')
  const { password, ...relay } = login
  if (password === null) return { outcome: sealed, host: relay.host }
  const parcel = { from: send.mailFrom, to: send.recipient, octets }
  return { outcome: await handOver({ ...relay, password }, parcel, net), host: relay.host }
}

/** The password cannot be unsealed: nobody is asked for anything. */
const sealed: Spoken = {
  ...{
    accepted: false,
    again: false,
    phase: 'auth',
    reply: '',
    trouble: 'sealed',
    transcript: [],
    took: 0,
    relayMessageId: null,
  },
}

/** Minutes to the next attempt: soon at first, because greylisting asks for it; then as sending servers do (RFC 5321 §4.5.4.1). */
const pauses = [1, 5, 30, 60, 120, 240]

function ending({ number, send }: BegunAttempt, outcome: Spoken, at: number): Omit<EndedAttempt, 'attempt' | 'refusal'> {
  const { accepted, again, ...said } = outcome
  const now = new Date(at)
  if (accepted) return { ...said, now, status: 'accepted', nextAttemptAt: null }
  if (!again) return { ...said, now, status: 'refused', nextAttemptAt: null }
  const next = new Date(at + (pauses[number - 1] ?? pauses.at(-1) ?? 0) * 60_000)
  if (next > send.expiresAt) return { ...said, now, status: 'expired', nextAttemptAt: null }
  return { ...said, now, status: 'waiting', nextAttemptAt: next }
}

/** Phases that are about the mail. Who cannot sign in, or have TLS, has a relay to mend and no bounce. */
const about: Partial<Record<RelayPhase, Phase>> = {
  ...{ greeting: 'connect', ehlo: 'helo', mail: 'mail', rcpt: 'rcpt', data: 'data', final: 'data' },
}

function refusalOf({ accepted, phase, reply }: Spoken, host: string): Refused | null {
  const answered = about[phase]
  if (accepted || !answered) return null
  const [found] = bounceOfReply(reply, host, answered).recipients
  if (!found || reply === '') return null
  const { status, replyCode, class: kind, label, provider, rule } = found
  return { status, replyCode, class: kind, label, provider, rule }
}

/** Seconds between tries to keep what came of an attempt: the relay will not tell us twice. */
const patience = [0.2, 1, 3, 10]

async function keep(ended: EndedAttempt): Promise<void> {
  for (const seconds of patience) {
    const failed = await endAttempt(ended).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failed === undefined) return
    log.warn({ err: failed }, 'what came of a test send could not be kept')
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  }
  await endAttempt(ended)
}
