import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bounceOfMail } from '#checks/bounce/index.ts'
import { readBounce } from '#checks/bounce/read.ts'
import { readVerp, readVerpAddress } from '#checks/bounce/verp.ts'
import { compose } from '../helpers/mails.ts'

describe('the recipient in a bounce address', () => {
  const table: [label: string, recipient: string][] = [
    ['user=example.com', 'user@example.com'],
    ['bounces+user=example.com', 'user@example.com'],
    ['bounce-user=example.com', 'user@example.com'],
    ['user+tag=example.com', 'user+tag@example.com'],
    ['a=b=example.com', 'a=b@example.com'],
    ['jürgen=bücher.example', 'jürgen@bücher.example'],
    ['spring', ''],
    ['spring=2026', ''],
    ['=example.com', ''],
    ['user=', ''],
    ['user=example..com', ''],
    ['user=.example.com', ''],
    ['<script>=example.com', ''],
    ['a b=example.com', ''],
    ['user@x=example.com', ''],
    [`${'a'.repeat(400)}=example.com`, ''],
    ['', ''],
  ]
  for (const [label, recipient] of table) test(JSON.stringify(label.slice(0, 40)), () => assert.equal(readVerp(label), recipient))

  test('is read from a whole address, too', () => {
    assert.equal(readVerpAddress('k7qm+user=example.com@seeds.example'), 'user@example.com')
    assert.equal(readVerpAddress('user=example.com@seeds.example'), '')
    assert.equal(readVerpAddress('nobody'), '')
  })
  test('is read at once, however long it is', () => {
    const began = performance.now()
    for (const one of ['=', 'a.', '-', 'a=']) readVerp(one.repeat(159))
    for (const one of ['+', '@', '=']) readVerpAddress(one.repeat(100_000))
    assert.ok(performance.now() - began < 200)
  })
})

describe('a bounce that came to an address made for b@acme.com', () => {
  const daemon = { From: 'MAILER-DAEMON@mx.example.net', Subject: 'Undelivered Mail Returned to Sender' }
  const report = (fields: string) =>
    compose(
      { From: 'MAILER-DAEMON@mx.example.net', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' },
      `--b\r\n\r\nIt came back.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n${fields}\r\n--b--\r\n`,
    )
  const refused = 'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n'
  const arf = (fields: string, returned: string) =>
    compose(
      { 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' },
      `--b\r\nContent-Type: message/feedback-report\r\n\r\n${fields}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n${returned}Subject: x\r\n\r\nx\r\n--b--\r\n`,
    )
  const table: [title: string, mail: string, recipients: string[]][] = [
    ['that names nobody is about them', report(`Final-Recipient: rfc822; undisclosed\r\n${refused}`), ['b@acme.com']],
    ['that leaves the name out is about them', report(refused), ['b@acme.com']],
    ['that names another is about that one', report(`Final-Recipient: rfc822; c@acme.com\r\n${refused}`), ['c@acme.com']],
    ['in words that name nobody is about them', compose(daemon, 'Delivery failed: 550 5.1.1 no such user\r\n'), ['b@acme.com']],
    ['that is a complaint about nobody is theirs', arf('Feedback-Type: abuse\r\n', ''), ['b@acme.com']],
    ['that is no bounce is about nobody', compose({ Subject: 'Spring sale' }, 'Everything must go.'), []],
    [
      'that is an automatic answer is about nobody',
      compose({ Subject: 'Automatic reply: x', 'Auto-Submitted': 'auto-replied' }, 'I am away.'),
      [],
    ],
  ]
  for (const [title, mail, recipients] of table) {
    test(title, () => {
      const { recipients: found } = bounceOfMail(Buffer.from(mail), 'b@acme.com')
      assert.deepEqual(
        found.map(({ address }) => address),
        recipients,
      )
    })
  }

  test('a complaint tells by the Return-Path of the mail, where the recipient is blotted out', () => {
    const mails = [
      arf('Feedback-Type: abuse\r\nOriginal-Mail-From: <k7qm+c=acme.com@seeds.example>\r\n', ''),
      arf('Feedback-Type: abuse\r\n', 'Return-Path: <k7qm+c=acme.com@seeds.example>\r\n'),
    ]
    for (const mail of mails) assert.equal(readBounce(Buffer.from(mail)).recipients[0]?.recipient, 'c@acme.com')
  })

  test('the Message-ID is that of the mail that came back, else of the one that is answered', () => {
    const returned = `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <1@acme.com>\r\n\r\n--b--`
    const mail = report(`Final-Recipient: rfc822; c@acme.com\r\n${refused}`).replace('--b--', returned)
    assert.deepEqual(readBounce(Buffer.from(mail)).messageIds, ['<1@acme.com>'])
    const answer = compose(
      { ...daemon, 'In-Reply-To': '<2@acme.com>', References: '<3@acme.com> <2@acme.com>' },
      'Delivery failed',
    )
    assert.deepEqual(readBounce(Buffer.from(answer)).messageIds, ['<2@acme.com>', '<3@acme.com>'])
  })
})
