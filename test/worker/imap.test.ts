/** IMAP over a real connection and the real table, spoken by hand: what is answered, what is refused, and who sees what. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { deleteAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { revokeCredentials } from '#prisma/credential.ts'
import { deleteMail } from '#prisma/mail.ts'
import { closeNews, publishNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { freePort, launch } from '../../start/running.ts'
import { until } from '../helpers/until.ts'
import { type Box, ImapClient, newBox, putMails } from '../helpers/imap.ts'

const readers = await startReaders({
  reportHeader: false,
  limits: { wrongPasswordMs: 5, revokedMs: 0, wrongPasswords: 3, keepAliveMs: 300, sessionsPerAddress: 5, mailBytes: 100_000 },
})
after(async () => {
  await readers.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

const plain =
  'From: Ann <ann@acme.example>\r\nTo: you@seeds.example\r\nSubject: Spring\r\nDate: Sat, 21 Nov 2026 10:00:00 +0100\r\n\r\nHello\r\n'
const broken = 'Subject: two\n\nzwei'
const html =
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n' +
  'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nS8Okc2U=\r\n--b\r\n' +
  'Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninside\r\n--b--\r\n'

async function open(box: Box, folder?: string): Promise<ImapClient> {
  const client = await ImapClient.open(readers.imapPort, box)
  if (folder) await client.ask(`SELECT ${folder}`)
  return client
}

/** Answers to commands, one after the other, on a folder with three mails. */
const said: [command: string, answer: RegExp][] = [
  ['CAPABILITY', /^\* CAPABILITY IMAP4rev2 IMAP4rev1 .*COMPRESS=DEFLATE/],
  ['ID ("name" "x")', /^\* ID \("name" "Seedbed"\)/],
  ['NAMESPACE', /^\* NAMESPACE \(\("" "\/"\)\) NIL NIL/],
  ['LIST "" ""', /^\* LIST \(\\Noselect\) "\/" ""\r\n/],
  ['LIST "" "*"', /^\* LIST \(\\HasNoChildren\) "\/" INBOX\r\n.*spring\r\n.*\\Trash\) "\/" Trash\r\n/],
  ['LIST (SPECIAL-USE) "" "%"', /^\* LIST \(\\HasNoChildren \\Trash\) "\/" Trash\r\nt/],
  [
    'LIST "" (INBOX Tr%) RETURN (STATUS (MESSAGES UNSEEN))',
    /STATUS INBOX \(MESSAGES 3 UNSEEN 3\)\r\n.*\r\n\* STATUS Trash \(MESSAGES 0/,
  ],
  ['LSUB "" "%"', /^\* LSUB \(\\HasNoChildren\) "\/" INBOX\r\n/],
  ['STATUS spring (MESSAGES UIDNEXT SIZE DELETED RECENT)', /STATUS spring \(MESSAGES 1 UIDNEXT 2 SIZE 18 DELETED 0 RECENT 1\)/],
  [
    'FETCH 1 FULL',
    /ENVELOPE \("Sat, 21 Nov 2026 10:00:00 \+0100" "Spring" \(\("Ann" NIL "ann" "acme.example"\)\).* BODY \("TEXT" "PLAIN"/,
  ],
  [
    'FETCH 3 BODYSTRUCTURE',
    /\("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 24 \(NIL "inner" NIL.*\("TEXT" "PLAIN".*\) "MIXED" \("BOUNDARY" "b"\)/,
  ],
  ['FETCH 3 BODY.PEEK[2.HEADER]', /BODY\[2\.HEADER\] \{18\}\r\nSubject: inner\r\n\r\n\)/],
  ['FETCH 3 BODY.PEEK[2.1]', /BODY\[2\.1\] \{6\}\r\ninside\)/],
  ['FETCH 3 BODY.PEEK[1.MIME]<0.12>', /BODY\[1\.MIME\]<0> \{12\}\r\nContent-Type\)/],
  ['FETCH 3 BODY.PEEK[9]', /BODY\[9\] NIL\)/],
  ['FETCH 3 (BINARY.PEEK[1] BINARY.SIZE[1])', /BINARY\[1\] \{5\}\r\nK\xc3\xa4se BINARY\.SIZE\[1\] 5\)/],
  ['FETCH 1 BODY.PEEK[HEADER.FIELDS (subject X)]', /BODY\[HEADER\.FIELDS \(SUBJECT X\)\] \{19\}\r\nSubject: Spring\r\n\r\n\)/],
  ['FETCH 1 BODY.PEEK[HEADER.FIELDS.NOT (From To Date)]', /\{19\}\r\nSubject: Spring\r\n\r\n\)/],
  ['FETCH 2 BODY.PEEK[TEXT]<1.2>', /BODY\[TEXT\]<1> \{2\}\r\nwe\)/],
  ['FETCH 2 (FLAGS RFC822)', /FLAGS \(\\Seen \\Recent\) RFC822 \{18\}\r\nSubject: two\n\nzwei\)/],
  ['UID FETCH 3:* FLAGS', /^\* 3 FETCH \(UID 3 FLAGS \(\\Recent\)\)\r\nt/],
  ['UID FETCH 900:* UID', /^\* 3 FETCH \(UID 3\)\r\nt/],
  ['SEARCH UNSEEN', /^\* SEARCH 1 3\r\n/],
  ['SEARCH CHARSET UTF-8 SUBJECT {6+}\r\ngr\xc3\xbc\xc3\x9f', /^\* SEARCH 3\r\n/],
  ['SEARCH CHARSET KOI8-R SUBJECT x', / NO \[BADCHARSET/],
  ['SEARCH OR FROM ann BODY k\xc3\xa4se', / BAD /],
  ['SEARCH OR FROM ann BODY {5+}\r\nk\xc3\xa4se', /^\* SEARCH 1 3\r\n/],
  ['SEARCH TEXT inner', /^\* SEARCH 3\r\n/],
  ['SEARCH SENTON 21-Nov-2026 NOT DELETED', /^\* SEARCH 1/],
  ['SEARCH LARGER 18 SMALLER 200', /^\* SEARCH 1\r\n/],
  ['UID SEARCH RETURN (MIN MAX COUNT ALL) ALL', /^\* ESEARCH \(TAG "t\d+"\) UID MIN 1 MAX 3 COUNT 3 ALL 1:3\r\n/],
  ['SEARCH RETURN (SAVE) HEADER Subject ""', / OK Saved/],
  ['FETCH $ UID', /^\* 1 FETCH \(UID 1\)\r\n\* 2 FETCH \(UID 2\)\r\n\* 3/],
  ['STORE 1 +FLAGS (\\Flagged $Forwarded)', /\* 1 FETCH \(FLAGS \(\$Forwarded \\Flagged \\Recent\)\)/],
  ['STORE 1 FLAGS.SILENT ($forwarded)', /^t\d+ OK/],
  ['FETCH 1 FLAGS', /FLAGS \(\$Forwarded \\Recent\)/],
  ['STORE 1 +FLAGS (\\Wrong)', / BAD /],
  ['STORE 1 (UNCHANGEDSINCE 1) +FLAGS (x)', / OK \[MODIFIED 1\]/],
  ['FETCH 1:* (FLAGS) (CHANGEDSINCE 1)', /MODSEQ \(\d+\)/],
  ['COPY 1:2 nowhere', / NO \[TRYCREATE\]/],
  ['COPY 1:2 Trash', / OK \[COPYUID \d+ 1:2 1:2\]/],
  ['MOVE 2 Trash', /^\* OK \[COPYUID \d+ 2 3\] Moved\r\n\* 2 EXPUNGE\r\nt/],
  ['CREATE "Sent/2026"', / OK /],
  ['CREATE "Sent/2026"', / NO \[ALREADYEXISTS\]/],
  [
    'LIST "" Sent*',
    /^\* LIST \(\\HasNoChildren\) "\/" Sent\/2026\r\n\* LIST \(\\NonExistent \\Noselect \\HasChildren\) "\/" Sent\r\n/,
  ],
  ['APPEND Sent/2026 (\\Seen) " 1-Jan-2026 00:00:00 +0000" {18+}\r\nSubject: two\n\nzwei', / OK \[APPENDUID \d+ 1\]/],
  ['RENAME Sent/2026 Gone', / OK /],
  ['DELETE Gone', / OK /],
  ['DELETE INBOX', / NO \[CANNOT\]/],
  ['DELETE spring', / NO \[CANNOT\]/],
]

