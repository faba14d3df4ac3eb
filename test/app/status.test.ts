/** What limits this Seedbed, in words. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { statusPath } from '#app/report/our-side.ts'
import { forEverybody, inShort, partsOf, type Seen } from '#app/status/parts.ts'

const well: Seen = {
  ...{ database: true, queue: true, receiver: true, readers: true, dns: true, validates: true, tcp: true },
  ...{ port25: 'open', port25v6: 'open', ports: [{ port: 465, way: 'open' }], resolvers: 4, jobs: { waiting: 3, active: 1 } },
  lists: [{ name: 'zen.spamhaus.org', why: undefined }],
  ...{ clocks: [{ of: 'iana.org', seconds: 0.1 }], certificateDays: 60, free: 0.5 },
  versions: [{ name: 'Node.js', version: '24.21.0' }],
}

describe('what limits this Seedbed', () => {
  const rows: [part: string, changes: Partial<Seen>, state: string][] = [
    ['database', { database: false }, 'limits'],
    ['queue', { queue: false }, 'limits'],
    ['receiver', { receiver: false }, 'limits'],
    ['readers', { readers: false }, 'limits'],
    ['readers', { readers: 'off' }, 'off'],
    ['dns', { dns: false }, 'limits'],
    ['dnssec', { validates: false }, 'limits'],
    ['dnssec', { validates: undefined }, 'unsure'],
    ['dns-tcp', { tcp: false }, 'limits'],
    ['dns-tcp', { tcp: undefined }, 'unsure'],
    ['port-25', { port25: 'blocked' }, 'limits'],
    ['port-25', { port25: 'hijacked' }, 'limits'],
    ['port-25', { port25: 'not-judged' }, 'unsure'],
    ['blocklists', { lists: [{ name: 'zen.spamhaus.org', why: 'refuses us' }] }, 'limits'],
    ['blocklists', { lists: [] }, 'unsure'],
    ['port-25-ipv6', { port25v6: 'blocked' }, 'limits'],
    ['port-25-ipv6', { port25v6: 'not-judged' }, 'unsure'],
    ['ports', { ports: [{ port: 465, way: 'blocked' }] }, 'limits'],
    ['ports', { ports: [{ port: 465, way: 'not-judged' }] }, 'unsure'],
    ['resolvers', { resolvers: 0 }, 'limits'],
    ['jobs', { jobs: { waiting: 200, active: 0 } }, 'limits'],
    ['jobs', { jobs: undefined }, 'unsure'],
    ['clock', { clocks: [{ of: 'iana.org', seconds: -90 }] }, 'limits'],
    [
      'clock',
      {
        clocks: [
          { of: 'iana.org', seconds: 0 },
          { of: 'the database', seconds: 7 },
        ],
      },
      'limits',
    ],
    ['clock', { clocks: [] }, 'unsure'],
    ['certificate', { certificateDays: undefined }, 'limits'],
    ['certificate', { certificateDays: 3 }, 'limits'],
    ['certificate', { certificateDays: -3 }, 'limits'],
    ['disk', { free: 0.02 }, 'limits'],
    ['disk', { free: undefined }, 'unsure'],
  ]
  for (const [id, changes, state] of rows) {
    test(`is ${id} with ${JSON.stringify(changes)}: ${state}`, () => {
      const parts = partsOf({ ...well, ...changes })
      assert.deepEqual(
        parts.filter((part) => part.state !== 'works').map((part) => [part.id, part.state, part.cure !== undefined]),
        [[id, state, state === 'limits']],
      )
    })
  }
  test('is told to everybody without what only the operator can use', () => {
    const parts = forEverybody(partsOf({ ...well, dns: false, free: 0.01, port25: 'blocked' }))
    assert.deepEqual(
      parts.filter(({ state }) => state !== 'works').map(({ id, cure }) => [id, cure]),
      [
        ['dns', undefined],
        ['port-25', undefined],
      ],
    )
    assert.ok(parts.every(({ id }) => !['disk', 'versions', 'jobs', 'database'].includes(id)))
  })
  test('has a place of its own for each part', () => {
    const ids = partsOf(well).map(({ id }) => id)
    assert.deepEqual(ids, [...new Set(ids)])
    for (const id of ['receiver', 'dns', 'dnssec', 'dns-tcp', 'port-25', 'ports', 'blocklists', 'resolvers', 'clock']) {
      assert.ok(ids.includes(id), id)
    }
  })
  const leads: [check: string, part: string][] = [
    ['blocklist-ip-major', 'blocklists'],
    ['list-coverage', 'blocklists'],
    ['dane-tlsa', 'dnssec'],
    ['dnssec-status', 'dnssec'],
    ['zone-propagation', 'resolvers'],
    ['port-25', 'port-25'],
    ['smtp-open-relay', 'port-25'],
    ['tls-version', 'port-25'],
    ['starttls-missing', 'port-25'],
    ['port-465', 'ports'],
    ['mail-tls-ports', 'ports'],
    ['tls-sender', ''],
    ['line-endings', ''],
  ]
  for (const [check, part] of leads) {
    test(`is where ${check} leads: ${part || 'the page'}`, () => {
      assert.equal(statusPath(check), part === '' ? '/status' : `/status#${part}`)
      const shown = forEverybody(partsOf(well)).map(({ id }) => id)
      assert.ok(part === '' || shown.includes(part))
    })
  }
  test('is counted', () => {
    const of = (changes: Partial<Seen>) => inShort(partsOf({ ...well, ...changes }))
    assert.deepEqual(
      [of({}), of({ dns: false }), of({ dns: false, tcp: false })],
      ['Everything works.', 'One thing limits what this Seedbed can do.', '2 things limit what this Seedbed can do.'],
    )
  })
})
