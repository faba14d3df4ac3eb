/** What the pages of test sends show. Times ISO 8601. */
import { bounceOfReply } from '#checks/bounce/index.ts'
import type { BounceRecipient } from '#checks/report.ts'
import { receivingAddresses } from '#prisma/address.ts'
import { relayOf, relaysOf } from '#prisma/relay.ts'
import {
  type AttemptView,
  deleteTestSend,
  mailsOfTestSend,
  settleTestSends,
  type SpokenLine,
  type TestSendStatus,
  type TestSendView,
  testSendOf,
  testSendsOf,
} from '#prisma/test-send.ts'
import { type Who, whoAsks } from '../who.server.ts'
import { type FirstStep, firstStep } from '../address.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import { maySend, sendingTeam } from './ask.server.ts'
import { isSeedDomain } from './mailbox.server.ts'

export interface SendRow {
  id: string
  subjectHeader: string
  recipient: string
  relayName: string
  status: TestSendStatus
  requestedAt: string
}

export interface AttemptShown {
  id: string
  number: number
  at: string
  took: number
  phase: string
  reply: string
  trouble: string
  /** What the reply means; null when there is none, or it is a yes. */
  meaning: Pick<BounceRecipient, 'sentence' | 'class' | 'providerName'> | null
  lines: SpokenLine[]
}

export interface SendPage extends SendRow {
  fromHeader: string
  mailFrom: string
  messageId: string
  relayHost: string
  nextAttemptAt: string | null
  expiresAt: string
  endedAt: string | null
  keptUntil: string
  attempts: AttemptShown[]
  arrived: { id: string; at: string; score: number | null } | null
  returned: { id: string; at: string; diagnostic: string } | null
  /** Would it come to a receiver of ours? */
  isSeed: boolean
  mayDelete: boolean
}

const perPage = 50

export interface SendList {
  sends: SendRow[]
  /** Where the list goes on; null at its end. */
  next: string | null
  relays: number
  /** The asker sees a part of the team only: relays and what goes through them are of all of it. */
  isLimited: boolean
  may: { send: boolean; addRelay: boolean }
  /** What a first one needs; null when there is one. */
  step: FirstStep | null
}

/** A team's test sends, newest first. */
export async function sendList(request: Request): Promise<SendList> {
  const who = await whoAsks(request)
  const may = { send: maySend(who, 'send'), addRelay: maySend(who, 'settings') }
  const teamId = sendingTeam(who)
  const none = { sends: [], next: null, relays: 0, isLimited: who.projects !== null, may }
  if (teamId === null) return { ...none, step: await firstStep(who) }
  await settleTestSends({ teamId })
  const before = new URL(request.url).searchParams.get('before')
  const reach = reachAsked({ ...who, teamId }, request)
  const [rows, relays] = await Promise.all([
    testSendsOf({ ...reach, take: perPage + 1, ...(before ? { before } : {}) }),
    relaysOf({ teamId }),
  ])
  const sends = rows.slice(0, perPage).map(asRow)
  const step = sends.length === 0 ? await firstStep({ ...who, ...reach }) : null
  return { ...none, sends, next: rows.length > perPage ? (sends.at(-1)?.id ?? null) : null, relays: relays.length, step }
}

const asRow = ({ id, subjectHeader, recipient, relayName, status, requestedAt }: TestSendView): SendRow => ({
  ...{ id, subjectHeader, recipient, relayName, status },
  requestedAt: requestedAt.toISOString(),
})

/** One test send of the asker's team. Null for any other. */
export async function sendPage(who: Who, id: string): Promise<SendPage | null> {
  const teamId = sendingTeam(who)
  if (teamId === null) return null
  await settleTestSends({ teamId, id })
  const send = await testSendOf({ id, teamId })
  if (!send) return null
  const [relay, { arrived, returned }] = await Promise.all([
    relayOf({ id: send.relayId, teamId }),
    mailsOfTestSend({ id, teamId }),
  ])
  const { fromHeader, mailFrom, messageId, nextAttemptAt, expiresAt, endedAt, keptUntil, attempts } = send
  const host = relay?.host ?? ''
  return {
    ...asRow(send),
    ...{
      fromHeader,
      mailFrom,
      messageId,
      relayHost: host,
      isSeed: isSeedDomain(send.recipient.slice(send.recipient.lastIndexOf('@') + 1)),
    },
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
    expiresAt: expiresAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    keptUntil: keptUntil.toISOString(),
    mayDelete: maySend(who, 'send'),
    attempts: attempts.map((attempt, index) => shown(attempt, index + 1, host)),
    arrived: arrived && { id: arrived.id, at: arrived.receivedAt.toISOString(), score: arrived.score },
    returned: returned && { id: returned.id, at: returned.receivedAt.toISOString(), diagnostic: returned.diagnostic },
  }
}

/** What the classifier calls the phases. */
const answered: Record<string, Parameters<typeof bounceOfReply>[2]> = {
  ...{ greeting: 'connect', ehlo: 'helo', auth: 'auth', mail: 'mail', rcpt: 'rcpt', data: 'data', final: 'data' },
}

function shown({ id, at, took, phase, reply, trouble, transcript }: AttemptView, number: number, host: string): AttemptShown {
  const [found] = /^[45]/.test(reply) ? bounceOfReply(reply, host, answered[phase]).recipients : []
  const meaning = found ? { sentence: found.sentence, class: found.class, providerName: found.providerName } : null
  return { id, number, at: at.toISOString(), took, phase, reply, trouble, meaning, lines: transcript }
}

/** Deletes a test send of the asker's team. False when there is none, or the asker may not. */
export async function removeSend(request: Request, id: string): Promise<boolean> {
  const teamId = sendingTeam(await whoAsks(request), 'send')
  return teamId !== null && (await deleteTestSend({ id, teamId }))
}

/** What can be chosen for a new one. */
export async function choices(who: Who): Promise<{ relays: { id: string; name: string; host: string }[]; addresses: string[] }> {
  const teamId = sendingTeam(who, 'send')
  if (teamId === null) return { relays: [], addresses: [] }
  const [relays, addresses] = await Promise.all([relaysOf({ teamId }), receivingAddresses({ teamId, take: 20 })])
  return { relays: relays.map(({ id, name, host }) => ({ id, name, host })), addresses: addresses.map(({ email }) => email) }
}
