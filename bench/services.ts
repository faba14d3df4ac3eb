/** What a bench stands on: a database with our tables and a Redis, of its own, in a folder that goes with them. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#prisma/migrate.ts'
import { makeDatabase, startPostgres } from '../start/postgres.ts'
import { startRedis } from '../start/redis.ts'

export interface Services {
  folder: string
  /** The settings that lead there: for the environment, before what reads it is loaded, or for a process. */
  settings: { DATABASE_URL: string; REDIS_URL: string; DATA_DIR: string; SESSION_SECRET: string }
  /** Ends both, and removes what they wrote, unless it is kept. */
  stop: () => Promise<void>
}

/** `durable`: a commit waits for the disk. `keep`: the folder to use, which stays. */
export async function startServices({ durable, keep }: { durable: boolean; keep?: string | undefined }): Promise<Services> {
  const folder = keep ?? (await mkdtemp(join(tmpdir(), 'seedbed-bench-')))
  await mkdir(folder, { recursive: true })
  const options = (name: string) => ({
    folder: join(folder, name),
    logFile: join(folder, `${name}.log`),
    durable,
    notify: console.error,
  })
  const postgres = await startPostgres(options('postgres'))
  const redis = await startRedis(options('redis'))
  const DATABASE_URL = await makeDatabase(postgres.url, 'bench')
  await migrate(DATABASE_URL)
  const secret = 'a secret that only the bench knows, and everybody'
  return {
    folder,
    settings: { DATABASE_URL, REDIS_URL: redis.url, DATA_DIR: folder, SESSION_SECRET: secret },
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop()])
      if (keep !== undefined) return
      for (const place of [folder, postgres.folder]) await rm(place, { recursive: true, force: true })
    },
  }
}
