/** IMAP's grammar and the reading of mails for it, as tables of rows; and hostile input, which must be refused or read in time that grows with it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readCommand } from '#worker/imap/commands.ts'
import { readDateTime, readDay, writeDateTime } from '#worker/imap/dates.ts'
import { envelopeOf, writeStructure } from '#worker/imap/envelope.ts'
import { matcher, readName, writeName } from '#worker/imap/names.ts'
import { BadCommand, Scanner } from '#worker/imap/scanner.ts'
import { OpenMail, sectionOf } from '#worker/imap/sections.ts'
import { readStructure } from '#worker/imap/structure.ts'
import { writeSet } from '#worker/imap/written.ts'

describe('a command', () => {
  const good: [text: string, read: object][] = [
    ['noop', { name: 'NOOP' }],
    ['LOGIN {3}\r\na"b "c\\"d"', { name: 'LOGIN', username: 'a"b', password: 'c"d' }],
    ['authenticate plain =', { name: 'AUTHENTICATE', mechanism: 'PLAIN', initial: '=' }],
    ['SELECT inbox (CONDSTORE)', { name: 'SELECT', mailbox: 'inbox', condstore: true, resync: null }],
    [
      'SELECT x (QRESYNC (7 9 1:3 (1 2)))',
      { name: 'SELECT', mailbox: 'x', condstore: true, resync: { uidValidity: 7, modseq: 9, known: [[1, 3]] } },
    ],
    [
      'COPY *:3,5 ~x',
      {
        name: 'COPY',
        uid: false,
        set: [
          [3, Infinity],
          [5, 5],
        ],
        mailbox: '~x',
      },
    ],
    [
      'UID STORE 1 (UNCHANGEDSINCE 3) -FLAGS.SILENT \\Seen a',
      { name: 'STORE', uid: true, set: [[1, 1]], how: 'remove', silent: true, flags: ['\\Seen', 'a'], unchangedSince: 3 },
    ],
    ['UID EXPUNGE $', { name: 'EXPUNGE', set: '$' }],
    [
      'LIST (SUBSCRIBED) "" ("a%" b*) RETURN (CHILDREN STATUS (MESSAGES))',
      { name: 'LIST', reference: '', patterns: ['a%', 'b*'], select: ['SUBSCRIBED'], give: ['CHILDREN'], status: ['MESSAGES'] },
    ],
    [
      'FETCH 1 (BODY.PEEK[1.2.HEADER.FIELDS (a "b c")]<1.2> BINARY.SIZE[3])',
      {
        ...{ name: 'FETCH', uid: false, set: [[1, 1]], vanished: false },
        items: [
          {
            ...{
              kind: 'SECTION',
              label: 'BODY[1.2.HEADER.FIELDS (A "B C")]<1>',
              from: 1,
              length: 2,
              peek: true,
              decoded: false,
              sizeOnly: false,
            },
            section: { path: [1, 2], what: 'HEADER.FIELDS', fields: ['A', 'B C'] },
          },
          {
            ...{ kind: 'SECTION', label: 'BINARY.SIZE[3]', from: 0, length: null, peek: true, decoded: true, sizeOnly: true },
            section: { path: [3], what: '', fields: [] },
          },
        ],
      },
    ],
    [
      'SEARCH NOT (SEEN OR SUBJECT a 1:2)',
      {
        ...{ name: 'SEARCH', uid: false, result: null, charset: 'US-ASCII' },
        key: {
          kind: 'and',
          keys: [
            {
              kind: 'not',
              key: {
                kind: 'and',
                keys: [
                  { kind: 'flag', flag: '\\Seen' },
                  {
                    kind: 'or',
                    keys: [
                      { kind: 'header', field: 'SUBJECT', text: 'a' },
                      { kind: 'numbers', set: [[1, 2]] },
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
    ],
    [
      'APPEND "a b" (\\Seen) "21-Nov-2026 10:00:00 +0100" {2}\r\nhi',
      { name: 'APPEND', mailbox: 'a b', flags: ['\\Seen'], received: { at: Date.UTC(2026, 10, 21, 9), zone: 60 }, octets: 'hi' },
    ],
  ]
  for (const [text, read] of good) test(`is read: ${JSON.stringify(text)}`, () => assert.deepEqual(readCommand(text), read))

  const bad = [
    ...[
      '',
      'XYZZY',
      'UID NOOP',
      'NOOP x',
      'LOGIN a',
      'LOGIN a b c',
      'LOGIN "a b',
      'LOGIN {9}\r\nab c',
      'SELECT',
      'SELECT a (X)',
      'FETCH 0 FLAGS',
      'FETCH 1',
      'FETCH 1 ()',
    ],
    ...[
      'FETCH 1 BODY[',
      'FETCH 1 BODY[HEADER.FIELDS]',
      'FETCH 1 BODY[MIME]',
      'FETCH 1 BODY[1.]',
      'FETCH 1 BODY[]<1.0>',
      'FETCH 1 BINARY[TEXT]',
      'FETCH a FLAGS',
      'FETCH 1:2:3 FLAGS',
    ],
    ...[
      'FETCH 99999999999 FLAGS',
      'STORE 1 FLAG x',
      'STORE 1 FLAGS (a',
      'SEARCH',
      'SEARCH ()',
      'SEARCH BEFORE 31-Foo-2026',
      'SEARCH OR SEEN',
      'STATUS a',
      'STATUS a (X)',
      'ENABLE',
    ],
    ...[
      'APPEND a hi',
      'COMPRESS LZ4',
      '__proto__',
      'constructor',
      'UID constructor',
      `SEARCH ${'NOT '.repeat(200)}ALL`,
      `SEARCH ${'('.repeat(5000)}`,
    ],
  ]
  for (const text of bad)
    test(`is refused: ${JSON.stringify(text.slice(0, 60))}`, () => assert.throws(() => readCommand(text), BadCommand))

  test('is read or refused, whatever comes', () => {
    const words = fc.constantFrom(
      'FETCH',
      'SEARCH',
      'STORE',
      'UID',
      'LIST',
      '1:*',
      '$',
      '(',
      ')',
      ' ',
      '"',
      '\\',
      '{3}\r\n',
      'BODY[',
      ']',
      '<0.1>',
      'NOT',
      'OR',
      'FLAGS',
      '\0',
      '\xff',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
          fc.array(words).map((parts) => parts.join(' ')),
        ),
        (text) => {
          try {
            readCommand(text)
          } catch (error) {
            assert.ok(error instanceof BadCommand, String(error))
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a name', () => {
  const names: [name: string, utf7: string][] = [
    ['INBOX', 'INBOX'],
    ['Entwürfe', '"Entw&APw-rfe"'],
    ['a&b', '"a&-b"'],
    ['日本語', '"&ZeVnLIqe-"'],
    ['~peter/mail/台北', '"~peter/mail/&U,BTFw-"'],
    ['nil', '"nil"'],
  ]
  for (const [name, utf7] of names) {
    test(`is written and read: ${name}`, () => {
      assert.equal(writeName(name, false).replaceAll('"', ''), utf7.replaceAll('"', ''))
      assert.equal(readName(utf7.replaceAll('"', ''), false), name)
    })
  }
  test('comes back as it went, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const name = text.normalize('NFC').replaceAll(/["\\]/g, '')
        fc.pre(!/^inbox/i.test(name))
        assert.equal(readName(writeName(name, false).replace(/^"|"$/g, ''), false), name)
      }),
    )
  })
  const patterns: [pattern: string, name: string, matches: boolean][] = [
    ['*', 'a/b', true],
    ['%', 'a/b', false],
    ['%/%', 'a/b', true],
    ['a*', 'a/b', true],
    ['a%', 'a/b', false],
    ['', 'a', false],
    ['*b', 'a/b', true],
    ['%a%', 'xax', true],
  ]
  for (const [pattern, name, matches] of patterns)
    test(`${pattern} is ${matches ? '' : 'not '}${name}`, () => assert.equal(matcher([pattern])(name), matches))
})

test('dates are read and written', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5)
  for (const zone of [0, 90, -720, -30])
    assert.deepEqual(readDateTime(writeDateTime(at, zone).replaceAll('"', '')), { at, zone }, String(zone))
  assert.equal(writeDateTime(at, -210), '" 1-Jan-2026 23:34:05 -0330"')
  assert.equal(readDay('1-Feb-1994'), Date.UTC(1994, 1, 1))
  assert.equal(readDay('1-Foo-1994'), null)
  assert.equal(writeSet([1, 2, 3, 7, 9, 10]), '1:3,7,9:10')
})

describe('ENVELOPE', () => {
  const rows: [fields: string, part: string][] = [
    ['To: "Joe Q. Public" <john.q.public@example.com>', '(("Joe Q. Public" NIL "john.q.public" "example.com"))'],
    [
      'To: A Group:Ed Jones <joe@where.test>,joe@x.test;',
      '((NIL NIL "A Group" NIL)("Ed Jones" NIL "joe" "where.test")(NIL NIL "joe" "x.test")(NIL NIL NIL NIL))',
    ],
    ['To: Undisclosed recipients:;', '((NIL NIL "Undisclosed recipients" NIL)(NIL NIL NIL NIL))'],
    ['To: Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', '(("Pete" NIL "pete" "silly.test"))'],
    ['To: john@x.test (John (the first))', '(("John (the first)" NIL "john" "x.test"))'],
    ['To: <@a.test,@b.test:c@d.test>', '((NIL "@a.test,@b.test" "c" "d.test"))'],
    ['To: "a@b"@c.test, <x@[1.2.3.4]>', '((NIL NIL "a@b" "c.test")(NIL NIL "x" "[1.2.3.4]"))'],
    ['To: nobody at all', '((NIL NIL "nobody at all" ""))'],
    ['To: ,,,', 'NIL'],
    ['To: <', '((NIL NIL "" ""))'],
  ]
  for (const [fields, part] of rows) {
    test(fields, () => assert.equal(envelopeOf(`${fields}\r\n\r\n`), `(NIL NIL NIL NIL NIL ${part} NIL NIL NIL NIL)`))
  }
  test('RFC 9051 §7.5.2: sender and reply-to are from when they are missing', () => {
    const from = '(("T" NIL "t" "x.test"))'
    assert.equal(envelopeOf('From: T <t@x.test>\r\n'), `(NIL NIL ${from} ${from} ${from} NIL NIL NIL NIL NIL)`)
  })
})

describe('a mail', () => {
  const hostile: [title: string, text: string][] = [
    ['boundaries without end', `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n'.repeat(200_000)}`],
    ['a boundary that is everywhere', `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--ab\r\n'.repeat(200_000)}`],
    ['one line', `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'-'.repeat(3_000_000)}`],
    ['a header that does not end', 'a: b\r\n'.repeat(200_000)],
    ['a field that does not end', `To: ${'a@b.test,'.repeat(300_000)}`],
    ['parentheses', `To: ${'('.repeat(500_000)}`],
    ['quotes', `Content-Type: text/plain; ${'a="'.repeat(200_000)}`],
    ['parameters', `Content-Type: text/plain${'; a=b'.repeat(200_000)}`],
    ['nested mails', 'Content-Type: message/rfc822\r\n\r\n'.repeat(50_000)],
    ['angles', `From: ${'<'.repeat(500_000)}`],
    ['groups', `From: ${'a:'.repeat(300_000)}`],
  ]
  for (const [title, text] of hostile) {
    test(`of ${title} is read in time`, () => {
      const before = performance.now()
      const structure = writeStructure(text, readStructure(text), true)
      assert.ok(understood(structure) && understood(envelopeOf(text)))
      assert.ok(performance.now() - before < 3000, `${performance.now() - before} ms`)
    })
  }

  test('of any octets gets a structure that can be read, with parts that lie inside it', () => {
    const pieces = fc.constantFrom(
      ...[
        'Content-Type: multipart/mixed; boundary=a\r\n',
        'Content-Type: multipart/digest; boundary="b b"\n',
        'Content-Type: message/rfc822\r\n',
        '\r\n',
        '\n',
        '--a\r\n',
        '--a--\r\n',
      ],
      ...[
        '--b b\n',
        'Subject: \xff"\\\r\n',
        'From: a, b: c@d; <\r\n',
        'Content-Disposition: attachment; filename="x\r\n y"\r\n',
        'text',
        '\0',
        'Content-Transfer-Encoding:\r\n',
        ' folded\r\n',
      ],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        const mail = new OpenMail(Buffer.from(text, 'latin1'))
        assert.ok(understood(writeStructure(text, mail.structure, true)))
        assert.ok(understood(writeStructure(text, mail.structure, false)))
        assert.ok(understood(envelopeOf(text)))
        const header = sectionOf(mail, { path: [], what: 'HEADER', fields: [] })
        const body = sectionOf(mail, { path: [], what: 'TEXT', fields: [] })
        assert.equal(`${header?.toString('latin1')}${body?.toString('latin1')}`, text)
        for (const path of [[1], [1, 1], [2, 1, 1]]) sectionOf(mail, { path, what: '', fields: [] })
      }),
      { numRuns: 1000 },
    )
  })
})

/** Is it one parenthesized list, to its end? */
function understood(text: string): boolean {
  const scan = new Scanner(text)
  let depth = 0
  do {
    if (scan.take('(')) depth++
    else if (scan.take(')')) depth--
    else if (!scan.take(' ') && !scan.take('NIL')) /\d/.test(scan.text[scan.at] ?? '') ? scan.number() : scan.string()
  } while (depth > 0 && !scan.atEnd)
  return depth === 0 && scan.atEnd
}
