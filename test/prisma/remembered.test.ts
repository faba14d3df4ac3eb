import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { ReportQuestion } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { rememberedOf } from '#prisma/remembered.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, type ScanToCreate } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

after(() => prisma.$disconnect())

const domain = 'tern.example'
const base = { server: '127.0.0.1', at: '2026-11-01T00:00:00.000Z', milliseconds: 1 }
const txt = (name: string, text: string, more: Partial<ReportQuestion> = {}): ReportQuestion => ({
  ...{ ...base, name, type: 'TXT', outcome: 'records', records: [{ strings: [text], text }], aliases: [] },
  ...more,
})
const key = txt(`s1._domainkey.${domain}`, 'p=abc')
const serial: ReportQuestion = { ...base, name: domain, type: 'SOA', outcome: 'records', direct: true, records: [{ serial: 7 }] }
const file: ReportQuestion = {
  ...{ ...base, name: `https://mta-sts.${domain}/.well-known/mta-sts.txt`, type: 'GET', outcome: 'answered', digest: 'ab' },
}
const useless: ReportQuestion[] = [
  txt(domain, 'v=spf1 -all'),
  txt(`none._domainkey.${domain}`, '', { outcome: 'nxdomain' }),
  { ...base, name: domain, type: 'SOA', outcome: 'records', records: [{ serial: 7 }] },
]

async function look(teamId: string, questions: ReportQuestion[], more: Partial<ScanToCreate> = {}, analysedAt = base.at) {
  const scan = await createScan({ teamId, subject: domain, ...more })
  await saveScanReport({ scan, report: domainReport({ questions, analysedAt }) })
  return scan
}

describe('what a team remembers of a domain', () => {
  test('is of each look what a later one compares, newest first', async () => {
    const teamId = await createAnonymousTeam()
    await look(teamId, [key, serial, file, ...useless])
    await look(teamId, [key], {}, '2026-11-02T00:00:00.000Z')
    const { looks, mails, keysElsewhere } = await rememberedOf({ teamId, domain })
    assert.deepEqual(
      looks.map(({ at, questions }) => [at.slice(0, 10), questions.map(({ type, name }) => `${type} ${name}`)]),
      [
        ['2026-11-02', [`TXT ${key.name}`]],
        ['2026-11-01', [`TXT ${key.name}`, `SOA ${domain}`, `GET ${file.name}`]],
      ],
    )
    assert.deepEqual([mails, keysElsewhere], [[], []])
  })

  test('is the newest looks, and the first of each month before', async () => {
    const teamId = await createAnonymousTeam()
    const scans = []
    for (let i = 0; i < 22; i++) scans.push(await look(teamId, [key]))
    // The first of all was two months ago; the second a month ago, as was the third.
    for (const [index, months] of [2, 1, 1].entries()) {
      const createdAt = new Date(Date.UTC(2026, 10 - months, 10 + index))
      await prisma.report.updateMany({ where: { scanId: scans[index]?.id ?? '' }, data: { createdAt } })
    }
    assert.equal((await rememberedOf({ teamId, domain })).looks.length, 22)
    await look(teamId, [key])
    // Of that month only the first is left among those that are no longer of the newest.
    assert.equal((await rememberedOf({ teamId, domain })).looks.length, 22)
  })

  test('has nothing of others: another team, another domain, a rehearsal, a scan whose time is over', async () => {
    const teamId = await createAnonymousTeam()
    await look(await createAnonymousTeam(), [key])
    await look(teamId, [key], { subject: 'other.example' })
    const change = { action: 'add' as const, name: domain, type: 'TXT', value: 'x', ttl: 60 }
    await look(teamId, [key], { changes: [change] })
    const old = await look(teamId, [key])
    await prisma.scan.update({ where: { id: old.id }, data: { keptUntil: new Date(0) } })
    assert.deepEqual((await rememberedOf({ teamId, domain })).looks, [])
  })

  test('holds the keys of the other domains it looked at, as they were last, and none behind an alias', async () => {
    const teamId = await createAnonymousTeam()
    const other = { subject: 'other.example' }
    await look(teamId, [txt('s1._domainkey.other.example', 'p=old')], other)
    await look(teamId, [txt('s1._domainkey.other.example', 'p=new'), ...useless], other)
    await look(teamId, [txt('s1._domainkey.third.example', 'p=x', { aliases: [{ name: 'a', target: 'b' }] })], {
      subject: 'third.example',
    })
    await look(teamId, [key])
    assert.deepEqual((await rememberedOf({ teamId, domain })).keysElsewhere, [{ domain: 'other.example', text: 'p=new' }])
  })

  test('holds the results of mails that said they were from it', async () => {
    const { address } = await newAddress()
    const authentication = {
      spf: { result: 'pass', domain: 'bounce.tern.example' },
      dkim: [{ result: 'fail', domain, selector: 's1' }],
      dmarc: { result: 'pass', policy: 'none', domain },
      arc: { result: 'none' },
    }
    const posted = await arrived(address, 'Subject: hi\r\nList-Post: <mailto:list@x.example>\r\n\r\nhello \0\r\n')
    await reported(address, posted, { authentication, questions: [key] }, { fromDomain: domain })
    const quoting = await arrived(address, 'Subject: hi\r\n\r\nList-Post: <mailto:list@x.example>\r\n')
    await reported(address, quoting, { authentication }, { fromDomain: domain })
    const { mails, looks } = await rememberedOf({ teamId: address.teamId, domain })
    assert.deepEqual(
      mails.map(({ id, posted, spf, dkim, peerAddress }) => [id, posted, spf, dkim, peerAddress]),
      [quoting, posted]
        .toSorted()
        .reverse()
        .map((id) => [id, id === posted, authentication.spf, authentication.dkim, '127.0.0.1']),
    )
    assert.deepEqual(
      looks.flatMap(({ questions }) => questions.map(({ name }) => name)),
      [key.name],
    )
    assert.deepEqual((await rememberedOf({ teamId: await createAnonymousTeam(), domain })).mails, [])
  })
})
