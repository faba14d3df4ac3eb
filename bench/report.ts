/**
 * From the final dot to the visible report: a real house with a durable database, DNS from a name server on this machine, one mail at a time, and a
 * live page's stream that waits for the state to say "reported". Anchors of the same run: one SMTP round trip, and the time until our 250.
 *
 *     npm run bench [-- mails]
 */
import { createTransport } from 'nodemailer'
import { sampleMail } from '#worker/samples/mails.ts'
import { senders } from '#worker/samples/zone.ts'
import { apiOf } from '../test/helpers/api.ts'
import { startHouse } from '../test/helpers/house.ts'
import { type LiveStream, openLive } from './live.ts'
import { startServices } from './services.ts'
import { openSmtp } from './smtp.ts'

const mails = Number(process.argv[2] ?? 100)
const warmUp = 10
const { domain, helo, address: sentFrom } = senders['in-order']

interface Times {
  roundTrip: number
  stored: number
  reported: number
}

const services = await startServices({ durable: true })
const house = await startHouse({
  redisUrl: services.settings.REDIS_URL,
  settings: {
    ...services.settings,
    SMTP_CONNECTION_RATE: '1000000',
    SMTP_MESSAGE_RATE: '1000000',
  },
})
try {
  const times: Times[] = []
  for (let count = 0; count < warmUp + mails; count++) {
    const one = await measure()
    if (count >= warmUp) times.push(one)
  }
  tell(times)
} finally {
  await house.close()
  await services.stop()
}
process.exit(0)

async function measure(): Promise<Times> {
  const { token, address } = await apiOf(house.baseUrl).take()
  const live = await openLive(`${house.baseUrl}/a/${token}/events`)
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(
    sampleMail('in-order', address),
  )
  try {
    return await sendAndWait(message as Buffer, address, live)
  } finally {
    live.close()
  }
}

async function sendAndWait(message: Buffer, recipient: string, live: LiveStream): Promise<Times> {
  const smtp = await openSmtp(house.smtpPort, sentFrom)
  await smtp.command(`EHLO ${helo}`)
  const asked = performance.now()
  await smtp.command('NOOP')
  const roundTrip = performance.now() - asked
  await smtp.command(`MAIL FROM:<bounces@${domain}>`)
  await smtp.command(`RCPT TO:<${recipient}>`)
  await smtp.command('DATA')
  const visible = live.reported()
  smtp.write(message)
  const dot = performance.now()
  await smtp.command('\r\n.')
  const stored = performance.now() - dot
  await visible
  const reported = performance.now() - dot
  await smtp.command('QUIT')
  return { roundTrip, stored, reported }
}

function tell(times: Times[]): void {
  const rows: [name: string, values: number[]][] = [
    ['one SMTP round trip (NOOP)', times.map(({ roundTrip }) => roundTrip)],
    ['final dot → 250 (stored)', times.map(({ stored }) => stored)],
    ['final dot → visible report', times.map(({ reported }) => reported)],
  ]
  console.log(`${times.length} mails, one at a time, local DNS, milliseconds\n`)
  console.log(`${''.padEnd(30)}${'median'.padStart(9)}${'p95'.padStart(9)}`)
  for (const [name, values] of rows) console.log(`${name.padEnd(30)}${shown(values, 0.5)}${shown(values, 0.95)}`)
  const [, stored = 0, reported = 0] = rows.map(([, values]) => quantile(values, 0.5))
  console.log(
    `\nThe report is visible after ${(reported / stored).toFixed(1)} times the time of the 250. Aim: a median under 300 ms.`,
  )
}

function shown(values: number[], part: number): string {
  return quantile(values, part).toFixed(1).padStart(9)
}

function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
