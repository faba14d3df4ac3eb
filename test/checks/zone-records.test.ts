import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mxResponseSize } from '#checks/mx/mx-response-size.ts'
import { mxTtl } from '#checks/mx/mx-ttl.ts'
import { apexCname } from '#checks/zone/apex-cname.ts'
import { caaVmc } from '#checks/zone/caa-vmc.ts'
import { caa } from '#checks/zone/caa.ts'
import { soaContact } from '#checks/zone/soa-contact.ts'
import { soaMissing } from '#checks/zone/soa-missing.ts'
import { soaValues } from '#checks/zone/soa-values.ts'
import { ttlMail } from '#checks/zone/ttl-mail.ts'
import { wildcard } from '#checks/zone/wildcard.ts'
import { truncated } from '#net/zone.ts'
import { issue } from '../helpers/certificate.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { lasting, netOf, silent, type Zone } from '../helpers/zone.ts'
import {
  above,
  always,
  gone,
  judgeScenes,
  nobody,
  own,
  resolved,
  type Scene,
  soa,
  unheard,
  without,
} from '../helpers/zone-scene.ts'

const markUrl = 'https://example.com/mark.pem'

judgeScenes([
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
      [
        'ordinary, behind an alias into another zone',
        {
          zone: {
            ...without('example.com MX'),
            'example.com CNAME': 'example.org',
            'example.org MX': lasting(60, '10 mail.example.com'),
            'example.org NS': 'ns1.dns.net',
            'example.org SOA': soa,
          },
          ns1: { ...own, 'example.org MX': lasting(3600, '10 mail.example.com'), 'example.org SOA': soa },
        },
        'pass',
        'normal',
      ],
      ['two days', mxOf(lasting(172_800, '10 mail.example.com')), 'info', 'long'],
      ['two weeks', mxOf(lasting(1_209_600, '10 mail.example.com')), 'warn', 'very-long'],
      [
        'two weeks left, by the resolver',
        { zone: { ...resolved, 'example.com TXT': lasting(1_209_600, 'x') }, ...nobody },
        'warn',
        'very-long',
      ],
      [
        'silence about all of them',
        { zone: { ...resolved, 'example.com MX': silent, 'example.com TXT': silent }, ...nobody },
        'unknown',
        'lookup-failed',
      ],
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
      ['one packet, by the resolver', nobody, 'pass', 'fits'],
      ['no domain', { domain: '' }, 'info', 'no-mx'],
    ],
  ],
  [
    caa,
    [
      ['the authority in use', allowing('0 issue "letsencrypt.org"'), 'pass', 'allows'],
      [
        'the authority in use, at the mail server itself',
        {
          ...allowing('0 issue "ssl.com"'),
          zone: { ...resolved, 'mail.example.com CAA': '0 issue "letsencrypt.org; validationmethods=dns-01"' },
        },
        'pass',
        'allows',
      ],
      ['reports only', allowing('0 iodef "mailto:a@example.com"'), 'pass', 'allows'],
      ['none', allowing(), 'info', 'missing'],
      ['a certificate that was not seen', { ...allowing('0 issue "ssl.com"'), smtp: {} }, 'info', 'unmatched'],
      ['an authority that nobody knows', allowing('0 issue "ssl.com"', 'My own'), 'info', 'unmatched'],
      ['another authority', allowing('0 issue "ssl.com"'), 'warn', 'forbids'],
      ['no authority', allowing('0 issue ";"'), 'warn', 'forbids'],
      ['an unknown critical property', allowing('128 tbs "x"'), 'fail', 'bad-syntax'],
      ['a malformed issue', allowing('0 issue "%%%"'), 'fail', 'bad-syntax'],
      ['silence', { zone: { ...resolved, 'mail.example.com CAA': silent } }, 'unknown', 'lookup-failed'],
      [
        'silence above, where none is needed',
        { ...allowing(), zone: { ...resolved, 'mail.example.com CAA': '0 issue "letsencrypt.org"', 'com CAA': silent } },
        'pass',
        'allows',
      ],
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
    ],
  ],
  [
    caaVmc,
    [
      ['the authority in use', marked('0 issuevmc "digicert.com"'), 'pass', 'allows'],
      ['no word about mark certificates', marked('0 issue "ssl.com"'), 'pass', 'allows'],
      ['no CAA', marked(), 'pass', 'allows'],
      ['another authority', marked('0 issuevmc "ssl.com"'), 'warn', 'forbids'],
      ['an authority that nobody knows', marked('0 issuevmc "ssl.com"', 'My own'), 'unknown', 'lookup-failed'],
      ['no logo', {}, 'info', 'not-applicable'],
      ['a certificate that is not there', { ...marked(), https: { [markUrl]: { status: 404 } } }, 'info', 'not-applicable'],
      ['a silent web server', { ...marked(), https: { [markUrl]: { silence: 'timeout' } } }, 'unknown', 'lookup-failed'],
      ['silence', { ...marked(), zone: { ...marked().zone, 'example.com CAA': silent } }, 'unknown', 'lookup-failed'],
      ['no domain', { domain: '' }, 'info', 'not-applicable'],
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
])

function soaOf(times: string, ttl = 3600): Scene {
  const server: Zone = { ...own, 'example.com SOA': lasting(ttl, `ns1.dns.net hostmaster.example.com ${times}`) }
  return { ns1: server, ns2: server }
}

for (const [title, record, looks] of [
  ['without CAA nobody waits for the mail servers', undefined, 0],
  ['with CAA the certificate is looked at', '0 issue "letsencrypt.org"', 1],
] as const) {
  test(title, async () => {
    const { zone = {}, smtp = {} } = allowing(record)
    const net = netOf(zone, { smtp })
    await caa.run(domainSubject(), net)
    assert.equal(net.questions().filter(({ type }) => type === 'SMTP').length, looks)
  })
}

function mxOf(value: Zone[string]): Scene {
  const server: Zone = { ...own, 'example.com MX': value }
  return { ns1: server, ns2: server }
}

/** CAA at the domain, and a mark certificate of this authority. */
function marked(record?: string, authority = 'DigiCert Verified Mark CA'): Scene {
  const root = issue({ commonName: authority, ca: true })
  const bimi = `v=BIMI1; l=https://example.com/logo.svg; a=${markUrl}`
  const zone: Zone = { ...resolved, 'default._bimi.example.com TXT': bimi, ...(record && { 'example.com CAA': record }) }
  return { zone, https: { [markUrl]: issue({ names: ['example.com'], issuer: root }).cert } }
}

/** CAA at the domain, and a mail server with a certificate of this authority. */
function allowing(record?: string, authority = "Let's Encrypt R99"): Scene {
  const root = issue({ commonName: authority, ca: true })
  const chain = [issue({ names: ['mail.example.com'], issuer: root }).der]
  const zone: Zone = { ...resolved, ...(record && { 'example.com CAA': record }) }
  return { zone, smtp: { 'mail.example.com': { tls: { chain } } } }
}
