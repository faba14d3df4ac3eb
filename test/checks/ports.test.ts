/** What the checks of ports say of a mail host: a row for each code. The addresses are outside, so that our own way out is asked about. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import type { TlsSeen } from '#checks/net.ts'
import { portChecks } from '#checks/ports-index.ts'
import { clientAutoconfig } from '#checks/ports/client-autoconfig.ts'
import { egress25 } from '#checks/ports/egress-25.ts'
import { mailCertPorts } from '#checks/ports/mail-cert-ports.ts'
import { mailTlsPorts } from '#checks/ports/mail-tls-ports.ts'
import { port110 } from '#checks/ports/port-110.ts'
import { port143 } from '#checks/ports/port-143.ts'
import { port25 } from '#checks/ports/port-25.ts'
import { port465 } from '#checks/ports/port-465.ts'
import { port587 } from '#checks/ports/port-587.ts'
import { port993 } from '#checks/ports/port-993.ts'
import { port995 } from '#checks/ports/port-995.ts'
import { smtpAuthPlain } from '#checks/ports/smtp-auth-plain.ts'
import { smtpBannerName } from '#checks/ports/smtp-banner-name.ts'
import { smtpBanner } from '#checks/ports/smtp-banner.ts'
import { smtpEhlo } from '#checks/ports/smtp-ehlo.ts'
import { smtpGreylisting } from '#checks/ports/smtp-greylisting.ts'
import { smtpNullSender } from '#checks/ports/smtp-null-sender.ts'
import { smtpOpenRelay } from '#checks/ports/smtp-open-relay.ts'
import { smtpRecipientProbe } from '#checks/ports/smtp-recipient-probe.ts'
import { smtpResponseTime } from '#checks/ports/smtp-response-time.ts'
import { smtpSmuggling } from '#checks/ports/smtp-smuggling.ts'
import { smtpVrfy } from '#checks/ports/smtp-vrfy.ts'
import { readCertificate } from '#checks/facts/certificate.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { type CertificateWish, issue } from '../helpers/certificate.ts'
import { findingOf } from '../helpers/outcome.ts'
import type { FakePort, FakePorts } from '../helpers/ports.ts'
import { servfail, type World, type Zone } from '../helpers/zone.ts'

const address = '93.184.215.20'
const second = '2606:2800:21f:cb07::20'
const zone: Zone = { 'mx.example.com A': address }
const two: Zone = { ...zone, 'mx.example.com AAAA': second }
const subjectOf = (changes: Partial<ProbedHost>): ProbedHost => ({
  kind: 'host',
  host: 'mx.example.com',
  ofDomain: false,
  domain: 'example.com',
  ports: [25, 465, 587, 143, 993, 110, 995],
  consents: true,
  ...changes,
})
const at = (port: number, is: FakePorts[string], more: World = {}): World => ({
  ports: { [`mx.example.com:${port}`]: is },
  ...more,
})
const smtp = (is: FakePorts[string] = {}): World => at(25, is)
const says = (words: Record<string, string>): World => smtp({ says: words })
const noTls = { state: 'absent' } as const
const tlsFails: FakePort = { tls: { state: 'failed', reason: 'wrong version number' }, banner: undefined, greeting: undefined }
const silent: FakePort = {
  banner: undefined,
  greeting: undefined,
  greetingMs: undefined,
  waitedMs: 60_000,
  tls: { state: 'none' },
}
const hushedFor5: FakePort = { ...silent, waitedMs: 300_000 }
const foreign: FakePort = {
  banner: ['SSH-2.0-OpenSSH'],
  greeting: 'foreign',
  tls: { state: 'none' },
  hello: undefined,
  clear: undefined,
  inside: undefined,
}
const greets = (banner: string): World => smtp({ banner: [banner] })
/** It greeted, and then was heard no more. */
const fellSilent: FakePort = { hello: undefined, clear: undefined, inside: undefined, tls: { state: 'none' } }
const refusesName: FakePort = { ...fellSilent, hello: 'refused' }
/** It does not say what it can, and speaks TLS when asked. */
const unlisted: FakePort = { clear: undefined }
const deferring: FakePort = { banner: ['421 4.7.0 later'], greeting: 'deferring', tls: { state: 'none' } }

