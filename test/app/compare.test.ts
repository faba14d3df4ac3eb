/** Two mails, two scans, or two analyses of one mail side by side: what the page says, and who may read it. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Report, ReportFinding, ReportSending, Verdict } from '#checks/report.ts'
import { deleteMail, mailById } from '#prisma/mail.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { saveReport, saveScanReport } from '#prisma/report.ts'
import { createScan } from '#prisma/scan.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { comparisonSchema } from '../../app/api.ts'
import { compareTexts, readMailText } from '../../app/compare/content.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { remember } from '../../app/who.server.ts'
import { ask, type Question } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

/** A page as text: without tags, its spaces folded. */
async function page(path: string, cookie?: string) {
  const question: Question = cookie ? { headers: { cookie } } : {}
  const { status, text, headers } = await ask(web.port, path, question)
  const main = /<main[\s\S]*<\/main>/.exec(text)?.[0] ?? ''
  const words = main
    .replaceAll('<!-- -->', '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, ' ')
  return { status, html: text, words, location: headers.location }
}
const cookieOf = async (teamId: string, tokens: string[] = []) =>
  remember({ anonymousTeamId: teamId, tokens }).split(';')[0] ?? assert.fail()

const say = (text: string) => ({ text, strings: [text], values: [] })
const finding = (id: string, verdict: Verdict, code: string, text: string): ReportFinding => ({
  ...{ id, section: 's', title: 't', reference: 'r', verdict, code, evidence: [], costs: 0 },
  explanation: say(text),
})
const sending: ReportSending = {
  ...{ service: '', address: '203.0.113.20', network: '', helo: 'mail.acme.com', returnPath: 'bounce.acme.com' },
  signers: [{ domain: 'acme.com', selector: 's1' }],
  records: [{ name: 'acme.com', type: 'TXT', values: ['v=spf1 mx -all'] }],
}
const passing: Partial<Report> = {
  sending,
  findings: [
    finding('dkim-alignment', 'pass', 'aligned', 'The signature is from acme.com.'),
    finding('spf-result', 'pass', 'pass', 'SPF passes.'),
  ],
  authentication: {
    spf: { result: 'none', domain: '' },
    dkim: [],
    dmarc: { result: 'pass', policy: 'reject', domain: 'acme.com' },
    arc: { result: 'none' },
  },
}
const failing: Partial<Report> = {
  ...passing,
  score: 3,
  headline: { kind: 'refused', say: say('Gmail will probably refuse this mail.') },
  sending: {
    ...sending,
    signers: [{ domain: 'newesp.net', selector: 's1' }],
    records: [{ name: 'acme.com', type: 'TXT', values: ['v=spf1 -all'] }],
  },
  findings: [
    finding('dkim-alignment', 'fail', 'unaligned', 'The signature is from newesp.net, not acme.com.'),
    finding('spf-result', 'pass', 'pass', 'SPF passes.'),
  ],
}

type Taken = Awaited<ReturnType<typeof newAddress>>

async function mailOf({ address }: Taken, report: Partial<Report>, source?: string): Promise<string> {
  const id = await arrived(address, source)
  await reported(address, id, report, { fromDomain: 'acme.com' })
  return id
}

async function twoMails() {
  const taken = await newAddress()
  const a = await mailOf(taken, passing, 'Subject: Spring\r\nX-Mailer: One\r\n\r\nhttps://acme.com/\r\n')
  const b = await mailOf(taken, failing, 'Subject: Summer\r\nReply-To: a@acme.com\r\n\r\nhello\r\n')
  return { ...taken, a, b, cookie: await cookieOf(taken.address.teamId) }
}

describe('the page of a comparison', () => {
  test('says how much changed and how much of it matters, then what', async () => {
    const { a, b } = await twoMails()
    const { status, words } = await page(`/compare?a=${a}&b=${b}`)
    assert.equal(status, 200)
    assert.match(words, /^ 8 things changed, 1 matters\./)
    assert.match(words, /Changed and matters Problem: The signature is from newesp\.net, not acme\.com\. before, Pass: The sig/)
    assert.match(words, /Signed by was acme\.com → , is now newesp\.net/)
    assert.match(words, /Records acme\.com TXT was v=spf1 mx -all now v=spf1 -all/)
    assert.match(words, /Reply-To was none → , is now a@acme\.com/)
    assert.match(words, /Content Subject was Spring → , is now Summer Size .* Links was 1 → , is now 0/)
    assert.match(words, /Same in both \(\d+\)/)
  })
  test('does not count what receivers would say of it, nor what only says it otherwise', async () => {
    const taken = await newAddress()
    const reply = (verdict: Verdict, text: string) => ({
      ...finding('provider-gmail', verdict, verdict, text),
      section: 'receivers',
    })
    const a = await mailOf(taken, {
      ...passing,
      findings: [reply('pass', 'Gmail would take it.'), finding('x', 'info', 'one', 'One.')],
    })
    const b = await mailOf(taken, {
      ...passing,
      findings: [reply('fail', 'Gmail would not.'), finding('x', 'info', 'two', 'Two.')],
    })
    const { words } = await page(`/compare?a=${a}&b=${b}`)
    assert.match(words, /^ Nothing that matters has changed between these two\./)
    assert.match(words, /What receivers would say Problem: Gmail would not\./)
    assert.match(words, /1 finding changed and asks for nothing/)
  })
  test('swaps', async () => {
    const { a, b } = await twoMails()
    const { html } = await page(`/compare?a=${a}&b=${b}`)
    assert.ok(html.includes(`/compare?a=${b}&amp;b=${a}`))
    assert.match((await page(`/compare?a=${b}&b=${a}`)).words, /Signed by was newesp\.net → , is now acme\.com/)
  })
  test('of two that are alike says that nothing changed', async () => {
    const taken = await newAddress()
    const [a, b] = [await mailOf(taken, passing), await mailOf(taken, passing)]
    assert.match((await page(`/compare?a=${a}&b=${b}`)).words, /^ Nothing we check has changed between these two\./)
  })
  test('holds two analyses of one mail against each other', async () => {
    const taken = await newAddress()
    const a = await mailOf(taken, passing)
    const { teamId } = taken.address
    await prisma.mail.update({ where: { id: a }, data: { status: 'stored', analysis: 2 } })
    const report = domainReport({ ...failing, kind: 'mail' })
    const seen = { subjectHeader: 'Spring sale', fromHeader: '', fromDomain: 'acme.com', messageId: '' }
    assert.ok(await saveReport({ mail: { id: a, teamId, receivedAt: new Date() }, analysis: 2, report, seen, bounces: [] }))
    const { words } = await page(`/compare?a=${a}.1&b=${a}.2`)
    assert.match(words, /^ 3 things changed, 1 matters\./)
    const pick = await page(`/compare?a=${a}`, await cookieOf(teamId))
    assert.match(pick.words, /analysis 1 of the same mail/)
    assert.ok(pick.html.includes(`/compare?a=${a}.1&amp;b=${a}`))
    assert.equal((await page(`/compare?a=${a}.1&b=${a}.3`)).status, 404)
  })
  test('holds two scans against each other', async () => {
    const teamId = await createAnonymousTeam()
    const ids: string[] = []
    for (const score of [7.9, 10]) {
      const scan = await createScan({ teamId, subject: 'tern.example' })
      const findings = domainReport().findings.filter(({ verdict }) => score < 10 || verdict !== 'fail')
      const mended = score < 10 ? [] : [finding('dmarc-syntax', 'pass', 'valid', 'The rule can be read.')]
      await saveScanReport({ scan, report: domainReport({ score, findings: [...findings, ...mended] }) })
      ids.push(scan.id)
    }
    const { words } = await page(`/compare?a=${ids[0]}&b=${ids[1]}`)
    assert.match(words, /^ 1 thing changed, 1 matters\./)
    assert.match(words, /Pass: The rule can be read\. before, Problem: The rule cannot be read\./)
  })
  test('of a mail and a scan is no comparison', async () => {
    const taken = await newAddress()
    const a = await mailOf(taken, passing)
    const scan = await createScan({ teamId: taken.address.teamId, subject: 'tern.example' })
    await saveScanReport({ scan, report: domainReport() })
    const { status, words } = await page(`/compare?a=${a}&b=${scan.id}`)
    assert.equal(status, 400)
    assert.match(words, /Compare two mails, or two scans/)
  })
  test('shows nothing that a stranger wrote as markup', async () => {
    const taken = await newAddress()
    const a = await mailOf(taken, passing)
    const b = await mailOf(taken, passing, 'Subject: <b>x</b>\r\nX-<script>: 1\r\nReply-To: <img src=x>\r\n\r\nhi\r\n')
    const { html } = await page(`/compare?a=${a}&b=${b}`)
    assert.doesNotMatch(html, /<b>x|<img src=x|X-<script/)
    assert.match(html, /&lt;b&gt;x/)
  })
  test('waits where one has no report yet', async () => {
    const taken = await newAddress()
    const a = await mailOf(taken, passing)
    const b = await arrived(taken.address)
    assert.match((await page(`/compare?a=${a}&b=${b}`)).words, /One of the two has no report yet\./)
  })
})

describe('GET /compare', () => {
  const api = async (query: string) => {
    const { status, text } = await ask(web.port, `/api/v1/compare${query}`)
    return { status, body: JSON.parse(text) }
  }
  test('tells what differs', async () => {
    const { a, b } = await twoMails()
    const { status, body } = await api(`?a=${a}&b=${b}`)
    assert.equal(status, 200)
    const { sentence, matters, records } = comparisonSchema.strict().parse(body)
    assert.match(sentence, /changed, 1 matters\.$/)
    assert.deepEqual(
      matters.map(({ id, before, after }) => [id, before.code, after.code]),
      [['dkim-alignment', 'aligned', 'unaligned']],
    )
    assert.deepEqual(records[0]?.come, ['v=spf1 -all'])
  })
  test('of what cannot be compared says why', async () => {
    const { a } = await twoMails()
    const teamId = await createAnonymousTeam()
    const scan = await createScan({ teamId, subject: 'acme.com' })
    assert.equal((await api(`?a=${a}`)).status, 400)
    assert.equal((await api('')).status, 400)
    assert.equal((await api(`?a=${a}&b=${newId()}`)).status, 404)
    assert.equal((await api(`?a=x&b=y`)).status, 404)
    assert.deepEqual([(await api(`?a=${a}&b=${scan.id}`)).body.code], ['not-reported'])
    await saveScanReport({ scan, report: domainReport() })
    assert.equal((await api(`?a=${a}&b=${scan.id}`)).status, 400)
  })
})

describe('who may compare', () => {
  test('what is unknown, malformed, deleted and another team’s answers the same', async () => {
    const { a, b, address } = await twoMails()
    const unknown = await page(`/compare?a=${newId()}&b=${newId()}`)
    assert.equal(unknown.status, 404)
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'team' } })
    const strip = (html: string) => html.replaceAll(/nonce="[^"]+"|[0-9a-f-]{36}|\d{13}/g, '')
    for (const path of [`/compare?a=${a}&b=${b}`, `/compare?a=${a}`, '/compare?a=x&b=%00', `/compare?a=${a}.9&b=${b}.9`]) {
      const { status, words } = await page(path)
      assert.deepEqual([status, words], [404, unknown.words], strip(path))
    }
    // Nor does a browser's cookie open what belongs to people by now.
    assert.equal((await page(`/compare?a=${a}&b=${b}`, await cookieOf(address.teamId))).status, 404)
  })
  test('of one that is gone, or another’s, the other one is shown', async () => {
    const { a, b, address } = await twoMails()
    const foreign = await mailOf(await newAddress(), passing)
    const team = (await mailById(foreign))?.teamId ?? assert.fail()
    await prisma.team.update({ where: { id: team }, data: { kind: 'team' } })
    await deleteMail({ id: b, teamId: address.teamId })
    for (const path of [`/compare?a=${a}&b=${b}`, `/compare?a=${foreign}&b=${a}`]) {
      const { status, words, html } = await page(path)
      assert.equal(status, 404)
      assert.match(words, /^ One of the two was deleted; here is the other\. /)
      assert.ok(html.includes(`/mail/${a}"`))
    }
  })
})

