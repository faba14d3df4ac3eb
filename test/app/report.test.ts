/** The page of a mail's report: its table of receivers, its way, its story, its several analyses, and what a file cannot tell. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { foldSections, needsDelivery } from '#app/report/fold.ts'
import { duration } from '#app/ui/clock.ts'
import { knownChecks, rubricTables } from '#checks/catalogue.ts'
import { judgeMail } from '#checks/judge.ts'
import type { Report } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { mailById, requestNewAnalysis } from '#prisma/mail.ts'
import { saveReport } from '#prisma/report.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { esp, from, signed, uploaded } from '../helpers/mail-rows.ts'
import { compose, gathered, inOrder, zoneWith } from '../helpers/mails.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'
import { netOf, type Zone } from '../helpers/zone.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const judged = async (raw: string, world: Zone = inOrder, changes = {}) => judgeMail(await gathered(raw, changes), netOf(world))

/** A page without its markup, comments and doubled spaces. */
async function page(path: string): Promise<{ html: string; text: string }> {
  const { text: answer, status } = await ask(web.port, path)
  assert.equal(status, 200)
  const html = answer.slice(answer.indexOf('<main'), answer.indexOf('</main>'))
  const text = html.replaceAll(/<!--.*?-->/g, '').replaceAll(/<[^>]+>/g, ' ')
  return { html, text: text.replaceAll(/\s+/g, ' ') }
}

async function mailWith(report: Report, source: 'smtp' | 'lmtp' | 'file' = 'smtp') {
  const { address } = await newAddress()
  const id = await arrived(address)
  await prisma.mail.update({ where: { id }, data: { source, ...(source === 'file' && { sessionId: null }) } })
  await reported(address, id, report)
  return { id, teamId: address.teamId }
}

const unaligned = async () => judged(await signed({}, { domain: 'esp.net' }), zoneWith(esp), from('b@esp.net'))

describe('the table of the receivers', () => {
  test('says what each would answer, and which findings decide', async () => {
    const { id } = await mailWith(await unaligned())
    const { html, text } = await page(`/mail/${id}`)
    assert.match(text, /Would they accept it\?.*Gmail .*550 5\.7\.26 .*Yahoo and AOL .*554 5\.7\.9 .*iCloud/)
    assert.match(text, /What the From domain’s DMARC policy asks for Not met: they answer 550 5\.7\.26/)
    assert.match(html, /href="#dmarc-result"/)
    assert.match(html, /href="https:\/\/support\.google\.com\/a\/answer\/81126"/)
    assert.match(text, /as of Mar 2026/)
  })
  test('never counts as met what nobody outside can see', async () => {
    const { id } = await mailWith(await judged(await signed()))
    const { text } = await page(`/mail/${id}`)
    assert.match(text, /Spam rate below 0\.1 %, never 0\.3 % Cannot be checked here/)
  })
  test('is not repeated among the findings', async () => {
    const report = await unaligned()
    assert.ok(report.findings.some(({ section }) => section === 'receivers'))
    assert.ok(foldSections(report).every(({ id }) => id !== 'receivers'))
    const { html } = await page(`/mail/${(await mailWith(report)).id}`)
    assert.doesNotMatch(html, /id="gmail-sender"/)
  })
})

describe('what a mail is judged as', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const judgeAs = (id: string, body: string) => {
    const origin = `http://127.0.0.1:${web.port}`
    return ask(web.port, `/mail/${id}`, { method: 'POST', body, headers: { ...form, origin } })
  }

  test('is shown as a guess', async () => {
    const { id } = await mailWith(await judged(await signed()))
    assert.match((await page(`/mail/${id}`)).text, /Judged as transactional, not bulk \(our guess\)/)
  })
  test('is what its reader says, by a form that needs no script', async () => {
    const { id } = await mailWith(await judged(await signed()))
    const { status } = await judgeAs(id, 'intent=judge-as&kind=newsletter&bulk=yes')
    assert.equal(status, 303)
    const mail = await mailById(id)
    assert.deepEqual([mail?.terms, mail?.analysis, mail?.status], [{ kind: 'newsletter', bulk: true }, 2, 'stored'])
  })
  for (const body of ['kind=circular&bulk=yes', 'kind=newsletter&bulk=maybe', ''])
    test(`is not ${body || 'nothing at all'}`, async () => {
      const { id } = await mailWith(await judged(compose()))
      assert.equal((await judgeAs(id, `intent=judge-as&${body}`)).status, 400)
      assert.equal((await mailById(id))?.terms, null)
    })
})

