/** The ports of a domain's mail servers, as its own report tells of them: quickly, and without points. */
import assert from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { domainSections } from '#checks/domain-index.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import type { Net } from '#checks/net.ts'
import { domainSubject } from '../helpers/outcome.ts'
import type { FakePorts } from '../helpers/ports.ts'
import { netOf, servfail, type Zone } from '../helpers/zone.ts'

const own: Zone = { 'example.com MX': '10 mx.example.com', 'mx.example.com A': '93.184.215.20' }
const hosted: Zone = { 'example.com MX': '10 mx.service.net', 'mx.service.net A': '93.184.215.21' }
const subject = domainSubject({ sends: false, selectors: [] })
const checks = domainSections.find(({ id }) => id === 'ports')?.checks ?? []

async function codesOf(zone: Zone, ports: FakePorts): Promise<Record<string, string>> {
  const { findings } = await judgeDomain(subject, netOf(zone, { ports }), { only: ['ports'] })
  return Object.fromEntries(findings.map(({ id, verdict, code }) => [id, `${verdict} ${code}`]))
}

describe('of the mail servers of a domain', () => {
  const silent = { banner: undefined, greeting: undefined, greetingMs: undefined, waitedMs: 3000 }
  const rows: [title: string, zone: Zone, ports: FakePorts, id: string, says: string][] = [
    ['an own one is looked at on the port of other servers', own, { 'mx.example.com:25': {} }, 'port-25', 'pass open'],
    ['and on those of its people', own, { 'mx.example.com:25': {}, 'mx.example.com:587': {} }, 'port-587', 'pass open'],
    ['which it may leave closed', own, { 'mx.example.com:25': {} }, 'port-465', 'info closed'],
    ['one of a service only on the first', hosted, { 'mx.service.net:25': {} }, 'port-587', 'info not-applicable'],
    ['one that refuses is told of', own, {}, 'port-25', 'fail refused'],
    ['one that keeps silent is unknown', own, { 'mx.example.com:25': silent }, 'port-25', 'unknown prober-blocked'],
    ['and may be a tarpit', own, { 'mx.example.com:25': silent }, 'smtp-response-time', 'unknown pending'],
    [
      'one that takes passwords in the clear is told of',
      own,
      { 'mx.example.com:25': { clear: ['AUTH PLAIN'] } },
      'smtp-auth-plain',
      'fail before-tls',
    ],
    ['there is nothing where there is none', { 'example.com MX': '0 .' }, {}, 'port-25', 'info not-applicable'],
    ['nor where only an address is', { 'example.com A': '93.184.215.20' }, {}, 'port-25', 'info not-applicable'],
    ['silence of DNS is silence', { 'example.com MX': servfail }, {}, 'port-25', 'unknown prober-blocked'],
  ]
  for (const [title, zone, ports, id, says] of rows) {
    test(title, async () => assert.equal((await codesOf(zone, ports))[id], says))
  }
})

test('no report waits for a firewall: what is not there in three seconds was not looked at', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const net = netOf(own, { ports: { 'mx.example.com:25': {}, 'mx.example.com:465': {} } })
  const { look } = net.probe
  const slow: Net = {
    ...net,
    probe: {
      ...net.probe,
      look: (host, address, port, ...more) => (port === 587 ? new Promise(() => {}) : look(host, address, port, ...more)),
    },
  }
  const asking = Promise.all(checks.map(async ({ id, run }) => [id, await run(subject, slow).catch((error) => error.reason)]))
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
  mock.timers.tick(3000)
  const answers = Object.fromEntries(await asking)
  mock.timers.reset()
  assert.equal(answers['port-587'], 'budget')
  assert.equal(answers['port-25'].code, 'open')
})

test('they cost no points', async () => {
  const scored = (ports: FakePorts) => judgeDomain(subject, netOf({ ...own, 'example.com TXT': 'v=spf1 -all' }, { ports }))
  const [good, bad] = await Promise.all([scored({ 'mx.example.com:25': {} }), scored({})])
  assert.deepEqual([bad.score, bad.coverage], [good.score, good.coverage])
})
