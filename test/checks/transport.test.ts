import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import type { LookOptions, TlsSeen } from '#checks/net.ts'
import type { Domain } from '#checks/subject.ts'
import { daneMatch } from '#checks/transport/dane-match.ts'
import { daneMxSigned } from '#checks/transport/dane-mx-signed.ts'
import { daneTlsa } from '#checks/transport/dane-tlsa.ts'
import { daneUsage } from '#checks/transport/dane-usage.ts'
import { mtaStsMaxAge } from '#checks/transport/mta-sts-max-age.ts'
import { mtaStsMode } from '#checks/transport/mta-sts-mode.ts'
import { mtaStsMxCert } from '#checks/transport/mta-sts-mx-cert.ts'
import { mtaStsMxMismatch } from '#checks/transport/mta-sts-mx-mismatch.ts'
import { mtaStsPolicy } from '#checks/transport/mta-sts-policy.ts'
import { mtaStsRecord } from '#checks/transport/mta-sts-record.ts'
import { starttlsInjection } from '#checks/transport/starttls-injection.ts'
import { starttlsMissing } from '#checks/transport/starttls-missing.ts'
import { tlsCertChain } from '#checks/transport/tls-cert-chain.ts'
import { tlsCertExpiry } from '#checks/transport/tls-cert-expiry.ts'
import { tlsCertName } from '#checks/transport/tls-cert-name.ts'
import { tlsCertStrength } from '#checks/transport/tls-cert-strength.ts'
import { tlsCipherWeak } from '#checks/transport/tls-cipher-weak.ts'
import { tlsRpt } from '#checks/transport/tls-rpt.ts'
import { tlsVersion } from '#checks/transport/tls-version.ts'
import { type CertificateWish, type Issued, issue } from '../helpers/certificate.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { type FakeMailServer, modern } from '../helpers/outside.ts'
import { servfail, silent, type World, type Zone } from '../helpers/zone.ts'

type Row = [title: string, zone: Zone, world: World, verdict: string, code: string, changes?: Partial<Domain>]

const zone: Zone = { 'example.com MX': '10 mx.example.com', 'mx.example.com A': '192.0.2.1' }
const two: Zone = {
  'example.com MX': ['10 mx.example.com', '20 mx2.example.com'],
  'mx.example.com A': '192.0.2.1',
  'mx2.example.com A': '192.0.2.2',
}

const root = issue({ commonName: 'root', ca: true })
const middle = issue({ commonName: 'middle', ca: true, issuer: root })
const leaf = (wish: CertificateWish = {}) => issue({ names: ['mx.example.com'], issuer: middle, ...wish })
const chain = (...issued: Issued[]) => issued.map(({ der }) => der)
const tls = (own: Issued, more: Partial<TlsSeen> = {}): FakeMailServer => ({ tls: { chain: chain(own, middle), ...more } })
const good = leaf()
const server = tls(good)
const mail = (one: FakeMailServer): World => ({ smtp: { 'mx.example.com': one } })

const sts: Zone = { '_mta-sts.example.com TXT': 'v=STSv1; id=1', 'mta-sts.example.com A': '192.0.2.80' }
const url = 'https://mta-sts.example.com/.well-known/mta-sts.txt'
const policy = (mode: string, { mx = 'mx.example.com', age = 604_800 } = {}) =>
  `version: STSv1\nmode: ${mode}\nmx: ${mx}\nmax_age: ${age}\n`
const file = (site: NonNullable<World['https']>[string], more: World = {}): World => ({ ...more, https: { [url]: site } })
const enforced = (one: FakeMailServer) => file(policy('enforce'), mail(one))

const spki = ({ cert }: Issued) => new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
const sha256 = (octets: Uint8Array) => createHash('sha256').update(octets).digest('hex')
const key = (own: Issued) => `3 1 1 ${sha256(spki(own))}`
const issuerKey = `2 1 1 ${sha256(spki(middle))}`
const other = `3 1 1 ${'0'.repeat(64)}`
const tlsa = (...records: string[]): Zone => ({ ...zone, '_25._tcp.mx.example.com TLSA': records, 'com DNSSEC': 'signed' })

