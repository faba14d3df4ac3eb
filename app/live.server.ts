/** The state of an address from Postgres, and how to wait until it changes. */
import type { AddressView } from '#prisma/address.ts'
import { type MailView, mailsOfAddress } from '#prisma/mail.ts'
import { type AttemptView, attemptsOfAddress } from '#prisma/reply-attempt.ts'
import { type SessionView, sessionsOfAddress } from '#prisma/session.ts'
import { type News, newsAvailable, type ScanNews, subscribeNews, subscribeScanNews } from '#worker/news.ts'
import type { LiveMail, LiveSession, LiveState, LiveTry } from './live.ts'

/** The newest so many. */
export const sessionsShown = 10
const triesShown = 100
/** Milliseconds between looks: without news, and with it (news is a hint; a lost one must not be for ever). */
const withoutNewsMs = 1000
const withNewsMs = 10_000

/** What the live page shows of an address. */
export async function liveState(address: AddressView): Promise<LiveState> {
  const [mails, sessions, tries] = await Promise.all([
    mailsOfAddress({ addressId: address.id }),
    sessionsOfAddress({ addressId: address.id, take: sessionsShown }),
    attemptsOfAddress({ addressId: address.id, take: triesShown }),
  ])
  return {
    email: address.email,
    receivesUntil: address.receivesUntil.toISOString(),
    keptUntil: address.keptUntil.toISOString(),
    now: new Date().toISOString(),
    mails: mails.map(liveMail),
    sessions: sessions.map(liveSession),
    tries: tries.map(liveTry),
  }
}

/** Does this news change the state? The steps of a conversation in between do not. */
function changesState({ kind }: News): boolean {
  return (
    kind === 'stored' ||
    kind === 'analysing' ||
    kind === 'reported' ||
    kind === 'failed' ||
    kind === 'closed' ||
    kind === 'refused'
  )
}

export interface Watching<Found> {
  look(): Promise<Found | undefined>
  /** Gets each news as it comes. */
  heard?(news: News): void
  /** Gets the errors of `look`, which is then asked again in a second. Without it they are thrown. */
  troubled?(error: unknown): void
  signal: AbortSignal
}

/** Asks `look` now, and again whenever the address may have changed, until it finds something or `signal` aborts: then undefined. */
export function watchAddress<Found>(addressId: string, { heard, ...watching }: Watching<Found>): Promise<Found | undefined> {
  const listen = (ring: () => void) =>
    subscribeNews(addressId, {
      news(news) {
        heard?.(news)
        if (changesState(news)) ring()
      },
      gap: ring,
    })
  return watch(listen, watching)
}

/** The same for a scan, whose findings in between change nothing. */
export function watchScan<Found>(
  scanId: string,
  { heard, ...watching }: Omit<Watching<Found>, 'heard'> & { heard?(news: ScanNews): void },
): Promise<Found | undefined> {
  const listen = (ring: () => void) =>
    subscribeScanNews(scanId, {
      news(news) {
        heard?.(news)
        if (news.kind !== 'found') ring()
      },
      gap: ring,
    })
  return watch(listen, watching)
}

async function watch<Found>(
  listen: (ring: () => void) => () => void,
  { look, troubled, signal }: Omit<Watching<Found>, 'heard'>,
): Promise<Found | undefined> {
  const bell = doorbell()
  const unsubscribe = listen(bell.ring)
  signal.addEventListener('abort', bell.ring)
  try {
    while (!signal.aborted) {
      // What rings during the look is heard after it.
      bell.still()
      let wrong = false
      try {
        const found = await look()
        if (found !== undefined) return found
      } catch (error) {
        if (!troubled) throw error
        troubled(error)
        wrong = true
      }
      const nextLook = Date.now() + (wrong ? withoutNewsMs : withNewsMs)
      while (!(await bell.rung(withoutNewsMs)) && newsAvailable() && Date.now() < nextLook);
    }
    return undefined
  } finally {
    signal.removeEventListener('abort', bell.ring)
    unsubscribe()
  }
}

/** Something to wait for, at most so many milliseconds. A ring that nobody waited for is not lost. */
function doorbell(): { ring(): void; still(): void; rung(milliseconds: number): Promise<boolean> } {
  let rang = false
  let answer = () => {}
  return {
    ring() {
      rang = true
      answer()
    },
    still() {
      rang = false
    },
    rung(milliseconds) {
      if (rang) return Promise.resolve(true)
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), milliseconds)
        answer = () => {
          clearTimeout(timer)
          resolve(true)
        }
      })
    },
  }
}

function liveMail(mail: MailView): LiveMail {
  const { id, subjectHeader, fromHeader, label, status, score, problems, warnings, size, headline } = mail
  return {
    ...{ id, subjectHeader, fromHeader, label, status, score, problems, warnings, size, headline },
    receivedAt: mail.receivedAt.toISOString(),
    nextAttemptAt: mail.nextAttemptAt?.toISOString() ?? null,
  }
}

/** A conversation as the live page shows it. */
export function liveSession(session: SessionView): LiveSession {
  const { id, ending, peerAddress, helo, transcript } = session
  return {
    ...{ id, ending, peerAddress, helo },
    startedAt: session.startedAt.toISOString(),
    tls: session.tlsVersion,
    outcome: session.outcome ?? null,
    reply: session.reply ?? null,
    recipient: session.recipient ?? null,
    transcript: transcript.map(({ at, from, line }) => ({ at, from, line })),
  }
}

export const liveTry = ({ at, ...attempt }: AttemptView): LiveTry => ({ ...attempt, at: at.toISOString() })