describe('what is looked at when somebody presses', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const press = (id: string, intent: string) => {
    const headers = { ...form, origin: `http://127.0.0.1:${web.port}` }
    return ask(web.port, `/mail/${id}`, { method: 'POST', body: `intent=${intent}`, headers })
  }
  const body =
    '<p>Hello and welcome to our spring sale.</p><a href="https://shop.acme.com/a">Shop</a> <a href="https://acme.com/unsubscribe">Unsubscribe</a>'
  const linked = async () =>
    mailWith(await judged(compose({ 'Content-Type': 'text/html; charset=utf-8', Subject: '[Test] Sale' }, body)))

  test('is offered with what it costs, and counts no link that is never requested', async () => {
    const { text } = await page(`/mail/${(await linked()).id}`)
    assert.match(text, /Your sending service will count these as clicks/)
    assert.match(text, /Check 1 link\b/)
  })
  const rows: [intent: string, terms: object][] = [
    ['check-links', { links: true }],
    ['check-images', { images: true }],
    ['real-one', { real: true }],
  ]
  for (const [intent, terms] of rows)
    test(`holds for the next analysis: ${intent}`, async () => {
      const { id } = await linked()
      assert.equal((await press(id, intent)).status, 303)
      assert.deepEqual((await mailById(id))?.terms, terms)
    })
  test('keeps what was decided before', async () => {
    const { id } = await linked()
    await press(id, 'real-one')
    await press(id, 'check-links')
    assert.deepEqual((await mailById(id))?.terms, { real: true, links: true })
  })
})

describe('the reports of one mail', () => {
  async function twice() {
    const report = await judged(await signed())
    const { id, teamId } = await mailWith({ ...report, score: 3.1 })
    await requestNewAnalysis({ mailId: id, teamId, terms: { bulk: true } })
    const save = (analysis: number, score: number) =>
      saveReport({
        mail: { id, teamId, receivedAt: new Date() },
        ...{ analysis, report: { ...report, score }, bounces: [] },
        seen: { subjectHeader: '', fromHeader: '', fromDomain: '', messageId: '' },
      })
    return { id, save }
  }

  test('can be picked, and an earlier one says that it is', async () => {
    const { id, save } = await twice()
    await save(2, 8.4)
    const [newest, first] = [await page(`/mail/${id}`), await page(`/mail/${id}?analysis=1`)]
    assert.match(newest.text, /Checked more than once: .* · 8\.4 .* · 3\.1 /)
    assert.doesNotMatch(newest.text, /This is an earlier report/)
    assert.match(first.text, /This is an earlier report.* 3\.1 \/ 10/)
  })
  test('stay readable while a new one is on its way', async () => {
    const { id } = await twice()
    assert.match((await page(`/mail/${id}`)).text, /A new report is on its way\. Before: .* · 3\.1 .*Checking it now/)
    assert.match((await page(`/mail/${id}?analysis=1`)).text, / 3\.1 \/ 10/)
  })
  test('that are not there are not found', async () => {
    const { id } = await mailWith(await judged(compose()))
    for (const analysis of ['2', '0', 'x', '1.0'])
      assert.equal((await ask(web.port, `/mail/${id}?analysis=${analysis}`)).status, 404)
  })
})

describe('a mail that nobody here saw being delivered', () => {
  test('says so in one line, not in a row for each check', async () => {
    const report = await judged(await signed(), inOrder, uploaded)
    const amount = report.findings.filter(needsDelivery).length
    assert.ok(amount > 8, `${amount}`)
    const { html, text } = await page(`/mail/${(await mailWith(report, 'file')).id}`)
    assert.match(text, new RegExp(`Judged from a file: we did not see it being delivered\\. ${amount} checks need that\\.`))
    assert.doesNotMatch(html, /id="ptr-missing"/)
  })
  test('but by a mail server here says that', async () => {
    const report = await judged(await signed(), inOrder, uploaded)
    const { text } = await page(`/mail/${(await mailWith(report, 'lmtp')).id}`)
    assert.match(text, /Handed on by another mail server: we did not see it being delivered\./)
  })
  test('still has its way as it is claimed', async () => {
    const hop =
      'Received: from a.example (a.example [93.184.215.9]) by b.example with ESMTP id 1; Sat, 21 Nov 2026 09:00:00 +0000\r\n'
    const { text } = await page(`/mail/${(await mailWith(await judged(hop + compose(), inOrder, uploaded), 'file')).id}`)
    assert.match(text, /How it travelled a\.example 93\.184\.215\.9 gave it to b\.example a claim not encrypted/)
    assert.doesNotMatch(text, /seen by us/)
  })
})

describe('the way of a mail', () => {
  const hop = (by: string, date: string) => `Received: from x.example by ${by} with ESMTPS; ${date}\r\n`

  test('tells a long wait, clocks that disagree, and what we saw', async () => {
    const raw = [
      hop('late.example', 'Sat, 21 Nov 2026 10:03:00 +0000'),
      hop('slow.example', 'Sat, 21 Nov 2026 07:00:00 +0000'),
      await signed(),
    ].join('')
    const { text } = await page(`/mail/${(await mailWith(await judged(raw))).id}`)
    assert.match(text, /slow\.example a claim encrypted .* 3 hours until the next step/)
    assert.match(text, /late\.example a claim encrypted .* clocks disagree by 3 minutes/)
    assert.match(text, /mail\.acme\.com .* mx\.seed\.example seen by us encrypted, TLSv1\.3/)
  })
})

