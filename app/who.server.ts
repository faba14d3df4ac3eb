/**
 * Who asks: a browser without an account, known by a signed cookie. It holds the team and the tokens of the addresses taken here, and
 * nothing is kept on our side but the team itself. Signed, so that nobody can name another's team.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { env, WrongSetting } from '#env'
import { createAnonymousTeam, ensureAnonymousTeam, teamExists } from '#prisma/team.ts'

export interface Who {
  teamId: string | null
  /** Of addresses taken in this browser, newest first, at most 12. */
  tokens: string[]
  /** The reader's time zone (IANA name), once the page has told it. */
  zone?: string
}

const mostTokens = 12
/** Browsers keep no cookie longer than 400 days. */
const maxAgeSeconds = 400 * 86_400
const secure = env.BASE_URL.startsWith('https:')
/** `__Host-`: only from us, over https, for the whole host (RFC 6265bis §4.1.3.2). Browsers refuse it over http. */
const cookieName = secure ? '__Host-seedbed' : 'seedbed'

const whoSchema = z.object({
  teamId: z.uuid().nullable(),
  tokens: z.array(z.string().regex(/^[\w-]{22}$/)).max(mostTokens),
  zone: z
    .string()
    .regex(/^[\w+/-]{1,64}$/)
    .optional(),
})

/** Reads the cookie. One that is missing, altered or not ours is nobody's. */
export async function whoAsks(request: Request): Promise<Who> {
  const who = readCookie(request.headers.get('cookie') ?? '') ?? { teamId: null, tokens: [] }
  return { ...who, teamId: who.teamId ?? env.DEMO_TEAM ?? null }
}

/** The `Set-Cookie` value that makes the browser this one. */
export async function remember(who: Who): Promise<string> {
  const known: Who = { ...who, tokens: [...new Set(who.tokens)].slice(0, mostTokens) }
  const payload = Buffer.from(JSON.stringify(known)).toString('base64url')
  const attributes = `Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return `${cookieName}=${payload}.${signature(payload)}; ${attributes}`
}

/** The same, with a team for certain: an anonymous one is made at first need. `setCookie` is there when the browser must be told. */
export async function ensureTeam(request: Request): Promise<{ who: Who & { teamId: string }; setCookie?: string }> {
  const asked = await whoAsks(request)
  if (asked.teamId && (await isThere(asked.teamId))) return { who: { ...asked, teamId: asked.teamId } }
  const who = { ...asked, teamId: await createAnonymousTeam() }
  return { who, setCookie: await remember(who) }
}

async function isThere(teamId: string): Promise<boolean> {
  if (teamId === env.DEMO_TEAM) await ensureAnonymousTeam(teamId)
  return teamExists(teamId)
}

function readCookie(header: string): Who | null {
  for (const pair of header.split(/; */)) {
    if (!pair.startsWith(`${cookieName}=`)) continue
    const [payload = '', given = ''] = pair.slice(cookieName.length + 1).split('.')
    if (sameText(given, signature(payload))) return parse(payload)
  }
  return null
}

function parse(payload: string): Who | null {
  const read = whoSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
  return read.success ? read.data : null
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
