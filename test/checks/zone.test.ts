import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { mxResponseSize } from '#checks/mx/mx-response-size.ts'
import { mxTtl } from '#checks/mx/mx-ttl.ts'
import type { Domain } from '#checks/subject.ts'
import { apexCname } from '#checks/zone/apex-cname.ts'
import { delegation } from '#checks/zone/delegation.ts'
import { dnssecAlgorithm } from '#checks/zone/dnssec-algorithm.ts'
import { dnssecExpiry } from '#checks/zone/dnssec-expiry.ts'
import { dnssecNsec3 } from '#checks/zone/dnssec-nsec3.ts'
import { dnssecStatus } from '#checks/zone/dnssec-status.ts'
import { nsAlias } from '#checks/zone/ns-alias.ts'
import { nsCount } from '#checks/zone/ns-count.ts'
import { nsGlue } from '#checks/zone/ns-glue.ts'
import { nsLame } from '#checks/zone/ns-lame.ts'
import { nsOpenResolver } from '#checks/zone/ns-open-resolver.ts'
import { nsParentChild } from '#checks/zone/ns-parent-child.ts'
import { nsTransport } from '#checks/zone/ns-transport.ts'
import { nsZoneTransfer } from '#checks/zone/ns-zone-transfer.ts'
import { soaContact } from '#checks/zone/soa-contact.ts'
import { soaMissing } from '#checks/zone/soa-missing.ts'
import { soaValues } from '#checks/zone/soa-values.ts'
import { ttlMail } from '#checks/zone/ttl-mail.ts'
import { wildcard } from '#checks/zone/wildcard.ts'
import { zoneAgreement } from '#checks/zone/zone-agreement.ts'
import { zonePropagation } from '#checks/zone/zone-propagation.ts'
import { zoneSerial } from '#checks/zone/zone-serial.ts'
import { truncated } from '#net/zone.ts'
import { domainSubject, findingOf } from '../helpers/outcome.ts'
import { delegated, type FakeServer, lasting, refused, servfail, silent, type World, type Zone } from '../helpers/zone.ts'

/** `zone`: what the resolver says. `direct`: what the servers say, `com` the ones above; all others are silent. */
interface Scene {
  zone?: Zone
  com?: Zone | null
  ns1?: FakeServer | null
  ns2?: FakeServer | null
  others?: Record<string, FakeServer>
  /** What public resolvers say. */
  resolvers?: (FakeServer | null)[]
  domain?: string
  sends?: boolean
}
type Row = [title: string, scene: Scene, verdict: string, code: string]

const soa = 'ns1.dns.net hostmaster.example.com 7 7200 3600 1209600 3600'
const above: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
}
const addresses: Zone = { 'ns1.dns.net A': '93.184.215.1', 'ns1.dns.net AAAA': '2a00::1', 'ns2.dns.net A': '93.184.216.2' }
/** What the servers of the zone say. */
const own: Zone = {
  'example.com SOA': soa,
  'example.com NS': ['ns1.dns.net', 'ns2.dns.net'],
  'example.com MX': '10 mail.example.com',
  'example.com TXT': ['v=spf1 mx -all', 'other'],
  'mail.example.com A': '93.184.215.20',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject',
}
const resolved: Zone = { ...above, ...addresses, ...own, 'dns.net SOA': 'ns1.dns.net hostmaster.dns.net' }
const referring = (...names: string[]): Zone => ({ 'com SOA': above['com SOA'] ?? '', 'example.com NS': delegated(...names) })

function worldOf({
  com = referring('ns1.dns.net', 'ns2.dns.net'),
  ns1 = own,
  ns2 = own,
  others = {},
  resolvers = [],
}: Scene): World {
  const servers = Object.entries({ 'a.gtld.net': com, 'ns1.dns.net': ns1, 'ns2.dns.net': ns2 })
  const known = servers.filter((entry): entry is [string, FakeServer] => entry[1] !== null)
  const said = resolvers.map((server, index): [string, FakeServer | null] => [`9.9.9.${index}`, server])
  const heard = said.filter((entry): entry is [string, FakeServer] => entry[1] !== null)
  return {
    direct: { ...Object.fromEntries(known), ...Object.fromEntries(heard), ...others },
    publicResolvers: said.map(([address]) => address),
  }
}

