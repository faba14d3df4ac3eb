/** What a stranger publishes decides how much there is to say, but not how much a report holds. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { boundedEvidence, boundedFix, boundedQuestions, boundedWords } from '#checks/bounds.ts'
import { say } from '#checks/check.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import type { Question } from '#checks/net.ts'
import { reportSchema } from '#checks/report.ts'
import { rehearse } from '#net/overlay.ts'
import { defaultLimits } from '#net/window.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { delegated, netOf, type Zone } from '../helpers/zone.ts'

const long = (begin: string, part: string) => (begin + part.repeat(70_000 / part.length)).slice(0, 64_000)
const around: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
  'example.com SOA': 'ns1.dns.net hostmaster.example.com 1 7200 3600 1209600 300',
  'example.com NS': ['ns1.dns.net', 'ns2.dns.net'],
  'ns1.dns.net A': '93.184.215.1',
  'ns2.dns.net A': '93.184.216.2',
}
const many = <One>(count: number, make: (index: number) => One) => Array.from({ length: count }, (_, index) => make(index))

describe('a report about a domain that publishes', () => {
  const named = (begin: string, record: (index: number) => string) =>
    Object.fromEntries(many(1000, (index) => index).map((index) => [`${begin}${index}.example.com TXT`, record(index)]))
  const zones: [title: string, zone: Zone][] = [
    ['an include of itself', { 'example.com TXT': 'v=spf1 include:example.com -all' }],
    [
      'two includes of each other',
      { 'example.com TXT': 'v=spf1 include:a.example.com -all', 'a.example.com TXT': 'v=spf1 include:example.com ?all' },
    ],
    [
      'a thousand includes, one behind the other',
      {
        'example.com TXT': 'v=spf1 include:n0.example.com -all',
        ...named('n', (index) => `v=spf1 include:n${index + 1}.example.com -all`),
      },
    ],
    [
      'a thousand includes, one beside the other',
      {
        'example.com TXT': `v=spf1 ${many(1000, (index) => `include:n${index}.example.com`).join(' ')} -all`,
        ...named('n', () => 'v=spf1 -all'),
      },
    ],
    [
      'includes that double with every level',
      {
        'example.com TXT': 'v=spf1 include:n0.example.com -all',
        ...named('n', (index) => `v=spf1 include:n${2 * index + 1}.example.com include:n${2 * index + 2}.example.com -all`),
      },
    ],
    [
      'a redirect to itself',
      { 'example.com TXT': 'v=spf1 redirect=example.com', '_dmarc.example.com CNAME': '_dmarc.example.com' },
    ],
    [
      'aliases in a circle',
      { 'example.com MX': '10 a.example.com', 'a.example.com CNAME': 'b.example.com', 'b.example.com CNAME': 'a.example.com' },
    ],
    ['64 KiB of SPF', { 'example.com TXT': long('v=spf1', ' ip4:192.0.2.1') }],
    ['64 KiB of SPF that cannot be read', { 'example.com TXT': long('v=spf1 ', 'x') }],
    ['64 KiB of words', { 'example.com TXT': long('hello ', 'ü😀'), '_dmarc.example.com TXT': long('v=DMARC1;', ' x=y;') }],
    ['1000 texts', { 'example.com TXT': many(1000, (index) => `v=spf1 ${index}`), '_dmarc.example.com TXT': many(900, String) }],
    ['a key of 64 KiB', { 's1._domainkey.example.com TXT': long('v=DKIM1; p=', 'AB') }],
    ['64 KiB at every name', { '*.example.com TXT': long('v=DKIM1; p=', 'AB'), 'example.com TXT': long('v=spf1 ', '%{i}') }],
    [
      '500 mail servers',
      { 'example.com MX': many(500, (index) => `${index} mx${index}.example.com`), '*.example.com A': '192.0.2.1' },
    ],
  ]
  for (const [title, zone] of zones) {
    test(`${title} has an end, and comes soon`, async () => {
      const served = { ...around, ...zone }
      const direct = {
        'a.gtld.net': { 'example.com NS': delegated('ns1.dns.net', 'ns2.dns.net') },
        'ns1.dns.net': served,
        'ns2.dns.net': served,
      }
      const started = performance.now()
      const report = await judgeDomain(domainSubject(), netOf(served, { direct }), { rehearse })
      const text = JSON.stringify(reportSchema.parse(report))
      assert.ok(text.length < 3_000_000, `${text.length} characters`)
      assert.ok(JSON.stringify({ ...report, questions: [] }).length < 500_000)
      assert.ok(text.isWellFormed())
      assert.ok(report.questions.length <= defaultLimits.budget + defaultLimits.directBudget)
      assert.ok(performance.now() - started < 5000)
    })
  }
})

describe('what is too long', () => {
  const text = 'x'.repeat(64_000)

  test('is cut in evidence, with a mark that says how much is missing', () => {
    const [row] = boundedEvidence([{ where: 'example.com TXT', what: text }])
    assert.match(row?.what ?? '', /^x{2000} … \(62,000 characters more\)$/)
  })
  test('is cut where no character comes apart', () => {
    const [row] = boundedEvidence([{ where: 'example.com TXT', what: `x${'😀'.repeat(40_000)}` }])
    assert.ok(row?.what.isWellFormed())
  })
  test('are rows beyond what fits, and they are counted', () => {
    const rows = boundedEvidence(Array.from({ length: 30 }, () => ({ where: 'a TXT', what: text })))
    assert.equal(rows.at(-1)?.what, 'and 21 more')
  })
  test('is cut in a sentence, whose words stay', () => {
    const words = boundedWords(say`The text ${text} of ${'a'} has ${3} faults.`)
    assert.match(words.text, /^The text x{2000} … \(62,000 characters more\) of a has 3 faults\.$/)
    assert.deepEqual(words.strings, ['The text ', ' of ', ' has ', ' faults.'])
  })
  test('is no record to copy: it stands in a fix whole, or not at all', () => {
    const record = { action: 'replace' as const, name: 'a', type: 'TXT' as const, was: text, value: 'v=spf1 -all', ttl: 60 }
    const short = { ...record, was: 'v=spf1 ?all' }
    const fix = { who: 'dns' as const, say: say`Shorten it.`, why: say`Nobody reads it.` }
    const asks = [{ question: say`Which?`, answers: [{ answer: say`This.`, say: say`Publish it.`, records: [record] }] }]
    assert.equal(boundedFix({ ...fix, records: [record] }).records, undefined)
    assert.deepEqual(boundedFix({ ...fix, records: [short] }).records, [short])
    assert.equal(boundedFix({ ...fix, asks }).asks?.[0]?.answers[0]?.records, undefined)
  })
  test('are answers beyond a million characters, and their length is kept', () => {
    const question: Question = { name: 'a', type: 'TXT', server: 's', at: '', milliseconds: 1, outcome: 'records' }
    const questions = Array.from({ length: 20 }, () => ({ ...question, records: [{ strings: [], text }] }))
    const kept = boundedQuestions(questions)
    assert.equal(kept.filter(({ records }) => records).length, 15)
    assert.equal(kept.at(-1)?.cut, JSON.stringify(questions[0]?.records).length)
  })
})
