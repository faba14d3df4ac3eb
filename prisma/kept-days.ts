/** For how long things are kept, by whose they are. */
import { env } from '#env'
import { prisma } from './client.ts'

export interface Keeping {
  /** Of 24 hours. */
  days: number
  /** Each mail for as long, counted from when it came; of a browser without an account mails go with their address. */
  each: boolean
}

/** What a team may say at most, and what holds when it says nothing. An instance that keeps the visitors' longer keeps its teams' as long. */
export const mostDays = Math.max(env.RETENTION_DAYS, env.TEAM_RETENTION_DAYS)

interface TeamTerms {
  kind: 'anonymous' | 'personal' | 'team'
  retentionDays: number | null
}

/** What a team said, within what the instance keeps. */
export const keepingFor = ({ kind, retentionDays }: TeamTerms): Keeping =>
  kind === 'anonymous'
    ? { days: env.RETENTION_DAYS, each: false }
    : { days: Math.min(retentionDays ?? mostDays, mostDays), each: true }

/** The same, asked by id; of a team that is not there as of a browser without an account. */
export async function keepingOf({ teamId }: { teamId: string }): Promise<Keeping> {
  const team = await prisma.team.findUnique({ where: { id: teamId }, select: { kind: true, retentionDays: true } })
  return keepingFor(team ?? { kind: 'anonymous', retentionDays: null })
}

/** So many days in milliseconds. */
export const daysMs = (days: number): number => days * 86_400_000

/** Of an address that does not expire. */
export const never = new Date('9999-12-31T00:00:00Z')

/** Until when an address receives and is kept that receives for so many hours from now on; null for ever. */
export function receivingFor(
  hours: number | null,
  { days, each }: Keeping,
  now = Date.now(),
): { receivesUntil: Date; keptUntil: Date } {
  if (hours === null) return { receivesUntil: never, keptUntil: never }
  const receivesUntil = now + hours * 3_600_000
  const keptUntil = each ? receivesUntil + daysMs(days) : Math.max(receivesUntil, now + daysMs(days))
  return { receivesUntil: new Date(receivesUntil), keptUntil: new Date(keptUntil) }
}
