/**
 * Name servers that lie, on a real wire. Each row is what such a server sends; what comes of it is an answer or silence, soon, and without
 * bringing anything down.
 */
import assert from 'node:assert/strict'
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import { Unreachable } from '#checks/net.ts'
import { reportSchema } from '#checks/report.ts'
import { framed } from '#net/exchange.ts'
import { openNet } from '#net/open.ts'
import { rehearse } from '#net/overlay.ts'
import { domainSubject } from '../helpers/outcome.ts'

interface Sends {
  /** Datagrams. None: silence. */
  udp?: Buffer[]
  /** Of these, the first comes from another address. */
  elsewhere?: boolean
  /** What goes into a TCP connection; it stays open unless `hangsUp`. */
  tcp?: Buffer[]
  /** Milliseconds between the octets. */
  drips?: number
  hangsUp?: boolean
}
/** What a server makes of a question. */
type Attack = (question: Buffer) => Sends

let attack: Attack = () => ({})
const udp = createSocket('udp4')
const other = createSocket('udp4')
const tcp = createServer()
const open = new Set<Socket>()
let address = ''

before(async () => {
  other.bind(0, '127.0.0.2')
  tcp.listen(0, '127.0.0.1')
  await Promise.all([once(other, 'listening'), once(tcp, 'listening')])
  const { port } = tcp.address() as AddressInfo
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  address = `127.0.0.1:${port}`
  udp.on('message', sendDatagrams)
  tcp.on('connection', serveStream)
})
after(() => {
  for (const socket of open) socket.destroy()
  udp.close()
  other.close()
  tcp.close()
})

function sendDatagrams(question: Buffer, { port, address }: RemoteInfo): void {
  const { udp: datagrams = [], elsewhere } = attack(question)
  for (const [index, datagram] of datagrams.entries()) (elsewhere && index === 0 ? other : udp).send(datagram, port, address)
}

function serveStream(socket: Socket): void {
  open.add(socket)
  socket.on('error', () => socket.destroy())
  socket.on('close', () => open.delete(socket))
  socket.once('data', (octets) => {
    const { tcp: pieces = [], drips, hangsUp } = attack(octets.subarray(2))
    const stream = Buffer.concat(pieces)
    if (drips === undefined) socket.write(stream)
    else drip(socket, stream, drips)
    if (hangsUp) socket.end()
  })
}

function drip(socket: Socket, stream: Buffer, ms: number): void {
  let at = 0
  const timer = setInterval(() => (at < stream.length ? socket.write(stream.subarray(at, ++at)) : clearInterval(timer)), ms)
  socket.on('close', () => clearInterval(timer))
}

const idOf = (question: Buffer) => question.readUInt16BE(0)
/** The octets of the question section alone. */
const questionOf = (question: Buffer) => question.subarray(12, question.indexOf(0, 12) + 5)

/** A message put together by hand: flags, the four counts, and what follows the header. */
function message(id: number, counts: number[], ...rest: Uint8Array[]): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(id, 0)
  head.writeUInt16BE(0x8180, 2)
  for (const [index, count] of counts.entries()) head.writeUInt16BE(count, 4 + 2 * index)
  return Buffer.concat([head, ...rest])
}
/** A record: its name in octets, type, TTL, data. */
function record(name: number[], type: number, ttl: number, data: Uint8Array, length = data.length): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(length, 8)
  return Buffer.concat([Buffer.from(name), fixed, data])
}
const toQuestion = [0xc0, 12]
const localhost = Buffer.from([127, 0, 0, 1])
const right = (question: Buffer) =>
  message(idOf(question), [1, 1, 0, 0], questionOf(question), record(toQuestion, 1, 60, localhost))
/** The right question, and these records as answer. */
const answering = (question: Buffer, ...records: Buffer[]) =>
  message(idOf(question), [1, records.length, 0, 0], questionOf(question), ...records)

const truncatedReply = (question: Buffer) => {
  const octets = message(idOf(question), [1, 0, 0, 0], questionOf(question))
  octets.writeUInt16BE(0x8380, 2)
  return octets
}
/** Over UDP only the sign that there is more; over TCP this. */
const overTcp =
  (sends: (question: Buffer) => Omit<Sends, 'udp'>): Attack =>
  (question) => ({ udp: [truncatedReply(question)], ...sends(question) })

