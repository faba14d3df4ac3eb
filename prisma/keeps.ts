/** What a project keeps of its mails: everything, their headers, or only the report. The rest goes as soon as there is a report. */
import { prisma } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { newId } from './id.ts'
import { takeOutEverywhere } from './mailbox.ts'
import { deleteSharesOf } from './share.ts'

export const keepings = ['everything', 'headers', 'report'] as const
export type Keeps = (typeof keepings)[number]

/** Is less kept than before? */
export const isLess = (one: Keeps, than: Keeps): boolean => keepings.indexOf(one) > keepings.indexOf(than)

/** The least id. */
const first = '00000000-0000-0000-0000-000000000000'

/** Has the mails that are there already stripped as well, by the next turns. */
export const stripFromFirst = { stripsFrom: first } as const

interface Stripped {
  id: string
  rawId: string
}

/** Strips a mail that has its report to what its project keeps now. Who changes that waits until it is done, or is seen. */
export async function stripReported(db: Prisma.TransactionClient, mail: Stripped & { projectId: string | null }): Promise<void> {
  if (mail.projectId === null) return
  const [project] = await db.$queryRaw<{ keeps: Keeps }[]>`
    SELECT keeps FROM "Project" WHERE id = ${mail.projectId}::uuid FOR SHARE`
  if (project && project.keeps !== 'everything') await strip(db, [mail], project.keeps)
}

const projectsAtOnce = 10
const batch = 100

/**
 * Strips older mails of projects that keep less than they did, until a moment (milliseconds since 1970) is over; what is left is for the next
 * turn. One without a report waits for it. Returns how many were stripped.
 */
export async function stripMails({ until }: { until: number }): Promise<number> {
  const projects = await prisma.project.findMany({
    where: { stripsFrom: { not: null } },
    take: projectsAtOnce,
    select: { id: true, teamId: true },
  })
  let stripped = 0
  for (const project of projects) {
    for (let more = true; more && Date.now() <= until; ) {
      const done = await prisma.$transaction((db) => stripBatch(db, project))
      stripped += done.stripped
      more = done.more
    }
  }
  return stripped
}

async function stripBatch(
  db: Prisma.TransactionClient,
  { id: projectId, teamId }: { id: string; teamId: string },
): Promise<{ stripped: number; more: boolean }> {
  const [project] = await db.$queryRaw<{ keeps: Keeps; from: string | null }[]>`
    SELECT keeps, "stripsFrom" AS from FROM "Project" WHERE id = ${projectId}::uuid FOR UPDATE`
  if (!project?.from) return { stripped: 0, more: false }
  const { keeps, from } = project
  const mails = await db.mail.findMany({
    where: { teamId, projectId, id: { gt: from } },
    orderBy: { id: 'asc' },
    take: batch,
    select: { id: true, rawId: true, status: true, kept: true },
  })
  const due = mails.filter(({ status, kept }) => status === 'reported' && isLess(keeps, kept as Keeps))
  await strip(db, due, keeps)
  const last = mails.length < batch ? null : (mails.at(-1)?.id ?? null)
  await db.project.update({ where: { id: projectId }, data: { stripsFrom: last } })
  return { stripped: due.length, more: last !== null }
}

/** Octets that another mail of the transaction needs stay for that one; mail programs see the mail no more. */
async function strip(db: Prisma.TransactionClient, mails: Stripped[], keeps: Keeps): Promise<void> {
  const ids = mails.map(({ id }) => id)
  if (ids.length === 0) return
  await takeOutEverywhere(db, ids)
  await db.mail.updateMany({ where: { id: { in: ids } }, data: { kept: keeps } })
  if (keeps === 'headers') for (const mail of mails) await keepHeader(db, mail)
  // Whom to leave out of a shared report is known from the header lines.
  else await deleteSharesOf(db, { mailIds: ids })
  const rawIds = mails.map(({ rawId }) => rawId)
  const others = await db.mail.findMany({
    where: { rawId: { in: rawIds }, kept: { not: 'report' } },
    select: { rawId: true },
  })
  const needed = new Set(others.map(({ rawId }) => rawId))
  await db.mailRaw.deleteMany({ where: { id: { in: rawIds.filter((id) => !needed.has(id)) } } })
}

async function keepHeader(db: Prisma.TransactionClient, { id, rawId }: Stripped): Promise<void> {
  const raw = await db.mailRaw.findUnique({ where: { id: rawId }, select: { bytes: true } })
  if (!raw) return
  const fresh = newId()
  await db.mailRaw.create({ data: { id: fresh, bytes: headerOf(raw.bytes) } })
  await db.mail.update({ where: { id }, data: { rawId: fresh } })
}

/** Up to the empty line, and with it (RFC 5322 §2.1). */
function headerOf(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const source = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength)
  const found = /\r?\n\r?\n/.exec(source.toString('latin1'))
  return new Uint8Array(source.subarray(0, found ? found.index + found[0].length : source.length))
}
