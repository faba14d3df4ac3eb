/**
 * What if: a window in which some records are already published. The checks see the world through it as they see any other.
 *
 * A record set laid over the world takes the place of the one with its name and type; everything else is the world's own answer. A name that
 * is new brings the names above it into being, aliases lead from the world into the layer and back, and the servers of the zone, asked
 * themselves, say the same as everybody. With a whole zone laid over, what is not in it does not exist. A file of a web server can be laid over
 * too, as if it were served there with a certificate in order.
 */
import {
  type Answer,
  type Direct,
  type Dns,
  type Fetched,
  type GetOptions,
  type Net,
  type Question,
  type RecordData,
  type RecordType,
  Unreachable,
} from '#checks/net.ts'
import { queryName } from './name.ts'
import { type Layer, type RecordSet, viewOf } from './overlay-view.ts'
import { readRecord } from './presentation.ts'

/** A record to be published. */
export interface LaidRecord {
  name: string
  type: RecordType
  ttl: number
  data: RecordData[RecordType]
}

/**
 * A change to one record, its values in presentation form; a TXT as plain text. Of type `GET` it is the file of a web server: the name is its
 * URL, the value its text.
 */
export interface Change {
  action: 'add' | 'replace' | 'delete'
  name: string
  type: RecordType | 'GET'
  was?: string | undefined
  value: string
  ttl: number
}

/** Who answers for the layer, in evidence and questions. */
export const proposed = 'the proposed records'

/**
 * `net` as it would be with these records published. `zone`: the records are all there is at this name and below, but for what is delegated,
 * and for what a file may leave to whoever serves and signs the zone.
 */
export function overlay(net: Net, records: readonly LaidRecord[], zone?: string): Net {
  const layer: Layer = new Map()
  for (const [name, ofName] of Map.groupBy(records, (record) => clean(record.name))) {
    const sets = new Map<RecordType, () => Promise<RecordSet>>()
    for (const [type, ofType] of Map.groupBy(ofName, (record) => record.type)) {
      const set = { records: ofType.map(({ data }) => data), ttl: Math.min(...ofType.map(({ ttl }) => ttl)) }
      sets.set(type, async () => set)
    }
    layer.set(name, sets)
  }
  return layered(net, layer, zone === undefined ? undefined : clean(zone))
}

/** `net` as it would be after these changes to what is published now. */
export function rehearse(net: Net, changes: readonly Change[]): Net {
  const layer: Layer = new Map()
  const records = changes.filter(isOfRecord)
  for (const [name, ofName] of Map.groupBy(records, (change) => clean(change.name))) {
    const sets = new Map<RecordType, () => Promise<RecordSet>>()
    for (const [type, ofType] of Map.groupBy(ofName, (change) => change.type)) {
      let found: Promise<RecordSet> | undefined
      sets.set(type, () => {
        found ??= changed(net, name, type, ofType)
        return found
      })
    }
    layer.set(name, sets)
  }
  const files = changes.filter(({ type }) => type === 'GET').map(({ name, value }) => [name, value] as const)
  return files.length > 0 ? withFiles(layered(net, layer, undefined), new Map(files)) : layered(net, layer, undefined)
}

type RecordChange = Change & { type: RecordType }

const isOfRecord = (change: Change): change is RecordChange => change.type !== 'GET'

/** The window with these files, text by URL, served as plain text. */
function withFiles(net: Net, files: ReadonlyMap<string, string>): Net {
  const kept: Question[] = []
  return {
    ...net,
    https: {
      ...net.https,
      async get(url, options, through): Promise<Fetched> {
        const text = files.get(url)
        if (text === undefined) return net.https.get(url, options, through)
        const at = { at: new Date().toISOString(), milliseconds: 0 }
        kept.push({ name: url, type: 'GET', server: proposed, outcome: 'answered', ...at })
        const octets = Buffer.from(text)
        return {
          ...{ outcome: 'answered', url, redirects: [], address: proposed, status: 200, ...at },
          ...{ headers: { 'content-type': 'text/plain' }, mediaType: 'text/plain' },
          ...{ body: octets.subarray(0, options.maxBytes), truncated: octets.length > options.maxBytes },
        }
      },
    },
    questions: () => [...net.questions(), ...kept],
  }
}

async function changed(net: Net, name: string, type: RecordType, changes: RecordChange[]): Promise<RecordSet> {
  const now = await orNothing(net.dns.resolve(name, type))
  // Behind an alias stand somebody else's records: what is published here takes the alias's place.
  let records = now && now.aliases.length === 0 ? now.records : []
  for (const { action, was, value } of changes) {
    const gone = action === 'add' ? undefined : readRecord(type, was ?? value)
    if (gone) records = records.filter((record) => !isSame(record, gone))
    const comes = action === 'delete' ? undefined : readRecord(type, value)
    if (comes && !records.some((record) => isSame(record, comes))) records = [...records, comes]
  }
  return { records, ttl: Math.min(...changes.map(({ ttl }) => ttl)) }
}

function isSame(one: object, other: object): boolean {
  if ('text' in one && 'text' in other) return one.text === other.text
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
}

function clean(name: string): string {
  return name === '.' ? name : name.toLowerCase().replace(/\.$/, '')
}

async function orNothing<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

/** As in the window itself (RFC 1034 §3.6.2 sets no number). */
const longestChain = 16

