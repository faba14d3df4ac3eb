import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Behaviour, prefixOf, readBehaviour, refuses, type Try } from '#worker/receiver/behaviour.ts'
import { replyLine } from '#worker/receiver/reply.ts'

const day = 86_400_000

/** What is read, in a few words: `defer 451 4.7.1 3x`, `data slow 10000ms`. */
function told(prefix: string): string {
  const read = readBehaviour(prefix)
  if (read === null) return 'a label'
  if ('code' in read) return replyLine(read)
  const { word, atData, reply, limit } = read
  const code = reply && replyLine(reply).split(' ').slice(0, 2).join(' ')
  const written = limit && ('times' in limit ? `${limit.times}x` : `${limit.ms}ms`)
  return [atData && 'data', word, code, written].filter(Boolean).join(' ')
}

describe('before a seed', () => {
  const table: [prefix: string, told: string | RegExp][] = [
    ['reply-550-5.1.1', 'reply 550 5.1.1'],
    ['reply-450', 'reply 450 4.0.0'],
    ['reply-599', /^550 5\.1\.3 A code is from 400 to 459/],
    ['reply-250', /^550 5\.1\.3 A code is/],
    ['reply-354-3.0.0', /^550 5\.1\.3 A code is/],
    ['reply-421-4.3.2', 'reply 421 4.3.2'],
    ['reply-559-5.999.999', 'reply 559 5.999.999'],
    ['reply-550-4.1.1', /^550 5\.1\.3 A 4xx code goes with 4\.x\.y and a 5xx code with 5\.x\.y/],
    ['reply-450-5.1.1', /^550 5\.1\.3 A 4xx code goes/],
    ['reply-550-5.01.1', /^550 5\.1\.3 A 4xx code goes/],
    ['reply-550-5.1', /^550 5\.1\.3 Not a chosen reply/],
    ['reply-550-5.1.1.1', /^550 5\.1\.3 Not a chosen reply/],
    ['reply-550-5.1000.1', /^550 5\.1\.3 Not a chosen reply/],
    ['reply', /^550 5\.1\.3 A chosen reply begins with its code/],
    ['reply-', /^550 5\.1\.3 Not/],
    ['reply-5.1.1', /^550 5\.1\.3 A chosen reply begins with its code/],
    ['reply-550-3x', /^550 5\.1\.3 reply has no limit/],
    ['reply-to-you', /^550 5\.1\.3 Not a chosen reply.*behind a plus/],
    ['defer', 'defer 451 4.7.1 1x'],
    ['defer-451-4.7.1', 'defer 451 4.7.1 1x'],
    ['defer-451-4.7.1-3x', 'defer 451 4.7.1 3x'],
    ['defer-451-4.7.1-10m', 'defer 451 4.7.1 600000ms'],
    ['defer-450-30s', 'defer 450 4.0.0 30000ms'],
    ['defer-4h', `defer 451 4.7.1 ${4 * 3_600_000}ms`],
    ['defer-5d', `defer 451 4.7.1 ${5 * day}ms`],
    ['defer-6d', /^550 5\.1\.3 A limit of defer is 1x to 100x, or 1s to 5d/],
    ['defer-100x', 'defer 451 4.7.1 100x'],
    ['defer-101x', /^550 5\.1\.3 A limit of defer/],
    ['defer-0x', /^550 5\.1\.3 Not/],
    ['defer-03x', /^550 5\.1\.3 Not/],
    ['defer-9999999999s', /^550 5\.1\.3 Not/],
    ['defer-3x-451', /^550 5\.1\.3 Not/],
    ['defer-550', /^550 5\.1\.3 defer takes a 4xx code/],
    ['greylist', 'greylist 451 4.7.1 300000ms'],
    ['greylist-15m', 'greylist 451 4.7.1 900000ms'],
    ['greylist-2d', /^550 5\.1\.3 A limit of greylist/],
    ['greylist-3x', /^550 5\.1\.3 A limit of greylist/],
    ['greylist-451', /^550 5\.1\.3 This word takes no code/],
    ['slow', 'slow 10000ms'],
    ['slow-2m', 'slow 120000ms'],
    ['slow-121s', /^550 5\.1\.3 A limit of slow is a time from 1s to 2m/],
    ['slow-1x', /^550 5\.1\.3 A limit of slow/],
    ['drop', 'drop'],
    ['drop-2x', 'drop 2x'],
    ['drop-550', /^550 5\.1\.3 This word takes no code/],
    ['full', 'full 452 4.2.2'],
    ['full-552', 'full 552 5.2.2'],
    ['full-552-5.2.2', 'full 552 5.2.2'],
    ['full-552-4.2.2', /^550 5\.1\.3 full is 452 or 552/],
    ['full-550', /^550 5\.1\.3 full is 452 or 552/],
    ['full-3x', /^550 5\.1\.3 full has no limit/],
    ['data-reply-554-5.7.1', 'data reply 554 5.7.1'],
    ['data-defer-2x', 'data defer 451 4.7.1 2x'],
    ['data-greylist', 'data greylist 451 4.7.1 300000ms'],
    ['data-slow-5s', 'data slow 5000ms'],
    ['data-drop', 'data drop'],
    ['data-full', 'data full 452 4.2.2'],
    ['data-data-drop', 'a label'],
    // What is no reserved word is a label, as ever.
    ['', 'a label'],
    ['spring', 'a label'],
    ['data', 'a label'],
    ['data-2026', 'a label'],
    ['replyto', 'a label'],
    ['reply.to', 'a label'],
    ['dropbox', 'a label'],
    ['fullmoon', 'a label'],
    ['my-drop', 'a label'],
    ['slow.drop', 'a label'],
  ]
  for (const [prefix, expected] of table) {
    test(JSON.stringify(prefix), () => {
      if (typeof expected === 'string') assert.equal(told(prefix), expected)
      else assert.match(told(prefix), expected)
    })
  }

  test('whatever stands there, it is a label, an instruction or one reply of ours in ASCII', () => {
    const parts = fc.constantFrom(
      ...['data', 'reply', 'defer', 'greylist', 'slow', 'drop', 'full', '-', '.', '550', '5.1.1', '3x', '10m', 'ü', '\r\n'],
    )
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 1 })) })), (prefix) => {
        const read = readBehaviour(prefix)
        const said = read && ('code' in read ? read : read.reply)
        if (said) assert.match(replyLine(said), /^[45][0-5]\d [45]\.\d{1,3}\.\d{1,3} [\x20-\x7e]{5,120}$/)
      }),
    )
  })

  test('a long one is read at once', () => {
    const began = performance.now()
    for (const one of ['reply-', 'defer-1', '-', '5.', 'data-']) readBehaviour(`reply-${one.repeat(100_000)}`)
    assert.ok(performance.now() - began < 500)
  })
})

