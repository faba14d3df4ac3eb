import { delegation } from '#checks/zone/delegation.ts'
import { nsAlias } from '#checks/zone/ns-alias.ts'
import { nsCount } from '#checks/zone/ns-count.ts'
import { nsDiversity } from '#checks/zone/ns-diversity.ts'
import { nsGlue } from '#checks/zone/ns-glue.ts'
import { nsLame } from '#checks/zone/ns-lame.ts'
import { nsOpenResolver } from '#checks/zone/ns-open-resolver.ts'
import { nsParentChild } from '#checks/zone/ns-parent-child.ts'
import { nsTransport } from '#checks/zone/ns-transport.ts'
import { nsZoneTransfer } from '#checks/zone/ns-zone-transfer.ts'
import { zoneAgreement } from '#checks/zone/zone-agreement.ts'
import { zonePropagation } from '#checks/zone/zone-propagation.ts'
import { zoneSerial } from '#checks/zone/zone-serial.ts'
import { refused, servfail, silent, type Zone } from '../helpers/zone.ts'
import {
  above,
  always,
  dead,
  gone,
  judgeScenes,
  lame,
  nobody,
  own,
  referring,
  resolved,
  type Row,
  type Scene,
  soa,
  unheard,
  without,
} from '../helpers/zone-scene.ts'

judgeScenes([
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
        { zone: { ...above, 'example.com TXT': 'x' }, com: { ...above, 'example.com DS': `12345 13 2 ${'ab'.repeat(32)}` } },
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
      ['eight', { zone: { ...resolved, ...names(8) }, com: null }, 'info', 'many'],
      ['five hundred', { zone: { ...resolved, ...names(500) }, com: null }, 'info', 'many'],
      ...always,
    ],
  ],
  [
    nsDiversity,
    [
      ['two networks', networks('64496', '64497'), 'pass', 'diverse'],
      ['a prefix that two networks announce', networks('64496 64498', '64496'), 'pass', 'diverse'],
      ['an operator at many places', multiPrimary(), 'pass', 'diverse'],
      ['two places of one network', networks('64496', '64496'), 'info', 'one-as'],
      ['two neighbours', { zone: { ...without('ns1.dns.net AAAA'), 'ns2.dns.net A': '93.184.215.77' } }, 'warn', 'one-prefix'],
      [
        'two neighbours and silence',
        { zone: { ...without('ns1.dns.net AAAA'), 'ns2.dns.net A': '93.184.215.77', 'ns2.dns.net AAAA': silent } },
        'unknown',
        'lookup-failed',
      ],
      ['networks that nobody knows', {}, 'unknown', 'lookup-failed'],
      [
        'silence about networks',
        { zone: { ...networks('64496', '64497').zone, '1.215.184.93.origin.asn.cymru.com TXT': silent } },
        'unknown',
        'lookup-failed',
      ],
      ...always,
    ],
  ],
  [
    nsAlias,
    [
      ['names with addresses', {}, 'pass', 'none'],
      ['an alias of itself', { zone: { ...without('ns2.dns.net A'), 'ns2.dns.net CNAME': 'ns2.dns.net' } }, 'fail', 'aliased'],
      ['five hundred names', { zone: { ...resolved, ...names(500) }, com: null }, 'unknown', 'lookup-failed'],
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
      ['no TCP anywhere in the zone', { ns1: { zone: own, tcp: false }, ns2: { zone: own, tcp: false } }, 'warn', 'no-tcp'],
      [
        'no TCP anywhere, not even above the zone',
        {
          ns1: { zone: own, tcp: false },
          ns2: { zone: own, tcp: false },
          others: { '192.5.6.30': { zone: referring('ns1.dns.net', 'ns2.dns.net'), tcp: false } },
        },
        'unknown',
        'lookup-failed',
      ],
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
      ['one server that does not have the zone, which ns-lame judges', { ns2: lame }, 'pass', 'equal'],
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
      ['one server that does not have the zone, which ns-lame judges', { ns2: lame }, 'pass', 'equal'],
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
])

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

function names(count: number): Zone {
  const all = Array.from({ length: count }, (_, index) => `ns${index}.many.net`)
  const addresses = all.map((name, index) => [`${name} A`, `93.184.${index >> 8}.${index % 256}`])
  return { 'example.com NS': all, ...Object.fromEntries(addresses) }
}

/** The addresses of the servers, announced by these systems. */
function networks(one: string, other: string): Scene {
  const origin = (system: string) => `${system} | 93.184.208.0/20 | US | arin | 2010-07-14`
  const origins = { '1.215.184.93.origin.asn.cymru.com TXT': origin(one), '2.216.184.93.origin.asn.cymru.com TXT': origin(other) }
  return { zone: { ...without('ns1.dns.net AAAA'), ...origins } }
}

function multiPrimary(): Scene {
  const names = { 'example.com NS': ['ns-1.awsdns-01.com', 'ns2.dns.net'], 'ns-1.awsdns-01.com A': '205.251.192.1' }
  const others = { 'ns-1.awsdns-01.com': { ...own, 'example.com SOA': soa.replace(' 7 ', ' 1 ') } }
  return { zone: { ...resolved, ...names }, others }
}