const blocked: World = { smtp: { 'mx.example.com': 'blocked' } }
/** What every check on a mail server's TLS answers. */
const always: Row[] = [
  ['null MX', { 'example.com MX': '0 .' }, {}, 'info', 'not-applicable'],
  ['no MX and no address', { 'example.com TXT': 'x' }, {}, 'info', 'not-applicable'],
  ['no MX, and nobody listens at the address', { 'example.com A': '192.0.2.1' }, {}, 'info', 'not-applicable'],
  ['a mail server without address', { 'example.com MX': '10 mx.example.com' }, {}, 'info', 'not-applicable'],
  ['no domain', {}, {}, 'info', 'not-applicable', { domain: '' }],
  ['a silent mail server', zone, {}, 'unknown', 'not-observed'],
  ['port 25 closed for us', zone, blocked, 'unknown', 'not-observed'],
  ['silent MX', { 'example.com MX': silent }, {}, 'unknown', 'not-observed'],
  ['a silent address', { ...zone, 'mx.example.com A': servfail }, {}, 'unknown', 'not-observed'],
]
const noTls: Row[] = [...always, ['no STARTTLS', zone, mail({ keywords: ['SIZE 1'] }), 'info', 'not-applicable']]
const noSts: Row[] = [
  ['no record', zone, {}, 'info', 'no-policy'],
  ['no domain', {}, {}, 'info', 'no-policy', { domain: '' }],
  ['a record out of order', { ...zone, '_mta-sts.example.com TXT': 'v=STSv1; id=-' }, {}, 'info', 'no-policy'],
  ['a policy out of order', { ...zone, ...sts }, file('x'), 'info', 'no-policy'],
  ['a silent record', { ...zone, '_mta-sts.example.com TXT': silent }, {}, 'unknown', 'not-observed'],
  ['a silent web server', { ...zone, ...sts }, {}, 'unknown', 'not-observed'],
]
const noTlsa: Row[] = [
  ['no TLSA', zone, mail(server), 'info', 'not-applicable'],
  ['no domain', {}, {}, 'info', 'not-applicable', { domain: '' }],
  ['null MX', { 'example.com MX': '0 .' }, {}, 'info', 'not-applicable'],
  ['silent TLSA', { ...zone, '_25._tcp.mx.example.com TLSA': silent }, {}, 'unknown', 'not-observed'],
]

/** Accepts what the offer's cipher list begins with. */
const accepts = (start: string, shown: Partial<TlsSeen>): FakeMailServer => ({
  ...server,
  accepts: (offer: LookOptions) => (offer.ciphers?.startsWith(start) ? { version: 'TLSv1.2', ...shown } : modern(offer)),
})
/** Speaks TLS 1.1 and nothing newer. */
const old = ({ maxVersion }: LookOptions) => (maxVersion === 'TLSv1.1' ? { version: 'TLSv1.1' } : undefined)
const legacyOnly: FakeMailServer = { starttls: 'only-other', accepts: old }
const day = 86_400_000
const within = (wish: CertificateWish) => tls(leaf(wish))

