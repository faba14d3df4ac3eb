/** Asking for a test send, within what a team and a network may ask for. */
import { env } from '#env'
import { newId } from '#prisma/id.ts'
import { createTestSend, type TestSendView, testSendsSince } from '#prisma/test-send.ts'
import { requestTestSend } from '#worker/queue.ts'
import { askForSend, type Leave } from '../limits.server.ts'
import { may } from '../roles.ts'
import { type Who, whoAsks } from '../who.server.ts'
import { compose } from './compose.server.ts'
import { readSend, type SendFault, type SendFields, type SendGiven } from './fields.server.ts'

export type Asked =
  | { given: true; send: TestSendView }
  | Extract<Leave, { given: false }>
  | { given: false; reason: 'faults'; faults: SendFault[] }

const hourMs = 3_600_000

/** The team whose relays and test sends whoever asks works with; null when there is none, or the asker sees only a part of it. */
export function sendingTeam(
  { teamId, role, projects, person }: Who,
  action: 'read' | 'send' | 'settings' = 'read',
): string | null {
  // A browser without an account is alone in its team.
  const needed = action === 'settings' && !person ? 'send' : action
  return projects === null && may(role, needed) ? teamId : null
}

/** May whoever asks do that here? A browser that has no team yet gets one by doing it. */
export const maySend = (who: Who, action: 'send' | 'settings'): boolean =>
  who.teamId === null || sendingTeam(who, action) !== null

/** Has a mail handed to a relay. `client`: where the request comes from. */
export async function startTestSend(request: Request, client: string, typed: SendFields): Promise<Asked> {
  const who = await whoAsks(request)
  const teamId = sendingTeam(who, 'send')
  if (teamId === null) return { given: false, reason: 'faults', faults: [{ field: 'relay', say: 'Add a relay first.' }] }
  const read = await readSend(teamId, typed)
  if ('faults' in read) return { given: false, reason: 'faults', ...read }
  const leave = await leaveToSend(teamId, { client, person: who.person })
  if (!leave.given) return leave
  const send = await createTestSend(await asRow(teamId, read.given))
  requestTestSend(send.id)
  return { given: true, send }
}

async function leaveToSend(teamId: string, asker: Parameters<typeof askForSend>[0]): Promise<Leave> {
  const now = Date.now()
  const sent = await testSendsSince({ teamId, since: new Date(now - hourMs) })
  if (sent >= env.SENDS_PER_HOUR) return { given: false, reason: 'too-many', retryAt: new Date(now + hourMs) }
  return askForSend(asker)
}

async function asRow(teamId: string, given: SendGiven): Promise<Parameters<typeof createTestSend>[0]> {
  const { relayId, projectId, from, to, subject, text, html, triesForMs } = given
  const id = newId()
  const messageId = `<${id}@${from.domain}>`
  const octets = await compose({ from, to, subject, text, html, messageId, date: new Date() })
  const fromHeader = from.name === '' ? from.address : `${from.name} <${from.address}>`
  const envelope = { mailFrom: given.mailFrom(id), recipient: to }
  return { id, teamId, projectId, relayId, fromHeader, ...envelope, messageId, subjectHeader: subject, octets, triesForMs }
}
