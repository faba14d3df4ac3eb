import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import {
  ask,
  compose,
  ed25519Record,
  gathered,
  inOrder,
  keyRecord,
  otherRecord,
  receivedAt,
  received,
  sender,
  sign,
  type Signing,
  zoneWith,
} from '../helpers/mails.ts'
import { refused, servfail, silent, type Zone } from '../helpers/zone.ts'

interface Row {
  verdict: string
  code: string
  mail?: string | Promise<string>
  world?: Zone
  changes?: Partial<Received>
  /** Expected cause, where findings share one. */
  cause?: string
}

const signed = (changes?: Record<string, string | undefined>, signing?: Signing, body?: string) =>
  sign(compose(changes, body), signing)
const session = (changes: object) => ({ session: { ...received('').session, ...changes } as Received['session'] })
const from = (mailFrom: string | null) => ({ envelope: { mailFrom, rcptTo: 'you@seed.example' } })
const uploaded = { session: null, envelope: { mailFrom: null, rcptTo: null } }
const esp = {
  'esp.net TXT': `v=spf1 ip4:${sender} -all`,
  'esp.net MX': '10 mail.esp.net',
  's1._domainkey.esp.net TXT': keyRecord,
}
const deadDns = zoneWith({
  'acme.com ANY': silent,
  's1._domainkey.acme.com ANY': servfail,
  '_dmarc.acme.com ANY': refused,
  'acme.com TXT': undefined,
  's1._domainkey.acme.com TXT': undefined,
  '_dmarc.acme.com TXT': undefined,
  'acme.com MX': undefined,
  'acme.com A': undefined,
})

/** A mail whose signature is as it was, after something on the way. */
const changed = async (mail: Promise<string>, change: (mail: string) => string) => change(await mail)

const spfSays = (text: string | undefined) => zoneWith({ 'acme.com TXT': text })

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

async function times(count: number): Promise<string[]> {
  return await Promise.all(Array.from({ length: count }, async () => (await signed()).split('From: ')[0] ?? ''))
}

for (const [id, rows] of Object.entries(tables)) {
  describe(id, () => {
    for (const [title, { verdict, code, mail = compose(), world = inOrder, changes, cause }] of Object.entries(rows)) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(id, await gathered(await mail, changes), withDead(world))
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
        if (cause) assert.equal(finding.cause, cause)
      })
    }
  })
}

function withDead(world: Zone): Zone {
  return { 'dead.example ANY': silent, ...world }
}

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

test('a signature is compared with the time of reception, not with now', async () => {
  const mail = await signed({}, { at: '2026-11-01T00:00:00Z', expires: '2026-11-21T12:00:00Z' })
  assert.equal((await ask('dkim-signature', await gathered(mail))).code, 'aligned')
  assert.equal((await ask('dkim-signature', await gathered(mail, { receivedAt: '2026-11-22T00:00:00.000Z' }))).code, 'invalid')
  assert.ok(receivedAt < '2026-11-21T12:00:00Z' && ed25519Record.length > 0)
})
