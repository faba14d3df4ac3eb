/**
 * The mail records as each name server gives them, and as resolvers remember them. Name servers are compared with one another: which version
 * is right nobody but the owner knows, so versions are counted, not judged.
 */
import { type MailRecord, mailRecords, mailValues, type Said, versionOf } from '../facts/mail-records.ts'
import { isAuthoritative, type NameServers, type Probe, silenceOfProbe, soasOf } from '../facts/name-servers.ts'
import { answered } from '../facts/answered.ts'
import { forgottenAt, type Heard, resolverAnswers, settled } from '../facts/resolver-answers.ts'
import { say } from '../check.ts'
import { type Answer, type Net, type ServerAddress, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { cut, gapAt, gapOf } from './bounded.ts'
import { agreement, remembered } from './name-server-words.ts'
import type { Gap, NameServersView } from './schema.ts'

/** Values shown of one record set. */
const mostValues = 10

type RecordSet = NameServersView['sets'][number]
type Server = NameServersView['servers'][number]
type Resolver = NameServersView['resolvers'][number]

/** The tables of the subject's domain, which must not be empty. Silence is in the gaps. */
export async function nameServersView(subject: Pick<Domain, 'domain' | 'selectors'>, net: Net): Promise<NameServersView> {
  const { domain } = subject
  const { found, records: all } = await mailRecords(subject, net)
  const records = all.filter(({ type }) => type !== 'A')
  const compared = records.map(withVersions)
  const sets = compared.map(({ set }) => set)
  const servers = found.probes.map((probe) => serverOf(probe, compared, found)).sort(byName)
  const [ours, publics] = await Promise.all([oursOf(compared, net), resolverAnswers(domain, settled(records), net)])
  const resolvers = [...ours, ...publicsOf(publics, compared)]
  const gap = whyNothing(found)
  return {
    zone: found.zone,
    ...(gap && { gap }),
    sets,
    servers,
    resolvers,
    more: found.more ? Math.max(1, found.count - found.servers.length) : 0,
    say: [...agreement(found.zone, sets, servers), ...remembered(sets, servers, resolvers)],
  }
}

function byName(one: Server, other: Server): number {
  return one.name < other.name ? -1 : Number(one.name > other.name)
}

interface Compared {
  record: MailRecord
  set: RecordSet
  /** By what they say, the version of most servers first. */
  order: string[]
}

function withVersions(record: MailRecord): Compared {
  const versions = [...Map.groupBy(record.answers, versionOf)].sort(([, one], [, other]) => other.length - one.length)
  const set: RecordSet = {
    what: whatIs(record),
    name: record.name,
    type: record.type,
    versions: versions.map(([, [first, ...rest]]) => ({ values: first ? valuesOf(first) : [], servers: 1 + rest.length })),
  }
  return { record, set, order: versions.map(([version]) => version) }
}

function whatIs({ name, type }: MailRecord): RecordSet['what'] {
  if (type === 'MX') return 'MX'
  if (name.startsWith('_dmarc.')) return 'DMARC'
  return name.includes('._domainkey.') ? 'DKIM' : 'SPF'
}

function valuesOf(said: Said): string[] {
  const aliases = said.aliases.map(({ target }) => `→ ${target}`)
  return [...aliases, ...mailValues(said).slice(0, mostValues)].map((value) => cut(value))
}

/** Why there is no table at all. */
function whyNothing({ zone, cut: { silence, domain }, probes, delegation }: NameServers): Gap | undefined {
  if (zone !== '' && probes.length > 0) return undefined
  if (silence) return gapOf(silence)
  if (delegation instanceof Unreachable) return gapOf(delegation)
  return zone === '' ? undefined : gapOf(new Unreachable(`${domain} NS`, 'network'))
}

function serverOf(probe: Probe, compared: Compared[], found: NameServers): Server {
  const { name, address } = probe.server
  const soa = soasOf(found).find((one) => one.server.address === address)
  const row = { name, address, serial: soa?.records[0]?.serial ?? null }
  const silence = silenceOfProbe(probe)
  if (silence) return { ...row, cells: [], gap: gapAt(name, silence) }
  if (!isAuthoritative(probe)) {
    return { ...row, cells: [], gap: { say: say`${name} answers, but does not serve ${found.zone}.`, side: 'theirs' } }
  }
  return { ...row, cells: compared.map((one) => cellOf(probe.server, one)) }
}

function cellOf(server: ServerAddress, { record, order }: Compared): Server['cells'][number] {
  const answer = record.answers.find((one) => one.server.address === server.address)
  if (answer) return { version: order.indexOf(versionOf(answer)) + 1 }
  const silence = record.silences.find((one) => one.server === server.address)
  if (silence) return { gap: gapAt(server.name, silence) }
  return { gap: { say: say`This server names others for ${record.name}, or refuses.`, side: 'theirs' } }
}

/** The resolver this Seedbed asks: it answered the same questions for the findings. */
async function oursOf(compared: Compared[], net: Net): Promise<Resolver[]> {
  const answers = await Promise.all(compared.map(({ record }) => answered(record.name, record.type, net)))
  const heard = answers.filter((one): one is Answer => !(one instanceof Unreachable))
  const [first] = heard
  if (!first) return []
  const cells = answers.map((answer, index) => {
    return answer instanceof Unreachable ? { gap: gapOf(answer) } : cached(answer, untilOf(answer), compared[index])
  })
  return [{ name: '', address: first.server, ours: true, cells }]
}

function untilOf({ at, ttl }: Answer): number {
  return Date.parse(at) + ttl * 1000
}

function publicsOf(heard: Heard[], compared: Compared[]): Resolver[] {
  return [...Map.groupBy(heard, ({ answer }) => answer.server.address)].map(([address, answers]) => ({
    name: answers[0]?.answer.server.name ?? '',
    address,
    ours: false,
    cells: compared.map((one) => {
      const answer = answers.find(({ record }) => record === one.record)?.answer
      if (answer) return cached(answer, forgottenAt(answer), one)
      return { gap: { say: say`It gave no answer for ${one.set.name} ${one.set.type}.`, side: 'theirs' as const } }
    }),
  }))
}

/** Is it what a name server gives now? Where none was heard, nobody can say that it is old. */
function cached(said: Said, until: number, one: Compared | undefined): Resolver['cells'][number] {
  const isNow = !one || one.order.length === 0 || one.order.includes(versionOf(said))
  const values = valuesOf(said)
  const state = isNow ? 'now' : values.length > 0 ? 'old' : 'absent'
  return { state, values, until: new Date(until).toISOString() }
}
