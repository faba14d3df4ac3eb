/** POP3 over a real connection and the real table: spoken by hand, then by Python's poplib, curl and fetchmail. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { env } from '#env'
import { prisma } from '#prisma/client.ts'
import { revokeCredentials } from '#prisma/credential.ts'
import { deleteMail } from '#prisma/mail.ts'
import { closeNews } from '#worker/news.ts'
import { stuffed, topOf } from '#worker/pop3/stuffing.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { bring } from '../helpers/debian.ts'
import { type Box, ImapClient, newBox, putMails } from '../helpers/imap.ts'
import { newTeam } from '../helpers/people.ts'

const run = promisify(execFile)
const limits = { wrongPasswordMs: 5, wrongPasswords: 3, revokedMs: 0, errors: 5 }
const readers = await startReaders({ reportHeader: false, limits })
const folder = await mkdtemp(join(tmpdir(), 'seedbed-pop3-'))
after(async () => {
  await readers.close()
  await rm(folder, { recursive: true, force: true })
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

const mails = [
  'From: Ann <ann@acme.example>\r\nSubject: Spring\r\n\r\nHello\r\n.\r\n..two\r\nlast\r\n',
  'Subject: two\n\n.\n.x\nzwei',
  'Subject: three\r\n\r\n',
]

/** One connection. What comes is text, one character an octet. */
class Pop {
  #socket: Socket
  #text = ''
  #wake = (): void => {}
  closed = false

  constructor(socket: Socket) {
    this.#socket = socket
    this.#listen(socket)
  }

  static async connect(port: number = readers.pop3Port): Promise<Pop> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    const pop = new Pop(socket)
    await pop.until('\r\n')
    return pop
  }

  static async open({ user, pass }: Box): Promise<Pop> {
    const pop = await Pop.connect()
    await pop.ask(`USER ${user}`)
    assert.match(await pop.ask(`PASS ${pass}`), /^\+OK/)
    return pop
  }

  /** The first line of the answer; with `many` all of it, up to the dot. */
  async ask(command: string, many = false): Promise<string> {
    this.send(`${command}\r\n`)
    return this.until(many ? '\r\n.\r\n' : '\r\n')
  }

  send(text: string): void {
    this.#socket.write(text, 'latin1')
  }

  async until(end: string): Promise<string> {
    while (!this.#text.endsWith(end)) {
      if (this.closed) throw new Error(`closed after ${JSON.stringify(this.#text.slice(-300))}`)
      await this.#more()
    }
    const text = this.#text
    this.#text = ''
    return text
  }

  async gone(): Promise<string> {
    while (!this.closed) await this.#more()
    return this.#text
  }

  /** `ahead`: sent in the clear together with the command. */
  async startTls(ahead = ''): Promise<void> {
    this.send(`STLS\r\n${ahead}`)
    await this.until('\r\n')
    this.#socket.removeAllListeners('data')
    this.#socket = connectTls({ socket: this.#socket, rejectUnauthorized: false })
    await once(this.#socket, 'secureConnect')
    this.#listen(this.#socket)
  }

  close(): void {
    this.#socket.destroy()
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString('latin1')
      this.#wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.closed = true
      this.#wake()
    })
  }
}

/** What a client that goes by the RFC makes of an answer with a mail. */
function bare(answer: string): string {
  const mail = answer.slice(answer.indexOf('\r\n') + 2, -3)
  return `\r\n${mail}`.replaceAll('\r\n.', '\r\n').slice(2)
}