const without = (...keys: string[]): Zone => Object.fromEntries(Object.entries(resolved).filter(([key]) => !keys.includes(key)))
const nobody: Scene = { com: null, ns1: null, ns2: null }
const lame: Zone = { 'example.com ANY': refused }
const dead: Zone = { ...resolved, 'example.com ANY': servfail, 'example.com SOA': servfail, 'example.com NS': servfail }
const gone: Zone = above
/** Rows that hold for every check of the zone's servers. */
const always: Row[] = [
  ['a domain that does not exist', { zone: gone, com: above }, 'info', 'not-applicable'],
  ['no domain', { domain: '' }, 'info', 'not-applicable'],
  ['a resolver that is silent', { zone: { ...above, 'example.com ANY': silent }, ...nobody }, 'unknown', 'lookup-failed'],
  ['a resolver that fails', { zone: { ...above, 'example.com ANY': servfail }, ...nobody }, 'unknown', 'lookup-failed'],
  ['a resolver that refuses', { zone: { ...above, 'example.com ANY': refused }, ...nobody }, 'unknown', 'lookup-failed'],
]
const unheard: Row[] = [...always, ['servers that are all silent', nobody, 'unknown', 'lookup-failed']]

const key = (algorithm: number, octets = 64) => `257 3 ${algorithm} ${Buffer.alloc(octets, 0xff).toString('base64')}`
const rsaKey = (octets: number) =>
  `257 3 8 ${Buffer.concat([Buffer.from([3, 1, 0, 1]), Buffer.alloc(octets, 0xff)]).toString('base64')}`
const ds = (algorithm: number, digest: number) => `12345 ${algorithm} ${digest} ${'ab'.repeat(digest === 1 ? 20 : 32)}`
const signed = (changes: Zone = {}): Scene => ({
  zone: { ...resolved, 'example.com DNSKEY': key(13), 'example.com DS': ds(13, 2), 'example.com DNSSEC': 'signed', ...changes },
})
const now = Math.floor(Date.now() / 1000)
const hours = (from: number, to: number) => `SOA 13 2 ${now + from * 3600} ${now + to * 3600} 12345 example.com`
const signatures = (...records: string[]): Scene => {
  const server: Zone = { ...own, 'example.com RRSIG': records }
  return { ...signed(), ns1: server, ns2: server }
}

