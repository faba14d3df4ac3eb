/** Links to a report: what they leave out is not there, and whoever may not share cannot. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ReportFinding } from '#checks/report.ts'
import { prisma } from '#prisma/client.ts'
import { deleteMail } from '#prisma/mail.ts'
import { saveScanReport } from '#prisma/report.ts'
import { createScan, deleteScan } from '#prisma/scan.ts'
import { createShare, deleteOverShares, mostShares, openShare, revokeShare, sharesOf } from '#prisma/share.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { maskOf, recipientsOf } from '../../app/share/mask.server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const nothing = { withBody: false, withRecipients: false, withSource: false }

const say = (before: string, value: string, after: string) => ({
  text: before + value + after,
  strings: [before, after],
  values: [value],
})
const finding = (changes: Partial<ReportFinding>): ReportFinding => ({
  ...{ id: 'header-to', section: 'message', title: 'To', reference: 'RFC 5322', verdict: 'info', code: 'x', costs: 0 },
  ...{ explanation: say('It says ', 'x', '.'), evidence: [] },
  ...changes,
})

/** What must not come out, by what has to be ticked for it. */
const secret = { body: 'the-body-secret', recipient: 'jane.doe@customer.example', copied: 'boss@customer.example' }

async function sharedMail() {
  const { address } = await newAddress()
  const source = [
    `Received: from a.example by ${address.domain} for <${address.email}>; Sat, 21 Nov 2026 10:00:00 +0000`,
    `To: Jane <${secret.recipient}>, ${address.email}`,
    `Cc: ${secret.copied}`,
    'Subject: for jane.doe@customer.example',
    'X-Trace: header-secret',
    '',
    `${secret.body} ${address.email}`,
  ].join('\r\n')
  const mailId = await arrived(address, source)
  const seed = address.seed
  await reported(address, mailId, {
    headline: { kind: 'fix-first', say: say('Fix ', 'one', ' thing.'), cause: say('A link shows ', secret.body, '.') },
    sections: [
      { id: 'authentication', title: 'Is it really from you', of: 40, lost: 0 },
      { id: 'message', title: 'The message', of: 10, lost: 0 },
    ],
    findings: [
      finding({ evidence: [{ where: 'To', what: `Jane <${secret.recipient}>` }] }),
      finding({
        id: 'link-mismatch',
        verdict: 'warn',
        explanation: say('A link shows ', secret.body, '.'),
        evidence: [{ where: 'link', what: `https://x.example/${secret.body}` }],
        fix: { who: 'message', say: say('Take out ', secret.body, '.'), why: say('It is ', secret.body, '.') },
      }),
      finding({
        id: 'spf-result',
        section: 'authentication',
        evidence: [
          { where: 'MAIL FROM', what: `bounce+jane.doe=customer.example@news.example` },
          { where: 'Received', what: `for <${address.email}>; for ${seed.toUpperCase()}@x` },
          { where: 'List-Unsubscribe', what: `https://x.example/?to=jane.doe%40customer.example` },
        ],
      }),
    ],
    extracted: {
      links: [
        { address: `https://x.example/once/${secret.body}`, label: 'Sign in', where: 'html', hidden: false, kind: 'sign-in' },
      ],
      more: 0,
      codes: [{ code: '482913', said: `${secret.body} 482913` }],
    },
    questions: [{ name: `${seed}.example`, type: 'A', server: 's', at: '', milliseconds: 1, outcome: 'answer' }],
  })
  return { address, mailId }
}

const share = async (ticks: Partial<typeof nothing> = {}) => {
  const mail = await sharedMail()
  const made = await createShare({ teamId: mail.address.teamId, mailId: mail.mailId, ...nothing, ...ticks })
  assert.ok(made)
  return { ...mail, ...made, page: await ask(web.port, `/shared/${made.token}`) }
}

const grouped = (email: string) => email.split('@')[0] ?? ''

