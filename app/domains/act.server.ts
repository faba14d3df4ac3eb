/** One thing that is done with many domains of a team. */
import type { z } from 'zod'
import { note } from '#prisma/audit.ts'
import { changeDomains, domainsOf, type DomainView, removeDomains } from '#prisma/domain.ts'
import { unwatch, watch } from '#prisma/monitor.ts'
import { createScan } from '#prisma/scan.ts'
import { requestScan } from '#worker/queue.ts'
import { projectAsked, type TeamAsker } from '../watch/api.server.ts'
import { tagsOf } from '../watch/names.server.ts'
import type { domainActSchema } from './api.ts'

type Act = z.infer<typeof domainActSchema>

/** Does it with those of the names that the team keeps, within reach. Returns these. @throws {Refusal} 400 for a project that is not there */
export async function actOn(asker: TeamAsker, act: Act): Promise<string[]> {
  const { teamId, projects } = asker
  const wanted = new Set(act.names.map((name) => name.toLowerCase()))
  const domains = (await domainsOf({ teamId, projects })).filter(({ name }) => wanted.has(name))
  await work(asker, act, domains)
  return domains.map(({ name }) => name)
}

async function work(asker: TeamAsker, act: Act, domains: DomainView[]): Promise<void> {
  const { teamId, projects } = asker
  const [reach, names] = [{ teamId, projects }, domains.map(({ name }) => name)]
  switch (act.action) {
    case 'look':
      for (const { name: subject, projectId } of domains) requestScan((await createScan({ teamId, projectId, subject })).id)
      return
    case 'watch':
      return watchThem(asker, domains, act.preset)
    case 'unwatch':
      return unwatchThem(asker, names)
    case 'tag':
      await changeDomains(reach, names, { tags: tagsOf(act.tags) })
      return
    case 'move':
      await changeDomains(reach, names, { projectId: await projectAsked(asker, act.project) })
      return
    case 'remove':
      await removeDomains(reach, names)
      await noteEach(asker, 'domain.removed', names)
  }
}

async function watchThem(asker: TeamAsker, domains: DomainView[], preset: 'usual' | 'close' | 'quiet'): Promise<void> {
  const { teamId, person } = asker
  for (const { name: subject, projectId } of domains)
    await watch({ teamId, projectId, kind: 'domain', subject, preset, createdBy: person.id })
  await noteEach(
    asker,
    'domain.watched',
    domains.map(({ name }) => name),
  )
}

async function unwatchThem(asker: TeamAsker, names: string[]): Promise<void> {
  for (const subject of names) await unwatch({ teamId: asker.teamId, kind: 'domain', subject })
  await noteEach(asker, 'domain.unwatched', names)
}

async function noteEach({ teamId, person }: TeamAsker, action: string, names: string[]): Promise<void> {
  for (const subject of names) await note({ teamId, userId: person.id, action, subject })
}