/** A name of thousands of pointers, each to the one before, and records that all begin with it. */
function pointerChain(question: Buffer): Buffer {
  const start = 12 + questionOf(question).length + 2 + 10
  const pointers = Buffer.alloc(30_000)
  pointers.writeUInt16BE(0xc000 | 12, 0)
  // A pointer holds 14 bits, so only so many can be pointed at.
  let last = start
  for (let at = 2; start + at < 0x3fff; at += 2) {
    pointers.writeUInt16BE(0xc000 | (start + at - 2), at)
    last = start + at
  }
  const entry = [0xc0 | (last >> 8), last & 0xff]
  return answering(
    question,
    record(toQuestion, 10, 60, pointers),
    ...Array.from({ length: 2000 }, () => record(entry, 1, 60, localhost)),
  )
}

/** CNAMEs from the question to n1.x, n2.x and on. */
function aliasChain(question: Buffer, length: number): Buffer {
  const name = (index: number) =>
    Buffer.concat([Buffer.from([4]), Buffer.from(`n${String(index).padStart(3, '0')}`), Buffer.from([1, 120, 0])])
  const links = Array.from({ length }, (_, index) => record(index === 0 ? toQuestion : [...name(index)], 5, 60, name(index + 1)))
  return answering(question, ...links)
}

const label = (text: string) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])
const mxTo = (text: string) => Buffer.concat([Buffer.from([0, 10]), label(text), Buffer.from([0])])

const netOf = (timeoutMs = 60, limits = {}) =>
  openNet({
    servers: [address],
    timeoutMs,
    limits,
    targets: {
      allowPrivate: true,
      ports: new Map([
        [53, Number(address.split(':')[1])],
        [25, 1],
        [443, 1],
      ]),
    },
  })

/** `silence` as its reason, an answer as its status. */
const rows: [title: string, attack: Attack, expected: string][] = [
  [
    'a wrong id',
    (q) => ({ udp: [message(idOf(q) ^ 1, [1, 1, 0, 0], questionOf(q), record(toQuestion, 1, 60, localhost))] }),
    'timeout',
  ],
  [
    'a thousand wrong ids before the right one',
    (q) => ({ udp: [...Array.from({ length: 200 }, (_, i) => message(idOf(q) ^ (i + 1), [0, 0, 0, 0])), right(q)] }),
    'records',
  ],
  ['an answer from another address', (q) => ({ udp: [right(q)], elsewhere: true }), 'timeout'],
  [
    'an answer to another name',
    (q) => ({
      udp: [message(idOf(q), [1, 1, 0, 0], label('other'), Buffer.from([0, 0, 1, 0, 1]), record(toQuestion, 1, 60, localhost))],
    }),
    'timeout',
  ],
  [
    'an answer to another type',
    (q) => ({
      udp: [
        message(
          idOf(q),
          [1, 1, 0, 0],
          questionOf(q).subarray(0, -4),
          Buffer.from([0, 15, 0, 1]),
          record(toQuestion, 1, 60, localhost),
        ),
      ],
    }),
    'timeout',
  ],
  ['an answer without a question', (q) => ({ udp: [message(idOf(q), [0, 1, 0, 0], record([0], 1, 60, localhost))] }), 'timeout'],
  ['a question instead of an answer', (q) => ({ udp: [q] }), 'timeout'],
  [
    'a thousand questions',
    overTcp((q) => ({ tcp: [framed(message(idOf(q), [1000, 0, 0, 0], ...Array.from({ length: 1000 }, () => questionOf(q))))] })),
    'nodata',
  ],
  ['a count of questions that is a lie', (q) => ({ udp: [message(idOf(q), [65_535, 0, 0, 0], questionOf(q))] }), 'malformed'],
  [
    'a count of answers that is a lie',
    (q) => ({ udp: [message(idOf(q), [1, 65_535, 0, 0], questionOf(q), record(toQuestion, 1, 60, localhost))] }),
    'malformed',
  ],
  ['a packet that ends in the middle', (q) => ({ udp: [right(q).subarray(0, -3)] }), 'malformed'],
  ['a header and nothing else', (q) => ({ udp: [right(q).subarray(0, 12)] }), 'malformed'],
  ['half a header', (q) => ({ udp: [right(q).subarray(0, 7)] }), 'timeout'],
  ['an empty packet', () => ({ udp: [Buffer.alloc(0)] }), 'timeout'],
  [
    'a pointer to itself',
    (q) => ({ udp: [answering(q, record([0xc0, 12 + questionOf(q).length], 1, 60, localhost))] }),
    'malformed',
  ],
  [
    'two pointers to each other',
    (q) => ({
      udp: [answering(q, record([0xc0, 12 + questionOf(q).length + 2, 0xc0, 12 + questionOf(q).length], 1, 60, localhost))],
    }),
    'malformed',
  ],
  ['a pointer past the end', (q) => ({ udp: [answering(q, record([0xff, 0xff], 1, 60, localhost))] }), 'malformed'],
  [
    'a name of thousands of pointers in each of thousands of records',
    overTcp((q) => ({ tcp: [framed(pointerChain(q))] })),
    'malformed',
  ],
  [
    'a record that says it is longer than it is',
    (q) => ({ udp: [answering(q, record(toQuestion, 1, 60, localhost, 4000))] }),
    'records',
  ],
  ['an address of three octets', (q) => ({ udp: [answering(q, record(toQuestion, 1, 60, localhost.subarray(1)))] }), 'malformed'],
  ['a TTL of 2³¹', (q) => ({ udp: [answering(q, record(toQuestion, 1, 0x80000000, localhost))] }), 'records'],
  ['an alias to itself', (q) => ({ udp: [answering(q, record(toQuestion, 5, 60, Buffer.from(toQuestion)))] }), 'alias-loop'],
  ['a chain of hundreds of aliases', overTcp((q) => ({ tcp: [framed(aliasChain(q, 900))] })), 'alias-loop'],
  [
    'thousands of addresses',
    overTcp((q) => ({
      tcp: [framed(answering(q, ...Array.from({ length: 4000 }, () => record(toQuestion, 1, 60, localhost))))],
    })),
    'records',
  ],
  ['a truncated answer, and nobody on TCP who speaks', overTcp(() => ({})), 'timeout'],
  ['a truncated answer, and TCP that hangs up', overTcp(() => ({ hangsUp: true })), 'malformed'],
  ['a length that promises more than comes', overTcp((q) => ({ tcp: [Buffer.from([0xff, 0xff]), right(q)] })), 'timeout'],
  ['a length of nothing', overTcp(() => ({ tcp: [Buffer.from([0, 0])] })), 'malformed'],
  ['an octet every hundredth of a second', overTcp((q) => ({ tcp: [framed(right(q))], drips: 10 })), 'timeout'],
  ['an octet every millisecond', overTcp((q) => ({ tcp: [framed(right(q))], drips: 1 })), 'records'],
  ['a stream that never ends', overTcp(() => ({ tcp: [Buffer.from([0xff, 0xff]), Buffer.alloc(1_000_000)] })), 'malformed'],
]

