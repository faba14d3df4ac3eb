/** What a connection may not do, or not so fast; what goes out compressed, and with the link to its report. Passwords in the clear are tried as from another machine. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createSecureContext } from 'node:tls'
import { after, describe, test } from 'node:test'
import { createDeflateRaw, createInflateRaw } from 'node:zlib'
import { env } from '#env'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { openPool } from '#prisma/pool.ts'
import { openHouse } from '#worker/imap/house.ts'
import { limitsOf } from '#worker/imap/limits.ts'
import { Session } from '#worker/imap/session.ts'
import { Wire } from '#worker/imap/wire.ts'
import { openGuard } from '#worker/mailbox/guard.ts'
import { closeNews } from '#worker/news.ts'
import { Session as Pop3Session } from '#worker/pop3/session.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { makeCertificate } from '#worker/receiver/certificate.ts'
import { ImapClient, newBox, putMails } from '../helpers/imap.ts'

const pool = openPool({ databaseUrl: databaseUrl(), max: 2 })
const guard = openGuard(10)
const closing: (() => unknown)[] = []
after(async () => {
  for (const close of closing) await close()
  guard.close()
  await pool.end()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

const anyPorts = { imapPort: 0, imapsPort: 0, pop3Port: 0, pop3sPort: 0 }
const { cert, key } = makeCertificate('imap.example')
const house = openHouse({
  name: 'imap.example',
  limits: limitsOf(env),
  post: { pool, reportHeader: null, appendsPerDay: 10 },
  guard,
  secureContext: () => createSecureContext({ cert, key }),
})

/** A port whose clients are taken for those of another machine. */
async function farPort(open: (wire: Wire, caller: { peerAddress: string; isLocal: boolean }) => { run(): Promise<void> }) {
  const server = createServer((socket) => {
    void open(new Wire(socket), { peerAddress: '203.0.113.9', isLocal: false }).run()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return (server.address() as AddressInfo).port
}

describe('a password from another machine', () => {
  test('is not taken by IMAP before TLS, and is after it', async () => {
    const box = await newBox()
    const client = await ImapClient.connect(await farPort((wire, caller) => new Session(house, wire, caller)))
    assert.match(await client.until(/\r\n$/), /STARTTLS LOGINDISABLED\]/)
    assert.doesNotMatch(await client.ask('CAPABILITY'), /AUTH=/)
    const secret = Buffer.from(`\0${box.user}\0${box.pass}`).toString('base64')
    for (const command of [`LOGIN "${box.user}" "${box.pass}"`, `AUTHENTICATE PLAIN ${secret}`, 'AUTHENTICATE PLAIN'])
      assert.match(await client.say(command), / NO \[PRIVACYREQUIRED\]/, command)
    await client.startTls()
    assert.match(await client.ask('CAPABILITY'), /AUTH=PLAIN/)
    assert.match(await client.say('STARTTLS'), / BAD /)
    await client.ask(`AUTHENTICATE PLAIN ${secret}`)
    client.close()
  })

  test('is not taken by POP3 before TLS', async () => {
    const box = await newBox()
    const port = await farPort((wire, caller) => new Pop3Session(house, wire, caller, { mayDelete: true }))
    const client = await ImapClient.connect(port)
    await client.until(/\r\n$/)
    client.send('CAPA\r\n')
    const known = await client.until(/\r\n\.\r\n$/)
    assert.match(known, /STLS/)
    assert.doesNotMatch(known, /USER/)
    for (const command of [`USER ${box.user}`, `PASS ${box.pass}`]) {
      client.send(`${command}\r\n`)
      assert.match(await client.until(/\r\n$/), /^-ERR \[AUTH\]/, command)
    }
    client.close()
  })
})

describe('wrong passwords', () => {
  test('cost time, one after the other', async () => {
    const readers = await startReaders({ ...anyPorts, limits: { wrongPasswordMs: 200 } })
    closing.push(() => readers.close())
    const client = await ImapClient.connect(readers.imapPort)
    const before = Date.now()
    client.send('a LOGIN x y\r\nb LOGIN x y\r\n')
    await client.until(/b NO/)
    // A timer may ring a moment early.
    assert.ok(Date.now() - before >= 390)
    client.close()
  })

  test('of many names lock their network, and no other', async () => {
    const few = openGuard(2)
    closing.push(() => few.close())
    const network = '2001:db8:77:88'
    for (let n = 0; n < 10; n++) {
      assert.equal(await few.mayTry(`${network}::${n + 1}`, `name${n}`), true)
      await few.failed(`${network}::${n + 1}`, `name${n}`)
    }
    assert.equal(await few.mayTry(`${network}:1::1`, 'another'), false)
    assert.equal(await few.mayTry('2001:db8:77:188::1', 'name1'), true)
  })
})

describe('time', () => {
  const rows: [title: string, limits: { loginMs?: number; idleMs?: number }, logsIn: boolean, bye: RegExp][] = [
    ['ends a session in which nobody logs in', { loginMs: 100 }, false, /\* BYE Nobody has logged in/],
    ['ends a session without a command', { idleMs: 400 }, true, /\* BYE Idle for too long/],
  ]
  for (const [title, limits, logsIn, bye] of rows) {
    test(title, async () => {
      const readers = await startReaders({ ...anyPorts, limits })
      closing.push(() => readers.close())
      const client = logsIn ? await ImapClient.open(readers.imapPort, await newBox()) : await ImapClient.connect(readers.imapPort)
      assert.match(await client.gone(), bye)
    })
  }

  test('is what commands beyond so many a second take', async () => {
    const readers = await startReaders({ ...anyPorts, limits: { commandRate: 3 } })
    closing.push(() => readers.close())
    const client = await ImapClient.open(readers.imapPort, await newBox())
    const before = Date.now()
    client.send(Array.from({ length: 9 }, (_, n) => `a${n} NOOP\r\n`).join(''))
    await client.until(/a8 OK/)
    assert.ok(Date.now() - before >= 1000)
    client.close()
  })
})

describe('X-Seedbed-Report', () => {
  test('goes before each mail, and every figure counts it', async () => {
    const readers = await startReaders({ ...anyPorts, reportHeader: true })
    closing.push(() => readers.close())
    const box = await newBox()
    const stored = 'Subject: two\r\n\r\nzwei\r\n'
    const [id = ''] = await putMails(box, [stored])
    const header = `X-Seedbed-Report: ${env.BASE_URL}/mail/${id}\r\n`
    const size = header.length + stored.length
    const client = await ImapClient.open(readers.imapPort, box)
    await client.ask('SELECT INBOX')
    const rows: [command: string, answer: string][] = [
      ['FETCH 1 RFC822.SIZE', `RFC822.SIZE ${size})`],
      ['FETCH 1 BODY.PEEK[]', `{${size}}\r\n${header}${stored})`],
      ['FETCH 1 BODY.PEEK[HEADER]', `{${size - 6}}\r\n${header}Subject: two\r\n\r\n)`],
      ['FETCH 1 BODY.PEEK[HEADER.FIELDS (X-Seedbed-Report)]', `{${header.length + 2}}\r\n${header}\r\n)`],
      ['FETCH 1 BODY.PEEK[TEXT]', '{6}\r\nzwei\r\n)'],
      ['FETCH 1 BODY', '("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 6 1)'],
      ['STATUS INBOX (SIZE)', `(SIZE ${size})`],
      [`SEARCH LARGER ${size - 1} SMALLER ${size + 1}`, '* SEARCH 1\r\n'],
    ]
    for (const [command, answer] of rows) {
      const said = await client.ask(command)
      assert.ok(said.toLowerCase().includes(answer.toLowerCase()), `${command}: ${said}`)
    }
    client.close()
  })
})

describe('COMPRESS=DEFLATE', () => {
  /** Everything from now on goes through zlib, in both directions. */
  function compressed(socket: Socket) {
    const [out, back] = [createDeflateRaw(), createInflateRaw()]
    let text = ''
    let wake = (): void => {}
    out.pipe(socket)
    socket.pipe(back).on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      wake()
    })
    return async (command: string, until: RegExp): Promise<string> => {
      text = ''
      out.write(Buffer.from(command, 'latin1'))
      out.flush()
      while (!until.test(text))
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return text
    }
  }

  test('compresses both directions, octet by octet', async () => {
    const readers = await startReaders({ ...anyPorts, reportHeader: false })
    closing.push(() => readers.close())
    const box = await newBox()
    const octets = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * n * 31 + n) % 256))
    await putMails(box, [octets])
    const socket = connect(readers.imapPort, '127.0.0.1')
    const line = async (command: string): Promise<string> => {
      socket.write(command)
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      return chunk.toString('latin1')
    }
    await once(socket, 'data')
    assert.match(await line(`a LOGIN "${box.user}" "${box.pass}"\r\n`), /COMPRESS=DEFLATE.*a OK|a OK \[.*COMPRESS=DEFLATE/)
    assert.match(await line('b COMPRESS DEFLATE\r\n'), /^b OK/)
    const ask = compressed(socket)
    assert.doesNotMatch(await ask('c CAPABILITY\r\n', /c OK/), /COMPRESS/)
    assert.match(await ask('d COMPRESS DEFLATE\r\n', /\r\n/), /^d NO \[COMPRESSIONACTIVE\]/)
    await ask('e SELECT INBOX\r\n', /e OK/)
    const answer = await ask('f FETCH 1 BODY.PEEK[]\r\n', /f OK [^\r\n]*\r\n$/)
    const start = answer.indexOf('}\r\n') + 3
    assert.ok(Buffer.from(answer.slice(start, start + octets.length), 'latin1').equals(octets))
    // What is no deflate ends the connection, and nothing else.
    socket.unpipe()
    socket.write('no deflate at all, in plain words\r\n'.repeat(20))
    await once(socket, 'close')
    assert.match(await (await ImapClient.open(readers.imapPort, box)).ask('NOOP'), /OK/)
  })
})
