/**
 * Two mails held against each other: how they were sent, and what the domains behind them published. Only what was seen of both is compared:
 * what one of them does not know did not change.
 */
import type { ReportSending } from '#checks/report.ts'

export type Way = 'service' | 'signers' | 'return-path' | 'address' | 'helo'

/** Something two mails were sent with. */
export interface WayRow {
  what: Way
  /** As shown; '' where there is none. */
  before: string
  after: string
  same: boolean
  /** Another server of the same network: many services change it with each mail. */
  usual: boolean
}

/** Records of one name and type that are not as they were. */
export interface ChangedRecords {
  name: string
  type: string
  gone: string[]
  come: string[]
}

/** What was compared: the ways in the order of the page, and the records both mails know. */
export interface SendingCompared {
  ways: WayRow[]
  records: ChangedRecords[]
  /** Records that are as they were. */
  sameRecords: { name: string; type: string }[]
}

export function compareSending(before: ReportSending, after: ReportSending): SendingCompared {
  const records = comparedRecords(before, after)
  return {
    ways: waysOf(before, after),
    records: records.filter(isChanged),
    sameRecords: records.filter((one) => !isChanged(one)).map(({ name, type }) => ({ name, type })),
  }
}

/** Nothing differs that a service does not change with each mail. */
export function isAlike({ ways, records }: SendingCompared): boolean {
  return records.length === 0 && ways.every(({ same, usual }) => same || usual)
}

function waysOf(before: ReportSending, after: ReportSending): WayRow[] {
  const [signedThen, signedNow] = signersOf(before, after)
  const isSeen = before.address !== '' && after.address !== ''
  const near = before.network !== '' && before.network === after.network
  const row = (what: Way, then: string, now: string, usual = false) => ({
    what,
    before: then,
    after: now,
    same: then === now,
    usual,
  })
  const address = row('address', placeOf(before), placeOf(after), near)
  return [
    row('signers', signedThen, signedNow),
    ...(isSeen ? [row('return-path', before.returnPath, after.returnPath)] : []),
    ...(before.service !== '' && after.service !== '' ? [row('service', before.service, after.service)] : []),
    ...(isSeen ? [{ ...address, same: before.address === after.address }, row('helo', before.helo, after.helo, near)] : []),
  ]
}

/** Domains; with their selectors where those are all that differs. */
function signersOf(...sides: [ReportSending, ReportSending]): [string, string] {
  const domains = sides.map(({ signers }) => listOf(signers.map(({ domain }) => domain)))
  const [then = '', now = ''] = domains
  if (then !== now) return [then, now]
  const [thenWith = '', nowWith = ''] = sides.map(({ signers }) =>
    listOf(signers.map(({ domain, selector }) => `${domain} (${selector})`)),
  )
  return thenWith === nowWith ? [then, now] : [thenWith, nowWith]
}

const listOf = (names: string[]): string => [...new Set(names)].toSorted().join(', ')

/** `203.0.113.20 (SendGrid)`, with the network where the service is not known. */
function placeOf({ address, service, network }: ReportSending): string {
  const whose = service || network
  return whose === '' ? address : `${address} (${whose})`
}

function comparedRecords(before: ReportSending, after: ReportSending): ChangedRecords[] {
  const earlier = new Map(before.records.map((one) => [keyOf(one), one.values]))
  return after.records.flatMap(({ name, type, values }) => {
    const then = earlier.get(keyOf({ name, type }))
    if (!then) return []
    const gone = then.filter((value) => !values.includes(value))
    const come = values.filter((value) => !then.includes(value))
    return [{ name, type, gone, come }]
  })
}

const keyOf = ({ name, type }: { name: string; type: string }): string => `${name} ${type}`
const isChanged = ({ gone, come }: ChangedRecords): boolean => gone.length + come.length > 0
