/** How two mails were sent, held against each other, and a mail against those before it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Sent, sinceLastPassing } from '#app/compare/last.ts'
import { compareSending, isAlike } from '#app/compare/sending.ts'
import type { ReportSending } from '#checks/report.ts'

const spf = (value: string) => ({ name: 'acme.com', type: 'TXT', values: [value] })
const dmarc = { name: '_dmarc.acme.com', type: 'TXT', values: ['v=DMARC1; p=reject'] }

const usual: ReportSending = {
  service: 'OldESP',
  address: '203.0.113.20',
  network: 'AS64496 OLD',
  helo: 'o1.oldesp.net',
  returnPath: 'bounce.acme.com',
  signers: [{ domain: 'acme.com', selector: 's1' }],
  records: [spf('v=spf1 -all'), dmarc],
}
const moved: ReportSending = {
  service: 'NewESP',
  address: '198.51.100.7',
  network: 'AS64497 NEW',
  helo: 'f54.newesp.net',
  returnPath: 'em.newesp.net',
  signers: [{ domain: 'newesp.net', selector: 's1' }],
  records: [spf('v=spf1 -all'), dmarc],
}

describe('of two mails differs', () => {
  const rows: Record<string, [changes: Partial<ReportSending>, told: string[]]> = {
    'nothing, when they were sent alike': [{}, []],
    'everything, after a move to another service': [
      moved,
      [
        'signers: acme.com → newesp.net',
        'return-path: bounce.acme.com → em.newesp.net',
        'service: OldESP → NewESP',
        'address: 203.0.113.20 (OldESP) → 198.51.100.7 (NewESP)',
        'helo: o1.oldesp.net → f54.newesp.net',
      ],
    ],
    'the selector, when the domain is the same': [
      { signers: [{ domain: 'acme.com', selector: 's2' }] },
      ['signers: acme.com (s1) → acme.com (s2)'],
    ],
    'the signature, when there is none': [{ signers: [] }, ['signers: acme.com → ']],
    'no signature, when only their order does': [
      {
        signers: [
          { domain: 'acme.com', selector: 's1' },
          { domain: 'acme.com', selector: 's1' },
        ],
      },
      [],
    ],
    'the bounce address, when there is none': [{ returnPath: '' }, ['return-path: bounce.acme.com → ']],
    'no service, when it was not recognised': [{ service: '' }, []],
    'the address, with its network where the service is not known': [
      { service: '', address: '198.51.100.7', network: 'AS64497 NEW' },
      ['address: 203.0.113.20 (OldESP) → 198.51.100.7 (AS64497 NEW)'],
    ],
    'no address and no name, when one was not seen being delivered': [
      { address: '', helo: '', returnPath: '', service: '', network: '' },
      [],
    ],
  }
  for (const [title, [changes, told]] of Object.entries(rows)) {
    test(title, () => {
      const { ways } = compareSending(usual, { ...usual, ...changes })
      assert.deepEqual(
        ways.filter(({ same }) => !same).map(({ what, before, after }) => `${what}: ${before} → ${after}`),
        told,
      )
    })
  }
})

describe('two mails were sent alike', () => {
  const rows: Record<string, [changes: Partial<ReportSending>, alike: boolean]> = {
    'when nothing differs': [{}, true],
    'from another server of the same network': [{ address: '203.0.113.99', helo: 'o9.oldesp.net' }, true],
    'not from another server of a network nobody knows': [{ address: '203.0.113.99', network: '' }, false],
    'not with another selector': [{ signers: [{ domain: 'acme.com', selector: 's2' }] }, false],
    'not when a record changed': [{ records: [spf('v=spf1 ~all')] }, false],
    'when a record is known of one only': [{ records: [] }, true],
  }
  for (const [title, [changes, alike]] of Object.entries(rows)) {
    test(title, () => assert.equal(isAlike(compareSending(usual, { ...usual, ...changes })), alike))
  }
})

test('a record that is gone, and one that came, are changes; one that is as it was is not', () => {
  const before = { ...usual, records: [spf('v=spf1 -all'), { name: '_dmarc.acme.com', type: 'TXT', values: [] }] }
  const { records, sameRecords } = compareSending(before, { ...usual, records: [{ ...spf(''), values: [] }, dmarc] })
  assert.deepEqual(records, [
    { name: 'acme.com', type: 'TXT', gone: ['v=spf1 -all'], come: [] },
    { name: '_dmarc.acme.com', type: 'TXT', gone: [], come: ['v=DMARC1; p=reject'] },
  ])
  assert.deepEqual(sameRecords, [])
})

/** Mails on the days of a month. */
const on = (day: number, changes: Partial<Sent> = {}): Sent => {
  const at = `2026-11-${String(day).padStart(2, '0')}T09:00:00.000Z`
  return { id: `mail ${day}`, receivedAt: at, analysedAt: at, passed: true, sending: usual, ...changes }
}
const now = (sending: ReportSending) => ({ analysedAt: on(20).analysedAt, sending })

describe('the last passing mail', () => {
  test('is not there when none passed', () => {
    assert.equal(sinceLastPassing(now(usual), []), undefined)
    assert.equal(sinceLastPassing(now(usual), [on(3, { passed: false })]), undefined)
  })
  test('is the newest of those that passed, whatever came after it', () => {
    const since = sinceLastPassing(now(moved), [on(9, { passed: false, sending: moved }), on(5), on(4)])
    assert.deepEqual([since?.id, since?.ways.length, since?.alike], ['mail 5', 5, 0])
  })
  test('is one of several in a row that were sent alike, up to the first that was not', () => {
    const other = { sending: { ...usual, returnPath: 'acme.com' } }
    assert.equal(sinceLastPassing(now(usual), [on(9), on(8), on(7, other), on(6)])?.alike, 2)
    assert.equal(sinceLastPassing(now(usual), [on(9), on(8, { passed: false }), on(7)])?.alike, 1)
    assert.equal(sinceLastPassing(now(usual), [on(9), on(8)])?.alike, 2)
  })
  test('names what its domains publish as before', () => {
    assert.deepEqual(sinceLastPassing(now(moved), [on(9)])?.unchanged, ['acme.com', '_dmarc.acme.com'])
  })
})

describe('a record changed', () => {
  const changed = { ...usual, records: [spf('v=spf1 ~all'), dmarc] }
  const betweenDays = (earlier: Sent[]) =>
    sinceLastPassing(now(changed), earlier)?.records[0]?.between.map((at) => at.slice(8, 10))
  const rows: Record<string, [earlier: Sent[], between: string[]]> = {
    'between the passing mail and this one': [[on(5)], ['05', '20']],
    'between two reports after the passing mail': [
      [on(12, { passed: false, sending: changed }), on(9, { passed: false }), on(5)],
      ['09', '12'],
    ],
    'for the last time, when it went back and forth': [
      [on(12, { passed: false }), on(9, { passed: false, sending: changed }), on(5)],
      ['12', '20'],
    ],
    'between those that saw it, when one between them did not': [
      [on(9, { passed: false, sending: { ...usual, records: [] } }), on(5)],
      ['05', '20'],
    ],
  }
  for (const [title, [earlier, between]] of Object.entries(rows)) {
    test(title, () => assert.deepEqual(betweenDays(earlier), between))
  }
})