describe('two are picked', () => {
  test('by ticking them: the older before the newer', async () => {
    const { a, b, token } = await twoMails()
    assert.equal((await page(`/compare?pick=${b}&pick=${a}`)).location, `/compare?a=${a}&b=${b}`)
    const live = await page(`/a/${token}`)
    assert.ok(live.html.includes(`name="pick" value="${a}"`) || live.html.includes(`value="${a}"`))
    assert.match(live.html, /<form[^>]+action="\/compare"/)
  })
  for (const path of ['/compare', `/compare?pick=${newId()}`, '/compare?pick=1&pick=2&pick=3', '/compare?pick=1&pick=1']) {
    test(`not by ${path.replace(/[0-9a-f-]{36}/, 'one')}`, async () => {
      assert.match((await page(path)).words, /^ Tick two mails to compare them/)
    })
  }
  test('from the list of the browser that has them', async () => {
    const { a, b, cookie } = await twoMails()
    const { html } = await page(`/compare?a=${b}`, cookie)
    assert.ok(html.includes(`/compare?a=${a}&amp;b=${b}`))
  })
  test('from the mails of an address by who knows its link, and by nobody else', async () => {
    const { a, b, token } = await twoMails()
    const known = await page(`/compare?a=${b}`, await cookieOf(await createAnonymousTeam(), [token]))
    assert.ok(known.html.includes(`/compare?a=${a}&amp;b=${b}`))
    const stranger = await page(`/compare?a=${b}`)
    assert.equal(stranger.status, 200)
    assert.ok(!stranger.html.includes(a))
  })
})

