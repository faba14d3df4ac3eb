/** A mail held against those before it from the same domain: what differs from the last one that passed, and since when. */
import type { ReportSending } from '#checks/report.ts'
import { type ChangedRecords, compareSending, isAlike, type WayRow } from './sending.ts'

/** A mail as it was sent. Times ISO 8601. */
export interface Sent {
  id: string
  receivedAt: string
  analysedAt: string
  passed: boolean
  sending: ReportSending
}

/** Records that changed between two reports: the last that saw them as they were, and the first that saw them as they are. */
export interface DatedRecords extends ChangedRecords {
  between: [string, string]
}

export interface SinceLastPassing {
  /** The last passing mail. */
  id: string
  receivedAt: string
  /** What differs, and what is no more than another server of the same network. */
  ways: WayRow[]
  records: DatedRecords[]
  /** Domains of records that both know and that are as they were. */
  unchanged: string[]
  /** How many passing mails in a row, up to this one, were sent alike; 0 where something differs. */
  alike: number
}

/**
 * Undefined where no earlier mail passed.
 * @param earlier newest first
 */
export function sinceLastPassing(
  now: { analysedAt: string; sending: ReportSending },
  earlier: readonly Sent[],
): SinceLastPassing | undefined {
  const last = earlier.find(({ passed }) => passed)
  if (!last) return undefined
  const compared = compareSending(last.sending, now.sending)
  const { ways, records, sameRecords } = compared
  const looks = [now, ...earlier.slice(0, earlier.indexOf(last) + 1)]
  const touched = new Set(records.map(({ name }) => name))
  const names = sameRecords.map(({ name }) => name).filter((name) => !touched.has(name))
  return {
    id: last.id,
    receivedAt: last.receivedAt,
    ways: ways.filter(({ same }) => !same),
    records: records.map((one) => ({ ...one, between: changedBetween(one, looks) })),
    unchanged: [...new Set(names)],
    alike: isAlike(compared) ? alikeInARow(now.sending, earlier) : 0,
  }
}

function alikeInARow(now: ReportSending, earlier: readonly Sent[]): number {
  const other = earlier.findIndex(({ passed, sending }) => !passed || !isAlike(compareSending(sending, now)))
  return other < 0 ? earlier.length : other
}

type Look = Pick<Sent, 'analysedAt' | 'sending'>

/** @param looks newest first; the last saw the records as they were */
function changedBetween({ name, type }: ChangedRecords, looks: readonly Look[]): [string, string] {
  const valuesIn = ({ sending }: Look) => sending.records.find((one) => one.name === name && one.type === type)?.values
  const saw = looks.flatMap((look) => {
    const values = valuesIn(look)
    return values ? [{ at: look.analysedAt, text: JSON.stringify(values) }] : []
  })
  const first = saw.findIndex(({ text }) => text !== saw[0]?.text)
  return [saw[first]?.at ?? '', saw[first - 1]?.at ?? '']
}
