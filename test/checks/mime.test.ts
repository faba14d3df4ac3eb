import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import { contentOf } from '#checks/records/magic.ts'
import { session, uploaded } from '../helpers/mail-rows.ts'
import { ask, compose, gathered } from '../helpers/mails.ts'

type Row = [title: string, verdict: string, code: string, mail: string, changes?: Partial<Received>]

const of = (type: string, body = 'Hello\r\n', more: Record<string, string> = {}) =>
  compose({ 'Content-Type': type, ...more }, body)
const part = (type: string, body: string, encoding?: string) =>
  `--b\r\nContent-Type: ${type}\r\n${encoding ? `Content-Transfer-Encoding: ${encoding}\r\n` : ''}\r\n${body}\r\n`
const mixed = (...parts: string[]) => of('multipart/mixed; boundary=b', `${parts.join('')}--b--\r\n`)
const file = (type: string, octets: string) => mixed(part(type, Buffer.from(octets, 'latin1').toString('base64'), 'base64'))
const nested = (depth: number): string =>
  depth === 0
    ? 'x'
    : `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth - 1}\r\n\r\n${nested(depth - 1)}\r\n--b${depth}--\r\n`
const announced = session({
  transcript: [
    { from: 'server', line: '220 mx' },
    { from: 'client', line: 'MAIL FROM:<b@acme.com> BODY=8BITMIME' },
  ],
})
const high = 'caf\u00c3\u00a9\r\n'
const program = `MZ${'\0'.repeat(58)}\x40\0\0\0PE\0\0`

