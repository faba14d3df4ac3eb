/**
 * Applies prisma/migrations to the database, in order, under an advisory lock, keeping Prisma's own `_prisma_migrations` table, so that
 * `prisma migrate deploy` accepts the same folder. Prisma's schema engine runs as WebAssembly: its native binary would be downloaded.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'
import { ensurePartitions } from './partition.ts'

const folder = join(import.meta.dirname, 'migrations')
const schemaFile = join(import.meta.dirname, 'schema.prisma')
const filters = { externalTables: [], externalEnums: [] }
/** Any number that nobody else uses as an advisory lock here: "seedbed" in base 36, shortened. */
const migrationLock = 1_712_043

/**
 * Brings the database to the newest migration and makes the partitions of these months. Returns the names of those applied now.
 * The engine splits a script at every semicolon: no function bodies in a migration.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: databaseUrl })
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock])
    const applied = await withEngine(databaseUrl, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: await migrations(), filters })
      return appliedMigrationNames
    })
    await ensurePartitions(databaseUrl)
    return applied
  } finally {
    await lock.end()
  }
}

/** The SQL that leads from the schema text `before` (`''` for an empty database) to prisma/schema.prisma. For writing a migration. */
export async function migrationScript(before: string, databaseUrl: string): Promise<string> {
  return withEngine(databaseUrl, async (engine) => {
    const to = { tag: 'schemaDatamodel' as const, files: [{ path: schemaFile, content: await readFile(schemaFile, 'utf8') }] }
    const from = before
      ? { tag: 'schemaDatamodel' as const, files: [{ path: schemaFile, content: before }] }
      : { tag: 'empty' as const }
    const { stdout } = await engine.diff({ from, to, script: true, exitCode: null, filters })
    return stdout ?? ''
  })
}

async function withEngine<Result>(databaseUrl: string, work: (engine: SchemaEngine) => Promise<Result>): Promise<Result> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool))
  const datamodels: [string, string][] = [[schemaFile, await readFile(schemaFile, 'utf8')]]
  const engine = await SchemaEngine.new({ datamodels }, () => {}, adapter)
  try {
    return await work(engine)
  } finally {
    engine.free()
    // Ending the connections releases the engine's own advisory lock, which freeing it does not.
    await pool.end()
  }
}

async function migrations() {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return {
    baseDir: folder,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(folder, 'migration_lock.toml'), 'utf8') },
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(folder, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}
