/** Real mail programs against our IMAP: imapflow, Python's imaplib, and from Debian curl, mbsync, mutt and fetchmail. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { globSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { ImapFlow } from 'imapflow'
import { env } from '#env'
import { prisma } from '#prisma/client.ts'
import { closeNews, publishNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReaders } from '#worker/readers/main.ts'
import { bring } from '../helpers/debian.ts'
import { type Box, newBox, putMails } from '../helpers/imap.ts'

const run = promisify(execFile)
const readers = await startReaders({ reportHeader: false })
const folder = await mkdtemp(join(tmpdir(), 'seedbed-imap-'))
after(async () => {
  await readers.close()
  await rm(folder, { recursive: true, force: true })
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

const mails = ['Spring', 'Summer', 'Autumn'].map(
  (season) =>
    `From: Ann <ann@acme.example>\r\nTo: you@seeds.example\r\nSubject: ${season}\r\nMessage-ID: <${season}@acme.example>\r\n\r\n${season} is here.\r\n`,
)

function imapflow({ user, pass }: Box, secure = false): ImapFlow {
  const port = secure ? readers.imapsPort : readers.imapPort
  return new ImapFlow({
    host: '127.0.0.1',
    port,
    secure,
    auth: { user, pass },
    tls: { rejectUnauthorized: false },
    logger: false,
  })
}

async function countIn(client: ImapFlow): Promise<number | undefined> {
  const status = await client.status('INBOX', { messages: true })
  return status ? status.messages : undefined
}

describe('imapflow', () => {
  for (const secure of [false, true]) {
    test(`reads, flags, searches, moves, deletes and idles, by ${secure ? 'TLS' : 'STARTTLS'} and compressed`, async () => {
      const box = await newBox()
      await putMails(box, mails)
      const client = imapflow(box, secure)
      await client.connect()
      assert.equal(client.secureConnection, true)
      const folders = await client.list()
      assert.deepEqual(
        folders.map(({ path, specialUse }) => [path, specialUse]),
        [
          ['INBOX', '\\Inbox'],
          ['Trash', '\\Trash'],
        ],
      )
      const lock = await client.getMailboxLock('INBOX')
      const subjects: (string | undefined)[] = []
      for await (const mail of client.fetch('1:*', { envelope: true, bodyStructure: true, source: true })) {
        subjects.push(mail.envelope?.subject)
        assert.equal(mail.source?.toString('latin1'), mails[mail.seq - 1])
        assert.equal(mail.bodyStructure?.type, 'text/plain')
      }
      assert.deepEqual(subjects, ['Spring', 'Summer', 'Autumn'])
      assert.ok(await client.messageFlagsAdd('2', ['\\Flagged']))
      assert.deepEqual(await client.search({ flagged: true }), [2])
      assert.deepEqual(await client.search({ body: 'autumn is' }, { uid: true }), [3])
      const moved = await client.messageMove('1', 'Trash')
      assert.ok(moved && moved.uidMap?.get(1) === 1)
      assert.ok(await client.messageDelete('1'))
      assert.equal(await countIn(client), 1)
      const came = new Promise<number>((resolve) => client.on('exists', ({ count }: { count: number }) => resolve(count)))
      const idling = client.idle()
      const [id = ''] = await putMails(box, [mails[0] ?? ''])
      publishNews(box.address.id, [{ kind: 'stored', at: new Date().toISOString(), session: id, mailId: id, size: 1 }])
      assert.equal(await came, 2)
      lock.release()
      await client.noop()
      await idling
      await client.logout()
    })
  }
})

describe('mails as they should not be', () => {
  const files = globSync(join(env.SUITES_DIR, 'mime/**/*.{eml,msg,txt}')).sort()
  const deep = `${'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(200)}x`
  const nested = `${'Content-Type: message/rfc822\r\n\r\n'.repeat(200)}x`
  const many = `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n\r\nx\r\n'.repeat(3000)}`
  const odd = [
    ...[
      '',
      '\r\n',
      '\n',
      '\0\0\0',
      ' folded\r\n',
      'Subject',
      ':',
      'From: \r\n\r\n',
      'Content-Type: multipart/mixed\r\n\r\n',
      deep,
      nested,
      many,
    ],
    'Subject: a\0b\xff"\\{3}\r\n\r\n\0',
    'From: "a\\" <x@y>, (c(d) <@r:e@f>, g: h, i@j;, k@[1.2.3.4], \xff <\xfe>\r\n\r\n',
    'Content-Type: text/plain; charset="a\\"b\r\n c"; x=\xff; y*0*=z\r\nContent-Disposition: ; filename=\r\nContent-Language: ,,\r\n\r\n',
    'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--a--\r\nrest',
  ].map((text) => Buffer.from(text || '\r\n', 'latin1'))
  const octets = [...files.map((file) => readFileSync(file)), ...odd]

  test(`come back octet by octet, and imapflow understands what is said of each (${octets.length})`, async () => {
    const box = await newBox()
    await putMails(box, octets)
    const client = imapflow(box)
    await client.connect()
    const lock = await client.getMailboxLock('INBOX')
    let count = 0
    const asked = { envelope: true, bodyStructure: true, size: true, source: true, headers: true } as const
    for (const again of ['first', 'remembered']) {
      for await (const mail of client.fetch(
        '1:*',
        again === 'first' ? asked : { envelope: true, bodyStructure: true, uid: true },
      )) {
        const stored = octets[mail.seq - 1] ?? Buffer.alloc(0)
        const name = files[mail.seq - 1] ?? `odd mail ${mail.seq}`
        if (again === 'first') {
          assert.ok(mail.source?.equals(stored), name)
          assert.equal(mail.size, stored.length, name)
        }
        assert.ok(mail.bodyStructure?.type, `${name}: ${JSON.stringify(mail.bodyStructure)}`)
        assert.ok(mail.envelope, name)
        count++
      }
    }
    assert.equal(count, octets.length * 2)
    lock.release()
    await client.logout()
  })
})