describe('the dots', () => {
  const rows: [octets: string, out: string][] = [
    ['a\r\n', 'a\r\n'],
    ['', ''],
    ['.\r\n', '..\r\n'],
    ['a\r\n.\r\n..b\r\n', 'a\r\n..\r\n...b\r\n'],
    // The last line is ended before the dot that ends it all.
    ['a', 'a\r\n'],
    ['a\n', 'a\n\r\n'],
    ['a\r', 'a\r\r\n'],
    ['a\r\n.', 'a\r\n..\r\n'],
    // A bare LF ends no line, but a dot alone after it would be the end for most programs.
    ['a\n.b\r\n', 'a\n.b\r\n'],
    ['a\n.\r\nb\r\n', 'a\n..\r\nb\r\n'],
    ['a\n.\nb\r\n', 'a\n..\nb\r\n'],
    ['a\n.', 'a\n..\r\n'],
    ['a\r.\r\n', 'a\r.\r\n'],
  ]
  for (const [octets, out] of rows) test(JSON.stringify(octets), () => assert.equal(stuffed(Buffer.from(octets)).toString(), out))

  const tops: [octets: string, lines: number, top: string][] = [
    ['A: b\r\n\r\n1\r\n2\r\n', 0, 'A: b\r\n\r\n'],
    ['A: b\r\n\r\n1\r\n2\r\n', 1, 'A: b\r\n\r\n1\r\n'],
    ['A: b\r\n\r\n1\r\n\r\n2\r\n', 2, 'A: b\r\n\r\n1\r\n\r\n'],
    ['A: b\n\n1\n2', 9, 'A: b\n\n1\n2'],
    ['A: b\r\nC: d\r\n', 0, 'A: b\r\nC: d\r\n'],
    ['\r\n1\r\n2\r\n', 1, '\r\n1\r\n'],
  ]
  for (const [octets, lines, top] of tops)
    test(`the first ${lines} lines of ${JSON.stringify(octets)}`, () =>
      assert.equal(topOf(Buffer.from(octets), lines).toString(), top))

  test('of a mail made of them cost no more than others', () => {
    const hostile = Buffer.from('\r\n.'.repeat(4 * 1024 ** 2))
    const before = performance.now()
    assert.equal(stuffed(hostile).length, 16 * 1024 ** 2 + 2)
    assert.ok(performance.now() - before < 2000)
  })
})

/** Answers on an address with three mails, one after the other. */
const said: [command: string, answer: RegExp, many?: true][] = [
  ['STAT', /^\+OK 3 113\r\n$/],
  ['stat', /^\+OK 3 113\r\n$/],
  ['LIST', /^\+OK [^\r]*\r\n1 72\r\n2 23\r\n3 18\r\n\.\r\n$/, true],
  ['LIST 2', /^\+OK 2 23\r\n$/],
  ['LIST 4', /^-ERR /],
  ['LIST 0', /^-ERR /],
  ['LIST -1', /^-ERR /],
  ['LIST 99999999999', /^-ERR /],
  ['UIDL', /^\+OK [^\r]*\r\n1 (\d+)\.1\r\n2 \1\.2\r\n3 \1\.3\r\n\.\r\n$/, true],
  ['UIDL 3', /^\+OK 3 \d+\.3\r\n$/],
  ['TOP 1 1', /^\+OK [^\r]*\r\nFrom: [^\r]*\r\nSubject: Spring\r\n\r\nHello\r\n\.\r\n$/, true],
  ['TOP 1 0', /Subject: Spring\r\n\r\n\.\r\n$/, true],
  ['TOP 1', /^-ERR /],
  ['TOP 1 -1', /^-ERR /],
  ['RETR', /^-ERR /],
  ['NOOP', /^\+OK /],
  ['APOP a b', /^-ERR /],
  ['USER a@b.example', /^-ERR /],
  ['STLS', /^-ERR /],
  ['DELE 2', /^\+OK /],
  ['DELE 2', /^-ERR /],
  ['RETR 2', /^-ERR /],
  ['TOP 2 0', /^-ERR /],
  ['LIST 2', /^-ERR /],
  ['STAT', /^\+OK 2 90\r\n$/],
  ['LIST', /^\+OK [^\r]*\r\n1 72\r\n3 18\r\n\.\r\n$/, true],
  ['RSET', /^\+OK 3 113\r\n$/],
  ['RETR 2', /^\+OK 23 octets\r\nSubject: two\n\n\.\.\n\.x\nzwei\r\n\.\r\n$/, true],
]

