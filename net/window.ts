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
import { type Clock, clockOf } from './clock.ts'
import { type AskServer, readDirect, type Transfer } from './direct.ts'
import type { Ask } from './dns.ts'
import { follow, longestAbsence, wholeAnswer } from './follow.ts'
import { gate, turnstile } from './gate.ts'
import type { WireQuestion } from './message.ts'
import { queryName } from './name.ts'
import { type Notebook, notebook, type Noted } from './notebook.ts'

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

/** Placeholders that `note` fills in: nobody but it knows when a question was asked. */
const unstamped = { at: '', milliseconds: 0 }

function resolver(ask: Ask, limits: Limits, clock: Clock, notes: Notebook): Pick<Dns, 'resolve'> {
  const pass = turnstile(limits.inFlight)
  let left = limits.budget
  let doubts = mostDoubts

  const served = <Found>(found: Found): Found => {
    pass.leave()
    return found
  }
  const refused = (error: unknown): never => {
    pass.leave()
    throw error
  }
  const send = (question: WireQuestion): ReturnType<Ask> => {
    const target = `${question.name} ${question.type}`
    const leftMs = clock.left(target, 'dns')
    if (left-- <= 0) throw new Unreachable(target, 'budget')
    const waiting = pass.enter(isTried(question.name))
    const asking = waiting ? waiting.then(() => ask(question, clock.left(target, 'dns'))) : ask(question, leftMs)
    return asking.then(served, refused)
  }

  /** Of a report's questions most are these, so nothing here goes through more promises than it must. */
  async function look(name: string, type: RecordType, { unchecked, keptMs }: ResolveOptions): Promise<Answer> {
    const line = notes.begin()
    clock.start()
    try {
      const first = await send({ name, type, unchecked, keptMs })
      const answer =
        wholeAnswer(name, type, first) ??
        (await follow(name, type, first, (asking) => send({ name: asking, type, unchecked, keptMs })))
      answer.at = line.at
      answer.milliseconds = notes.took(line)
      notes.enter(line, keep(answer, unchecked))
      return answer
    } catch (thrown) {
      const error = unchecked ? thrown : await doubted(name, type, thrown)
      notes.failed(line, { name, type, server: '', ...(unchecked ? { unchecked } : {}) }, error)
      throw error
    } finally {
      clock.stop()
    }
  }

  /** SERVFAIL may mean that the servers fail, or that the signatures do. Whoever answers once they are not checked was not the one who failed. */
  async function doubted(name: string, type: RecordType, error: unknown): Promise<unknown> {
    if (!(error instanceof Unreachable) || error.reason !== 'servfail' || isTried(name) || doubts-- <= 0) return error
    return (await answersUnchecked(name, type)) ? new Unreachable(error.target, 'bogus', error.server) : error
  }

  async function answersUnchecked(name: string, type: RecordType): Promise<boolean> {
    try {
      return Boolean(await resolve(name, type, { unchecked: true }))
    } catch (error) {
      if (error instanceof Unreachable) return false
      throw error
    }
  }

  function resolve<T extends RecordType>(name: string, type: T, options: ResolveOptions = {}): Promise<Answer<T>> {
    try {
      const asked = queryName(name, type)
      const key = options.unchecked ? `${asked} ${type} cd` : `${asked} ${type}`
      // The key holds the type, so the answer under it has records of that type.
      const found = notes.recall<Answer<T>>(key) ?? (look(asked, type, options) as Promise<Answer<T>>)
      notes.keep(key, found)
      return found
    } catch (error) {
      return Promise.reject(error)
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

function keep(answer: Answer, unchecked: boolean | undefined): Question {
  const { name, type, server, at, milliseconds, aliases, ttl, authenticated, status, records } = answer
  const asked = unchecked ? { name, type, server, unchecked: true as const } : { name, type, server }
  return { ...asked, at, milliseconds, aliases, ttl, authenticated, outcome: status, records }
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
  return { outcome, aliases, authenticated, ttl: Math.min(...ttls, soa?.ttl ?? longestAbsence), records }
}
