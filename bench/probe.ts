/**
 * How long a probe takes. First seven ports on two addresses of scripted servers, each of which lets us wait its own time: the whole must end
 * with the slowest, not with their sum. Then a host of a real Postfix and Dovecot, where Debian brings them, beside the same conversations
 * held by hand in the same run, as swaks would: connect, greeting, EHLO, STARTTLS, EHLO, QUIT.
 *
 *     node run.mjs bench/probe.ts [rounds]
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { connect as secure } from 'node:tls'
import { openNet } from '#net/open.ts'
import { startNameServer } from '#net/name-server.ts'
import { hasRealServers } from '../test/helpers/real-rows.ts'
import { homes } from '../test/helpers/real-server.ts'
import { RealWorld } from '../test/helpers/real-world.ts'

const rounds = Number(process.argv[2] ?? 10)
const ports = [25, 465, 587, 143, 993, 110, 995] as const
const waits: Readonly<Record<number, number>> = { 25: 1000, 465: 700, 587: 600, 143: 500, 993: 400, 110: 300, 995: 200 }

await scripted()
await real()

async function scripted(): Promise<void> {
  const servers = await Promise.all(ports.map(async (port) => [port, await serve(waits[port] ?? 0)] as const))
  const at = new Map(servers.map(([port, server]) => [port, (server.address() as AddressInfo).port]))
  const dns = await startNameServer({ 'mx.test A': ['127.0.0.1', '127.0.0.2'] })
  const net = openNet({ servers: [dns.address], targets: { allowPrivate: true, ports: at }, limits: { totalMs: 20_000 } })
  const looks: number[] = []
  const addresses = ['127.0.0.1', '127.0.0.2']
  const started = performance.now()
  await Promise.all(
    addresses.flatMap((address) =>
      ports.map(async (port) => {
        const { milliseconds } = await net.probe.look('mx.test', address, port)
        looks.push(milliseconds)
      }),
    ),
  )
  const total = performance.now() - started
  const slowest = Math.max(...looks)
  const sum = looks.reduce((one, other) => one + other, 0)
  console.log(
    `scripted: ${looks.length} looks in ${ms(total)}; the slowest ${ms(slowest)}, their sum ${ms(sum)}; total/slowest ${(total / slowest).toFixed(3)}`,
  )
  for (const [, server] of servers) server.close()
  await dns.close()
}

/** A server that lets everybody wait, and then refuses. Where TLS is expected it is asked twice, so 465 takes twice its time. */
async function serve(wait: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    setTimeout(() => socket.end('554 not here\r\n'), wait)
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  return server
}

async function real(): Promise<void> {
  if (!(await hasRealServers())) return
  const world = new RealWorld()
  const { at: mailboxes, authSocket } = await world.dovecot()
  const sasl = { smtpd_sasl_auth_enable: 'yes', smtpd_sasl_type: 'dovecot', smtpd_sasl_path: authSocket }
  const postfix = await world.postfix({
    mx: ['valid'],
    submission: ['valid', sasl],
    submissions: ['valid', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
  })
  const at: Record<number, number> = { 25: postfix.mx, 587: postfix.submission, 465: postfix.submissions, ...mailboxes }
  const figures: { whole: number; byHand: number; together: number }[] = []
  for (let round = -2; round < rounds; round++) {
    const whole = await timed(() => world.probe(at, { consents: false }))
    const byHand = await timed(async () => {
      for (const port of ports) await converse(port, at[port] ?? 0)
    })
    const together = await timed(() => Promise.all(ports.map((port) => converse(port, at[port] ?? 0))))
    // The servers start a process for the first to come.
    if (round >= 0) figures.push({ whole, byHand, together })
  }
  await world.stop()
  const middle = (of: 'whole' | 'byHand' | 'together') =>
    figures.map((one) => one[of]).sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
  console.log(
    `real: a probe of Postfix and Dovecot, 7 ports, old TLS tried too, 22 checks: ${ms(middle('whole'))}; the 7 conversations by hand, one after the other ${ms(middle('byHand'))}, at the same time ${ms(middle('together'))} (medians of ${rounds})`,
  )
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await what()
  return performance.now() - started
}

/** By hand: no guard, no limits, no transcript. */
async function converse(port: number, at: number): Promise<void> {
  const socket = connect({ host: homes[0], port: at })
  if (port === 465 || port === 993 || port === 995) return await speak(secure({ socket, rejectUnauthorized: false }), port, false)
  await speak(socket, port, true)
}

async function speak(socket: Socket, port: number, turns: boolean, greets = true): Promise<void> {
  const [list, begin, bye, end] =
    port === 143 || port === 993
      ? ['a1 CAPABILITY', 'a2 STARTTLS', 'a3 LOGOUT', /^a\d OK/m]
      : port === 110 || port === 995
        ? ['CAPA', 'STLS', 'QUIT', /^\.\r$/m]
        : ['EHLO bench.test', 'STARTTLS', 'QUIT', /^250 /m]
  if (greets) await heard(socket, /\r\n/)
  socket.write(`${list}\r\n`)
  await heard(socket, end)
  if (turns) {
    socket.write(`${begin}\r\n`)
    await heard(socket, /\r\n/)
    return await speak(secure({ socket, rejectUnauthorized: false }), port, false, false)
  }
  socket.write(`${bye}\r\n`)
  await once(socket, 'close')
}

async function heard(socket: Socket, what: RegExp): Promise<void> {
  let text = ''
  while (!what.test(text)) text += String((await once(socket, 'data'))[0])
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`
}
