/**
 * What one report sees of the world: every question once, aliases followed, limits kept, all of it written down.
 *
 * The live window and the fake world of the tests stand on this same file; they differ only in what is underneath: `Ask` for the resolver,
 * and `Outside` for everything that talks to one certain server.
 */
import {
  type Answer,
  type AnswerStatus,
  type AskOptions,
  type Direct,
  type Dns,
  type GetOptions,
  type LookOptions,
  type Net,
  type Question,
  type RecordData,
  type RecordType,
  type ResolveOptions,
  type ServerAddress,
  type Fetched,
  type SmtpLook,
  Unreachable,
} from '#checks/net.ts'
import { type AskServer, readDirect, type Transfer } from './direct.ts'
import type { Ask } from './dns.ts'
import { gate } from './gate.ts'
import type { Reply, WireQuestion, WireRecord } from './message.ts'
import { queryName } from './name.ts'

export interface Limits {
  /** Questions one report may send to the resolver. */
  budget: number
  /** Questions it may send to authoritative servers themselves. */
  directBudget: number
  /** Milliseconds from its first question to its last answer; fetches over HTTPS run on the same clock. */
  totalMs: number
  /** Milliseconds from the first look at a mail server to the last. */
  smtpMs: number
  /** Questions to the resolver under way at once. */
  inFlight: number
  /** Questions, or looks, under way at once at one server address. */
  perServer: number
}

export const defaultLimits: Limits = {
  budget: 250,
  directBudget: 250,
  totalMs: 20_000,
  smtpMs: 60_000,
  inFlight: 24,
  perServer: 4,
}

/** The parts of the world that are not the resolver. `leftMs`: what this report's clock leaves. All throw `Unreachable` for silence. */
export interface Outside {
  askServer: AskServer
  transfer: Transfer
  publicResolvers?: readonly ServerAddress[]
  get(url: string, options: GetOptions, dns: Dns, leftMs: number): Promise<Fetched>
  look(host: string, address: string, options: LookOptions, dns: Dns, leftMs: number): Promise<SmtpLook>
}

/** A world with nothing in it but a resolver. */
export const nothingOutside: Outside = {
  askServer: async ({ address }, { name, type }) => {
    throw new Unreachable(`${name} ${type}`, 'network', address)
  },
  transfer: async ({ address }, zone) => {
    throw new Unreachable(`${zone} AXFR`, 'network', address)
  },
  get: async (url) => {
    throw new Unreachable(url, 'network', undefined, 'https')
  },
  look: async (host, address) => {
    throw new Unreachable(`${host}:25`, 'network', address, 'smtp')
  },
}

/** RFC 1034 §3.6.2 sets no number; most resolvers stop at about this many links. */
const longestChain = 16

/** RFC 2308 §5 advises against keeping an absence for longer than hours. */
const longestAbsence = 3600

/** A window on the world for one report. */
export function windowOn(ask: Ask, limits: Limits = defaultLimits, outside: Outside = nothingOutside): Net {
  const notes = notebook()
  const leftMs = clock(limits.totalMs)
  const { publicResolvers = [] } = outside
  const dns: Dns = { ...resolver(ask, limits, leftMs, notes), ...direct(outside, limits, leftMs, notes), publicResolvers }
  const leftForMail = clock(limits.smtpMs)
  const gates = new Map<string, ReturnType<typeof gate>>()
  const gateOf = (address: string) => {
    const known = gates.get(address) ?? gate(limits.perServer)
    gates.set(address, known)
    return known
  }
  return {
    dns,
    https: {
      get(url, options) {
        const base = { name: url, type: 'GET' as const, server: '' }
        const fetch = () => outside.get(url, options, dns, leftMs(url, 'https'))
        return notes.once(`GET ${url} ${JSON.stringify(options)}`, base, fetch, (got) => ({
          outcome: got.outcome,
          ...('address' in got ? { server: got.address } : {}),
        }))
      },
    },
    smtp: {
      look(host, address, options = {}) {
        const target = `${host}:25`
        const base = { name: target, type: 'SMTP' as const, server: address }
        const look = () => gateOf(address)(() => outside.look(host, address, options, dns, leftForMail(target, 'smtp')))
        return notes.once(`SMTP ${host} ${address} ${JSON.stringify(options)}`, base, look, ({ starttls }) => ({
          outcome: starttls.state,
        }))
      },
    },
    questions: notes.questions,
  }
}