const tables: Record<string, Row[]> = {
  'mime-structure': [
    ['one text', 'pass', 'valid', compose()],
    ['two parts', 'pass', 'valid', mixed(part('text/plain', 'a'), part('text/html', 'b'))],
    [
      'a boundary that begins as another',
      'pass',
      'valid',
      of(
        'multipart/mixed; boundary=b',
        `--b\r\nContent-Type: multipart/mixed; boundary=b2\r\n\r\n--b2\r\n\r\nx\r\n--b2--\r\n--b--\r\n`,
      ),
    ],
    ['no MIME-Version', 'warn', 'no-version', compose({ 'MIME-Version': undefined })],
    ['no end', 'warn', 'unclosed', of('multipart/mixed; boundary=b', part('text/plain', 'a'))],
    ['no boundary', 'fail', 'boundary', of('multipart/mixed', 'x')],
    [
      'a boundary of 80 characters',
      'fail',
      'boundary',
      of(`multipart/mixed; boundary=${'b'.repeat(80)}`, `--${'b'.repeat(80)}--\r\n`),
    ],
    ['the boundary in the text', 'fail', 'boundary', mixed(part('text/plain', 'a\r\n--bc is no delimiter'))],
    ['21 levels', 'fail', 'too-deep', of('multipart/mixed; boundary=b25', nested(25))],
    ['600 parts', 'fail', 'too-deep', mixed(...Array.from({ length: 600 }, () => part('text/plain', 'a')))],
    ['nothing', 'unknown', 'not-parsed', ''],
  ],
  'mime-type-mismatch': [
    ['a picture', 'pass', 'match', file('image/png', '\x89PNG\r\n\x1a\nrest')],
    ['a text that begins with MZ', 'pass', 'match', of('text/plain', 'MZ is how it begins.\r\n')],
    [
      'a document that is a zip',
      'pass',
      'match',
      file('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'PK\x03\x04'),
    ],
    ['bytes of no declared kind', 'pass', 'match', file('application/octet-stream', program)],
    ['a JPEG that is a PNG', 'warn', 'mismatch', file('image/jpeg', '\x89PNG\r\n\x1a\nrest')],
    ['a picture that is a program', 'fail', 'disguised', file('image/png', program)],
    ['a text that is a script', 'fail', 'disguised', file('text/plain', '#!/bin/sh\n')],
    ['a structure that was not read', 'unknown', 'not-parsed', of('multipart/mixed; boundary=b25', nested(25))],
  ],
  charset: [
    ['ASCII', 'pass', 'correct', of('text/plain')],
    ['UTF-8', 'pass', 'correct', of('text/plain; charset=utf-8', high)],
    ['Latin-1', 'pass', 'correct', of('text/plain; charset=iso-8859-1', 'caf\xe9\r\n')],
    [
      'UTF-8 in quoted-printable',
      'pass',
      'correct',
      of('text/plain; charset=utf-8', 'caf=C3=A9\r\n', { 'Content-Transfer-Encoding': 'quoted-printable' }),
    ],
    ['not said', 'warn', 'undeclared', of('text/plain', high)],
    ['octets that are no UTF-8', 'fail', 'wrong', of('text/plain; charset=utf-8', 'caf\xe9\r\n')],
    ['octets that are no ASCII', 'fail', 'wrong', of('text/plain; charset=us-ascii', high)],
    ['a name nobody knows', 'fail', 'wrong', of('text/plain; charset=klingon', high)],
    ['HTML that says otherwise', 'info', 'meta-differs', of('text/html; charset=utf-8', '<meta charset="iso-8859-1">')],
    [
      'HTML that says the same by another name',
      'pass',
      'correct',
      of('text/html; charset=utf-8', '<meta http-equiv=Content-Type content="text/html; charset=UTF8">'),
    ],
    ['parts that were not read', 'unknown', 'not-parsed', of('multipart/mixed; boundary=b25', nested(25))],
  ],
  'transfer-encoding': [
    ['7bit', 'pass', 'valid', compose()],
    ['base64', 'pass', 'valid', file('image/png', 'abcdefgh')],
    [
      '8bit, announced',
      'info',
      'eight-bit',
      of('text/plain; charset=utf-8', high, { 'Content-Transfer-Encoding': '8bit' }),
      announced,
    ],
    [
      '8bit in a file',
      'info',
      'eight-bit',
      of('text/plain; charset=utf-8', high, { 'Content-Transfer-Encoding': '8bit' }),
      uploaded,
    ],
    [
      '8bit, not announced',
      'warn',
      'not-announced',
      of('text/plain; charset=utf-8', high, { 'Content-Transfer-Encoding': '8bit' }),
    ],
    ['octets that say 7bit', 'warn', 'unlabelled', of('text/plain; charset=utf-8', high), announced],
    ['base64 that is none', 'fail', 'broken', of('text/plain', '%%%%\r\n', { 'Content-Transfer-Encoding': 'base64' })],
    [
      'quoted-printable that is none',
      'fail',
      'broken',
      of('text/plain', 'a=ZZ\r\n', { 'Content-Transfer-Encoding': 'quoted-printable' }),
    ],
    ['an encoding nobody knows', 'fail', 'broken', of('text/plain', 'a', { 'Content-Transfer-Encoding': 'uu' })],
    [
      'a multipart in base64',
      'fail',
      'broken',
      of('multipart/mixed; boundary=b', `${part('text/plain', 'a')}--b--\r\n`, { 'Content-Transfer-Encoding': 'base64' }),
    ],
    ['parts that were not read', 'unknown', 'not-parsed', of('multipart/mixed; boundary=b25', nested(25))],
  ],
  'line-length': [
    ['short', 'pass', 'short', compose()],
    ['998 octets', 'pass', 'short', compose({}, `${'a'.repeat(998)}\r\n`)],
    ['999 octets', 'fail', 'too-long', compose({}, `${'a'.repeat(999)}\r\n`)],
    ['a long header line', 'info', 'over-78', compose({ Subject: 'a'.repeat(100) })],
    ['nothing', 'unknown', 'not-parsed', ''],
  ],
  'line-endings': [
    ['CR LF', 'pass', 'crlf', compose()],
    ['a bare LF', 'warn', 'bare-lf', compose({}, 'a\nb\r\n')],
    ['a bare CR', 'warn', 'bare-cr', compose({}, 'a\rb\r\n')],
    ['NUL', 'fail', 'nul', compose({}, 'a\0b\r\n')],
    ['LF dot LF', 'fail', 'smuggling', compose({}, 'a\n.\nb\r\n')],
    ['LF dot CR LF', 'fail', 'smuggling', compose({}, 'a\n.\r\nb\r\n')],
    ['CR LF dot CR, whose dot was taken away', 'fail', 'smuggling', compose({}, 'a\r\n\rb\r\n')],
    ['a file', 'unknown', 'not-parsed', compose(), uploaded],
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

test('a program is known by its header, not by two letters', () => {
  assert.equal(contentOf(Buffer.from(program, 'latin1')), 'program')
  assert.equal(contentOf(Buffer.from('MZ'.padEnd(200, 'x'))), undefined)
})

test('the parts of a mail are a tree', async () => {
  const { root, leaves } = (await gathered(mixed(part('text/plain', 'a'), part('text/html', 'b')))).structure
  assert.deepEqual(
    [root.type, root.parts.map(({ type }) => type), leaves.length],
    ['multipart/mixed', ['text/plain', 'text/html'], 2],
  )
})