type Row = [title: string, world: World, verdict: string, code: string, changes?: Partial<ProbedHost>, zone?: Zone]

/** Codes that have a row, by check. */
const shown = new Map<string, Set<string>>()

function table(check: Check<ProbedHost>, rows: Row[]): void {
  shown.set(check.id, new Set([...(shown.get(check.id) ?? []), ...rows.map(([, , , code]) => code)]))
  describe(check.id, () => {
    for (const [title, world, verdict, code, changes = {}, inZone = zone] of rows) {
      test(`${code}: ${title}`, async () => {
        const finding = await findingOf(check, subjectOf(changes), inZone, world)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
        if (finding.verdict !== 'unknown') assert.ok(finding.evidence.length > 0, 'evidence')
      })
    }
  })
}

const inside: Zone = { 'mx.example.com A': '10.0.0.1' }

table(egress25, [
  ['control hosts answer', smtp(), 'pass', 'open'],
  ['control hosts do not', { egress: { 25: 'blocked' } }, 'info', 'blocked'],
  ['somebody else answers for them', { egress: { 25: 'hijacked' } }, 'info', 'hijacked'],
  ['nobody can tell', { egress: { 25: 'not-judged' } }, 'unknown', 'prober-blocked'],
  ['an inner host shows it', smtp(), 'pass', 'open', {}, inside],
  ['an inner host that is silent does not', at(25, 'filtered'), 'unknown', 'prober-blocked', {}, inside],
])

test('a name in a certificate is shown as it is, not as X.509 writes it', () => {
  const commonName = 'Acme, \\ "self"; signed'
  assert.equal(readCertificate(issue({ commonName }).der)?.commonName, commonName)
})

describe('a way out that nobody could judge', () => {
  const rows: [title: string, world: World, inZone: Zone, why: string][] = [
    ['of an inner host blames no network', at(25, 'filtered'), inside, 'mx.example.com:25: private'],
    ['of a host outside blames none either', { egress: { 25: 'not-judged' } }, zone, 'any mail server of others: network'],
  ]
  for (const [title, world, inZone, why] of rows) {
    test(title, async () => assert.equal((await findingOf(egress25, subjectOf({}), inZone, world)).explanation.text, why))
  }
})

table(port25, [
  ['a server in order', smtp(), 'pass', 'open'],
  ['a server that defers answers', smtp(deferring), 'pass', 'open'],
  ['one address of two', { ports: { [`${address}:25`]: {} } }, 'warn', 'some-closed', {}, two],
  ['nobody listens', smtp('refused'), 'fail', 'refused'],
  ['connections are dropped', smtp('reset'), 'fail', 'refused'],
  ['nothing comes back', smtp('filtered'), 'fail', 'timeout'],
  ['nothing is said for five minutes', smtp(hushedFor5), 'fail', 'timeout'],
  ['something else listens', smtp(foreign), 'fail', 'not-smtp'],
  ['nothing comes back, but nothing can', at(25, 'filtered', { egress: { 25: 'blocked' } }), 'unknown', 'prober-blocked'],
  ['we may not even try', smtp('blocked'), 'unknown', 'prober-blocked'],
  ['a tarpit is not closed', smtp(silent), 'unknown', 'prober-blocked'],
  ['the name servers are silent', {}, 'unknown', 'prober-blocked', {}, { 'mx.example.com ANY': servfail }],
])

