/**
 * The readers process: mail goes out here, to mail programs, by IMAP and POP3. Apart from the receiver, so that nobody who searches ten thousand mails makes
 * a mail server wait for its 250.
 */
import { env, isLoopback, stopStart } from '#env'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { hearFolders } from '#prisma/folder-notices.ts'
import { openPool } from '#prisma/pool.ts'
import { type Limits, limitsOf } from '../imap/limits.ts'
import { Session as ImapSession } from '../imap/session.ts'
import { log } from '../log.ts'
import { openGuard } from '../mailbox/guard.ts'
import type { Post } from '../mailbox/mailboxes.ts'
import { closeNews, hearFolderNews } from '../news.ts'
import { closeQueues, openProducers } from '../queue.ts'
import { Session as Pop3Session } from '../pop3/session.ts'
import { readCertificate } from '../receiver/certificate.ts'
import { startPorts } from './ports.ts'

export interface ReadersOptions {
  host?: string
  imapPort?: number
  imapsPort?: number
  pop3Port?: number
  pop3sPort?: number
  limits?: Partial<Limits>
  /** Put X-Seedbed-Report before each mail? As in the settings when not given. */
  reportHeader?: boolean
  /** Does POP3 delete? As in the settings when not given. */
  pop3Deletes?: boolean
}

export interface Readers {
  /** The ports listened on, also when 0 was asked for. */
  imapPort: number
  imapsPort: number
  pop3Port: number
  pop3sPort: number
  /** Reads the certificate again. */
  renewCertificate(): void
  close(): Promise<void>
}

const hourMs = 3_600_000
const connections = 8
/** RFC 1939 §3: at least ten minutes, and whoever is away longer comes again. */
const pop3IdleMs = 10 * 60_000
/** A folder of many thousand mails is opened in one statement. */
const statementMs = 20_000

/** Starts to listen; everything not given is as in the settings. @throws when a port cannot be had */
export async function startReaders(options: ReadersOptions = {}): Promise<Readers> {
  const host = options.host ?? env.IMAP_HOST
  const limits = { ...limitsOf(env), ...options.limits }
  const pool = openPool({ databaseUrl: databaseUrl(), max: connections, statementMs })
  const guard = openGuard(limits.wrongPasswords)
  const certificate = readCertificate(env)
  if (certificate.selfSigned && !isLoopback(host)) {
    log.warn('the ports for mail programs use a self-signed certificate: set TLS_CERT and TLS_KEY')
  }
  const post: Post = {
    pool,
    reportHeader: (options.reportHeader ?? env.REPORT_HEADER) ? headerOf : null,
    appendsPerDay: env.APPENDS_PER_ADDRESS_DAY,
  }
  const shared = { host, name: env.SMTP_NAME, post, guard, certificate }
  const imap = await startPorts({
    ...{ ...shared, limits, port: options.imapPort ?? env.IMAP_PORT, tlsPort: options.imapsPort ?? env.IMAPS_PORT },
    open: (house, wire, caller) => new ImapSession(house, wire, caller),
    tooMany: '* BYE Too many connections',
  })
  const mayDelete = options.pop3Deletes ?? env.POP3_DELETES
  const pop3 = await startPorts({
    ...{ ...shared, port: options.pop3Port ?? env.POP3_PORT, tlsPort: options.pop3sPort ?? env.POP3S_PORT },
    limits: { ...limits, idleMs: Math.min(limits.idleMs, pop3IdleMs) },
    open: (house, wire, caller) => new Pop3Session(house, wire, caller, { mayDelete }),
    tooMany: '-ERR [SYS/TEMP] Too many connections',
  })
  const notices = hearFolders(databaseUrl(), hearFolderNews)
  void openProducers()
  return {
    ...{ imapPort: imap.port, imapsPort: imap.tlsPort, pop3Port: pop3.port, pop3sPort: pop3.tlsPort },
    renewCertificate() {
      const renewed = readCertificate(env)
      for (const ports of [imap, pop3]) ports.renewCertificate(renewed)
    },
    async close() {
      await Promise.all([imap.close(), pop3.close()])
      guard.close()
      await notices.close()
      await pool.end()
    },
  }
}

/** Where the report is. What it says changes, and a mail must not (RFC 9051 §2.3.1.1), so it says no more. */
const headerOf = (mailId: string): string => `X-Seedbed-Report: ${env.BASE_URL}/mail/${mailId}\r\n`

async function main(): Promise<void> {
  if (!env.READERS) return log.info('the readers are switched off (READERS)')
  const readers = await startReaders()
  const { imapPort, imapsPort, pop3Port, pop3sPort } = readers
  log.info({ imapPort, imapsPort, pop3Port, pop3sPort, host: env.IMAP_HOST }, 'the readers are ready')
  const renew = (): void => {
    try {
      readers.renewCertificate()
    } catch (error) {
      log.error({ err: error }, 'the certificate could not be read again; the one before stays')
    }
  }
  setInterval(renew, hourMs).unref()
  process.on('SIGHUP', renew)
  const stop = async (): Promise<void> => {
    await readers.close()
    await Promise.allSettled([closeQueues(), closeNews(), prisma.$disconnect()])
    log.info('the readers have stopped')
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

if (import.meta.main) await main().catch(stopStart)
