/** The receiver process: mail comes in here, is stored as it is, and only then acknowledged. Everything else happens elsewhere. */
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { chmodSync, statSync, unlinkSync } from 'node:fs'
import { env, isLoopback, stopStart } from '#env'
import { databaseUrl } from '#prisma/client.ts'
import { log } from '../log.ts'
import { closeNews } from '../news.ts'
import { closeQueues, openProducers } from '../queue.ts'
import { readCertificate } from './certificate.ts'
import { type Clock, realClock } from './chosen.ts'
import { Door, tlsOptions } from './door.ts'
import { openHouse } from './house.ts'
import { type Limits, limitsOf } from './limits.ts'
import type { Listener } from './record.ts'

export interface ReceiverOptions {
  host?: string
  smtpPort?: number
  smtpsPort?: number
  submissionPort?: number
  submissionsPort?: number
  sandboxPort?: number
  lmtpPort?: number
  lmtpSocket?: string
  name?: string
  seedDomains?: readonly string[]
  databaseUrl?: string
  limits?: Partial<Limits>
  clock?: Clock
}

export interface Receiver {
  /** The ports listened on, also when 0 was asked for. */
  smtpPort: number
  smtpsPort: number
  submissionPort: number
  submissionsPort: number
  /** Of this machine, without a password. */
  sandboxPort: number
  /** Of LMTP; undefined when it is off. */
  lmtpPort: number | undefined
  /** Reads the certificate again. */
  renewCertificate(): void
  /** Refuses new clients, lets mails on their way be stored, and resolves when all is written. */
  close(): Promise<void>
}

/** How long a mail on its way may take when we are asked to stop. */
const graceMs = 20_000
const hourMs = 3_600_000
/** Whoever needs no password is on it. */
const thisMachine = '127.0.0.1'

/** Starts to listen; everything not given is as in the settings. @throws when a port cannot be had */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const host = options.host ?? env.SMTP_HOST
  const house = openHouse({
    name: options.name ?? env.SMTP_NAME,
    seedDomains: options.seedDomains ?? env.SEED_DOMAINS,
    limits: { ...limitsOf(env), ...options.limits },
    databaseUrl: options.databaseUrl ?? databaseUrl(),
    clock: options.clock ?? realClock,
  })
  const certificate = readCertificate({ ...env, SMTP_NAME: house.name })
  if (certificate.selfSigned && !isLoopback(host)) {
    log.warn('the mail ports use a self-signed certificate: set TLS_CERT and TLS_KEY')
  }
  const doors: Door[] = []
  const door = (listener: Listener): Door => {
    const made = new Door({ house, certificate, listener })
    made.on('error', (error: Error) => log.debug({ err: error }, 'a connection failed'))
    doors.push(made)
    return made
  }
  const smtpPort = await listen(door('smtp'), options.smtpPort ?? env.SMTP_PORT, host)
  const smtpsPort = await listen(door('smtps'), options.smtpsPort ?? env.SMTPS_PORT, host)
  const submissionPort = await listen(door('submission'), options.submissionPort ?? env.SUBMISSION_PORT, host)
  const submissionsPort = await listen(door('submissions'), options.submissionsPort ?? env.SUBMISSIONS_PORT, host)
  const sandboxPort = await listen(door('sandbox'), options.sandboxPort ?? env.SANDBOX_PORT, thisMachine)
  const { lmtpPort: wantedPort = env.LMTP_PORT, lmtpSocket = env.LMTP_SOCKET } = options
  const lmtpPort = wantedPort === undefined ? undefined : await listen(door('lmtp'), wantedPort, host)
  if (lmtpSocket !== undefined) await listenOnSocket(door('lmtp'), lmtpSocket)
  // The hints to the worker need a connection; it is made while the first client is still talking.
  void openProducers()

  return {
    ...{ smtpPort, smtpsPort, submissionPort, submissionsPort, sandboxPort, lmtpPort },
    renewCertificate() {
      const renewed = readCertificate({ ...env, SMTP_NAME: house.name })
      for (const one of doors) one.updateSecureContext(tlsOptions(renewed))
    },
    async close() {
      await Promise.all(doors.map((one) => one.shut(graceMs)))
      await house.close()
    },
  }
}

async function listen(door: Door, port: number, host: string): Promise<number> {
  const server = door.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** What a receiver before us left there is taken away; who may write to it, its folder decides. @throws when it is no socket */
async function listenOnSocket(door: Door, path: string): Promise<void> {
  if (statSync(path, { throwIfNoEntry: false })?.isSocket()) unlinkSync(path)
  const server = door.listen(path)
  await once(server, 'listening')
  chmodSync(path, 0o666)
}

async function main(): Promise<void> {
  const receiver = await startReceiver()
  const { renewCertificate: _renew, close: _close, ...ports } = receiver
  log.info({ ...ports, lmtpSocket: env.LMTP_SOCKET, host: env.SMTP_HOST }, 'the receiver is ready')
  const renew = (): void => {
    try {
      receiver.renewCertificate()
    } catch (error) {
      log.error({ err: error }, 'the certificate could not be read again; the one before stays')
    }
  }
  setInterval(renew, hourMs).unref()
  process.on('SIGHUP', renew)
  const stop = async (): Promise<void> => {
    await receiver.close()
    await Promise.allSettled([closeQueues(), closeNews()])
    log.info('the receiver has stopped')
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

if (import.meta.main) await main().catch(stopStart)
