/** Every setting, with its meaning, default and limits. The only reader of process.env. A wrong value stops the start with one line. */
import { isIP } from 'node:net'
import { z } from 'zod'

const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1')
const count = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}
const port = count(0, 65535)
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

/** An address, or a network in CIDR. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const domainName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/
const serverAddress = /^(\d{1,3}(\.\d{1,3}){3}(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?|[0-9a-f]*:[0-9a-f:.]+)$/i

const serverOrNone = new RegExp(`^none$|${serverAddress.source}`, 'i')

const settings = z.object({
  PORT: port.default(3000).describe('the dashboard'),
  HOST: z.string().min(1).default('127.0.0.1').describe('where the dashboard listens'),
  BASE_URL: z
    .url({ protocol: /^https?$/, error: 'a URL as https://seedbed.acme.net' })
    .optional()
    .describe('links in mails and API answers; http://localhost:PORT when not set'),
  CONTENT_URL: z
    .url({ protocol: /^https?$/, error: 'a URL as https://seedbed-content.net' })
    .optional()
    .describe('another origin for the HTML of mails, best on a domain of its own; that of BASE_URL when not set'),
  SEED_DOMAINS: list
    .pipe(z.array(z.string().toLowerCase().regex(domainName, 'domain names in A-labels, separated by commas')).min(1))
    .default(['seedbed.localhost'])
    .describe('mail is accepted for these and for their subdomains, nothing else'),
  SMTP_PORT: port.default(2525).describe('the receiver, with STARTTLS'),
  SMTPS_PORT: port.default(4465).describe('the receiver, implicit TLS'),
  SMTP_HOST: z.string().min(1).default('127.0.0.1').describe('where the receiver listens'),
  SUBMISSION_PORT: port
    .default(5587)
    .describe('applications send into the sandbox of a project here, with STARTTLS and a password'),
  SUBMISSIONS_PORT: port.default(5465).describe('the same, implicit TLS'),
  SANDBOX_PORT: port.default(1025).describe('the same without a password, for this machine only'),
  SANDBOX_MAILS_PER_DAY: count(1, 1_000_000).default(5000).describe('mails one sandbox takes in a day'),
  IMAP_PORT: port.default(1143).describe('mail programs read addresses here, with STARTTLS'),
  IMAPS_PORT: port.default(1993).describe('the same, implicit TLS'),
  POP3_PORT: port.default(1110).describe('mail programs that know POP3 only read addresses here, with STLS'),
  POP3S_PORT: port.default(1995).describe('the same, implicit TLS'),
  POP3_DELETES: flag.default(true).describe('what POP3 deletes goes to Trash; false: it deletes nothing'),
  IMAP_HOST: z.string().min(1).default('127.0.0.1').describe('where mail programs are listened to'),
  READERS: flag.default(true).describe('mail programs read addresses by IMAP and POP3; false: nothing listens for them'),
  REPORT_HEADER: flag
    .default(true)
    .describe('mail programs get each mail with X-Seedbed-Report before it; false: as it was stored'),
  LMTP_PORT: port.optional().describe('takes mail from a mail server of yours by LMTP, at SMTP_HOST; off when not set'),
  LMTP_SOCKET: z
    .string()
    .startsWith('/', 'the path of a socket, from the root')
    .optional()
    .describe('the same, on a socket; off when not set'),
  SMTP_NAME: z
    .string()
    .toLowerCase()
    .regex(domainName)
    .optional()
    .describe('our name in the greeting; the first seed domain when not set'),
  TLS_CERT: z.string().optional().describe('certificate file (PEM) of all mail ports; self-signed in DATA_DIR when not set'),
  TLS_KEY: z.string().optional().describe('its key file (PEM)'),
  DNS_SERVERS: list
    .pipe(z.array(z.string().regex(serverAddress, 'ip or ip:port, separated by commas')).min(1))
    .optional()
    .describe("where recursive questions go; the system's when not set"),
  DNS_TIMEOUT_MS: count(10, 30_000).default(2000).describe('milliseconds one try of one question may take'),
  PUBLIC_RESOLVERS: list
    .pipe(z.array(z.string().regex(serverOrNone, 'ip or ip:port, separated by commas, or none')).min(1))
    .transform((servers) => servers.filter((server) => server !== 'none'))
    .default(['1.1.1.1', '8.8.8.8', '9.9.9.10', '208.67.222.2', '94.140.14.140', '76.76.2.0', '185.222.222.222', '77.88.8.8'])
    .describe('resolvers asked whether they have the new records yet; none to ask nobody'),
  PORT_MAP: z
    .string()
    .optional()
    .describe('25:2526,53:5353: how tests and the demo reach well-known ports; only with ALLOW_PRIVATE_TARGETS'),
  TLS_CA: z
    .string()
    .optional()
    .describe('certificate file (PEM) of one more root that HTTPS and mail servers may stand on; for tests and intranets'),
  SPAMD_HOST: z
    .string()
    .regex(/^(?:\[[0-9a-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i, 'a host, host:port or [address]:port')
    .optional()
    .describe('SpamAssassin: where spamd listens, with port unless it is 783; left out of the report when not set'),
  RSPAMD_URL: z
    .url({ protocol: /^https?$/, error: 'a URL as http://127.0.0.1:11333' })
    .optional()
    .describe('rspamd: the URL of its normal worker; left out of the report when not set'),
  ALLOW_PRIVATE_TARGETS: flag.default(false).describe('probes and fetches may reach loopback and private addresses'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a URL as postgresql://user:password@host:5432/name' })
    .optional()
    .describe('PostgreSQL; embedded when not set'),
  DATABASE_POOL: count(2, 100).default(10).describe('connections of one process to PostgreSQL'),
  REDIS_URL: z
    .string()
    .regex(/^(rediss?:\/\/|unix:|\/)/, 'redis://…, or the path of a socket')
    .optional()
    .describe('Redis; started by us when not set'),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .default('seedbed')
    .describe('first part of every key and channel'),
  DATA_DIR: z.string().min(1).default('.data').describe('embedded services and generated keys'),
  ACCESS: z
    .enum(['open', 'members'])
    .optional()
    .describe('may someone not signed in take addresses and scan; open on loopback, else members'),
  SIGNUP: z
    .enum(['open', 'invite', 'closed'])
    .default('open')
    .describe('who may make an account: open, invite or closed; the first account owns the instance, whatever is set'),
  OUTBOUND_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'a URL as smtp://user:password@relay.acme.net:587' })
    .optional()
    .describe('relay for the mails we send to people; when not set, they are read in the dashboard'),
  OUTBOUND_FROM: z.email().optional().describe('sender of those mails; seedbed@ and SMTP_NAME when not set'),
  TRUST_PROXY: list
    .pipe(z.array(z.string().refine(isNetwork, 'networks as 10.0.0.0/8, separated by commas')))
    .default([])
    .describe('networks whose X-Forwarded-* are believed: CIDR, separated by commas'),
  SESSION_SECRET: z.string().min(32).optional().describe('signs cookies; made in DATA_DIR when embedded'),
  MAX_MESSAGE_BYTES: count(1024, 1024 ** 3)
    .default(25 * 1024 ** 2)
    .describe('largest mail accepted'),
  INTAKE_MEMORY: count(1024 ** 2, 64 * 1024 ** 3)
    .default(128 * 1024 ** 2)
    .describe('bytes of mail held before they are stored'),
  ADDRESS_TTL_HOURS: count(1, 720).default(72).describe('how long an address receives'),
  RETENTION_DAYS: count(1, 3650)
    .default(30)
    .describe('how long the mails of an address, and a scan, are kept of somebody without an account'),
  TEAM_RETENTION_DAYS: count(1, 3650)
    .default(365)
    .describe('how long they are kept of people with an account and of teams, at most; each may say less'),
  ADDRESSES_PER_HOUR: count(1, 1_000_000).default(20).describe('addresses one network may take in an hour without an account'),
  SCANS_PER_HOUR: count(1, 1_000_000)
    .default(30)
    .describe('scans of domains one network may ask for in an hour without an account'),
  PROBES_PER_HOUR: count(1, 1_000_000)
    .default(20)
    .describe('looks at the ports of mail hosts one network may ask for in an hour without an account'),
  SENDS_PER_HOUR: count(1, 1_000_000)
    .default(30)
    .describe('test sends one team, and one network without an account, may ask for in an hour'),
  PROBE_OPT_OUT: list
    .pipe(
      z.array(z.string().refine((text) => isNetwork(text) || domainName.test(text), 'domains and networks, separated by commas')),
    )
    .default([])
    .describe('domains, with all below, and networks that are never probed from here'),
  API_REQUESTS_PER_MINUTE: count(1, 1_000_000)
    .default(600)
    .describe('requests one network, or one API token, may send to the API in a minute'),
  MAILS_PER_ADDRESS_DAY: count(1, 1_000_000).default(200).describe('mails one address takes in a day'),
  SMTP_CONNECTIONS: count(1, 100_000).default(1000).describe('open SMTP connections in all'),
  SMTP_CONNECTIONS_PER_CLIENT: count(1, 100_000).default(30).describe('open SMTP connections of one client address (IPv6: /64)'),
  SMTP_CONNECTION_RATE: count(1, 1_000_000).default(300).describe('new SMTP connections a minute of one client address'),
  SMTP_MESSAGE_RATE: count(1, 1_000_000).default(500).describe('mails a minute of one client address'),
  SMTP_RECIPIENTS: count(1, 1000).default(100).describe('recipients of one mail'),
  SMTP_ERRORS: count(1, 1000).default(20).describe('errors after which a session is closed'),
  SMTP_JUNK_COMMANDS: count(1, 10_000).default(100).describe('NOOP, RSET, VRFY and HELP of one session'),
  SMTP_COMMAND_SECONDS: count(1, 3600).default(60).describe('seconds for one command line to be complete'),
  SMTP_DATA_SECONDS: count(5, 3600).default(300).describe('seconds for one mail from DATA to the final dot'),
  SMTP_DATA_RATE: count(0, 1_000_000).default(500).describe('bytes a second a mail must bring, averaged over a minute'),
  SMTP_SESSION_SECONDS: count(10, 86_400).default(1800).describe('seconds one SMTP connection may last'),
  SMTP_GREETING_DELAY_MS: count(0, 30_000)
    .default(0)
    .describe('milliseconds we wait before the greeting, to see who talks first'),
  IMAP_CONNECTIONS: count(1, 100_000).default(1000).describe('open connections of mail programs in all, for each protocol'),
  IMAP_CONNECTIONS_PER_CLIENT: count(1, 100_000)
    .default(30)
    .describe('open connections of mail programs of one client address, for each protocol'),
  APPENDS_PER_ADDRESS_DAY: count(1, 1_000_000).default(2000).describe('mails that mail programs put at one address in a day'),
  ANALYSE_CONCURRENCY: count(1, 256).default(8).describe('mails analysed at once by one worker'),
  DEMO_TEAM: z.uuid().optional().describe('the team a browser without one joins; set by npm run demo'),
  METRICS_TOKEN: z.string().min(16).optional().describe('opens /metrics from outside loopback'),
  SEEDBED_TOKEN: z.string().min(16).optional().describe('API token with which the command asks what a team accepts'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('the least that is logged: silent, fatal, error, warn, info, debug or trace'),
  CI: z.string().optional().describe('set by build services: nothing is asked, nothing animated'),
  SUITES_DIR: z.string().default('../shared/suites').describe('test data of others'),
  CHROMIUM: z.string().optional().describe('browser for the tests; found or taken from npm when not set'),
})

export type Env = Omit<z.infer<typeof settings>, 'BASE_URL' | 'ACCESS' | 'SMTP_NAME'> & {
  BASE_URL: string
  ACCESS: 'open' | 'members'
  SMTP_NAME: string
}

/** Thrown for a setting that cannot be: one line with the setting, what it was, and what it may be. */
export class WrongSetting extends Error {}

