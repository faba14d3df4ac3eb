import { prisma } from './client.ts'

const locks = {
  sweep: 1_712_045,
  expire: 1_712_046,
  tick: 1_712_047,
  outbox: 1_712_061,
  teams: 1_712_062,
  seedDomains: 1_712_063,
  tidy: 1_712_064,
} as const

/**
 * Runs some work in at most one process at a time, under a PostgreSQL advisory lock that a crash releases.
 * Returns what the work returned, or null when another process has it.
 */
export async function alone<Result>(name: keyof typeof locks, work: () => Promise<Result>): Promise<Result | null> {
  return prisma.$transaction(
    async (db) => {
      const [lock] = await db.$queryRaw<{ got: boolean }[]>`SELECT pg_try_advisory_xact_lock(${locks[name]}::bigint) AS got`
      return lock?.got ? await work() : null
    },
    { timeout: 60_000 },
  )
}
