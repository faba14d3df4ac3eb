import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changed, deadDns, esp, from, judgeRows, type Row, session, signed, spfSays, uploaded } from '../helpers/mail-rows.ts'
import { ask, compose, gathered, inOrder, sender, zoneWith } from '../helpers/mails.ts'
import { recordsOf } from '../helpers/outcome.ts'
import { servfail, silent } from '../helpers/zone.ts'

const tables: Record<string, Record<string, Row>> = {
  'spf-result': {
    'the address is permitted': { verdict: 'pass', code: 'pass' },
    'a bounce is checked by HELO (RFC 7208 §2.4)': { verdict: 'pass', code: 'pass', changes: from('') },
    'there is no record': { verdict: 'warn', code: 'none', world: spfSays(undefined), cause: 'no-spf' },
    'the record is neutral': { verdict: 'warn', code: 'neutral', world: spfSays('v=spf1 ?all') },
    'the record says softfail': { verdict: 'warn', code: 'softfail', world: spfSays('v=spf1 mx:nowhere.example ~all') },
    'the record says fail': { verdict: 'fail', code: 'fail', world: spfSays('v=spf1 -all') },
    'the record cannot be evaluated': { verdict: 'fail', code: 'permerror', world: spfSays('v=spf1 foo:bar -all') },
    'the servers are silent': { verdict: 'unknown', code: 'temperror', world: deadDns },
    'an include is silent': { verdict: 'unknown', code: 'temperror', world: spfSays('v=spf1 include:dead.example -all') },
    'nobody saw the session': { verdict: 'unknown', code: 'temperror', changes: uploaded },
    'a forwarder sent it, and the signature survived': {
      verdict: 'fail',
      code: 'fail',
      cause: 'forwarding',
      mail: changed(
        signed(),
        (mail) =>
          `Received: from mail.acme.com (mail.acme.com [${sender}]) by fwd.example; Sat, 21 Nov 2026 09:59:40 +0000\r\n${mail}`,
      ),
      world: zoneWith({ 'acme.com TXT': `v=spf1 ip4:${sender} -all` }),
      changes: session({ peerAddress: '93.184.215.99' }),
    },
  },
  'spf-alignment': {
    'the same domain': { verdict: 'pass', code: 'strict' },
    'one organization': {
      verdict: 'pass',
      code: 'relaxed',
      world: zoneWith({ 'b.acme.com TXT': `v=spf1 ip4:${sender} -all` }),
      changes: from('x@b.acme.com'),
    },
    'a service, and an aligned signature': {
      verdict: 'info',
      code: 'esp-domain',
      mail: signed(),
      world: zoneWith(esp),
      changes: from('x@esp.net'),
    },
    'a service, and nothing aligned': {
      verdict: 'fail',
      code: 'unaligned',
      world: zoneWith(esp),
      changes: from('x@esp.net'),
      cause: 'unaligned',
    },
    'a sub-domain under aspf=s': {
      verdict: 'fail',
      code: 'unaligned',
      world: zoneWith({ 'b.acme.com TXT': `v=spf1 ip4:${sender} -all`, '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; aspf=s' }),
      changes: from('x@b.acme.com'),
    },
    'SPF fails': { verdict: 'info', code: 'not-passed', world: spfSays('v=spf1 -all') },
    'SPF is silent': { verdict: 'unknown', code: 'lookup-failed', world: deadDns },
    'the walk of the bounce domain is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      world: zoneWith({ 'b.acme.com TXT': `v=spf1 ip4:${sender} -all`, '_dmarc.b.acme.com TXT': silent }),
      changes: from('x@b.acme.com'),
    },
    'a signature that might align is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: signed(),
      world: zoneWith({ ...esp, 's1._domainkey.acme.com TXT': silent }),
      changes: from('x@esp.net'),
    },
    'nobody saw the session': { verdict: 'unknown', code: 'lookup-failed', changes: uploaded },
  },
  'return-path': {
    'the domain receives': { verdict: 'pass', code: 'valid' },
    '<> on an automatic mail': {
      verdict: 'info',
      code: 'null',
      mail: compose({ 'Auto-Submitted': 'auto-replied' }),
      changes: from(''),
    },
    '<> on a delivery report': {
      verdict: 'info',
      code: 'null',
      mail: compose({ 'Content-Type': 'message/delivery-status' }),
      changes: from(''),
    },
    '<> on ordinary mail': { verdict: 'warn', code: 'null-normal', changes: from('') },
    'the domain does not exist': { verdict: 'fail', code: 'undeliverable', changes: from('x@gone.example') },
    'the domain takes no mail (RFC 7505)': {
      verdict: 'fail',
      code: 'undeliverable',
      world: zoneWith({ 'null.example MX': '0 .' }),
      changes: from('x@null.example'),
    },
    'a server name nobody knows': { verdict: 'fail', code: 'local-domain', changes: from('www-data@web1') },
    'a .local name': { verdict: 'fail', code: 'local-domain', changes: from('root@web1.local') },
    'no domain at all': { verdict: 'fail', code: 'local-domain', changes: from('root') },
    'a Return-Path line of its own': { verdict: 'warn', code: 'forged-header', mail: compose({ 'Return-Path': '<x@acme.com>' }) },
    silence: { verdict: 'unknown', code: 'lookup-failed', world: deadDns },
    'nobody saw the session': { verdict: 'unknown', code: 'lookup-failed', changes: uploaded },
  },
  'dmarc-result': {
    'both prove it': { verdict: 'pass', code: 'pass-both', mail: signed() },
    'the signature proves it': { verdict: 'pass', code: 'pass-dkim', mail: signed(), world: spfSays('v=spf1 -all') },
    'the signature proves it, and SPF is silent': {
      verdict: 'pass',
      code: 'pass-dkim',
      mail: signed(),
      world: spfSays('v=spf1 include:dead.example -all'),
    },
    'the signature proves it, and nobody saw the session': {
      verdict: 'pass',
      code: 'pass-dkim',
      mail: signed(),
      changes: uploaded,
    },
    'SPF proves it': { verdict: 'warn', code: 'pass-spf', cause: 'dkim-missing' },
    'SPF proves it, and the key is gone': {
      verdict: 'warn',
      code: 'pass-spf',
      cause: 'dkim-key',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': undefined }),
    },
    'SPF proves it, and the key is silent': {
      verdict: 'unknown',
      code: 'temperror',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': silent }),
    },
    'neither, p=none': {
      verdict: 'fail',
      code: 'fail-none',
      world: zoneWith({ '_dmarc.acme.com TXT': 'v=DMARC1; p=none', 'acme.com TXT': 'v=spf1 -all' }),
    },
    'neither, p=quarantine': {
      verdict: 'fail',
      code: 'fail-quarantine',
      world: zoneWith({ '_dmarc.acme.com TXT': 'v=DMARC1; p=quarantine', 'acme.com TXT': 'v=spf1 -all' }),
    },
    'neither, p=reject': { verdict: 'fail', code: 'fail-reject', world: spfSays('v=spf1 -all'), cause: 'unaligned' },
    'neither, and sp applies': {
      verdict: 'fail',
      code: 'fail-quarantine',
      mail: compose({ From: 'a@news.acme.com' }),
      world: zoneWith({ 'acme.com TXT': 'v=spf1 -all', '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; sp=quarantine' }),
    },
    'no record, but proven': {
      verdict: 'warn',
      code: 'no-policy',
      mail: signed(),
      world: zoneWith({ '_dmarc.acme.com TXT': undefined }),
      cause: 'no-dmarc',
    },
    'no record, and not proven': {
      verdict: 'fail',
      code: 'no-policy-unaligned',
      world: zoneWith({ '_dmarc.acme.com TXT': undefined, 'acme.com TXT': 'v=spf1 -all' }),
    },
    'no From': { verdict: 'fail', code: 'from-unusable', mail: compose({ From: undefined }) },
    'several From domains': { verdict: 'fail', code: 'from-unusable', mail: compose({ From: 'a@acme.com, b@other.example' }) },
    'the record is silent': {
      verdict: 'unknown',
      code: 'temperror',
      mail: signed(),
      world: zoneWith({ '_dmarc.acme.com TXT': servfail }),
    },
    'all are silent': { verdict: 'unknown', code: 'temperror', mail: signed(), world: deadDns },
    'unsigned, and SPF is silent': { verdict: 'unknown', code: 'temperror', world: zoneWith({ 'acme.com TXT': silent }) },
    'unsigned, and nobody saw the session': { verdict: 'unknown', code: 'temperror', changes: uploaded },
  },
  'dmarc-subdomain-applied': {
    'its own record': { verdict: 'pass', code: 'own' },
    'the organization’s': { verdict: 'info', code: 'inherited', mail: compose({ From: 'a@mail.acme.com' }) },
    'np, as the name does not exist': {
      verdict: 'warn',
      code: 'np-applied',
      mail: compose({ From: 'a@nowhere.acme.com' }),
      world: zoneWith({ '_dmarc.acme.com TXT': 'v=DMARC1; p=none; np=reject' }),
    },
    'no record': { verdict: 'info', code: 'none', world: zoneWith({ '_dmarc.acme.com TXT': undefined }) },
    'no From domain': { verdict: 'info', code: 'none', mail: compose({ From: 'nobody' }) },
    silence: { verdict: 'unknown', code: 'lookup-failed', world: zoneWith({ '_dmarc.acme.com TXT': silent }) },
  },
  'from-domain': {
    'one domain that receives': { verdict: 'pass', code: 'single' },
    'two domains': { verdict: 'fail', code: 'several', mail: compose({ From: 'a@acme.com, b@other.example' }) },
    'two fields': { verdict: 'fail', code: 'several', mail: `From: x@acme.com\r\n${compose()}` },
    'no address': { verdict: 'fail', code: 'unparsable', mail: compose({ From: 'Acme News' }) },
    'a domain that does not exist': { verdict: 'fail', code: 'nonexistent', mail: compose({ From: 'a@gone.example' }) },
    'a null MX': { verdict: 'fail', code: 'no-mail', world: zoneWith({ 'acme.com MX': '0 .' }) },
    'neither MX nor address': {
      verdict: 'fail',
      code: 'no-mail',
      world: zoneWith({ 'acme.com MX': undefined, 'acme.com A': undefined }),
    },
    'a freemail address from elsewhere': {
      verdict: 'warn',
      code: 'freemail',
      mail: compose({ From: 'a@gmail.com' }),
      world: zoneWith({ 'gmail.com MX': '5 mx.google.com', '_dmarc.gmail.com TXT': 'v=DMARC1; p=none' }),
    },
    silence: { verdict: 'unknown', code: 'lookup-failed', world: deadDns },
  },
  'envelope-alignment': {
    'one organization': { verdict: 'pass', code: 'one-organization', changes: from('x@b.acme.com') },
    'bounces elsewhere': { verdict: 'info', code: 'bounce-elsewhere', changes: from('x@esp.net') },
    'another Sender': { verdict: 'info', code: 'sender-differs', mail: compose({ Sender: 'x@esp.net' }) },
    'answers elsewhere': { verdict: 'warn', code: 'reply-elsewhere', mail: compose({ 'Reply-To': 'acme@gmail.com' }) },
  },
  'auth-results-forged': {
    none: { verdict: 'pass', code: 'none' },
    'of another server': {
      verdict: 'pass',
      code: 'none',
      mail: compose({ 'Authentication-Results': 'mx.other.example; spf=pass' }),
    },
    'in our name': {
      verdict: 'warn',
      code: 'forged',
      mail: compose({ 'Authentication-Results': 'MX.seed.example 1; spf=pass' }),
    },
  },
}