type Clock = (target: string, over: 'dns' | 'https' | 'smtp') => number

/** Milliseconds left, counted from the first time it is asked. @throws {Unreachable} `budget` when there are none */
function clock(totalMs: number): Clock {
  let deadline: number | undefined
  return (target, over) => {
    deadline ??= performance.now() + totalMs
    const left = deadline - performance.now()
    if (left <= 0) throw new Unreachable(target, 'budget', undefined, over)
    return left
  }
}

type Noted = Pick<Question, 'outcome'> & Partial<Question>
type Notebook = ReturnType<typeof notebook>

/** Does everything once, and writes down what came of it in the order in which it was begun. */
function notebook() {
  const memory = new Map<string, Promise<unknown>>()
  const kept: (Question | undefined)[] = []

  async function note<T>(
    base: Pick<Question, 'name' | 'type' | 'server'>,
    work: () => Promise<T>,
    read: (got: T) => Noted,
  ): Promise<T> {
    const slot = kept.push(undefined) - 1
    const at = new Date().toISOString()
    const started = performance.now()
    const took = () => Math.round((performance.now() - started) * 10) / 10
    try {
      const got = { ...(await work()), at, milliseconds: took() }
      kept[slot] = { ...base, at, milliseconds: got.milliseconds, ...read(got) }
      return got
    } catch (error) {
      if (error instanceof Unreachable) {
        const server = error.server ?? base.server
        kept[slot] = { ...base, server, at, milliseconds: took(), outcome: error.reason }
      }
      throw error
    }
  }

  return {
    once<T>(
      key: string,
      base: Pick<Question, 'name' | 'type' | 'server'>,
      work: () => Promise<T>,
      read: (got: T) => Noted,
    ): Promise<T> {
      const known = memory.get(key) ?? note(base, work, read)
      memory.set(key, known)
      // One key belongs to one question, so what stands there is its answer.
      return known as Promise<T>
    },
    questions: () => kept.filter((question) => question !== undefined),
  }
}

/** Placeholders that `note` fills in: nobody but it knows when a question was asked. */
const unstamped = { at: '', milliseconds: 0 }

function resolver(ask: Ask, limits: Limits, leftMs: Clock, notes: Notebook): Pick<Dns, 'resolve'> {
  const pass = gate(limits.inFlight)
  let left = limits.budget
  const send: Send = async (question) => {
    const target = `${question.name} ${question.type}`
    leftMs(target, 'dns')
    if (left-- <= 0) throw new Unreachable(target, 'budget')
    return await pass(() => ask(question, leftMs(target, 'dns')), isTried(question.name))
  }
  return {
    async resolve<T extends RecordType>(name: string, type: T, { unchecked }: ResolveOptions = {}): Promise<Answer<T>> {
      const asked = queryName(name, type)
      const base = { name: asked, type, server: '', ...(unchecked ? { unchecked: true as const } : {}) }
      const key = `${asked} ${type}${unchecked ? ' cd' : ''}`
      const look = async () => ({ ...(await follow(asked, type, (question) => send({ ...question, unchecked }))), ...unstamped })
      // The key holds the type, so the answer under it has records of that type.
      return (await notes.once<Answer>(key, base, look, keep)) as Answer<T>
    },
  }
}

/** Selectors are tried by the dozen and no other question waits for their answers, so they let the others pass. */
function isTried(name: string): boolean {
  return name.includes('._domainkey.')
}

function keep({ status, size: _size, authoritative: _authoritative, ...answer }: Answer): Noted {
  return { ...answer, outcome: status }
}

function direct(outside: Outside, limits: Limits, leftMs: Clock, notes: Notebook): Pick<Dns, 'ask' | 'transfer'> {
  const gates = new Map<string, ReturnType<typeof gate>>()
  let left = limits.directBudget
  const at = <T>({ address }: ServerAddress, target: string, work: (leftMs: number) => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Unreachable(target, 'budget', address)
    const pass = gates.get(address) ?? gate(limits.perServer)
    gates.set(address, pass)
    return pass(() => work(leftMs(target, 'dns')))
  }
  const shown = ({ name, address }: ServerAddress) => `${name} (${address})`
  return {
    async ask<T extends RecordType>(server: ServerAddress, name: string, type: T, options: AskOptions = {}): Promise<Direct<T>> {
      const asked = queryName(name, type)
      const { dnssec, recursion = false } = options
      const question = { name: asked, type, dnssec, recursion }
      const look = async () => {
        const reply = await at(server, `${asked} ${type}`, (ms) => outside.askServer(server, question, options, ms))
        return { ...readDirect(server, question, reply), ...unstamped }
      }
      const base = { name: asked, type, server: shown(server), direct: true as const }
      const key = `${shown(server)} ${asked} ${type} ${JSON.stringify(options)}`
      return (await notes.once<Direct>(key, base, look, keepDirect)) as Direct<T>
    },
    async transfer(server, zone) {
      const asked = queryName(zone, 'SOA')
      const base = { name: asked, type: 'AXFR' as const, server: shown(server), direct: true as const }
      const look = () => at(server, `${asked} AXFR`, (ms) => outside.transfer(server, asked, ms))
      return await notes.once(`${shown(server)} ${asked} AXFR`, base, look, ({ outcome }) => ({
        outcome: outcome === 'given' ? 'records' : outcome,
      }))
    },
  }
}

