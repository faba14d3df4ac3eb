/** The address this browser uses: the one it has, or a fresh one. */
import { env, isLoopback } from '#env'
import { type AddressView, addressByToken, issueAddress, receivingAddresses, tokenThatOpens } from '#prisma/address.ts'
import { smtpDoor } from './api.server.ts'
import { askForAddress } from './limits.server.ts'
import { may } from './roles.ts'
import { ensureTeam, mayTouch, remember, type Who, whoAsks } from './who.server.ts'

export interface Held {
  token: string
  address: AddressView
}

export type Taken =
  | { given: true; held: Held; setCookie?: string }
  | { given: false; reason: 'too-many'; retryAt: Date }
  | { given: false; reason: 'members-only' | 'reads-only' }

/** The newest address of the team that is looked at, taken here, that still receives. */
async function heldAddress(who: Who): Promise<Held | null> {
  for (const token of who.tokens) {
    const address = await addressByToken(token)
    if (!address || address.teamId !== who.teamId || !mayTouch(who, address)) continue
    if (address.receivesUntil.getTime() > Date.now()) return { token, address }
  }
  return null
}

/** A fresh address for this browser, within what one network may take. `client`: where the request comes from. */
export async function takeAddress(request: Request, client: string): Promise<Taken> {
  const { person, role, projects } = await whoAsks(request)
  if (!may(role, 'test') || projects?.length === 0) return { given: false, reason: 'reads-only' }
  const leave = await askForAddress({ client, person })
  if (!leave.given) return leave
  const { who } = await ensureTeam(request)
  const { teamId, projectId, browser } = who
  const { address, token } = await issueAddress({ teamId, projectId, domain: env.SEED_DOMAINS[0] ?? 'seedbed.localhost' })
  return { given: true, held: { token, address }, setCookie: remember({ ...browser, tokens: [token, ...browser.tokens] }) }
}

/** Reload, Back and a second tab keep the address; only an expired one is followed by another. */
export async function holdAddress(request: Request, client: string): Promise<Taken> {
  const held = await heldAddress(await whoAsks(request))
  return held ? { given: true, held } : takeAddress(request, client)
}

/** The token under which this browser reads an address, when it took it. */
export const tokenOfAddress = ({ tokens }: Who, addressId: string): Promise<string | null> =>
  tokenThatOpens({ addressId, tokens })

interface Way {
  public: boolean
  host: string
  port: number
}

/** Can the internet reach our receiver, as far as the settings tell? And where this computer can. */
export function wayIn(): Way {
  const { hostname } = new URL(env.BASE_URL)
  const here = isLoopback(hostname) || isLoopback(hostname.replace(/^\[|\]$/g, '')) || hostname.endsWith('.localhost')
  return { public: !here, ...smtpDoor() }
}

/** What an empty page names as the first step. */
export interface FirstStep {
  /** The newest address that receives; null when there is none. */
  email: string | null
  way: Way
  /** May the asker take an address? */
  mayTest: boolean
}

/** Of what the asker sees, or of a project of it. */
export async function firstStep({ teamId, role, projects }: Pick<Who, 'teamId' | 'role' | 'projects'>): Promise<FirstStep> {
  const [address] = teamId ? await receivingAddresses({ teamId, projects, take: 1 }) : []
  return { email: address?.email ?? null, way: wayIn(), mayTest: may(role, 'test') && projects?.length !== 0 }
}
