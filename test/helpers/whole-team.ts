/** A team that has been at work for a while: something on each of its pages. */
import { makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains, changeDomains, type DomainState } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { watch } from '#prisma/monitor.ts'
import { createProject } from '#prisma/project.ts'
import { addSeedDomain } from '#prisma/seed-domain.ts'
import type { Known } from './access-matrix.ts'
import { knownRows } from './known-rows.ts'
import { newMember, newTeam, type TestPerson } from './people.ts'

const say = (text: string) => ({ text, strings: [text], values: [] })
const dayMs = 86_400_000

const domains: [name: string, state: DomainState, tag: string][] = [
  ['borealis.example', 'problems', 'shop'],
  ['kiosk-of-the-northern-islands.example', 'warnings', 'shop'],
  ['rio.example', 'in-order', ''],
  ['old-client.example', 'unknown', ''],
  ['tern.example', 'waiting', 'bank'],
]

export interface WholeTeam {
  known: Known
  owner: TestPerson
  /** The id of its project, a client. */
  project: string
}

export async function wholeTeam(): Promise<WholeTeam> {
  const { teamId, slug } = await newTeam('Acme Mail Consulting')
  const owner = await newMember(teamId, 'owner')
  const project = await createProject({ teamId, name: 'Borealis', isClient: true })
  const projectId = project?.id ?? ''
  await newMember(teamId, 'viewer', [projectId])
  const known = await knownRows(teamId, slug)
  await someDomains(teamId, projectId, known.scan)
  await someAlerts(teamId, known.scan)
  await someWatched(teamId, projectId)
  const target = 'https://hooks.acme.example/a-long-path/to-where-alerts-go'
  await makeChannel({
    teamId,
    projectId,
    kind: 'webhook',
    name: 'Those on duty',
    target,
    secret: 'x',
    quietFrom: 1320,
    quietUntil: 420,
  })
  await addSeedDomain({ teamId, name: 'seeds.acme.example' })
  const token = { name: 'CI', tokenHash: Buffer.from(newId()), scopes: ['read'] }
  await prisma.apiToken.create({ data: { id: newId(), teamId, userId: owner.id, ...token } })
  await prisma.auditEntry.create({ data: { id: newId(), teamId, userId: owner.id, action: 'project.made', subject: 'Borealis' } })
  return { known, owner, project: projectId }
}

async function someDomains(teamId: string, projectId: string, scanId: string): Promise<void> {
  const reach = { teamId, projects: null }
  await addDomains({ teamId, domains: domains.map(([name, , tag]) => ({ name, tags: tag ? [tag] : [], projectId: null })) })
  await changeDomains(reach, ['borealis.example'], { projectId })
  for (const [name, state] of domains) {
    const found = { state, stateSince: new Date(Date.now() - 3 * dayMs), lookedAt: new Date(), policy: 'quarantine', scanId }
    const changed = { changed: say('SPF has stopped working: 11 look-ups, and the limit is 10.'), changedAt: new Date() }
    const more = { nextExpiry: new Date(Date.now() + 20 * dayMs), ...(state === 'problems' && changed) }
    await prisma.domain.updateMany({ where: { teamId, name }, data: { ...found, ...more } })
  }
  const name = domains[1]?.[0] ?? ''
  const at = { address: '2001:db8::25', helo: 'mx.sender.example', mailFromDomain: 'bounce.sender.example', selector: 's1' }
  const seen = { firstSeenAt: new Date(), lastSeenAt: new Date(), passes: true }
  await prisma.knownSender.create({ data: { id: newId(), teamId, domain: name, service: 'Brevo', ...at, ...seen } })
}

async function someAlerts(teamId: string, scanId: string): Promise<void> {
  const subject = 'borealis.example'
  const monitor = await watch({ teamId, projectId: null, kind: 'domain', subject, preset: 'usual', createdBy: null })
  const change = { name: subject, type: 'TXT', before: ['v=spf1 -all'], after: ['v=spf1 include:_spf.newcrm.example -all'] }
  await prisma.recordEvent.create({ data: { id: newId(), teamId, domain: subject, scanId, at: new Date(), ...change } })
  const says = {
    what: say('SPF has stopped working: 11 look-ups, and the limit is 10.'),
    cause: say('4 minutes before, include:spf.newcrm.example was added.'),
    step: say('Take out include:oldesp.example, which no mail has used for 94 days.'),
  }
  for (const recoveredAt of [null, new Date()]) {
    const alert = { kind: 'failing', checkId: 'spf-lookups', code: 'too-many', says, scanId, since: new Date(), recoveredAt }
    await prisma.alert.create({ data: { id: newId(), teamId, monitorId: monitor.id, subject, ...alert } })
  }
}

/** A host whose port is down, an address at rest, and an address that is on a list. */
async function someWatched(teamId: string, projectId: string): Promise<void> {
  const of = { teamId, preset: 'own', everyMinutes: 90, createdBy: null } as const
  const host = await watch({ ...of, projectId, kind: 'host', subject: 'mx1.borealis.example' })
  const at = { stateSince: new Date(Date.now() - 3 * dayMs), lookedAt: new Date() }
  await prisma.monitor.update({ where: { id: host.id }, data: { state: 'problems', ...at } })
  const resting = await watch({ ...of, projectId: null, kind: 'address', subject: '2001:db8::25' })
  await prisma.monitor.update({ where: { id: resting.id }, data: { state: 'in-order', ...at, pausedAt: new Date() } })
  const says = {
    what: say('mx1.borealis.example refuses connections on port 25.'),
    cause: say('Other servers deliver to this port and to no other.'),
    step: say('Start the mail service on mx1.borealis.example.'),
  }
  const down = { kind: 'port-down', subjectKind: 'host', subject: host.subject, checkId: 'port-25', code: 'refused', says }
  await prisma.alert.create({ data: { id: newId(), teamId, projectId, monitorId: host.id, since: new Date(), ...down } })
}
