/**
 * Who asks, and for which team. The one place every loader, action and API route asks: `whoAsks` to read, `ensureTeam` to make something,
 * `mayTouch` for a row that belongs to a team, `teamBehind` for a page of a team.
 *
 * A browser without an account is known by a signed cookie. It holds the browser's own team and the tokens of the addresses taken there, and
 * nothing is kept on our side but the team itself. Signed, so that nobody can name another's team. A person who signed in has a session of
 * its own beside it (app/account/session.server.ts).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { env, WrongSetting } from '#env'
import { behindApiToken } from '#prisma/api-token.ts'
import { lookAtTeam, type Membership, type Person, type Role, type SignInView, signInByToken } from '#prisma/sign-in.ts'
import { createAnonymousTeam, ensureAnonymousTeam, isAnonymousTeam } from '#prisma/team.ts'
import { type Action, may } from './roles.ts'

/** What the browser's own cookie says, signed in or not. */
export interface Browser {
  /** The team of a browser without an account. */
  anonymousTeamId: string | null
  /** Of addresses taken in this browser, newest first, at most 12. */
  tokens: string[]
  /** The reader's time zone (IANA name), once the page has told it. */
  zone?: string
}

export interface Who {
  /** The team that is looked at; null of a browser that has none yet. */
  teamId: string | null
  /** What the asker is in that team. A browser without an account does in its own what a member does. */
  role: Role
  /** The ids of the projects in it that the asker is limited to; null when all of the team is open. */
  projects: string[] | null
  /** Who is signed in; null for nobody. */
  person: Person | null
  /** Of the web session, when somebody is signed in. */
  signInId: string | null
  /** All teams of the person. */
  memberships: Membership[]
  tokens: string[]
  zone?: string
  browser: Browser
}

/** A row that belongs to a team, and maybe to one of its projects. */
export interface Owned {
  teamId: string
  projectId?: string | null
}

const mostTokens = 12
/** Browsers keep no cookie longer than 400 days. */
const maxAgeSeconds = 400 * 86_400
const secure = env.BASE_URL.startsWith('https:')
/** `__Host-`: only from us, over https, for the whole host (RFC 6265bis §4.1.3.2). Browsers refuse it over http. */
const prefix = secure ? '__Host-' : ''
const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
const cookieName = `${prefix}seedbed`
const signInCookieName = `${prefix}seedbed-sign-in`

const cookieSchema = z.object({
  teamId: z.uuid().nullable(),
  tokens: z.array(z.string().regex(/^[\w-]{22}$/)).max(mostTokens),
  zone: z
    .string()
    .regex(/^[\w+/-]{1,64}$/)
    .optional(),
})

/** Reads who asks. A cookie that is missing, altered or not ours is nobody's; so is a session that has ended. Beside a token no cookie counts. */
export async function whoAsks(request: Request): Promise<Who> {
  const token = bearerOf(request)
  if (token !== undefined) return whoOfToken(token)
  const browser = browserOf(request)
  const signIn = await signInOf(request)
  return signIn?.completed ? signedIn(browser, signIn) : nobody(browser)
}

/** The API token of a request (RFC 6750 §2.1), whatever it is worth; undefined when it brings none, and outside of the API. */
export function bearerOf(request: Request): string | undefined {
  const isApi = new URL(request.url).pathname.startsWith('/api/v1/')
  return isApi ? /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] : undefined
}

/** Who stands behind a token; for one that opens nothing, nobody. */
async function whoOfToken(token: string): Promise<Who> {
  const browser = { anonymousTeamId: null, tokens: [] }
  const behind = await behindApiToken(token)
  if (!behind)
    return { teamId: null, role: 'viewer', projects: [], person: null, signInId: null, memberships: [], tokens: [], browser }
  const { person, membership } = behind
  const { teamId, role, projects } = membership
  return { teamId, role, projects, person, signInId: null, memberships: [membership], tokens: [], browser }
}

/** What only the cookie says, without a question to the database: for what must work while that is away. */
export const zoneAsked = (request: Request): string | undefined => browserOf(request).zone

async function nobody(browser: Browser): Promise<Who> {
  // A team that was signed up for belongs to its members: a cookie of before opens it no more.
  const isOwn = browser.anonymousTeamId !== null && (await isAnonymousTeam(browser.anonymousTeamId))
  const teamId = isOwn ? browser.anonymousTeamId : (env.DEMO_TEAM ?? null)
  const { tokens, zone } = browser
  const known = { person: null, signInId: null, memberships: [], tokens, ...(zone ? { zone } : {}), browser }
  return { teamId, role: 'member', projects: null, ...known }
}

function signedIn(browser: Browser, { id, person, teamId, memberships }: SignInView): Who {
  const looked = memberships.find((one) => one.teamId === teamId) ?? memberships[0]
  const zone = browser.zone ?? person.zone
  const known = { person, signInId: id, memberships, tokens: browser.tokens, ...(zone ? { zone } : {}), browser }
  return { teamId: looked?.teamId ?? null, role: looked?.role ?? 'viewer', projects: looked?.projects ?? null, ...known }
}

/** The web session of a request; one that still waits for its second factor is not `completed`. Null when there is none. */
export async function signInOf(request: Request): Promise<SignInView | null> {
  const token = cookieOf(request, signInCookieName)
  return token === undefined ? null : signInByToken(token)
}

