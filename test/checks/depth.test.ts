/**
 * What a scan waits for is the depth of its questions, not their number. In this world nobody answers before everybody who can ask has asked:
 * such a turn is one round trip, whatever the distance.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import { rehearse } from '#net/overlay.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { delegated, netOf, type Zone } from '../helpers/zone.ts'

/** Catalogue, appendix E. */
const mostTurns = 8

/** Lets everybody wait, and counts how often it lets them go. */
function turnstile() {
  let turns = 0
  let waiting: (() => void)[] = []
  async function open(): Promise<void> {
    // Whoever was let go takes a while to think of the next question; when nobody comes any more, that is the turn.
    for (let seen = -1; seen !== waiting.length; ) {
      seen = waiting.length
      for (let idle = 0; idle < 30; idle++) await new Promise((resolve) => setImmediate(resolve))
    }
    const going = waiting
    waiting = []
    turns++
    for (const go of going) go()
  }
  return {
    pass: () =>
      new Promise<void>((resolve) => {
        if (waiting.push(resolve) === 1) void open()
      }),
    turns: () => turns,
  }
}

const soa = 'ns1.dns.net hostmaster.example.com 2026112101 7200 3600 1209600 300'
const plain: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
  'example.com SOA': soa,
  'example.com NS': ['ns1.dns.net', 'ns2.dns.net'],
  'ns1.dns.net A': '93.184.215.1',
  'ns2.dns.net A': '93.184.216.2',
  'example.com MX': ['10 mx1.example.com', '20 mx2.example.com'],
  'mx1.example.com A': '93.184.215.20',
  'mx2.example.com A': '93.184.216.20',
  'example.com TXT': 'v=spf1 mx include:_a.esp.net include:_d.esp.net ~all',
  '_a.esp.net TXT': 'v=spf1 include:_b.esp.net ~all',
  '_b.esp.net TXT': 'v=spf1 ip4:198.51.100.0/24 include:_c.esp.net ~all',
  '_c.esp.net TXT': 'v=spf1 ip4:192.0.2.0/24 ~all',
  '_d.esp.net TXT': 'v=spf1 ip4:203.0.113.0/24 ~all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=quarantine; rua=mailto:d@reports.net',
  'example.com._report._dmarc.reports.net TXT': 'v=DMARC1',
  'reports.net MX': '10 mx.reports.net',
  'mx.reports.net A': '198.51.100.1',
  'google._domainkey.example.com TXT': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  '_mta-sts.example.com TXT': 'v=STSv1; id=1',
  'mta-sts.example.com A': '93.184.215.80',
}
const world = (zone: Zone, pass: () => Promise<void>) => ({
  direct: {
    'a.gtld.net': { 'example.com NS': delegated('ns1.dns.net', 'ns2.dns.net') },
    'ns1.dns.net': zone,
    'ns2.dns.net': zone,
  },
  https: {
    'https://mta-sts.example.com/.well-known/mta-sts.txt': 'version: STSv1\nmode: testing\nmx: *.example.com\nmax_age: 604800\n',
  },
  before: pass,
})

describe('a scan waits for no more than eight round trips', () => {
  const zones: [title: string, zone: Zone][] = [
    ['of a domain in order', plain],
    ['of a signed one', { ...plain, 'example.com DNSSEC': 'signed' }],
    ['of one that does not exist', { 'com SOA': plain['com SOA'] ?? '', 'com NS': 'a.gtld.net', 'a.gtld.net A': '192.5.6.30' }],
  ]
  for (const [title, zone] of zones) {
    test(title, async () => {
      const { pass, turns } = turnstile()
      await judgeDomain(domainSubject({ sends: false, selectors: [] }), netOf(zone, world(zone, pass)), { rehearse })
      assert.ok(turns() > 3 && turns() <= mostTurns, `${turns()} round trips`)
    })
  }
})