const named: Zone = { ...zone, '_submission._tcp.example.com SRV': '0 1 587 mx.example.com' }
table(port587, [
  ['a server in order', at(587, {}), 'pass', 'open'],
  ['no STARTTLS', at(587, { tls: noTls }), 'fail', 'no-starttls'],
  ['another service', at(587, foreign), 'fail', 'no-starttls'],
  ['a server that falls silent', at(587, fellSilent), 'unknown', 'prober-blocked'],
  ['a server that refuses our name', at(587, refusesName), 'unknown', 'prober-blocked'],
  ['STARTTLS that fails', at(587, { tls: { state: 'failed', reason: 'x' } }), 'fail', 'no-starttls'],
  ['closed', {}, 'info', 'closed'],
  ['closed and announced, while the other is open', at(465, {}), 'info', 'closed', {}, named],
  ['closed and announced, as the other', {}, 'warn', 'none-open', {}, named],
  ['no way out', at(587, 'blocked'), 'unknown', 'prober-blocked'],
])
table(port465, [
  ['a server in order', at(465, {}), 'pass', 'open'],
  ['SMTP without TLS', at(465, { ...tlsFails, banner: ['220 mx'], greeting: 'ok' }), 'fail', 'plaintext'],
  ['closed', at(465, 'filtered'), 'info', 'closed'],
  ['no handshake', at(465, tlsFails), 'fail', 'handshake-failed'],
  ['no way out', at(465, 'filtered', { egress: { 465: 'blocked' } }), 'unknown', 'prober-blocked'],
])
table(port143, [
  ['closed', {}, 'pass', 'closed'],
  ['encrypts first', at(143, {}), 'info', 'starttls'],
  ['LOGIN is open', at(143, { clear: ['IMAP4rev1', 'STARTTLS'] }), 'warn', 'login-plain'],
  ['AUTH=PLAIN is open', at(143, { clear: ['STARTTLS', 'LOGINDISABLED', 'AUTH=PLAIN'] }), 'warn', 'login-plain'],
  ['no STARTTLS', at(143, { tls: noTls }), 'fail', 'no-starttls'],
  ['another service', at(143, foreign), 'fail', 'no-starttls'],
  ['a server that falls silent', at(143, fellSilent), 'unknown', 'prober-blocked'],
  ['a server that does not say what it can', at(143, unlisted), 'unknown', 'prober-blocked'],
  ['no way out', at(143, 'network'), 'unknown', 'prober-blocked'],
])
table(port110, [
  ['closed', {}, 'pass', 'closed'],
  ['encrypts first', at(110, {}), 'info', 'stls'],
  ['USER is open', at(110, { clear: ['STLS', 'USER'] }), 'warn', 'login-plain'],
  ['SASL PLAIN is open', at(110, { clear: ['STLS', 'SASL PLAIN LOGIN'] }), 'warn', 'login-plain'],
  ['no STLS', at(110, { tls: noTls }), 'fail', 'no-stls'],
  ['another service', at(110, foreign), 'fail', 'no-stls'],
  ['a server that falls silent', at(110, fellSilent), 'unknown', 'prober-blocked'],
  ['a server that does not say what it can', at(110, unlisted), 'unknown', 'prober-blocked'],
  ['no way out', at(110, 'blocked'), 'unknown', 'prober-blocked'],
])
for (const [check, port] of [
  [port993, 993],
  [port995, 995],
] as const) {
  table(check, [
    ['a server in order', at(port, {}), 'pass', 'open'],
    ['closed', {}, 'info', 'closed'],
    ['no handshake', at(port, tlsFails), 'fail', 'broken'],
    ['something else inside TLS', at(port, { greeting: 'foreign' }), 'fail', 'broken'],
    ['no way out', at(port, 'blocked'), 'unknown', 'prober-blocked'],
  ])
}