describe('a session', () => {
  test('answers as RFC 1939 says', async () => {
    const box = await newBox()
    await putMails(box, mails)
    const pop = await Pop.open(box)
    for (const [command, answer, many] of said) {
      assert.match(await pop.ask(command, many), answer, command)
      await pop.ask('NOOP')
    }
    assert.match(await pop.ask('QUIT'), /^\+OK/)
    assert.equal(await pop.gone(), '')
  })

  test('answers commands that came together in their order', async () => {
    const box = await newBox()
    await putMails(box, mails)
    const pop = await Pop.connect()
    pop.send(`USER ${box.user}\r\nPASS ${box.pass}\r\nSTAT\r\nRETR 3\r\nQUIT\r\n`)
    assert.match(
      await pop.gone(),
      /^\+OK[^\r]*\r\n\+OK 3 mails\r\n\+OK 3 113\r\n\+OK 18 octets\r\nSubject.*\r\n\r\n\.\r\n\+OK[^\r]*\r\n$/,
    )
  })

  test('that reads the text of a mail is told to its team, and one that reads headings is not', async () => {
    const { teamId } = await newTeam()
    const box = await newBox(teamId)
    await putMails(box, mails)
    const noted = () => prisma.auditEntry.findMany({ where: { teamId }, select: { action: true, subject: true } })
    const pop = await Pop.open(box)
    await pop.ask('TOP 1 0', true)
    assert.deepEqual(await noted(), [])
    for (const command of ['TOP 1 1', 'RETR 1']) await pop.ask(command, true)
    assert.deepEqual(await noted(), [{ action: 'mails.read', subject: box.user }])
    pop.close()
  })

  test('deletes at QUIT, to Trash, and not when the connection ends before', async () => {
    const box = await newBox()
    const ids = await putMails(box, mails)
    const first = await Pop.open(box)
    const uids = await first.ask('UIDL', true)
    await first.ask('DELE 1')
    first.close()
    const second = await Pop.open(box)
    assert.equal(await second.ask('UIDL', true), uids)
    await second.ask('DELE 1')
    await second.ask('QUIT')
    const third = await Pop.open(box)
    assert.match(await third.ask('UIDL', true), /^\+OK 2 mails\r\n1 \d+\.2\r\n2 \d+\.3\r\n/)
    const imap = await ImapClient.open(readers.imapPort, box)
    assert.match(await imap.ask('STATUS Trash (MESSAGES)'), /MESSAGES 1/)
    assert.equal(await prisma.mail.count({ where: { id: { in: ids } } }), 3)
    await deleteMail({ id: ids[1] ?? '', teamId: box.address.teamId })
    assert.match(await third.ask('RETR 1'), /^-ERR/)
    assert.match(await third.ask('RETR 2', true), /three/)
  })

  test('deletes nothing where the settings say so', async () => {
    const strict = await startReaders({ reportHeader: false, pop3Deletes: false })
    const box = await newBox()
    await putMails(box, mails)
    const pop = await Pop.connect(strict.pop3Port)
    for (const command of [`USER ${box.user}`, `PASS ${box.pass}`]) await pop.ask(command)
    assert.match(await pop.ask('DELE 1'), /^-ERR/)
    await pop.ask('QUIT')
    await strict.close()
  })

  test('says what it knows, before and after TLS, and forgets what came in the clear', async () => {
    const box = await newBox()
    const pop = await Pop.connect()
    assert.match(await pop.ask('CAPA', true), /\r\nTOP\r\nUIDL\r\n(?:.*\r\n)*STLS\r\nUSER\r\n/)
    await pop.ask(`USER ${box.user}`)
    await pop.startTls(`USER ${box.user}\r\n`)
    assert.doesNotMatch(await pop.ask('CAPA', true), /STLS/)
    assert.match(await pop.ask(`PASS ${box.pass}`), /^-ERR/)
    await pop.ask(`USER ${box.user}`)
    assert.match(await pop.ask(`PASS ${box.pass}`), /^\+OK 0 mails/)
  })

  test('puts the address of the report before each mail, and counts it', async () => {
    const headed = await startReaders({ reportHeader: true })
    const box = await newBox()
    const [id = ''] = await putMails(box, [mails[2] ?? ''])
    const pop = await Pop.connect(headed.pop3Port)
    for (const command of [`USER ${box.user}`, `PASS ${box.pass}`]) await pop.ask(command)
    const header = `X-Seedbed-Report: ${env.BASE_URL}/mail/${id}\r\n`
    assert.equal(await pop.ask('LIST 1'), `+OK 1 ${18 + header.length}\r\n`)
    assert.equal(bare(await pop.ask('RETR 1', true)), `${header}${mails[2]}`)
    pop.close()
    await headed.close()
  })
})