test('what is asked is answered', async () => {
  const box = await newBox()
  await putMails(box, [plain])
  await putMails(box, [broken], 'spring')
  await putMails(box, [html])
  const client = await open(box, 'INBOX')
  for (const [command, answer] of said) assert.match(await client.say(command), answer, command)
  client.send('x APPEND INBOX {200000}\r\n')
  assert.match(await client.until(/\r\n$/), /^x NO \[TOOBIG\]/)
  client.send('y APPEND INBOX {200000+}\r\n')
  assert.match(await client.gone(), /\* BYE The literal is too long/)
})

describe('two sessions on one address', () => {
  test('see each other: flags, what goes, what comes', async () => {
    const box = await newBox()
    await putMails(box, [plain, broken])
    const [one, two] = [await open(box, 'INBOX'), await open(box, 'INBOX')]
    await one.ask('STORE 1 +FLAGS (\\Flagged)')
    assert.match(await two.ask('NOOP'), /^\* 1 FETCH \(UID 1 FLAGS \(\\Flagged\)\)/)
    await one.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await one.ask('EXPUNGE')
    assert.match(await two.ask('NOOP'), /^\* 1 EXPUNGE\r\nt/)
    await putMails(box, [html])
    assert.match(await two.ask('NOOP'), /^\* 2 EXISTS\r\n/)
    assert.match(await one.ask('UID FETCH 1:* UID'), /UID 2\).*\r\n(.*UID 3)?/)
  })

  test('give the same UIDs, in the order the mails came, with another session of another process or time', async () => {
    const box = await newBox()
    const ids = await putMails(
      box,
      Array.from({ length: 30 }, (_, n) => `Subject: ${n}\r\n\r\n`),
    )
    const clients = await Promise.all(Array.from({ length: 5 }, () => ImapClient.open(readers.imapPort, box)))
    const answers = await Promise.all(
      clients.map((client) => client.ask('EXAMINE INBOX').then(() => client.ask('FETCH 1:* UID'))),
    )
    assert.deepEqual(new Set(answers.map((answer) => answer.replace(/t\d+ OK.*/, ''))).size, 1)
    const rows = await prisma.mailboxEntry.findMany({ where: { mailId: { in: ids } }, orderBy: { uid: 'asc' } })
    assert.deepEqual(
      rows.map(({ uid, mailId }) => [uid, mailId]),
      ids.map((id, index) => [index + 1, id]),
    )
    for (const client of clients) client.close()
  })

  test('do not race: one expunges while the other idles and flags come in between', async () => {
    const box = await newBox()
    await putMails(
      box,
      Array.from({ length: 20 }, (_, n) => `Subject: ${n}\r\n\r\n`),
    )
    const [one, two] = [await open(box, 'INBOX'), await open(box, 'INBOX')]
    two.send('i IDLE\r\n')
    await two.until(/\+ idling\r\n/)
    for (let uid = 1; uid <= 19; uid++) {
      await one.ask(`UID STORE ${uid} +FLAGS (\\Deleted)`)
      await one.ask(`UID EXPUNGE ${uid}`)
    }
    let left = 20
    while (left > 1) {
      const text = await two.until(/\r\n$/)
      left -= text.match(/EXPUNGE/g)?.length ?? 0
    }
    two.send('DONE\r\n')
    assert.match(await two.until(/i OK/), /i OK/)
    assert.match(await two.ask('FETCH 1:* UID'), /^\* 1 FETCH \(UID 20\)\r\nt/)
  })
})