/**
 * The same as `whoAsks`, with a team for certain, to make something in it: an anonymous one is made at first need. `setCookie` is there when
 * the browser must be told.
 * @throws {Response} 403 when the asker may only read there
 */
export async function ensureTeam(request: Request): Promise<{ who: Maker; setCookie?: string }> {
  const asked = await whoAsks(request)
  mustBe(asked, 'test')
  const { teamId, projects } = asked
  if (projects?.length === 0) throw new Response('You are limited to projects in this team, and to none so far.', { status: 403 })
  const projectId = projects?.[0] ?? null
  if (teamId && (asked.person || (await isThere(teamId)))) return { who: { ...asked, teamId, projectId } }
  const made = await createAnonymousTeam()
  const browser = { ...asked.browser, anonymousTeamId: made }
  return { who: { ...asked, teamId: made, projectId, browser }, setCookie: remember(browser) }
}

/** `projectId`: where what is made belongs, unless something else was said; of who is limited to projects the first of them. */
export type Maker = Who & { teamId: string; projectId: string | null }

/** May the asker do this in the team that is looked at? @throws {Response} 403 when not */
export function mustBe({ role }: Pick<Who, 'role'>, action: Action): void {
  if (!may(role, action)) throw notYourRole()
}

/** The answer about what is not there, and about what the asker may not know of. */
export const notThere = (): Response => new Response('There is no such team or page, or it is not for you.', { status: 404 })

/** The answer to whoever may read here, but not do that. */
export const notYourRole = (): Response =>
  new Response('Your role in this team does not allow this. Its admins can change that.', { status: 403 })

/** May the asker do this with a row of a team, whichever of the asker's teams is looked at? */
export function mayTouch(who: Who, { teamId, projectId = null }: Owned, action: Action = 'read'): boolean {
  if (!who.person) return who.teamId === teamId && may(who.role, action)
  const membership = who.memberships.find((one) => one.teamId === teamId)
  if (!membership || !may(membership.role, action)) return false
  return membership.projects === null || (projectId !== null && membership.projects.includes(projectId))
}

export type Insider = Who & { teamId: string; person: Person; team: Membership }

/**
 * The asker as a member of the team whose slug (or id) stands in a page's path: that team is the one looked at, whatever was chosen, and
 * from then on, so that pages without a team in their path are of the same.
 * @throws {Response} a redirect to /sign-in for nobody, 404 for who is no member, as for an unknown team, 403 for another role
 */
export async function teamBehind(request: Request, slug: string | undefined, action: Action = 'read'): Promise<Insider> {
  const who = await mustSignIn(request)
  const team = who.memberships.find((one) => one.slug === slug || one.teamId === slug)
  if (!team) throw notThere()
  mustBe(team, action)
  const { signInId: id, person } = who
  if (who.teamId !== team.teamId) await lookAtTeam({ id, userId: person.id, teamId: team.teamId })
  return { ...who, teamId: team.teamId, role: team.role, projects: team.projects, team }
}

/** @throws {Response} a redirect to /sign-in, and back here, for nobody */
export async function mustSignIn(request: Request): Promise<Who & { person: Person; signInId: string }> {
  const who = await whoAsks(request)
  const { person, signInId } = who
  if (person && signInId) return { ...who, person, signInId }
  const { pathname, search } = new URL(request.url)
  const next = request.method === 'GET' ? `?next=${encodeURIComponent(pathname + search)}` : ''
  throw new Response(null, { status: 302, headers: { Location: `/sign-in${next}` } })
}

/** The `Set-Cookie` value that makes the browser this one. */
export function remember({ anonymousTeamId, tokens, ...rest }: Browser): string {
  const known = { teamId: anonymousTeamId, tokens: [...new Set(tokens)].slice(0, mostTokens), ...rest }
  const payload = Buffer.from(JSON.stringify(known)).toString('base64url')
  return `${cookieName}=${payload}.${signature(payload)}; Max-Age=${maxAgeSeconds}; ${attributes}`
}

/** The `Set-Cookie` value of a web session; null ends it here. How long it lasts is decided by its row. */
export const rememberSignIn = (token: string | null): string =>
  `${signInCookieName}=${token ?? ''}; Max-Age=${token === null ? 0 : maxAgeSeconds}; ${attributes}`

async function isThere(teamId: string): Promise<boolean> {
  if (teamId === env.DEMO_TEAM) await ensureAnonymousTeam(teamId)
  return isAnonymousTeam(teamId)
}

function browserOf(request: Request): Browser {
  const [payload = '', given = ''] = cookieOf(request, cookieName)?.split('.') ?? []
  const known = sameText(given, signature(payload)) ? parse(payload) : null
  return known ?? { anonymousTeamId: null, tokens: [] }
}

function cookieOf(request: Request, name: string): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

function parse(payload: string): Browser | null {
  const read = cookieSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  if (!read.success) return null
  const { teamId, tokens, zone } = read.data
  return { anonymousTeamId: teamId, tokens, ...(zone ? { zone } : {}) }
}

/** The purpose is signed too: a signature made for anything else never fits here. */
const signature = (payload: string): string => createHmac('sha256', secret()).update(`who ${payload}`).digest('base64url')

const sameText = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

/** @throws {WrongSetting} when SESSION_SECRET is not set: the web process asks at its start */
export function secret(): string {
  if (!env.SESSION_SECRET)
    throw new WrongSetting('SESSION_SECRET is not set: it signs cookies, 32 characters or more, the same in every web process')
  return env.SESSION_SECRET
}
