/**
 * Mails of 10 KiB taken a second, each committed before its 250: our receiver with a durable database against an SMTP server of sixty lines
 * that throws everything away, in the same run, from the same client. Compare the ratios; the figures themselves are the machine's.
 *
 *     node bench/intake.ts [mails a run] [runs]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { startServices } from './services.ts'

const mails = Number(process.argv[2] ?? 5000)
const runs = Number(process.argv[3] ?? 3)
const domain = 'bench.example'
const mail = Buffer.concat([
  Buffer.from('From: <bench@bench.example>\r\nSubject: bench\r\n\r\n'),
  Buffer.from(`${'x'.repeat(78)}\r\n`.repeat(127)),
  Buffer.from('.\r\n'),
])
const scenarios = [
  { title: '50 sessions, reused', sessions: 50, mailsOfASession: Number.POSITIVE_INFINITY },
  { title: '100 sessions, one mail each', sessions: 100, mailsOfASession: 1 },
]

const services = await startServices({ durable: true })
const settings = {
  ...services.settings,
  SEED_DOMAINS: domain,
  SMTP_PORT: '0',
  SMTPS_PORT: '0',
  SMTP_CONNECTIONS_PER_CLIENT: '1000',
  SMTP_CONNECTION_RATE: '1000000',
  SMTP_MESSAGE_RATE: '1000000',
  MAILS_PER_ADDRESS_DAY: '1000000',
}
Object.assign(process.env, settings)
const { issueAddress } = await import('#prisma/address.ts')
const { createAnonymousTeam } = await import('#prisma/team.ts')
const recipients = await Promise.all(
  Array.from({ length: 50 }, async () => (await issueAddress({ teamId: await createAnonymousTeam(), domain })).address.email),
)
const receiver = await startServer('worker/receiver/main.ts')
const discard = await startServer('bench/discard.ts')
try {
  for (const scenario of scenarios) await compare(scenario)
} finally {
  for (const { child } of [receiver, discard]) {
    child.kill()
    await once(child, 'exit')
  }
  await services.stop()
}
process.exit(0)

interface Server {
  child: ChildProcess
  port: number
}

/** Starts one of our programs; its port stands in its first line, alone or as `smtpPort` of a log line. */
async function startServer(file: string): Promise<Server> {
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, port: Number(/"smtpPort":(\d+)/.exec(line)?.[1] ?? line) }
}

async function compare({ title, sessions, mailsOfASession }: (typeof scenarios)[number]): Promise<void> {
  const figures: Record<'receiver' | 'discard', number[]> = { receiver: [], discard: [] }
  await deliver(receiver.port, sessions, 500, mailsOfASession)
  for (let run = 0; run < runs; run++) {
    for (const [name, { port }] of [
      ['discard', discard],
      ['receiver', receiver],
    ] as const) {
      const began = performance.now()
      await deliver(port, sessions, mails, mailsOfASession)
      figures[name].push(mails / ((performance.now() - began) / 1000))
    }
  }
  const [ours, anchor] = [median(figures.receiver), median(figures.discard)]
  console.log(
    `${title}: receiver ${ours.toFixed(0)} mails/s, discard ${anchor.toFixed(0)} mails/s, ratio ${(ours / anchor).toFixed(2)}`,
  )
}

function median(figures: number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
}

/** Delivers a number of mails over so many sessions at once. */
async function deliver(port: number, sessions: number, count: number, mailsOfASession: number): Promise<void> {
  let left = count
  const work = async (number: number): Promise<void> => {
    while (left > 0) await session(port, recipients[number % recipients.length] ?? '', () => left-- > 0, mailsOfASession)
  }
  await Promise.all(Array.from({ length: sessions }, (_, number) => work(number)))
}

/** One connection, in lock-step, as most mail servers send. */
async function session(port: number, recipient: string, next: () => boolean, most: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const replies = socket[Symbol.asyncIterator]()
  const say = async (octets: string | Buffer, expected: string): Promise<void> => {
    if (octets.length > 0) socket.write(octets)
    let reply = ''
    while (!/^\d{3} .*\r\n$/m.test(reply)) {
      const { value, done } = await replies.next()
      if (done) throw new Error('the connection ended')
      reply += value
    }
    if (!reply.startsWith(expected)) throw new Error(reply)
  }
  await say('', '220')
  await say('EHLO bench.example\r\n', '250')
  for (let sent = 0; sent < most && next(); sent++) {
    await say('MAIL FROM:<bench@bench.example>\r\n', '250')
    await say(`RCPT TO:<${recipient}>\r\n`, '250')
    await say('DATA\r\n', '354')
    await say(mail, '250')
  }
  await say('QUIT\r\n', '221')
  socket.destroy()
}