table(smtpBanner, [
  ['a full name', greets('220 mx.example.com ESMTP'), 'pass', 'valid'],
  ['an address in brackets', greets('220 [192.0.2.1] ESMTP'), 'pass', 'valid'],
  ['a short name', greets('220 mail ESMTP'), 'warn', 'not-fqdn'],
  ['localhost', greets('220 localhost.localdomain ESMTP'), 'warn', 'not-fqdn'],
  ['no name', greets('220'), 'warn', 'not-fqdn'],
  ['painted over', greets('220 ************************'), 'info', 'masked'],
  ['no mail here', smtp({ banner: ['554 no mail here'], greeting: 'refusing' }), 'fail', 'refuses'],
  ['later', smtp(deferring), 'unknown', 'defers'],
  ['closed', {}, 'info', 'not-applicable'],
])
const ptr: Zone = { ...zone, '20.215.184.93.in-addr.arpa PTR': 'out.example.com' }
table(smtpBannerName, [
  ['the name asked about', smtp(), 'pass', 'match'],
  ['the name of the address', greets('220 out.example.com ESMTP'), 'pass', 'match', {}, ptr],
  [
    'another name of the same',
    greets('220 a.example.com ESMTP'),
    'info',
    'same-organization',
    {},
    { ...ptr, 'a.example.com A': address, '_dmarc.example.com TXT': 'v=DMARC1; p=none' },
  ],
  [
    'a name from elsewhere',
    greets('220 mx.example.net ESMTP'),
    'info',
    'differs',
    {},
    { ...ptr, 'mx.example.net A': '192.0.2.2' },
  ],
  ['a name of nobody', greets('220 mx.example.net ESMTP'), 'warn', 'no-forward', {}, ptr],
  ['closed', {}, 'info', 'not-applicable'],
  ['no way out', smtp('blocked'), 'unknown', 'prober-blocked'],
])
table(smtpResponseTime, [
  ['at once', smtp(), 'pass', 'fast'],
  ['after a while', smtp({ greetingMs: 20_000 }), 'info', 'greet-delay'],
  ['after long', smtp({ greetingMs: 40_000 }), 'warn', 'slow'],
  ['never', smtp(hushedFor5), 'fail', 'no-greeting'],
  ['not yet', smtp(silent), 'unknown', 'pending'],
  ['closed', {}, 'info', 'not-applicable'],
])
const clear = (...list: string[]): World => smtp({ clear: list, inside: [] })
table(smtpEhlo, [
  ['all of it', smtp(), 'pass', 'modern'],
  ['some of it', clear('SIZE', 'STARTTLS'), 'info', 'basic'],
  ['small mails only', clear('SIZE 1000000', '8BITMIME', 'PIPELINING', 'STARTTLS', 'ENHANCEDSTATUSCODES'), 'warn', 'small-size'],
  ['no limit', clear('SIZE 0', '8BITMIME', 'PIPELINING', 'STARTTLS', 'ENHANCEDSTATUSCODES'), 'pass', 'modern'],
  ['HELO only', smtp({ hello: 'basic', clear: [], tls: noTls }), 'warn', 'helo-only'],
  ['neither', smtp(refusesName), 'fail', 'broken'],
  ['no answer', smtp(fellSilent), 'unknown', 'prober-blocked'],
  ['closed', {}, 'info', 'not-applicable'],
  ['no way out', smtp('blocked'), 'unknown', 'prober-blocked'],
])
table(smtpAuthPlain, [
  ['inside TLS', at(587, { inside: ['AUTH PLAIN LOGIN'] }), 'pass', 'after-tls'],
  ['not at all', smtp(), 'pass', 'after-tls'],
  ['in the clear', at(587, { clear: ['STARTTLS', 'AUTH PLAIN LOGIN'] }), 'fail', 'before-tls'],
  ['in the clear, the old way', smtp({ clear: ['STARTTLS', 'AUTH=LOGIN'] }), 'fail', 'before-tls'],
  ['on port 25', smtp({ inside: ['AUTH PLAIN'] }), 'warn', 'on-port-25'],
  ['nobody heard', at(587, fellSilent), 'unknown', 'prober-blocked'],
  ['a weak way', at(465, { inside: ['AUTH PLAIN CRAM-MD5'] }), 'info', 'weak-mechanism'],
  ['closed', {}, 'info', 'not-applicable'],
  ['no way out', smtp('blocked'), 'unknown', 'prober-blocked'],
])