describe('the report of a mail', () => {
  test('opens with what changed since the last passing mail, for who may know of that', async () => {
    const { a, b, cookie, token } = await twoMails()
    const { words, html } = await page(`/mail/${b}`, cookie)
    assert.match(words, /What changed since your last passing mail .* Signed by was acme\.com → , is now newesp\.net/)
    assert.match(words, /Changed between .* as our reports saw it\./)
    assert.ok(html.includes(`/compare?a=${a}&amp;b=${b}`))
    const other = await createAnonymousTeam()
    assert.match((await page(`/mail/${b}`, await cookieOf(other, [token]))).words, /What changed since/)
    for (const foreign of [undefined, await cookieOf(other)]) {
      const { html, words } = await page(`/mail/${b}`, foreign)
      assert.doesNotMatch(words, /last passing mail/)
      assert.ok(!html.includes(a))
    }
  })
  test('says in how many mails nothing changed', async () => {
    const taken = await newAddress()
    const cookie = await cookieOf(taken.address.teamId)
    await mailOf(taken, passing)
    const second = await mailOf(taken, passing)
    const third = await mailOf(taken, passing)
    assert.match((await page(`/mail/${second}`, cookie)).words, /Same as your last mail\./)
    assert.match((await page(`/mail/${third}`, cookie)).words, /Same as your last 2 mails\./)
    const failed = await mailOf(taken, { ...failing, sending })
    assert.match((await page(`/mail/${failed}`, cookie)).words, /It was sent just as your last passing mail\./)
  })
  test('says nothing of it when no mail passed before', async () => {
    const taken = await newAddress()
    const cookie = await cookieOf(taken.address.teamId)
    const first = await mailOf(taken, failing)
    assert.doesNotMatch((await page(`/mail/${first}`, cookie)).words, /last passing|Same as your last/)
  })
})