describe('the story', () => {
  const story = async (report: Report) => page(`/mail/${(await mailWith(report)).id}?tab=decided`)

  test('shows why two proofs that hold do not count', async () => {
    const { text } = await story(await unaligned())
    assert.match(text, /Receivers look at the bounce address, b@esp\.net , and ask its domain which servers may send/)
    assert.match(text, /is on the list of esp\.net \. SPF says pass/)
    assert.match(text, /But it is for esp\.net \. Readers see acme\.com , which belongs to another organization/)
    assert.match(
      text,
      /No row both holds and stands for acme\.com : DMARC fails\. The rule of acme\.com asks receivers to refuse such mail/,
    )
    assert.match(text, /What follows .* will probably refuse this mail\./)
  })
  test('shows each question with its answer', async () => {
    const { text } = await story(await judged(await signed()))
    assert.match(text, /s1\._domainkey\.acme\.com TXT Answer: v=DKIM1; k=rsa; p=/)
    assert.match(text, /_dmarc\.acme\.com TXT Answer: v=DMARC1; p=reject/)
    assert.match(text, /Questions asked \d+ questions/)
    assert.match(text, /At least one row holds and stands for acme\.com : DMARC passes/)
  })
  test('of a mail without a signature, from a server not on the list, says both', async () => {
    const { text } = await story(await judged(compose(), zoneWith({ 'acme.com TXT': 'v=spf1 -all' })))
    assert.match(text, /is not on the list, and acme\.com asks receivers to refuse servers that are not/)
    assert.match(text, /The mail carries no signature/)
  })
  test('of a file begins without a server', async () => {
    const { text } = await story(await judged(await signed(), inOrder, uploaded))
    assert.match(text, /Nobody here saw this mail being delivered/)
  })
  test('of a report from before it was kept says so', async () => {
    const { views: _, ...old } = await judged(compose())
    assert.match((await story(old)).text, /made before Seedbed kept how it was decided/)
  })
  test('holds a stranger’s markup as text', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const raw = `Received: from ${name} by ${name} with ${name}; x\r\nDKIM-Signature: d=acme.com; s=${name}\r\n${compose()}`
    const { id } = await mailWith(await judged(raw, zoneWith({ 'acme.com TXT': `v=spf1 exp=${name} -all` })))
    for (const path of ['', '?tab=decided']) assert.doesNotMatch((await page(`/mail/${id}${path}`)).html, /<img/)
  })
})

describe('how the score works', () => {
  test('stands on a page with every weight, ceiling and rule', async () => {
    const { text } = await page('/about/score')
    const [message, domain] = rubricTables()
    for (const { title, id, fail } of [...(message?.rows ?? []), ...(domain?.rows ?? [])])
      assert.ok(text.includes(`${title} ${id}`) && Number.isFinite(fail), id)
    for (const { say, at } of message?.ceilings ?? []) assert.ok(text.includes(say) && text.includes((at / 10).toFixed(1)), say)
    assert.match(text, /Under 70 % of what counts there is no number/)
  })
  test('is linked from the report', async () => {
    const { html, text } = await page(`/mail/${(await mailWith(await judged(await signed()))).id}`)
    assert.match(html, /href="\/about\/score#message-1"/)
    assert.match(text, /Seedbed cannot see which folder a provider chooses, your complaint rate or your volume\./)
  })
  test('has a page for every check', async () => {
    const { html } = await page('/about/checks')
    const checks = knownChecks()
    assert.ok(checks.length > 150, `${checks.length}`)
    for (const { id } of checks) assert.ok(html.includes(`href="/about/checks/${id}"`), id)
    assert.match((await page('/about/checks/dmarc-result')).text, /RFC 9989 §5\.3\. .* a problem takes 25 /)
  })
  test('has none for a check that is not there', async () => {
    for (const id of ['nothing', '__proto__', 'constructor'])
      assert.equal((await ask(web.port, `/about/checks/${id}`)).status, 404)
  })
})

describe('a time on the way is written in words', () => {
  const rows: [milliseconds: number, words: string][] = [
    [0, 'under a second'],
    [1000, '1 second'],
    [119_000, '119 seconds'],
    [120_000, '2 minutes'],
    [7_140_000, '119 minutes'],
    [7_200_000, '2 hours'],
    [200_000_000, '2 days'],
  ]
  for (const [milliseconds, words] of rows) test(words, () => assert.equal(duration(milliseconds), words))
})
