import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import { underWay } from '#checks/facts/route.ts'
import { readReceived } from '#checks/records/received.ts'
import type { SpokenLine } from '#checks/subject.ts'
import { session, uploaded } from '../helpers/mail-rows.ts'
import { ask, compose, gathered } from '../helpers/mails.ts'

type Row = [title: string, verdict: string, code: string, mail: string, changes?: Partial<Received>]

const at = (time: string, zone = '+0000') => `Sat, 21 Nov 2026 ${time} ${zone}`
const field = (value: string) => `Received: ${value}\r\n`
/** Received fields as they stand in a mail: newest first. */
const travelled = (...values: string[]) => values.map(field).join('') + compose()
const relay = `from app.acme.com (app.acme.com [93.184.215.30]) by mail.acme.com with ESMTPS id 2; ${at('09:59:50')}`
const author = `from laptop (unknown [192.168.1.7]) by app.acme.com with ESMTPSA id 1; ${at('09:59:40')}`
const steps = (count: number) =>
  Array.from({ length: count }, (_, index) => `from h${index + 1}.acme.com by h${index}.acme.com with ESMTPS; ${at('09:59:50')}`)
const home = 'from me (p5.dip0.t-ipconnect.example [93.184.1.5]) by app.acme.com with ESMTP id 1'
const spoken = (...lines: string[]): Partial<Received> => ({
  session: { ...session({}).session, transcript: lines.map(line) } as Received['session'],
})

/** Refused at these times, by ourselves: "09:59" or "09:59 192.0.2.1". */
const tried = (...tries: string[]): Partial<Received> => ({
  earlierTries: tries.map((one) => {
    const [time = '', peerAddress = '93.184.215.34'] = one.split(' ')
    return { at: `2026-11-21T${time}:00.000Z`, peerAddress }
  }),
})

/** `S` the server, `C` the client, `A` the client without waiting. */
function line(text: string): SpokenLine {
  const from = text[0] === 'S' ? 'server' : 'client'
  return { from, line: text.slice(2), ...(text[0] === 'A' && { ahead: true as const }) }
}

