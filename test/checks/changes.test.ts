/** What a domain's report says to publish, and what becomes of it when it is published. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { joined } from '#checks/changes.ts'
import type { RecordChange } from '#checks/check.ts'
import type { ReportFinding } from '#checks/report.ts'
import { assertJoined } from '../helpers/joined.ts'
import { domainSubject } from '../helpers/outcome.ts'
import type { Zone } from '../helpers/zone.ts'

const words = (text: string) => ({ text, strings: [text], values: [] })

/** A finding whose fix makes these changes. */
function finding(id: string, costs: number, ...records: RecordChange[]): ReportFinding {
  const fix = { who: 'dns' as const, say: words('Publish.'), why: words('Because.'), records }
  const text = { explanation: words('Wrong.'), title: id, reference: 'RFC' }
  return { id, section: 'spf', verdict: 'warn', code: 'wrong', evidence: [], costs, fix, ...text }
}

const replace = (was: string, value: string, name = 'example.com'): RecordChange => ({
  action: 'replace',
  name,
  type: 'TXT',
  was,
  value,
  ttl: 3600,
})
const add = (value: string, name = 'example.com'): RecordChange => ({ action: 'add', name, type: 'TXT', value, ttl: 3600 })

describe('all changes to one record are one change', () => {
  const rows: [title: string, was: string, one: string, other: string, value: string, mends: string[]][] = [
    [
      'SPF: two terms taken out',
      'v=spf1 a ptr mx -all',
      'v=spf1 a mx -all',
      'v=spf1 a ptr -all',
      'v=spf1 a -all',
      ['one', 'other'],
    ],
    [
      'SPF: a term taken out and another end',
      'v=spf1 mx ptr ?all',
      'v=spf1 mx ?all',
      'v=spf1 mx ptr ~all',
      'v=spf1 mx ~all',
      ['one', 'other'],
    ],
    ['SPF: an end added to what is left', 'v=spf1 mx ptr', 'v=spf1 mx', 'v=spf1 mx ptr ~all', 'v=spf1 mx ~all', ['one', 'other']],
    [
      'SPF: a term moved and another taken out',
      'v=spf1 -all a ptr',
      'v=spf1 a ptr -all',
      'v=spf1 -all a',
      'v=spf1 a -all',
      ['one', 'other'],
    ],
    ['SPF: two ends cannot both be had', 'v=spf1 mx ?all', 'v=spf1 mx ~all', 'v=spf1 mx -all', 'v=spf1 mx ~all', ['one']],
    [
      'DMARC: two tags',
      'v=DMARC1; p=reject; t=y',
      'v=DMARC1; p=reject',
      'v=DMARC1; p=reject; t=y; rua=mailto:d@example.com',
      'v=DMARC1; p=reject; rua=mailto:d@example.com',
      ['one', 'other'],
    ],
    [
      'DMARC: one tag cannot have two values',
      'v=DMARC1; p=none',
      'v=DMARC1; p=quarantine',
      'v=DMARC1; p=reject',
      'v=DMARC1; p=quarantine',
      ['one'],
    ],
    ['other texts are not mixed', 'one text', 'another text', 'a third text', 'another text', ['one']],
    ['the same text is wanted twice', 'one text', 'another text', 'another text', 'another text', ['one', 'other']],
  ]
  for (const [title, was, one, other, value, mends] of rows) {
    test(title, () => {
      const changes = joined([finding('other', 1, replace(was, other)), finding('one', 5, replace(was, one))])
      assert.deepEqual(
        changes.map((change) => [change.was, change.value, change.mends]),
        [[was, value, mends]],
      )
    })
  }
  test('a name is not given a second text of its kind', () => {
    const changes = joined([finding('one', 5, replace('v=spf1 ptr', 'v=spf1 -all')), finding('other', 1, add('v=spf1 mx -all'))])
    assert.deepEqual(
      changes.map(({ value }) => value),
      ['v=spf1 -all'],
    )
  })
  test('other names are other changes', () => {
    const changes = joined([
      finding('one', 5, add('v=spf1 -all')),
      finding('other', 1, add('v=DMARC1; p=none', '_dmarc.example.com')),
    ])
    assert.equal(changes.length, 2)
  })
})

