import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealMessage } from 'mailauth/lib/arc/index.js'
import { changed, deadDns, esp, from, judgeRows, type Row, signed } from '../helpers/mail-rows.ts'
import { ask, compose, gathered, keyRecord, otherRecord, sign, signingKey, zoneWith } from '../helpers/mails.ts'
import { refused, servfail, silent } from '../helpers/zone.ts'

const tables: Record<string, Record<string, Row>> = {
  'dkim-signature': {
    'an aligned signature holds': { verdict: 'pass', code: 'aligned', mail: signed() },
    'only another domain signed': {
      verdict: 'info',
      code: 'third-party',
      mail: signed({}, { domain: 'esp.net' }),
      world: zoneWith(esp),
    },
    'there is none': { verdict: 'fail', code: 'missing', cause: 'dkim-missing' },
    'the body changed': {
      verdict: 'fail',
      code: 'invalid',
      cause: 'dkim-invalid',
      mail: changed(signed(), (mail) => `${mail}more\r\n`),
    },
    'the key is gone': {
      verdict: 'fail',
      code: 'invalid',
      cause: 'dkim-key',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': undefined }),
    },
    'the key was revoked': {
      verdict: 'fail',
      code: 'invalid',
      cause: 'dkim-key',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': 'v=DKIM1; p=' }),
    },
    'the key is silent': {
      verdict: 'unknown',
      code: 'temperror',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': silent }),
    },
    'the key is refused': {
      verdict: 'unknown',
      code: 'temperror',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': refused }),
    },
  },
  'dkim-alignment': {
    'the From domain itself': { verdict: 'pass', code: 'strict', mail: signed() },
    'the same organization': { verdict: 'pass', code: 'relaxed', mail: signed({ From: 'a@news.acme.com' }) },
    'a sub-domain under adkim=s, and SPF proves it': {
      verdict: 'warn',
      code: 'spf-only',
      cause: 'unaligned',
      mail: signed({}, { domain: 'm.acme.com' }),
      world: zoneWith({ 's1._domainkey.m.acme.com TXT': keyRecord, '_dmarc.acme.com TXT': 'v=DMARC1; p=none; adkim=s' }),
    },
    'another domain, and SPF proves it': {
      verdict: 'warn',
      code: 'spf-only',
      mail: signed({}, { domain: 'esp.net' }),
      world: zoneWith(esp),
    },
    'another domain, and nothing else': {
      verdict: 'fail',
      code: 'unaligned',
      mail: signed({}, { domain: 'esp.net' }),
      world: zoneWith(esp),
      changes: from('x@esp.net'),
    },
    'no signature holds': { verdict: 'info', code: 'not-passed' },
    'the walk is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: signed({ From: 'a@news.acme.com' }),
      world: zoneWith({ '_dmarc.acme.com TXT': silent }),
    },
    'SPF, which might prove it, is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: signed({}, { domain: 'esp.net' }),
      world: zoneWith({ ...esp, 'acme.com TXT': servfail }),
    },
  },
  'dkim-body-hash': {
    'the body is unchanged': { verdict: 'pass', code: 'match', mail: signed() },
    'the body is unchanged, and DNS silent': { verdict: 'pass', code: 'match', mail: signed(), world: deadDns },
    'a word changed': {
      verdict: 'fail',
      code: 'mismatch',
      cause: 'dkim-invalid',
      mail: changed(signed(), (mail) => mail.replace('spring sale.', 'winter sale.')),
    },
    'spaces at line ends came in': {
      verdict: 'fail',
      code: 'mismatch-newline',
      mail: changed(signed({}, { canonicalization: 'simple/simple' }), (mail) => mail.replace('see.\r\n', 'see. \r\n')),
    },
    'carriage returns were doubled': {
      verdict: 'fail',
      code: 'mismatch-newline',
      mail: changed(signed({}, { canonicalization: 'relaxed/simple' }), (mail) =>
        mail.replace('sale.\r\nCome', 'sale.\r\r\nCome'),
      ),
    },
    'a footer came in': {
      verdict: 'fail',
      code: 'mismatch-footer',
      mail: changed(signed(), (mail) => `${mail}\r\n-- \r\nScanned by acme\r\n`),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-header-signature': {
    'it holds': { verdict: 'pass', code: 'valid', mail: signed() },
    'it holds although the body changed': {
      verdict: 'pass',
      code: 'valid',
      mail: changed(signed(), (mail) => `${mail}more\r\n`),
    },
    'it holds with Ed25519': {
      verdict: 'pass',
      code: 'valid',
      mail: changed(signed({}, { selector: 'e1', algorithm: 'ed25519-sha256' }), (mail) => `${mail}more\r\n`),
    },
    'another key is published': {
      verdict: 'fail',
      code: 'wrong-key',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': otherRecord }),
    },
    'a list tagged the Subject': {
      verdict: 'fail',
      code: 'header-changed',
      mail: changed(signed(), (mail) => mail.replace('Subject: Spring', 'Subject: [news] Spring')),
    },
    'a list tagged the Subject, simple': {
      verdict: 'fail',
      code: 'header-changed',
      mail: changed(signed({}, { canonicalization: 'simple/simple' }), (mail) =>
        mail.replace('Subject: Spring', 'Subject: [news] Spring'),
      ),
    },
    'the From was rewritten': {
      verdict: 'fail',
      code: 'wrong-key',
      mail: changed(signed(), (mail) => mail.replace('Acme News', 'Acme Shop')),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
    'there is no key': {
      verdict: 'info',
      code: 'no-key',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': undefined }),
    },
    'the key is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: signed(),
      world: zoneWith({ 's1._domainkey.acme.com TXT': servfail }),
    },
  },
  'dkim-signature-expired': {
    'it has no end': { verdict: 'pass', code: 'current', mail: signed() },
    'it ends in a month': { verdict: 'pass', code: 'current', mail: signed({}, { expires: '2026-12-21T10:00:00Z' }) },
    'it ends in an hour': { verdict: 'info', code: 'short', mail: signed({}, { expires: '2026-11-21T11:00:00Z' }) },
    'it had ended when the mail came': {
      verdict: 'fail',
      code: 'expired',
      mail: signed({}, { at: '2026-11-01T00:00:00Z', expires: '2026-11-20T00:00:00Z' }),
    },
    'it is dated ahead': { verdict: 'warn', code: 'future', mail: signed({}, { at: '2026-11-21T10:30:00Z' }) },
    'it ends before it begins': {
      verdict: 'fail',
      code: 'inverted',
      mail: changed(signed({}, { expires: '2026-12-21T10:00:00Z' }), (mail) => mail.replace(/ x=\d+/, ' x=5')),
    },
    'there is none': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-body-length': {
    'no l=': { verdict: 'pass', code: 'absent', mail: signed() },
    'l= covers all': { verdict: 'warn', code: 'covers-all', mail: signed({}, { maxBodyLength: 48 }, `${'x'.repeat(46)}\r\n`) },
    'l=0': { verdict: 'fail', code: 'zero', mail: signed({}, { maxBodyLength: 0 }) },
    'text below l=': { verdict: 'fail', code: 'partial', mail: signed({}, { maxBodyLength: 10 }) },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-signature-algorithm': {
    'rsa-sha256': { verdict: 'pass', code: 'rsa-sha256', mail: signed() },
    'Ed25519 beside RSA': {
      verdict: 'pass',
      code: 'rsa-sha256',
      mail: signed().then((mail) => sign(mail, { selector: 'e1', algorithm: 'ed25519-sha256' })),
    },
    'Ed25519 alone': { verdict: 'warn', code: 'ed25519-only', mail: signed({}, { selector: 'e1', algorithm: 'ed25519-sha256' }) },
    'rsa-sha1 (RFC 8301 §3.1)': { verdict: 'fail', code: 'sha1', mail: signed({}, { algorithm: 'rsa-sha1' }) },
    'an invented one': {
      verdict: 'fail',
      code: 'unknown-algorithm',
      mail: changed(signed(), (mail) => mail.replace('a=rsa-sha256', 'a=rsa-sha999')),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-canonicalization': {
    'relaxed header': { verdict: 'pass', code: 'relaxed', mail: signed({}, { canonicalization: 'relaxed/simple' }) },
    'simple header': { verdict: 'info', code: 'simple-header', mail: signed({}, { canonicalization: 'simple/relaxed' }) },
    'no c= means simple (RFC 6376 §3.5)': {
      verdict: 'info',
      code: 'simple-header',
      mail: changed(signed(), (mail) => mail.replace(' c=relaxed/relaxed;', '')),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-headers-unsigned': {
    'all that matters': { verdict: 'pass', code: 'complete', mail: signed() },
    'only Content-Type open': {
      verdict: 'info',
      code: 'mime-unsigned',
      mail: signed({}, { fields: 'From:To:Subject:Date:Message-ID:MIME-Version' }),
    },
    'the Subject open': { verdict: 'warn', code: 'some-unsigned', mail: signed({}, { fields: 'From:To:Date' }) },
    'the unsubscribe fields open': {
      verdict: 'warn',
      code: 'unsubscribe-unsigned',
      mail: signed(
        { 'List-Unsubscribe': '<https://acme.com/u>' },
        { fields: 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type' },
      ),
    },
    'the unsubscribe fields open, which a mailing list added': {
      verdict: 'pass',
      code: 'complete',
      mail: signed(
        { 'List-Unsubscribe': '<https://lists.example/u>', 'List-Post': '<mailto:all@lists.example>' },
        { fields: 'From:To:Subject:Date:Message-ID:MIME-Version:Content-Type' },
      ),
    },
    'From open': {
      verdict: 'fail',
      code: 'from-missing',
      mail: changed(signed(), (mail) => mail.replace(/(h=[^;]*?)From/, '$1X-Nobody')),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-oversigned': {
    'From once more': {
      verdict: 'pass',
      code: 'yes',
      mail: changed(signed(), (mail) => mail.replace(/(h=[^;]*?)From/, '$1From:From')),
    },
    'From once': { verdict: 'info', code: 'no', mail: signed() },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-identity': {
    'no i=': { verdict: 'pass', code: 'within', mail: signed() },
    'the domain itself': { verdict: 'pass', code: 'within', mail: signed({}, { identity: 'news@acme.com' }) },
    'a sub-domain': { verdict: 'pass', code: 'within', mail: signed({}, { identity: '@b.acme.com' }) },
    'a sub-domain, and the key says t=s': {
      verdict: 'fail',
      code: 'outside',
      mail: signed({}, { identity: '@b.acme.com' }),
      world: zoneWith({ 's1._domainkey.acme.com TXT': `${keyRecord}; t=s` }),
    },
    'another domain': {
      verdict: 'fail',
      code: 'outside',
      mail: changed(signed({}, { identity: '@acme.com' }), (mail) => mail.replace('i=@acme.com', 'i=@evil.org')),
    },
    'a sub-domain, and the key is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: signed({}, { identity: '@b.acme.com' }),
      world: zoneWith({ 's1._domainkey.acme.com TXT': silent }),
    },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
  'dkim-signature-count': {
    one: { verdict: 'pass', code: 'normal', mail: signed() },
    four: { verdict: 'info', code: 'several', mail: signed().then(async (mail) => `${(await times(3)).join('')}${mail}`) },
    six: { verdict: 'warn', code: 'many', mail: signed().then(async (mail) => `${(await times(5)).join('')}${mail}`) },
    none: { verdict: 'info', code: 'no-signature' },
  },
  'dkim-replay-risk': {
    'To is signed and it ends soon': { verdict: 'pass', code: 'low', mail: signed({}, { expires: '2026-11-29T10:00:00Z' }) },
    'it does not end': { verdict: 'info', code: 'higher', mail: signed() },
    'there is no signature': { verdict: 'info', code: 'no-signature' },
  },
}

async function times(count: number): Promise<string[]> {
  return await Promise.all(Array.from({ length: count }, async () => (await signed()).split('From: ')[0] ?? ''))
}
/** The mail with a forwarder's note on top; the forwarder saw it pass. */
async function sealed(mail: string, by = 'google.com'): Promise<string> {
  const authResults = 'mx.example; dmarc=pass header.from=acme.com'
  const seal = { signingDomain: by, selector: 's1', privateKey: signingKey, i: 1, cv: 'none', authResults }
  return (await sealMessage(Buffer.from(mail, 'latin1'), seal)).toString('latin1') + mail
}

const forwarders = { 's1._domainkey.google.com TXT': keyRecord, 's1._domainkey.fwd.example TXT': keyRecord }
const unproven = zoneWith({ ...forwarders, 'acme.com TXT': 'v=spf1 -all' })

const notes: Record<string, Record<string, Row>> = {
  'arc-chain': {
    'no set': { verdict: 'info', code: 'absent' },
    'one whole set': { verdict: 'pass', code: 'pass', mail: sealed(compose()), world: unproven },
    'the body changed after the note': {
      verdict: 'warn',
      code: 'fail',
      mail: changed(sealed(compose()), (mail) => `${mail}more\r\n`),
      world: unproven,
    },
    'a seal without its set': {
      verdict: 'warn',
      code: 'structure',
      mail: `ARC-Seal: i=1; a=rsa-sha256; cv=none; d=google.com; s=s1; b=AAAA\r\n${compose()}`,
    },
    'the key is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: sealed(compose()),
      world: { ...unproven, 's1._domainkey.google.com TXT': silent },
    },
  },
  'arc-rescue': {
    'the mail is proven without': { verdict: 'pass', code: 'not-needed', mail: signed() },
    'a known forwarder saw it pass': { verdict: 'info', code: 'explains', mail: sealed(compose()), world: unproven },
    'an unknown forwarder says so': { verdict: 'info', code: 'no-help', mail: sealed(compose(), 'fwd.example'), world: unproven },
    'no note': { verdict: 'info', code: 'no-help', world: unproven },
    'the note’s key is silent': {
      verdict: 'unknown',
      code: 'lookup-failed',
      mail: sealed(compose()),
      world: { ...unproven, 's1._domainkey.google.com TXT': servfail },
    },
    'DMARC is silent': { verdict: 'unknown', code: 'lookup-failed', world: deadDns },
  },
}

judgeRows(tables)
judgeRows(notes)

test('a signature is compared with the time of reception, not with now', async () => {
  const mail = await signed({}, { at: '2026-11-01T00:00:00Z', expires: '2026-11-21T12:00:00Z' })
  assert.equal((await ask('dkim-signature', await gathered(mail))).code, 'aligned')
  assert.equal((await ask('dkim-signature', await gathered(mail, { receivedAt: '2026-11-22T00:00:00.000Z' }))).code, 'invalid')
})

test('the fields to sign are a step to copy, not part of the sentence', async () => {
  const finding = await ask('dkim-headers-unsigned', await gathered(await signed({}, { fields: 'From:To:Date' })))
  assert.ok('fix' in finding)
  assert.doesNotMatch(finding.fix.say.text, /From:/)
  assert.match(String(finding.fix.steps?.[0]?.values[0]), /^From:From:/)
})
