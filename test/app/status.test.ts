/** What limits this Seedbed, in words. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inShort, partsOf, type Seen } from '#app/status/parts.ts'

const well: Seen = {
  ...{ database: true, queue: true, receiver: true, dns: true, validates: true, tcp: true, port25: 'open' },
  lists: [{ name: 'zen.spamhaus.org', why: undefined }],
  ...{ clockSeconds: 0.1, certificateDays: 60, free: 0.5 },
}

describe('what limits this Seedbed', () => {
  const rows: [part: string, changes: Partial<Seen>, state: string][] = [
    ['database', { database: false }, 'limits'],
    ['queue', { queue: false }, 'limits'],
    ['receiver', { receiver: false }, 'limits'],
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
    ['clock', { clockSeconds: -90 }, 'limits'],
    ['clock', { clockSeconds: undefined }, 'unsure'],
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
  test('is counted', () => {
    const of = (changes: Partial<Seen>) => inShort(partsOf({ ...well, ...changes }))
    assert.deepEqual(
      [of({}), of({ dns: false }), of({ dns: false, tcp: false })],
      ['Everything works.', 'One thing limits what this Seedbed can do.', '2 things limit what this Seedbed can do.'],
    )
  })
})