const relay = 'RCPT TO:<seedbed-probe@example.com>'
const relayToo = 'RCPT TO:<seedbed-probe@example.org>'
const percent = 'RCPT TO:<seedbed-probe%example.com@example.com>'
table(smtpOpenRelay, [
  ['every form is refused', smtp(), 'pass', 'closed'],
  ['two strangers', says({ [relay]: '250 ok', [relayToo]: '251 forward' }), 'fail', 'open'],
  ['one stranger', says({ [relay]: '250 ok' }), 'warn', 'maybe'],
  ['neither yes nor no', says({ [relay]: '252 who knows', [relayToo]: '252 who knows' }), 'warn', 'maybe'],
  ['an old form', says({ [percent]: '250 ok' }), 'warn', 'maybe'],
  ['an old form where anything is taken', says({ RCPT: '250 ok', [relay]: '550 no', [relayToo]: '550 no' }), 'pass', 'closed'],
  ['not one’s own', smtp(), 'info', 'not-tested', { consents: false }],
  ['closed', {}, 'info', 'not-applicable'],
  ['put off', says({ RCPT: '450 4.7.1 later' }), 'unknown', 'prober-blocked'],
  ['hung up', says({ RCPT: '', MAIL: '' }), 'unknown', 'prober-blocked'],
])
table(smtpVrfy, [
  ['neither yes nor no', smtp(), 'pass', 'closed'],
  ['the same for all', says({ VRFY: '250 ok', EXPN: '250 ok' }), 'pass', 'closed'],
  ['tells apart', says({ VRFY: '550 no such user', 'VRFY postmaster': '250 root' }), 'warn', 'vrfy-open'],
  [
    'says no to who is not there',
    says({ VRFY: '550 5.1.1 User unknown', 'VRFY postmaster': '252 2.0.0 postmaster' }),
    'warn',
    'vrfy-open',
  ],
  ['is not asked about its own', says({ VRFY: '550 relaying denied', 'VRFY postmaster': '252 postmaster' }), 'pass', 'closed'],
  ['lists', says({ 'EXPN postmaster': '250 root, joe' }), 'fail', 'expn-open'],
  ['not one’s own', smtp(), 'info', 'not-applicable', { consents: false }],
  ['hung up', says({ VRFY: '' }), 'unknown', 'prober-blocked'],
])
const me = { recipient: 'me@example.com' }
const mine = 'RCPT TO:<me@example.com>'
table(smtpRecipientProbe, [
  ['250', says({ [mine]: '250 2.1.5 ok' }), 'pass', 'accepted', me],
  ['250 without a word', says({ [mine]: '250 ok' }), 'pass', 'accepted', { ...me, consents: false }],
  ['550', says({ [mine]: '550 5.1.1 User unknown' }), 'fail', 'rejected', me],
  ['553', says({ [mine]: '553 sorry' }), 'fail', 'rejected', me],
  ['anybody', says({ RCPT: '250 2.1.5 ok' }), 'info', 'catch-all', me],
  ['greylisted by word', says({ [mine]: '451 Greylisted, come back' }), 'unknown', 'greylisted', me],
  ['greylisted by code', says({ [mine]: '450 4.7.1 try again' }), 'unknown', 'greylisted', me],
  ['450', says({ [mine]: '450 4.2.0 busy' }), 'unknown', 'deferred', me],
  ['452', says({ [mine]: '452 4.2.2 over quota' }), 'warn', 'full', me],
  ['552', says({ [mine]: '552 5.2.2 mailbox full' }), 'warn', 'full', me],
  [
    'a list',
    says({ [mine]: '550 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org' }),
    'unknown',
    'blocked',
    me,
  ],
  ['nobody was named', smtp(), 'info', 'not-applicable'],
  ['closed', {}, 'info', 'not-applicable', me],
])
const postmaster = 'RCPT TO:<postmaster>'
table(smtpNullSender, [
  ['taken', says({ [postmaster]: '250 ok' }), 'pass', 'accepted'],
  ['refused', says({ 'MAIL FROM:<>': '550 no sender', [postmaster]: '550 no sender' }), 'fail', 'rejected'],
  ['refused as everything is', says({ RCPT: '554 5.7.1 blocked using a list' }), 'unknown', 'lookup-failed'],
  ['refused as the mailbox is', says({ RCPT: '550 5.1.1 User unknown' }), 'unknown', 'lookup-failed', me],
  ['refused to the same mailbox', says({ [mine]: '250 ok', 'MAIL FROM:<>': '550 no' }), 'fail', 'rejected', me],
  ['put off', says({ [postmaster]: '451 later' }), 'unknown', 'deferred'],
  ['closed', {}, 'info', 'not-applicable'],
  ['not one’s own', smtp(), 'info', 'not-applicable', { consents: false }],
])
const grey = { [mine]: '451 4.7.1 Greylisted' }
const after = (minutes: number): World => smtp({ says: grey, later: { afterMs: minutes * 60_000, says: { [mine]: '250 ok' } } })
const patient = { ...me, patient: true } as const
table(smtpGreylisting, [
  ['taken at once', says({ [mine]: '250 ok' }), 'pass', 'none', me],
  ['taken after five minutes', after(5), 'info', 'short', patient],
  ['taken after half an hour', after(20), 'warn', 'long', patient],
  ['never taken', smtp({ says: grey }), 'unknown', 'endless', patient],
  ['nobody wants to wait', smtp({ says: grey }), 'unknown', 'lookup-failed', me],
  ['closed', {}, 'info', 'not-applicable'],
])
table(smtpSmuggling, [
  ['only the true end', smtp(), 'pass', 'strict', { ...me, smuggles: true }],
  ['a bare LF', smtp({ smuggled: true }), 'fail', 'lenient', { ...me, smuggles: true }],
  ['not asked for', smtp(), 'info', 'not-tested', me],
  ['it takes no mail', smtp({ smuggled: undefined }), 'unknown', 'prober-blocked', { ...me, smuggles: true }],
  ['closed', {}, 'info', 'not-applicable'],
])