const python = `
import imaplib, sys, ssl
port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context(); context.check_hostname = False; context.verify_mode = ssl.CERT_NONE
m = imaplib.IMAP4('127.0.0.1', port, timeout=20)
m.starttls(context)
m.login(user, password)
assert m.select('INBOX') == ('OK', [b'3'])
ok, found = m.search(None, 'SUBJECT', 'Summer')
assert found == [b'2'], found
ok, data = m.fetch('2', '(RFC822)')
assert data[0][1].startswith(b'From: Ann'), data
assert m.store('2', '+FLAGS', '\\\\Deleted')[0] == 'OK'
assert m.copy('2', 'Trash')[0] == 'OK'
assert m.expunge() == ('OK', [b'2'])
assert m.uid('SEARCH', 'ALL')[1] == [b'1 3']
assert m.append('INBOX', '', None, b'Subject: brought\\r\\n\\r\\nx\\r\\n')[0] == 'OK'
assert m.noop()[0] == 'OK'
assert m.status('INBOX', '(MESSAGES UNSEEN)')[1] == [b'INBOX (MESSAGES 3 UNSEEN 3)'], m.status('INBOX', '(MESSAGES UNSEEN)')
assert m.store('1', '+FLAGS', '(\\\\Flagged)')[1] == [b'1 (FLAGS (\\\\Flagged \\\\Recent))'], m.fetch('1', 'FLAGS')
assert m.search(None, 'FLAGGED')[1] == [b'1']
assert m.xatom('MOVE', '1', 'Trash')[0] == 'OK'
assert m.uid('SEARCH', 'ALL')[1] == [b'3 4']
m.send(b'idle1 IDLE\\r\\n')
assert m.readline().startswith(b'+'), 'no continuation'
m.send(b'DONE\\r\\n')
while not m.readline().startswith(b'idle1 OK'): pass
m.close(); m.logout()
print('done')
`

