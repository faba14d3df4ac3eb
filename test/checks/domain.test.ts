import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { domainSections } from '#checks/domain-index.ts'
import { judgeDomain } from '#checks/judge-domain.ts'
import { reportSchema } from '#checks/report.ts'
import { type Judged, score } from '#checks/score.ts'
import { domainRubric } from '#checks/weights.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { netOf, servfail, silent, type Zone } from '../helpers/zone.ts'

const subject = domainSubject({ sends: false, selectors: [] })
const judge = (zone: Zone) => judgeDomain(subject, netOf(zone))

/** Two name servers that agree, in a zone that begins at example.com. */
const served: Zone = {
  'example.com SOA': 'ns1.example.com hostmaster.example.com 2026112101 7200 3600 1209600 300',
  'example.com NS': ['ns1.example.com', 'ns2.example.com'],
  'ns1.example.com A': '192.0.2.53',
  'ns2.example.com A': '198.51.100.53',
}
const parked: Zone = {
  ...served,
  'example.com MX': '0 .',
  'example.com TXT': 'v=spf1 -all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject',
}
const inOrder: Zone = {
  ...served,
  'example.com MX': ['10 mx1.example.com', '20 mx2.example.com'],
  'mx1.example.com A': '203.0.112.1',
  'mx2.example.com A': '203.0.112.2',
  'example.com TXT': 'v=spf1 mx -all',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject; rua=mailto:dmarc@example.com',
}

describe('the score of a domain', () => {
  const ids = Object.keys(domainRubric.weights)
  const about = { rubric: domainRubric, bulk: false }
  const passing: Judged[] = ids.map((id) => ({ id, verdict: 'pass', code: 'pass' }))
  const withRows = (...rows: Judged[]) => passing.map((one) => rows.find(({ id }) => id === one.id) ?? one)
  const bad = (id: string, code: string, verdict: 'fail' | 'warn' = 'fail'): Judged => ({ id, verdict, code })

  test('is ten when nothing is wrong', () => assert.equal(score(passing, about).score, 10))

  const rows: [title: string, rows: Judged[], expected: number, by: string | undefined][] = [
    ['a delegation that does not work', [bad('delegation', 'all-lame')], 2, 'delegation'],
    ['signatures that are wrong', [bad('dnssec-status', 'bogus')], 2, 'dnssec-status'],
    ['the domain on a blocklist', [bad('blocklist-domain-own', 'listed')], 3, 'blocklist-domain-own'],
    ['no mail server', [bad('mx-record', 'missing')], 5, 'mx-record'],
    ['no DMARC record', [bad('dmarc-record', 'missing')], 7.9, 'dmarc-record'],
    ['a DMARC record nobody can use', [bad('dmarc-syntax', 'bad-policy')], 7.9, 'dmarc-syntax'],
    ['a rule that only watches', [bad('dmarc-policy', 'none', 'warn')], 7.9, 'dmarc-policy'],
    ['no SPF record', [bad('spf-record', 'missing')], 8.5, undefined],
    ['another fail of authentication', [bad('dkim-key-syntax', 'bad-key')], 8.9, 'dkim-key-syntax'],
    ['no encryption', [bad('starttls-missing', 'none')], 9.2, undefined],
    ['an alias as mail server deducts, without ceiling', [bad('mx-cname', 'aliased')], 9.4, undefined],
    ['a logo is never scored', [bad('bimi-record', 'multiple')], 10, undefined],
  ]
  for (const [title, changes, expected, by] of rows) {
    test(title, () => {
      const result = score(withRows(...changes), about)
      assert.deepEqual([result.score, result.limit?.by], [expected, by])
    })
  }

  test('fixing one thing never lowers it', () => {
    const verdicts = fc.constantFrom('pass', 'warn', 'fail', 'info', 'unknown')
    const codes = fc.constantFrom('missing', 'none', 'listed', 'bogus', 'pass-all', 'all', 'other')
    const row = (id: string) => fc.record({ id: fc.constant(id), verdict: verdicts, code: codes })
    const reports = fc.subarray(ids, { minLength: 1 }).chain((some) => fc.tuple(...some.map(row))) as fc.Arbitrary<Judged[]>
    fc.assert(
      fc.property(reports, fc.nat(), (findings, pick) => {
        const wrong = findings.filter(({ verdict }) => verdict === 'warn' || verdict === 'fail')
        const chosen = wrong[pick % Math.max(wrong.length, 1)]
        if (!chosen) return
        const fixed = findings.map((one): Judged => (one === chosen ? { id: one.id, verdict: 'pass', code: 'pass' } : one))
        const [before, after] = [score(findings, about).score, score(fixed, about).score]
        assert.ok(before === null ? after === null : after !== null && after >= before)
      }),
    )
  })
})

