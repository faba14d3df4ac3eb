/** What is published now, as far as a builder needs it: from the reader's newest scan of the domain, else asked for. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { Builder, Known } from '#checks/builders/index.ts'
import { type Net, type RecordType, Unreachable } from '#checks/net.ts'
import type { Report } from '#checks/report.ts'
import { reportOfScan } from '#prisma/report.ts'
import { scansOf } from '#prisma/scan.ts'
import { isForeignPart } from '../scan/page.server.ts'
import { whoAsks } from '../who.server.ts'
import { within, worldOf } from './world.server.ts'

/** How it is known: `scan` or `live`; `silent`: nobody answered; `not-asked`: this network has had its looks. */
export type Source = { how: 'scan'; at: string } | { how: 'live' | 'silent' | 'not-asked' }

export interface KnownNow {
  known: Known
  source: Source
  /** The live DNS; null when it may not be asked. */
  net: Net | null
}

/** A scan this young says what is published; an older one only when nobody answers. */
const youngMs = 3_600_000
/** The page comes after this, whoever is silent. */
const patienceMs = 1500

interface Published {
  texts: string[]
  alias: string | undefined
}

interface Scanned {
  at: Date
  record: Published | undefined
  mx: string[] | undefined
}

export async function knownOf(
  request: Request,
  { client }: Pick<LoaderFunctionArgs['context'], 'client'>,
  builder: Builder,
  domain: string,
): Promise<KnownNow> {
  const name = builder.nameAt(domain)
  const scanned = await newestScan(request, domain, name)
  const net = isForeignPart(request) ? null : await worldOf(domain, { client, person: (await whoAsks(request)).person })
  const isYoung = scanned?.record !== undefined && Date.now() - scanned.at.getTime() < youngMs
  const live = isYoung || !net ? undefined : await liveRecord(net, name)
  const record = isYoung ? scanned.record : (live ?? scanned?.record)
  const source: Source =
    live && !isYoung
      ? { how: 'live' }
      : scanned?.record
        ? { how: 'scan', at: scanned.at.toISOString() }
        : { how: net ? 'silent' : 'not-asked' }
  const mx = builder.kind === 'mta-sts' ? (scanned?.mx ?? (net ? await liveMx(net, domain) : undefined)) : undefined
  const known = { domain, texts: (record?.texts ?? []).filter((text) => builder.holds(text)), alias: record?.alias, mx }
  return { known, source, net }
}

async function newestScan(request: Request, domain: string, name: string): Promise<Scanned | undefined> {
  const { teamId, projects } = await whoAsks(request)
  if (!teamId) return undefined
  const scans = await scansOf({ teamId, projects, subject: domain, take: 5 })
  const newest = scans.find(({ status }) => status === 'reported')
  const report = newest && (await reportOfScan({ scanId: newest.id }))
  if (!newest || !report) return undefined
  const record = answerIn(report, name, 'TXT')
  const exchanges = answerIn(report, domain, 'MX')?.records
  return {
    at: newest.requestedAt,
    record: record && { texts: fieldsOf(record.records, 'text'), alias: record.alias },
    mx: hostsOf(exchanges),
  }
}

const answers = new Set(['records', 'nodata', 'nxdomain'])

function answerIn(
  { questions }: Report,
  name: string,
  type: RecordType,
): { records: unknown[]; alias: string | undefined } | undefined {
  const found = questions.find(
    (one) => one.name === name && one.type === type && answers.has(one.outcome) && !one.direct && !one.unchecked,
  )
  return found && { records: found.records ?? [], alias: found.aliases?.[0]?.target }
}

/** The values of a field of records that lay in the database. */
function fieldsOf(records: unknown[], field: string): string[] {
  return records.flatMap((record) => {
    const value: unknown = typeof record === 'object' && record !== null ? Reflect.get(record, field) : undefined
    return typeof value === 'string' ? [value] : []
  })
}

/** The hosts; of a null MX (RFC 7505) there are none. */
function hostsOf(records: unknown[] | undefined): string[] | undefined {
  return records && [...new Set(fieldsOf(records, 'exchange'))].filter((host) => host !== '.' && host !== '')
}

async function liveRecord(net: Net, name: string): Promise<Published | undefined> {
  const answer = await within(patienceMs, orSilence(net.dns.resolve(name, 'TXT')))
  return answer && { texts: answer.records.map(({ text }) => text), alias: answer.aliases[0]?.target }
}

async function liveMx(net: Net, domain: string): Promise<string[] | undefined> {
  const answer = await within(patienceMs, orSilence(net.dns.resolve(domain, 'MX')))
  return hostsOf(answer?.records.toSorted((a, b) => a.preference - b.preference))
}

async function orSilence<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}
