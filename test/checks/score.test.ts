import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { mailSections } from '#checks/index.ts'
import { firstFixes, type Judged, score } from '#checks/score.ts'
import { type Bucket, buckets, deductionOf, largestDeduction, weights } from '#checks/weights.ts'

const ids = Object.keys(weights)
const passing: Judged[] = ids.map((id) => ({ id, verdict: 'pass', code: 'pass' }))

/** All rows pass, except these. `id code cause` with `!` before a fail and `?` before an unknown. */
function findings(...rows: string[]): Judged[] {
  const changed = new Map(rows.map((row) => [row.slice(1).split(' ')[0], readRow(row)]))
  return passing.map((one) => changed.get(one.id) ?? one)
}

function readRow(row: string): Judged {
  const verdict = ({ '!': 'fail', '~': 'warn', '?': 'unknown', '.': 'info' } as const)[row[0] ?? ''] ?? 'pass'
  const [id = '', code = '', cause] = row.slice(1).split(' ')
  return { id, verdict, code, cause }
}

const letter = { bulk: false }
const newsletter = { bulk: true }
const scoreOf = (about: { bulk: boolean }, ...rows: string[]) => score(findings(...rows), about).score

/** The score when so many points are lost. */
const less = (points: number) => Math.round(100 - points) / 10

describe('the calibration mails of appendix D.1', () => {
  test('1: a perfect newsletter has 10', () => assert.equal(scoreOf(newsletter), 10))
  test('1: with p=none it loses three points', () => assert.equal(scoreOf(newsletter, '~dmarc-policy none'), less(3)))
  const unsigned = [
    '!dkim-signature missing dkim-missing',
    '~dmarc-result pass-spf dkim-missing',
    '!list-unsubscribe-one-click unsigned dkim-missing',
    '~dmarc-policy none',
  ]
  test('2: a newsletter without DKIM is held at 7', () => assert.equal(scoreOf(newsletter, ...unsigned), 7))
  test('2: a letter without DKIM loses 15 and 3, once each', () =>
    assert.equal(scoreOf(letter, ...unsigned.filter((row) => !row.includes('list'))), less(18)))
  const foreign = [
    '!dmarc-result fail-none unaligned',
    '!dkim-alignment unaligned unaligned',
    '!spf-alignment unaligned unaligned',
    '~dmarc-policy none',
  ]
  test('3: a newsletter proven only for its service is held at 6', () => assert.equal(scoreOf(newsletter, ...foreign), 6))
  test('3: as a letter it loses 25 and 3', () => assert.equal(scoreOf(letter, ...foreign), less(28)))
  const forged = ['!dmarc-result fail-reject unaligned', '!spf-result fail', '!dkim-signature missing dkim-missing']
  test('4: a forged mail is held at 1.5, and says why', () => {
    const { score: number, limit } = score(findings(...forged), letter)
    assert.deepEqual([number, limit?.by, limit?.code], [1.5, 'dmarc-result', 'fail-reject'])
  })
  test('6: without PTR it is held at 6', () =>
    assert.equal(scoreOf(newsletter, '!ptr-missing missing no-ptr', '.fcrdns no-ptr'), 6))
  test('with a link to a listed domain it is held at 5', () =>
    assert.equal(scoreOf(newsletter, '!blocklist-domain-link listed'), 5))
  test('7: a transactional text mail has 10', () =>
    assert.equal(scoreOf(letter, '.list-unsubscribe not-needed', '.list-unsubscribe-one-click not-needed'), 10))
  const forwarded = [
    '!dmarc-result fail-reject forwarding',
    '!dkim-signature invalid forwarding',
    '!dkim-body-hash mismatch-footer forwarding',
    '!spf-result fail forwarding',
    '.arc-rescue explains',
  ]
  test('8: forwarded by a list, with ARC, it loses 12', () => assert.equal(scoreOf(letter, ...forwarded), less(12)))
  test('8: forwarded, and the signature survived, it loses nothing', () =>
    assert.equal(scoreOf(letter, '!spf-result fail forwarding'), 10))
  test('10: the rule of a mailbox provider is not the sender’s to change', () => {
    assert.equal(score(findings('~dmarc-policy none'), { bulk: false, foreign: ['from'] }).score, 10)
  })
})