describe('a shared report', () => {
  test('has its answer, and none of what was not ticked', async () => {
    const { address, mailId, page } = await share()
    assert.equal(page.status, 200)
    assert.match(page.text, /spf-result/)
    const leaks = [
      ...[secret.body, secret.recipient, secret.copied, 'jane.doe', 'header-secret', 'customer.example@'],
      ...[address.email, address.seed, address.seed.toUpperCase(), grouped(address.email), address.id, address.teamId, mailId],
    ]
    for (const leak of leaks) assert.ok(!page.text.includes(leak), `shows ${leak}`)
  })
  test('goes into no index, sends no referrer, is asked for anew, and its preview says nothing', async () => {
    const { page } = await share()
    assert.deepEqual(
      [page.headers['referrer-policy'], page.headers['x-robots-tag'], page.headers['cache-control']],
      ['no-referrer', 'noindex, nofollow', 'private, no-cache'],
    )
    assert.match(page.text, /<title>A Seedbed report<\/title>/)
    assert.doesNotMatch(page.text, /og:|<nav/)
  })
  const rows: [title: string, ticks: Partial<typeof nothing>, shows: string[], hides: string[]][] = [
    ['with the text', { withBody: true }, [secret.body], [secret.recipient, 'header-secret']],
    ['with the recipients', { withRecipients: true }, [secret.recipient], [secret.body, 'header-secret']],
    ['with the source: the header', { withSource: true }, ['header-secret'], [secret.body, secret.recipient, secret.copied]],
    ['with source and text: all of it', { withSource: true, withBody: true }, ['header-secret', secret.body], [secret.copied]],
  ]
  for (const [title, ticks, shows, hides] of rows) {
    test(title, async () => {
      const { page } = await share(ticks)
      for (const one of shows) assert.ok(page.text.includes(one), `hides ${one}`)
      for (const one of hides) assert.ok(!page.text.includes(one), `shows ${one}`)
    })
  }
})