describe('who may not', () => {
  test('is told so, and after some tries nothing else', async () => {
    const [box, other] = [await newBox(), await newBox()]
    const pop = await Pop.connect()
    await pop.ask(`USER ${box.user}`)
    assert.match(await pop.ask(`PASS ${other.pass}`), /^-ERR \[AUTH\]/)
    assert.match(await pop.ask('STAT'), /^-ERR/)
    await pop.ask(`USER ${other.user}`)
    assert.match(await pop.ask(`PASS ${other.pass}`), /^\+OK/)
    for (let tries = 0; tries < 2; tries++) {
      const again = await Pop.connect()
      await again.ask(`USER ${box.user}`)
      assert.match(await again.ask('PASS x'), /\[AUTH\]/)
      again.close()
    }
    const late = await Pop.connect()
    await late.ask(`USER ${box.user}`)
    assert.match(await late.ask(`PASS ${box.pass}`), /^-ERR \[SYS\/TEMP\] Too many/)
  })

  test('sees nothing of another address', async () => {
    const [box, other] = [await newBox(), await newBox()]
    await putMails(other, mails)
    const pop = await Pop.open(box)
    assert.match(await pop.ask('STAT'), /^\+OK 0 0/)
    for (const command of ['RETR 1', 'TOP 1 0', 'UIDL 1', 'DELE 1']) assert.match(await pop.ask(command), /^-ERR/)
  })

  test('goes within seconds when the password is revoked', async () => {
    const box = await newBox()
    const pop = await Pop.open(box)
    await revokeCredentials({ addressId: box.address.id, teamId: box.address.teamId })
    pop.send('STAT\r\n')
    assert.equal(await pop.gone(), '')
  })

  test('sends a line without an end, or nothing sensible, and is gone', async () => {
    const endless = await Pop.connect()
    endless.send('A'.repeat(5000))
    assert.match(await endless.gone(), /^-ERR/)
    const senseless = await Pop.connect()
    senseless.send('\x00\r\n\xff \r\nRETR 1\r\nPASS x\r\nNOOP\r\nNOOP\r\nNOOP\r\n')
    assert.equal((await senseless.gone()).match(/-ERR/g)?.length, 5)
  })
})

test('every mail of the suites comes back octet by octet', async (t) => {
  const all = await readdir(resolve(env.SUITES_DIR, 'mime'), { recursive: true, withFileTypes: true }).catch(() => [])
  const files = all.filter((file) => file.isFile())
  if (files.length === 0) return t.skip('no suites on this machine')
  const octets = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))))
  const there = octets.filter(({ length }) => length > 0)
  const box = await newBox()
  await putMails(
    box,
    there.map((one) => one.toString('latin1')),
  )
  const pop = await Pop.open(box)
  for (const [index, one] of there.entries()) {
    const stored = one.toString('latin1')
    // What a program that takes a bare LF for an end would take for the end of the mail has a dot more.
    const guarded = stored.replaceAll(/(?<=(?<!\r)\n)\.(?=\r?\n|\r?$)/g, '..')
    assert.equal(bare(await pop.ask(`RETR ${index + 1}`, true)), stored.endsWith('\r\n') ? guarded : `${guarded}\r\n`)
  }
})