describe('IDLE', () => {
  test('tells of a new mail within a second, and its verdict when the report comes', async () => {
    const box = await newBox()
    const client = await open(box, 'INBOX')
    client.send('i IDLE\r\n')
    await client.until(/\+ idling\r\n/)
    const [id = ''] = await putMails(box, [plain])
    const before = Date.now()
    const at = new Date().toISOString()
    publishNews(box.address.id, [{ kind: 'stored', at, session: id, mailId: id, size: 1 }])
    await client.until(/\* 1 EXISTS\r\n/)
    assert.ok(Date.now() - before < 1000)
    await prisma.mail.update({
      where: { id },
      data: { status: 'reported', headline: { kind: 'fix-first', say: { template: [''], values: [] } } },
    })
    publishNews(box.address.id, [{ kind: 'reported', at, mailId: id, score: 3, subjectHeader: '' }])
    assert.match(await client.until(/\* 1 FETCH/), /\* FLAGS \(.*\$Fail\)\r\n\* 1 FETCH \(UID 1 FLAGS \(\$Fail \\Recent\)\)/)
    await client.until(/\* OK Still here/)
    client.send('DONE\r\n')
    await client.until(/i OK/)
    // It is the report's, and nobody else's to set.
    assert.match(await client.ask('STORE 1 FLAGS (\\Seen $Pass)'), /FLAGS \(\$Fail \\Seen \\Recent\)/)
  })
})

