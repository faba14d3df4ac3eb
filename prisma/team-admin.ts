/** Teams of people: making one, and what is set for it. */
import { note } from './audit.ts'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { storable } from './text.ts'

export interface TeamSettings {
  id: string
  kind: 'anonymous' | 'personal' | 'team'
  name: string
  slug: string
  zone: string
  /** Days; null for what the instance keeps. */
  retentionDays: number | null
}

/** Teams one person may own. */
const mostOwned = 50
const longestTeamName = 60
/** Words that stand in paths beside the slugs. */
const reserved = new Set(['new', 'switch', 'settings', 'api'])
const slugPattern = /^(?=.{2,40}$)[a-z0-9]+(-[a-z0-9]+)*$/

/** Is this a slug: 2 to 40 of `a-z 0-9`, hyphens between? */
export const isSlug = (text: string): boolean =>
  slugPattern.test(text) && !reserved.has(text) && !/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)

/** A name on one line, without spaces around. */
export const teamName = (given: string): string =>
  storable(given)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestTeamName)
    .trim()

/** A slug made of a name: `Müller & Söhne` becomes `muller-sohne`; '' when nothing is left. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')

/** Makes a team, owned by the person. Its slug; or why it cannot be. */
export async function createTeam({
  name,
  slug,
  userId,
}: {
  name: string
  slug: string
  userId: string
}): Promise<{ teamId: string; slug: string } | 'slug-taken' | 'too-many'> {
  if ((await prisma.member.count({ where: { userId, role: 'owner', team: { kind: 'team' } } })) >= mostOwned) return 'too-many'
  const id = newId()
  return unlessTaken(async () => {
    await prisma.$transaction(async (db) => {
      await db.team.create({ data: { id, kind: 'team', name, slug } })
      await db.member.create({ data: { teamId: id, userId, role: 'owner' } })
      await note({ teamId: id, userId, action: 'team.made', subject: name }, db)
    })
    return { teamId: id, slug }
  })
}

export async function teamSettings({ teamId }: { teamId: string }): Promise<TeamSettings> {
  const select = { id: true, kind: true, name: true, slug: true, zone: true, retentionDays: true } as const
  const { slug, ...row } = await prisma.team.findUniqueOrThrow({ where: { id: teamId }, select })
  return { ...row, slug: slug ?? row.id }
}

/** Sets what is set for a team. A personal one has neither name nor slug. */
export async function setTeam({
  teamId,
  userId,
  ...set
}: {
  teamId: string
  userId: string
  name?: string
  slug?: string
  zone: string
  retentionDays: number | null
}): Promise<'done' | 'slug-taken'> {
  return unlessTaken(async () => {
    await prisma.$transaction(async (db) => {
      // Its turn to be cleared out is now, and by what is said here.
      await db.team.update({ where: { id: teamId }, data: { ...set, datedFor: null, tidiedAt: null } })
      await note({ teamId, userId, action: 'team.changed', ...(set.name ? { subject: set.name } : {}) }, db)
    })
    return 'done' as const
  })
}

async function unlessTaken<Result>(work: () => Promise<Result>): Promise<Result | 'slug-taken'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2002') return 'slug-taken'
    throw error
  }
}
