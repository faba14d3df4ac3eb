import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { say, type Words } from '#checks/check.ts'
import { receiversOf } from '#checks/facts/receivers.ts'
import { receivers, type Known } from '#checks/facts/requirements.ts'
import { receiversSection } from '#checks/providers-index.ts'
import type { MailKind } from '#checks/report.ts'
import { runChecks } from '#checks/run.ts'
import { assertWellSaid } from '../helpers/mails.ts'
import { netOf } from '../helpers/zone.ts'

/** What a mail in order has, as far as the receivers look at it. */
const inOrder: Record<string, string> = {
  'spf-result': 'pass pass',
  'dkim-signature': 'pass aligned',
  'dkim-key-length': 'pass strong',
  'dmarc-result': 'pass pass-both',
  'dmarc-record': 'pass found',
  'dmarc-syntax': 'pass valid',
  'spf-alignment': 'pass strict',
  'dkim-alignment': 'pass strict',
  'from-domain': 'pass single',
  'return-path': 'pass valid',
  'ptr-missing': 'pass present',
  fcrdns: 'pass confirmed',
  'ptr-generic': 'pass custom',
  'tls-sender': 'pass modern',
  'ip-family': 'pass ipv4',
  'spf-all': 'pass softfail-all',
  'header-from': 'pass valid',
  'header-date': 'pass valid',
  'header-message-id': 'pass valid',
  'header-duplicate': 'pass none',
  'header-syntax': 'pass valid',
  'header-encoded-word': 'pass valid',
  'header-size': 'pass normal',
  'header-reply-to': 'pass absent',
  'from-name-deceptive': 'pass plain',
  'mime-structure': 'pass valid',
  'hop-count': 'pass normal',
  'attachment-dangerous': 'pass none',
  'list-unsubscribe': 'pass valid',
  'list-unsubscribe-one-click': 'pass complete',
  'unsubscribe-link': 'pass present',
  'blocklist-ip-major': 'pass clear',
  'blocklist-ip-policy': 'pass clear',
  'arc-chain': 'info absent',
}

/** In order, except these: `id verdict code`, and a cause where there is one. */
function findings(...changes: string[]): Known[] {
  const all = new Map(Object.entries(inOrder))
  for (const change of changes) all.set(change.split(' ')[0] ?? '', change.slice(change.indexOf(' ') + 1))
  return [...all].map(([id, rest]) => {
    const [verdict = '', code = '', cause] = rest.split(' ')
    return { id, verdict, code, cause }
  })
}

const stateOf = (known: Known[], row: string, bulk: boolean, kind: MailKind = 'newsletter') =>
  receiversOf(known, kind)
    .flatMap(({ requirements }) => requirements)
    .find((one) => one.row === row && one.bulk === bulk)

