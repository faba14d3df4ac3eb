/**
 * What one report sees of the world: every question once, aliases followed, limits kept, all of it written down.
 *
 * The live window and the fake world of the tests stand on this same file; they differ only in what is underneath: `Ask` for the resolver,
 * and `Outside` for everything that talks to one certain server.
 */
import { createHash } from 'node:crypto'
import {
  type Answer,
  type AskOptions,
  type Direct,
  type Dns,
  type Egress,
  type Engines,
  type GetOptions,
  type LookOptions,
  type Net,
  type PortLook,
  type PortOptions,
  type Probe,
  type Question,
  type RecordType,
  type ResolveOptions,
  type ServerAddress,
  type Fetched,
  type SmtpLook,
  Unreachable,
} from '#checks/net.ts'
import { type AskServer, readDirect, type Transfer } from './direct.ts'
import type { Ask } from './dns.ts'
import { follow, longestAbsence, type Send } from './follow.ts'
import { gate } from './gate.ts'
import { queryName } from './name.ts'

export interface Limits {
  /** Questions one report may send to the resolver. */
  budget: number
  /** Questions it may send to authoritative servers themselves. */
  directBudget: number
  /** Milliseconds it may wait for DNS and HTTPS. While it waits for mail servers alone this clock stands still. */
  dnsMs: number
  /** Milliseconds from its first question to its last answer, whoever is asked. */
  totalMs: number
  /** Questions to the resolver under way at once. */
  inFlight: number
  /** Questions, or looks, under way at once at one server address. */
  perServer: number
}

export const defaultLimits: Limits = {
  budget: 250,
  directBudget: 250,
  dnsMs: 20_000,
  totalMs: 60_000,
  inFlight: 24,
  perServer: 4,
}

/** The parts of the world that are not the resolver. `leftMs`: what this report's clock leaves. All throw `Unreachable` for silence. */
export interface Outside {
  askServer: AskServer
  transfer: Transfer
  publicResolvers?: readonly ServerAddress[]
  engines?: Engines
  get(url: string, options: GetOptions, dns: Dns, leftMs: number): Promise<Fetched>
  look(host: string, address: string, options: LookOptions, dns: Dns, leftMs: number): Promise<SmtpLook>
  ports?: Ports
}

/** Single ports of mail hosts. */
export interface Ports {
  /** Who asks, in EHLO. */
  name: string
  look(host: string, address: string, port: number, options: PortOptions, dns: Dns, leftMs: number): Promise<PortLook>
  egress(address: string, port: number, dns: Dns): Promise<Egress>
}