const tables: [Check<Domain>, Row[]][] = [
  [
    starttlsMissing,
    [
      ['STARTTLS on the only server', zone, mail(server), 'pass', 'offered'],
      ['STARTTLS on the one that answers', two, mail(server), 'pass', 'offered'],
      ['a server without MX', { 'example.com A': '192.0.2.1' }, { smtp: { '192.0.2.1': server } }, 'pass', 'offered'],
      [
        'the second address answers',
        { ...zone, 'mx.example.com A': ['192.0.2.8', '192.0.2.1'] },
        { smtp: { '192.0.2.1': server } },
        'pass',
        'offered',
      ],
      ['only an old version, which tls-version judges', zone, mail(legacyOnly), 'pass', 'offered'],
      ['a keyword painted over', zone, mail({ keywords: ['SIZE 1', 'XXXXXXXA'] }), 'warn', 'stripped'],
      ['STARTTLS refused', zone, mail({ starttls: 'refused' }), 'fail', 'broken'],
      ['a broken handshake', zone, mail({ starttls: 'failed' }), 'fail', 'broken'],
      ['one of two without', two, { smtp: { 'mx.example.com': server, 'mx2.example.com': { keywords: [] } } }, 'fail', 'some'],
      ['none with', two, { smtp: { 'mx.example.com': { keywords: [] }, 'mx2.example.com': { keywords: [] } } }, 'fail', 'none'],
      ...always,
    ],
  ],
  [
    starttlsInjection,
    [
      ['a server that forgets', zone, mail(server), 'pass', 'safe'],
      ['a server that does not', zone, mail({ ...server, injected: true }), 'fail', 'vulnerable'],
      ...noTls,
    ],
  ],
  [
    tlsVersion,
    [
      ['TLS 1.2 and 1.3', zone, mail(server), 'pass', 'modern'],
      ['TLS 1.2 at best', zone, mail({ tls: { version: 'TLSv1.2' } }), 'info', 'no-tls13'],
      ['TLS 1.3 alone', zone, mail({ accepts: () => undefined }), 'info', 'only-tls13'],
      ['TLS 1.1 too', zone, mail({ accepts: (offer) => old(offer) ?? modern(offer) }), 'warn', 'legacy-too'],
      ['TLS 1.1 and 1.2', zone, mail({ tls: { version: 'TLSv1.2' }, accepts: old }), 'warn', 'legacy-too'],
      ['nothing above TLS 1.1', zone, mail(legacyOnly), 'fail', 'legacy-only'],
      ...noTls,
    ],
  ],
  [
    tlsCipherWeak,
    [
      ['nothing but strong ones', zone, mail(server), 'pass', 'strong'],
      ['CBC too', zone, mail(accepts('kRSA', { cipher: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA' })), 'info', 'legacy-cbc'],
      ['CBC by choice', zone, mail({ tls: { cipher: 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA' } }), 'info', 'legacy-cbc'],
      ['static RSA by choice', zone, mail({ tls: { cipher: 'TLS_RSA_WITH_AES_256_GCM_SHA384' } }), 'warn', 'no-forward-secrecy'],
      [
        'an anonymous cipher',
        zone,
        mail(accepts('aNULL', { cipher: 'TLS_ECDH_anon_WITH_AES_256_CBC_SHA' })),
        'warn',
        'anonymous',
      ],
      ['a group of 1024 bits', zone, mail(accepts('DHE', { dhBits: 1024 })), 'warn', 'weak'],
      ['a group of 2048 bits', zone, mail(accepts('DHE', { dhBits: 2048 })), 'pass', 'strong'],
      ['a group of 768 bits', zone, mail(accepts('DHE', { dhBits: 768 })), 'fail', 'broken'],
      ['no encryption at all', zone, mail(accepts('eNULL', { cipher: 'TLS_RSA_WITH_NULL_SHA256' })), 'fail', 'broken'],
      ...noTls,
    ],
  ],
  [
    tlsCertExpiry,
    [
      ['90 days', zone, mail(server), 'pass', 'valid'],
      ['16 of 90 days left', zone, mail(within({ from: -74, until: 16 })), 'pass', 'valid'],
      ['two of six days left', zone, mail(within({ from: -4, until: 2 })), 'pass', 'valid'],
      ['one of six days left', zone, mail(within({ from: -5, until: 1 })), 'warn', 'expiring'],
      ['14 of 90 days left', zone, mail(within({ from: -76, until: 14 })), 'warn', 'expiring'],
      ['a day over', zone, mail(within({ from: -91, until: -1 })), 'warn', 'expired'],
      ['a day early', zone, mail(within({ from: 1 })), 'warn', 'not-yet-valid'],
      [
        'a day over and MTA-STS testing',
        { ...zone, ...sts },
        file(policy('testing'), mail(within({ from: -91, until: -1 }))),
        'warn',
        'expired',
      ],
      [
        'a day over and MTA-STS enforcing',
        { ...zone, ...sts },
        enforced(within({ from: -91, until: -1 })),
        'fail',
        'expired-enforced',
      ],
      ['a day over and the issuer named', tlsa(issuerKey), mail(within({ from: -91, until: -1 })), 'fail', 'expired-enforced'],
      ...named('a day over and the key named', { from: -91, until: -1 }, 'info', 'dane-ee'),
      ['a day over, and MTA-STS silent', { ...zone, ...sts }, mail(within({ from: -91, until: -1 })), 'unknown', 'not-observed'],
      ['anonymous', zone, mail({ tls: { chain: [] } }), 'info', 'not-applicable'],
      ['an unreadable certificate', zone, mail({ tls: { chain: [new Uint8Array([1, 2, 3])] } }), 'info', 'not-applicable'],
      ...noTls,
    ],
  ],
  [
    tlsCertName,
    [
      ['the name', zone, mail(server), 'pass', 'match'],
      ['a wildcard', zone, mail(within({ names: ['*.example.com'] })), 'pass', 'match'],
      ['a wildcard for another level', zone, mail(within({ names: ['*.com'] })), 'warn', 'mismatch'],
      ['another name', zone, mail(within({ names: ['other.example.com'] })), 'warn', 'mismatch'],
      ['the name in the subject only', zone, mail(within({ names: [], commonName: 'mx.example.com' })), 'warn', 'cn-only'],
      [
        'the name in the subject beside others',
        zone,
        mail(within({ names: ['a.example.com'], commonName: 'mx.example.com' })),
        'warn',
        'cn-only',
      ],
      [
        'another name and MTA-STS enforcing',
        { ...zone, ...sts },
        enforced(within({ names: ['a.example.com'] })),
        'fail',
        'mismatch-enforced',
      ],
      [
        'another name and the issuer named',
        tlsa(issuerKey),
        mail(within({ names: ['a.example.com'] })),
        'fail',
        'mismatch-enforced',
      ],
      ['the domain and the issuer named', tlsa(issuerKey), mail(within({ names: ['example.com'] })), 'warn', 'mismatch'],
      ...named('another name and the key named', { names: ['a.example.com'] }, 'info', 'dane-ee'),
      ...noTls,
    ],
  ],
  [
    tlsCertChain,
    [
      ['a public root', zone, mail(server), 'pass', 'trusted'],
      ['itself', zone, mail(tls(good, { trusted: false, distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT' })), 'warn', 'untrusted'],
      [
        'an intermediate missing',
        zone,
        mail({
          tls: {
            chain: chain(leaf({ issuerUrl: 'http://ca.example.net/ca.der' })),
            trusted: false,
            distrust: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
          },
        }),
        'warn',
        'incomplete',
      ],
      [
        'itself and MTA-STS enforcing',
        { ...zone, ...sts },
        enforced(tls(good, { trusted: false, distrust: 'x' })),
        'fail',
        'untrusted-enforced',
      ],
      ['itself and the key named', tlsa(key(good)), mail(tls(good, { trusted: false, distrust: 'x' })), 'info', 'self-signed'],
      [
        'a private issuer that is named',
        tlsa(issuerKey),
        mail(tls(good, { trusted: false, distrust: 'x' })),
        'info',
        'self-signed',
      ],
      ['itself and another key named', tlsa(other), mail(tls(good, { trusted: false, distrust: 'x' })), 'warn', 'untrusted'],
      ...noTls,
    ],
  ],
  [
    tlsCertStrength,
    [
      ['P-256', zone, mail(server), 'pass', 'strong'],
      ['RSA 2048', zone, mail(within({ rsaBits: 2048 })), 'pass', 'strong'],
      ['RSA 1024', zone, mail(within({ rsaBits: 1024 })), 'fail', 'weak-key'],
      ['P-192', zone, mail(within({ curve: 'prime192v1' })), 'fail', 'weak-key'],
      ['SHA-1', zone, mail(within({ hash: 'sha1' })), 'fail', 'weak-signature'],
      ['SHA-1 on itself', zone, mail(tls(issue({ names: ['mx.example.com'], hash: 'sha1' }))), 'pass', 'strong'],
      [
        'SHA-1 in between',
        zone,
        mail({ tls: { chain: chain(good, issue({ ca: true, commonName: 'middle', issuer: root, hash: 'sha1' })) } }),
        'fail',
        'weak-signature',
      ],
      ...noTls,
    ],
  ],
  [
    mtaStsRecord,
    [
      ['one', sts, {}, 'pass', 'present'],
      ['one beside others', { '_mta-sts.example.com TXT': ['v=spf1 -all', 'v=STSv1; id=1'] }, {}, 'pass', 'present'],
      ['none', zone, {}, 'info', 'missing'],
      ['none, from a wildcard', { ...zone, '*.example.com TXT': 'v=spf1 -all' }, {}, 'info', 'missing'],
      ['none, and a silent web server', { ...zone, 'mta-sts.example.com A': '192.0.2.80' }, {}, 'info', 'missing'],
      [
        'none, but a policy',
        { ...zone, 'mta-sts.example.com A': '192.0.2.80' },
        file(policy('testing')),
        'warn',
        'policy-orphan',
      ],
      ['two', { '_mta-sts.example.com TXT': ['v=STSv1; id=1', 'v=STSv1; id=2'] }, {}, 'fail', 'multiple'],
      ['no id', { '_mta-sts.example.com TXT': 'v=STSv1; foo=1' }, {}, 'fail', 'bad-syntax'],
      ['an id with hyphens', { '_mta-sts.example.com TXT': 'v=STSv1; id=2026-01-01' }, {}, 'fail', 'bad-syntax'],
      ['the version at the end', { '_mta-sts.example.com TXT': 'id=1; v=STSv1;' }, {}, 'fail', 'bad-syntax'],
      ['the version in lower case', { '_mta-sts.example.com TXT': 'v=stsv1; id=1' }, {}, 'fail', 'bad-syntax'],
      ['silence', { '_mta-sts.example.com TXT': silent }, {}, 'unknown', 'not-observed'],
      ['no domain', {}, {}, 'info', 'missing', { domain: '' }],
    ],
  ],
  [
    mtaStsPolicy,
    [
      ['in order', { ...zone, ...sts }, file(policy('enforce')), 'pass', 'valid'],
      ['no record', zone, {}, 'info', 'no-record'],
      ['no mail', { ...sts, 'example.com MX': '0 .' }, {}, 'info', 'not-applicable'],
      ['HTML', { ...zone, ...sts }, file({ type: 'text/html', body: policy('enforce') }), 'warn', 'bad-content-type'],
      ['no web server', { ...zone, '_mta-sts.example.com TXT': 'v=STSv1; id=1' }, {}, 'fail', 'unreachable'],
      ['a closed port', { ...zone, ...sts }, file({ outcome: 'closed' }), 'fail', 'unreachable'],
      ['no TLS', { ...zone, ...sts }, file({ outcome: 'no-tls' }), 'fail', 'bad-certificate'],
      ['a certificate for another name', { ...zone, ...sts }, file({ problem: 'wrong-name' }), 'fail', 'bad-certificate'],
      [
        'a redirect',
        { ...zone, ...sts },
        file({ status: 301, headers: { location: 'https://www.example.com/' } }),
        'fail',
        'redirect',
      ],
      ['404', { ...zone, ...sts }, file({ status: 404 }), 'fail', 'bad-status'],
      ['no mode', { ...zone, ...sts }, file('version: STSv1\nmax_age: 1\nmx: a.example.com'), 'fail', 'bad-syntax'],
      ['a page instead', { ...zone, ...sts }, file('<html>'), 'fail', 'bad-syntax'],
      ['over 64 KiB', { ...zone, ...sts }, file(policy('enforce') + '\n'.repeat(65_536)), 'fail', 'bad-syntax'],
      ['silence', { ...zone, ...sts }, file({ silence: 'timeout' }), 'unknown', 'not-observed'],
      ['a private address', { ...zone, ...sts }, file({ silence: 'private' }), 'unknown', 'not-observed'],
      ['no domain', {}, {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    mtaStsMode,
    [
      ['enforce', { ...zone, ...sts }, file(policy('enforce')), 'pass', 'enforce'],
      ['testing', { ...zone, ...sts }, file(policy('testing')), 'info', 'testing'],
      ['none', { ...zone, ...sts }, file(policy('none')), 'info', 'none'],
      ...noSts,
    ],
  ],
  [
    mtaStsMaxAge,
    [
      ['a week', { ...zone, ...sts }, file(policy('enforce')), 'pass', 'long'],
      ['a day', { ...zone, ...sts }, file(policy('enforce', { age: 86_400 })), 'info', 'short'],
      ['an hour in testing', { ...zone, ...sts }, file(policy('testing', { age: 3600 })), 'info', 'short'],
      ['an hour', { ...zone, ...sts }, file(policy('enforce', { age: 3600 })), 'warn', 'very-short'],
      ['two years', { ...zone, ...sts }, file(policy('enforce', { age: 63_115_200 })), 'warn', 'too-long'],
      ...noSts,
    ],
  ],
  [
    mtaStsMxMismatch,
    [
      ['the same', { ...zone, ...sts }, file(policy('enforce')), 'pass', 'match'],
      ['a wildcard', { ...two, ...sts }, file(policy('enforce', { mx: '*.example.com' })), 'pass', 'match'],
      [
        'one line too many',
        { ...zone, ...sts },
        file(policy('enforce', { mx: 'mx.example.com\nmx: old.example.com' })),
        'info',
        'stale-line',
      ],
      ['one too few', { ...two, ...sts }, file(policy('testing')), 'warn', 'uncovered'],
      ['one too few, enforcing', { ...two, ...sts }, file(policy('enforce')), 'fail', 'uncovered-enforced'],
      [
        'the domain itself',
        { ...sts, 'example.com A': '192.0.2.1' },
        file(policy('enforce', { mx: 'example.com' })),
        'pass',
        'match',
      ],
      ['mode none', { ...zone, ...sts }, file(policy('none')), 'info', 'no-policy'],
      ['no mail', { ...sts, 'example.com MX': '0 .' }, file(policy('enforce')), 'info', 'no-policy'],
      ...noSts,
    ],
  ],
  [
    mtaStsMxCert,
    [
      ['in order', { ...zone, ...sts }, enforced(server), 'pass', 'valid'],
      ['one of two silent', { ...two, ...sts }, enforced(server), 'pass', 'valid'],
      ['for another name', { ...zone, ...sts }, enforced(within({ names: ['a.example.com'] })), 'fail', 'invalid-enforced'],
      ['ended', { ...zone, ...sts }, enforced(within({ from: -91, until: -1 })), 'fail', 'invalid-enforced'],
      ['from nobody', { ...zone, ...sts }, enforced(tls(good, { trusted: false })), 'fail', 'invalid-enforced'],
      ['no STARTTLS', { ...zone, ...sts }, enforced({ keywords: [] }), 'fail', 'invalid-enforced'],
      [
        'from nobody, testing',
        { ...zone, ...sts },
        file(policy('testing'), mail(tls(good, { trusted: false }))),
        'warn',
        'invalid',
      ],
      ['mode none', { ...zone, ...sts }, file(policy('none')), 'info', 'no-policy'],
      ['a silent mail server', { ...zone, ...sts }, file(policy('enforce')), 'unknown', 'not-observed'],
      ...noSts,
    ],
  ],
  [
    tlsRpt,
    [
      ['one', { '_smtp._tls.example.com TXT': 'v=TLSRPTv1; rua=mailto:a@example.com' }, {}, 'pass', 'present'],
      ['https', { '_smtp._tls.example.com TXT': 'v=TLSRPTv1; rua=https://example.com/tls' }, {}, 'pass', 'present'],
      ['none', zone, {}, 'info', 'missing'],
      ['none, with MTA-STS', { ...zone, ...sts }, {}, 'warn', 'missing-with-policy'],
      ['none, with MTA-STS withdrawn', { ...zone, ...sts }, file(policy('none')), 'info', 'missing'],
      [
        'none, with two MTA-STS records, which count as none',
        { ...zone, '_mta-sts.example.com TXT': ['v=STSv1; id=1', 'v=STSv1; id=2'] },
        {},
        'info',
        'missing',
      ],
      ['none, with DANE', tlsa(other), {}, 'warn', 'missing-with-policy'],
      [
        'two',
        { '_smtp._tls.example.com TXT': ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'] },
        {},
        'fail',
        'multiple',
      ],
      ['no address', { '_smtp._tls.example.com TXT': 'v=TLSRPTv1;' }, {}, 'fail', 'bad-syntax'],
      ['a bare address', { '_smtp._tls.example.com TXT': 'v=TLSRPTv1; rua=a@example.com' }, {}, 'fail', 'bad-syntax'],
      ['http', { '_smtp._tls.example.com TXT': 'v=TLSRPTv1; rua=http://example.com/tls' }, {}, 'fail', 'bad-syntax'],
      ['another version', { '_smtp._tls.example.com TXT': 'v=tlsrptv1; rua=mailto:a@example.com' }, {}, 'fail', 'bad-syntax'],
      ['silence', { '_smtp._tls.example.com TXT': silent }, {}, 'unknown', 'not-observed'],
      ['none, and MTA-STS silent', { ...zone, '_mta-sts.example.com TXT': silent }, {}, 'unknown', 'not-observed'],
      ['no domain', {}, {}, 'info', 'missing', { domain: '' }],
    ],
  ],
  [
    daneTlsa,
    [
      ['signed all the way', tlsa(key(good)), {}, 'pass', 'secure'],
      ['under the name at the end of a signed alias', { ...aliased(), 'com DNSSEC': 'signed' }, {}, 'pass', 'secure'],
      ['none', zone, {}, 'info', 'missing'],
      ['an unsigned zone', { ...tlsa(other), 'com DNSSEC': 'unsigned' }, {}, 'warn', 'insecure'],
      [
        'an unsigned domain',
        {
          ...tlsa(other),
          'example.com DNSSEC': 'unsigned',
          'mx.example.com DNSSEC': 'signed',
          '_25._tcp.mx.example.com DNSSEC': 'signed',
        },
        {},
        'warn',
        'insecure',
      ],
      [
        'a resolver that does not validate',
        { ...tlsa(other), 'com DNSSEC': 'unsigned', 'example.com DS': `1 13 2 ${'ab'.repeat(32)}` },
        {},
        'unknown',
        'not-observed',
      ],
      ['one of two', { ...two, ...tlsa(other), ...two }, {}, 'warn', 'partial'],
      ['a zone that does not validate', { ...tlsa(other), '_25._tcp.mx.example.com DNSSEC': 'bogus' }, {}, 'fail', 'bogus'],
      [
        'a server that knows no TLSA',
        { ...tlsa(), ...delegatedZone(), '_25._tcp.mx.example.com TLSA': servfail },
        {},
        'fail',
        'bogus',
      ],
      ['SERVFAIL in an unsigned zone', { ...zone, '_25._tcp.mx.example.com TLSA': servfail }, {}, 'unknown', 'not-observed'],
      ['silence', { ...zone, '_25._tcp.mx.example.com TLSA': silent }, {}, 'unknown', 'not-observed'],
      ['null MX', { 'example.com MX': '0 .' }, {}, 'info', 'not-applicable'],
      ['no MX', { 'example.com A': '192.0.2.1' }, {}, 'info', 'not-applicable'],
      ['no domain', {}, {}, 'info', 'not-applicable', { domain: '' }],
    ],
  ],
  [
    daneMatch,
    [
      ['the key', tlsa(key(good)), mail(server), 'pass', 'match'],
      ['the key as it is', tlsa(`3 1 0 ${spki(good).toString('hex')}`), mail(server), 'pass', 'match'],
      ['the certificate', tlsa(`3 0 1 ${sha256(good.der)}`), mail(server), 'pass', 'match'],
      ['its issuer', tlsa(issuerKey), mail(server), 'pass', 'match'],
      ['its issuer, which is not sent along', tlsa(issuerKey), mail({ tls: { chain: chain(good) } }), 'fail', 'mismatch'],
      ['its issuer, and another name', tlsa(issuerKey), mail(within({ names: ['a.example.net'] })), 'fail', 'mismatch'],
      ['the key and the next', tlsa(key(good), other), mail(server), 'pass', 'match-with-rollover'],
      ['another key', tlsa(other), mail(server), 'fail', 'mismatch'],
      ['only what cannot be used', tlsa(`1 1 1 ${'0'.repeat(64)}`), mail(server), 'info', 'unusable'],
      ['an unsigned zone', { ...tlsa(other), 'com DNSSEC': 'unsigned' }, mail(server), 'info', 'no-tlsa'],
      ['no TLSA', zone, mail(server), 'info', 'no-tlsa'],
      ['no domain', {}, {}, 'info', 'no-tlsa', { domain: '' }],
      ['a silent mail server', tlsa(key(good)), {}, 'unknown', 'not-observed'],
    ],
  ],
  [
    daneUsage,
    [
      ['3 1 1', tlsa(other), {}, 'pass', 'recommended'],
      ['3 1 1 with SHA-512 beside it', tlsa(other, `3 1 2 ${'0'.repeat(128)}`), {}, 'pass', 'recommended'],
      ['2 0 1', tlsa(`2 0 1 ${'0'.repeat(64)}`), {}, 'pass', 'recommended'],
      ['3 0 1', tlsa(`3 0 1 ${'0'.repeat(64)}`), {}, 'info', 'unusual'],
      ['3 1 0', tlsa('3 1 0 00ff'), {}, 'info', 'unusual'],
      ['one of use, and one not', tlsa(other, `1 1 1 ${'0'.repeat(64)}`), {}, 'info', 'unusual'],
      ['1 1 1', tlsa(`1 1 1 ${'0'.repeat(64)}`), {}, 'warn', 'pkix-usage'],
      ['a digest cut short', tlsa('3 1 1 00ff'), {}, 'warn', 'malformed'],
      ['an unknown usage', tlsa(`9 1 1 ${'0'.repeat(64)}`), {}, 'warn', 'malformed'],
      ...noTlsa,
    ],
  ],
  [
    daneMxSigned,
    [
      ['signed', tlsa(other), {}, 'pass', 'signed'],
      [
        'the host only',
        { ...tlsa(other), 'example.com DNSSEC': 'unsigned', 'mx.example.com DNSSEC': 'signed' },
        {},
        'warn',
        'unsigned',
      ],
      [
        'a resolver that does not validate',
        { ...tlsa(other), 'com DNSSEC': 'unsigned', 'example.com DS': `1 13 2 ${'ab'.repeat(32)}` },
        {},
        'unknown',
        'not-observed',
      ],
      ...noTlsa,
    ],
  ],
]

/** A row in which the TLSA record names the very key of a certificate with a defect. */
function named(title: string, wish: CertificateWish, verdict: string, code: string): Row[] {
  const own = leaf(wish)
  return [[title, tlsa(key(own)), mail(tls(own)), verdict, code]]
}

function aliased(): Zone {
  return {
    'example.com MX': '10 mx.example.com',
    'mx.example.com CNAME': 'real.example.com',
    'real.example.com A': '192.0.2.1',
    '_25._tcp.real.example.com TLSA': key(good),
  }
}

function delegatedZone(): Zone {
  return {
    'example.com NS': ['ns1.example.com'],
    'example.com SOA': 'ns1.example.com hostmaster.example.com 1 3600 600 864000 60',
    'ns1.example.com A': '192.0.2.53',
    'com NS': ['ns1.example.com'],
    'com SOA': 'ns1.example.com hostmaster.example.com 1 3600 600 864000 60',
  }
}

for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, world, outside, verdict, code, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await findingOf(check, domainSubject(changes), world, outside)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a fix of transport security', () => {
  const values = async (check: Check<Domain>, world: Zone, outside: World = {}) =>
    recordsOf(await findingOf(check, domainSubject(), world, outside)).map(
      ({ action, name, type, value }) => `${action} ${name} ${type} ${value}`,
    )

  test('names the key the server has now', async () => {
    assert.deepEqual(await values(daneMatch, tlsa(other), mail(server)), [`add _25._tcp.mx.example.com TLSA ${key(good)}`])
  })

  test('gives an MTA-STS record a new id', async () => {
    const [value = ''] = await values(mtaStsRecord, { '_mta-sts.example.com TXT': 'v=STSv1; id=2026-01-01' })
    assert.match(value, /^replace _mta-sts\.example\.com TXT v=STSv1; id=\d{14}Z;$/)
  })

  test('keeps the record that is in order', async () => {
    const texts = ['v=STSv1; id=-', 'v=STSv1; id=2']
    assert.deepEqual(await values(mtaStsRecord, { '_mta-sts.example.com TXT': texts }), [
      'delete _mta-sts.example.com TXT v=STSv1; id=-',
    ])
  })

  test('asks where reports should go', async () => {
    assert.deepEqual(await values(tlsRpt, { ...zone, ...sts }), [
      'add _smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tlsrpt@example.com',
    ])
  })
})

test("the dates of a finding are moments, so that a page can show them in the reader's time", async () => {
  const finding = await findingOf(tlsCertExpiry, domainSubject(), zone, mail(within({ from: -91, until: -1 })))
  const moment = finding.explanation.values.find((value) => typeof value === 'object')
  assert.ok(moment && Math.abs(Date.parse(moment.time) - (Date.now() - day)) < day / 2)
})

describe('silence', () => {
  // A domain with everything, so that every question is asked.
  const world: Zone = {
    ...two,
    ...sts,
    '_25._tcp.mx.example.com TLSA': key(good),
    '_25._tcp.mx2.example.com TLSA': key(good),
    '_smtp._tls.example.com TXT': 'v=TLSRPTv1; rua=mailto:a@example.com',
    'com DNSSEC': 'signed',
  }
  const outside = file(policy('enforce', { mx: '*.example.com' }), {
    smtp: { 'mx.example.com': server, 'mx2.example.com': tls(leaf({ names: ['mx2.example.com'] })) },
  })
  const asked = [
    ...Object.keys(world).filter((name) => !name.endsWith('DNSSEC')),
    'mx.example.com AAAA',
    'mta-sts.example.com AAAA',
  ]
  const bad = new Set(['warn', 'fail'])

  for (const [check] of tables) {
    const verdictIn = async (zone: Zone, more: World) => (await findingOf(check, domainSubject(), zone, more)).verdict
    test(`of one name never makes ${check.id} worse`, async () => {
      const before = await verdictIn(world, outside)
      for (const name of asked) {
        for (const silence of [silent, servfail]) {
          const after = await verdictIn({ ...world, [name]: silence }, outside)
          // A TLSA that fails at a signed host is the one silence that says something: senders wait (RFC 7672 §2.1.2).
          if (check.id === 'dane-tlsa' && name.endsWith('TLSA')) continue
          assert.ok(after === before || !bad.has(after), `${name}: ${before}, then ${after}`)
        }
      }
    })

    test(`of the web server and the mail servers never makes ${check.id} worse`, async () => {
      const before = await verdictIn(world, outside)
      const without: World[] = [
        { smtp: outside.smtp ?? {} },
        { https: outside.https ?? {} },
        {},
        { ...outside, smtp: { 'mx.example.com': server } },
      ]
      for (const more of without) {
        const after = await verdictIn(world, more)
        assert.ok(after === before || !bad.has(after), `${before}, then ${after}`)
      }
    })

    test(`of everything is unknown to ${check.id}`, async () => {
      const mute = Object.fromEntries(asked.map((name) => [name, silent]))
      assert.equal(await verdictIn(mute, {}), 'unknown')
    })
  }
})