describe('ceilings', () => {
  const rows: [title: string, about: { bulk: boolean }, rows: string[], expected: number, by: string | undefined][] = [
    ['neither SPF nor DKIM', letter, ['~spf-result none', '!dkim-signature missing'], 3, 'dkim-signature'],
    ['a quarantined mail', letter, ['!dmarc-result fail-quarantine'], 3, 'dmarc-result'],
    ['a dead bounce address', letter, ['!return-path undeliverable'], 5, 'return-path'],
    ['a From domain that does not exist', letter, ['!from-domain nonexistent'], 5, 'from-domain'],
    ['several From addresses', letter, ['!header-from several-addresses'], 6, 'header-from'],
    ['a reverse name that leads elsewhere', letter, ['!fcrdns mismatch'], 7, 'fcrdns'],
    ['bulk without encryption', newsletter, ['!tls-sender plaintext'], 7, 'tls-sender'],
    ['a letter without encryption', letter, ['!tls-sender plaintext'], 8.9, 'tls-sender'],
    ['bulk that SPF does not permit', newsletter, ['~spf-result softfail'], 7, 'spf-result'],
    ['any other fail of authentication', letter, ['!dkim-body-length zero'], 8.9, 'dkim-body-length'],
    ['a fail of format only deducts', letter, ['!header-date invalid'], less(4), undefined],
    ['one that is above the score is not named', letter, ['!dmarc-result fail-none', '!spf-result fail'], less(37), undefined],
  ]
  for (const [title, about, changes, expected, by] of rows) {
    test(title, () => {
      const result = score(findings(...changes), about)
      assert.deepEqual([result.score, result.limit?.by], [expected, by])
    })
  }
})

describe('what to do first', () => {
  test('signing comes before everything that follows from it', () => {
    const rows = findings(
      '!dmarc-result fail-reject unaligned',
      '!spf-result fail',
      '!dkim-signature missing dkim-missing',
      '~dmarc-policy none',
      '~ptr-generic generic',
    )
    const fixes = firstFixes(rows, letter)
    assert.deepEqual(
      fixes.map(({ id }) => id),
      ['dkim-signature', 'spf-result', 'dmarc-policy', 'ptr-generic'],
    )
    assert.equal(fixes[0]?.before, 1.5)
    assert.equal(fixes.at(-1)?.after, 10)
  })
  for (const code of ['several', 'unparsable', 'nonexistent']) {
    test(`a From domain to judge (${code}) comes before a signature for it`, () => {
      const rows = findings(
        `!from-domain ${code} from-unusable`,
        '!dkim-signature missing dkim-missing',
        '!dmarc-result fail-none unaligned',
      )
      assert.deepEqual(
        firstFixes(rows, letter).map(({ id }) => id),
        ['from-domain'],
      )
    })
  }
  test('a signature is asked for beside a From domain that takes no mail', () => {
    const rows = findings('!from-domain no-mail', '!dkim-signature missing dkim-missing')
    assert.ok(firstFixes(rows, letter).some(({ id }) => id === 'dkim-signature'))
  })
  test('one cause is offered once, as the row that can be acted on', () => {
    const rows = findings(
      '!dmarc-result fail-none unaligned',
      '!spf-alignment unaligned unaligned',
      '!dkim-alignment unaligned unaligned',
    )
    assert.deepEqual(firstFixes(rows, letter), [{ id: 'dkim-alignment', before: less(25), after: 10 }])
  })
  test('a stricter rule is not offered while the mail itself fails', () => {
    assert.ok(
      !firstFixes(findings('!dmarc-result fail-none', '~dmarc-policy none'), letter).some(
        ({ id, before }) => id === 'dmarc-policy' && before < less(25),
      ),
    )
  })
  test('what forwarding broke is not the sender’s to mend', () => {
    assert.deepEqual(firstFixes(findings('!dmarc-result fail-reject forwarding', '!spf-result fail forwarding'), letter), [])
  })
  test('two ceilings of one height are both offered', () => {
    const fixes = firstFixes(findings('!ptr-missing missing no-ptr', '!header-from several-addresses'), letter)
    assert.deepEqual(
      fixes.map(({ id }) => id),
      ['ptr-missing', 'header-from'],
    )
  })
})

describe('coverage', () => {
  test('one silent name server costs some of it, and no points', () => {
    const { score: number, coverage } = score(findings('?spf-result temperror'), letter)
    assert.equal(number, 10)
    assert.ok(coverage > 0.7 && coverage < 1)
  })
  test('under 70 % there is no number', () => {
    const unknown = passing.map(
      (one): Judged =>
        weights[one.id]?.bucket === 'authentication' ? { ...one, verdict: 'unknown', code: 'lookup-failed' } : one,
    )
    assert.deepEqual([score(unknown, letter).score, firstFixes(unknown, letter)], [null, []])
  })
  test('rows that do not apply weigh nothing', () => {
    assert.equal(score(findings('.list-unsubscribe not-needed', '.dkim-oversigned no'), letter).coverage, 1)
  })
  test('nothing known at all is no number', () => assert.equal(score([], letter).score, null))
})

test('every check of the table of contents has its weight, and its section shows its bucket', () => {
  for (const { id: section, checks } of mailSections) {
    for (const { id } of checks) {
      const weight = weights[id]
      assert.ok(weight, `${id} has no weight`)
      assert.equal(buckets[weight.bucket].section, section, id)
    }
  }
})