const secrets = new Set(['SESSION_SECRET', 'DATABASE_URL', 'REDIS_URL', 'METRICS_TOKEN', 'SEEDBED_TOKEN', 'OUTBOUND_SMTP_URL'])

/**
 * Reads the settings from an environment.
 * @throws {WrongSetting}
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([name, value]) => name in settings.shape && value !== undefined && value !== ''),
  )
  const read = settings.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const name = String(issue?.path[0])
    const shown = secrets.has(name) ? '(not shown)' : JSON.stringify(given[name])
    throw new WrongSetting(`${name} is ${shown}: ${issue?.message}`)
  }
  const env = read.data
  if (env.PORT_MAP && !env.ALLOW_PRIVATE_TARGETS) {
    throw new WrongSetting('PORT_MAP works only with ALLOW_PRIVATE_TARGETS=true')
  }
  if (Boolean(env.TLS_CERT) !== Boolean(env.TLS_KEY)) throw new WrongSetting('TLS_CERT and TLS_KEY: set both or neither')
  if (env.CONTENT_URL && URL.parse(env.CONTENT_URL)?.origin === URL.parse(env.BASE_URL ?? '')?.origin) {
    throw new WrongSetting('CONTENT_URL is the origin of BASE_URL: name another, or leave it out')
  }
  return {
    ...env,
    CONTENT_URL: env.CONTENT_URL && new URL(env.CONTENT_URL).origin,
    BASE_URL: (env.BASE_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    ACCESS: env.ACCESS ?? (isLoopback(env.HOST) ? 'open' : 'members'),
    SMTP_NAME: env.SMTP_NAME ?? env.SEED_DOMAINS[0] ?? 'localhost',
  }
}

/** Does this host name or address mean this machine only? */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}

function readOrStop(): Env {
  try {
    return readEnv(process.env)
  } catch (error) {
    return stopStart(error)
  }
}

/** Ends a start with one line for what its operator can change: a setting, a port. @throws everything else, which is our mistake */
export function stopStart(error: unknown): never {
  const noPort = error instanceof Error && 'code' in error && /^E(ADDRINUSE|ADDRNOTAVAIL|ACCES)$/.test(String(error.code))
  if (!noPort && !(error instanceof WrongSetting)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(2)
}

export const env: Env = readOrStop()