test('what stands before the last dot, and not behind a plus', () => {
  const table = [
    ['reply-550-5.1.1.seed', 'reply-550-5.1.1'],
    ['drop.seed+user=a.b', 'drop'],
    ['seed+drop.seed', ''],
    ['seed', ''],
    ['.seed', ''],
    ['+', ''],
  ]
  for (const [localPart = '', prefix] of table) assert.equal(prefixOf(localPart), prefix)
})

describe('a try', () => {
  const behaviour = (prefix: string): Behaviour => {
    const read = readBehaviour(prefix)
    return read && 'word' in read ? read : assert.fail(prefix)
  }
  /** Minutes of earlier tries, oldest first; `+` was taken, and `@` begins where it came from. */
  const minutes = (text: string): Try[] =>
    text
      .split(' ')
      .filter(Boolean)
      .map((one) => {
        const [minute = '', peerAddress = '192.0.2.1'] = one.split('@')
        return { at: new Date(Number.parseInt(minute, 10) * 60_000), accepted: minute.endsWith('+'), peerAddress }
      })
      .reverse()
  const table: [prefix: string, earlier: string, now: string, refused: boolean][] = [
    ['reply-550', '0 1 2', '3', true],
    ['full', '', '0', true],
    ['slow', '', '0', false],
    ['drop', '0 1', '9', true],
    ['drop-2x', '0', '1', true],
    ['drop-2x', '0 1', '2', false],
    ['defer', '', '0', true],
    ['defer', '0', '1', false],
    ['defer', '0 1+', '2', true],
    ['defer-3x', '0 1', '2', true],
    ['defer-3x', '0 1 2', '3', false],
    ['defer-3x', '0 1 2 3+ 4 5', '6', true],
    ['defer-10m', '', '0', true],
    ['defer-10m', '0 5', '9', true],
    ['defer-10m', '0 5', '10', false],
    ['defer-10m', '0 10+ 11', '20', true],
    ['greylist', '', '0', true],
    ['greylist', '0', '4', true],
    ['greylist', '0 4', '5', false],
    ['greylist', '0 5+', '6', false],
    ['greylist', '0', '6@192.0.2.254', false],
    ['greylist', '0', '6@192.0.3.1', true],
    ['greylist', '0 5+', '6@192.0.3.1', true],
    ['greylist', '0@2001:db8:0:1::1', '6@2001:db8:0:1:ffff::2', false],
    ['greylist', '0@2001:db8:0:1::1', '6@2001:db8:0:2::1', true],
    ['greylist', '0@local', '6@local', false],
    ['greylist', '0', '6@::ffff:192.0.2.9', false],
  ]
  for (const [prefix, earlier, now, refused] of table) {
    test(`of ${prefix} at ${now} after ${earlier || 'none'} is ${refused ? 'refused' : 'taken'}`, () => {
      const [one = assert.fail()] = minutes(now)
      assert.equal(refuses(behaviour(prefix), minutes(earlier), one), refused)
    })
  }
})