const verdicts = ['pass', 'warn', 'fail', 'info', 'unknown'] as const
const causes = [undefined, undefined, undefined, 'dkim-missing', 'no-ptr', 'forwarding']
const codes = [
  'none',
  'softfail',
  'missing',
  'invalid',
  'fail-reject',
  'fail-quarantine',
  'fail-none',
  'no-policy-unaligned',
  'undeliverable',
  'mismatch',
  'plaintext',
]

const finding = (id: string) =>
  fc.record({
    id: fc.constant(id),
    verdict: fc.constantFrom(...verdicts),
    code: fc.constantFrom(...codes),
    cause: fc.constantFrom(...causes),
  })
const reports = fc.subarray(ids, { minLength: 1 }).chain((some) => fc.tuple(...some.map(finding))) as fc.Arbitrary<Judged[]>
const abouts = fc.record({ bulk: fc.boolean(), foreign: fc.subarray(['from', 'return-path', 'signer'] as const) })
const numberOf = (rows: Judged[], about: { bulk: boolean }) => score(rows, about).score

describe('for any findings', () => {
  test('the order does not matter', () => {
    fc.assert(
      fc.property(reports, abouts, fc.nat(), (rows, about, seed) => {
        const shuffled = [...rows].sort(
          (a, b) => ((a.id.length * 31 + a.id.charCodeAt(0)) ^ seed) - ((b.id.length * 31 + b.id.charCodeAt(0)) ^ seed),
        )
        const [one, other] = [score(rows, about), score(shuffled, about)]
        assert.deepEqual([one.score, one.coverage, one.limit], [other.score, other.coverage, other.limit])
        assert.deepEqual(new Map([...one.costs].sort()), new Map([...other.costs].sort()))
      }),
    )
  })
  test('fixing one never lowers the score', () => {
    fc.assert(
      fc.property(reports, abouts, fc.nat(), (rows, about, pick) => {
        // What forwarding broke is nobody's to fix.
        const bad = rows.filter(({ verdict, cause }) => (verdict === 'warn' || verdict === 'fail') && cause !== 'forwarding')
        const chosen = bad[pick % Math.max(bad.length, 1)]
        if (!chosen) return
        const fixed = rows.map((one): Judged => (one === chosen ? { id: one.id, verdict: 'pass', code: 'pass' } : one))
        const [before, after] = [numberOf(rows, about), numberOf(fixed, about)]
        assert.ok(before === null ? after === null : after !== null && after >= before)
      }),
    )
  })
  test('no bucket loses more than it is worth', () => {
    fc.assert(
      fc.property(reports, abouts, (rows, about) => {
        const { costs } = score(rows, about)
        for (const bucket of Object.keys(buckets) as Bucket[]) {
          const lost = [...costs].filter(([id]) => weights[id]?.bucket === bucket).reduce((sum, [, points]) => sum + points, 0)
          assert.ok(lost <= buckets[bucket].of + 1e-9)
        }
      }),
    )
  })
  test('unknown is neither pass nor fail: of a whole report it lies between', () => {
    const whole = fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          verdict: fc.constantFrom('pass', 'pass', 'pass', 'warn', 'fail'),
          code: fc.constantFrom(...codes),
        }),
      ),
    ) as fc.Arbitrary<Judged[]>
    fc.assert(
      fc.property(whole, abouts, fc.constantFrom(...ids), (rows, about, id) => {
        const as = (verdict: Judged['verdict']) =>
          numberOf(
            rows.map((one) => (one.id === id ? { id, verdict, code: worstCode(id) } : one)),
            about,
          )
        const [passed, unknown, failed] = [as('pass'), as('unknown'), as('fail')]
        assert.ok(passed !== null && failed !== null)
        if (unknown === null) return
        assert.ok(unknown <= passed && unknown >= failed, `${id}: ${passed} ${unknown} ${failed}`)
      }),
    )
  })
  test('the fixes offered lead upwards, and each number is the one of the report then', () => {
    fc.assert(
      fc.property(reports, abouts, (rows, about) => {
        const fixes = firstFixes(rows, about)
        fixes.forEach((fix, index) => {
          assert.ok(fix.after >= fix.before)
          assert.equal(fix.before, index === 0 ? numberOf(rows, about) : fixes[index - 1]?.after)
        })
      }),
    )
  })
})

function worstCode(id: string | undefined): string {
  return [...codes].sort((a, b) => deductionOf(id ?? '', 'fail', b) - deductionOf(id ?? '', 'fail', a))[0] ?? ''
}

test('a row weighs in the coverage what it could take, and never more than its bucket', () => {
  assert.equal(largestDeduction('dmarc-result'), 25)
  assert.equal(largestDeduction('spf-result'), 12)
  assert.equal(largestDeduction('mx-record'), 1)
  assert.equal(largestDeduction('nothing'), 0)
})
