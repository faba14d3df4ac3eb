import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sealMessage } from 'mailauth/lib/arc/index.js'
import { say } from '#checks/check.ts'
import { judgeMail } from '#checks/judge.ts'
import { mailSections } from '#checks/index.ts'
import { receiversSection } from '#checks/providers-index.ts'
import { type Net, Unreachable } from '#checks/net.ts'
import { type Report, reportSchema } from '#checks/report.ts'
import { runChecks } from '#checks/run.ts'
import type { Received } from '#checks/gather.ts'
import { ask, compose, gathered, inOrder, keyRecord, received, sender, sign, signingKey, zoneWith } from '../helpers/mails.ts'
import { session } from '../helpers/mail-rows.ts'
import { netOf, refused, servfail, silent, type Zone } from '../helpers/zone.ts'

async function judged(raw: string, zone: Zone = inOrder, changes: Partial<Received> = {}): Promise<Report> {
  return reportSchema.parse(await judgeMail(await gathered(raw, changes), netOf(zone)))
}

const codeOf = ({ findings }: Report, id: string) => findings.find((one) => one.id === id)?.code

const newsletter = await sign(
  compose({
    'List-Unsubscribe': '<https://acme.com/u/1>, <mailto:u@acme.com>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }),
  { fields: 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type:List-Unsubscribe:List-Unsubscribe-Post' },
)

describe('a mail in order', () => {
  test('has 10, and nothing to do', async () => {
    const report = await judged(newsletter)
    assert.deepEqual([report.score, report.headline.kind, report.first, report.limit], [10, 'ready', [], undefined])
    assert.deepEqual(
      report.findings.filter(({ verdict }) => !['pass', 'info'].includes(verdict)),
      [],
    )
    assert.equal(report.coverage, 1)
  })
  test('has its findings in the order of the table of contents, each once', async () => {
    const { findings } = await judged(newsletter)
    assert.deepEqual(
      findings.map(({ id }) => id),
      [...mailSections, receiversSection].flatMap(({ checks }) => checks.map(({ id }) => id)),
    )
    assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length)
  })
  test('has its results in the words of RFC 8601', async () => {
    assert.deepEqual((await judged(newsletter)).authentication, {
      spf: { result: 'pass', domain: 'acme.com' },
      dkim: [{ result: 'pass', domain: 'acme.com', selector: 's1' }],
      dmarc: { result: 'pass', policy: 'reject', domain: 'acme.com' },
      arc: { result: 'none' },
    })
  })
  test('keeps every question it asked, once', async () => {
    const { questions } = await judged(newsletter)
    assert.equal(new Set(questions.map(({ name, type }) => `${name} ${type}`)).size, questions.length)
    assert.ok(questions.some(({ name }) => name === 's1._domainkey.acme.com'))
  })
})

describe('the sentence', () => {
  const bare = (changes: Record<string, Zone[string] | undefined>) => zoneWith(changes)
  test('of a forged mail names who refuses it, and why', async () => {
    const report = await judged(compose(), bare({ 'acme.com TXT': 'v=spf1 -all' }))
    assert.equal(report.headline.kind, 'refused')
    assert.equal(report.headline.say.text, 'Gmail, Yahoo, Outlook.com and iCloud will probably refuse this mail.')
    assert.equal(
      report.headline.cause?.text,
      'It says it is from acme.com, but neither the list of permitted servers nor a signature stands for that.',
    )
    assert.deepEqual([report.score, report.limit?.by], [1.5, 'dmarc-result'])
    assert.equal(report.first[0]?.id, 'dkim-signature')
  })
  test('of a mail proven only for a service names the service', async () => {
    const zone = bare({
      'esp.net TXT': `v=spf1 ip4:${sender} -all`,
      'esp.net MX': '10 mail.esp.net',
      's1._domainkey.esp.net TXT': keyRecord,
    })
    const report = await judged(await sign(compose(), { domain: 'esp.net' }), zone, {
      envelope: { mailFrom: 'b@esp.net', rcptTo: null },
    })
    assert.equal(
      report.headline.cause?.text,
      'It says it is from acme.com, but the signature and the bounce address belong to esp.net.',
    )
    assert.equal(report.first[0]?.id, 'dkim-alignment')
  })
  test('of warnings counts them', async () => {
    const { headline, findings } = await judged(
      newsletter,
      bare({ '_dmarc.acme.com TXT': 'v=DMARC1; p=none; rua=mailto:d@acme.com' }),
    )
    assert.deepEqual([headline.kind, headline.say.text], ['ready-with-advice', 'Ready to send. One thing would make it safer.'])
    assert.equal(findings.find(({ id }) => id === 'dmarc-policy')?.costs, 3)
  })
  test('of problems that stop nobody counts those', async () => {
    const { headline } = await judged(newsletter, inOrder, session({ helo: 'web1' }))
    assert.equal(headline.kind, 'fix-first')
    assert.match(headline.say.text, /^Fix (?:one thing|\d+ things) before you send\.$/)
  })
  test('of an uploaded file says that too little could be checked', async () => {
    const { headline, score, coverage } = await judged(compose(), inOrder, {
      session: null,
      envelope: { mailFrom: null, rcptTo: null },
    })
    assert.deepEqual([headline.kind, score], ['not-conclusive', null])
    assert.ok(coverage < 0.7)
  })
})

describe('records that the sender cannot change', () => {
  const freemail: Zone = {
    'gmail.com TXT': `v=spf1 ip4:${sender} ?all`,
    'gmail.com MX': '5 mx.google.com',
    'mx.google.com A': sender,
    '_dmarc.gmail.com TXT': 'v=DMARC1; p=none; rua=mailto:reports@google.com',
    's1._domainkey.gmail.com TXT': keyRecord,
    '20.215.184.93.in-addr.arpa PTR': 'mail.acme.com',
    'mail.acme.com A': sender,
  }
  const letter = compose({ From: 'Ann <ann@gmail.com>' })
  const byAnn = { envelope: { mailFrom: 'ann@gmail.com', rcptTo: null } }
  test('are notes in a letter from a mailbox provider', async () => {
    const report = await judged(await sign(letter, { domain: 'gmail.com' }), freemail, byAnn)
    assert.deepEqual([report.headline.kind, report.score], ['ready', 10])
    const rows = report.findings.filter(({ id }) => ['dmarc-policy', 'spf-all'].includes(id))
    assert.deepEqual(
      rows.map(({ verdict, fix }) => [verdict, fix]),
      [
        ['info', undefined],
        ['info', undefined],
      ],
    )
  })
  test('are for the sending service when they are its own', async () => {
    const esp = { 'esp.net TXT': `v=spf1 ip4:${sender} ?all`, 'esp.net MX': '10 mail.acme.com' }
    const { findings } = await judged(newsletter, zoneWith(esp), { envelope: { mailFrom: 'b@esp.net', rcptTo: null } })
    const row = findings.find(({ id }) => id === 'spf-all')
    assert.deepEqual([row?.verdict, row?.fix?.who], ['warn', 'sending-service'])
  })
})

describe('what to do first', () => {
  const fixOf = ({ findings }: Report, id: string) => findings.find((one) => one.id === id)?.fix
  test('with a mail that nothing proves is to say whether one sent it', async () => {
    const forged = await judged(compose(), zoneWith({ 'acme.com TXT': 'v=spf1 -all' }))
    const [first] = forged.first
    assert.equal(first?.id, 'dkim-signature')
    const { asks, records } = fixOf(forged, 'dkim-signature') ?? {}
    assert.deepEqual([asks?.[0]?.question.text, records], ['Did you send this?', undefined])
    assert.match(asks?.[0]?.answers.at(-1)?.say.text ?? '', /nothing to sign/)
  })
  test('with a mail proven by its server is to sign it', async () => {
    assert.equal(fixOf(await judged(compose()), 'dkim-signature')?.asks, undefined)
  })
  test('with a mail that a list changed is for the list', async () => {
    const posted = `List-Post: <mailto:dev@lists.org>\r\n${await sign(compose())}-- \r\nthe dev list\r\n`
    const lists = { 'lists.org TXT': `v=spf1 ip4:${sender} -all`, 'lists.org MX': '10 mail.acme.com' }
    const zone = zoneWith({ ...lists, 's1._domainkey.lists.org TXT': keyRecord })
    const report = await judged(await sign(posted, { domain: 'lists.org' }), zone, {
      envelope: { mailFrom: 'dev-bounces@lists.org', rcptTo: null },
    })
    assert.deepEqual(
      report.findings.filter(({ verdict, section }) => verdict === 'fail' && section !== 'receivers').map(({ id }) => id),
      ['dmarc-result', 'spf-alignment', 'dkim-alignment', 'dkim-body-hash'],
    )
    const [first] = report.first
    assert.equal(first?.id, 'dkim-body-hash')
    assert.ok((first?.after ?? 0) > 9, 'what follows from it goes with it')
    assert.match(fixOf(report, 'dkim-body-hash')?.say.text ?? '', /^A mailing list changed the mail/)
  })
  test('with two DMARC records is to keep one, never to add a third', async () => {
    const two = { '_dmarc.acme.com TXT': ['v=DMARC1; p=none', 'v=DMARC1; p=reject; rua=mailto:a@acme.com'] }
    const report = await judged(newsletter, zoneWith(two))
    assert.match(report.headline.cause?.text ?? '', /^acme\.com has 2 DMARC records/)
    const changes = report.findings.flatMap(({ fix }) => fix?.asks?.flatMap(({ answers }) => answers) ?? [])
    assert.deepEqual([...new Set(changes.flatMap(({ records = [] }) => records.map(({ action }) => action)))], ['delete'])
  })
  test('with an SPF record that cannot be evaluated is what the row about it says', async () => {
    const report = await judged(newsletter, zoneWith({ 'acme.com TXT': 'v=spf1 mx ipv4:93.184.215.20 ~all' }))
    assert.deepEqual([codeOf(report, 'spf-result'), report.first.map(({ id }) => id)], ['permerror', ['spf-syntax']])
    assert.equal(report.first[0]?.after, 10)
  })
  test('with a signature that is too weak is to sign with another algorithm, not to look for another key', async () => {
    const report = await judged(await sign(compose(), { algorithm: 'rsa-sha1' }))
    assert.deepEqual([codeOf(report, 'dkim-header-signature'), report.first[0]?.id], ['valid', 'dkim-signature-algorithm'])
    assert.match(fixOf(report, 'dmarc-result')?.say.text ?? '', /^Repair the signature of acme\.com/)
  })
  test('with a mail without Date does not begin with the clock', async () => {
    const report = await judged(await sign(compose({ Date: undefined })))
    assert.doesNotMatch(fixOf(report, 'header-date')?.say.text ?? '', /clock/)
  })
  test('with a signed mail from a server that is not listed is to publish nothing when it was forwarded', async () => {
    const elsewhere = session({ peerAddress: '93.184.215.77' })
    const answersOf = async (mail: string) =>
      fixOf(await judged(mail, inOrder, elsewhere), 'spf-result')?.asks?.[0]?.answers.map(({ answer }) => answer.text) ?? []
    assert.ok((await answersOf(newsletter)).includes('Yes, and it was forwarded'))
    assert.ok(!(await answersOf(compose())).includes('Yes, and it was forwarded'))
  })
  test('with the name of a stranger in HELO is not to change the stranger’s records', async () => {
    const world = zoneWith({ 'mail.stranger.net A': '93.184.215.99' })
    const stranger = fixOf(await judged(newsletter, world, session({ helo: 'mail.stranger.net' })), 'helo-resolves')
    assert.deepEqual([stranger?.who, stranger?.records], ['mail-server', undefined])
    const own = fixOf(await judged(newsletter, inOrder, session({ helo: 'new.acme.com' })), 'helo-resolves')
    assert.deepEqual(own?.records, [{ action: 'add', name: 'new.acme.com', type: 'A', value: sender, ttl: 3600 }])
  })
  test('with a freemail address is to send from another', async () => {
    const mail = await sign(compose({ From: 'ann@gmail.com' }))
    const gmail = { 'gmail.com MX': '5 mail.acme.com', '_dmarc.gmail.com TXT': 'v=DMARC1; p=none' }
    const report = await judged(mail, zoneWith(gmail))
    for (const id of ['dmarc-result', 'dkim-alignment', 'spf-alignment'])
      assert.match(fixOf(report, id)?.say.text ?? '', /address at your own domain/, id)
  })
})

describe('one cause, one deduction', () => {
  test('a missing signature is paid once', async () => {
    const report = await judged(
      compose({
        Precedence: 'bulk',
        'List-Unsubscribe': '<https://a.example/>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    )
    const paying = report.findings.filter(({ cause, costs }) => cause === 'dkim-missing' && costs > 0)
    assert.deepEqual(
      paying.map(({ id, costs }) => [id, costs]),
      [['dkim-signature', 15]],
    )
    assert.ok(report.findings.filter(({ cause }) => cause === 'dkim-missing').length >= 3)
  })
  test('a record of a mailbox provider takes nothing from who uses it', async () => {
    const zone: Zone = {
      'gmail.com TXT': `v=spf1 ip4:${sender} ~all`,
      'gmail.com MX': '5 mx.gmail.com',
      '_dmarc.gmail.com TXT': 'v=DMARC1; p=none; sp=quarantine; rua=mailto:r@gmail.com',
      's1._domainkey.gmail.com TXT': keyRecord,
      'mx.gmail.com A': sender,
      'mx.gmail.com TXT': 'v=spf1 a -all',
      '20.215.184.93.in-addr.arpa PTR': 'mx.gmail.com',
    }
    const session = { ...received('').session, helo: 'mx.gmail.com' } as Received['session']
    const mail = await sign(compose({ From: 'Ann <ann@gmail.com>', 'Message-ID': '<1@gmail.com>' }), { domain: 'gmail.com' })
    const report = await judged(mail, zone, { session, envelope: { mailFrom: 'ann@gmail.com', rcptTo: null } })
    assert.equal(codeOf(report, 'dmarc-policy'), 'none')
    assert.equal(report.score, 10)
  })
})

test('a mail that a list changed, with the note of a known forwarder, is not held against its sender (D.1, row 8)', async () => {
  const signed = (await sign(compose())).replace('Come and see.\r\n', 'Come and see.\r\n-- \r\nThe list\r\n')
  const seal = {
    signingDomain: 'google.com',
    selector: 's1',
    privateKey: signingKey,
    i: 1,
    cv: 'none',
    authResults: 'mx.google.com; spf=pass; dkim=pass; dmarc=pass header.from=acme.com',
  }
  const mail = (await sealMessage(Buffer.from(signed, 'latin1'), seal)).toString('latin1') + signed
  const zone = zoneWith({
    's1._domainkey.google.com TXT': keyRecord,
    'list.google.com A': '93.184.215.99',
    'list.google.com TXT': 'v=spf1 a -all',
    '99.215.184.93.in-addr.arpa PTR': 'list.google.com',
    'acme.com TXT': `v=spf1 ip4:${sender} -all`,
  })
  const session = { ...received('').session, peerAddress: '93.184.215.99', helo: 'list.google.com' } as Received['session']
  const report = await judged(mail, zone, { session })
  assert.deepEqual(
    [codeOf(report, 'arc-chain'), codeOf(report, 'arc-rescue'), codeOf(report, 'dmarc-result')],
    ['pass', 'explains', 'fail-reject'],
  )
  assert.ok(report.score !== null && report.score >= 8.2 && report.score <= 8.9, String(report.score))
  const lost = report.findings.filter(({ cause }) => cause === 'forwarding').reduce((sum, { costs }) => sum + costs, 0)
  assert.equal(lost, 12)

  const alone = await judged(signed, zone, { session })
  assert.deepEqual([alone.score, alone.limit?.by], [1.5, 'dmarc-result'])

  const dark = await judged(mail, { ...zone, 's1._domainkey.google.com TXT': servfail }, { session })
  assert.deepEqual([codeOf(dark, 'arc-chain'), codeOf(dark, 'arc-rescue')], ['lookup-failed', 'lookup-failed'])
  assert.equal(dark.authentication?.arc.result, 'temperror')
})

describe('silence is never a finding', () => {
  const everywhere = (behaviour: Zone[string]): Zone => {
    const names = new Set(Object.keys(inOrder).map((key) => key.split(' ')[0]))
    const all = [...names, '_dmarc.mail.acme.com', 'com', '_dmarc.com'].map((name) => [`${name} ANY`, behaviour])
    return Object.fromEntries(all)
  }
  const bodies = { 'a signed newsletter': newsletter, 'an unsigned letter': compose() }
  for (const [kind, behaviour] of Object.entries({ silent, servfail, refused })) {
    for (const [title, raw] of Object.entries(bodies)) {
      test(`${title}, every name ${kind}: nothing bad because of DNS, and nothing called missing`, async () => {
        const report = await judged(raw, everywhere(behaviour))
        const own = report.findings.filter(({ section }) => section !== 'receivers')
        const bad = own.filter(({ verdict }) => verdict === 'warn' || verdict === 'fail').map(({ id }) => id)
        // An unsigned mail is unsigned whoever is silent.
        assert.deepEqual(
          bad,
          title.includes('unsigned') ? ['dkim-signature', ...(bad.includes('dkim-selector') ? ['dkim-selector'] : [])] : [],
        )
        assert.ok(report.findings.filter(({ verdict }) => verdict === 'unknown').length > 20)
        for (const { id, section, explanation, side } of report.findings.filter(({ verdict }) => verdict === 'unknown')) {
          assert.doesNotMatch(explanation.text, /missing|no record|does not exist|has no /i, id)
          // A list that does not answer us may answer others.
          if (section !== 'reputation') assert.equal(side, 'theirs', id)
        }
        assert.deepEqual([report.score, report.headline.kind, report.limit], [null, 'not-conclusive', undefined])
        assert.equal(report.authentication?.spf.result, 'temperror')
      })
    }
  }
  test('one name at a time: whatever is silent, no finding turns bad', async () => {
    const good = await judged(newsletter)
    const fine = new Set(good.findings.filter(({ verdict }) => verdict === 'pass' || verdict === 'info').map(({ id }) => id))
    for (const { name, type } of good.questions.filter((one) => one.type !== 'GET')) {
      const report = await judged(newsletter, { ...inOrder, [`${name} ${type}`]: servfail })
      const turned = report.findings.filter(({ id, verdict }) => fine.has(id) && (verdict === 'warn' || verdict === 'fail'))
      assert.deepEqual(
        turned.map(({ id, code }) => `${name} ${type}: ${id} ${code}`),
        [],
      )
    }
  })
  test('a report that may ask no more says that it was our side', async () => {
    const report = reportSchema.parse(await judgeMail(await gathered(newsletter), netOf(inOrder, { budget: 2 })))
    assert.ok(report.findings.some(({ verdict, side }) => verdict === 'unknown' && side === 'ours'))
    assert.ok(!report.findings.some(({ verdict }) => verdict === 'fail' || verdict === 'warn'))
  })
})

describe('what strangers can make us do', () => {
  const forged = (count: number) =>
    Array.from(
      { length: count },
      (_, n) =>
        `DKIM-Signature: v=1; a=rsa-sha256; d=d${n}.example; s=s; h=From; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n`,
    ).join('')
  test('a thousand signatures cost no more than twenty questions for keys (security D2)', async () => {
    const { questions, findings } = await judged(forged(1000) + newsletter)
    assert.ok(questions.filter(({ name }) => name.includes('._domainkey.')).length <= 20)
    assert.equal(findings.find(({ id }) => id === 'dkim-signature-count')?.code, 'many')
  })
  test('the sender’s own signature is looked at among them', async () => {
    assert.equal(codeOf(await judged(forged(200) + newsletter), 'dkim-signature'), 'aligned')
  })
  test('fifty seals cost no more than twenty either', async () => {
    const set = (i: number) =>
      `ARC-Seal: i=${i}; a=rsa-sha256; cv=${i === 1 ? 'none' : 'pass'}; d=d${i}.example; s=s; b=AAAA\r\n` +
      `ARC-Message-Signature: i=${i}; a=rsa-sha256; d=d${i}.example; s=s; h=From; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\r\n` +
      `ARC-Authentication-Results: i=${i}; x; dmarc=pass\r\n`
    const { questions, findings } = await judged(Array.from({ length: 50 }, (_, i) => set(i + 1)).join('') + newsletter)
    assert.ok(questions.filter(({ name }) => name.includes('._domainkey.')).length <= 22)
    assert.notEqual(findings.find(({ id }) => id === 'arc-chain')?.verdict, 'pass')
  })
  const mails: [title: string, raw: string][] = [
    ['nothing', ''],
    ['only a body', '\r\nbody'],
    ['random octets', Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)).toString('latin1')],
    ['5,000 fields and a megabyte', 'X: 1\r\n'.repeat(6000) + newsletter],
    ['a signature without tags', `DKIM-Signature: \r\n${compose()}`],
    [
      'a signature of rubbish',
      `DKIM-Signature: v=1; a=b=c;;; d=..; s=\u0000; h=:::; i=@@; l=999999999999999999; x=99999999999999; t=-1; b=***\r\n${compose()}`,
    ],
    ['names too long to ask', newsletter.replace('s=s1', `s=${'a'.repeat(70)}`)],
    [
      'a From of markup',
      compose({ From: '"<script>alert(1)</script>" <a@acme.com>', Subject: '=cmd|x!A0', 'Message-ID': '<{{7*7}}@acme.com>' }),
    ],
    ['NUL everywhere', compose({ From: 'a\0 <a\0@acme.com>', Date: '\0', 'Message-ID': '<\0@\0>' }, '\0')],
    ['ARC of rubbish', `ARC-Seal: i=x\r\nARC-Seal: i=0; cv=maybe\r\nARC-Message-Signature: \r\n${compose()}`],
  ]
  for (const [title, raw] of mails) test(`makes a report of ${title}`, async () => assert.equal((await judged(raw)).kind, 'mail'))
  const sessions: [title: string, changes: Partial<Received>][] = [
    ['a HELO of rubbish', { session: { ...received('').session, helo: '<script>\u0000' } as Received['session'] }],
    ['a HELO of 300 characters', { session: { ...received('').session, helo: 'a.'.repeat(150) } as Received['session'] }],
    ['a bounce address of rubbish', { envelope: { mailFrom: '"a b@"@..', rcptTo: '@' } }],
    ['an IPv4 address in IPv6', { session: { ...received('').session, peerAddress: `::ffff:${sender}` } as Received['session'] }],
  ]
  for (const [title, changes] of sessions)
    test(`makes a report of ${title}`, async () => assert.equal((await judged(compose(), inOrder, changes)).kind, 'mail'))
})

describe('running the checks', () => {
  const check = (run: () => Promise<never>) => [
    { id: 'one', title: 'One', checks: [{ id: 'a-check', title: 'A check', reference: 'RFC 1', run }] },
  ]
  const net = netOf({})
  test('silence becomes unknown, with the name and the side', async () => {
    const [answered] = await runChecks(
      check(() => Promise.reject(new Unreachable('acme.com TXT', 'timeout', '192.0.2.53'))),
      {},
      net,
    )
    assert.deepEqual(answered?.finding, {
      verdict: 'unknown',
      code: 'lookup-failed',
      side: 'theirs',
      evidence: [{ where: 'acme.com TXT', what: 'no answer in time (asked 192.0.2.53)' }],
      explanation: say`The name servers of ${'acme.com'} did not answer.`,
    })
  })
  test('anything else is ours, and names the check', async () => {
    await assert.rejects(
      runChecks(
        check(() => Promise.reject(new TypeError('no such thing'))),
        {},
        net,
      ),
      /check a-check: no such thing/,
    )
  })
  test('all are asked at once', async () => {
    let open = 0
    let most = 0
    const base = netOf(inOrder)
    const resolve: Net['dns']['resolve'] = async (name, type) => {
      most = Math.max(most, ++open)
      await Promise.resolve()
      open--
      return await base.dns.resolve(name, type)
    }
    const slow: Net = { ...base, dns: { ...base.dns, resolve } }
    await runChecks(mailSections, await gathered(newsletter), slow)
    assert.ok(most > 5, String(most))
    assert.equal((await ask('spf-result', await gathered(newsletter))).code, 'pass')
  })
})
