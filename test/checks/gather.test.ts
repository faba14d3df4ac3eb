import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readHeader } from '#checks/records/headers.ts'
import { readStructure } from '#checks/records/mime.ts'
import { env } from '#env'
import { compose, gathered, received, sign } from '../helpers/mails.ts'

describe('the header', () => {
  test('keeps names, folding and order, one character an octet', () => {
    const text = 'Received: one\r\n\ttwo\r\nsubject : =?utf-8?q?a?=\r\n =?utf-8?q?b?=\r\nSubject: \u00c3\u00a9\r\n\r\nbody'
    const { fields, bodyStart } = readHeader(text)
    assert.deepEqual(fields, [
      { name: 'Received', value: 'one\ttwo', raw: 'Received: one\r\n\ttwo' },
      { name: 'subject', value: '=?utf-8?q?a?= =?utf-8?q?b?=', raw: 'subject : =?utf-8?q?a?=\r\n =?utf-8?q?b?=' },
      { name: 'Subject', value: 'é', raw: 'Subject: \u00c3\u00a9' },
    ])
    assert.equal(text.slice(bodyStart), 'body')
  })
  const ends: [title: string, text: string, body: string][] = [
    ['CRLF', 'A: 1\r\n\r\nx', 'x'],
    ['bare line feeds', 'A: 1\n\nx', 'x'],
    ['a mixture', 'A: 1\n\r\nx', 'x'],
    ['no empty line', 'A: 1\r\n', ''],
    ['no header at all', '\r\nx', 'x'],
    ['no octet at all', '', ''],
  ]
  for (const [title, text, body] of ends)
    test(`ends at the empty line: ${title}`, () => assert.equal(text.slice(readHeader(text).bodyStart), body))
  test('gives a line that is no field to the field above, so that none can hide', () => {
    assert.deepEqual(
      readHeader('A: 1\r\nnot a field\r\nB: 2\r\n\r\n').fields.map(({ name }) => name),
      ['A', 'B'],
    )
  })
  test('stops at 5,000 fields and at a megabyte, and says so', () => {
    assert.match(readHeader('A: 1\r\n'.repeat(6000)).problem ?? '', /5000 fields/)
    assert.match(readHeader(`A: ${'1'.repeat(2 ** 21)}\r\n\r\n`).problem ?? '', /1048576 octets/)
  })
})

describe('the parts', () => {
  const leaves = (contentType: string, body: string) => {
    const text = `Content-Type: ${contentType}\r\n\r\n${body}`
    const { fields, bodyStart } = readHeader(text)
    return readStructure(text, fields, bodyStart).leaves.map(({ type, start, end }) => [type, text.slice(start, end)])
  }
  test('come in order, without what stands before, between and after (RFC 2046 §5.1.1)', () => {
    const body =
      'preamble\r\n--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b \r\n\r\ntwo\r\n\r\n--b--\r\nepilogue\r\n--b\r\n\r\nno'
    assert.deepEqual(leaves('multipart/mixed; boundary="b"', body), [
      ['text/plain', 'one'],
      ['text/plain', 'two\r\n'],
    ])
  })
  test('nest', () => {
    const inner =
      'Content-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\na\r\n--i\r\nContent-Type: TEXT/HTML\r\n\r\nb\r\n--i--'
    assert.deepEqual(
      leaves('multipart/mixed; boundary=o', `--o\r\n${inner}\r\n--o\r\nContent-Type: image/png\r\n\r\nc\r\n--o--`),
      [
        ['text/plain', 'a'],
        ['text/html', 'b'],
        ['image/png', 'c'],
      ],
    )
  })
  test('of a digest are mails when nothing is said (RFC 2046 §5.1.5)', () => {
    assert.deepEqual(leaves('multipart/digest; boundary=o', '--o\r\n\r\nx\r\n--o--'), [['message/rfc822', 'x']])
  })
  test('without a boundary are one leaf', () => assert.deepEqual(leaves('multipart/mixed', 'x'), [['multipart/mixed', 'x']]))
  test('never closed reach to the end', () =>
    assert.deepEqual(leaves('multipart/mixed; boundary=o', '--o\r\n\r\nx'), [['text/plain', 'x']]))
})