describe('a requirement', () => {
  const rows: [row: string, bulk: boolean, reply: string | undefined, ...changes: string[]][] = [
    ['G1', false, '550 5.7.26', 'spf-result warn none', 'dkim-signature fail missing'],
    ['G2', false, '550 5.7.25', 'ptr-missing fail missing'],
    ['G2', false, '550 5.7.25', 'fcrdns fail mismatch'],
    ['G3', false, '550 5.7.29', 'tls-sender fail plaintext'],
    ['G4', false, '550 5.7.1', 'header-from fail several-addresses'],
    ['G4', false, '550 5.7.1', 'header-message-id fail invalid'],
    ['G4', false, '550 5.7.1', 'header-duplicate fail repeated'],
    ['G4', false, '550 5.7.1', 'header-encoded-word fail misplaced'],
    ['G4', false, '550 5.7.1', 'header-syntax warn raw-8bit'],
    ['G4', false, '550 5.7.1', 'from-domain fail several'],
    ['G5', false, '550 5.7.26', 'from-domain warn freemail', 'dmarc-result fail fail-none'],
    ['G6', false, '550 5.7.26', 'dmarc-result fail fail-reject'],
    ['G6', false, undefined, 'dmarc-result fail fail-quarantine'],
    ['G8', true, '550 5.7.27', 'spf-result warn softfail'],
    ['G9', true, '550 5.7.30', 'dkim-signature fail invalid'],
    ['G9', true, '550 5.7.30', 'dkim-key-length fail too-short'],
    ['G10', true, '550 5.7.40', 'dmarc-record fail missing'],
    ['G10', true, '550 5.7.40', 'dmarc-syntax fail invalid'],
    ['G11', true, '421 4.7.32', 'dmarc-result fail fail-none'],
    ['G12', true, undefined, 'list-unsubscribe-one-click warn mailto-only'],
    ['G12', true, undefined, 'unsubscribe-link fail missing'],
    ['G13', false, '550 5.7.24', 'spf-all fail pass-all'],
    ['G14', false, '550 5.7.26', 'spf-result fail fail'],
    ['G15', false, '552 5.3.4', 'header-size fail over-limit'],
    ['G15', false, '554 5.4.6', 'hop-count fail loop'],
    ['G15', false, '552 5.7.0', 'attachment-dangerous fail blocked'],
    ['Y1', false, '554 5.7.9', 'spf-result warn none', 'dkim-signature fail missing'],
    ['Y1', true, '554 5.7.9', 'spf-result warn none'],
    ['Y2', false, '554 5.7.9', 'dmarc-result fail fail-reject'],
    ['Y2', true, '554 5.7.9', 'dmarc-record fail missing'],
    ['Y3', false, '421 4.7.0 [TSS04]', 'ptr-generic warn generic'],
    ['Y4', false, '554', 'from-domain fail no-mail'],
    ['Y4', false, '554', 'return-path fail undeliverable'],
    ['Y4', false, '554', 'null-mx-sender fail sends'],
    ['Y4', false, '554', 'soa-missing fail missing'],
    ['Y5', false, '554', 'header-date fail invalid'],
    ['Y6', true, undefined, 'list-unsubscribe fail missing'],
    ['Y8', false, '553 5.7.1 [BL21]', 'blocklist-ip-major fail listed-spamhaus'],
    ['Y8', false, '553 5.7.1 [BL23]', 'blocklist-ip-policy fail listed'],
    ['Y9', true, '554 5.7.9', 'dkim-key-length fail too-short'],
    ['M1', true, '550 5.7.515', 'spf-result warn neutral'],
    ['M2', true, '550 5.7.515', 'dkim-signature fail missing'],
    ['M3', true, '550 5.7.515', 'dmarc-result fail no-policy-unaligned'],
    ['M3', false, '550 5.7.509', 'dmarc-result fail fail-reject'],
    ['M4', false, undefined, 'header-reply-to fail undeliverable'],
    ['M5', true, undefined, 'unsubscribe-link fail missing'],
    ['M6', false, '550 OU-001', 'blocklist-ip-major fail listed-spamhaus'],
    ['M6', false, '550 DY-001', 'blocklist-ip-policy fail listed'],
    ['M6', false, '550 DY-001', 'ptr-missing fail missing'],
    ['M7', false, '550 5.7.25', 'ip-family fail ipv6-bare'],
    ['A1', false, '554 5.7.1', 'dmarc-result fail fail-reject'],
    ['A1', true, '554 5.7.1', 'dkim-signature fail missing'],
    ['A2', false, '550 5.7.1 [CS01]', 'fcrdns fail no-forward'],
    ['A3', true, undefined, 'from-name-deceptive fail homograph'],
    ['A4', false, undefined, 'dmarc-result fail fail-reject forwarding'],
  ]
  for (const [row, bulk, reply, ...changes] of rows) {
    test(`${row} is not met with ${changes.join(', ')}`, () => {
      assert.notEqual(stateOf(findings(), row, bulk)?.state, 'not-met')
      const { state, reply: said } = stateOf(findings(...changes), row, bulk) ?? assert.fail()
      assert.deepEqual([state, said], ['not-met', reply])
    })
  }
  test('that nobody outside can see is never met', () => {
    for (const row of ['G7', 'Y7']) assert.equal(stateOf(findings(), row, false)?.state, 'not-checkable')
  })
  test('that nobody saw, of a file, is not met either', () => {
    assert.equal(stateOf(findings('tls-sender info no-session'), 'G3', false)?.state, 'not-checkable')
  })
  test('about subscribing is not asked of a receipt', () => {
    for (const row of ['G12', 'Y6', 'M5', 'A3'])
      assert.equal(stateOf(findings('unsubscribe-link fail missing'), row, true, 'transactional')?.state, 'not-applicable')
  })
  test('is not checkable when what decides it was silent, and not called broken', () => {
    assert.equal(stateOf(findings('spf-result unknown temperror'), 'G8', true)?.state, 'not-checkable')
    assert.equal(
      stateOf(findings('spf-result unknown temperror', 'dkim-signature fail missing'), 'G1', false)?.state,
      'not-checkable',
    )
    assert.equal(stateOf(findings('dmarc-result unknown lookup-failed'), 'G6', false)?.state, 'not-checkable')
  })
  test('is decided by checks that exist, and each row of the table has its receiver’s page and date', () => {
    for (const { rules, page, asOf } of receivers) {
      assert.match(page, /^https:\/\//)
      assert.match(asOf, /^\d{4}-\d\d$/)
      for (const { by } of rules) assert.ok(by.length > 0)
    }
  })
})

describe('the rows about the receivers', () => {
  type Row = [title: string, code: string, bulk: boolean, ...changes: string[]]
  const tables: Record<string, Row[]> = {
    'gmail-sender': [
      ['in order', 'met', false],
      ['bulk rows do not count', 'met', false, 'dmarc-record fail missing'],
      ['a bad key is not asked about here', 'met', false, 'dkim-key-length fail too-short'],
      ['no reverse name', 'not-met', false, 'ptr-missing fail missing'],
      ['a silent reverse zone', 'prerequisite-unknown', false, 'ptr-missing unknown lookup-failed'],
    ],
    'gmail-bulk': [
      ['in order', 'met', true],
      ['no bulk', 'not-bulk', false],
      ['no one-click', 'at-risk', true, 'list-unsubscribe-one-click fail missing'],
      ['no DMARC record', 'at-risk', true, 'dmarc-record fail missing'],
      ['no DKIM', 'not-met', true, 'dkim-signature fail missing'],
      ['silent SPF', 'prerequisite-unknown', true, 'spf-result unknown temperror'],
    ],
    'yahoo-sender': [
      ['in order', 'met', true],
      ['a generic name', 'at-risk', false, 'ptr-generic warn generic'],
      ['on Spamhaus', 'not-met', false, 'blocklist-ip-major fail listed-spamhaus'],
      ['lists that do not answer', 'prerequisite-unknown', false, 'blocklist-ip-major unknown not-answered'],
    ],
    'outlook-sender': [
      ['in order', 'met', true],
      ['a letter without DKIM', 'at-risk', false, 'dkim-signature fail missing'],
      ['bulk without DKIM', 'not-met', true, 'dkim-signature fail missing'],
      ['silent DMARC', 'prerequisite-unknown', true, 'dmarc-result unknown lookup-failed'],
    ],
    'apple-sender': [
      ['in order', 'met', true],
      ['a deceptive name', 'at-risk', true, 'from-name-deceptive fail homograph'],
      ['no reverse name', 'not-met', false, 'ptr-missing fail missing'],
      ['silent SPF', 'prerequisite-unknown', true, 'spf-result unknown temperror'],
    ],
    'provider-prediction': [
      ['in order', 'accept', true],
      ['refused', 'reject', false, 'dmarc-result fail fail-reject'],
      ['made to wait', 'defer', false, 'ptr-generic warn provider-default'],
      ['put aside', 'spam-folder', false, 'dmarc-result fail fail-quarantine'],
      ['on a list', 'spam-folder', false, 'blocklist-domain-own fail listed'],
      ['silent', 'prerequisite-unknown', false, 'dmarc-result unknown lookup-failed'],
    ],
  }
  const words = (text: string): Words => say`${text}`
  for (const [id, rows] of Object.entries(tables)) {
    for (const [title, code, bulk, ...changes] of rows) {
      test(`${id}: ${title}: ${code}`, async () => {
        const known = findings(...changes)
        const seen = known.map((one) => ({
          ...one,
          section: one.id.startsWith('blocklist') ? 'reputation' : 'x',
          explanation: words('x'),
        }))
        const mail = { receivers: receiversOf(known, bulk ? 'newsletter' : 'transactional'), findings: seen, bulk }
        const checks = receiversSection.checks.filter((check) => check.id === id)
        const [answered] = await runChecks([{ ...receiversSection, checks }], mail, netOf({}))
        assert.equal(answered?.finding.code, code, answered?.finding.explanation.text)
        assertWellSaid(answered.finding)
      })
    }
  }
})