const subject = domainSubject({ sends: false, selectors: [] })

const served: Zone = {
  'example.com SOA': 'ns1.example.com hostmaster.example.com 2026112101 7200 3600 1209600 300',
  'example.com NS': ['ns1.example.com', 'ns2.example.com'],
  'ns1.example.com A': '203.0.112.53',
  'ns2.example.com A': '203.0.113.53',
  'mx1.example.com A': '203.0.112.1',
  'alias.example.com CNAME': 'mx1.example.com',
  'include.example.com TXT': 'v=spf1 ip4:203.0.112.0/24 -all',
  'ring.example.com TXT': 'v=spf1 include:example.com -all',
}

test('nobody is sent to announce a policy that shuts out a mail server', async () => {
  const zone: Zone = {
    ...served,
    'example.com MX': ['10 mx1.example.com', '20 mx2.example.com'],
    'mx2.example.com A': '203.0.113.1',
  }
  const policy = (host: string) => `version: STSv1\r\nmode: enforce\r\nmx: ${host}\r\nmax_age: 604800\r\n`
  const announced = async (host: string) => {
    const changes = await assertJoined(subject, zone, {
      https: { 'https://mta-sts.example.com/.well-known/mta-sts.txt': policy(host) },
    })
    return changes.some(({ name }) => name === '_mta-sts.example.com')
  }
  assert.equal(await announced('mx1.example.com'), false)
  assert.equal(await announced('*.example.com'), true)
})

test('nobody is sent to publish a list that permits everybody', async () => {
  const changes = await assertJoined(subject, {
    ...served,
    '_spf.example.com TXT': 'v=spf1 mx +all',
    'example.com MX': '10 mx1.example.com',
  })
  assert.deepEqual(changes, [])
})

describe('for any zone', () => {
  const term = fc.constantFrom(
    'a',
    'mx',
    'ptr',
    'include:include.example.com',
    'include:gone.example.com',
    'include:ring.example.com',
    'exists:%{d}',
    'ip4:203.0.112.7',
    'ip4:10.0.0.1',
    'ip4:0.0.0.0/0',
    'ipp4:1',
    'A',
    '+mx',
    'foo=bar',
  )
  const end = fc.constantFrom('-all', '~all', '?all', '+all', '', '-all a', '-all redirect=include.example.com')
  const spf = fc
    .tuple(fc.array(term, { maxLength: 5 }), end)
    .map(([terms, last]) => ['v=spf1', ...terms, last].filter(Boolean).join(' '))
  const tag = fc.constantFrom(
    'p=none',
    'p=reject',
    'p=quarantine',
    'sp=none',
    't=y',
    'pct=50',
    'rua=mailto:d@example.com',
    'rua=nonsense',
    'ri=60',
    'adkim=s',
    'fo=7',
    'np=none',
    'psd=y',
  )
  const dmarc = fc.array(tag, { maxLength: 5 }).map((tags) => ['v=DMARC1', ...tags].join('; '))
  const mx = fc.constantFrom(
    '10 mx1.example.com',
    '20 alias.example.com',
    '0 .',
    '5 .',
    '10 192.0.2.1',
    '10 mx1.example.com.example.com',
    '10 gone.example.com',
    '10 localhost',
  )
  const few = <T>(one: fc.Arbitrary<T>, maxLength: number) => fc.uniqueArray(one, { maxLength })
  const zones = fc.record({ spf: few(spf, 2), dmarc: few(dmarc, 2), mx: few(mx, 3) }).map(
    ({ spf, dmarc, mx }): Zone => ({
      ...served,
      ...(spf.length > 0 && { 'example.com TXT': [...spf, 'other'] }),
      ...(dmarc.length > 0 && { '_dmarc.example.com TXT': dmarc }),
      ...(mx.length > 0 && { 'example.com MX': mx }),
    }),
  )

  test('the changes of its report, rehearsed, make each finding they name pass', async () => {
    await fc.assert(
      fc.asyncProperty(zones, async (zone) => {
        await assertJoined(subject, zone)
      }),
      { numRuns: 60 },
    )
  })
})