const tables: Record<string, Row[]> = {
  'received-chain': [
    ['each line fits the next', 'pass', 'consistent', travelled(relay, author)],
    [
      'a note of qmail between',
      'pass',
      'consistent',
      travelled(relay, `(qmail 4711 invoked by uid 89); ${at('09:59:45')}`, author),
    ],
    ['no line but ours', 'info', 'single', compose()],
    [
      'a name that nobody handed on',
      'info',
      'gap',
      travelled(`from x.other.example by relay.other.example with SMTP; ${at('09:59:50')}`),
    ],
    ['our own name below us', 'warn', 'forged', travelled(`from x by mx.seed.example with ESMTP; ${at('09:00:00')}`)],
    ['one id for two transfers', 'warn', 'forged', travelled(relay, relay.replace('93.184.215.30', '93.184.215.31'))],
    ['a line without a date', 'warn', 'malformed', travelled('from app.acme.com by mail.acme.com with ESMTPS id 2')],
    ['a line without by', 'warn', 'malformed', travelled(`from app.acme.com with ESMTPS; ${at('09:59:50')}`)],
    ['a file', 'unknown', 'no-session', travelled(relay), uploaded],
    ['nothing but rubbish', 'unknown', 'no-session', travelled('%%%%', '!!!!')],
  ],
  'hop-count': [
    ['one step', 'pass', 'normal', compose()],
    ['nine servers', 'info', 'many', travelled(...steps(8))],
    ['21 servers', 'warn', 'excessive', travelled(...steps(20))],
    ['51 servers', 'fail', 'loop', travelled(...steps(50))],
    [
      'one server three times',
      'fail',
      'loop',
      travelled(
        ...[1, 2, 3].flatMap((n) => [
          `from b.acme.com by a.acme.com id ${n}; ${at('09:59:50')}`,
          `from a.acme.com by b.acme.com id ${n}; ${at('09:59:50')}`,
        ]),
      ),
    ],
    [
      'a filter on one machine',
      'pass',
      'normal',
      travelled(...[1, 2, 3].map((n) => `from localhost (localhost [127.0.0.1]) by mail.acme.com id ${n}; ${at('09:59:50')}`)),
    ],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'hop-delay': [
    ['twenty seconds', 'pass', 'fast', travelled(relay, author)],
    ['no claims', 'pass', 'fast', compose()],
    ['two minutes', 'info', 'some', travelled(relay.replace('09:59:50', '09:58:00'))],
    ['half an hour', 'info', 'slow', travelled(relay.replace('09:59:50', '09:30:00'))],
    ['three hours', 'warn', 'very-slow', travelled(relay.replace('09:59:50', '07:00:00'))],
    ['three hours, because we refused it', 'pass', 'fast', travelled(relay.replace('09:59:50', '07:00:00')), tried('07:00')],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'hop-time-skew': [
    ['in order', 'pass', 'agree', travelled(relay, author)],
    ['a minute in the future', 'info', 'skewed', travelled(relay.replace('09:59:50', '10:01:00'))],
    ['an hour in the future', 'warn', 'wrong', travelled(relay.replace('09:59:50', '11:00:00'))],
    ['a zone of 19 hours', 'warn', 'wrong', travelled(relay.replace('+0000', '+1900'))],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'hop-tls': [
    ['ESMTPS each', 'pass', 'all', travelled(relay, author)],
    [
      'told in a comment',
      'pass',
      'all',
      travelled(relay.replace('ESMTPS', 'SMTP').replace(' id 2', ' (version=TLS1_3 cipher=X) id 2')),
    ],
    ['inside a network', 'pass', 'all', travelled(author.replace('ESMTPSA', 'SMTP'))],
    ['no word of the protocol', 'info', 'unstated', travelled(relay.replace(' with ESMTPS', ''))],
    ['ESMTP', 'warn', 'plaintext', travelled(relay.replace('ESMTPS', 'ESMTP'))],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'hop-submission': [
    ['signed in', 'info', 'authenticated', travelled(relay, author)],
    [
      'signed in, by Postfix’s comment',
      'info',
      'authenticated',
      travelled(relay.replace('by mail', '(Authenticated sender: x) by mail')),
    ],
    ['an interface for programs', 'info', 'local', travelled(`from 1.2.3.4 by app.acme.com with HTTP id 1; ${at('09:59:40')}`)],
    ['no word', 'info', 'unstated', compose()],
    ['a home connection', 'warn', 'open', travelled(`${home}; ${at('09:59:40')}`)],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'hop-origin-exposed': [
    ['not told', 'pass', 'no', travelled(relay, author)],
    ['a field for it', 'info', 'exposed', compose({ 'X-Originating-IP': '[93.184.1.5]' })],
    ['who signed in', 'info', 'exposed', travelled(relay, author.replace('192.168.1.7', '93.184.1.5'))],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'greylist-retry': [
    ['an address that does not refuse first', 'info', 'not-tested', compose()],
    ['back after a minute', 'pass', 'retried', compose(), tried('09:59')],
    ['back after half an hour', 'pass', 'retried', compose(), tried('09:30')],
    ['back after a minute, later in all', 'pass', 'retried', compose(), tried('09:00', '09:01')],
    ['by a neighbour', 'pass', 'retried', compose(), tried('09:59 93.184.215.99')],
    ['back after 31 minutes', 'warn', 'slow', compose(), tried('09:29')],
    ['back after four hours', 'warn', 'slow', compose(), tried('06:00')],
    ['back after five hours', 'fail', 'gave-up', compose(), tried('05:00')],
    ['by another network', 'warn', 'other-pool', compose(), tried('09:59 192.0.2.1')],
    ['by another network each time', 'warn', 'other-pool', compose(), tried('09:58 192.0.2.1', '09:59 198.51.100.1')],
    ['by another network once', 'pass', 'retried', compose(), tried('09:58 192.0.2.1', '09:59 192.0.2.1')],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'sender-ipv6-capability': [
    ['one mail', 'info', 'not-tested', compose()],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'sender-tls-policy': [
    ['one mail', 'info', 'not-tested', compose()],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
  'sender-session': [
    ['EHLO, then waits', 'pass', 'clean', compose()],
    ['QUIT', 'pass', 'clean', compose(), session({ ending: 'quit' })],
    ['a closed connection', 'info', 'no-quit', compose(), session({ ending: 'closed' })],
    ['HELO', 'info', 'helo-old', compose(), session({ extended: false })],
    ['spoke first', 'fail', 'early-talker', compose(), spoken('C EHLO x', 'S 220 mx', 'S 250 x')],
    [
      'ahead after HELO',
      'fail',
      'pipelining-unoffered',
      compose(),
      spoken('S 220 mx', 'C HELO x', 'S 250 x', 'C MAIL FROM:<a@b>', 'A RCPT TO:<c@d>'),
    ],
    [
      'ahead before EHLO is answered',
      'fail',
      'pipelining-unoffered',
      compose(),
      spoken('S 220 mx', 'C EHLO x', 'A MAIL FROM:<a@b>', 'S 250 x'),
    ],
    [
      'a space after the colon',
      'warn',
      'syntax-errors',
      compose(),
      spoken('S 220 mx', 'C EHLO x', 'S 250 x', 'C MAIL FROM: <a@b>', 'S 250 OK'),
    ],
    ['no brackets', 'warn', 'syntax-errors', compose(), spoken('S 220 mx', 'C EHLO x', 'S 250 x', 'C MAIL FROM:a@b', 'S 250 OK')],
    ['a command that is none', 'warn', 'syntax-errors', compose(), spoken('S 220 mx', 'C <not a command>', 'S 500 5.5.2 What?')],
    [
      'AUTH where none is offered',
      'pass',
      'clean',
      compose(),
      spoken('S 220 mx', 'C EHLO x', 'S 250 x', 'C AUTH PLAIN', 'S 500 no'),
    ],
    ['a file', 'unknown', 'no-session', compose(), uploaded],
  ],
}

for (const [check, rows] of Object.entries(tables)) {
  describe(check, () => {
    for (const [title, verdict, code, mail, changes] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(check, await gathered(mail, changes))
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a Received field', () => {
  type Expected = Partial<ReturnType<typeof readReceived>>
  const rows: [title: string, value: string, expected: Expected][] = [
    [
      'of Postfix',
      'from mail-ej1.google.com (mail-ej1.google.com [IPv6:2a00:1450::1])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n\tby mx.acme.com (Postfix) with ESMTPS id 4A for <x@acme.com>; Sat, 21 Nov 2026 10:00:00 +0100 (CET)',
      {
        from: 'mail-ej1.google.com',
        address: '2a00:1450::1',
        by: 'mx.acme.com',
        with: 'ESMTPS',
        id: '4A',
        tls: true,
        time: Date.parse('2026-11-21T09:00:00Z'),
      },
    ],
    [
      'of Exim',
      'from [192.0.2.4] (helo=web.acme.com) by mx.acme.com with esmtpsa (TLS1.3) (Exim 4.98) (envelope-from <a@b>) id 1x-0002; Sat, 21 Nov 2026 10:00:00 +0000',
      { from: '[192.0.2.4]', address: '192.0.2.4', by: 'mx.acme.com', with: 'ESMTPSA', authenticated: true },
    ],
    [
      'of Exchange',
      'from AM0.eurprd.prod.outlook.com ([fe80::1]) by AM0.eurprd.prod.outlook.com ([fe80::1%3]) with mapi id 15.20.1; Sat, 21 Nov 2026 10:00:00 +0000',
      { from: 'am0.eurprd.prod.outlook.com', with: 'MAPI' },
    ],
    [
      'of Gmail, without a client',
      'by 2002:a05:6402:1 with SMTP id x1; Sat, 21 Nov 2026 02:00:00 -0800 (PST)',
      { from: '', by: '2002:a05:6402:1', address: '' },
    ],
    ['of qmail', '(qmail 4711 invoked by uid 89); 21 Nov 2026 10:00:00 -0000', { isNote: true, from: '', by: '' }],
    ['with parentheses that never close', `from a by b ${'('.repeat(3000)}`, { from: 'a', by: 'b', time: undefined }],
    [
      'with a semicolon in a comment',
      'from a (x; y) by b; Sat, 21 Nov 2026 10:00:00 +0000',
      { by: 'b', time: Date.parse('2026-11-21T10:00:00Z') },
    ],
    ['that is empty', '', { from: '', by: '', address: '', time: undefined, isNote: false }],
  ]
  for (const [title, value, expected] of rows) {
    test(`${title} is read`, () => {
      const read = readReceived(value)
      assert.deepEqual({ ...read, ...expected }, read)
    })
  }
})

describe('how long a mail was under way', () => {
  const date = (text: string) => compose({ Date: text })
  const rows: [title: string, mail: string, changes: Partial<Received>, took: number | null][] = [
    ['since the oldest line with a date', travelled(relay, author), {}, 20_000],
    ['since its Date, where no line has one', date(at('09:50:00')), {}, 600_000],
    ['to the first try that we refused', date(at('09:50:00')), tried('09:55'), 300_000],
    ['nothing by clocks that differ a little', date(at('10:01:00')), {}, 0],
    ['is not known by clocks that differ much', date(at('11:00:00')), {}, null],
    ['is not known of a mail of last year', date('Fri, 21 Nov 2025 09:00:00 +0000'), {}, null],
    ['is not known without any date', compose({ Date: 'today' }), {}, null],
    ['is not known of a file', travelled(relay, author), uploaded, null],
  ]
  for (const [title, mail, changes, took] of rows)
    test(title, async () => assert.equal(underWay(await gathered(mail, changes)), took))
})