describe('a mail', () => {
  test('is also a domain: its From, its Return-Path, its selectors', async () => {
    const mail = await gathered(await sign(compose()))
    assert.equal(mail.domain, 'acme.com')
    assert.equal(mail.spfDomain, 'acme.com')
    assert.deepEqual(mail.selectors, [{ domain: 'acme.com', selector: 's1', source: 'mail' }])
    assert.deepEqual(mail.from, [{ name: 'Acme News', address: 'news@acme.com', domain: 'acme.com' }])
    assert.equal(mail.sends, true)
  })
  test('of <> is looked up by its HELO name', async () => {
    const mail = await gathered(compose(), { envelope: { mailFrom: '', rcptTo: null } })
    assert.equal(mail.spfDomain, 'mail.acme.com')
  })
  const domains: [from: string, domain: string][] = [
    ['a@ACME.com', 'acme.com'],
    ['a@b\u00c3\u00bccher.example', 'xn--bcher-kva.example'], // A-labels (RFC 5890)
    ['"a@b" <c@acme.com>', 'acme.com'],
    ['a@acme.com, b@acme.com', 'acme.com'], // RFC 9989 §5.3.1: one domain is enough
    ['a@acme.com, b@other.example', ''],
    ['Team: a@acme.com, b@acme.com;', 'acme.com'], // RFC 6854
    ['undisclosed:;', ''],
    ['a@[192.0.2.1]', ''],
    ['a@-', ''],
    ['=?utf-8?q?a=40acme.com?=', ''],
  ]
  for (const [from, domain] of domains) {
    test(`from ${from} is of ${domain || 'no domain'}`, async () =>
      assert.equal((await gathered(compose({ From: from }))).domain, domain))
  }
  test('with two From fields has no From domain, but all their addresses', async () => {
    const mail = await gathered(`From: x@acme.com\r\n${compose()}`)
    assert.deepEqual([mail.domain, mail.from.length], ['', 2])
  })
  test('has its texts decoded', async () => {
    const mail = await gathered(
      compose(
        {
          Subject: '=?utf-8?B?w6kh?=',
          'Content-Type': 'text/plain; charset=iso-8859-1',
          'Content-Transfer-Encoding': 'quoted-printable',
        },
        'caf=E9\r\n',
      ),
    )
    assert.equal(mail.subjectHeader, 'é!')
    assert.match(mail.text ?? '', /^café\s*$/)
    assert.equal(mail.html, undefined)
  })
  const bulk: [title: string, changes: Record<string, string>, body: string, expected: boolean][] = [
    ['a letter', {}, 'Hello', false],
    ['Feedback-ID alone', { 'Feedback-ID': 'a:b:c:d' }, 'Hello', false],
    ['List-Unsubscribe alone', { 'List-Unsubscribe': '<mailto:u@acme.com>' }, 'Hello', false],
    ['List-Id', { 'List-Id': '<l.acme.com>' }, 'Hello', true],
    ['Precedence: bulk', { Precedence: 'bulk' }, 'Hello', true],
    ['Precedence: first-class', { Precedence: 'first-class' }, 'Hello', false],
    ['List-Unsubscribe-Post', { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }, 'Hello', true],
    ['a link in the text', {}, 'Hello https://acme.com/unsubscribe/1', true],
    ['a link in German', { 'Content-Type': 'text/html' }, '<a href="https://acme.com/x">Newsletter abbestellen</a>', true],
    ['the word without a link', { 'Content-Type': 'text/html' }, '<p>You cannot unsubscribe.</p>', false],
  ]
  for (const [title, changes, body, expected] of bulk) {
    test(`${title} is ${expected ? '' : 'not '}bulk`, async () =>
      assert.equal((await gathered(compose(changes, body))).bulk, expected))
  }
  test('names each selector once, and ten at most', async () => {
    const signature = (n: number) => `DKIM-Signature: v=1; d=acme.com; s=s${n}\r\n`
    const mail = await gathered(Array.from({ length: 40 }, (_, n) => signature(n % 15)).join('') + compose())
    assert.equal(mail.selectors.length, 10)
  })
})

describe('hostile mail', () => {
  const deep = (levels: number) =>
    Array.from({ length: levels }, (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`).join('')
  const multipart = (boundary: string) => ({ 'Content-Type': `multipart/mixed; boundary=${boundary}` })
  const rows: [title: string, raw: string, problem?: RegExp][] = [
    ['no octet', ''],
    ['only line ends', '\r\n\n\r'],
    ['random octets', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)).toString('latin1')],
    ['10,000 levels', compose(multipart('b0'), deep(10_000)), /levels deep/],
    ['100,000 parts', compose(multipart('b'), '--b\r\n\r\nx\r\n'.repeat(100_000)), /500 parts/],
    ['a header of 4 MB in one line', `X: ${'x'.repeat(4 * 2 ** 20)}\r\n${compose()}`, /octets/],
    ['100,000 header fields', 'X: 1\r\n'.repeat(100_000) + compose(), /fields|octets/],
    ['a signature of 500 kB of tags', `DKIM-Signature: ${'a=;'.repeat(170_000)}\r\n${compose()}`],
    ['a From of 300 kB of brackets', compose({ From: '<'.repeat(300_000) })],
    ['a Content-Type of quotes', compose({ 'Content-Type': `text/plain; ${'"\\'.repeat(50_000)}` })],
    ['HTML of a million brackets', compose({ 'Content-Type': 'text/html' }, '<a '.repeat(330_000))],
    ['a Subject of broken encoded words', compose({ Subject: '=?utf-8?q?=FF=?='.repeat(4000) })],
    ['names of the prototype', compose({ constructor: '1', __proto__x: '2', toString: '3' } as Record<string, string>)],
    ['NUL and lone carriage returns', compose({ Subject: 'a\0b\rc' }, 'x\0\r\r\r')],
  ]
  for (const [title, raw, problem] of rows) {
    test(`is gathered whatever it holds: ${title}`, async () => {
      const mail = await gathered(raw)
      assert.equal(mail.kind, 'mail')
      if (problem) assert.match(mail.notParsed ?? '', problem)
    })
  }
})

test('the mails of the mime suite are gathered, and their first address and subject agree with another parser', {
  timeout: 60_000,
}, async (t) => {
  const folder = join(env.SUITES_DIR, 'mime')
  if (!existsSync(folder)) return t.diagnostic(`NOT RUN: there is no ${folder}; set SUITES_DIR`)
  const files = ['rfc', 'legacy', 'thirdparty'].flatMap((part) =>
    readdirSync(join(folder, part)).map((file) => join(folder, part, file)),
  )
  const mails = files.filter((file) => /\.(?:eml|txt)$/.test(file))
  assert.ok(mails.length > 50)
  for (const file of mails) {
    const mail = await gathered(readFileSync(file))
    assert.equal(mail.notParsed, undefined, file)
    assert.ok(mail.leafTypes.length > 0, file)
  }
})

test('gathering keeps the octets it was given', async () => {
  const raw = Buffer.from([0x41, 0x3a, 0x20, 0xff, 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0a])
  const mail = await gathered(received(raw).raw)
  assert.equal(mail.raw, raw)
})