function layered(net: Net, layer: Layer, zone: string | undefined): Net {
  const view = viewOf(layer, zone)
  const memory = new Map<string, Promise<Answer>>()
  const kept: Question[] = []

  async function lookUp(name: string, type: RecordType, depth: number): Promise<Answer> {
    if (depth > longestChain) throw new Unreachable(`${name} ${type}`, 'alias-loop', proposed)
    const sets = view.at(name)
    const cname = type === 'CNAME' ? undefined : await sets?.get('CNAME')?.()
    if (cname && cname.records.length > 0) return await along(name, type, cname, depth)
    const own = sets?.get(type)
    if (own) return note(await answerOf(name, type, await own()))
    if (view.isWhole(name, type))
      return note(
        await answerOf(name, type, { records: [], ttl: absenceTtl }, sets || view.isAbove(name) ? 'nodata' : 'nxdomain'),
      )
    return await fromWorld(name, type, depth)
  }

  /** An alias in the layer. */
  async function along(name: string, type: RecordType, { records, ttl }: RecordSet, depth: number): Promise<Answer> {
    const [first] = records
    const target = first && 'name' in first ? first.name : name
    const rest = await lookUp(target, type, depth + 1)
    return note({ ...rest, name, aliases: [{ name, target }, ...rest.aliases], ttl: Math.min(ttl, rest.ttl) })
  }

  async function fromWorld(name: string, type: RecordType, depth: number): Promise<Answer> {
    const answer = await net.dns.resolve(name, type)
    const sets = view.at(name)
    if (answer.aliases.length > 0) {
      // An alias stands alone at its name (RFC 1034 §3.6.2): new records there are in its place.
      if (sets) return note({ ...answer, status: 'nodata', records: [], aliases: [], server: proposed })
      const into = answer.aliases.findIndex(({ target }) => view.at(target) || view.isWhole(target))
      const target = answer.aliases[into]?.target
      if (target === undefined) return answer
      const rest = await lookUp(target, type, depth + into + 1)
      return { ...rest, name, aliases: [...answer.aliases.slice(0, into + 1), ...rest.aliases] }
    }
    const isNew = answer.status === 'nxdomain' && (sets || view.isAbove(name))
    return isNew ? note({ ...answer, status: 'nodata', server: proposed }) : answer
  }

  async function answerOf(
    name: string,
    type: RecordType,
    set: RecordSet,
    absence: 'nodata' | 'nxdomain' = 'nodata',
  ): Promise<Answer> {
    // What is published in a signed zone is signed, so the layer is believed as far as the world is.
    const believed = zone === undefined ? net.dns.resolve(name, type) : net.dns.resolve(zone, 'SOA')
    const authenticated = (await orNothing(believed))?.authenticated ?? false
    const status = set.records.length > 0 ? 'records' : absence
    return {
      ...{ name, type, status, records: set.records, aliases: [], ttl: set.ttl, authenticated, size: sizeOf(set) },
      ...{ server: proposed, at: new Date().toISOString(), milliseconds: 0 },
    }
  }

  function note(answer: Answer): Answer {
    const { status, size: _, ...rest } = answer
    if (!kept.some(({ name, type }) => name === answer.name && type === answer.type)) kept.push({ ...rest, outcome: status })
    return answer
  }

  const dns: Dns = {
    ...net.dns,
    async resolve<T extends RecordType>(
      name: string,
      type: T,
      options?: Parameters<Net['dns']['resolve']>[2],
    ): Promise<Answer<T>> {
      const asked = queryName(name, type)
      if (options?.unchecked && !view.at(asked)?.has(type)) return await net.dns.resolve(asked, type, options)
      const key = `${asked} ${type}`
      const answer = memory.get(key) ?? lookUp(asked, type, 0)
      memory.set(key, answer)
      // The key holds the type, so the answer under it has records of that type.
      return (await answer) as Answer<T>
    },
    async ask<T extends RecordType>(
      server: Parameters<Net['dns']['ask']>[0],
      name: string,
      type: T,
      options?: Parameters<Net['dns']['ask']>[3],
    ): Promise<Direct<T>> {
      const said = await net.dns.ask(server, name, type, options)
      const asked = clean(name)
      const set = await view.at(asked)?.get(type)?.()
      // A server that is silent, refuses or points elsewhere goes on doing so.
      if (!isAbsence(said) && said.outcome !== 'records') return said
      if (!set && !view.isWhole(asked, type)) return said
      const absence = view.at(asked) || view.isAbove(asked) ? 'nodata' : 'nxdomain'
      const { records, ttl } = set ?? { records: [], ttl: absenceTtl }
      // The layer's set has the type it is under.
      const own = { records: records as RecordData[T][], ttls: records.map(() => ttl), aliases: [] }
      return { ...said, ...own, outcome: records.length > 0 ? 'records' : absence }
    },
  }

  const fetched = new Map<string, Promise<Fetched>>()
  /** A host that the layer moves is fetched from where it would be then. */
  function get(url: string, options: GetOptions, through?: Dns): Promise<Fetched> {
    const host = URL.canParse(url) ? clean(new URL(url).hostname) : ''
    if (through || !(view.at(host) || view.isWhole(host))) return net.https.get(url, options, through)
    const key = `${url} ${JSON.stringify(options)}`
    const got = fetched.get(key) ?? net.https.get(url, options, dns)
    fetched.set(key, got)
    return got
  }

  return {
    ...net,
    dns,
    https: { ...net.https, get },
    questions: () => [...net.questions(), ...kept],
  }
}

function isAbsence({ outcome }: Direct): boolean {
  return outcome === 'nodata' || outcome === 'nxdomain'
}

/** Seconds an absence in a whole zone lives. */
const absenceTtl = 300

/** Octets of such an answer on the wire, roughly: header and question, and for each record the name by pointer, ten octets and its data. */
function sizeOf({ records }: RecordSet): number {
  return records.reduce((sum, record) => sum + 12 + Buffer.byteLength(JSON.stringify(Object.values(record).at(-1))), 64)
}
