/** A team with a row of every kind, for the tests of the API. What it is called has the word `heron` in it: nothing of it may be read elsewhere. */
import { makeAppPassword } from '#prisma/app-password.ts'
import { issueAddress } from '#prisma/address.ts'
import { alertsOf, noteLookOf } from '#prisma/alert.ts'
import { makeApiToken, type Scope } from '#prisma/api-token.ts'
import { makeChannel } from '#prisma/channel.ts'
import { prisma } from '#prisma/client.ts'
import { testDelivery } from '#prisma/delivery.ts'
import { addDomains } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { createInvitation } from '#prisma/invitation.ts'
import { watch } from '#prisma/monitor.ts'
import { createProject } from '#prisma/project.ts'
import { createRelay, relaysOf } from '#prisma/relay.ts'
import { saveScanReport } from '#prisma/report.ts'
import { issueSandboxCredential } from '#prisma/sandbox.ts'
import { createScan } from '#prisma/scan.ts'
import { addSeedDomain } from '#prisma/seed-domain.ts'
import { createShare } from '#prisma/share.ts'
import { createTestSend } from '#prisma/test-send.ts'
import { domainReport } from './domain-report.ts'
import { newPerson } from './people.ts'
import { arrived, reported } from './rows.ts'

export interface House {
  teamId: string
  /** An owner of the team. */
  userId: string
  projectId: string
}

export async function newHouse(name = 'heron'): Promise<House> {
  const teamId = newId()
  await prisma.team.create({ data: { id: teamId, kind: 'team', name, slug: `t${teamId.slice(-12)}` } })
  const { id: userId } = await newPerson(`${name}-${teamId.slice(-12)}@people.example`)
  await prisma.member.create({ data: { teamId, userId, role: 'owner' } })
  const project = await createProject({ teamId, name: `${name} project` })
  return { teamId, userId, projectId: project?.id ?? '' }
}

/** A token of the owner. `projectId`: of what it is limited to. */
export async function tokenOf({ teamId, userId }: House, scope: Scope, projectId: string | null = null): Promise<string> {
  const expiresAt = new Date(Date.now() + 3_600_000)
  return (await makeApiToken({ teamId, userId, projectId, name: 'ci', scope, expiresAt })).token
}

export const anAddress = ({ teamId }: House) => issueAddress({ teamId, domain: 'seedbed.localhost' })

/** With its report, in a session, with a subject. */
export async function aMail(house: House): Promise<string> {
  const { address } = await anAddress(house)
  const id = await arrived(address, 'From: a@heron.example\r\nSubject: heron\r\n\r\nhello\r\n')
  await reported(address, id, {}, { subjectHeader: 'heron', fromHeader: 'a@heron.example', fromDomain: 'heron.example' })
  return id
}

export async function aScan({ teamId }: House): Promise<string> {
  const scan = await createScan({ teamId, subject: 'heron.example' })
  await saveScanReport({ scan, report: domainReport({ subject: 'heron.example' }) })
  return scan.id
}

export async function aProbe({ teamId }: House): Promise<string> {
  const scan = await createScan({ teamId, kind: 'host', subject: 'mx.heron.example' })
  return scan.id
}

export async function aShare({ teamId }: House, of: { mailId: string } | { scanId: string }): Promise<string> {
  const made = await createShare({ teamId, ...of, withBody: false, withRecipients: false, withSource: false })
  return made?.share.id ?? ''
}

export async function aBounce({ teamId }: House, mailId: string): Promise<string> {
  const id = newId()
  const told = { recipient: 'heron@customer.example', status: '5.1.1', diagnostic: '550 5.1.1 heron', at: new Date() }
  await prisma.bounce.create({ data: { id, teamId, mailId, ...told } })
  return id
}

export async function aRelay({ teamId }: House): Promise<string> {
  const [known] = await relaysOf({ teamId })
  if (known) return known.id
  const login = { host: 'smtp.heron.example', port: 587, tls: 'starttls', username: '', password: '' } as const
  return (await createRelay({ teamId, name: 'heron', ...login }))?.id ?? ''
}

export async function aSend(house: House): Promise<string> {
  const id = newId()
  const from = { fromHeader: 'news@heron.example', mailFrom: 'news@heron.example', recipient: 'a@seedbed.localhost' }
  const octets = Buffer.from('Subject: heron\r\n\r\n')
  const more = { subjectHeader: 'heron', messageId: `<${id}@heron.example>`, octets, triesForMs: 0 }
  await createTestSend({ id, teamId: house.teamId, relayId: await aRelay(house), ...from, ...more })
  return id
}

/** A domain that is kept and accepts a finding. Returns its name. */
export async function aDomain({ teamId }: House): Promise<string> {
  const name = `d${newId().slice(-12)}.heron.example`
  await addDomains({ teamId, domains: [{ name, projectId: null, tags: ['heron'] }] })
  return name
}

export async function aMonitor({ teamId }: House): Promise<string> {
  const subject = 'heron.example'
  const of = { teamId, projectId: null, kind: 'domain', preset: 'usual', createdBy: null } as const
  return (await watch({ ...of, subject })).id
}

export async function anAlert({ teamId }: House): Promise<string> {
  const of = { teamId, projectId: null, kind: 'domain', preset: 'usual', createdBy: null } as const
  const monitor = await watch({ ...of, subject: 'heron.example' })
  const text = 'The SPF record of heron.example is gone.'
  const says = { what: { text, strings: [text], values: [] } }
  const opens = [{ kind: 'failing', checkId: 'spf-record', code: 'missing', since: new Date(), says }]
  await noteLookOf({ monitor, scanId: null, now: new Date(), states: [], opens, recovers: [] })
  return (await alertsOf({ teamId, projects: null }, {}))[0]?.id ?? ''
}

export async function aChannel({ teamId }: House): Promise<string> {
  return (await makeChannel({ teamId, projectId: null, kind: 'email', name: 'heron', target: 'a@heron.example' })).id
}

export async function aDelivery(house: House): Promise<string> {
  const channelId = await aChannel(house)
  await testDelivery({ teamId: house.teamId, channelId })
  const { id } = await prisma.delivery.findFirstOrThrow({ where: { channelId } })
  await prisma.delivery.update({ where: { id }, data: { status: 'failed', nextAttemptAt: null } })
  return id
}

export async function aSeedDomain({ teamId }: House): Promise<string> {
  return (await addSeedDomain({ teamId, name: `s${newId().slice(-12)}.heron.example` }))?.id ?? ''
}

export async function aSandboxPassword({ teamId }: House): Promise<string> {
  return (await issueSandboxCredential({ teamId, projectId: null })).username
}

export async function anAppPassword({ teamId, userId }: House): Promise<string> {
  return (await makeAppPassword({ teamId, userId, projectId: null, name: 'heron' }))?.view.id ?? ''
}

export async function anInvitation({ teamId, userId }: House): Promise<string> {
  await createInvitation({ teamId, invitedBy: userId, email: 'b@heron.example', role: 'viewer', projectIds: [], uses: 1 })
  return (await prisma.invitation.findFirstOrThrow({ where: { teamId } })).id
}
