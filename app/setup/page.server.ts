/** What /setup shows: the steps as they stand, and an address to try the last of them with. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { isPublic } from '#net/guard.ts'
import { holdAddress } from '../address.server.ts'
import type { LiveSession, LiveState } from '../live.ts'
import { liveState } from '../live.server.ts'
import { readTyped } from '../scan/typed.server.ts'
import { type Told, worldSeen } from './look.server.ts'
import { cameFromOutside, mustOwn } from './owner.server.ts'
import { type Arrival, inShort, type SetupStep, stepsOf } from './steps.ts'

export interface SetupPage {
  short: string
  steps: SetupStep[]
  /** Mail to it is seen arriving; null when none can be taken. */
  watched: { token: string; state: LiveState } | null
  /** What was told, as typed, and what is in its way. */
  told: Record<'domain' | 'address', { typed: string; problem?: string }>
}

/** @throws {Response} as `mustOwn` */
export async function setupPage(asked: LoaderFunctionArgs): Promise<{ page: SetupPage; setCookie?: string }> {
  await mustOwn(asked)
  const taken = await holdAddress(asked.request, asked.context.client)
  const held = taken.given ? taken.held : null
  const state = held && (await liveState(held.address))
  const { steps, told } = await setupSteps(new URL(asked.request.url), state)
  const watched = held && state ? { token: held.token, state } : null
  const page = { short: inShort(steps), steps, watched, told }
  return { page, ...(taken.given && taken.setCookie ? { setCookie: taken.setCookie } : {}) }
}

/** The steps as they stand. `told`: of the query, what is in its way. `watched`: an address at which mail would be seen arriving. */
export async function setupSteps(url: URL, watched: LiveState | null = null): Promise<Pick<SetupPage, 'steps' | 'told'>> {
  const { told, shown } = readTold(url)
  const [world, before] = await Promise.all([worldSeen(told), cameFromOutside()])
  const arrived = arrivalOf(watched?.sessions ?? [], before)
  const fromInside = watched !== null && watched.mails.length > 0
  return { steps: stepsOf({ ...world, arrived, fromInside }), told: shown }
}

/** The newest delivery from another network. Of mail to others only that it came. */
function arrivalOf(sessions: readonly LiveSession[], before: Date | null): Arrival | null {
  const own = sessions.find(({ outcome, peerAddress }) => outcome === 'delivered' && isPublic(peerAddress))
  if (own) return { at: own.startedAt, peerAddress: own.peerAddress, helo: own.helo, tls: own.tls }
  return before && { at: before.toISOString(), peerAddress: '', helo: '', tls: null }
}

function readTold({ searchParams }: URL): { told: Told; shown: SetupPage['told'] } {
  const [domain, address] = [searchParams.get('domain')?.trim() ?? '', searchParams.get('address')?.trim() ?? '']
  const read = domain === '' ? null : readTyped(domain)
  const told = { domain: read && 'domain' in read ? read.domain : null, address: isPublic(address) ? address : null }
  const noDomain = read && !('domain' in read) ? { problem: read.say } : {}
  const noAddress = address !== '' && told.address === null ? { problem: 'This is no address that the internet can reach.' } : {}
  return { told, shown: { domain: { typed: domain, ...noDomain }, address: { typed: address, ...noAddress } } }
}
