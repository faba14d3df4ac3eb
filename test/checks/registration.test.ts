/** What registries say of a domain. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import { freeDomain } from '#checks/facts/free-domain.ts'
import { readRdapDomain, registryOf } from '#checks/records/rdap.ts'
import type { Domain } from '#checks/subject.ts'
import { delegation } from '#checks/zone/delegation.ts'
import { registrationView } from '#checks/views/registration.ts'
import { domainAge } from '#checks/zone/domain-age.ts'
import { domainExpiry } from '#checks/zone/domain-expiry.ts'
import type { FakeSite } from '../helpers/outside.ts'
import { domainSubject, findingOf } from '../helpers/outcome.ts'
import { netOf, type Zone } from '../helpers/zone.ts'
import { above } from '../helpers/zone-scene.ts'

/** RFC 9224 §3, in short. */
const list = {
  version: '1.0',
  services: [
    [
      ['net', 'com'],
      ['https://registry.example.com/myrdap/', 'http://registry.example.com/myrdap/'],
    ],
    [['org', 'mytld'], ['http://example.org/']],
    [['co.uk'], ['https://example.net/rdap/xn--zckzah']],
  ],
}

describe('the list of registries', () => {
  const rows: [name: string, url: string | undefined][] = [
    ['example.com', 'https://registry.example.com/myrdap/'],
    ['example.co.uk', 'https://example.net/rdap/xn--zckzah/'],
    ['example.org', undefined], // only in the clear
    ['example.de', undefined],
  ]
  for (const [name, url] of rows) test(name, () => assert.equal(registryOf(name, list), url))
  for (const odd of [null, 1, [], {}, { services: 1 }, { services: [null, [], [[1], [2]], ['com', 'https://x/']] }]) {
    test(`that is ${JSON.stringify(odd)}`, () => assert.equal(registryOf('example.com', odd), undefined))
  }
})

test('what is no answer about a domain says nothing', () => {
  for (const odd of [null, 'domain', [], {}, { objectClassName: 'entity' }]) assert.equal(readRdapDomain(odd), undefined)
  const read = readRdapDomain({
    objectClassName: 'domain',
    status: [1, 'Active'],
    events: [null, { eventAction: 'expiration', eventDate: 'soon' }],
  })
  assert.deepEqual(read, { statuses: ['active'], registered: undefined, expires: undefined })
})

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 + 3_600_000).toISOString()
/** As RFC 9083 §5.3 has it. */
const registered = ({ age = 1000, left = 300, status = ['active'] }: { age?: number; left?: number; status?: string[] }) => ({
  objectClassName: 'domain',
  ldhName: 'example.com',
  status,
  events: [
    { eventAction: 'registration', eventDate: inDays(-age - 0.1) },
    { eventAction: 'expiration', eventDate: inDays(left) },
  ],
})
const type = 'application/rdap+json'
const site = (answer: unknown): FakeSite => ({ type, body: JSON.stringify(answer) })
const listUrl = 'https://data.iana.org/rdap/dns.json'
const url = 'https://registry.example.com/myrdap/domain/example.com'
const says = (answer: FakeSite, at = url) => ({ https: { [listUrl]: site(list), [at]: answer } })
const told = (how: Parameters<typeof registered>[0] = {}) => says(site(registered(how)))

