/**
 * The same mails read by IMAP from us and from Dovecot as Debian has it, in the same run, by the same client: all envelopes in one FETCH, all bodies
 * in one, and bodies one by one, each asked for when the one before has come. Compare the ratios; the figures themselves are the machine's.
 *
 *     node run.mjs bench/retrieval.ts [mails] [octets a mail] [runs]
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../start/running.ts'
import { openPop3 } from './pop3.ts'
import { startServices } from './services.ts'
import { startDovecot } from '../test/helpers/dovecot.ts'
import { owner } from '../test/helpers/real-server.ts'

const run = promisify(execFile)
const mails = Number(process.argv[2] ?? 10_000)
const octets = Number(process.argv[3] ?? 10_240)
const runs = Number(process.argv[4] ?? 3)
const oneByOne = Math.min(mails, 3000)
/** Octets in which the tagged answer fits. */
const tail = 1000

const ports = { imap: await freePort(), imaps: await freePort(), pop3: await freePort(), pop3s: await freePort() }
const ours = await freePort()
const ourPop3 = await freePort()
const services = await startServices({ durable: true })
Object.assign(process.env, {
  ...services.settings,
  IMAP_PORT: String(ours),
  IMAPS_PORT: '0',
  POP3_PORT: String(ourPop3),
  POP3S_PORT: '0',
  REPORT_HEADER: 'false',
})
// These read the settings when they are loaded.
const { makeCertificate } = await import('#worker/receiver/certificate.ts')
const { newBox, putMails } = await import('../test/helpers/imap.ts')
const texts = Array.from({ length: mails }, (_, number) => mail(number))
const box = await newBox()
for (let from = 0; from < mails; from += 500) await putMails(box, texts.slice(from, from + 500))
const readers = spawn(process.execPath, ['worker/readers/main.ts'], { stdio: ['ignore', 'ignore', 'inherit'] })
const dovecot = await startDovecot({
  ports,
  certificate: makeCertificate('dovecot.example'),
  settings: ['ssl = no', 'disable_plaintext_auth = no', 'mail_max_userip_connections = 100'],
})

try {
  if (dovecot) {
    for (const sub of ['cur', 'new', 'tmp']) await mkdir(join(dovecot.folder, 'mail', sub), { recursive: true })
    await Promise.all(
      texts.map((text, number) =>
        writeFile(join(dovecot.folder, 'mail/cur', `${1_700_000_000 + number}.M${number}.bench:2,`), text),
      ),
    )
  }
  if (dovecot) await run('chown', ['-R', `${owner.uid}:${owner.gid}`, join(dovecot.folder, 'mail')])
  const us = await openClient('127.0.0.1', ours, box.user, box.pass)
  const them = dovecot && (await openClient('127.0.0.2', ports.imap, 'bench', 'secret'))
  await measure('FETCH ENVELOPE, all', mails, us, them, (client) => client.ask('FETCH 1:* (ENVELOPE)'))
  await measure('BODY[], all', mails, us, them, (client) => client.ask('FETCH 1:* (BODY.PEEK[])'))
  await measure('BODY[], one by one', oneByOne, us, them, async (client) => {
    for (let number = 1; number <= oneByOne; number++) await client.ask(`FETCH ${number} (BODY.PEEK[])`)
  })
  const usByPop3 = await openPop3(await connected('127.0.0.1', ourPop3), box.user, box.pass)
  const themByPop3 = dovecot && (await openPop3(await connected('127.0.0.2', ports.pop3), 'bench', 'secret'))
  await measure('POP3 RETR', oneByOne, usByPop3, themByPop3, async (client) => {
    for (let number = 1; number <= oneByOne; number++) await client.ask(`RETR ${number}`)
  })
} finally {
  await stop(readers)
  await dovecot?.stop()
  await services.stop()
}
process.exit(0)

/** The first run is not counted: then both remember what they can. */
async function measure(
  title: string,
  count: number,
  us: Client,
  them: Client | undefined,
  work: (client: Client) => Promise<unknown>,
): Promise<void> {
  const rates: { us: number[]; them: number[] } = { us: [], them: [] }
  for (let run = 0; run <= runs; run++) {
    for (const [name, client] of [
      ['us', us],
      ['them', them],
    ] as const) {
      if (!client) continue
      const before = performance.now()
      await work(client)
      if (run > 0) rates[name].push((count / (performance.now() - before)) * 1000)
    }
  }
  const [ourRate, theirRate] = [median(rates.us), median(rates.them)]
  const ratio = them
    ? `, Dovecot ${Math.round(theirRate)}, ratio ${(ourRate / theirRate).toFixed(2)}`
    : ', no Dovecot on this machine'
  process.stdout.write(`${title}: ${Math.round(ourRate)} mails/s${ratio}\n`)
}

interface Client {
  /** Sends a command; resolves when its tagged OK has come. @throws for another answer */
  ask(command: string): Promise<void>
}

async function openClient(host: string, port: number, user: string, pass: string): Promise<Client> {
  const socket = await connected(host, port)
  let end: Buffer = Buffer.alloc(0)
  let heard = (): void => {}
  let count = 0
  socket.on('data', (chunk) => {
    end = chunk.length < tail ? Buffer.concat([end.subarray(-tail), chunk]) : chunk.subarray(-tail)
    heard()
  })
  const client = {
    async ask(command: string): Promise<void> {
      const tag = `b${++count}`
      socket.write(`${tag} ${command}\r\n`)
      const wanted = new RegExp(`(?:^|\\n)${tag} ([A-Z]+) [^\\r]*\\r\\n$`)
      for (;;) {
        const answer = wanted.exec(end.toString('latin1'))
        if (answer?.[1] === 'OK') return
        if (answer) throw new Error(`${command}: ${answer[0]}`)
        await new Promise<void>((resolve) => {
          heard = resolve
        })
      }
    },
  }
  await client.ask(`LOGIN "${user}" "${pass}"`)
  await client.ask('SELECT INBOX')
  return client
}

async function connected(host: string, port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, host)
    try {
      await once(socket, 'connect')
      return socket.setNoDelay(true)
    } catch {
      socket.destroy()
      await pause(50)
    }
  }
}

function mail(number: number): string {
  const head = [
    `From: "Sender ${number % 100}" <sender${number % 100}@acme.example>`,
    `To: "Reader" <reader@seeds.example>`,
    `Subject: Newsletter number ${number} of this spring`,
    `Date: Sat, 21 Nov 2026 10:${String(number % 60).padStart(2, '0')}:00 +0000`,
    `Message-ID: <${number}@acme.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ].join('\r\n')
  return `${head}\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(Math.max(1, Math.floor((octets - head.length) / 78)))}`
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
