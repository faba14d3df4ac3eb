/**
 * Loaded into every test process before anything else (`--import`): settings under which nothing of a test reaches the outside or
 * another test. Files in the rooms that need one get a database of their own, copied from the migrated template.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve, sep } from 'node:path'
import { makeDatabase } from '../../start/postgres.ts'

/** Rooms whose tests have a database. */
const withDatabase = ['prisma', 'worker', 'app', 'flow', 'house']

const { SEEDBED_TEST_POSTGRES: postgres, SEEDBED_TEST_REDIS: redis } = process.env
const file = relative(resolve(import.meta.dirname, '../..'), process.argv[1] ?? '')
const [, room = ''] = file.split(sep)
/** The runner itself loads this too; only the processes it starts run a test. */
const isTest = process.env.NODE_TEST_CONTEXT !== undefined || file.endsWith('.test.ts')

if (isTest) await prepare()

async function prepare(): Promise<void> {
  const mark = randomBytes(6).toString('hex')
  const dataDir = mkdtempSync(join(tmpdir(), 'seedbed-test-data-'))
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  const settings: Record<string, string> = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    SMTP_PORT: '0',
    SMTPS_PORT: '0',
    SUBMISSION_PORT: '0',
    SUBMISSIONS_PORT: '0',
    SANDBOX_PORT: '0',
    IMAP_PORT: '0',
    IMAPS_PORT: '0',
    POP3_PORT: '0',
    POP3S_PORT: '0',
    SESSION_SECRET: 'a secret that only the tests know, and everybody',
    // Nobody answers there: a test that asks the outside by mistake sees silence, here as elsewhere.
    DNS_SERVERS: '127.0.0.1:1',
    PUBLIC_RESOLVERS: 'none',
  }
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value
  process.env.DATA_DIR = dataDir
  process.env.REDIS_PREFIX = `test-${mark}`
  if (redis) process.env.REDIS_URL = redis
  if (postgres && withDatabase.includes(room)) process.env.DATABASE_URL = await makeDatabase(postgres, `test_${mark}`, 'template')
}