type Row = [title: string, world: Parameters<typeof netOf>[1], verdict: string, code: string, changes?: Partial<Domain>]
const hidden: Row[] = [
  ['a list that cannot be fetched', {}, 'unknown', 'hidden'],
  ['a list that is silent', { https: { [listUrl]: { silence: 'timeout' } } }, 'unknown', 'hidden'],
  ['a list that cannot be read', { https: { [listUrl]: '<html>' } }, 'unknown', 'hidden'],
  ['an ending that is not in it', { https: { [listUrl]: site({ services: [] }) } }, 'unknown', 'hidden'],
  ['an ending of nobody', told(), 'unknown', 'hidden', { domain: 'tern.example' }],
  ['no such registration', says({ status: 404 }), 'unknown', 'hidden'],
  ['too many questions', says({ status: 429 }), 'unknown', 'hidden'],
  ['a registry that is silent', says({ silence: 'timeout' }), 'unknown', 'hidden'],
  ['a registry that is closed', says({ outcome: 'closed' }), 'unknown', 'hidden'],
  ['an answer about something else', says(site({ objectClassName: 'entity' })), 'unknown', 'hidden'],
  ['an answer too long to read', says({ type, body: 'x'.repeat(300_000) }), 'unknown', 'hidden'],
  ['an answer without dates', says(site({ objectClassName: 'domain' })), 'unknown', 'hidden'],
  ['no domain', told(), 'info', 'not-applicable', { domain: '' }],
]
const tables: [Check<Domain>, Row[]][] = [
  [
    domainExpiry,
    [
      ['a year', told({ left: 365 }), 'pass', 'far'],
      ['of a name below', told({ left: 365 }), 'pass', 'far', { domain: 'news.example.com' }],
      ['thirty days', told({ left: 30 }), 'pass', 'far'],
      ['twenty-nine days', told({ left: 29 }), 'warn', 'soon'],
      ['yesterday', told({ left: -1 }), 'fail', 'lapsed'],
      ['redemption', told({ status: ['Redemption Period'] }), 'fail', 'lapsed'],
      ['to be deleted', told({ status: ['pending delete'] }), 'fail', 'lapsed'],
      ['renewed by itself', told({ status: ['auto renew period'] }), 'pass', 'far'],
      ...hidden,
    ],
  ],
  [
    domainAge,
    [
      ['three months and a day', told({ age: 91 }), 'pass', 'established'],
      ['three months', told({ age: 90 }), 'info', 'young'],
      ['thirty days', told({ age: 30 }), 'info', 'young'],
      ['twenty-nine days', told({ age: 29 }), 'warn', 'new'],
      ...hidden,
    ],
  ],
]
for (const [check, rows] of tables) {
  describe(check.id, () => {
    for (const [title, world, verdict, code, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const found = await findingOf(check, domainSubject(changes), {}, world)
        assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
      })
    }
  })
}

test('the picture of a registration is of the name that was registered, and not there where nobody tells', async () => {
  const seen = (world: Parameters<typeof netOf>[1]) => registrationView('news.example.com', netOf({}, world))
  assert.deepEqual([(await seen(told({ left: 20 })))?.name, await seen(says({ status: 429 }))], ['example.com', undefined])
})

describe('a domain that the zone above does not know', () => {
  const gone = (world: Parameters<typeof netOf>[1]) => ({ ...world, direct: { 'a.gtld.net': above } })
  const rows: [title: string, world: Parameters<typeof netOf>[1], code: string][] = [
    ['and no registry', {}, 'not-registered'],
    ['nor its registry', says({ status: 404 }), 'not-registered'],
    ['and its registry does, as a good one', told(), 'not-registered'],
    ['in redemption', told({ status: ['redemption period'] }), 'expired'],
    ['past its end', told({ left: -3 }), 'expired'],
    ['held back', told({ status: ['client hold'] }), 'expired'],
    ['and a silent registry', says({ silence: 'timeout' }), 'not-registered'],
  ]
  for (const [title, world, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const found = await findingOf(delegation, domainSubject(), above, gone(world))
      assert.deepEqual([found.verdict, found.code], ['fail', code], found.explanation.text)
    })
  }
})

test('a name that is not in DNS is free only when its registry does not know it', async () => {
  const zone: Zone = { 'own.net A': '192.0.2.1' }
  const free = (world: Parameters<typeof netOf>[1]) => freeDomain(['mx.example.com'], 'own.net', netOf(zone, world))
  assert.equal(await free({}), 'example.com')
  assert.equal(await free(says({ status: 404 })), 'example.com')
  assert.equal(await free(told()), undefined)
})
