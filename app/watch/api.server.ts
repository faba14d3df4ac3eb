/** What a team keeps, as the API gives and changes it. */
import type { z } from 'zod'
import { acknowledge, type AlertView, snooze } from '#prisma/alert.ts'
import { note } from '#prisma/audit.ts'
import { addDomains } from '#prisma/domain.ts'
import { isId } from '#prisma/id.ts'
import type { ProjectView } from '#prisma/project.ts'
import type { Reach } from '#prisma/reach.ts'
import { createScan } from '#prisma/scan.ts'
import type { TeamAddressView } from '#prisma/team-address.ts'
import type { Person } from '#prisma/sign-in.ts'
import { requestScan } from '#worker/queue.ts'
import { projectToPutIn } from '../addresses/take.server.ts'
import { badRequest, Refusal } from '../api.server.ts'
import { problem } from '../problem.server.ts'
import type { Action } from '../roles.ts'
import { mustBe, type Who, whoAsks } from '../who.server.ts'
import type { alertSchema, domainSchema, newDomainsSchema, projectSchema, teamAddressSchema } from './api.ts'
import type { FoundDomain } from './domain-rows.server.ts'
import { readPasted, tagsOf } from './names.server.ts'

export type TeamAsker = Who & { teamId: string; person: Person }

/**
 * Whose team it is, and that they may do this there.
 * @throws {Refusal} 403 for who has no account
 * @throws {Response} 403 for another role
 */
export async function teamOfApi(request: Request, action: Action = 'read'): Promise<TeamAsker> {
  const who = await whoAsks(request)
  const { teamId, person } = who
  const detail = 'This belongs to a team: send one of its API tokens (Authorization: Bearer …).'
  if (!teamId || !person) throw new Refusal(problem({ status: 403, code: 'not-allowed', detail }))
  mustBe(who, action)
  return { ...who, teamId, person }
}

/**
 * The same for what belongs to all of a team, and to none of its projects.
 * @throws {Refusal} 403 for who is limited to projects, too
 */
export async function wholeTeamOfApi(request: Request, action: Action = 'read'): Promise<TeamAsker> {
  const asker = await teamOfApi(request, action)
  if (asker.projects === null) return asker
  const detail = 'This belongs to all of the team, and you, or this token, are limited to projects.'
  throw new Refusal(problem({ status: 403, code: 'not-allowed', detail }))
}

/** The id of a page's end in the query. @throws {Refusal} 400 for what is no id */
export function afterOf({ searchParams }: URL): string | undefined {
  const after = searchParams.get('after') ?? undefined
  if (after !== undefined && !isId(after)) throw badRequest('after is the `next` of an answer before.')
  return after
}

/** The id of a project in the query. @throws {Refusal} 400 for what is no id */
export function projectInQuery({ searchParams }: URL): string | undefined {
  const project = searchParams.get('project') ?? undefined
  if (project !== undefined && !isId(project)) throw badRequest('project is the id of a project.')
  return project
}

/** What is within reach, or the one project of it that the query names. @throws {Refusal} 400 for what is no id */
export function reachInQuery({ teamId, projects }: Reach, url: URL): Reach {
  const project = projectInQuery(url)
  if (project === undefined) return { teamId, projects }
  return { teamId, projects: projects === null || projects.includes(project) ? [project] : [] }
}

/** One of a few words in the query. @throws {Refusal} 400 for another */
export function oneOf<Word extends string>({ searchParams }: URL, name: string, words: readonly Word[]): Word | undefined {
  const given = searchParams.get(name)
  const word = words.find((one) => one === given)
  if (given !== null && !word) throw badRequest(`${name} is one of ${words.join(', ')}.`)
  return word
}

/** Where something is put: null for no project. @throws {Refusal} 400 for a project that is not there or out of reach */
export async function projectAsked(asker: TeamAsker, id: string | null | undefined): Promise<string | null> {
  const projectId = await projectToPutIn(asker, id ?? '')
  if (projectId === undefined) throw badRequest('There is no such project.')
  return projectId
}

const at = (date: Date | null): string | null => date?.toISOString() ?? null

export const apiProject = ({ teamId: _, createdAt, ...project }: ProjectView): z.infer<typeof projectSchema> => ({
  ...project,
  createdAt: createdAt.toISOString(),
})

export const apiTeamAddress = (row: TeamAddressView): z.infer<typeof teamAddressSchema> => ({
  ...{ id: row.id, address: row.email, name: row.name, project: row.projectId, inUse: row.inUse, mailsPerDay: row.mailsPerDay },
  createdAt: row.createdAt.toISOString(),
  receivesUntil: row.receivesUntil.toISOString(),
  keptUntil: row.keptUntil.toISOString(),
})

export const apiDomain = (row: FoundDomain): z.infer<typeof domainSchema> => ({
  ...{ name: row.name, project: row.projectId, tags: row.tags, notes: row.notes, state: row.state, policy: row.policy },
  ...{ since: at(row.stateSince), changed: row.changed?.text ?? null, changedAt: at(row.changedAt) },
  ...{ nextExpiry: at(row.nextExpiry), nextExpiryOf: row.nextExpiryOf, scan: row.scanId, lookedAt: at(row.lookedAt) },
  ...{ services: row.services, watched: row.watched },
})

export const apiAlert = (row: AlertView): z.infer<typeof alertSchema> => ({
  ...{ id: row.id, kind: row.kind, subjectKind: row.subjectKind, subject: row.subject, project: row.projectId },
  ...{ check: row.checkId, code: row.code },
  ...{ what: row.says.what.text, cause: row.says.cause?.text ?? null, step: row.says.step?.text ?? null, scan: row.scanId },
  ...{ since: row.since.toISOString(), openedAt: row.openedAt.toISOString(), acknowledgedAt: at(row.acknowledgedAt) },
  ...{ snoozedUntil: at(row.snoozedUntil), recoveredAt: at(row.recoveredAt) },
})

/** Domains as somebody wrote them. @throws {Refusal} 400 for one that is none */
function domainsIn(given: string[]): string[] {
  const { domains, refused } = readPasted(given.join('\n'))
  const [first] = refused
  if (first || domains.length === 0) throw badRequest(`${first?.text.slice(0, 100) ?? 'That'} is no domain.`)
  return domains.map(({ name }) => name)
}

/** Keeps domains, and has those that are new looked at. Returns these. */
export async function keepDomains(asker: TeamAsker, given: z.infer<typeof newDomainsSchema>): Promise<string[]> {
  const { teamId, person } = asker
  const names = domainsIn(given.domains)
  const projectId = await projectAsked(asker, given.project)
  const tags = tagsOf(given.tags ?? [])
  const added = await addDomains({ teamId, domains: names.map((name) => ({ name, projectId, tags })) })
  for (const subject of added) {
    requestScan((await createScan({ teamId, projectId, subject })).id)
    await note({ teamId, userId: person.id, action: 'domain.added', subject })
  }
  return added
}

/** Does something with an alert within reach. Returns whether there is one. */
export const acknowledgeAsked = async ({ teamId, projects, person }: TeamAsker, id: string): Promise<boolean> =>
  isId(id) && acknowledge({ teamId, projects }, { id, userId: person.id })

const hourMs = 3_600_000

export const snoozeAsked = async ({ teamId, projects }: TeamAsker, id: string, hours = 24): Promise<boolean> =>
  isId(id) && snooze({ teamId, projects }, { id, until: new Date(Date.now() + hours * hourMs) })
