/**
 * Silence is never a finding. Every report is asked for again in worlds where all are silent, and in worlds where one single question is, and no
 * problem may appear that was not there when everybody answered.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeAddress } from '#checks/judge-address.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import { judgeMail } from '#checks/judge.ts'
import type { Net, Silence } from '#checks/net.ts'
import type { Report } from '#checks/report.ts'
import { issue } from '../helpers/certificate.ts'
import { compose, gathered, inOrder, sender, sign } from '../helpers/mails.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { delegated, netOf, type World, type Zone } from '../helpers/zone.ts'

const certificate = issue({ names: ['mx1.acme.com', 'mx2.acme.com'] }).der
const tls = { chain: [certificate] }

/** A registry above, two name servers that agree, and blocklists that answer their control questions. */
const around: Zone = {
  ...inOrder,
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
  'acme.com SOA': 'ns1.acme.com hostmaster.acme.com 2026112101 7200 3600 1209600 300',
  'acme.com NS': ['ns1.acme.com', 'ns2.dns.net'],
  'ns1.acme.com A': '93.184.215.1',
  'ns2.dns.net A': '93.184.216.2',
  'dns.net SOA': 'ns2.dns.net hostmaster.dns.net',
  '1.215.184.93.origin.asn.cymru.com TXT': '64496 | 93.184.215.0/24 | US | arin | 2010-01-01',
  '2.216.184.93.origin.asn.cymru.com TXT': '64497 | 93.184.216.0/24 | US | arin | 2010-01-01',
  '2.0.0.127.zen.spamhaus.org A': ['127.0.0.2', '127.0.0.4', '127.0.0.10'],
  '2.0.0.127.bl.spamcop.net A': '127.0.0.2',
  'test.dbl.spamhaus.org A': '127.0.1.2',
}
const healthy: Zone = {
  ...around,
  'acme.com TXT': 'v=spf1 mx include:_spf.esp.net -all',
  'acme.com MX': ['10 mx1.acme.com', '20 mx2.acme.com'],
  'mx1.acme.com A': sender,
  'mx2.acme.com A': '93.184.216.20',
  '_spf.esp.net TXT': 'v=spf1 ip4:93.184.217.0/24 include:_b.esp.net ~all',
  '_b.esp.net TXT': 'v=spf1 a:out.esp.net ~all',
  'out.esp.net A': '93.184.217.9',
  '_dmarc.acme.com TXT': 'v=DMARC1; p=reject; sp=reject; np=reject; rua=mailto:dmarc@reports.net',
  'acme.com._report._dmarc.reports.net TXT': 'v=DMARC1',
  'reports.net MX': '10 mx.reports.net',
  'mx.reports.net A': '93.184.218.1',
  '_mta-sts.acme.com TXT': 'v=STSv1; id=1',
  'mta-sts.acme.com A': '93.184.215.80',
  '_smtp._tls.acme.com TXT': 'v=TLSRPTv1; rua=mailto:tls@acme.com',
  'acme.com CAA': '0 issue "letsencrypt.org"',
  '_25._tcp.mx1.acme.com TLSA': `3 1 1 ${'ab'.repeat(32)}`,
  'default._bimi.acme.com TXT': 'v=BIMI1; l=https://acme.com/logo.svg; a=',
}
const policy = 'version: STSv1\r\nmode: enforce\r\nmx: *.acme.com\r\nmax_age: 604800\r\n'
/** Much is wrong, so that there is much behind which a silence could hide. */
const broken: Zone = {
  ...around,
  'acme.com TXT': ['v=spf1 a mx ptr include:gone.esp.net include:loop.esp.net include:_b.esp.net exists:%{i}.x.acme.com ?all'],
  'loop.esp.net TXT': 'v=spf1 include:loop.esp.net a:v1.esp.net a:v2.esp.net a:v3.esp.net mx:v4.esp.net -all',
  '_b.esp.net TXT': 'v=spf1 include:loop.esp.net redirect=_c.esp.net',
  'acme.com MX': ['10 alias.acme.com', '20 nowhere.acme.com', '30 93.184.215.20', '40 inside.acme.com'],
  'alias.acme.com CNAME': 'mail.acme.com',
  'inside.acme.com A': '10.0.0.1',
  '_dmarc.acme.com TXT': 'v=DMARC1; p=none; pct=50; rua=mailto:a@reports.net, mailto:b@gone.reports.net',
  's1._domainkey.acme.com CNAME': 'nothing.esp.net',
  '_mta-sts.acme.com TXT': ['v=STSv1; id=1', 'v=STSv1; id=2'],
  'acme.com CAA': '128 unheard "of"',
  'default._bimi.acme.com TXT': 'v=BIMI1; l=http://acme.com/logo.svg',
}
const subdomain: Zone = { ...around, 'acme.com MX': '0 .', 'acme.com TXT': 'v=spf1 -all', 'www.acme.com A': sender }
const bare: Zone = { ...around, 'acme.com TXT': 'hello', 'acme.com MX': [], '_dmarc.acme.com TXT': 'hello' }

