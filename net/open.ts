/** Opens the window on the live world: one for each report. */
import { getServers } from 'node:dns'
import { readFileSync } from 'node:fs'
import { type Fetched, type Net, type ServerAddress, Unreachable } from '#checks/net.ts'
import { env } from '#env'
import { askDirectly, transferDirectly } from './direct.ts'
import { type Ask, askServers, readServer } from './dns.ts'
import { enginesOf } from './engines.ts'
import { mayReach, portFor, readPortMap, type Targets } from './guard.ts'
import { httpsClient, post, type Sent } from './https.ts'
import { keeper } from './kept.ts'
import { probeClient } from './probe.ts'
import { type Caller, smtpClient } from './smtp.ts'
import { defaultLimits, type Limits, type Outside, windowOn } from './window.ts'

export interface OpenOptions {
  /** `ip`, `ip:port` or `[ip]:port`; DNS_SERVERS when not given, else the system's. */
  servers?: string[]
  /** Milliseconds of the first try of a question; DNS_TIMEOUT_MS when not given. */
  timeoutMs?: number
  /** Questions this report may ask. */
  budget?: number
  /** Other limits of this report. */
  limits?: Partial<Limits>
  /** Which addresses may be reached, and where ports are found; ALLOW_PRIVATE_TARGETS and PORT_MAP when not given. */
  targets?: Targets
  /** Resolvers open to everybody, as `servers`; PUBLIC_RESOLVERS when not given, and nobody when `servers` are. */
  publicResolvers?: string[]
  /** A root that counts beside those we know (PEM); the file TLS_CA when not given. */
  ca?: string
}

/** The world as one report sees it. Answers are remembered for this report only. */
export function openNet(options: OpenOptions = {}): Net {
  const timeoutMs = options.timeoutMs ?? env.DNS_TIMEOUT_MS
  const limits = { ...defaultLimits, ...options.limits, budget: options.budget ?? options.limits?.budget ?? defaultLimits.budget }
  return windowOn(openAsk(options), limits, openOutside({ timeoutMs, ...options }))
}

/** What this process keeps between reports. */
const kept = keeper()

/** The live resolver alone, without a report's memory and limits. */
function openAsk({ servers, timeoutMs = env.DNS_TIMEOUT_MS }: OpenOptions = {}): Ask {
  const known = servers ?? env.DNS_SERVERS ?? getServers()
  const askWorld = askServers(known.map(readServer), timeoutMs)
  return (question, leftMs) => {
    const stub = stubFor(question.name)
    const ask = () => (stub ? askServers([readServer(stub)], timeoutMs)(question, leftMs) : askWorld(question, leftMs))
    const { name, type, unchecked = false, keptMs } = question
    // Another resolver may be refused where this one is not.
    return keptMs ? kept(`${known.join()} ${name} ${type} ${unchecked}`, keptMs, ask) : ask()
  }
}

/** The targets that the settings allow. */
function targetsOf({ ALLOW_PRIVATE_TARGETS, PORT_MAP }: Pick<typeof env, 'ALLOW_PRIVATE_TARGETS' | 'PORT_MAP'>): Targets {
  return { allowPrivate: ALLOW_PRIVATE_TARGETS, ports: readPortMap(PORT_MAP) }
}

/** Who connects: our name, where we may go, and the roots that count. */
export function callerOf({ targets = targetsOf(env), ca = knownRoot() }: Pick<OpenOptions, 'targets' | 'ca'> = {}): Caller {
  return { name: env.SMTP_NAME, targets, ca }
}

/** Milliseconds for a POST, all in all. */
const postMs = 15_000

/** Posts to a URL of a team's own, a webhook's. The status and the beginning of the answer, or why there was none, in words. Never throws. */
export async function postTo(url: string, sends: Sent): Promise<{ status: number; says: string }> {
  const { targets, ca } = callerOf()
  try {
    const got = await post(url, sends, { dns: openNet().dns, targets, ca, timeoutMs: postMs, plain: targets.allowPrivate })
    if (got.outcome === 'answered') return { status: got.status, says: Buffer.from(got.body).toString('utf8') }
    return { status: 0, says: unanswered[got.outcome] }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return {
      status: 0,
      says: error.reason === 'private' ? 'Its address is private, and not reached from here.' : `No answer: ${error.reason}.`,
    }
  }
}

