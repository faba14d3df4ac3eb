/** Looking through the whole database, for tests of what must be gone. */
import { prisma } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

/** Every table of ours but Prisma's own; partitions are looked at through their parents. */
async function tables(): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ name: string }[]>`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE '\\_prisma%'
    ORDER BY 1`
  return rows.map(({ name }) => name)
}

/** The tables in which this text stands anywhere: in a text, a list, a document, an id, or in octets. */
export async function tracesOf(text: string): Promise<string[]> {
  const octets = Buffer.from(text).toString('hex')
  const found = []
  for (const name of await tables()) {
    const [row] = await prisma.$queryRaw<{ found: boolean }[]>`
      SELECT EXISTS (SELECT FROM ${Prisma.raw(`"${name}"`)} AS one
        WHERE strpos(one::text, ${text}) > 0 OR strpos(one::text, ${octets}) > 0) AS found`
    if (row?.found) found.push(name)
  }
  return found
}

/** The tables that have a column of this name. */
export async function tablesWithColumn(column: string): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = ${column}`
  const here = await tables()
  return rows
    .map(({ name }) => name)
    .filter((name) => here.includes(name))
    .sort()
}
