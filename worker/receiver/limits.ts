/** What one client, one connection and one mail may take from us. All of it can be set; see env.ts. */
import type { Env } from '#env'

export interface Limits {
  connections: number
  connectionsPerClient: number
  /** A minute, of one client address. */
  connectionRate: number
  mailRate: number
  recipients: number
  errors: number
  junkCommands: number
  /** Octets of a command line; RFC 5321 §4.5.3.1.4 asks for 512, extensions add to it. */
  commandBytes: number
  commandMs: number
  dataMs: number
  /** Bytes a second, averaged over each window. */
  dataRate: number
  dataWindowMs: number
  sessionMs: number
  greetingDelayMs: number
  mailBytes: number
  /** How much more than `mailBytes` is read, in the hope of an orderly end, before the connection is closed. */
  excessBytes: number
  intakeBytes: number
  /** How long reading pauses for want of memory before the mail is given up. */
  intakePauseMs: number
  mailsPerAddressDay: number
  /** Of one sandbox. */
  mailsPerSandboxDay: number
  /** Wrong passwords for one user name from one network, in fifteen minutes, and what one costs. */
  wrongPasswords: number
  wrongPasswordMs: number
  /** Tries of one address that asked for replies of their own. */
  triesPerAddressDay: number
  /** Slow replies under way at once. */
  slowReplies: number
  /** A longer connection is kept as several sessions, so that a transcript stays short. */
  transactionsPerSession: number
}

export function limitsOf(env: Env): Limits {
  return {
    connections: env.SMTP_CONNECTIONS,
    connectionsPerClient: env.SMTP_CONNECTIONS_PER_CLIENT,
    connectionRate: env.SMTP_CONNECTION_RATE,
    mailRate: env.SMTP_MESSAGE_RATE,
    recipients: env.SMTP_RECIPIENTS,
    errors: env.SMTP_ERRORS,
    junkCommands: env.SMTP_JUNK_COMMANDS,
    commandBytes: 2048,
    commandMs: env.SMTP_COMMAND_SECONDS * 1000,
    dataMs: env.SMTP_DATA_SECONDS * 1000,
    dataRate: env.SMTP_DATA_RATE,
    dataWindowMs: 60_000,
    sessionMs: env.SMTP_SESSION_SECONDS * 1000,
    greetingDelayMs: env.SMTP_GREETING_DELAY_MS,
    mailBytes: env.MAX_MESSAGE_BYTES,
    excessBytes: 1024 ** 2,
    intakeBytes: env.INTAKE_MEMORY,
    intakePauseMs: 10_000,
    mailsPerAddressDay: env.MAILS_PER_ADDRESS_DAY,
    mailsPerSandboxDay: env.SANDBOX_MAILS_PER_DAY,
    wrongPasswords: 10,
    wrongPasswordMs: 1000,
    triesPerAddressDay: 1000,
    slowReplies: 20,
    transactionsPerSession: 8,
  }
}