test('every check of a domain has its weight, and stands where its weight says', () => {
  for (const { id: section, checks } of domainSections) {
    for (const { id } of checks) {
      const weight = domainRubric.weights[id]
      assert.ok(weight, `${id} has no weight`)
      assert.equal(weight.section ?? domainRubric.buckets[weight.bucket]?.section, section, id)
    }
  }
  const ids = domainSections.flatMap(({ checks }) => checks.map(({ id }) => id))
  assert.deepEqual(ids, [...new Set(ids)])
})

describe('the report of a domain', () => {
  const answer = async (zone: Zone, id: string) => (await judge(zone)).answers?.find((one) => one.id === id)

  test('is the document that the API promises', async () => {
    const report = await judge(inOrder)
    assert.deepEqual(reportSchema.parse(report), report)
  })
  test('a parked domain that says so has nothing wrong', async () => {
    const { findings, answers, score } = await judge(parked)
    assert.equal(score, 10)
    assert.deepEqual(
      answers?.map(({ verdict }) => verdict),
      ['info', 'pass', 'pass'],
    )
    const wrong = findings.filter(
      ({ verdict, id, code }) => verdict === 'fail' || (verdict === 'warn' && `${id} ${code}` !== 'dmarc-rua missing'),
    )
    assert.deepEqual(wrong, [])
    assert.deepEqual(
      answers?.slice(0, 2).map(({ say }) => say.text),
      ['example.com says that it takes no mail.', 'example.com says that nobody may send as it.'],
    )
  })
  test('receiving is the first answer', async () => {
    const said = await answer(inOrder, 'receiving')
    assert.deepEqual(
      [said?.verdict, said?.say.text],
      ['pass', 'Mail to example.com goes to 2 servers. Nothing we checked stands in its way.'],
    )
  })
  test('sending speaks in the words of the worst finding', async () => {
    const said = await answer({ ...inOrder, 'example.com TXT': 'v=spf1 ipp4:192.0.2.1 -all' }, 'sending')
    assert.deepEqual([said?.verdict, said?.by], ['fail', 'spf-syntax'])
  })
  test('forgery looks at a list that permits everybody too', async () => {
    const said = await answer({ ...inOrder, 'example.com TXT': 'v=spf1 +all' }, 'forgery')
    assert.deepEqual([said?.verdict, said?.by], ['fail', 'spf-all'])
  })
  test('a question that was not looked at has no answer', async () => {
    const { answers } = await judgeDomain(subject, netOf(inOrder), { only: ['spf'] })
    assert.deepEqual(
      answers?.map(({ id }) => id),
      ['sending'],
    )
  })
  for (const [title, does] of [
    ['a silent', silent],
    ['a failing', servfail],
  ] as const) {
    test(`${title} name server is never a finding, and leaves no number`, async () => {
      const report = await judge({
        'example.com ANY': does,
        '_dmarc.example.com ANY': does,
        '_dmarc.com ANY': does,
        'com ANY': does,
      })
      assert.deepEqual(
        report.findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
        [],
      )
      assert.equal(report.score, null)
      assert.equal(report.headline.kind, 'not-conclusive')
      assert.ok(report.answers?.every(({ verdict }) => verdict === 'unknown'))
    })
  }
})