const registry: Zone = { 'acme.com NS': delegated('ns1.acme.com', 'ns2.dns.net'), 'ns1.acme.com A': '93.184.215.1' }
const worldOf = (zone: Zone): World => ({
  budget: 400,
  direct: { 'a.gtld.net': registry, 'ns1.acme.com': zone, 'ns2.dns.net': zone, '9.9.9.9': { zone, recursion: true } },
  publicResolvers: ['9.9.9.9'],
  https: { 'https://mta-sts.acme.com/.well-known/mta-sts.txt': policy },
  smtp: { 'mx1.acme.com': { tls }, 'mx2.acme.com': { tls }, 'alias.acme.com': { keywords: [] } },
})

const signed = await gathered(await sign(compose()))
const unsigned = await gathered(compose(), { envelope: { mailFrom: 'bounce@esp.net', rcptTo: null } })
const subject = domainSubject({ domain: 'acme.com', spfDomain: 'acme.com', sends: false, selectors: [] })

type Judge = (net: Net) => Promise<Report>
const reports: [title: string, zone: Zone, judge: Judge][] = [
  ['of a healthy domain', healthy, (net) => judgeDomain(subject, net)],
  ['of a broken domain', broken, (net) => judgeDomain(subject, net)],
  ['of a domain with nothing', bare, (net) => judgeDomain(subject, net)],
  ['of a subdomain', subdomain, (net) => judgeDomain({ ...subject, domain: 'www.acme.com', spfDomain: 'www.acme.com' }, net)],
  [
    'of a domain that does not exist',
    around,
    (net) => judgeDomain({ ...subject, domain: 'gone.com', spfDomain: 'gone.com' }, net),
  ],
  ['of an address', around, (net) => judgeAddress(sender, net)],
  ['of an address without a name', around, (net) => judgeAddress('93.184.215.77', net)],
  ['of a mail in order', inOrder, (net) => judgeMail(signed, net)],
  ['of a mail in a broken domain', broken, (net) => judgeMail(signed, net)],
  ['of a mail that nobody signed', healthy, (net) => judgeMail(unsigned, net)],
]

/** Checks whose question is whether a server is silent: its silence over TCP is what they are there to see. */
const listeners = ['ns-transport']
/** Selectors are tried by the dozen, one like the other; a few of them stand for all. */
const mostSelectors = 2

const problems = ({ findings }: Report): string[] =>
  findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id)

/** Problems of the one report that the other does not have. */
function onlyIn(report: Report, clear: Report): string[] {
  const known = [...problems(clear), ...listeners]
  return problems(report).filter((id) => !known.includes(id))
}

for (const [title, zone, judge] of reports) {
  const judgeWith = (hush: World['hush']) => judge(netOf(zone, { ...worldOf(zone), ...(hush && { hush }) }))

  describe(`the report ${title}`, () => {
    for (const silence of ['timeout', 'servfail', 'refused'] satisfies Silence[]) {
      test(`has no problem and no number when everybody is silent: ${silence}`, async () => {
        const report = await judgeWith(() => silence)
        assert.deepEqual(onlyIn(report, await judgeWith(undefined)), [])
        assert.ok(report.coverage < 0.7 && report.score === null, String(report.coverage))
      })
    }

    test('has no new problem when a single question is silent, and says that less could be seen', async () => {
      const asked = new Set<string>()
      const clear = await judgeWith((key) => void asked.add(key))
      const [selectors, others] = [[...asked].filter(isSelector), [...asked].filter((key) => !isSelector(key))]
      const wrong: string[] = []
      for (const silent of [...others, ...selectors.slice(0, mostSelectors)]) {
        const report = await judgeWith((key) => (key === silent ? 'timeout' : undefined))
        wrong.push(...onlyIn(report, clear).map((id) => `${silent}: ${id}`))
        // A row that does not count may become one that does.
        if (report.coverage > clear.coverage + 0.01) wrong.push(`${silent}: coverage ${report.coverage} after ${clear.coverage}`)
      }
      assert.deepEqual(wrong, [])
    })
  })
}

function isSelector(key: string): boolean {
  return key.includes('._domainkey.')
}