judgeRows(tables)

test('the record of spf-result permits the address before all, and nothing else changes', async () => {
  const finding = await ask(
    'spf-result',
    await gathered(compose()),
    zoneWith({ 'acme.com TXT': 'v=spf1 mx -all' }, { ...inOrder, 'mail.acme.com A': '93.184.215.21' }),
  )
  assert.ok('fix' in finding)
  const [own] = finding.fix.asks?.[0]?.answers.filter(({ records }) => records) ?? []
  assert.deepEqual(own?.records, [
    { action: 'replace', name: 'acme.com', type: 'TXT', was: 'v=spf1 mx -all', value: `v=spf1 mx ip4:${sender} -all`, ttl: 300 },
  ])
})

describe('a machine known only in its own network', () => {
  const cron = compose({ From: 'root@web1.localdomain' })
  const fromCron = { ...session({ peerAddress: '10.0.0.5', helo: 'web1' }), ...from('root@web1.localdomain') }
  for (const id of ['spf-record', 'spf-result', 'dmarc-record']) {
    test(`gets no record to publish from ${id}`, async () => {
      const finding = await ask(id, await gathered(cron, fromCron), {})
      assert.deepEqual(recordsOf(finding), [])
      assert.ok(!('fix' in finding) || (finding.fix.who === 'mail-server' && !finding.fix.asks), JSON.stringify(finding))
    })
  }
  test('is put on no list by spf-record', async () => {
    const zone = zoneWith({ 'acme.com TXT': undefined, 'acme.com MX': undefined })
    const finding = await ask('spf-record', await gathered(compose(), session({ peerAddress: '127.0.0.1' })), zone)
    assert.deepEqual(
      recordsOf(finding).map(({ value }) => value),
      ['v=spf1 -all'],
    )
  })
})
