/**
 * The sandbox: of a team, of a browser, and of this machine. What came to the port without a password is shown to whoever opens the page on the machine
 * itself; everything else to those who may read the team.
 */
import { json } from '@remix-run/server-runtime'
import { env, isLoopback } from '#env'
import { note } from '#prisma/audit.ts'
import { isId } from '#prisma/id.ts'
import { namedProjects, projectsOf } from '#prisma/project.ts'
import {
  emptySandboxes,
  issueSandboxCredential,
  localSandboxTeam,
  revokeSandboxCredential,
  type SandboxScope,
  sandboxCredentials,
  sandboxMails,
} from '#prisma/sandbox.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { askForAddress } from '../limits.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import { mailLine } from '../report/mail.server.ts'
import { may } from '../roles.ts'
import { ensureTeam, mustBe, teamBehind, type Who, whoAsks } from '../who.server.ts'
import type { SandboxAnswer, SandboxPage } from './page.ts'

const pageOfMails = 50
const longestSearch = 200

/** Who asks, and what they see. */
interface Seen {
  who: Who
  /** Of the asker; null of a browser that has no team yet. */
  own: SandboxScope | null
  isLocal: boolean
  team: { slug: string; name: string } | null
}

async function seenBy(
  request: Request,
  client: string,
  slug: string | undefined,
  action: 'read' | 'delete' | 'tokens',
): Promise<Seen> {
  if (slug !== undefined) {
    const insider = await teamBehind(request, slug, action)
    const { team } = insider
    return { who: insider, own: reachAsked(insider, request), isLocal: false, team: { slug: team.slug, name: team.name } }
  }
  const who = await whoAsks(request)
  const own = who.teamId === null ? null : reachAsked({ ...who, teamId: who.teamId }, request)
  return { who, own, isLocal: isHere(client), team: null }
}

/** Is the page opened on the machine it runs on, by a name that only that machine has? */
function isHere(client: string): boolean {
  return env.ACCESS === 'open' && isLoopback(client) && isLoopback(new URL(env.BASE_URL).hostname.replace(/^\[(.*)\]$/, '$1'))
}

const scopesOf = ({ own, isLocal }: Seen): SandboxScope[] => [
  ...(own ? [own] : []),
  ...(isLocal ? [{ teamId: localSandboxTeam, projects: null }] : []),
]

/** `slug`: of the team whose page it is; whoever asks when not given. @throws {Response} as teamBehind */
export async function sandboxPage(request: Request, client: string, slug?: string): Promise<SandboxPage> {
  const seen = await seenBy(request, client, slug, 'read')
  const { searchParams } = new URL(request.url)
  const find = (searchParams.get('find') ?? '').trim().slice(0, longestSearch)
  const asked = searchParams.get('before')
  const before = asked !== null && isId(asked) ? asked : null
  const [mails, credentials, projects] = await Promise.all([
    sandboxMails({ scopes: scopesOf(seen), find, before, take: pageOfMails + 1 }),
    seen.own ? sandboxCredentials(seen.own) : [],
    seen.own ? namedProjects(seen.own) : [],
  ])
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const everywhere = env.SMTP_HOST === '0.0.0.0' || env.SMTP_HOST === '::'
  return {
    team: seen.team,
    find,
    mails: mails.slice(0, pageOfMails).map((mail) => ({ ...mailLine(mail), recipients: mail.recipients })),
    next: mails.length > pageOfMails ? (mails[pageOfMails - 1]?.id ?? null) : null,
    credentials: credentials.map(({ username, projectId, createdAt, lastUsedAt }) => ({
      ...{ username, project: names.get(projectId ?? '') ?? '' },
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    projects,
    project: seen.own?.projects?.length === 1 ? (seen.own.projects[0] ?? '') : '',
    needsProject: seen.who.projects !== null,
    mayChange: may(seen.who.role, 'tokens'),
    door: {
      host: everywhere ? env.SMTP_NAME : env.SMTP_HOST,
      ...{ port: env.SUBMISSION_PORT, tlsPort: env.SUBMISSIONS_PORT },
      localPort: seen.isLocal ? env.SANDBOX_PORT : null,
    },
  }
}

/** The buttons of the page. A new password is in the answer and nowhere else. @throws {Response} as teamBehind */
export async function pressSandbox(request: Request, client: string, slug?: string): Promise<Response> {
  const form = await formOf(request)
  const field = (name: string): string => String(form.get(name) ?? '')
  const intent = field('intent')
  const here = slug === undefined ? '/sandbox' : `/team/${slug}/sandbox`
  const project = new URL(request.url).searchParams.get('project')
  if (intent === 'make') return make(request, client, slug, field('project'))
  const seen = await seenBy(request, client, slug, intent === 'revoke' ? 'tokens' : 'delete')
  if (intent === 'delete') {
    if (seen.own) mustBe(seen.who, 'delete')
    const count = await emptySandboxes({ scopes: scopesOf(seen) })
    await tell(seen, 'sandbox.emptied', String(count))
  }
  if (intent === 'revoke' && seen.own) {
    mustBe(seen.who, 'tokens')
    await revokeSandboxCredential({ ...seen.own, username: field('username') })
    await tell(seen, 'sandbox.password-revoked', field('username').slice(0, 80))
  }
  return go(project && isId(project) ? `${here}?project=${project}` : here)
}

async function make(request: Request, client: string, slug: string | undefined, project: string): Promise<Response> {
  const seen = await seenBy(request, client, slug, 'tokens')
  const leave = await askForAddress({ client, person: seen.who.person })
  if (!leave.given) return json<SandboxAnswer>({ refused: leave.reason }, { status: leave.reason === 'too-many' ? 429 : 403 })
  const { who, setCookie } = slug === undefined ? await ensureTeam(request) : { who: seen.who, setCookie: undefined }
  const teamId = who.teamId
  if (teamId === null) return json<SandboxAnswer>({ refused: 'members-only' }, { status: 403 })
  const { projects } = who
  const known = project === '' ? projects === null : (await projectsOf({ teamId, projects })).some(({ id }) => id === project)
  if (!known) throw new Response('There is no such project.', { status: 404 })
  const issued = await issueSandboxCredential({ teamId, projectId: project || null })
  await tell({ ...seen, who }, 'sandbox.password-made', issued.username)
  const headers = { 'Cache-Control': 'private, no-store', ...(setCookie && { 'Set-Cookie': setCookie }) }
  return json<SandboxAnswer>({ issued }, { headers })
}

/** What is done in a team is written down there. */
async function tell({ who, team }: Pick<Seen, 'who' | 'team'>, action: string, subject: string): Promise<void> {
  if (team && who.teamId) await note({ teamId: who.teamId, userId: who.person?.id ?? null, action, subject })
}