const root = issue({ commonName: 'root', ca: true })
const shows = (wish: CertificateWish = {}, more: Partial<TlsSeen> = {}): World =>
  at(993, { tls: { chain: [issue({ names: ['mx.example.com'], issuer: root, ...wish }).der], ...more } })
table(mailCertPorts, [
  ['in order', shows(), 'pass', 'valid'],
  ['a week left', shows({ from: -80, until: 7 }), 'warn', 'expiring'],
  ['half of a short one left', shows({ from: -3, until: 3 }), 'pass', 'valid'],
  ['ended', shows({ from: -90, until: -1 }), 'fail', 'invalid'],
  ['not begun', shows({ from: 2 }), 'fail', 'invalid'],
  ['another name', shows({ names: ['other.example'] }), 'fail', 'invalid'],
  ['nobody knows the authority', shows({}, { trusted: false, distrust: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'fail', 'invalid'],
  ['none', at(993, {}), 'fail', 'invalid'],
  ['closed', {}, 'info', 'none-open'],
  ['no way out', at(993, 'blocked'), 'unknown', 'prober-blocked'],
])
table(mailTlsPorts, [
  ['1.3', at(993, {}), 'pass', 'modern'],
  ['1.1 too', at(993, { old: true }), 'warn', 'legacy'],
  ['1.1 only', at(993, { ...tlsFails, old: true }), 'fail', 'broken'],
  ['closed', {}, 'info', 'none-open'],
  ['no way out', at(993, 'blocked'), 'unknown', 'prober-blocked'],
])

const srv = (service: string, target: string): Zone => ({ [`_${service}._tcp.example.com SRV`]: target })
const imaps = srv('imaps', '0 1 993 mx.example.com')
table(clientAutoconfig, [
  ['SRV', at(993, {}), 'pass', 'present', {}, { ...zone, ...imaps }],
  [
    'Thunderbird’s page',
    { https: { 'https://autoconfig.example.com/mail/config-v1.1.xml': { type: 'text/xml', body: '<clientConfig/>' } } },
    'pass',
    'present',
  ],
  [
    'Autodiscover',
    { https: { 'https://autodiscover.example.com/autodiscover/autodiscover.xml': { status: 401 } } },
    'pass',
    'present',
  ],
  ['nothing', {}, 'info', 'missing'],
  ['not offered', {}, 'info', 'missing', {}, { ...zone, ...srv('imaps', '0 0 0 .') }],
  ['a closed port', {}, 'warn', 'wrong', {}, { ...zone, ...imaps }],
  ['no such host', {}, 'warn', 'wrong', {}, { ...zone, ...srv('imaps', '0 1 993 gone.example.com') }],
  ['only without TLS', at(143, {}), 'warn', 'unencrypted', {}, { ...zone, ...srv('imap', '0 1 143 mx.example.com') }],
  ['silence', {}, 'unknown', 'prober-blocked', {}, { ...zone, '_imaps._tcp.example.com SRV': servfail }],
])

/** Every code that a check of the area can say. */
const codes: Record<string, string> = {
  'egress-25': 'open blocked hijacked prober-blocked',
  'port-25': 'open some-closed refused timeout not-smtp prober-blocked',
  'port-587': 'open no-starttls closed none-open prober-blocked',
  'port-465': 'open plaintext closed handshake-failed prober-blocked',
  'port-143': 'closed starttls login-plain no-starttls prober-blocked',
  'port-993': 'open closed broken prober-blocked',
  'port-110': 'closed stls login-plain no-stls prober-blocked',
  'port-995': 'open closed broken prober-blocked',
  'smtp-banner': 'valid not-fqdn masked refuses defers not-applicable',
  'smtp-banner-name': 'match same-organization differs no-forward not-applicable prober-blocked',
  'smtp-response-time': 'fast greet-delay slow no-greeting pending not-applicable',
  'smtp-ehlo': 'modern basic small-size helo-only broken not-applicable prober-blocked',
  'smtp-auth-plain': 'after-tls before-tls on-port-25 weak-mechanism not-applicable prober-blocked',
  'smtp-open-relay': 'closed open maybe not-tested not-applicable prober-blocked',
  'smtp-vrfy': 'closed vrfy-open expn-open not-applicable prober-blocked',
  'smtp-recipient-probe': 'accepted rejected catch-all greylisted deferred full blocked not-applicable',
  'smtp-null-sender': 'accepted rejected deferred not-applicable',
  'smtp-greylisting': 'none short long endless not-applicable',
  'smtp-smuggling': 'strict lenient not-tested not-applicable prober-blocked',
  'mail-cert-ports': 'valid expiring invalid none-open prober-blocked',
  'mail-tls-ports': 'modern legacy broken none-open prober-blocked',
  'client-autoconfig': 'present missing wrong unencrypted prober-blocked',
}

test('every check of the area stands in the table of contents', () => {
  assert.deepEqual(portChecks.map(({ check }) => check.id).sort(), Object.keys(codes).sort())
})

for (const [id, list] of Object.entries(codes))
  test(`every code of ${id} has a row, and every row a code`, () => {
    const said = [...(shown.get(id) ?? [])].filter((code) => code !== 'lookup-failed')
    assert.deepEqual(said.sort(), list.split(' ').sort())
  })

const good: FakePort = {
  says: { [postmaster]: '250 ok', [mine]: '250 2.1.5 ok' },
  tls: { chain: [issue({ names: ['mx.example.com'], issuer: root }).der] },
}
const everywhere = (is: FakePort, ...ports: number[]): World => ({
  ports: Object.fromEntries(ports.map((port) => [`mx.example.com:${port}`, { ...is }])),
})
const healthy: [title: string, world: World, changes?: Partial<ProbedHost>, zone?: Zone][] = [
  ['with all ports', everywhere(good, 25, 465, 587, 143, 993, 110, 995)],
  ['on two addresses', everywhere(good, 25, 465, 587, 143, 993, 110, 995), {}, two],
  ['for mail of others only', everywhere(good, 25)],
  ['for people only', everywhere(good, 465, 993), { ports: [465, 587, 143, 993, 110, 995] }],
  ['with STARTTLS only', everywhere(good, 25, 587, 143, 110)],
  [
    'that is announced',
    everywhere(good, 25, 465, 993),
    {},
    { ...zone, ...imaps, ...srv('submissions', '0 1 465 mx.example.com') },
  ],
  ['that speaks TLS 1.2', everywhere({ ...good, tls: { ...good.tls, version: 'TLSv1.2' } }, 25, 465, 587, 993)],
  ['that greets a little late', everywhere({ ...good, greetingMs: 900 }, 25, 465, 587, 143, 993, 110, 995)],
  ['that nobody may try further', everywhere(good, 25, 465, 993), { consents: false }],
  ['that knows the recipient', { ...everywhere(good, 25) }, me],
]
describe('a server in order', () => {
  for (const [title, world, changes = {}, inZone = zone] of healthy)
    test(`${title} is told nothing bad`, async () => {
      const { ports: wanted } = subjectOf(changes)
      const asked = portChecks.filter(({ ports }) => ports.some((port) => wanted.includes(port)))
      const said = await Promise.all(
        asked.map(async ({ check }) => [check.id, await findingOf(check, subjectOf(changes), inZone, world)] as const),
      )
      const bad = said.filter(([, { verdict }]) => verdict === 'warn' || verdict === 'fail' || verdict === 'unknown')
      assert.deepEqual(
        bad.map(([id, { code, explanation }]) => `${id} ${code}: ${explanation.text}`),
        [],
      )
    })
})
