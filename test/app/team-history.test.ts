/** What a team received and had looked at: both searches as pages, and as files that are written while they are read. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { issueAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { createProject } from '#prisma/project.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, type ScanToCreate } from '#prisma/scan.ts'
import { mailsFile } from '../../app/mails/csv.server.ts'
import { mailsPage } from '../../app/mails/list.server.ts'
import { scansPage } from '../../app/mails/scans.server.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { newVisitor } from '../helpers/visitor.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

async function withHistory() {
  const { teamId, slug } = await newTeam()
  const project = (await createProject({ teamId, name: 'Borealis' }))?.id ?? ''
  const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost' })
  for (const subjectHeader of ['Spring sale', '=cmd|calc']) await reported(address, await arrived(address), {}, { subjectHeader })
  const scans: Omit<ScanToCreate, 'teamId'>[] = [
    { subject: 'acme.com' },
    { subject: 'mx.acme.com', kind: 'host' },
    { subject: 'borealis.example', projectId: project },
  ]
  for (const scan of scans) {
    const made = await createScan({ teamId, ...scan })
    if (scan.kind === undefined) await saveScanReport({ scan: made, report: domainReport() })
  }
  const request = async (path: string, { projects = null as string[] | null } = {}) => {
    const { cookie } = await newMember(teamId, 'viewer', projects)
    return new Request(`http://localhost/team/${slug}/${path}`, { headers: { cookie } })
  }
  return { teamId, slug, project, request }
}

test('scans and probes are found by what was looked at and what was found', async () => {
  const { slug, project, request } = await withHistory()
  const rows: [query: string, subjects: string[], projects?: string[]][] = [
    ['', ['borealis.example', 'mx.acme.com', 'acme.com']],
    ['?kind=host', ['mx.acme.com']],
    ['?subject=Acme.com', ['acme.com']],
    ['?check=dmarc-syntax', ['borealis.example', 'acme.com']],
    ['?code=bad-policy&kind=host', []],
    ['?verdict=fail&subject=acme.com', ['acme.com']],
    ['?verdict=unknown', []],
    ['?from=2999-01-01', []],
    ['?to=1999-01-01', []],
    [`?project=${project}`, ['borealis.example']],
    ['', ['borealis.example'], [project]],
    ['?subject=acme.com', [], [project]],
  ]
  for (const [query, subjects, projects = null] of rows) {
    const { scans } = await scansPage(await request(`scans${query}`, { projects }), slug)
    assert.deepEqual(
      scans.map(({ subject }) => subject),
      subjects,
      query,
    )
  }
})

test('the pages show both, and lead from one to the other', async () => {
  const { teamId, slug } = await withHistory()
  const { get } = newVisitor(web.port, (await newMember(teamId, 'viewer')).cookie)
  const [mails, scans] = [await get(`/team/${slug}/mails`), await get(`/team/${slug}/scans`)]
  assert.match(mails.text, new RegExp(`href="/team/${slug}/scans"`))
  assert.match(scans.text, new RegExp(`href="/team/${slug}/mails"`))
  assert.match(mails.text, /Spring sale/)
  assert.match(scans.text, /mx\.acme\.com/)
})

test('what fits comes as a file that no spreadsheet runs', async () => {
  const { teamId, slug } = await withHistory()
  const { get } = newVisitor(web.port, (await newMember(teamId, 'viewer')).cookie)
  const mails = await get(`/team/${slug}/mails.csv`)
  assert.match(mails.text, /^time,id,subject,.*\r\n[^\r]*,'=cmd\|calc,[^\r]*\r\n[^\r]*,Spring sale,[^\r]*\r\n$/)
  const scans = await get(`/team/${slug}/scans.csv?kind=host`)
  assert.match(scans.text, /^time,id,kind,.*\r\n[^\r]*,host,mx\.acme\.com,[^\r]*\r\n$/)
})

test('a file is written page after page, and one that nobody reads on is not read further', async () => {
  const { teamId, slug, request } = await withHistory()
  const [mail] = await prisma.mail.findMany({ where: { teamId }, take: 1, orderBy: { id: 'asc' } })
  const body = (await mailsFile(await request('mails.csv'), slug)).body
  assert.ok(body && mail)
  const reader = body.getReader()
  const heads = new TextDecoder().decode((await reader.read()).value)
  assert.doesNotMatch(heads, new RegExp(mail.id))
  await reader.cancel()
})

test('a day that cannot be read is as if it were not asked for', async () => {
  const { slug, request } = await withHistory()
  const { mails, asked } = await mailsPage(await request('mails?from=yesterday&before=x%00'), slug)
  assert.deepEqual([mails.length, asked.from], [0, 'yesterday'])
})