const unanswered: Record<Exclude<Fetched['outcome'], 'answered'>, string> = {
  'no-host': 'The name of the host does not exist.',
  'no-tls': 'It does not speak TLS.',
  'bad-certificate': 'Its certificate is one that a browser would refuse.',
  closed: 'It refuses connections.',
}

/** A page that is there. Whatever else came may be another thing in a minute. */
function isWhole(got: Fetched): boolean {
  return got.outcome === 'answered' && got.status === 200 && !got.truncated
}

/** The live world beyond the resolver. */
function openOutside({
  timeoutMs = env.DNS_TIMEOUT_MS,
  targets = targetsOf(env),
  ca = knownRoot(),
  servers,
  // Who names a resolver wants to know what that one sees, and nobody else is to be asked.
  publicResolvers = servers ? [] : env.PUBLIC_RESOLVERS,
}: OpenOptions): Outside {
  const port = portFor(53, targets)
  const fetch = httpsClient(targets, ca)
  const ask = askDirectly(timeoutMs, port)
  const transfer = transferDirectly(timeoutMs, port)
  const guard = ({ address, port }: ServerAddress, target: string) => {
    // A server that our own settings name may be anywhere.
    if (port === undefined && !mayReach(address, targets)) throw new Unreachable(target, 'private', address)
  }
  return {
    publicResolvers: publicResolvers.map((text) => ({ name: operators[text] ?? text, ...readServer(text) })),
    engines: enginesOf(env),
    get: (url, options, ...rest) => {
      const get = () => fetch(url, options, ...rest)
      return options.keptMs ? kept(`GET ${url}`, options.keptMs, get, isWhole) : get()
    },
    look: smtpClient({ name: env.SMTP_NAME, targets, ca }),
    ports: probeClient({ name: env.SMTP_NAME, about: aboutUs(env.BASE_URL), targets, ca }),
    async askServer(server, question, ...rest) {
      guard(server, `${question.name} ${question.type}`)
      return await ask(server, question, ...rest)
    },
    async transfer(server, zone, leftMs) {
      guard(server, `${zone} AXFR`)
      return await transfer(server, zone, leftMs)
    },
  }
}

/** The page for whoever finds us in a log. A URL has neither quotes nor backslashes (RFC 3986 §2), as IMAP wants it. */
const aboutUs = (base: string): string => new URL(`${base}/about/probes`).href

/** Who runs the resolvers that are asked when no others are set; those that filter nothing. */
const operators: Record<string, string> = {
  '1.1.1.1': 'Cloudflare',
  '8.8.8.8': 'Google',
  '9.9.9.10': 'Quad9',
  '208.67.222.2': 'OpenDNS',
  '94.140.14.140': 'AdGuard',
  '76.76.2.0': 'Control D',
  '185.222.222.222': 'DNS.SB',
  '77.88.8.8': 'Yandex',
}

let root: string | undefined

/** The file TLS_CA, read once. @throws when it cannot be read */
function knownRoot(): string | undefined {
  if (env.TLS_CA) root ??= readFileSync(env.TLS_CA, 'utf8')
  return root
}

const stubs = new Map<string, string>()

/**
 * From now on, questions for these names and everything below go to `server` (`ip:port`); of several suffixes the longest wins.
 * Returns how to take that back. This is how the sample domains are reached: nobody else serves them (RFC 6761).
 */
export function stubZone(suffixes: string[], server: string): () => void {
  readServer(server)
  for (const suffix of suffixes) stubs.set(suffix.toLowerCase(), server)
  return () => {
    for (const suffix of suffixes) stubs.delete(suffix.toLowerCase())
  }
}

function stubFor(name: string): string | undefined {
  for (let suffix = name; ; suffix = suffix.slice(suffix.indexOf('.') + 1)) {
    const server = stubs.get(suffix)
    if (server || !suffix.includes('.')) return server
  }
}
