/** Test sends as the API gives them. */
import { mailsOfTestSend, settleTestSends, type TestSendView, testSendOf, testSendsOf } from '#prisma/test-send.ts'
import { type Who, whoAsks } from '../who.server.ts'
import { problem } from '../problem.server.ts'
import { reachInQuery } from '../watch/api.server.ts'
import type { ApiSend, ApiSendSummary } from './api.ts'
import { type Asked, sendingTeam } from './ask.server.ts'

const perPage = 50

/** The asker's test sends, newest first. @throws {Refusal} 400 for a project that is no id */
export async function apiSends(request: Request, before?: string): Promise<{ sends: ApiSendSummary[]; next: string | null }> {
  const who = await whoAsks(request)
  const teamId = sendingTeam(who)
  if (teamId === null) return { sends: [], next: null }
  const reach = reachInQuery({ ...who, teamId }, new URL(request.url))
  await settleTestSends({ teamId })
  const rows = await testSendsOf({ ...reach, take: perPage + 1, ...(before ? { before } : {}) })
  const sends = rows.slice(0, perPage).map(summary)
  return { sends, next: rows.length > perPage ? (sends.at(-1)?.id ?? null) : null }
}

/** One of them. Null for any other. */
export async function apiSend(who: Who, id: string): Promise<ApiSend | null> {
  const teamId = sendingTeam(who)
  if (teamId === null) return null
  await settleTestSends({ teamId, id })
  const send = await testSendOf({ id, teamId })
  if (!send) return null
  const { arrived, returned } = await mailsOfTestSend({ id, teamId })
  const attempts = send.attempts.map(({ id: _, at, ...attempt }) => ({ at: at.toISOString(), ...attempt }))
  return { ...summary(send), attempts, arrivedAs: arrived?.id ?? null, returnedAs: returned?.id ?? null }
}

function summary(send: TestSendView): ApiSendSummary {
  const { id, relayId, relayName, subjectHeader, fromHeader: from, mailFrom, recipient: rcptTo, messageId, status } = send
  return {
    ...{
      id,
      project: send.projectId,
      relay: { id: relayId, name: relayName },
      subjectHeader,
      from,
      envelope: { mailFrom, rcptTo },
      messageId,
      status,
    },
    requestedAt: send.requestedAt.toISOString(),
    nextAttemptAt: send.nextAttemptAt?.toISOString() ?? null,
    expiresAt: send.expiresAt.toISOString(),
    endedAt: send.endedAt?.toISOString() ?? null,
    keptUntil: send.keptUntil.toISOString(),
  }
}

/** Why a mail was not handed over, as a problem. */
export function refusedSend(asked: Extract<Asked, { given: false }>): Response {
  if (asked.reason === 'faults') {
    const [fault] = asked.faults
    const detail = `${fault?.field}: ${fault?.say}${fault?.proof ? ` ${fault.proof.name} TXT "${fault.proof.value}"` : ''}`
    return problem({ status: 400, code: fault?.proof ? 'not-your-domain' : 'bad-request', detail })
  }
  return refusedLeave(asked, 'test sends')
}

/** Why there was no leave, as a problem. */
export function refusedLeave(leave: { reason: 'too-many'; retryAt: Date } | { reason: 'members-only' }, what: string): Response {
  if (leave.reason === 'members-only') {
    return problem({ status: 403, code: 'members-only', detail: 'This Seedbed sends for its members only (setting ACCESS).' })
  }
  const seconds = Math.max(1, Math.ceil((leave.retryAt.getTime() - Date.now()) / 1000))
  const detail = `These were all the ${what} of this hour. The next can be asked for at ${leave.retryAt.toISOString()}.`
  return problem({ status: 429, code: 'too-many-sends', detail }, { 'Retry-After': String(seconds) })
}
