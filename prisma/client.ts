/** The one Prisma client of a process. */
import { PrismaPg } from '@prisma/adapter-pg'
import { env, stopStart, WrongSetting } from '#env'
import { PrismaClient } from './generated/client.ts'

const adapter = new PrismaPg({
  connectionString: databaseUrl(),
  max: env.DATABASE_POOL,
  connectionTimeoutMillis: 3000,
  idleTimeoutMillis: 30_000,
  // A connection that nobody uses keeps no process that has nothing else to do.
  allowExitOnIdle: true,
})

export const prisma = new PrismaClient({ adapter })
export type Prisma = typeof prisma
/** What a model function needs inside and outside a transaction. */
export type Db = Prisma | Parameters<Parameters<Prisma['$transaction']>[0]>[0]

/** Stops the process with one line when no database is set: `npm start` sets it for every process it starts. */
export function databaseUrl(): string {
  return env.DATABASE_URL ?? stopStart(new WrongSetting('DATABASE_URL is not set: this process needs PostgreSQL'))
}