describe('what is deleted', () => {
  test('elsewhere is told to who idles, by the commit itself', async () => {
    const box = await newBox()
    const [id = ''] = await putMails(box, [plain, broken])
    const client = await open(box, 'INBOX')
    client.send('i IDLE\r\n')
    await client.until(/\+ idling\r\n/)
    const before = Date.now()
    await deleteMail({ id, teamId: box.address.teamId })
    assert.match(await client.until(/EXPUNGE\r\n/), /\* 1 EXPUNGE\r\n/)
    // Without a word from PostgreSQL it would be the look that is due after ten seconds.
    assert.ok(Date.now() - before < 5000)
    client.close()
  })

  test('elsewhere goes here too, and takes its remembered envelope along', async () => {
    const box = await newBox()
    const [id = ''] = await putMails(box, [plain, broken])
    const client = await open(box, 'INBOX')
    await client.ask('FETCH 1:* ENVELOPE')
    await deleteMail({ id, teamId: box.address.teamId })
    assert.match(await client.ask('NOOP'), /^\* 1 EXPUNGE/)
    const entry = await prisma.mailboxEntry.findFirst({ where: { mailId: id } })
    assert.equal(entry?.envelope, null)
    await deleteAddress(box.address)
    await assert.rejects(client.say('NOOP'), /BYE/)
    assert.equal(await prisma.mailbox.count({ where: { addressId: box.address.id } }), 0)
  })

  test('from the last folder is deleted for good; from one of several it is not', async () => {
    const box = await newBox()
    const [first = '', second = ''] = await putMails(box, [plain, broken])
    const client = await open(box, 'INBOX')
    await client.ask('COPY 1 Trash')
    await client.ask('STORE 1:2 +FLAGS.SILENT (\\Deleted)')
    await client.ask('EXPUNGE')
    assert.equal(await prisma.mail.count({ where: { id: first } }), 1)
    assert.equal(await prisma.mail.count({ where: { id: second } }), 0)
    await client.ask('SELECT Trash')
    await client.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await client.ask('CLOSE')
    assert.equal(await prisma.mail.count({ where: { id: first } }), 0)
  })
})

