import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { migrate, migrationScript } from '#prisma/migrate.ts'
import { databaseOn, makeDatabase } from '../../start/postgres.ts'

const schemaFile = join(import.meta.dirname, '../../prisma/schema.prisma')
/** Parents of partitions and Prisma's own table stand beside the models. */
const notModels = /_\d{4}_\d{2}$|^_prisma_migrations$/

describe('the migrations', () => {
  let url = ''
  let bySchema = ''
  let applied: string[] = []

  before(async () => {
    const here = process.env.DATABASE_URL
    assert.ok(here, 'run with npm test')
    const mark = randomBytes(4).toString('hex')
    url = await makeDatabase(databaseOn(here, 'postgres'), `empty_${mark}`)
    bySchema = await makeDatabase(databaseOn(here, 'postgres'), `by_schema_${mark}`)
    applied = await migrate(url)
    await query(bySchema, await migrationScript('', bySchema))
  })
  after(async () => {
    const here = databaseOn(url, 'postgres')
    for (const one of [url, bySchema]) await query(here, `DROP DATABASE "${new URL(one).pathname.slice(1)}" WITH (FORCE)`)
  })

  test('all apply to an empty database, and a second time there is nothing to do', async () => {
    assert.ok(applied.length > 0)
    assert.deepEqual(await migrate(url), [])
  })

  test('are noted as Prisma notes them', async () => {
    const rows = await query(url, 'SELECT migration_name, finished_at IS NOT NULL AS finished FROM _prisma_migrations ORDER BY 1')
    assert.deepEqual(
      rows,
      applied.map((name) => ({ migration_name: name, finished: true })),
    )
  })

  test('lead to the columns that schema.prisma describes', async () => {
    assert.deepEqual(await columns(url), await columns(bySchema))
  })

  test('lead to the values that schema.prisma gives each enum', async () => {
    assert.deepEqual(await enums(url), await enums(bySchema))
  })

  test('leave nothing to be written: the schema does not differ from itself', async () => {
    const script = await migrationScript(await readFile(schemaFile, 'utf8'), url)
    assert.match(script, /empty migration|^\s*$/i)
  })

  test('make partitions for the months around now', async () => {
    const month = new Date().toISOString().slice(0, 7).replace('-', '_')
    for (const parent of ['Session', 'Mail', 'MailRaw', 'Scan', 'Report', 'Finding']) {
      const rows = await query(url, 'SELECT relispartition FROM pg_class WHERE relname = $1', [`${parent}_${month}`])
      assert.deepEqual(rows, [{ relispartition: true }], parent)
    }
  })
})

async function columns(database: string): Promise<unknown[]> {
  const rows = await query(
    database,
    `SELECT table_name AS "table", column_name AS "column", udt_name AS type, is_nullable AS nullable, column_default AS "default"
     FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2`,
  )
  return rows.filter((row) => !notModels.test(String(row.table)))
}

async function enums(database: string): Promise<unknown[]> {
  return query(
    database,
    'SELECT typname, enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid ORDER BY 1, e.enumsortorder',
  )
}

async function query(database: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows ?? []
  } finally {
    await client.end()
  }
}
