/** Looks at what the internet sees of this Seedbed; at most every few seconds, whoever asks. */
import { isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { lookAtCertificate, lookAtMailHost } from '#checks/records/mail-host.ts'
import { isLocalName } from '#checks/records/names.ts'
import { type Net, Unreachable } from '#checks/net.ts'
import { env, isLoopback } from '#env'
import { isPublic } from '#net/guard.ts'
import { openNet } from '#net/open.ts'
import { receiverGreets } from '../server/health.ts'
import { status } from '../status/look.server.ts'
import type { SetupSeen, WebLook } from './steps.ts'

export type World = Omit<SetupSeen, 'arrived' | 'fromInside'>

/** What its owner tells of an instance that is not set up yet. */
export interface Told {
  /** A domain of theirs; null: as in the settings. */
  domain: string | null
  /** Where the internet reaches this machine; null: as its interfaces say. */
  address: string | null
}

const keptMs = 5000
const webMs = 4000
let kept: { key: string; until: number; world: Promise<World> } | undefined

/** The world, as it was seen within the last seconds. */
export function worldSeen(told: Told): Promise<World> {
  const key = JSON.stringify(told)
  if (kept?.key !== key || kept.until < Date.now()) {
    const net = openNet({ timeoutMs: 1000, limits: { dnsMs: 4000, totalMs: 6000 } })
    kept = { key, until: Date.now() + keptMs, world: look(net, told) }
  }
  return kept.world
}

async function look(net: Net, told: Told): Promise<World> {
  const names = namesOf(told)
  const machine = machineOf(told)
  const [mailHost, greets, parts, tls, web] = await Promise.all([
    isLocalName(names.host) ? null : lookAtMailHost(net, { ...names, planned: machine }),
    receiverGreets(),
    status(),
    ownCertificate(names.host),
    webLook(net, names.base),
  ])
  const port25 = parts.find(({ id }) => id === 'port-25') ?? { id: 'port-25', title: '', state: 'unsure' as const, say: '' }
  return {
    ...{ names, machine, look: mailHost, tls, web, port25 },
    listens: { host: env.SMTP_HOST, port: env.SMTP_PORT, greets },
  }
}

function namesOf({ domain }: Told): SetupSeen['names'] {
  const set = { host: env.SMTP_NAME, domains: env.SEED_DOMAINS, base: env.BASE_URL, isSet: true }
  const wanted = { host: `mx.${domain}`, domains: [`test.${domain}`], base: `https://seedbed.${domain}`, isSet: false }
  return domain === null || set.host === wanted.host ? set : wanted
}

/** Public addresses of this machine. Of several by IPv6 some change every day (RFC 8981), and nothing tells which: then none is named. */
function machineOf({ address }: Told): string[] {
  if (address !== null) return [address]
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  const [v4, v6] = [isIPv4, isIPv6].map((isOne) => all.map((one) => one.address).filter((one) => isOne(one) && isPublic(one)))
  return [...(v4 ?? []), ...(v6?.length === 1 ? v6 : [])]
}

/** What our receiver shows after STARTTLS, asked where it listens; undefined when it cannot be asked. */
async function ownCertificate(host: string): Promise<World['tls']> {
  const ports = new Map([[25, env.SMTP_PORT]])
  const net = openNet({ targets: { allowPrivate: true, ports }, limits: { totalMs: 4000 } })
  const starttls = await orUndefined(async () => (await net.smtp.look(host, receiverAddress())).starttls)
  return starttls?.state === 'done' ? lookAtCertificate(starttls.tls, host) : undefined
}

const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1', localhost: '127.0.0.1' }
const receiverAddress = (): string => everywhere[env.SMTP_HOST] ?? env.SMTP_HOST

/** How the dashboard stands at its public URL. */
export async function webLook(net: Net, base: string): Promise<WebLook> {
  const { protocol, hostname } = new URL(base)
  const name = hostname.replace(/^\[|\]$/g, '')
  if (isLoopback(name) || name.endsWith('.localhost')) return 'here-only'
  if (protocol === 'http:') return 'plain'
  const options = { maxBytes: 1, timeoutMs: webMs, redirects: 0, handshake: true } as const
  const got = await orUndefined(() => net.https.get(base, options))
  if (!got) return 'unsure'
  if (got.outcome === 'answered') return 'trusted'
  if (got.outcome === 'bad-certificate' || got.outcome === 'no-host') return got.outcome
  return 'no-answer'
}

async function orUndefined<Got>(work: () => Promise<Got>): Promise<Got | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
