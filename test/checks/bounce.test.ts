import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { bounceOfMail, bounceOfReply } from '#checks/bounce/index.ts'
import { type Label, meaningOf } from '#checks/bounce/labels.ts'
import { bounceAnswerSchema } from '#checks/report.ts'
import { env } from '#env'
import { compose } from '../helpers/mails.ts'

const octets = (text: string) => Buffer.from(text, 'latin1')
const read = (text: string) => bounceAnswerSchema.parse(bounceOfMail(octets(text)))

/** RFC 3464 appendix E.1, shortened. */
const report = (status: string, part = 'message/delivery-status') =>
  compose(
    { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="RAA"' },
    `--RAA\r\n\r\nThe original message was received.\r\n--RAA\r\nContent-Type: ${part}\r\n\r\n${status}\r\n--RAA\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--RAA--\r\n`,
  )
const server = 'Reporting-MTA: dns; cs.utk.edu\r\n\r\n'
const recipient = (more: string) =>
  `Original-Recipient: rfc822;louisl@larry.slip.umd.edu\r\nFinal-Recipient: rfc822;louisl@larry.slip.umd.edu\r\n${more}\r\n`

describe('a delivery report', () => {
  test('names its recipient, the status, the reply and what was said (RFC 3464 appendix E.1)', () => {
    const fields = recipient('Action: failed\r\nStatus: 4.0.0\r\nDiagnostic-Code: smtp; 426 connection timed out\r\n')
    const { kind, recipients } = read(report(server + fields))
    assert.equal(kind, 'bounce')
    assert.deepEqual(
      recipients.map(({ address, status, replyCode, diagnostic }) => ({ address, status, replyCode, diagnostic })),
      [{ address: 'louisl@larry.slip.umd.edu', status: '4.0.0', replyCode: 426, diagnostic: '426 connection timed out' }],
    )
  })
  test('that leaves its recipient out still tells the status and the reply', () => {
    const { kind, recipients } = read(
      report(`${server}Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n`),
    )
    assert.deepEqual(
      [kind, ...recipients.map(({ status, replyCode, label }) => `${status} ${replyCode} ${label}`)],
      ['bounce', '5.1.1 550 mailbox-unknown'],
    )
  })

  test('of several recipients names each, and says who got the mail', () => {
    const fields = [
      recipient('Action: failed\r\nStatus: 5.1.1 (unknown)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n  no such user\r\n'),
      'Final-Recipient: rfc822;ok@example.com\r\nAction: delivered\r\nStatus: 2.0.0\r\n',
      'Final-Recipient: rfc822; <late@example.com>\r\nAction: delayed\r\nStatus: 4.4.1\r\n',
    ]
    for (const between of ['\r\n', '']) {
      const { recipients } = read(report(server + fields.join(between)))
      assert.deepEqual(
        recipients.map((one) => [one.address, one.status, one.label]),
        [
          ['louisl@larry.slip.umd.edu', '5.1.1', 'mailbox-unknown'],
          ['ok@example.com', '2.0.0', 'delivered'],
          ['late@example.com', '4.4.1', 'network'],
        ],
      )
      assert.equal(recipients[0]?.diagnostic, '550 5.1.1 no such user')
    }
  })
  test('that only tells of deliveries is no bounce', () => {
    const { kind, recipients } = read(report(`${server}${recipient('Action: delivered\r\nStatus: 2.1.5\r\n')}`))
    assert.deepEqual([kind, recipients[0]?.label], ['none', 'delivered'])
  })
  test('believes the other server’s code before the summary of the one that reports', () => {
    const fields = recipient(
      'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.7.1 IP address on our blacklist\r\n',
    )
    const [{ status, label } = { status: '', label: '' }] = read(report(server + fields)).recipients
    assert.deepEqual([status, label], ['5.7.1', 'blocklisted'])
  })
  test('in bare line feeds is read too', () => {
    const lf = report(server + recipient('Action: failed\r\nStatus: 5.0.0\r\n')).replaceAll('\r', '')
    assert.equal(read(lf).recipients[0]?.status, '5.0.0')
  })
  test('in a mailbox file are as many as there are mails (RFC 4155)', () => {
    const one = `From MAILER-DAEMON  Thu Apr 29 23:34:45 2015\r\n${report(server + recipient('Action: failed\r\nStatus: 5.1.1\r\n'))}`
    assert.equal(read(one + one).recipients.length, 2)
    assert.equal(read(one).recipients.length, 1)
  })
})

describe('a bounce in sentences', () => {
  const daemon = { From: 'MAILER-DAEMON@mx.example.net', Subject: 'failure notice', 'Return-Path': '<>' }
  const returned =
    '\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nTo: other@example.org\r\n\r\n550 5.1.1 not a reason\r\n'
  const rows: Record<string, [text: string, address: string, status: string, label: Label]> = {
    qmail: [
      'Hi. This is the qmail-send program at mx.\r\nI’m afraid I wasn’t able to deliver your message to the following addresses.\r\n\r\n<a@acme.com>:\r\n203.0.113.5 does not like recipient.\r\nRemote host said: 552 5.2.2 mailbox full\r\nGiving up on 203.0.113.5.',
      'a@acme.com',
      '5.2.2',
      'mailbox-full',
    ],
    Exim: [
      'A message that you sent could not be delivered to one or more of its\r\nrecipients. The following address(es) failed:\r\n\r\n  a@acme.com\r\n    host mx.acme.com [203.0.113.5]\r\n    SMTP error from remote mail server after RCPT TO:<a@acme.com>:\r\n    550 User unknown',
      'a@acme.com',
      '5.0.0',
      'mailbox-unknown',
    ],
    Postfix: [
      'I’m sorry to have to inform you that the message returned\r\nbelow could not be delivered to one or more destinations.\r\n\r\n<a@acme.com>: host mx.acme.com[203.0.113.5] said: 554 5.7.1 blocked using\r\n    zen.spamhaus.org (in reply to RCPT TO command)',
      'a@acme.com',
      '5.7.1',
      'blocklisted',
    ],
    Sendmail: [
      '   ----- The following addresses had permanent fatal errors -----\r\n<a@acme.com>\r\n    (reason: 550 5.1.1 <a@acme.com>... User unknown)\r\n\r\n   ----- Transcript of session follows -----\r\n... while talking to mx.acme.com.:\r\n>>> DATA\r\n<<< 550 5.1.1 <a@acme.com>... User unknown',
      'a@acme.com',
      '5.1.1',
      'mailbox-unknown',
    ],
    'Exchange of old': [
      'Your message\r\n\r\n  To:      other@acme.com\r\n  Subject: x\r\n\r\ndid not reach the following recipient(s):\r\n\r\na@acme.com on Thu, 29 Apr 2010 00:00:00 -0000\r\n    The recipient name is not recognized',
      'a@acme.com',
      '5.0.0',
      'mailbox-unknown',
    ],
    MailMarshal: [
      'Your message:\r\n   From:    you@example.net\r\n   Subject: x\r\n\r\nCould not be delivered because of\r\n\r\n550 5.1.1 User unknown\r\n\r\nThe following recipients were affected:\r\n    a@acme.com',
      'a@acme.com',
      '5.1.1',
      'mailbox-unknown',
    ],
    'a delay': [
      'THIS IS A WARNING MESSAGE ONLY.\r\n\r\nDelivery to the following recipient has been delayed:\r\n\r\n    a@acme.com\r\n\r\nThe recipient server did not accept our requests to connect.',
      'a@acme.com',
      '4.0.0',
      'network',
    ],
    'the fields of RFC 3464 in the text': [
      'An error occurred while trying to deliver the mail:\r\n\r\nReporting-MTA: dsn; mx\r\n\r\nAction: failed\r\nFinal-Recipient: rfc822; a@acme.com\r\nDiagnostic-Code: smtp; 550 5.2.1 disabled\r\nStatus: 5.2.1',
      'a@acme.com',
      '5.2.1',
      'mailbox-disabled',
    ],
  }
  for (const [mailer, [text, address, status, label]] of Object.entries(rows)) {
    test(`of ${mailer}`, () => {
      const { kind, recipients } = read(compose(daemon, text + returned))
      assert.equal(kind, 'bounce')
      assert.deepEqual(
        recipients.map((one) => [one.address, one.status, one.label]),
        [[address, status, label]],
      )
    })
  }
  test('of a list with one reason tells it of all', () => {
    const text = 'Unable to deliver to the following addresses:\r\n\r\n<a@acme.com>\r\n<b@acme.com>\r\n550 5.2.2 mailbox full'
    assert.deepEqual(
      read(compose(daemon, text)).recipients.map((one) => [one.address, one.status]),
      [
        ['a@acme.com', '5.2.2'],
        ['b@acme.com', '5.2.2'],
      ],
    )
  })
  test('of Amazon is a notification in JSON', () => {
    const bouncedRecipients = [{ emailAddress: 'a@acme.com', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }]
    const Message = JSON.stringify({ notificationType: 'Bounce', bounce: { bounceType: 'Permanent', bouncedRecipients } })
    const { kind, recipients } = read(compose({ From: 'no-reply@sns.amazonaws.com' }, JSON.stringify({ Message })))
    assert.deepEqual([kind, recipients[0]?.address, recipients[0]?.status], ['bounce', 'a@acme.com', '5.1.1'])
  })
})

describe('a complaint (RFC 5965)', () => {
  const complaint = (fields: string) =>
    compose(
      { 'Content-Type': 'multipart/report; report-type=feedback-report; boundary=b' },
      `--b\r\n\r\nThis is an abuse report.\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\n${fields}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: reader@acme.com\r\nSubject: x\r\n\r\nx\r\n--b--\r\n`,
    )
  const rows: Record<string, [fields: string, type: string, address: string, label: Label]> = {
    'names who complained': ['Feedback-Type: abuse\r\nOriginal-Rcpt-To: <user@acme.com>', 'abuse', 'user@acme.com', 'complaint'],
    'may leave it to the mail': ['Feedback-Type: abuse\r\nUser-Agent: x/1', 'abuse', 'reader@acme.com', 'complaint'],
    'may ask to be left alone': [
      'Feedback-Type: opt-out\r\nRemoval-Recipient: user@acme.com',
      'opt-out',
      'user@acme.com',
      'unsubscribe-request',
    ],
    'may be about authentication (RFC 6591)': ['Feedback-Type: auth-failure', 'auth-failure', 'reader@acme.com', 'feedback'],
  }
  for (const [title, [fields, type, address, label]] of Object.entries(rows)) {
    test(title, () => {
      const { kind, feedbackType, recipients } = read(complaint(fields))
      assert.deepEqual([kind, feedbackType], ['complaint', type])
      assert.deepEqual([recipients[0]?.address, recipients[0]?.label, recipients[0]?.class], [address, label, 'unknown'])
    })
  }
})

describe('no bounce is', () => {
  const rows: Record<string, [kind: string, mail: string]> = {
    'an ordinary mail': ['none', compose()],
    'an empty mail': ['none', ''],
    'a read receipt': ['none', report(server + recipient('Disposition: x\r\n'), 'message/disposition-notification')],
    'a report without recipients': ['none', report(server)],
    rubbish: ['none', report('\0\u00ff\r\n\r\n:::\r\n\r\n')],
    'an automatic answer (RFC 3834)': ['auto-reply', compose({ 'Auto-Submitted': 'auto-replied' }, 'I am away until Monday.')],
    'an absence by its subject': ['auto-reply', compose({ Subject: 'Automatic reply: Spring sale' }, 'I am out of the office.')],
    'an absence that quotes a bounce': [
      'auto-reply',
      compose(
        { Subject: 'Out of office', 'Auto-Submitted': 'auto-replied', 'Return-Path': '<>' },
        'Write to b@acme.com, or call.',
      ),
    ],
    'an absence that cannot be reached': [
      'auto-reply',
      compose(
        { 'Auto-Submitted': 'auto-replied', 'Return-Path': '<>' },
        'I am not able to deliver an answer this week. Urgent mails:\r\n\r\nb@acme.com\r\n\r\n> To: a@acme.com',
      ),
    ],
    'a newsletter about parcels': [
      'none',
      compose(
        {
          From: 'news@parcels.example',
          Subject: 'Your parcel could not be delivered',
          'List-Unsubscribe': '<https://parcels.example/u>',
        },
        'Your parcel could not be delivered to: you@acme.com\r\n\r\n550 of our drivers tried.',
      ),
    ],
    'a letter of a postmaster': [
      'none',
      compose({ From: 'postmaster@acme.com', Subject: 'New mail server' }, 'Dear all, write to help@acme.com.'),
    ],
    'a report about a domain': [
      'none',
      compose(
        { From: 'noreply-dmarc@acme.com', Subject: 'Report domain: acme.com', 'Return-Path': '<>' },
        'This is an aggregate report for acme.com.',
      ),
    ],
    'a discussion of a bounce': [
      'none',
      compose({ From: 'ann@acme.com', Subject: 'Re: help' }, 'What does this mean?\r\n\r\n550 5.1.1 <a@acme.com>: user unknown'),
    ],
  }
  for (const [title, [kind, mail]] of Object.entries(rows)) test(title, () => assert.equal(read(mail).kind, kind))
})

describe('a reply by itself', () => {
  test('is a bounce of nobody named', () => {
    const answer = bounceAnswerSchema.parse(bounceOfReply('550 5.1.1 No such user', 'mx.acme.com'))
    const [one] = answer.recipients
    assert.deepEqual(
      [answer.kind, one?.address, one?.status, one?.replyCode, one?.class, one?.action],
      ['bounce', '', '5.1.1', 550, 'hard', 'remove'],
    )
  })
  test('of a delivery, or of nothing, is none', () => {
    for (const reply of ['250 Ok', 'Hello', '']) assert.equal(bounceOfReply(reply).kind, 'none')
  })
})

describe('hostile mails', () => {
  const from = { From: 'MAILER-DAEMON@x', Subject: 'failure notice', 'Return-Path': '<>' }
  const rows: Record<string, string> = {
    '10 MB of one line': compose(from, `undeliverable <a@acme.com>: ${'x '.repeat(5_000_000)}`),
    'a million recipients': compose(from, '<a@acme.com>: 550 no\r\n'.repeat(400_000)),
    'a million groups': report('Final-Recipient: rfc822; a@b\r\nAction: failed\r\n\r\n'.repeat(150_000)),
    'an endless header': compose({ ...from, 'X-Failed-Recipients': 'a@b,'.repeat(500_000) }, 'x'),
    'an endless address': compose(from, `<${'a'.repeat(5_000_000)}@${'b.'.repeat(2_000_000)}>: 550 no`),
    'nested marks': compose(from, '> '.repeat(2_000_000)),
    'tags without end': compose({ ...from, 'Content-Type': 'text/html' }, '<br '.repeat(1_000_000)),
    'JSON without end': compose(from, `{"notificationType": ${'['.repeat(3_000_000)}`),
    'a mailbox of nothing': 'From a Thu Apr 29 23:34:45 2015\r\n'.repeat(100_000),
  }
  for (const [title, mail] of Object.entries(rows)) {
    test(`${title} cost little`, () => {
      const started = performance.now()
      const { recipients } = read(mail)
      const milliseconds = performance.now() - started
      // Many times what it takes: only what grows with the square would be over it.
      assert.ok(milliseconds < 3000, `${milliseconds} ms`)
      assert.ok(recipients.length <= 1000)
    })
  }
})

/** The other reader's reasons in our labels. */
const reasons: Record<string, Label[]> = {
  authfailure: ['dmarc-failed', 'spf-failed', 'dkim-failed', 'unauthenticated'],
  badreputation: ['reputation', 'rate-limited'],
  blocked: ['blocklisted', 'sender-blocked', 'reputation', 'helo-name', 'dynamic-address', 'own-limit'],
  contenterror: ['content', 'malformed'],
  delivered: ['delivered'],
  exceedlimit: ['too-big'],
  expired: ['expired', 'network', 'dns-trouble'],
  feedback: ['complaint', 'unsubscribe-request', 'feedback'],
  filtered: ['recipient-filter', 'mailbox-unknown', 'mailbox-disabled'],
  hasmoved: ['mailbox-moved'],
  hostunknown: ['domain-unknown', 'mailbox-unknown'],
  mailboxfull: ['mailbox-full'],
  mailererror: ['mailer-trouble', 'system-trouble', 'protocol'],
  mesgtoobig: ['too-big'],
  networkerror: ['network', 'dns-trouble', 'routing-loop'],
  norelaying: ['relay'],
  notaccept: ['domain-refuses', 'domain-unknown', 'deferred'],
  notcompliantrfc: ['malformed'],
  onhold: ['refused', 'system-trouble', 'sender-blocked'],
  policyviolation: ['policy', 'attachment', 'unauthenticated', 'recipient-filter', 'sender-blocked'],
  rejected: ['sender-refused', 'sender-blocked', 'rate-limited', 'closed-group', 'spf-failed'],
  requireptr: ['reverse-dns'],
  securityerror: ['sender-blocked', 'login', 'recipient-filter', 'policy'],
  spamdetected: ['spam', 'content'],
  suspend: ['mailbox-suspended', 'mailbox-disabled'],
  syntaxerror: ['protocol'],
  systemerror: ['system-trouble', 'dns-trouble', 'expired', 'mailer-trouble', 'routing-loop', 'deferred'],
  toomanyconn: ['rate-limited', 'too-many-recipients'],
  userunknown: ['mailbox-unknown', 'mailbox-disabled', 'address-syntax'],
  virusdetected: ['virus'],
}

interface Expected {
  status: string
  replyCode: string
  reason: string
  hardBounce: boolean
  recipient: string
}

const folder = join(env.SUITES_DIR, 'dsn')

describe('mails of very many systems', { skip: !existsSync(folder) && `there is no ${folder}; set SUITES_DIR` }, () => {
  const suite = existsSync(folder)
    ? (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected[]>)
    : {}
  const answers = Object.keys(suite).map((file) => ({
    file,
    wanted: suite[file] ?? [],
    got: bounceOfMail(readFileSync(join(folder, 'mail', file))),
  }))

  test('are bounces, complaints or automatic answers, as another reader says', () => {
    for (const { file, wanted, got } of answers) {
      const kinds: Record<string, string> = { feedback: 'complaint', vacation: 'auto-reply', delivered: 'none' }
      assert.equal(got.kind, kinds[wanted[0]?.reason ?? ''] ?? 'bounce', file)
    }
  })

  test('agree with it on recipient, status, reply, class and reason, and where not, docs/bounces.md says why', (t) => {
    const agree = { all: 0, recipient: 0, status: 0, reply: 0, hard: 0, reason: 0 }
    const differing = new Set<string>()
    for (const { file, wanted, got } of answers) {
      for (const [index, one] of wanted.entries()) {
        if (one.reason === 'vacation') continue
        const found = got.recipients.find(({ address }) => address === one.recipient) ?? got.recipients[index]
        const same = {
          recipient: found?.address === one.recipient,
          status: sameStatus(found?.status ?? '', one.status),
          reply: String(found?.replyCode ?? '') === one.replyCode,
          hard: (found?.class === 'hard') === one.hardBounce,
          reason: reasons[one.reason]?.includes(found?.label as Label) === true,
        }
        agree.all++
        for (const key of ['recipient', 'status', 'reply', 'hard', 'reason'] as const) agree[key] += Number(same[key])
        if (!same.recipient || !same.status || !same.hard) differing.add(file)
      }
    }
    t.diagnostic(JSON.stringify(agree))
    for (const key of ['recipient', 'status', 'reply', 'hard'] as const) {
      assert.ok(agree[key] / agree.all > 0.955, `${key}: ${JSON.stringify(agree)}`)
    }
    assert.ok(agree.reason / agree.all > 0.94, JSON.stringify(agree))
    const told = readFileSync(join(import.meta.dirname, '../../docs/bounces.md'), 'utf8')
    const listed = [...told.matchAll(/^\| `([\w-]+\.eml)`/gm)].map(([, file]) => file)
    assert.deepEqual([...differing].sort(), listed.sort())
  })
})

/** The other reader puts a code of its own, `5.0.9xx`, where the mail has none; there only the class can be compared. */
function sameStatus(ours: string, theirs: string): boolean {
  return /^\d\.0\.9\d\d$/.test(theirs) ? ours[0] === theirs[0] : ours === theirs
}

test('every label has a sentence of two parts and leads to a class', () => {
  const labels = new Set(Object.values(reasons).flat())
  for (const label of labels) {
    const { sentence } = meaningOf(label)
    assert.ok(
      sentence.every((part) => /^[A-Z].*\.$/.test(part)),
      label,
    )
  }
})
