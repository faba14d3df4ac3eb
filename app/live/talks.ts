/** From small events to what the page shows. Pure: the same events give the same picture, whoever sends them twice. */
import type { News } from '#worker/news.ts'
import type { LiveMail, LiveSession, LiveState } from '../live.ts'
import { forTab } from '../ui/tab.ts'

/** An SMTP conversation as far as it has come. */
export interface Talk {
  session: string
  startedAt: string
  peerAddress: string
  helo: string
  tls: string | null
  handing: boolean
  mailId: string | null
  size: number | null
  over: boolean
  /** What was said so far, as far as news tells; the whole comes with the state. */
  lines: LiveSession['transcript']
}

export interface Live {
  state: LiveState
  /** Conversations under way, newest last. */
  talks: Talk[]
  /** How often a report came in since the page opened: the page then asks for it. */
  reports: number
}

export type LiveEvent = { state: LiveState } | { news: News }

export const start = (state: LiveState): Live => ({ state, talks: [], reports: 0 })

export function hear(live: Live, event: LiveEvent): Live {
  if ('state' in event) return withState(live, event.state)
  const { news } = event
  if (news.kind === 'reported')
    return { ...withMail(live, news.mailId, { status: 'reported', score: news.score }), reports: live.reports + 1 }
  if (news.kind === 'analysing') return withMail(live, news.mailId, { status: 'analysing' })
  if (news.kind === 'failed') return withMail(live, news.mailId, { status: 'failed', nextAttemptAt: news.nextAttemptAt })
  return { ...live, talks: withTalk(live.talks, news) }
}

/** A state from Postgres is the truth: conversations it knows to be over are over. */
function withState(live: Live, state: LiveState): Live {
  const over = new Set(state.sessions.filter((session) => session.ending !== null).map((session) => session.id))
  const reported = (mails: LiveMail[]): number => mails.filter((mail) => mail.status === 'reported').length
  const more = reported(state.mails) > reported(live.state.mails) ? 1 : 0
  return { state, talks: live.talks.filter((talk) => !over.has(talk.session)), reports: live.reports + more }
}

function withMail(live: Live, id: string, change: Partial<LiveMail>): Live {
  const mails = live.state.mails.map((mail) => (mail.id === id ? { ...mail, ...change } : mail))
  return { ...live, state: { ...live.state, mails } }
}

type Step = Extract<News, { session: string }>

function withTalk(talks: Talk[], step: Step): Talk[] {
  const known = talks.find((talk) => talk.session === step.session)
  const before = known ?? {
    session: step.session,
    startedAt: step.at,
    peerAddress: '',
    helo: '',
    tls: null,
    handing: false,
    mailId: null,
    size: null,
    over: false,
    lines: [],
  }
  // At most three at a time are of interest; a flood must not fill the page's memory.
  const others = talks.filter((talk) => talk !== known).slice(-2)
  return [...others, { ...before, ...changeBy(step), lines: [...before.lines, ...linesOf(step)].slice(-200) }]
}

/** The lines of the conversation that a step stands for. */
function linesOf(step: Step): Talk['lines'] {
  const { at } = step
  const said = (line: string): Talk['lines'] => [{ at, from: 'client', line }]
  switch (step.kind) {
    case 'helo':
      return said(`${step.extended ? 'EHLO' : 'HELO'} ${step.helo}`)
    case 'tls':
      return said('STARTTLS')
    case 'mail-from':
      return said(`MAIL FROM:<${step.mailFrom}>`)
    case 'rcpt':
    case 'refused':
      return [...said(`RCPT TO:<${step.recipient}>`), { at, from: 'server', line: step.reply }]
    case 'data':
      return said('DATA')
    default:
      return []
  }
}

function changeBy(step: Step): Partial<Talk> {
  switch (step.kind) {
    case 'connected':
      return { peerAddress: step.peerAddress, startedAt: step.at }
    case 'helo':
      return { helo: step.helo }
    case 'tls':
      return { tls: step.version }
    case 'data':
      return { handing: true, mailId: null, size: null }
    case 'stored':
      return { handing: true, mailId: step.mailId, size: step.size }
    case 'closed':
      return { over: true }
    default:
      return {}
  }
}

export type Stage = 'waiting' | 'connected' | 'greeted' | 'handing' | 'stored' | 'analysing' | 'reported' | 'failed'

/** What is happening now, or happened last. */
export interface Arrival {
  stage: Stage
  peerAddress: string
  helo: string
  tls: string | null
  size: number | null
  mail: LiveMail | null
  lines: LiveSession['transcript']
}

const nothing: Arrival = { stage: 'waiting', peerAddress: '', helo: '', tls: null, size: null, mail: null, lines: [] }

export function arrivalOf({ state, talks }: Live): Arrival {
  const talk = talks.findLast((one) => one.mailId !== null || !one.over)
  const mail = state.mails.find((one) => one.id === talk?.mailId) ?? null
  if (talk && (mail || talk.mailId || isNewer(talk, state.mails[0]))) {
    const { peerAddress, helo, tls, size } = talk
    const whole = state.sessions.find(({ id }) => id === talk.session)
    return { stage: stageOf(talk, mail), peerAddress, helo, tls, size, mail, lines: whole?.transcript ?? talk.lines }
  }
  const [newest] = state.mails
  if (!newest) return nothing
  const session = state.sessions.find((one) => one.outcome === 'delivered' && one.startedAt <= newest.receivedAt) ?? null
  return {
    ...{ peerAddress: session?.peerAddress ?? '', helo: session?.helo ?? '', tls: session?.tls ?? null },
    ...{ size: newest.size, mail: newest, lines: session?.transcript ?? [] },
    stage: newest.status,
  }
}

const isNewer = (talk: Talk, mail: LiveMail | undefined): boolean => !mail || talk.startedAt >= mail.receivedAt || talk.handing

function stageOf(talk: Talk, mail: LiveMail | null): Stage {
  if (mail) return mail.status
  if (talk.mailId) return 'stored'
  if (talk.handing) return 'handing'
  return talk.helo ? 'greeted' : 'connected'
}

/** Conversations that brought no mail: turned away, or left in the middle. Those that were asked for are told as tries. */
export function attemptsOf({ sessions, tries }: LiveState): LiveSession[] {
  const asked = new Set(tries.map(({ recipient }) => recipient))
  return sessions.filter(
    ({ outcome, recipient }) =>
      outcome === 'near-miss' || outcome === 'abandoned' || (outcome === 'refused' && !asked.has(recipient ?? '')),
  )
}

/** The title of the tab: `Waiting`, `Arriving …`, `● 8.9 Spring sale`. */
export function tabTitle(arrival: Arrival): string {
  const { stage, mail } = arrival
  if (stage === 'waiting') return 'Waiting – Seedbed'
  if (stage === 'failed') return 'Analysis stopped – Seedbed'
  if (stage !== 'reported') return 'Arriving … – Seedbed'
  const name = forTab(mail?.subjectHeader ?? '') || 'Report'
  return `● ${mail?.score === null || mail?.score === undefined ? '' : `${mail.score.toFixed(1)} `}${name} – Seedbed`
}