const tables: [check: Check<Domain>, rows: Row[]][] = [
  [
    delegation,
    [
      ['servers that serve the zone', {}, 'pass', 'works'],
      ['one that does, one silent, one lame', { ns1: lame, ns2: own }, 'pass', 'works'],
      ['a sub-domain', { domain: 'shop.example.com' }, 'pass', 'works'],
      ['servers that all refuse', { zone: dead, ns1: lame, ns2: lame }, 'fail', 'all-lame'],
      ['… though the resolver still remembers', { ns1: lame, ns2: lame }, 'fail', 'all-lame'],
      ['… that answer without authority', { ns1: { zone: own, authoritative: false }, ns2: lame }, 'fail', 'all-lame'],
      ['one that refuses and one that is silent, for the resolver too', { zone: dead, ns1: lame, ns2: null }, 'fail', 'all-lame'],
      ['one that refuses and one that is silent only for us', { ns1: lame, ns2: null }, 'unknown', 'lookup-failed'],
      [
        'no name server',
        { zone: { ...above, 'example.com TXT': 'x' }, com: { ...above, 'example.com DS': ds(13, 2) } },
        'fail',
        'no-ns',
      ],
      ['a domain that does not exist', { zone: gone, com: above }, 'fail', 'not-registered'],
      [
        'a name below a domain that does not exist',
        { zone: gone, com: above, domain: 'a.b.example.com' },
        'fail',
        'not-registered',
      ],
      ['no zone, and nobody to ask above', { zone: { 'example.com TXT': 'x' }, ...nobody }, 'unknown', 'lookup-failed'],
      ...unheard.filter(([, , , code]) => code !== 'not-applicable'),
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
    ],
  ],
  [
    nsLame,
    [
      ['servers that serve the zone', {}, 'pass', 'none'],
      ['one that refuses', { ns2: lame }, 'warn', 'some'],
      ['one that fails', { ns2: { 'example.com ANY': servfail } }, 'warn', 'some'],
      ['one without authority', { ns2: { zone: own, authoritative: false } }, 'warn', 'some'],
      ['one without address', { zone: { ...without('ns2.dns.net A'), 'ns2.dns.net TXT': 'x' } }, 'warn', 'no-address'],
      [
        'one in a domain that is gone',
        { zone: { ...resolved, 'example.com NS': ['ns1.dns.net', 'ns.vanished.org'] } },
        'fail',
        'registrable',
      ],
      ['one that is silent', { ns2: null }, 'warn', 'silent'],
      ['one silent to the resolver as well', { zone: { ...resolved, 'ns2.dns.net A': silent } }, 'unknown', 'lookup-failed'],
      ...unheard,
    ],
  ],
  [
    nsParentChild,
    [
      ['the same', {}, 'pass', 'equal'],
      ['one server for both zones', { com: { ...above, ...own } }, 'pass', 'equal'],
      ['one more above', { com: referring('ns1.dns.net', 'ns2.dns.net', 'ns3.dns.net') }, 'warn', 'differ'],
      ['one fewer above', { com: referring('ns1.dns.net') }, 'warn', 'differ'],
      ['nothing in common', { com: referring('old.dns.org') }, 'fail', 'disjoint'],
      ['a zone above that is silent', { com: null }, 'unknown', 'lookup-failed'],
      ...unheard,
    ],
  ],
  [nsGlue, glueRows()],
  [
    nsCount,
    [
      ['two', {}, 'pass', 'enough'],
      ['two, unheard', nobody, 'pass', 'enough'],
      ['one', { zone: { ...resolved, 'example.com NS': 'ns1.dns.net' }, com: null }, 'fail', 'one'],
      ['two names of one machine', { zone: { ...without('ns1.dns.net AAAA'), 'ns2.dns.net A': '93.184.215.1' } }, 'fail', 'one'],
      [
        'two names, one of them silent',
        { zone: { ...without('ns1.dns.net AAAA'), 'ns2.dns.net A': silent } },
        'unknown',
        'lookup-failed',
      ],
      ['eight', { zone: { ...resolved, ...eight() }, com: null }, 'info', 'many'],
      ...always,
    ],
  ],
  [
    nsAlias,
    [
      ['names with addresses', {}, 'pass', 'none'],
      ['an alias', { zone: { ...without('ns2.dns.net A'), 'ns2.dns.net CNAME': 'ns1.dns.net' } }, 'fail', 'aliased'],
      ['silence', { zone: { ...resolved, 'ns2.dns.net A': silent, 'ns2.dns.net AAAA': silent } }, 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    nsTransport,
    [
      ['everything', {}, 'pass', 'both'],
      ['no IPv6', { zone: without('ns1.dns.net AAAA') }, 'info', 'no-ipv6'],
      ['no EDNS', { ns1: { zone: own, edns: false } }, 'warn', 'no-edns'],
      ['no TCP', { ns2: { zone: own, tcp: false } }, 'warn', 'no-tcp'],
      ...unheard,
    ],
  ],
  [
    nsOpenResolver,
    [
      ['servers of their own zones', {}, 'pass', 'closed'],
      ['servers that refuse', { ns1: { ...own, 'www.iana.org A': refused } }, 'pass', 'closed'],
      ['one that knows the name by itself', { ns2: { ...own, 'www.iana.org A': '192.0.43.8' } }, 'pass', 'closed'],
      [
        'one that looks up anything',
        { ns2: { zone: { ...own, 'www.iana.org A': '192.0.43.8' }, recursion: true } },
        'warn',
        'open',
      ],
      ...unheard,
    ],
  ],
  [
    nsZoneTransfer,
    [['refused', {}, 'pass', 'refused'], ['given by one', { ns2: { zone: own, transfer: true } }, 'warn', 'open'], ...unheard],
  ],
  [
    zoneSerial,
    [
      ['the same', {}, 'pass', 'equal'],
      ['different', { ns2: { ...own, 'example.com SOA': soa.replace(' 7 ', ' 6 ') } }, 'info', 'transient'],
      ['different at an operator that counts apart', multiPrimary(), 'info', 'multi-primary'],
      ['one server that is silent', { ns2: null }, 'unknown', 'lookup-failed'],
      ...unheard,
    ],
  ],
  [
    zoneAgreement,
    [
      ['the same', {}, 'pass', 'equal'],
      ['the same in another order', { ns2: { ...own, 'example.com TXT': ['another', 'v=spf1 mx -all'] } }, 'pass', 'equal'],
      ['another SPF record', { ns2: { ...own, 'example.com TXT': 'v=spf1 -all' } }, 'fail', 'differ'],
      ['no MX at one', { ns2: { ...own, 'example.com MX': [] } }, 'fail', 'differ'],
      ['no DMARC at one', { ns2: { ...own, '_dmarc.example.com TXT': [] } }, 'fail', 'differ'],
      ['a DKIM key at one', { ns2: { ...own, 's1._domainkey.example.com TXT': 'v=DKIM1; p=' } }, 'fail', 'differ'],
      [
        'another MX and another serial',
        { ns2: { ...own, 'example.com MX': '5 mx.example.com', 'example.com SOA': soa.replace(' 7 ', ' 8 ') } },
        'info',
        'transient',
      ],
      ['one server that is silent', { ns2: null }, 'unknown', 'lookup-failed'],
      ['one server that is silent about the MX', { ns2: { ...own, 'example.com MX': silent } }, 'unknown', 'lookup-failed'],
      ...unheard,
    ],
  ],
  [
    zonePropagation,
    [
      [
        'resolvers that have the records',
        { resolvers: [own, { ...own, 'example.com TXT': ['x', 'v=spf1 mx -all'] }] },
        'pass',
        'settled',
      ],
      ['one that is silent', { resolvers: [null, own] }, 'pass', 'settled'],
      ['one with the old record', { resolvers: [own, { ...own, 'example.com TXT': 'v=spf1 ~all' }] }, 'info', 'in-progress'],
      [
        'one with a record that is gone',
        { resolvers: [{ ...own, 's1._domainkey.example.com TXT': 'v=DKIM1; p=' }] },
        'info',
        'in-progress',
      ],
      [
        'one that remembers an absence',
        { resolvers: [{ ...own, '_dmarc.example.com TXT': [] }, own] },
        'info',
        'negative-cached',
      ],
      ['resolvers that are silent', { resolvers: [null, null] }, 'unknown', 'lookup-failed'],
      ['resolvers that refuse', { resolvers: [{ 'example.com ANY': refused }] }, 'unknown', 'lookup-failed'],
      ['nobody to ask', {}, 'unknown', 'lookup-failed'],
      ...unheard,
    ],
  ],
  [
    soaValues,
    [
      ['ordinary times', {}, 'pass', 'reasonable'],
      ['ordinary times, by the resolver', nobody, 'pass', 'reasonable'],
      ['copies that expire at once', soaOf('7 7200 3600 3600 3600'), 'warn', 'expire-short'],
      ['absences kept for days', soaOf('7 7200 3600 1209600 172800', 172_800), 'warn', 'minimum-long'],
      ['absences kept for days, but for the TTL', soaOf('7 7200 3600 1209600 172800', 3600), 'info', 'unusual'],
      ['copies that expire within a week (Google Cloud DNS)', soaOf('1 21600 3600 259200 300'), 'info', 'unusual'],
      ['a retry no shorter than the refresh', soaOf('1 3600 3600 1209600 300'), 'info', 'unusual'],
      ...always,
    ],
  ],
  [
    soaContact,
    [
      ['an address that takes mail', {}, 'pass', 'ok'],
      [
        'a dot in the local part',
        { zone: { ...resolved, 'example.com SOA': soa.replace('hostmaster', 'john.doe') } },
        'pass',
        'ok',
      ],
      ['an @', { zone: { ...resolved, 'example.com SOA': soa.replace('hostmaster.', 'hostmaster@') } }, 'warn', 'at-sign'],
      [
        'a domain that takes no mail',
        { zone: { ...resolved, 'example.com SOA': soa.replace('hostmaster.example.com', 'a.no.org') } },
        'info',
        'undeliverable',
      ],
      ['a domain that is silent', { zone: { ...resolved, 'example.com MX': silent } }, 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    soaMissing,
    [
      ['one at the domain', {}, 'pass', 'present'],
      ['one above', { domain: 'a.b.example.com' }, 'pass', 'present'],
      ['none', { zone: { 'example.com MX': '10 mail.example.com' } }, 'fail', 'missing'],
      ['none, because the domain does not exist', { zone: gone }, 'fail', 'missing'],
      ...always.filter(([, , verdict]) => verdict === 'unknown'),
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
    ],
  ],
  [
    ttlMail,
    [
      ['ordinary lifetimes', {}, 'pass', 'normal'],
      ['a minute', mxOf(lasting(60, '10 mail.example.com')), 'info', 'short'],
      ['two days', mxOf(lasting(172_800, '10 mail.example.com')), 'info', 'long'],
      ['two weeks', mxOf(lasting(1_209_600, '10 mail.example.com')), 'warn', 'very-long'],
      ['two lifetimes in one set', mxOf(lasting([600, 900], ['10 mail.example.com', '20 mx2.example.com'])), 'warn', 'differing'],
      ...unheard,
    ],
  ],
  [
    mxTtl,
    [
      ['ordinary', {}, 'pass', 'normal'],
      ['a minute', mxOf(lasting(60, '10 mail.example.com')), 'info', 'short'],
      ['two days', mxOf(lasting(172_800, '10 mail.example.com')), 'info', 'long'],
      [
        'two days left, by the resolver',
        { zone: { ...resolved, 'example.com MX': lasting(172_800, '10 mail.example.com') }, ...nobody },
        'info',
        'long',
      ],
      ['no MX', { zone: without('example.com MX') }, 'info', 'no-mx'],
      ['servers that are silent', nobody, 'unknown', 'lookup-failed'],
      ['silence', { zone: { ...resolved, 'example.com MX': silent } }, 'unknown', 'lookup-failed'],
      ['no domain', { domain: '' }, 'info', 'no-mx'],
    ],
  ],
  [
    mxResponseSize,
    [
      ['one packet', {}, 'pass', 'fits'],
      ['more, over TCP', mxOf(truncated('10 mail.example.com')), 'info', 'large'],
      [
        'more, and no TCP',
        { ns1: { zone: { ...own, 'example.com MX': truncated('10 mail.example.com') }, tcp: false } },
        'fail',
        'tcp-broken',
      ],
      ['no MX', { zone: without('example.com MX') }, 'info', 'no-mx'],
      ['servers that are silent', nobody, 'unknown', 'lookup-failed'],
      ['no domain', { domain: '' }, 'info', 'no-mx'],
    ],
  ],
  [
    apexCname,
    [
      ['none', {}, 'pass', 'none'],
      ['one at the domain', { zone: { ...above, 'example.com CNAME': 'host.example.net' } }, 'fail', 'at-apex'],
      [
        'one below, from which mail is sent',
        { zone: { ...resolved, 'news.example.com CNAME': 'x.esp.net' }, domain: 'news.example.com' },
        'fail',
        'at-mail-name',
      ],
      [
        'one below, with a DMARC record',
        {
          zone: { ...resolved, 'n.example.com CNAME': 'x.esp.net', '_dmarc.n.example.com TXT': 'v=DMARC1; p=none' },
          domain: 'n.example.com',
          sends: false,
        },
        'fail',
        'at-mail-name',
      ],
      [
        'one below, for the web',
        { zone: { ...resolved, 'www.example.com CNAME': 'x.cdn.net' }, domain: 'www.example.com', sends: false },
        'pass',
        'none',
      ],
      ['silence', { zone: { ...resolved, 'example.com CNAME': silent } }, 'unknown', 'lookup-failed'],
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
    ],
  ],
  [
    wildcard,
    [
      ['none', {}, 'pass', 'none'],
      ['compact denial (RFC 9824)', { zone: { ...resolved, '*.example.com NSEC': 'example.com NXNAME' } }, 'pass', 'none'],
      ['an address', { zone: { ...resolved, '*.example.com A': '93.184.215.20' } }, 'info', 'address'],
      ['an alias', { zone: { ...resolved, '*.example.com CNAME': 'example.com' } }, 'info', 'address'],
      ['a text', { zone: { ...resolved, '*.example.com TXT': 'v=spf1 -all' } }, 'warn', 'txt'],
      ['silence', { zone: { ...resolved, '*.example.com ANY': silent } }, 'unknown', 'lookup-failed'],
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
    ],
  ],
  [
    dnssecStatus,
    [
      ['signed and validated', signed(), 'pass', 'secure'],
      ['not signed', {}, 'info', 'insecure'],
      [
        'an algorithm that nobody knows',
        signed({ 'example.com DS': ds(200, 2), 'example.com DNSSEC': 'unsigned' }),
        'info',
        'insecure',
      ],
      ['keys without DS', signed({ 'example.com DS': [] }), 'info', 'island'],
      ['wrong signatures', signed({ 'example.com DNSSEC': 'bogus' }), 'fail', 'bogus'],
      ['a resolver that does not validate', signed({ 'example.com DNSSEC': 'unsigned' }), 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    dnssecAlgorithm,
    [
      ['the algorithm of today', signed(), 'pass', 'current'],
      ['RSA of 2048 bits', signed({ 'example.com DNSKEY': rsaKey(256), 'example.com DS': ds(8, 2) }), 'pass', 'current'],
      ['RSA of 1024 bits', signed({ 'example.com DNSKEY': rsaKey(128), 'example.com DS': ds(8, 2) }), 'warn', 'old'],
      ['SHA-1', signed({ 'example.com DNSKEY': key(7, 300), 'example.com DS': ds(7, 2) }), 'warn', 'old'],
      ['a DS of SHA-1 only', signed({ 'example.com DS': ds(13, 1) }), 'warn', 'old'],
      ['DSA', signed({ 'example.com DNSKEY': key(3), 'example.com DS': ds(3, 2) }), 'fail', 'forbidden'],
      ['a DS of GOST only', signed({ 'example.com DS': ds(13, 3) }), 'fail', 'forbidden'],
      ['another', signed({ 'example.com DNSKEY': key(23), 'example.com DS': ds(23, 2) }), 'info', 'other'],
      ['none', {}, 'info', 'unsigned'],
      ...always,
    ],
  ],
  [
    dnssecNsec3,
    [
      ['NSEC', signed(), 'pass', 'good'],
      ['no iterations and no salt', signed({ 'example.com NSEC3PARAM': '1 0 0 -' }), 'pass', 'good'],
      ['a salt', signed({ 'example.com NSEC3PARAM': '1 0 0 ab12' }), 'info', 'salt'],
      ['ten iterations', signed({ 'example.com NSEC3PARAM': '1 0 10 ab12' }), 'warn', 'iterations'],
      ['a hundred iterations', signed({ 'example.com NSEC3PARAM': '1 0 100 -' }), 'warn', 'too-many'],
      ['not signed', {}, 'info', 'unsigned'],
      ['silence', signed({ 'example.com NSEC3PARAM': silent }), 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
  [
    dnssecExpiry,
    [
      ['two weeks left', signatures(hours(-48, 14 * 24)), 'pass', 'fresh'],
      ['a day left, made an hour ago (signed on-line)', signatures(hours(-1, 24)), 'pass', 'fresh'],
      ['an expired one beside a new one', signatures(hours(-400, -1), hours(-1, 200)), 'pass', 'fresh'],
      ['ten hours left, two days old', signatures(hours(-48, 10)), 'warn', 'soon'],
      ['two days left, eight days old', signatures(hours(-8 * 24, 48)), 'warn', 'soon'],
      ['expired', signatures(hours(-400, -1)), 'fail', 'expired'],
      ['not signed', {}, 'info', 'unsigned'],
      ['servers that send no signatures', signed(), 'unknown', 'lookup-failed'],
      ['silent servers', { ...signed(), ...nobody }, 'unknown', 'lookup-failed'],
      ...always,
    ],
  ],
]

function glueRows(): Row[] {
  const names = ['ns1.example.com', 'ns2.example.com']
  const glue = { 'ns1.example.com A': '93.184.215.1', 'ns2.example.com A': '93.184.216.2' }
  const zone: Zone = { ...own, ...glue, 'example.com NS': names }
  const others = { 'ns1.example.com': zone, 'ns2.example.com': zone }
  const scene = (given: Zone, changes: Scene = {}): Scene => {
    return { zone: { ...above, ...zone }, com: { ...referring(...names), ...given }, others, ...changes }
  }
  return [
    ['servers elsewhere, which need none', {}, 'pass', 'agree'],
    ['the same addresses', scene(glue), 'pass', 'agree'],
    [
      'an old address beside the right one',
      scene({ ...glue, 'ns2.example.com A': ['93.184.216.2', '93.184.216.9'] }),
      'warn',
      'stale',
    ],
    ['only old addresses', scene({ 'ns1.example.com A': '93.184.215.9', 'ns2.example.com A': '93.184.216.9' }), 'fail', 'wrong'],
    ['none where it is needed', scene({}), 'fail', 'missing'],
    ['a zone above that is silent', scene(glue, { com: null }), 'unknown', 'lookup-failed'],
    ...always,
  ]
}

function eight(): Zone {
  const names = Array.from({ length: 8 }, (_, index) => `ns${index}.many.net`)
  return { 'example.com NS': names, ...Object.fromEntries(names.map((name, index) => [`${name} A`, `93.184.215.${index}`])) }
}

function multiPrimary(): Scene {
  const names = { 'example.com NS': ['ns-1.awsdns-01.com', 'ns2.dns.net'], 'ns-1.awsdns-01.com A': '205.251.192.1' }
  const others = { 'ns-1.awsdns-01.com': { ...own, 'example.com SOA': soa.replace(' 7 ', ' 1 ') } }
  return { zone: { ...resolved, ...names }, others }
}

function soaOf(times: string, ttl = 3600): Scene {
  const server: Zone = { ...own, 'example.com SOA': lasting(ttl, `ns1.dns.net hostmaster.example.com ${times}`) }
  return { ns1: server, ns2: server }
}

function mxOf(value: Zone[string]): Scene {
  const server: Zone = { ...own, 'example.com MX': value }
  return { ns1: server, ns2: server }
}

for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, scene, verdict, code] of rows) {
      test(`${title}: ${code}`, async () => {
        const { zone = resolved, domain = 'example.com', sends = true } = scene
        const found = await findingOf(check, domainSubject({ domain, sends }), zone, worldOf(scene))
        assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
        assert.ok(found.evidence.length <= 65)
      })
    }
  })
}