describe('a name server that sends', () => {
  for (const [title, sends, expected] of rows) {
    test(`${title}: ${expected}`, async () => {
      attack = sends
      const started = performance.now()
      const asked = netOf().dns.resolve('a.evil.test', 'A')
      const came = await asked.then(
        ({ status }) => status,
        (error) => (error instanceof Unreachable ? error.reason : error),
      )
      assert.equal(came, expected)
      assert.ok(performance.now() - started < 2000)
    })
  }

  test('a TTL of 2³¹ says zero (RFC 2181 §8)', async () => {
    attack = (q) => ({ udp: [answering(q, record(toQuestion, 1, 0xffffffff, localhost))] })
    assert.equal((await netOf().dns.resolve('a.evil.test', 'A')).ttl, 0)
  })

  test('names of control characters and markup says them as they are, NUL aside', async () => {
    attack = (q) => ({ udp: [answering(q, record(toQuestion, 15, 60, mxTo('<b>\u0000\u001b[31m\u202e')))] })
    const [mx] = (await netOf().dns.resolve('a.evil.test', 'MX')).records
    assert.equal(mx?.exchange, '<b>␀\u001b[31m\u202e')
  })
})

const isSilence = (expected: string) => expected === 'timeout' || expected === 'malformed'

describe('a whole scan of a domain whose servers all send', () => {
  // What is merely dropped comes to the same, whatever it was.
  const dropped = rows.filter(([, , expected]) => expected === 'timeout').slice(2)
  for (const [title, sends, expected] of rows.filter((row) => !dropped.includes(row))) {
    test(`${title} ends, and silence is no problem`, async () => {
      attack = sends
      const started = performance.now()
      const report = await judgeDomain(domainSubject(), netOf(8, { dnsMs: 1500, totalMs: 3000 }), { rehearse })
      assert.ok(performance.now() - started < 4000, `${performance.now() - started} ms`)
      const { findings } = reportSchema.parse(report)
      const problems = findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id)
      if (isSilence(expected)) assert.deepEqual(problems, [])
    })
  }
})
