/** Puts what was pasted, dropped or exported on /bounce into a project. Without that nothing of it is kept. */
import { bounceOfMail } from '#checks/bounce/index.ts'
import type { BounceRecipient } from '#checks/report.ts'
import { type BounceToKeep, keepBounces, mostKept } from '#prisma/bounce.ts'
import { keptId } from '#prisma/id.ts'
import { createProject, mostProjects, namedProjects, projectOf } from '#prisma/project.ts'
import { bouncesPath, ranges } from '../bounces/asked.ts'
import { go } from '../go.server.ts'
import { askForKeep } from '../limits.server.ts'
import { may } from '../roles.ts'
import { ensureTeam, type Who, whoAsks } from '../who.server.ts'
import { answerPasted, columnIn, textOf } from './ask.server.ts'
import { judgedRows } from './export.server.ts'
import { believed, dateOfMail } from './moment.server.ts'

/** Where something can be kept. */
export interface Places {
  projects: { id: string; name: string }[]
  /** May the asker make another? */
  mayMake: boolean
}

/** The projects in which the asker may keep something; null when in none. */
export async function placesFor(request: Request): Promise<Places | null> {
  const who = await whoAsks(request)
  if (!may(who.role, 'test')) return null
  const { teamId, projects } = who
  return { projects: teamId === null ? [] : await namedProjects({ teamId, projects }), mayMake: mayMake(who) }
}

/** In a team its admins make projects; a browser without an account makes its own. */
const mayMake = ({ person, role, projects }: Who): boolean => person === null || (may(role, 'settings') && projects === null)

/**
 * Keeps what a form of /bounce holds, and leads to it. A text says why not.
 * @throws {Response} 403 when the asker may only read
 */
export async function keepForm(request: Request, client: string, form: FormData): Promise<Response | string> {
  const kept = await keepAsked(request, client, form)
  if (typeof kept === 'string') return kept
  const { as, projectId, bounces, setCookie } = kept
  const path = bouncesPath({ days: daysOver(bounces), by: 'code', project: projectId })
  return go(`${path}&kept=${as}`, setCookie ? { headers: { 'Set-Cookie': setCookie } } : {})
}

export interface Kept {
  /** What they are kept under. */
  as: string
  projectId: string
  count: number
  bounces: BounceToKeep[]
  setCookie?: string
}

/** Keeps what the fields of a form hold, in the project that one of them names. A text says why not. @throws {Response} as keepForm */
export async function keepAsked(request: Request, client: string, form: FormData): Promise<Kept | string> {
  const found = await bouncesIn(form, Date.now())
  if (!found || found.bounces.length === 0) return 'There is no refusal in this that could be kept.'
  const asker = await whoAsks(request)
  const leave = await askForKeep({ client, person: asker.person })
  if (!leave.given) {
    return leave.reason === 'members-only'
      ? 'This Seedbed keeps bounces for its members only.'
      : 'Your network has kept as much as it can in an hour. Nothing was kept. Try again later.'
  }
  const { who, setCookie } = await ensureTeam(request)
  const project = await projectIn(who, form)
  if (typeof project === 'string') return project
  const as = keptId(project.id, found.octets)
  const answer = await keepBounces({ teamId: who.teamId, projectId: project.id, as, bounces: found.bounces })
  if (!answer)
    return `No more than ${mostKept.toLocaleString('en')} bounces can be kept. Nothing of this was kept; delete some first.`
  return { as, projectId: project.id, count: answer.kept, bounces: found.bounces, ...(setCookie && { setCookie }) }
}

async function projectIn(who: Who & { teamId: string }, form: FormData): Promise<{ id: string } | string> {
  const { teamId, projects } = who
  const chosen = textOf(form, 'project')
  if (chosen !== '') {
    const project = projects === null || projects.includes(chosen) ? await projectOf({ teamId, id: chosen }) : null
    return project ?? 'This project is no longer there. Choose another.'
  }
  if (!mayMake(who)) return 'Choose a project. New ones are made by the admins of your team.'
  const made = await createProject({ teamId, name: textOf(form, 'newProject') })
  return made ?? `Give the new project a name. There can be ${mostProjects} of them.`
}

interface Found {
  /** What was brought, so that bringing it again is noticed. */
  octets: Buffer
  bounces: BounceToKeep[]
}

async function bouncesIn(form: FormData, now: number): Promise<Found | undefined> {
  const csv = textOf(form, 'csv')
  if (csv !== '') {
    const rows = await judgedRows(csv, columnIn(form))
    const octets = Buffer.from(`${textOf(form, 'column')} ${csv}`)
    return {
      octets,
      bounces: (rows ?? []).flatMap(({ one, row, address, reply, at }) =>
        kept({ ...one, address, diagnostic: reply }, believed(at, now), row),
      ),
    }
  }
  const octets = Buffer.from(textOf(form, 'mail'), 'base64')
  if (octets.length > 0) return { octets, bounces: ofAnswer(bounceOfMail(octets), believed(dateOfMail(octets), now)) }
  const text = textOf(form, 'text')
  const { answer } = answerPasted(text)
  return answer
    ? { octets: Buffer.from(text), bounces: ofAnswer(answer, believed(dateOfMail(Buffer.from(text)), now)) }
    : undefined
}

const ofAnswer = ({ kind, recipients }: { kind: string; recipients: BounceRecipient[] }, at: Date): BounceToKeep[] =>
  kind === 'bounce' ? recipients.flatMap((one, place) => kept(one, at, place + 1)) : []

const longestDiagnostic = 4000

/** A refusal as it is kept; nothing of what is none. */
function kept(one: Omit<BounceRecipient, 'confidence'>, at: Date, line: number): BounceToKeep[] {
  if (one.category === 'delivered' || one.category === 'not-a-bounce' || one.label === 'no-reply') return []
  const { address, status, replyCode, diagnostic, label, provider, rule } = one
  const judged = { class: one.class, label, provider, rule }
  return [
    {
      recipient: address.slice(0, 320),
      status,
      replyCode,
      diagnostic: diagnostic.slice(0, longestDiagnostic),
      ...judged,
      at,
      line,
    },
  ]
}

/** The least range that shows them all. */
function daysOver(bounces: BounceToKeep[]): number {
  const oldest = bounces.reduce((least, { at }) => Math.min(least, at.getTime()), Date.now())
  return ranges.find(({ days }) => Date.now() - oldest < days * 86_400_000 && days >= 30)?.days ?? 365
}
