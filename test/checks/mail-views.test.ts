/** The pictures of a mail: what we saw is told apart from what is claimed, and the story says what stands for whom. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mailSections } from '#checks/index.ts'
import { judgeMail } from '#checks/judge.ts'
import { reportSchema } from '#checks/report.ts'
import { runChecks } from '#checks/run.ts'
import { routeView } from '#checks/views/route.ts'
import { storyView } from '#checks/views/story.ts'
import { viewsOfMail } from '#checks/views/views.ts'
import { esp, from, session, signed, uploaded } from '../helpers/mail-rows.ts'
import { compose, gathered, inOrder, receivedAt, sender, zoneWith } from '../helpers/mails.ts'
import { netOf, silent, type Zone } from '../helpers/zone.ts'

const hop = (text: string, date = 'Sat, 21 Nov 2026 09:59:50 +0000') => `Received: ${text}; ${date}\r\n`
const edge = hop(
  'from app.acme.com (app.acme.com [93.184.215.9]) by mail.acme.com with ESMTPSA id 2',
  'Sat, 21 Nov 2026 09:59:50 +0000',
)
const first = hop('from laptop ([198.51.100.4]) by app.acme.com with SMTP id 1', 'Sat, 21 Nov 2026 09:58:50 +0000')

describe('the way of a mail', () => {
  const way = async (raw: string, changes = {}) => routeView(await gathered(raw, changes))

  test('ends with what our receiver saw', async () => {
    const { seen } = await way(compose())
    assert.deepEqual(seen, { address: sender, helo: 'mail.acme.com', by: 'mx.seed.example', tls: 'TLSv1.3', at: receivedAt })
  })
  test('is told oldest first, with what each step took', async () => {
    const { hops, more } = await way(edge + first + compose())
    assert.deepEqual(
      hops.map(({ by, took, tls, authenticated }) => [by, took, tls, authenticated]),
      [
        ['app.acme.com', 60_000, 'no', false],
        ['mail.acme.com', 10_000, 'yes', true],
      ],
    )
    assert.equal(more, 0)
  })
  test('shows clocks that disagree as less than nothing', async () => {
    const { hops } = await way(hop('from a.example by b.example with ESMTPS', 'Sat, 21 Nov 2026 10:02:00 +0000') + compose())
    assert.deepEqual([hops[0]?.took, hops[0]?.at], [-120_000, '2026-11-21T10:02:00.000Z'])
  })
  test('without a date that can be read has no time', async () => {
    const { hops } = await way(hop('from a.example by b.example with ESMTP', 'one fine day') + compose())
    assert.deepEqual([hops[0]?.took, hops[0]?.at], [null, null])
  })
  test('of a file has no last step, nor a time for it', async () => {
    const { seen, hops } = await way(edge + first + compose(), uploaded)
    assert.deepEqual([seen, hops.map(({ took }) => took)], [null, [60_000, null]])
  })
  test('has an end, however many fields there are', async () => {
    const { hops, more } = await way(edge.repeat(300) + compose())
    assert.deepEqual([hops.length, more], [40, 260])
    assert.ok(JSON.stringify(hops).length < 60_000)
  })
})

describe('the story', () => {
  const story = async (raw: string, world: Zone = inOrder, changes = {}) => storyView(await gathered(raw, changes), netOf(world))

  test('of a mail in order lines up every identity with the From domain', async () => {
    const { from: domain, organization, host, spf, dkim, dmarc } = await story(await signed())
    assert.deepEqual([domain, organization], ['acme.com', 'acme.com'])
    assert.deepEqual(host, { address: sender, helo: 'mail.acme.com', names: ['mail.acme.com'], confirmed: ['mail.acme.com'] })
    assert.deepEqual([spf?.result, spf?.domain, spf?.alignment, spf?.aligned], ['pass', 'acme.com', 'strict', true])
    assert.deepEqual(
      dkim.map((one) => [one.domain, one.result, one.body, one.alignment, one.aligned]),
      [['acme.com', 'pass', true, 'strict', true]],
    )
    assert.match(dkim[0]?.key ?? '', /^v=DKIM1; k=rsa; p=/)
    assert.deepEqual([dmarc.result, dmarc.policy, dmarc.record?.domain], ['pass', 'reject', 'acme.com'])
  })
  test('of a service with its own names shows that both pass and neither counts', async () => {
    const { spf, dkim, dmarc } = await story(await signed({}, { domain: 'esp.net' }), zoneWith(esp), from('b@esp.net'))
    assert.deepEqual([spf?.result, spf?.alignment, spf?.aligned], ['pass', 'none', false])
    assert.deepEqual([dkim[0]?.result, dkim[0]?.alignment, dkim[0]?.aligned], ['pass', 'none', false])
    assert.equal(dmarc.result, 'fail')
  })
  test('of a sub-domain is relaxed, and does not count where the record is strict', async () => {
    const world = zoneWith({
      '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; aspf=s',
      'em.acme.com TXT': `v=spf1 ip4:${sender} -all`,
    })
    const { spf, dmarc } = await story(compose(), world, from('b@em.acme.com'))
    assert.deepEqual([spf?.result, spf?.alignment, spf?.aligned, dmarc.record?.strictSpf], ['pass', 'relaxed', false, true])
  })
  test('of a changed body says that its hash differs', async () => {
    const { dkim } = await story(`${await signed()}-- \r\nfooter\r\n`)
    assert.deepEqual([dkim[0]?.result, dkim[0]?.body], ['fail', false])
  })
  test('of a bounce looks at the name the server gave', async () => {
    const { spf } = await story(compose(), inOrder, from(''))
    assert.deepEqual([spf?.identity, spf?.domain, spf?.mailFrom], ['helo', 'mail.acme.com', ''])
  })
  test('of a file has no server and no list of servers', async () => {
    const { host, spf, dkim } = await story(await signed(), inOrder, uploaded)
    assert.deepEqual([host, spf, dkim.length], [null, null, 1])
  })
  test('of a silent world has gaps, and nothing is missing in it', async () => {
    const world = zoneWith({
      '20.215.184.93.in-addr.arpa PTR': silent,
      's1._domainkey.acme.com TXT': silent,
      '_dmarc.acme.com TXT': silent,
      'acme.com TXT': silent,
    })
    const { host, spf, dkim, dmarc, organization } = await story(await signed(), world)
    assert.deepEqual([host?.gap?.side, spf?.gap?.side, dkim[0]?.gap?.side, dmarc.gap?.side], Array(4).fill('theirs'))
    assert.deepEqual([organization, dkim[0]?.key, dmarc.record], [null, null, null])
  })
  test('without a From has nothing to stand for', async () => {
    const { from: domain, organization, dmarc } = await story(compose({ From: undefined }))
    assert.deepEqual([domain, organization, dmarc.result], ['', '', 'none'])
  })
  test('with very many signatures has an end', async () => {
    const one = 'DKIM-Signature: v=1; a=rsa-sha256; d=acme.com; s=s1; h=from; bh=x; b=y\r\n'
    const { dkim, moreSignatures } = await story(one.repeat(60) + compose())
    assert.deepEqual([dkim.length, moreSignatures], [5, 55])
  })
})

describe('the pictures of a mail', () => {
  test('stand in its report, as its schema has them', async () => {
    const report = reportSchema.parse(await judgeMail(await gathered(await signed()), netOf(inOrder)))
    assert.deepEqual(Object.keys(report.views ?? {}).sort(), ['dmarc', 'route', 'spf', 'story'])
  })

  const worlds: [title: string, world: Zone, changes?: object][] = [
    ['a mail in order', inOrder],
    ['a mail of a service', zoneWith(esp), from('b@esp.net')],
    ['a server without a name', zoneWith({ '20.215.184.93.in-addr.arpa PTR': undefined }), session({ helo: 'nowhere' })],
    ['a file', inOrder, uploaded],
  ]
  for (const [title, world, changes] of worlds)
    test(`ask nothing but what the checks ask: ${title}`, async () => {
      const mail = await gathered(await signed(), changes)
      const net = netOf(world)
      await runChecks(mailSections, mail, net)
      const asked = net.questions().length
      await viewsOfMail(mail, net)
      assert.deepEqual(net.questions().slice(asked), [])
    })
})
