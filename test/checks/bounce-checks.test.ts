import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bounceSection } from '#checks/bounce-index.ts'
import { readBounce } from '#checks/bounce/read.ts'
import { gather } from '#checks/gather.ts'
import { judgeMail } from '#checks/judge.ts'
import { reportSchema } from '#checks/report.ts'
import { assertWellSaid, compose } from '../helpers/mails.ts'
import { findingOf } from '../helpers/outcome.ts'
import type { SentBefore } from '#checks/subject.ts'
import { netOf } from '../helpers/zone.ts'

/** A report of one recipient, whose server said this. */
const report = (diagnostic: string, status: string, more = 'Action: failed\r\n') =>
  compose(
    { From: 'MAILER-DAEMON@mx.example.net', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
    `--b\r\n\r\n${diagnostic && 'Your mail came back.'}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@acme.com\r\n${more}${status && `Status: ${status}\r\n`}${diagnostic && `Diagnostic-Code: smtp; ${diagnostic}\r\n`}\r\n--b--\r\n`,
  )
const complaint = (fields: string, to = 'To: a@acme.com\r\n') =>
  compose(
    { 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' },
    `--b\r\nContent-Type: message/feedback-report\r\n\r\n${fields}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${to}Subject: x\r\n\r\nx\r\n--b--\r\n`,
  )
const daemon = { From: 'MAILER-DAEMON@mx.example.net', Subject: 'failure notice' }
const prose = compose(daemon, 'undeliverable:\r\n\r\n<a@acme.com>:\r\n550 no such user\r\n')
const away = compose({ Subject: 'Automatic reply: x', 'Auto-Submitted': 'auto-replied' }, 'I am away.')
const abuse = complaint('Feedback-Type: abuse')
const silentServer = compose(daemon, 'undeliverable:\r\n\r\n<a@acme.com>:\r\n')

/** A report that names nobody, of a mail with this Message-ID. */
const nameless = (messageId: string) =>
  report('550 5.1.1 no such user', '5.1.1')
    .replace('a@acme.com', 'unknown')
    .replace('\r\n--b--', `\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n${messageId}Subject: x\r\n\r\n--b--`)
const sent = (what: Partial<SentBefore>): SentBefore => ({
  ...{ recipient: '', mark: null, messageIdKnown: false, ended: 0, hard: 0, ...what },
})

const rows: Record<string, [code: string, verdict: string, mail: string, sentBefore?: SentBefore][]> = {
  'bounce-class': [
    ['hard', 'fail', report('550 5.1.1 no such user', '5.1.1')],
    ['block', 'fail', report('550 5.7.1 our blacklist', '5.7.1')],
    ['config', 'fail', report('530 5.7.0 Authentication required', '5.7.0')],
    ['content', 'fail', report('552 5.3.4 too big', '5.3.4')],
    ['soft', 'warn', report('452 4.2.2 mailbox full', '4.2.2')],
    ['expired', 'warn', report('', '4.4.7')],
    ['not-recognised', 'unknown', report('550 xyzzy', '5.0.0')],
    ['delivered', 'pass', report('250 Ok', '2.1.5', 'Action: delivered\r\n')],
    ['not-a-bounce', 'info', away],
    ['not-a-bounce', 'info', abuse],
  ],
  'bounce-provider-rule': [
    ['documented', 'info', report('550 5.7.26 x gsmtp', '5.7.26')],
    ['registry-only', 'info', report('550 5.1.1 no such user', '5.1.1')],
    ['not-recognised', 'unknown', report('550 xyzzy', '5.0.0')],
  ],
  'bounce-code-consistent': [
    ['agree', 'pass', report('550 5.1.1 no such user', '5.1.1')],
    ['digit-mismatch', 'warn', report('421 5.7.32 x', '5.7.32')],
    ['no-enhanced', 'info', report('550 no such user', '5.0.0')],
    ['not-recognised', 'unknown', report('', '5.0.0')],
  ],
  'bounce-format': [
    ['valid', 'pass', report('550 5.1.1 x', '5.1.1')],
    ['partial', 'warn', report('550 5.1.1 x', '', '')],
    ['free-text', 'info', prose],
    ['not-bounce', 'info', away],
  ],
  'complaint-report': [
    ['abuse', 'warn', abuse],
    ['unmatched', 'warn', complaint('Feedback-Type: abuse', '')],
    ['other', 'info', complaint('Feedback-Type: auth-failure')],
    ['none', 'info', prose],
  ],
  'bounce-forged': [
    ['ours', 'pass', prose, sent({ mark: true })],
    ['ours', 'pass', nameless('Message-ID: <a@acme.com>\r\n'), sent({ messageIdKnown: true })],
    ['ours', 'pass', prose, sent({ recipient: 'A@acme.com' })],
    ['ours', 'pass', nameless(''), sent({ recipient: 'b@acme.com' })],
    ['ours', 'pass', complaint('Feedback-Type: abuse', ''), sent({ recipient: 'b@acme.com' })],
    ['backscatter', 'warn', prose, sent({ mark: false, messageIdKnown: true })],
    ['unknown-origin', 'info', prose, sent({ recipient: 'b@acme.com' })],
    ['unknown-origin', 'info', nameless('Message-ID: <a@acme.com>\r\n'), sent({})],
    ['unknown-origin', 'info', prose],
  ],
  'bounce-rate': [
    ['too-few', 'info', prose],
    ['too-few', 'info', prose, sent({ ended: 99, hard: 99 })],
    ['low', 'pass', prose, sent({ ended: 100, hard: 1 })],
    ['elevated', 'warn', prose, sent({ ended: 100, hard: 2 })],
    ['elevated', 'warn', prose, sent({ ended: 100, hard: 5 })],
    ['high', 'fail', prose, sent({ ended: 1000, hard: 51 })],
  ],
  'bounce-blocklist-named': [
    ['named', 'fail', report('554 5.7.1 blocked using zen.spamhaus.org', '5.7.1')],
    ['named', 'fail', report('553 http://www.spamhaus.org/query/bl?ip=203.0.113.5', '5.1.3')],
    ['none', 'pass', report('550 5.1.1 no such user', '5.1.1')],
    ['not-recognised', 'unknown', report('', '5.1.1')],
  ],
  'bounce-retry-hint': [
    ['given', 'info', report('450 4.2.0 Greylisted, try again in 300 seconds', '4.2.0')],
    ['given', 'info', report('451 4.7.1 please retry after 5 min', '4.7.1')],
    ['default', 'info', report('452 4.2.2 mailbox full', '4.2.2')],
    ['not-recognised', 'unknown', report('', '4.2.2')],
  ],
}

for (const check of bounceSection.checks) {
  describe(check.id, () => {
    for (const [code, verdict, mail, sentBefore] of rows[check.id] ?? []) {
      test(code, async () => {
        const bounce = readBounce(Buffer.from(mail), sentBefore?.recipient)
        const finding = await findingOf(check, { ...bounce, ...(sentBefore && { sentBefore }) }, {})
        assert.deepEqual([finding.code, finding.verdict], [code, verdict])
        assertWellSaid(finding)
        assert.ok(finding.evidence.length > 0)
      })
    }
  })
}

test('of several recipients the gravest speaks', async () => {
  const both = report('452 4.2.2 full', '4.2.2').replace(
    '\r\n--b--',
    '\r\nFinal-Recipient: rfc822; b@acme.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--',
  )
  const finding = await findingOf(bounceSection.checks[0] ?? assert.fail(), readBounce(Buffer.from(both)), {})
  assert.equal(finding.code, 'hard')
})

test('a mail that names a recipient and no reason is refused all the same', () => {
  assert.equal(readBounce(Buffer.from(silentServer)).recipients[0]?.classified.label, 'refused')
})

describe('the report of a mail', () => {
  const judged = async (mail: string) => {
    const subject = await gather({
      raw: Buffer.from(mail),
      receivedAt: '2026-11-21T10:00:00Z',
      session: null,
      envelope: { mailFrom: '', rcptTo: 'you@seed.example' },
      receiverName: 'mx.seed.example',
    } as Parameters<typeof gather>[0])
    return reportSchema.parse(await judgeMail(subject, netOf({})))
  }
  test('that is a bounce begins with what it tells', async () => {
    const { headline, sections, findings } = await judged(report('550 5.1.1 no such user', '5.1.1'))
    assert.equal(headline.say.text, 'This mail is a bounce.')
    assert.equal(headline.cause?.text, 'The mailbox does not exist.')
    assert.equal(sections[0]?.id, 'bounce')
    assert.deepEqual([findings[0]?.id, findings[0]?.costs], ['bounce-class', 0])
  })
  test('that is none has no such section', async () => {
    const { headline, sections } = await judged(compose())
    assert.ok(!sections.some(({ id }) => id === 'bounce'))
    assert.doesNotMatch(headline.say.text, /bounce/)
  })
})
