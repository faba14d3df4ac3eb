/** Mail and web servers may keep us for a minute. Only the checks that ask them wait for them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { domainSections } from '#checks/domain-index.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { delegated, netOf, type Zone } from '../helpers/zone.ts'

const zone: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
  'example.com SOA': 'ns1.dns.net hostmaster.example.com 1 7200 3600 1209600 300',
  'example.com NS': ['ns1.dns.net', 'ns2.dns.net'],
  'ns1.dns.net A': '93.184.215.1',
  'ns2.dns.net A': '93.184.216.2',
  'example.com MX': '10 mx.example.com',
  'mx.example.com A': '93.184.215.20',
  'example.com TXT': 'v=spf1 mx -all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject; rua=mailto:d@example.com',
}
const direct = {
  'a.gtld.net': { 'example.com NS': delegated('ns1.dns.net', 'ns2.dns.net') },
  'ns1.dns.net': zone,
  'ns2.dns.net': zone,
}

/** The checks that have not answered while these servers say nothing. */
async function waitingFor(over: 'smtp' | 'https'): Promise<string[]> {
  const net = netOf(zone, { direct })
  const never = () => new Promise<never>(() => undefined)
  const kept = over === 'smtp' ? { ...net, smtp: { look: never } } : { ...net, https: { get: never } }
  const waiting = new Set<string>()
  for (const { id, run } of domainSections.flatMap(({ checks }) => checks)) {
    waiting.add(id)
    const done = () => waiting.delete(id)
    run(domainSubject(), kept).then(done, done)
  }
  for (let idle = 0; idle < 500; idle++) await new Promise((resolve) => setImmediate(resolve))
  return [...waiting]
}

test('for mail servers wait the checks of their encryption', async () => {
  const waiting = await waitingFor('smtp')
  assert.ok(waiting.includes('starttls-missing'))
  assert.deepEqual(
    waiting.filter((id) => !/^(?:starttls|tls)-/.test(id)),
    [],
  )
})

test('for web servers wait the checks of what lies there, and of what a registry knows', async () => {
  const waiting = await waitingFor('https')
  assert.deepEqual(
    waiting.filter((id) => !/^(?:mta-sts|bimi|domain)-/.test(id)),
    [],
  )
})
