/** A report on paper: what is ticked, and no more. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const say = (text: string) => ({ text, strings: [text], values: [] })

async function printed(query = '', gain = { before: 5, after: 7 }) {
  const { address } = await newAddress()
  const id = await arrived(address, 'Subject: x\r\nX-Trace: header-line\r\n\r\nbody-line\r\n')
  await reported(address, id, {
    sections: [{ id: 'authentication', title: 'Is it really from you', of: 40, lost: 0 }],
    findings: [
      {
        ...{ id: 'spf-result', section: 'authentication', title: 'SPF', reference: 'RFC 7208', costs: 1, code: 'fail' },
        ...{ verdict: 'fail', explanation: say('Not permitted.'), evidence: [{ where: 'TXT', what: 'evidence-line' }] },
        fix: { who: 'dns', say: say('Publish fix-line.'), why: say('So that it passes.') },
      },
    ],
    first: [{ id: 'spf-result', ...gain }],
  })
  const { status, text, headers } = await ask(web.port, `/mail/${id}/print${query}`)
  // What the page brings for its script is no paper.
  const paper = text.slice(0, text.indexOf('window.__remixContext'))
  return { id, status, text, headers, paper }
}

describe('a mail on paper', () => {
  test('has summary, fixes and evidence, and neither its text, its header nor a link that opens it', async () => {
    const { status, text, paper, headers } = await printed()
    assert.equal(status, 200)
    for (const shown of ['Ready to send.', 'Publish fix-line.', 'evidence-line', 'What to do first'])
      assert.ok(paper.includes(shown), shown)
    for (const hidden of ['body-line', 'header-line', 'EHLO sender.example']) assert.ok(!text.includes(hidden), hidden)
    assert.doesNotMatch(paper, /https?:\/\/[^"]*\/mail\//)
    assert.equal(headers['referrer-policy'], 'no-referrer')
  })
  test('says what a fix gains, and nothing of one that gains nothing by itself', async () => {
    assert.match((await printed()).paper.replaceAll('<!-- -->', ''), /\(by [^()]+; score 5\.0 → 7\.0\)/)
    const { paper } = await printed('', { before: 5, after: 5.01 })
    assert.match(paper.replaceAll('<!-- -->', ''), /Publish fix-line\. [^→]*\(by [^();]+\)/)
    assert.ok(!paper.includes('→'))
  })
  const rows: [ticked: string, shown: RegExp, hidden: RegExp][] = [
    ['headers', /header-line/, /body-line|evidence-line|What to do first/],
    ['text', /body-line/, /header-line/],
    ['transcript', /C: EHLO sender\.example/, /body-line|header-line/],
    ['link', /https?:\/\/[^"<]*\/mail\/[\w-]+</, /body-line/],
    ['nothing', /Not permitted\./, /evidence-line|Ready to send\.|body-line/],
  ]
  for (const [ticked, shown, hidden] of rows) {
    test(`with ${ticked} ticked`, async () => {
      const { paper } = await printed(`?chosen=1&${ticked}=on`)
      assert.match(paper.replaceAll('<!-- -->', ''), shown)
      assert.doesNotMatch(paper, hidden)
    })
  }
  test('is as private as the mail', async () => {
    const { id } = await printed()
    const { teamId } = await prisma.mail.findFirstOrThrow({ where: { id } })
    await prisma.team.update({ where: { id: teamId }, data: { kind: 'team' } })
    assert.equal((await ask(web.port, `/mail/${id}/print`)).status, 404)
  })
})

test('a scan has its paper too', async () => {
  const scan = await createScan({ teamId: await createAnonymousTeam(), subject: 'tern.example' })
  await saveScanReport({ scan, report: domainReport() })
  const { status, text } = await ask(web.port, `/scan/${scan.id}/print`)
  assert.equal(status, 200)
  assert.match(text, /tern\.example/)
})
