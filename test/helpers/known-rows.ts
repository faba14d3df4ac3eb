/** Something of everything that has a page of its own, all of it of one team: what stands in the paths of the access matrix. */
import { issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { addDomains } from '#prisma/domain.ts'
import { newId } from '#prisma/id.ts'
import { createInvitation } from '#prisma/invitation.ts'
import { createRelay } from '#prisma/relay.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createShare } from '#prisma/share.ts'
import { setStatusPage } from '#prisma/status-page.ts'
import { createTestSend } from '#prisma/test-send.ts'
import type { Known } from './access-matrix.ts'
import { domainReport } from './domain-report.ts'
import { newPerson } from './people.ts'
import { arrived, reported } from './rows.ts'

/** Makes them. `team`: its slug. */
export async function knownRows(teamId: string, team: string): Promise<Known> {
  const { address, token } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
  const mail = await arrived(address)
  await reported(address, mail)
  const next = await arrived(address)
  await reported(address, next)
  const bounce = newId()
  const told = { recipient: 'jane@customer.example', status: '5.1.1', diagnostic: '550 5.1.1 no such user', at: new Date() }
  await prisma.bounce.create({ data: { id: bounce, teamId, mailId: mail, ...told } })
  const send = await aTestSend(teamId)
  const scan = await createScan({ teamId, subject: 'acme.example' })
  await saveScanReport({ scan, report: domainReport({ subject: 'acme.example' }) })
  const share = await createShare({ teamId, mailId: mail, withBody: false, withRecipients: false, withSource: false })
  const invitedBy = (await newPerson()).id
  const invitation = await createInvitation({ teamId, invitedBy, email: null, role: 'viewer', projectIds: [], uses: 1 })
  const [domain, shown] = ['kept.example', `shown-${team}`]
  await addDomains({ teamId, domains: [{ name: domain, projectId: null, tags: [] }] })
  await setStatusPage({ teamId, projects: null }, domain, { name: shown, shows: ['sending'], isOn: true, userId: null })
  const links = { share: share?.token ?? '', invitation: invitation ?? '', shown }
  return { team, mail, next, bounce, scan: scan.id, send, token, domain, ...links }
}

async function aTestSend(teamId: string): Promise<string> {
  const given = { name: 'Ours', host: 'smtp.acme.example', port: 587, tls: 'starttls', username: '', password: '' } as const
  const relay = await createRelay({ teamId, ...given })
  const id = newId()
  const mail = {
    fromHeader: 'news@acme.example',
    mailFrom: 'news@acme.example',
    recipient: 'a@seedbed.localhost',
    subjectHeader: 'Sale',
  }
  const more = {
    relayId: relay?.id ?? '',
    messageId: `<${id}@acme.example>`,
    octets: Buffer.from('Subject: Sale\r\n\r\n'),
    triesForMs: 0,
  }
  await createTestSend({ id, teamId, ...mail, ...more })
  return id
}