describe('what the client missed', () => {
  test('is told by QRESYNC, and VANISHED takes the place of EXPUNGE', async () => {
    const box = await newBox()
    await putMails(box, [plain, broken, html])
    const client = await open(box, 'INBOX')
    const opened = await client.ask('SELECT INBOX')
    const [, validity] = /UIDVALIDITY (\d+)/.exec(opened) ?? []
    const [, modseq] = /HIGHESTMODSEQ (\d+)/.exec(opened) ?? []
    await client.ask('STORE 2 +FLAGS (\\Deleted)')
    await client.ask('STORE 3 +FLAGS (\\Flagged)')
    await client.ask('EXPUNGE')
    const other = await open(box)
    assert.match(await other.say('SELECT INBOX (QRESYNC (1 1))'), / BAD /)
    await other.ask('ENABLE QRESYNC')
    const answer = await other.ask(`SELECT INBOX (QRESYNC (${validity} ${modseq} 1:3))`)
    assert.match(answer, /\* VANISHED \(EARLIER\) 2\r\n\* 2 FETCH \(UID 3 FLAGS \(\\Flagged\) MODSEQ \(\d+\)\)/)
    await client.ask('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await client.ask('EXPUNGE')
    assert.match(await other.ask('NOOP'), /\* VANISHED 1\r\n/)
  })
})

describe('who may not', () => {
  test('is told so, slowly, and after some tries nothing else', async () => {
    const [box, other] = [await newBox(), await newBox()]
    const client = await ImapClient.connect(readers.imapPort)
    assert.match(await client.say('SELECT INBOX'), / NO \[AUTH/)
    assert.match(await client.say(`LOGIN "${box.user}" "${other.pass}"`), / NO \[AUTHENTICATIONFAILED\]/)
    assert.match(await client.say(`LOGIN "${box.user}" "x' OR 1=1"`), / NO \[AUTHENTICATIONFAILED\]/)
    client.send('a AUTHENTICATE PLAIN\r\n')
    await client.until(/\+ \r\n/)
    client.send(`${Buffer.from(`\0${box.user}\0wrong`).toString('base64')}\r\n`)
    assert.match(await client.until(/a /), /a NO/)
    assert.match(await client.say(`LOGIN "${box.user}" "${box.pass}"`), / NO \[UNAVAILABLE\]/)
    client.close()
    // Whoever has another name is not locked out.
    await open(other)
  })

  test('cannot reach another address by any name', async () => {
    const [box, other] = [await newBox(), await newBox()]
    await putMails(other, [plain], 'secret')
    const client = await open(box)
    for (const name of ['secret', other.user, `${other.user}/INBOX`, '../INBOX', '#user/x', `"${other.address.id}"`]) {
      for (const command of ['SELECT', 'EXAMINE', 'STATUS', 'DELETE'])
        assert.match(
          await client.say(`${command} ${name}${command === 'STATUS' ? ' (MESSAGES)' : ''}`),
          / (NO|BAD) /,
          `${command} ${name}`,
        )
    }
    await client.ask('SELECT INBOX')
    assert.match(await client.ask('UID FETCH 1:* (BODY[])'), /^t\d+ OK/)
    assert.match(await client.ask('LIST "" "*"'), /^(?!.*secret)/)
  })

  test('is sent away when the password is revoked, and cannot come back', async () => {
    const box = await newBox()
    const client = await open(box, 'INBOX')
    await revokeCredentials({ addressId: box.address.id, teamId: box.address.teamId })
    await assert.rejects(client.say('NOOP'), /BYE The password was revoked/)
    const again = await ImapClient.connect(readers.imapPort)
    assert.match(await again.say(`LOGIN "${box.user}" "${box.pass}"`), / NO /)
    again.close()
  })

  test('has too many sessions on one address', async () => {
    const box = await newBox()
    const clients = await Promise.all(Array.from({ length: 5 }, () => ImapClient.open(readers.imapPort, box)))
    const more = await ImapClient.connect(readers.imapPort)
    assert.match(await more.say(`LOGIN "${box.user}" "${box.pass}"`), / NO \[LIMIT\]/)
    for (const client of [...clients, more]) client.close()
  })
})

describe('TLS and compression', () => {
  test('STARTTLS drops what was sent ahead in the clear', async () => {
    const box = await newBox()
    const client = await ImapClient.connect(readers.imapPort)
    await client.until(/\r\n$/)
    await client.startTls('b CREATE injected\r\n')
    assert.doesNotMatch(await client.ask('CAPABILITY'), /^b /)
    assert.match(await client.say(`AUTHENTICATE PLAIN ${Buffer.from(`\0${box.user}\0${box.pass}`).toString('base64')}`), / OK /)
    await client.ask('SELECT INBOX')
    client.close()
  })
})

describe('kill -9', () => {
  test('loses no flag that was acknowledged', async () => {
    const box = await newBox()
    await putMails(
      box,
      Array.from({ length: 200 }, (_, n) => `Subject: ${n}\r\n\r\n`),
    )
    const port = await freePort()
    const logFile = join(tmpdir(), `seedbed-readers-${port}.log`)
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env
    const args = [resolve(import.meta.dirname, '../../worker/readers/main.ts')]
    const settings = { ...inherited, IMAP_PORT: String(port), IMAPS_PORT: '0' }
    const child = launch({ name: 'readers', command: process.execPath, args, env: settings, logFile })
    const ended = once(child, 'exit')
    let client: ImapClient | undefined
    await until(async () => {
      client = await ImapClient.open(port, box).catch(() => undefined)
      return client !== undefined
    })
    const acknowledged: number[] = []
    const validity = (text = ''): string | undefined => /UIDVALIDITY \d+/.exec(text)?.[0]
    const before = validity(await client?.ask('SELECT INBOX'))
    setTimeout(() => child.kill('SIGKILL'), 150)
    try {
      for (let uid = 1; uid <= 200; uid++) {
        await client?.ask(`UID STORE ${uid} +FLAGS (\\Flagged)`)
        acknowledged.push(uid)
      }
    } catch {
      // Killed in the middle.
    }
    child.kill('SIGKILL')
    await ended
    rmSync(logFile, { force: true })
    assert.ok(acknowledged.length > 0)
    const again = await open(box)
    assert.equal(validity(await again.ask('SELECT INBOX')), before)
    const flagged =
      /\* SEARCH([ \d]*)/
        .exec(await again.ask('SEARCH FLAGGED'))?.[1]
        ?.trim()
        .split(' ')
        .map(Number) ?? []
    assert.deepEqual(
      acknowledged.filter((uid) => !flagged.includes(uid)),
      [],
    )
  })
})

describe('too much', () => {
  const much: [title: string, sent: string, answer: RegExp][] = [
    ['a line without end', `a LOGIN ${'x'.repeat(20_000)}`, /\* BYE The line is too long/],
    ['a literal that is not waited for', 'a LOGIN {2147483647+}\r\n', /\* BYE The literal is too long/],
    ['a literal that is', 'a LOGIN {2147483647}\r\n', /a NO \[TOOBIG\]/],
    ['a literal of more digits than numbers have', 'a LOGIN {99999999999999999999}\r\n', /a NO \[TOOBIG\]/],
    ['nonsense, again and again', 'a X\r\n'.repeat(30), /\* BYE Too many errors/],
  ]
  for (const [title, sent, answer] of much) {
    test(`is ${title}`, async () => {
      const client = await ImapClient.connect(readers.imapPort)
      await client.until(/^\* OK .*\r\n$/)
      client.send(sent)
      assert.match(await client.until(answer), answer)
      client.close()
    })
  }
})
