/**
 * What an alert may tell of the mail it stems from: nothing, unless the project of that mail says so. Looked up when it is told and kept nowhere
 * else, so that a mail that was deleted, or a project that changed its mind, is told of no more.
 */
import { emailOf } from './address.ts'
import { prisma } from './client.ts'
import { leastId } from './id.ts'

export interface MailToTell {
  id: string
  projectId: string
  /** As its sender wrote it. */
  subjectHeader: string
  /** The seed address at which it came. */
  address: string
}

/** Those of these mails of which their projects have alerts tell, by id. */
export async function mailsToTell(asked: { teamId: string; mailId: string | null }[]): Promise<Map<string, MailToTell>> {
  const from = asked.flatMap(({ teamId, mailId }) => (mailId ? { id: mailId, teamId } : []))
  if (from.length === 0) return new Map()
  const projects = await prisma.project.findMany({
    where: { teamId: { in: from.map(({ teamId }) => teamId) }, alertsTellAll: true },
    select: { id: true },
  })
  const mails = await prisma.mail.findMany({
    where: { OR: from, projectId: { in: projects.map(({ id }) => id) } },
    select: { id: true, projectId: true, subjectHeader: true, addressId: true },
  })
  const addresses = await prisma.address.findMany({
    where: { id: { in: mails.map(({ addressId }) => addressId) } },
    select: { id: true, seed: true, domain: true },
  })
  const emails = new Map(addresses.map((one) => [one.id, emailOf(one)]))
  return new Map(
    mails.flatMap(({ id, projectId, subjectHeader, addressId }) => {
      const address = emails.get(addressId)
      return projectId && address ? [[id, { id, projectId, subjectHeader: subjectHeader ?? '', address }]] : []
    }),
  )
}

/** Between a mail's id and its time. */
const nearMs = 60_000

/** The mail by which a sender of a domain was seen at that moment; null when it is gone. */
export async function mailSeen({ teamId, domain, at }: { teamId: string; domain: string; at: Date }): Promise<string | null> {
  const near = { gte: leastId(at.getTime() - nearMs), lte: leastId(at.getTime() + nearMs) }
  const where = { teamId, fromDomain: domain, receivedAt: at, id: near }
  return (await prisma.mail.findFirst({ where, orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? null
}
