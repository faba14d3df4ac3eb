import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isReversePath, readPath } from '#worker/receiver/path.ts'
import { readRecipient } from '#worker/receiver/recipient.ts'
import { visible } from '#worker/receiver/transcript.ts'
import { Undotter } from '#worker/receiver/undot.ts'

/** Feeds a text in pieces that end at the given places; what came out, and what followed the end. */
function undot(text: string, cuts: number[] = []): { octets: string; rest: string | null } {
  const undotter = new Undotter()
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length]
  let octets = ''
  for (const [index, from] of places.slice(0, -1).entries()) {
    const { octets: got, rest } = undotter.feed(Buffer.from(text.slice(from, places[index + 1]), 'latin1'))
    octets += got.toString('latin1')
    if (rest) return { octets, rest: rest.toString('latin1') + text.slice(places[index + 1]) }
  }
  return { octets, rest: null }
}

describe('the end of a mail and the dots in it', () => {
  const table: [title: string, sent: string, octets: string, rest: string | null][] = [
    ['a mail ends at a line with one dot', 'a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
    ['a mail may be empty', '.\r\n', '', ''],
    ['a dot at the start of a line is taken away', '.a\r\n..\r\n...b\r\n.\r\n', 'a\r\n.\r\n..b\r\n', ''],
    ['a dot after a bare LF stays', 'a\n..b\r\n.\r\n', 'a\n..b\r\n', ''],
    ['a dot after a bare CR stays', 'a\r..b\r\n.\r\n', 'a\r..b\r\n', ''],
    ['LF . LF is no end', 'a\n.\nb', 'a\n.\nb', null],
    ['LF . CRLF is no end', 'a\n.\r\nb', 'a\n.\r\nb', null],
    ['CRLF . CR CRLF is no end', 'a\r\n.\r\r\nb', 'a\r\n\r\r\nb', null],
    ['CRLF . LF is no end', 'a\r\n.\nb', 'a\r\n\nb', null],
  ]
  for (const [title, sent, octets, rest] of table) {
    test(`${title}, wherever the octets are cut`, () => {
      assert.deepEqual(undot(sent), { octets, rest })
      for (let first = 0; first <= sent.length; first++) {
        for (let second = first; second <= sent.length; second++) assert.deepEqual(undot(sent, [first, second]), { octets, rest })
      }
    })
  }

  test('whatever a client that keeps to the rules sends comes out as it was', () => {
    const awkward = fc.string({ unit: fc.constantFrom('\r', '\n', '.', '\r\n', '\0', 'a'), maxLength: 40 })
    fc.assert(
      fc.property(awkward, fc.array(fc.nat(100), { maxLength: 5 }), (mail, cuts) => {
        const lines = `${mail}\r\n`
        const sent = `${lines.replaceAll('\r\n.', '\r\n..').replace(/^\./, '..')}.\r\nNEXT`
        const within = cuts.map((cut) => cut % sent.length)
        assert.deepEqual(undot(sent, within), { octets: lines, rest: 'NEXT' })
      }),
    )
  })
})

describe('a path', () => {
  const table: [text: string, read: [address: string, localPart: string, domain: string | null] | null][] = [
    ['<a@b.example>', ['a@b.example', 'a', 'b.example']],
    [' <a@b.example> ', ['a@b.example', 'a', 'b.example']],
    ['<>', ['', '', null]],
    ['<postmaster>', ['postmaster', 'postmaster', null]],
    ['<"a b>\\"@c"@d.example>', ['"a b>\\"@c"@d.example', 'a b>"@c', 'd.example']],
    ['<@x.example,@y.example:a@b.example>', ['a@b.example', 'a', 'b.example']],
    ['<a@b@c.example>', ['a@b@c.example', 'a@b', 'c.example']],
    ['<a@[192.0.2.1]>', ['a@[192.0.2.1]', 'a', '[192.0.2.1]']],
    ['<jürgen@bücher.example>', ['jürgen@bücher.example', 'jürgen', 'bücher.example']],
    ['a@b.example', null],
    ['<a@b.example', null],
    ['<a@b.example>SIZE=1', null],
    ['<<a@b.example>>', null],
    ['<a\u200b@b.example>', null],
    ['<a\u202e@b.example>', null],
    ['<a\x7f@b.example>', null],
    [`<${'a'.repeat(400)}@b.example>`, null],
    ['', null],
  ]
  for (const [text, read] of table) {
    test(`${JSON.stringify(text.slice(0, 40))} ${read ? 'is read' : 'is no path'}`, () => {
      const path = readPath(text)
      assert.deepEqual(path && [path.address, path.localPart, path.domain], read)
    })
  }
  test('has parameters, of which one may be given twice by mistake', () => {
    const path = readPath('<> size=10 BODY=8BITMIME SMTPUTF8 ENVID=a+2Bb SIZE=')
    assert.deepEqual(
      [...(path?.parameters ?? [])],
      [
        ['SIZE', true],
        ['BODY', '8BITMIME'],
        ['SMTPUTF8', true],
        ['ENVID', 'a+b'],
      ],
    )
    assert.equal(path?.duplicate, 'SIZE')
  })
  test('of a sender has a local part and a domain, or is empty', () => {
    const isSender = (text: string) => isReversePath(readPath(text) ?? assert.fail())
    assert.deepEqual(['<>', '<a@b>', '<a@[IPv6:::1]>', '<"a b"@c>', '<a@b.>'].map(isSender), Array(5).fill(true))
    assert.deepEqual(['<a>', '<@b>', '<a@>', '<a@b c>', '<a@"b">'].map(isSender), Array(5).fill(false))
  })
  test('never throws, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const path = readPath(`<${text}>`)
        if (path) readRecipient(path, ['seeds.example'])
      }),
    )
  })
})

test('a domain that only looks like ours is not ours', () => {
  const kind = (domain: string) => readRecipient(readPath(`<a@${domain}>`) ?? assert.fail(), ['seeds.example']).kind
  const ours = ['seeds.example', 'SEEDS.Example.', 'a.b.seeds.example', 'ｓｅｅｄｓ.example', 'seeds。example']
  assert.deepEqual(
    ours.map(kind),
    ours.map(() => 'seed'),
  )
  const foreign = [
    'seeds.example.net',
    'notseeds.example',
    'example',
    'seeds',
    'ѕeeds.example',
    '[seeds.example]',
    'seeds.example..',
    'seeds.example:25',
  ]
  assert.deepEqual(
    foreign.map(kind),
    foreign.map(() => 'foreign'),
  )
})

test('what is written down holds no control character and no half of a letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visible(`${text}\ud800\0\x1b\u202e`)
      assert.ok(shown.isWellFormed())
      assert.ok(!/[\p{Cc}\u202a-\u202e]/u.test(shown))
    }),
  )
})
