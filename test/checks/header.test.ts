import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import { encodedWordsIn } from '#checks/records/encoded-words.ts'
import { imitates } from '#checks/records/look-alikes.ts'
import { mergeTagsIn } from '#checks/records/merge-tags.ts'
import { session } from '../helpers/mail-rows.ts'
import { ask, compose, gathered, inOrder, zoneWith } from '../helpers/mails.ts'
import { silent, type Zone } from '../helpers/zone.ts'

type Row = [title: string, verdict: string, code: string, mail: string, changes?: Partial<Received>, world?: Zone]

const bulk = { Precedence: 'bulk' }
const utf8 = session({
  transcript: [
    { from: 'server', line: '220 mx' },
    { from: 'client', line: 'MAIL FROM:<b@acme.com> BODY=8BITMIME SMTPUTF8' },
    { from: 'server', line: '250 OK' },
  ],
})
/** More fields than anybody reads: what follows them is not seen. */
const cut = (mail: string) => 'X-A: 1\r\n'.repeat(5001) + mail
const to = (count: number) => Array.from({ length: count }, (_, index) => `a${index}@acme.com`).join(', ')
const eAcute = '\u00c3\u00a9'

const tables: Record<string, Row[]> = {
  'header-from': [
    [
      'octets beyond ASCII that the session announced (RFC 6531)',
      'pass',
      'valid',
      compose({ From: `Acm${eAcute} <n${eAcute}@acme.com>` }),
      utf8,
    ],
    ['octets beyond ASCII that nothing announced', 'fail', 'raw-8bit', compose({ From: `Acm${eAcute} <news@acme.com>` })],
  ],
  'header-message-id': [['that came before on another mail', 'warn', 'duplicate-seen', compose(), { messageIdSeen: true }]],
  'header-to': [
    ['the address it was sent to', 'pass', 'named', compose()],
    ['in Cc', 'pass', 'named', compose({ To: 'x@acme.com', Cc: 'You <you@seed.example>' })],
    ['somebody else', 'info', 'bcc', compose({ To: 'x@acme.com' })],
    ['nobody', 'warn', 'undisclosed', compose({ To: undefined })],
    ['an empty group', 'warn', 'undisclosed', compose({ To: 'undisclosed-recipients:;' })],
    ['21 addresses', 'warn', 'many', compose({ To: `you@seed.example, ${to(20)}` })],
    ['twice', 'fail', 'invalid', `To: a@acme.com\r\n${compose()}`],
    ['no address', 'fail', 'invalid', compose({ To: 'everybody' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'header-reply-to': [
    ['none', 'pass', 'absent', compose()],
    ['an address that takes mail', 'pass', 'valid', compose({ 'Reply-To': 'hello@acme.com' })],
    ['no-reply', 'info', 'no-reply', compose({ 'Reply-To': 'no-reply@acme.com' })],
    ['a name that only begins so', 'pass', 'valid', compose({ 'Reply-To': 'noreplyteam@acme.com' })],
    ['a domain that does not exist', 'fail', 'undeliverable', compose({ 'Reply-To': 'a@nowhere.example' })],
    [
      'a domain that takes no mail',
      'fail',
      'undeliverable',
      compose({ 'Reply-To': 'a@null.example' }),
      {},
      zoneWith({ 'null.example MX': '0 .' }),
    ],
    ['no address', 'fail', 'invalid', compose({ 'Reply-To': 'somebody' })],
    ['twice', 'fail', 'invalid', `Reply-To: a@acme.com\r\n${compose({ 'Reply-To': 'b@acme.com' })}`],
    [
      'a silent domain',
      'unknown',
      'not-parsed',
      compose({ 'Reply-To': 'a@silent.example' }),
      {},
      zoneWith({ 'silent.example ANY': silent }),
    ],
  ],
  'header-duplicate': [
    ['none', 'pass', 'none', compose()],
    ['two subjects', 'fail', 'repeated', `Subject: x\r\n${compose()}`],
    ['two Content-Types', 'fail', 'mime-repeated', `content-type: text/html\r\n${compose()}`],
    ['two Received fields, as there should be', 'pass', 'none', `Received: a\r\nReceived: b\r\n${compose()}`],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'header-syntax': [
    ['in order', 'pass', 'valid', compose({ Subject: 'folded\r\n over two lines' })],
    ['a line that is no field', 'fail', 'no-colon', `X-A: 1\r\nthis is no field\r\n${compose()}`],
    ['a mailbox line', 'fail', 'no-colon', `From news@acme.com Sat Nov 21\r\n${compose()}`],
    ['octets that are not encoded', 'warn', 'raw-8bit', compose({ Subject: `caf${eAcute}` })],
    ['the same, announced', 'pass', 'valid', compose({ Subject: `caf${eAcute}` }), utf8],
    ['a line of white space', 'warn', 'blank-fold', `X-A: 1\r\n \r\n${compose()}`],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'header-encoded-word': [
    ['none', 'info', 'none', compose()],
    ['one that decodes', 'pass', 'valid', compose({ Subject: '=?utf-8?Q?caf=C3=A9?=' })],
    ['Japanese', 'pass', 'valid', compose({ Subject: '=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=' })],
    ['too long', 'warn', 'too-long', compose({ Subject: `=?utf-8?Q?${'a'.repeat(80)}?=` })],
    ['in quotes', 'warn', 'quoted', compose({ From: '"=?utf-8?Q?Acm=C3=A9?=" <news@acme.com>' })],
    ['in an address', 'fail', 'misplaced', compose({ From: 'Acme <=?utf-8?Q?news?=@acme.com>' })],
    ['in a Message-ID', 'fail', 'misplaced', compose({ 'Message-ID': '<=?utf-8?Q?1?=@acme.com>' })],
    ['an unknown charset', 'fail', 'undecodable', compose({ Subject: '=?klingon?Q?x?=' })],
    ['broken base64', 'fail', 'undecodable', compose({ Subject: '=?utf-8?B?%%%?=' })],
    ['octets that are not of the charset', 'fail', 'undecodable', compose({ Subject: '=?utf-8?Q?=FF=FE?=' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'header-size': [
    ['usual', 'pass', 'normal', compose()],
    ['40 KiB', 'info', 'large', compose({ References: '<a@b.example> '.repeat(2900) })],
    ['210 fields', 'warn', 'oversized', 'X-A: 1\r\n'.repeat(203) + compose()],
    ['one field of 33 KiB', 'fail', 'over-limit', compose({ 'X-A': 'a'.repeat(33 * 1024) })],
    ['a subject of 1,000 characters', 'fail', 'over-limit', compose({ Subject: 'a'.repeat(1000) })],
    ['5,000 fields', 'fail', 'over-limit', cut(compose())],
    ['no header at all', 'unknown', 'not-parsed', '\r\nHello'],
  ],
  subject: [
    ['plain', 'pass', 'good', compose()],
    ['missing', 'fail', 'missing', compose({ Subject: undefined })],
    ['blank', 'fail', 'missing', compose({ Subject: '  ' })],
    ['80 characters', 'info', 'long', compose({ Subject: 'a b '.repeat(20) })],
    ['capitals', 'warn', 'shouting', compose({ Subject: 'SPRING SALE NOW' })],
    ['an abbreviation', 'pass', 'good', compose({ Subject: 'NASA' })],
    ['signs', 'warn', 'shouting', compose({ Subject: 'Sale!!!' })],
    ['money', 'warn', 'shouting', compose({ Subject: '$$$ for you' })],
    ['an answer to nothing', 'warn', 'fake-reply', compose({ Subject: 'Re: your order' })],
    ['an answer in German', 'warn', 'fake-reply', compose({ Subject: 'AW: Ihre Bestellung' })],
    ['an answer', 'pass', 'good', compose({ Subject: 'Re: your order', 'In-Reply-To': '<1@x.example>' })],
    ['a placeholder', 'fail', 'placeholder', compose({ Subject: 'Hello {{first_name}}' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'list-headers': [
    ['a list', 'pass', 'present', compose({ 'List-Id': 'News <news.acme.com>' })],
    ['a letter', 'info', 'not-needed', compose()],
    ['bulk without', 'info', 'missing', compose({ ...bulk, 'Feedback-ID': '1:2:3:acme' })],
    ['no brackets', 'warn', 'malformed', compose({ 'List-Id': 'news' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  precedence: [
    ['a letter', 'pass', 'consistent', compose()],
    ['bulk', 'info', 'bulk', compose(bulk)],
    [
      'an automatic answer in order',
      'pass',
      'consistent',
      compose({ 'Auto-Submitted': 'auto-replied' }),
      { envelope: { mailFrom: '', rcptTo: null } },
    ],
    ['an automatic answer with a bounce address', 'warn', 'wrong-auto', compose({ 'Auto-Submitted': 'auto-replied' })],
    ['an absence without the mark', 'warn', 'wrong-auto', compose({ Subject: 'Out of office: back on Monday' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'sender-software': [
    ['nothing', 'pass', 'neutral', compose()],
    ['a mailer', 'info', 'reveals', compose({ 'X-Mailer': 'PHPMailer 6.9' })],
    ['a script', 'info', 'reveals', compose({ 'X-PHP-Originating-Script': '1000:mail.php' })],
    ['Outlook Express without its mark', 'warn', 'suspicious', compose({ 'X-Mailer': 'Microsoft Outlook Express 6.00.2900' })],
    ['a program of spammers', 'warn', 'suspicious', compose({ 'X-Mailer': 'Leaf PHPMailer leafmailer' })],
    ['a header that was cut off', 'unknown', 'not-parsed', cut(compose())],
  ],
  'from-name-deceptive': [
    ['a name', 'pass', 'plain', compose()],
    ['a name in Russian', 'pass', 'plain', compose({ From: '=?utf-8?B?0JDQu9C10LrRgdC10Lk=?= <a@acme.com>' })],
    ['a registered mark', 'pass', 'plain', compose({ From: '=?utf-8?Q?Acme=C2=AE?= <news@acme.com>' })],
    ['its own address', 'pass', 'plain', compose({ From: '"news@acme.com" <news@acme.com>' })],
    ['another domain’s address', 'warn', 'address-in-name', compose({ From: '"service@bank.example" <news@acme.com>' })],
    ['a check mark', 'warn', 'symbols', compose({ From: '=?utf-8?Q?Acme_=E2=9C=94?= <news@acme.com>' })],
    ['a character that turns the text around', 'warn', 'symbols', compose({ From: '=?utf-8?Q?Acme=E2=80=AE?= <news@acme.com>' })],
    ['an answer', 'warn', 'message-in-name', compose({ From: '"Re: Your order" <news@acme.com>' })],
    ['a count', 'warn', 'message-in-name', compose({ From: '"Acme (2)" <news@acme.com>' })],
    [
      'the reader’s name',
      'warn',
      'message-in-name',
      compose({ From: '"Jo Smith" <news@acme.com>', To: 'Jo Smith <you@seed.example>' }),
    ],
    ['a brand in Cyrillic letters', 'fail', 'homograph', compose({ From: '=?utf-8?B?0KDQsNGD0KDQsGw=?= <news@acme.com>' })],
    ['its own name in foreign letters', 'fail', 'homograph', compose({ From: '=?utf-8?Q?=D0=90cme?= <news@acme.com>' })],
    ['no From', 'unknown', 'not-parsed', compose({ From: undefined })],
  ],
}

for (const [check, rows] of Object.entries(tables)) {
  describe(check, () => {
    for (const [title, verdict, code, mail, changes, world = inOrder] of rows) {
      test(`${title}: ${code}`, async () => {
        const finding = await ask(check, await gathered(mail, changes), world)
        assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
      })
    }
  })
}

describe('a placeholder', () => {
  const found = [
    'Hi {{ name }}',
    'Hi *|FNAME|*',
    'Hi %FIRSTNAME%',
    'Hi [[first]]',
    'Hi $'.concat('{user.name}'),
    'Hi <%= name %>',
    '{% if x %}',
  ]
  for (const text of found) test(`is found in ${text}`, () => assert.equal(mergeTagsIn(text).length, 1))
  const none = ['50% off, 20% more', 'https://a.example/?q=%C3%A9%20x', '{a}', '[1]', '$5', 'a * b | c']
  for (const text of none) test(`is not seen in ${text}`, () => assert.deepEqual(mergeTagsIn(text), []))
  test('is looked for in bounded time', () => assert.deepEqual(mergeTagsIn('{{'.repeat(500_000)), []))
})

test('a name is imitated only by foreign letters', () => {
  assert.equal(imitates('paypal', []), undefined)
  assert.equal(imitates('раура1', []), undefined)
  assert.equal(imitates('аррlе', []), 'apple')
  assert.equal(imitates('Pаy Pаl', []), 'paypal')
  assert.equal(imitates('сосна', []), undefined)
})

test('encoded words are looked for in bounded time', () => {
  const value = '=?utf-8?Q?'.repeat(20_000)
  assert.ok(encodedWordsIn([{ name: 'Subject', value, raw: value }]).length < 2001)
})