describe('Python', async () => {
  const there = await run('python3', ['-c', 'import imaplib']).then(
    () => true,
    () => false,
  )
  if (!there) process.stderr.write('SKIPPED: no python3 with imaplib on this machine\n')
  test('imaplib reads, flags, searches, moves, deletes, appends and idles', { skip: !there }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const { stdout } = await run('python3', ['-c', python, String(readers.imapPort), box.user, box.pass])
    assert.equal(stdout.trim(), 'done')
  })
})

describe('from Debian', async () => {
  const [isync, mutt, curl, offlineimap] = await Promise.all([
    bring('isync'),
    bring('mutt'),
    bring('curl'),
    bring('offlineimap3'),
  ])

  test('curl lists, reads and searches', { skip: !curl }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const ask = async (path: string, ...more: string[]) => {
      const options = [
        '-sk',
        '--ssl-reqd',
        '-u',
        `${box.user}:${box.pass}`,
        ...more,
        `imap://127.0.0.1:${readers.imapPort}/${path}`,
      ]
      return (await run(curl?.program('curl') ?? 'curl', options, { env: curl?.env ?? process.env })).stdout
    }
    assert.match(await ask(''), /"\/" INBOX/)
    assert.equal(await ask('INBOX;MAILINDEX=2'), mails[1])
    assert.match(await ask('INBOX?SUBJECT%20Autumn'), /SEARCH 3/)
  })

  test('mbsync copies a mailbox both ways', { skip: !isync }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const home = join(folder, 'mbsync')
    await mkdir(join(home, 'mail'), { recursive: true })
    const said = [
      'IMAPAccount a',
      'Host 127.0.0.1',
      `Port ${readers.imapPort}`,
      `User ${box.user}`,
      `Pass "${box.pass}"`,
      'SSLType None',
      '',
      'IMAPStore far',
      'Account a',
      '',
      'MaildirStore near',
      `Path ${home}/mail/`,
      `Inbox ${home}/mail/INBOX`,
      '',
      'Channel c',
      'Far :far:',
      'Near :near:',
      'Create Both',
      'Expunge Both',
      'SyncState *',
      '',
    ]
    await writeFile(join(home, 'rc'), said.join('\n'))
    const sync = () =>
      run(isync?.program('mbsync') ?? 'mbsync', ['-c', join(home, 'rc'), '-a'], {
        env: { ...process.env, ...isync?.env, HOME: home },
      })
    await sync()
    const names = await readdir(join(home, 'mail/INBOX/new'))
    const texts = await Promise.all(names.map((name) => readFile(join(home, 'mail/INBOX/new', name), 'latin1')))
    const bare = (text: string) => text.replaceAll('\r\n', '\n').replace(/^X-TUID:.*\n/m, '')
    assert.deepEqual(texts.map(bare).sort(), mails.map(bare).sort())
    const [first = ''] = names.filter((_name, index) => texts[index]?.includes('Summer'))
    await rm(join(home, 'mail/INBOX/new', first))
    await sync()
    const client = imapflow(box)
    await client.connect()
    assert.equal(await countIn(client), 2)
    await client.logout()
  })

  test('offlineimap copies folders both ways, with flags, new mails and what is deleted', { skip: !offlineimap }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    await putMails(box, mails.slice(0, 1), 'wave')
    const home = join(folder, 'offlineimap')
    await mkdir(home, { recursive: true })
    const said = [
      ...['[general]', 'accounts = a', `metadata = ${home}/state`, 'ui = quiet', ''],
      ...['[Account a]', 'localrepository = near', 'remoterepository = far', ''],
      ...['[Repository near]', 'type = Maildir', `localfolders = ${home}/mail`, ''],
      ...['[Repository far]', 'type = IMAP', 'remotehost = 127.0.0.1', `remoteport = ${readers.imapPort}`],
      ...[`remoteuser = ${box.user}`, `remotepass = ${box.pass}`, 'ssl = no', 'starttls = no', ''],
    ]
    await writeFile(join(home, 'rc'), said.join('\n'))
    const at = (path: string): string => join(offlineimap?.root ?? '', path)
    const PYTHONPATH = ['usr/share/offlineimap3', 'usr/lib/python3/dist-packages'].map(at).join(':')
    const sync = () =>
      run(offlineimap?.program('python3') ?? '', [offlineimap?.program('offlineimap') ?? '', '-o', '-c', join(home, 'rc')], {
        env: { ...process.env, ...offlineimap?.env, PYTHONPATH, HOME: home },
        timeout: 60_000,
      })
    const files = (name: string): string[] => globSync(join(home, 'mail', name, '{cur,new}/*')).sort()
    await sync()
    assert.deepEqual([files('INBOX').length, files('wave').length, files('Trash').length], [4, 1, 0])
    const texts = await Promise.all(files('INBOX').map((file) => readFile(file, 'latin1')))
    for (const mail of mails) assert.ok(texts.includes(mail.replaceAll('\r\n', '\n')), mail)
    const summer = files('INBOX')[texts.findIndex((text) => text.includes('Summer'))] ?? ''
    const autumn = files('INBOX')[texts.findIndex((text) => text.includes('Autumn'))] ?? ''
    await rm(summer)
    await rename(autumn, autumn.replace('/new/', '/cur/').replace(/:2,.*|$/, ':2,FS'))
    await writeFile(join(home, 'mail/INBOX/new/1.brought'), 'Subject: brought\nMessage-ID: <brought@acme.example>\n\nx\n')
    await sync()
    const client = imapflow(box)
    await client.connect()
    const lock = await client.getMailboxLock('INBOX')
    const found = new Map<string, string[]>()
    for await (const { envelope, flags } of client.fetch('1:*', { envelope: true, flags: true }))
      found.set(envelope?.subject ?? '', [...(flags ?? [])].filter((flag) => flag !== '\\Recent').sort())
    lock.release()
    await client.logout()
    assert.deepEqual([...found.keys()].sort(), ['Autumn', 'Spring', 'brought'])
    assert.deepEqual(found.get('Autumn'), ['\\Flagged', '\\Seen'])
  })

  test('mutt opens the mailbox and saves a mail', { skip: !mutt }, async () => {
    const box = await newBox()
    await putMails(box, mails)
    const saved = join(folder, 'saved')
    const url = `imap://${encodeURIComponent(box.user)}:${encodeURIComponent(box.pass)}@127.0.0.1:${readers.imapPort}/INBOX`
    const home = join(folder, 'mutt')
    await mkdir(home, { recursive: true })
    const keys = `<last-entry><copy-message>${saved}<enter><first-entry><delete-message><sync-mailbox><exit>`
    const said = [
      'ssl_starttls=no',
      'ssl_force_tls=no',
      'mbox_type=Maildir',
      'confirmappend=no',
      'confirmcreate=no',
      'delete=yes',
      'move=no',
      `folder=${home}`,
    ]
    await writeFile(join(home, 'rc'), [...said.map((one) => `set ${one}`), `folder-hook . 'push "${keys}"'`, ''].join('\n'))
    // It wants a terminal.
    const program = [mutt?.program('mutt') ?? 'mutt', '-n', '-F', join(home, 'rc'), '-f', url]
      .map((word) => `'${word}'`)
      .join(' ')
    await run('script', ['-qec', program, '/dev/null'], {
      env: { ...process.env, ...mutt?.env, HOME: home, TERM: 'xterm' },
      timeout: 15_000,
    })
    const [file = ''] = globSync(join(saved, '{cur,new}/*'))
    assert.match(await readFile(file, 'latin1'), /Autumn is here/)
    const client = imapflow(box)
    await client.connect()
    assert.equal(await countIn(client), 2)
    await client.logout()
  })
})
