/** The relays of a team, and what is done with them. */
import { tryRelay } from '#net/relay.ts'
import { createRelay, deleteRelay, mostRelays, relayLogin, type RelayView, relaysOf } from '#prisma/relay.ts'
import type { SpokenLine } from '#prisma/test-send.ts'
import { askForTry } from '../limits.server.ts'
import { sendingTeam } from '../sends/ask.server.ts'
import { ensureTeam, whoAsks } from '../who.server.ts'
import { type RelayFault, type RelayFields, readRelay } from './fields.server.ts'

export interface RelayShown {
  id: string
  name: string
  host: string
  port: number
  tls: RelayView['tls']
  username: string
  sends: number
}

/** What a relay answered when it was tried. */
export interface Tried {
  id: string
  accepted: boolean
  reply: string
  phase: string
  trouble: string
  lines: SpokenLine[]
}

export async function relayList(request: Request): Promise<RelayShown[]> {
  const teamId = sendingTeam(await whoAsks(request))
  return teamId === null ? [] : (await relaysOf({ teamId })).map(shown)
}

export const shown = ({ id, name, host, port, tls, username, sends }: RelayView): RelayShown => ({
  ...{ id, name, host, port, tls, username, sends },
})

export type Added =
  | { added: RelayView; setCookie?: string }
  | { faults: RelayFault[] }
  | { refused: 'too-many' | 'too-often' | 'members-only' | 'role' }

/** Keeps a relay for the team of whoever asks. `client`: where the request comes from. */
export async function addRelay(request: Request, client: string, typed: RelayFields): Promise<Added> {
  const read = readRelay(typed)
  if ('faults' in read) return read
  const leave = await askForTry({ client, person: (await whoAsks(request)).person })
  if (!leave.given) return { refused: leave.reason === 'too-many' ? 'too-often' : leave.reason }
  const { who, setCookie } = await ensureTeam(request)
  const teamId = sendingTeam(who, 'settings')
  if (teamId === null) return { refused: 'role' }
  const added = await createRelay({ teamId, ...read.relay })
  return added ? { added, ...(setCookie && { setCookie }) } : { refused: 'too-many' }
}

export const tooManyRelays = `A team keeps ${mostRelays} relays at most. Delete one first.`

/** Deletes a relay of the asker's team. False when there is none, or the asker may not. */
export async function removeRelay(request: Request, id: string): Promise<boolean> {
  const teamId = sendingTeam(await whoAsks(request), 'settings')
  return teamId !== null && (await deleteRelay({ id, teamId }))
}

/** Connects to a relay of the asker's team, as far as AUTH: no mail is sent. Null when there is none. */
export async function tryOwnRelay(
  request: Request,
  client: string,
  id: string,
): Promise<Tried | { retryAt: string | null } | null> {
  const who = await whoAsks(request)
  const teamId = sendingTeam(who, 'send')
  const login = teamId === null ? null : await relayLogin({ id, teamId })
  if (!login) return null
  const leave = await askForTry({ client, person: who.person })
  if (!leave.given) return { retryAt: leave.reason === 'too-many' ? leave.retryAt.toISOString() : null }
  const { password, ...relay } = login
  if (password === null) return { id, accepted: false, reply: '', phase: 'auth', trouble: 'sealed', lines: [] }
  const { accepted, reply, phase, trouble, transcript } = await tryRelay({ ...relay, password })
  return { id, accepted, reply, phase, trouble, lines: transcript }
}