function keepDirect({ outcome, records, aliases, ttls, soa, authenticated }: Direct): Noted {
  return { outcome, records, aliases, authenticated, ttl: Math.min(...ttls, soa?.ttl ?? longestAbsence) }
}

type Send = (question: WireQuestion) => ReturnType<Ask>

type Followed = Omit<Answer, 'at' | 'milliseconds'>

/** Asks, and goes on asking while a server gives only a CNAME without what stands behind it. */
async function follow(name: string, type: RecordType, send: Send): Promise<Followed> {
  const aliases: Answer['aliases'] = []
  let ttl = Number.POSITIVE_INFINITY
  let size: number | undefined
  let authenticated = true
  let authoritative = true
  for (let asking = name; ; ) {
    const { reply, server } = await send({ name: asking, type })
    const step = readStep(asking, type, reply)
    aliases.push(...step.aliases)
    if (aliases.length > longestChain || hasLoop(name, aliases)) throw new Unreachable(`${name} ${type}`, 'alias-loop', server)
    ttl = Math.min(ttl, step.ttl)
    size ??= reply.size
    authenticated &&= reply.authenticated
    authoritative &&= reply.authoritative
    if (step.status) {
      const { status, records } = step
      return { name, type, status, records, aliases, ttl, authenticated, authoritative, size, server }
    }
    asking = step.end
  }
}

interface Step {
  aliases: Answer['aliases']
  /** The name at the end of the aliases in this reply. */
  end: string
  /** Undefined: the reply ends with an alias and does not say what stands there. */
  status: AnswerStatus | undefined
  records: RecordData[RecordType][]
  ttl: number
}

function readStep(name: string, type: RecordType, reply: Reply): Step {
  const links: WireRecord[] = []
  let end = name
  while (type !== 'CNAME' && links.length <= longestChain) {
    const link = reply.answers.find((record) => record.type === 'CNAME' && record.name === end)
    if (!link) break
    links.push(link)
    end = target(link)
  }
  const found = reply.answers.filter((record) => record.type === type && record.name === end)
  const status = statusOf(reply, found.length > 0, links.length > 0)
  const ttls = [...links, ...found].map((record) => record.ttl)
  if (status === 'nodata' || status === 'nxdomain') ttls.push(absenceTtl(reply))
  return {
    aliases: links.map((link) => ({ name: link.name, target: target(link) })),
    end,
    status,
    records: found.map((record) => record.data),
    ttl: Math.min(...ttls, Number.POSITIVE_INFINITY),
  }
}

/** RFC 6604 §2.1: with aliases, the RCODE is about the last name. */
function statusOf(reply: Reply, found: boolean, aliased: boolean): AnswerStatus | undefined {
  if (found) return 'records'
  if (reply.rcode === 'NXDOMAIN') return 'nxdomain'
  const denied = reply.authority.some((record) => record.type === 'SOA')
  return aliased && !denied ? undefined : 'nodata'
}

/** RFC 2308 §5: the smaller of the SOA's TTL and its minimum field. */
function absenceTtl({ authority }: Reply): number {
  const soa = authority.find((record) => record.type === 'SOA')
  if (!soa || !('minimum' in soa.data)) return 0
  return Math.min(soa.ttl, soa.data.minimum, longestAbsence)
}

function hasLoop(name: string, aliases: Answer['aliases']): boolean {
  const names = [name, ...aliases.map((alias) => alias.target)]
  return new Set(names).size < names.length
}

function target(link: WireRecord): string {
  return 'name' in link.data ? link.data.name : ''
}