const python = `
import poplib, ssl, sys
host, port, tls, user, password = '127.0.0.1', int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
loose = ssl._create_unverified_context()
p = poplib.POP3(host, port)
p.stls(loose)
p.user(user); p.pass_(password)
assert p.stat() == (3, 113), p.stat()
assert [l.split()[0] for l in p.uidl()[1]] == [b'1', b'2', b'3']
assert p.retr(1)[1][-4:] == [b'Hello', b'.', b'..two', b'last'], p.retr(1)
assert p.retr(2)[1] == [b'Subject: two', b'', b'.', b'.x', b'zwei'], p.retr(2)
assert p.top(1, 1)[1][-1] == b'Hello'
p.dele(3); p.rset(); p.dele(1); p.quit()
p = poplib.POP3_SSL(host, tls, context=loose)
p.user(user); p.pass_(password)
assert p.stat()[0] == 2
assert 'UIDL' in p.capa()
p.quit()
print('done')
`

describe('programs', async () => {
  const hasPython = await run('python3', ['-c', 'import poplib']).then(
    () => true,
    () => false,
  )
  if (!hasPython) process.stderr.write('SKIPPED: no python3 with poplib on this machine\n')
  const [curl, fetchmail] = await Promise.all([bring('curl'), bring('fetchmail')])

  test("Python's poplib reads and deletes, by STLS and TLS", { skip: !hasPython }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const ports = [String(readers.pop3Port), String(readers.pop3sPort)]
    const { stdout } = await run('python3', ['-c', python, ...ports, box.user, box.pass])
    assert.equal(stdout.trim(), 'done')
  })

  test('curl lists and reads', { skip: !curl }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const ask = async (url: string) =>
      (
        await run(curl?.program('curl') ?? '', ['-sk', '--ssl-reqd', '-u', `${box.user}:${box.pass}`, url], {
          env: curl?.env ?? process.env,
        })
      ).stdout
    assert.equal(await ask(`pop3://127.0.0.1:${readers.pop3Port}/1`), mails[0])
    assert.match(await ask(`pop3s://127.0.0.1:${readers.pop3sPort}/`), /^1 72\r\n2 23\r\n3 18\r\n/)
  })

  test('fetchmail brings all, and deletes them here', { skip: !fetchmail }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const file = join(folder, 'fetchmailrc')
    const said = [
      `poll 127.0.0.1 protocol pop3 service ${readers.pop3Port}`,
      `user "${box.user}" password "${box.pass}" sslproto "" fetchall`,
      `mda "cat >> ${join(folder, 'brought')}"`,
    ]
    await writeFile(file, `${said.join('\n  ')}\n`)
    await chmod(file, 0o600)
    const options = ['-f', file, '--nosyslog', '--pidfile', join(folder, 'pid'), '--idfile', join(folder, 'ids')]
    await run(fetchmail?.program('fetchmail') ?? '', options, {
      env: { ...process.env, ...fetchmail?.env, HOME: folder, FETCHMAILHOME: folder },
    })
    const brought = await readFile(join(folder, 'brought'), 'latin1')
    for (const subject of ['Spring', 'two', 'three']) assert.match(brought, new RegExp(`^Subject: ${subject}$`, 'm'))
    assert.match(brought, /^Hello\r?\n\.\r?\n\.\.two\r?\nlast\r?$/m)
    assert.match(await (await Pop.open(box)).ask('STAT'), /^\+OK 0 0/)
  })
})