describe('the mail behind a link', () => {
  const html = [
    '<p onclick="x()">the-body-secret for jane.doe@customer.example</p><script>evil()</script>',
    '<p>jane.doe&#64;customer.example, j&#97;ne.doe@customer.example</p>',
    '<a href="https://x.example/?to=jane.doe%40customer.example">link</a><img src="https://img.example/a.png">',
  ].join('')
  const header = 'To: jane.doe@customer.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n'
  const framed = async (ticks: Partial<typeof nothing>) => {
    const { address } = await newAddress()
    const mailId = await arrived(address, header + html)
    await reported(address, mailId)
    const made = await createShare({ teamId: address.teamId, mailId, ...nothing, ...ticks })
    assert.ok(made)
    const path = `/shared/${made.token}/html`
    const [page, frame] = [await ask(web.port, `/shared/${made.token}`), await ask(web.port, path)]
    return { mailId, address, made, path, page, frame }
  }
  test('is shown as its reader sees it when its text is ticked: nothing runs, nothing is fetched, nobody is named', async () => {
    const { page, frame, path, mailId } = await framed({ withBody: true })
    assert.match(page.text, new RegExp(`<iframe src="${path}" title="Preview of the mail" sandbox="allow-popups"`))
    assert.ok(!page.text.includes(mailId))
    assert.equal(frame.status, 200)
    assert.match(String(frame.headers['content-security-policy']), /^sandbox allow-popups; default-src 'none'; img-src data:;/)
    assert.match(frame.text, /<p>the-body-secret for \(recipient\)<\/p>/)
    assert.doesNotMatch(frame.text, /customer\.example|onclick|evil|img\.example/)
    assert.match(frame.text, /\?to=\(recipient\)"/)
  })
  test('names its recipients when they are ticked too', async () => {
    const { frame } = await framed({ withBody: true, withRecipients: true })
    assert.match(frame.text, /for jane\.doe@customer\.example/)
  })
  test('is not shown otherwise, nor when the link was taken back', async () => {
    for (const ticks of [{}, { withSource: true }]) {
      const { page, frame } = await framed(ticks)
      assert.equal(frame.status, 404)
      assert.ok(!page.text.includes('<iframe'))
    }
    const { made, mailId, address, path } = await framed({ withBody: true })
    await revokeShare({ id: made.share.id, teamId: address.teamId, mailId })
    assert.equal((await ask(web.port, path)).status, 404)
    assert.equal((await ask(web.port, '/shared/AAAAAAAAAAAAAAAAAAAAAA/html')).status, 404)
  })
  test('without HTML is its text', async () => {
    const { page, token } = await share({ withBody: true })
    assert.ok(!page.text.includes('<iframe'))
    assert.equal((await ask(web.port, `/shared/${token}/html`)).status, 404)
  })
})

describe('every recipient is masked as', () => {
  const mask = maskOf(['k7qm2xr9v4tn8hzp@seeds.acme.net', 'jo@b.example'])
  const rows: [text: string, masked: string][] = [
    ['<jo@b.example>', '<(recipient)>'],
    ['JO@B.Example', '(recipient)'],
    ['v+jo=b.example@news.example', 'v+(recipient)@news.example'],
    ['https://x/?e=jo%40b.example&y', 'https://x/?e=(recipient)&y'],
    ['banjo@b.example', 'banjo@b.example'],
    ['K7QM-2XR9-V4TN-8HZP@seeds.acme.net', '(recipient)'],
    ['name k7qm-2xr9-v4tn-8hzp alone', 'name (recipient) alone'],
    [`/u/${Buffer.from('jo@b.example').toString('base64')}`, '/u/(recipient)'],
  ]
  for (const [text, masked] of rows) test(text, () => assert.equal(mask(text), masked))
  test('those of a header are found, in every field', () => {
    const header =
      'To: a@x.example, "B" <b@x.example>\r\nDelivered-To: c@x.example\r\nReceived: by y for <d@x.example>; z\r\n\r\n'
    assert.deepEqual(
      recipientsOf(Buffer.from(header), 'E@x.example').toSorted(),
      'abcde'.split('').map((one) => `${one}@x.example`),
    )
  })
})

describe('a link that is none says one thing', () => {
  const same = ({ status, text }: Awaited<ReturnType<typeof ask>>) =>
    `${status} ${text.replace(/nonce="[^"]*"|"now":[^,}]+|[0-9a-f]{16}/g, '').replaceAll(/\/shared\/[\w-]+/g, '')}`
  test('never made, taken back, over, and of a deleted mail', async () => {
    const never = await ask(web.port, '/shared/AAAAAAAAAAAAAAAAAAAAAA')
    assert.equal(never.status, 404)
    assert.match(never.text, /There is nothing behind this link\./)
    const [taken, over, gone] = [await share(), await share(), await share()]
    await revokeShare({ id: taken.share.id, teamId: taken.address.teamId, mailId: taken.mailId })
    await prisma.share.update({ where: { id: over.share.id }, data: { expiresAt: new Date() } })
    await deleteMail({ id: gone.mailId, teamId: gone.address.teamId })
    for (const { token } of [taken, over, gone]) {
      const page = await ask(web.port, `/shared/${token}`)
      assert.equal(same({ ...page, text: page.text.replaceAll(token, 'AAAAAAAAAAAAAAAAAAAAAA') }), same(never))
    }
  })
  for (const token of ['', 'x', `${'A'.repeat(21)}/`, "A'; --".padEnd(22, 'A')])
    test(JSON.stringify(token), async () => assert.equal(await openShare(token), null))
})

describe('the page of links', () => {
  const origin = () => ({ 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` })
  const press = (path: string, fields: Record<string, string>) =>
    ask(web.port, path, { method: 'POST', headers: origin(), body: new URLSearchParams(fields).toString() })
  test('makes one, shows it once, lists it, and takes it back', async () => {
    const { address, mailId } = await sharedMail()
    const made = await press(`/mail/${mailId}/share`, { intent: 'share', body: 'on' })
    const [, token = ''] = /\/shared\/([\w-]{22})/.exec(made.text) ?? []
    assert.equal((await ask(web.port, `/shared/${token}`)).status, 200)
    const listed = await ask(web.port, `/mail/${mailId}/share`)
    assert.ok(!listed.text.includes(token))
    assert.match(listed.text.replaceAll(/<!-- -->/g, ''), /with text/)
    assert.match(listed.text, /last opened/)
    const [own] = await sharesOf({ teamId: address.teamId, mailId })
    assert.deepEqual([own?.withBody, own?.withRecipients, own?.withSource], [true, false, false])
    await press(`/mail/${mailId}/share`, { intent: 'revoke', id: own?.id ?? '' })
    assert.equal((await ask(web.port, `/shared/${token}`)).status, 404)
    assert.deepEqual(await sharesOf({ teamId: address.teamId, mailId }), [])
  })
  test('keeps no token', async () => {
    const { token, share: made } = await share()
    const row = await prisma.share.findUniqueOrThrow({ where: { id: made.id } })
    assert.ok(!JSON.stringify(row).includes(token))
    assert.ok(!Buffer.from(row.tokenHash).includes(Buffer.from(token, 'base64url')))
  })
  test('is not there for who may not read the mail', async () => {
    const { address, mailId } = await sharedMail()
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'team' } })
    assert.equal((await ask(web.port, `/mail/${mailId}/share`)).status, 404)
    assert.equal((await press(`/mail/${mailId}/share`, { intent: 'share' })).status, 404)
  })
})

describe('the links of a team', () => {
  test('are nobody else’s to list or take back', async () => {
    const { share: made, mailId, address, token } = await share()
    const other = await createAnonymousTeam()
    assert.deepEqual(await sharesOf({ teamId: other, mailId }), [])
    await revokeShare({ id: made.id, teamId: other, mailId })
    await revokeShare({ id: made.id, teamId: address.teamId, mailId: address.id })
    assert.ok(await openShare(token))
  })
  test('of another team’s mail show nothing', async () => {
    const { mailId } = await sharedMail()
    const made = await createShare({ teamId: await createAnonymousTeam(), mailId, ...nothing })
    assert.equal((await ask(web.port, `/shared/${made?.token}`)).status, 404)
  })
  test('have an end in number', async () => {
    const { address, mailId } = await sharedMail()
    for (let made = 0; made < mostShares; made++) assert.ok(await createShare({ teamId: address.teamId, mailId, ...nothing }))
    assert.equal(await createShare({ teamId: address.teamId, mailId, ...nothing }), null)
  })
  test('go with their time, and with what they show', async () => {
    const [over, kept, gone] = [await share(), await share(), await share()]
    await prisma.share.update({ where: { id: over.share.id }, data: { expiresAt: new Date(0) } })
    await deleteOverShares({ now: new Date() })
    await deleteMail({ id: gone.mailId, teamId: gone.address.teamId })
    const left = await prisma.share.findMany({ where: { id: { in: [over, kept, gone].map((one) => one.share.id) } } })
    assert.deepEqual(
      left.map(({ id }) => id),
      [kept.share.id],
    )
  })
})

test('a scan is shared too, and its link goes with it', async () => {
  const scan = await createScan({ teamId: await createAnonymousTeam(), subject: 'tern.example' })
  await saveScanReport({ scan, report: domainReport() })
  const made = await createShare({ teamId: scan.teamId, scanId: scan.id, ...nothing })
  const page = await ask(web.port, `/shared/${made?.token}`)
  assert.equal(page.status, 200)
  assert.match(page.text, /tern\.example/)
  for (const id of [scan.id, scan.teamId]) assert.ok(!page.text.includes(id))
  await deleteScan(scan)
  assert.equal(await prisma.share.count({ where: { id: made?.share.id ?? '' } }), 0)
})
