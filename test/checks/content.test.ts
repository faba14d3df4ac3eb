import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDate } from '#checks/records/date.ts'
import { readListUnsubscribe } from '#checks/records/list-unsubscribe.ts'
import type { MailKind } from '#checks/report.ts'
import { ask, compose, gathered, inOrder, sign, zoneWith } from '../helpers/mails.ts'
import { silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, verdict: string, code: string, mail: string | Promise<string>, world?: Zone]

const date = (value: string | undefined) => compose({ Date: value })
const id = (value: string | undefined) => compose({ 'Message-ID': value })
const html = (text: string) => compose({ 'Content-Type': 'text/html; charset=utf-8' }, text)
const part = (type: string, text: string) => `--b\r\nContent-Type: ${type}; charset=utf-8\r\n\r\n${text}\r\n`
const alternative = (...parts: string[]) =>
  compose({ 'Content-Type': 'multipart/alternative; boundary=b' }, `${parts.join('')}--b--\r\n`)
const words = 'Our spring sale begins today, with flowers, garden tools and seeds for everybody.'
const bulk = { Precedence: 'bulk' }
const oneClick = { 'List-Unsubscribe': '<https://acme.com/u/1>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
const unsubscribe = (value: string, more = {}) => compose({ ...bulk, 'List-Unsubscribe': value, ...more })
const allFields = 'From:To:Subject:Date:Message-ID:List-Unsubscribe:List-Unsubscribe-Post'

const tables: Record<string, Row[]> = {
  'header-date': [
    ['just before it came', 'pass', 'valid', compose()],
    ['two hours before', 'info', 'old', date('Sat, 21 Nov 2026 07:50:00 +0000')],
    ['a month before', 'warn', 'skewed', date('Wed, 21 Oct 2026 10:00:00 +0000')],
    ['an hour ahead', 'warn', 'skewed', date('Sat, 21 Nov 2026 11:00:00 +0000')],
    ['a zone by letters (RFC 5322 §4.3)', 'warn', 'obsolete-syntax', date('Sat, 21 Nov 2026 04:59:00 EST')],
    ['a year of two digits', 'warn', 'obsolete-syntax', date('Sat, 21 Nov 26 09:59:00 +0000')],
    ['missing', 'fail', 'invalid', date(undefined)],
    ['twice', 'fail', 'invalid', `Date: Sat, 21 Nov 2026 09:59:30 +0000\r\n${compose()}`],
    ['no date', 'fail', 'invalid', date('yesterday')],
    ['the 31st of April', 'fail', 'invalid', date('31 Apr 2026 10:00:00 +0000')],
  ],
  'header-message-id': [
    ['one', 'pass', 'valid', compose()],
    ['an address in brackets on the right', 'pass', 'valid', id('<1@[192.0.2.1]>')],
    ['localhost', 'warn', 'local-host', id('<1@localhost>')],
    ['a bare host name', 'warn', 'local-host', id('<1@web1>')],
    ['a .local name', 'warn', 'local-host', id('<1@web1.local>')],
    ['missing', 'fail', 'invalid', id(undefined)],
    ['twice', 'fail', 'invalid', `Message-ID: <2@acme.com>\r\n${compose()}`],
    ['without brackets', 'fail', 'invalid', id('1@acme.com')],
    ['with a space', 'fail', 'invalid', id('<1 2@acme.com>')],
    ['over 500 characters', 'fail', 'invalid', id(`<${'1'.repeat(500)}@acme.com>`)],
  ],
  'header-from': [
    ['a name and an address', 'pass', 'valid', compose()],
    ['an encoded name', 'pass', 'valid', compose({ From: '=?utf-8?Q?Acm=C3=A9?= <news@acme.com>' })],
    ['an address alone', 'info', 'no-name', compose({ From: 'news@acme.com' })],
    ['two addresses', 'fail', 'several-addresses', compose({ From: 'a@acme.com, b@acme.com' })],
    ['octets beyond ASCII', 'fail', 'raw-8bit', compose({ From: 'Acm\u00c3\u00a9 <news@acme.com>' })],
    ['missing', 'fail', 'invalid', compose({ From: undefined })],
    ['twice', 'fail', 'invalid', `From: x@acme.com\r\n${compose()}`],
    ['no address', 'fail', 'invalid', compose({ From: 'Acme News' })],
  ],
  'plain-text-part': [
    ['text, then HTML', 'pass', 'present', alternative(part('text/plain', words), part('text/html', `<p>${words}</p>`))],
    ['text alone', 'pass', 'text-only', compose()],
    ['HTML alone', 'warn', 'missing', html(`<p>${words}</p>`)],
    ['neither', 'warn', 'missing', compose({ 'Content-Type': 'application/pdf' }, 'JVBERi0xLjQK')],
    ['text after HTML', 'warn', 'order', alternative(part('text/html', `<p>${words}</p>`), part('text/plain', words))],
    ['an empty text', 'warn', 'empty', alternative(part('text/plain', '  '), part('text/html', `<p>${words}</p>`))],
    [
      'a stub',
      'warn',
      'empty',
      alternative(part('text/plain', 'Your client does not support HTML.'), part('text/html', `<p>${words}</p>`)),
    ],
    ['an empty mail', 'warn', 'empty', compose({}, '')],
    [
      'another text than the HTML',
      'info',
      'differs',
      alternative(
        part('text/plain', 'Completely different things stand written down here.'),
        part('text/html', `<p>${words}</p>`),
      ),
    ],
    ['nested too deep', 'unknown', 'not-parsed', nested(30)],
  ],
  'list-unsubscribe': [
    ['https and mailto', 'pass', 'valid', unsubscribe('<https://acme.com/u/1>, <mailto:u@acme.com?subject=1>')],
    ['mailto alone', 'pass', 'valid', unsubscribe('<mailto:u@acme.com>')],
    ['not bulk', 'info', 'not-needed', compose()],
    ['http', 'warn', 'http-only', unsubscribe('<http://acme.com/u/1>')],
    ['no brackets', 'fail', 'malformed', unsubscribe('https://acme.com/u/1')],
    ['a placeholder', 'fail', 'malformed', unsubscribe('<https://acme.com/u/{{id}}>')],
    ['empty', 'fail', 'malformed', unsubscribe('')],
    ['bulk without it', 'fail', 'missing', compose(bulk)],
    ['a link in the body makes it bulk', 'fail', 'missing', html('<a href="https://acme.com/x"><b>Unsubscribe</b></a>')],
  ],
  'list-unsubscribe-one-click': [
    ['signed', 'pass', 'complete', sign(compose(oneClick), { fields: allFields })],
    ['not bulk', 'info', 'not-needed', compose()],
    ['only mailto', 'warn', 'mailto-only', unsubscribe('<mailto:u@acme.com>')],
    ['nothing', 'fail', 'missing', compose(bulk)],
    ['another value', 'fail', 'wrong-value', compose({ ...oneClick, 'List-Unsubscribe-Post': 'One-Click' })],
    ['no https', 'fail', 'no-https', compose({ ...oneClick, 'List-Unsubscribe': '<mailto:u@acme.com>' })],
    [
      'two https',
      'fail',
      'no-https',
      compose({ ...oneClick, 'List-Unsubscribe': '<https://a.example/1>, <https://a.example/2>' }),
    ],
    ['an unsigned mail', 'fail', 'unsigned', compose(oneClick)],
    ['a signature that leaves it out', 'fail', 'unsigned', sign(compose(oneClick), { fields: 'From:To:Subject' })],
    [
      'the key is silent',
      'unknown',
      'not-parsed',
      sign(compose(oneClick), { fields: allFields }),
      zoneWith({ 's1._domainkey.acme.com TXT': silent }),
    ],
  ],
}

function nested(depth: number): string {
  const opening = Array.from(
    { length: depth },
    (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`,
  ).join('')
  return compose({ 'Content-Type': 'multipart/mixed; boundary=b0' }, opening)
}

for (const [check, rows] of Object.entries(tables)) {
  describe(check, () => {
    for (const [title, verdict, code, mail, world = inOrder] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(check, await gathered(await mail), world)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a Date', () => {
  const rows: [value: string, expected: string | undefined][] = [
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z'], // RFC 5322 appendix A.1.1
    ['Thu,      13\t  Feb\t    1969 23:32 -0330 (Newfoundland Time)', '1969-02-14T03:02:00.000Z'], // appendix A.5
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'], // appendix A.6.2
    ['21 Nov 2026 24:00:00 +0000', undefined],
    ['Nov 21 2026 10:00:00 +0000', undefined], // month first
    ['21 Nov 2026 10:00:00', undefined], // no zone
    ['(((((', undefined],
  ]
  for (const [value, expected] of rows) {
    test(`${value} is ${expected ?? 'none'}`, () => {
      const read = readDate(value)
      assert.equal(read && new Date(read.time).toISOString(), expected)
    })
  }
})

test('commas inside the brackets of List-Unsubscribe belong to the URI', () => {
  assert.deepEqual(readListUnsubscribe(['<https://a.example/?x=1,2> (comment), <mailto:u@a.example>']), {
    https: ['https://a.example/?x=1,2'],
    http: [],
    mailto: ['mailto:u@a.example'],
    malformed: [],
  })
})

describe('what kind of mail it looks like', () => {
  const rows: [title: string, kind: MailKind, mail: string][] = [
    ['a code from a machine', 'transactional', compose({ From: 'Acme <no-reply@acme.com>', 'Auto-Submitted': 'auto-generated' })],
    ['a receipt', 'transactional', compose({ 'Feedback-ID': '1.eu-west-1.x:AmazonSES' })],
    ['to many', 'newsletter', compose({ ...bulk, 'In-Reply-To': '<1@acme.com>' })],
    ['written in a mail program', 'personal', compose({ 'User-Agent': 'Mozilla Thunderbird' })],
    ['written on a phone', 'personal', compose({ 'X-Mailer': 'iPhone Mail (22A3351)' })],
    ['an answer', 'personal', compose({ 'In-Reply-To': '<1@acme.com>' })],
    ['an answer of a machine', 'transactional', compose({ 'In-Reply-To': '<1@acme.com>', 'Auto-Submitted': 'auto-replied' })],
    ['from a free mailbox', 'personal', compose({ From: 'Anna <anna@gmail.com>' })],
  ]
  for (const [title, kind, mail] of rows) {
    test(`${title}: ${kind}`, async () => assert.equal((await gathered(mail)).judgedAs.kind, kind))
  }
})
