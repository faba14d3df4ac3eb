/** What one client, one connection and one command may take from us. */
import type { Env } from '#env'

export interface Limits {
  connections: number
  connectionsPerClient: number
  /** A minute, of one client address. */
  connectionRate: number
  /** Open at once for one address, in this process. */
  sessionsPerAddress: number
  /** Octets of a command without its literals, before and after somebody has logged in. */
  lineBytes: { before: number; after: number }
  /** Octets of a literal; a mail that is put here may have `mailBytes`. */
  literalBytes: { before: number; after: number }
  mailBytes: number
  /** Until somebody has logged in, from the connection on. */
  loginMs: number
  /** Without a command. RFC 9051 §5.4 asks for half an hour at least. */
  idleMs: number
  /** Between two signs of life while a client idles: NATs forget a connection after five minutes. */
  keepAliveMs: number
  /** Answers BAD, and commands before login, after which the connection ends. */
  errors: number
  /** A second; more are made to wait. */
  commandRate: number
  /** Wrong passwords for one user name from one network, in fifteen minutes; of the network five times as many. */
  wrongPasswords: number
  /** What a wrong password costs. */
  wrongPasswordMs: number
  /** How soon an open session notices that its password was revoked. */
  revokedMs: number
}

export function limitsOf(env: Env): Limits {
  return {
    connections: env.IMAP_CONNECTIONS,
    connectionsPerClient: env.IMAP_CONNECTIONS_PER_CLIENT,
    connectionRate: 3000,
    sessionsPerAddress: 20,
    lineBytes: { before: 8 * 1024, after: 64 * 1024 },
    literalBytes: { before: 1024, after: 64 * 1024 },
    mailBytes: env.MAX_MESSAGE_BYTES,
    loginMs: 60_000,
    idleMs: 30 * 60_000,
    keepAliveMs: 2 * 60_000,
    errors: 20,
    commandRate: 10_000,
    wrongPasswords: 10,
    wrongPasswordMs: 1000,
    revokedMs: 4000,
  }
}