/** A world with nothing in it but a resolver. */
const nothingOutside: Outside = {
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

const noPorts: Ports = {
  name: 'seedbed.invalid',
  look: async (host, address, port) => {
    throw new Unreachable(`${host}:${port}`, 'network', address, 'smtp')
  },
  egress: async () => 'not-judged',
}

/** A window on the world for one report. */
export function windowOn(ask: Ask, limits: Limits = defaultLimits, outside: Outside = nothingOutside): Net {
  const notes = notebook()
  const clock = clockOf(limits)
  const { publicResolvers = [], engines = {}, ports = noPorts } = outside
  const dns: Dns = { ...resolver(ask, limits, clock, notes), ...direct(outside, limits, clock, notes), publicResolvers }
  const gates = new Map<string, ReturnType<typeof gate>>()
  const gateOf = (address: string) => {
    const known = gates.get(address) ?? gate(limits.perServer)
    gates.set(address, known)
    return known
  }
  return {
    dns,
    https: {
      get(url, options, through = dns) {
        const base = { name: url, type: 'GET' as const, server: '' }
        const fetch = options.patient
          ? () => outside.get(url, options, through, clock.left(url, 'patient'))
          : () => clock.wait(() => outside.get(url, options, through, clock.left(url, 'https')))
        // Whoever sees other addresses remembers for itself what it fetched from there.
        if (through !== dns) return notes.note(base, fetch, keepFetched)
        return notes.once(`GET ${url} ${JSON.stringify(options)}`, base, fetch, keepFetched)
      },
    },
    smtp: {
      look(host, address, options = {}) {
        const target = `${host}:25`
        const base = { name: target, type: 'SMTP' as const, server: address }
        const look = () => gateOf(address)(() => outside.look(host, address, options, dns, clock.left(target, 'smtp')))
        return notes.once(`SMTP ${host} ${address} ${JSON.stringify(options)}`, base, look, ({ starttls }) => ({
          outcome: starttls.state,
        }))
      },
    },
    probe: probeOver(ports, dns, clock, notes),
    engines,
    questions: notes.questions,
  }
}

/** Ports of one server are looked at side by side, but each by one conversation at a time. */
function probeOver(ports: Ports, dns: Dns, clock: Clock, notes: Notebook): Probe {
  const gates = new Map<string, ReturnType<typeof gate>>()
  return {
    name: ports.name,
    egress: (address, port) => ports.egress(address, port, dns),
    look(host, address, port, options = {}) {
      const target = `${host}:${port}`
      const base = { name: target, type: 'PORT' as const, server: address }
      const pass = gates.get(`${address} ${port}`) ?? gate(1)
      gates.set(`${address} ${port}`, pass)
      const look = () => pass(() => ports.look(host, address, port, options, dns, clock.left(target, 'smtp')))
      return notes.once(`PORT ${target} ${address} ${JSON.stringify(options)}`, base, look, ({ state }) => ({ outcome: state }))
    },
  }
}

function keepFetched(got: Fetched): Noted {
  return {
    outcome: got.outcome,
    ...('address' in got ? { server: got.address } : {}),
    ...(got.outcome === 'answered' ? { digest: createHash('sha256').update(got.body).digest('hex') } : {}),
  }
}

interface Clock {
  /** Milliseconds that a question may take. @throws {Unreachable} `budget` when there are none */
  left(target: string, over: 'dns' | 'https' | 'smtp' | 'patient'): number
  /** Runs the clock of DNS and HTTPS while this goes on. */
  wait<T>(work: () => Promise<T>): Promise<T>
}

function clockOf({ dnsMs, totalMs }: Limits): Clock {
  let deadline: number | undefined
  let [waiting, since, waited] = [0, 0, 0]
  return {
    left(target, over) {
      const now = performance.now()
      deadline ??= now + totalMs
      const ofDns = dnsMs - waited - (waiting > 0 ? now - since : 0)
      const left = over === 'smtp' || over === 'patient' ? deadline - now : Math.min(deadline - now, ofDns)
      if (left <= 0) throw new Unreachable(target, 'budget', undefined, over === 'patient' ? 'https' : over)
      return left
    },
    async wait(work) {
      if (waiting++ === 0) since = performance.now()
      try {
        return await work()
      } finally {
        if (--waiting === 0) waited += performance.now() - since
      }
    },
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
    note,
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

function resolver(ask: Ask, limits: Limits, clock: Clock, notes: Notebook): Pick<Dns, 'resolve'> {
  const pass = gate(limits.inFlight)
  let left = limits.budget
  const send: Send = async (question) => {
    const target = `${question.name} ${question.type}`
    clock.left(target, 'dns')
    if (left-- <= 0) throw new Unreachable(target, 'budget')
    return await pass(() => ask(question, clock.left(target, 'dns')), isTried(question.name))
  }
  let doubts = mostDoubts
  async function resolve<T extends RecordType>(name: string, type: T, options: ResolveOptions = {}): Promise<Answer<T>> {
    const { unchecked, keptMs } = options
    const asked = queryName(name, type)
    const base = { name: asked, type, server: '', ...(unchecked ? { unchecked: true as const } : {}) }
    const key = `${asked} ${type}${unchecked ? ' cd' : ''}`
    const chain = () => follow(asked, type, (question) => send({ ...question, unchecked, keptMs }))
    const look = () => clock.wait(async () => ({ ...(await (unchecked ? chain() : doubted(asked, type, chain))), ...unstamped }))
    // The key holds the type, so the answer under it has records of that type.
    return (await notes.once<Answer>(key, base, look, keep)) as Answer<T>
  }

  /** SERVFAIL may mean that the servers fail, or that the signatures do. Whoever answers once they are not checked was not the one who failed. */
  async function doubted<Found>(name: string, type: RecordType, work: () => Promise<Found>): Promise<Found> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Unreachable) || error.reason !== 'servfail' || isTried(name) || doubts-- <= 0) throw error
      if (!(await answersUnchecked(name, type))) throw error
      throw new Unreachable(error.target, 'bogus', error.server)
    }
  }

  async function answersUnchecked(name: string, type: RecordType): Promise<boolean> {
    try {
      return Boolean(await resolve(name, type, { unchecked: true }))
    } catch (error) {
      if (error instanceof Unreachable) return false
      throw error
    }
  }

  return { resolve }
}

/** Questions asked once more because of SERVFAIL: of a zone that fails altogether the first few tell why. */
const mostDoubts = 60

/** Selectors are tried by the dozen and no other question waits for their answers, so they let the others pass. */
function isTried(name: string): boolean {
  return name.includes('._domainkey.')
}

function keep({ status, size: _size, authoritative: _authoritative, ...answer }: Answer): Noted {
  return { ...answer, outcome: status }
}

function direct(outside: Outside, limits: Limits, clock: Clock, notes: Notebook): Pick<Dns, 'ask' | 'transfer'> {
  const gates = new Map<string, ReturnType<typeof gate>>()
  let left = limits.directBudget
  const at = <T>({ address }: ServerAddress, target: string, work: (leftMs: number) => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Unreachable(target, 'budget', address)
    const pass = gates.get(address) ?? gate(limits.perServer)
    gates.set(address, pass)
    return clock.wait(() => pass(() => work(clock.left(target, 'dns'))))
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