describe('of the octets of two mails differs', () => {
  const plain = 'From: a@acme.com\r\nSubject: x\r\n\r\nhello\r\n'
  const html = (body: string) => `Content-Type: text/html\r\nSubject: x\r\n\r\n${body}`
  const rows: Record<string, [before: string, after: string, fields: string[], content: string[]]> = {
    'nothing, when they are one': [plain, plain, [], []],
    'a field that came': [
      plain,
      `List-Unsubscribe: <https://a.example/1>\r\n${plain}`,
      ['List-Unsubscribe:  → <https://a.example/1>'],
      [],
    ],
    'no field that is new in every mail': [
      `Message-ID: <1@a>\r\nReceived: from a\r\n${plain}`,
      `Message-ID: <2@a>\r\nReceived: from b\r\n${plain}`,
      [],
      [],
    ],
    'a field that lasts': [`X-Mailer: One\r\n${plain}`, `x-mailer: Two\r\n${plain}`, ['x-mailer: One → Two'], []],
    'no boundary': [
      `Content-Type: multipart/mixed; boundary="1"\r\n${plain}`,
      `Content-Type: multipart/mixed; boundary="2"\r\n${plain}`,
      [],
      [],
    ],
    'the subject, decoded': [plain, plain.replace('x', '=?utf-8?q?=C3=A9?='), [], ['Subject: x → é']],
    'how many links and images there are': [
      html('<a href=x>1</a><a name=y>2</a>'),
      html('<a href=x>1</a><area href=y><img><img>'),
      [],
      ['Links: 1 → 2', 'Images: 0 → 2'],
    ],
    'links of a text': [plain, plain.replace('hello', 'https://a.example'), [], ['Links: 0 → 1']],
  }
  const told = (list: { label: string; before: string; after: string }[]) =>
    list.filter(({ label }) => label !== 'Size').map(({ label, before, after }) => `${label}: ${before} → ${after}`)
  for (const [title, [one, other, fields, content]] of Object.entries(rows)) {
    test(title, () => {
      const found = compareTexts(readMailText(Buffer.from(one)), readMailText(Buffer.from(other)))
      assert.deepEqual([told(found.fields), told(found.content)], [fields, content])
    })
  }
  test('no more than was read, of a header without end and a page of tags', () => {
    const flood = Array.from({ length: 5000 }, (_, n) => `X-${n}: ${'v'.repeat(50)}\r\n`).join('')
    const { fields } = readMailText(Buffer.from(`${flood}\r\n`))
    assert.equal(fields.size, 100)
    const { content } = readMailText(Buffer.from(html('<a <a href=x>'.repeat(100_000))))
    assert.ok(content.some(({ label }) => label === 'Links'))
  })
})
