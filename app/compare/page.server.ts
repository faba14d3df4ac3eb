/** What the page of a comparison shows. */
import type { Report, ReportFinding, Verdict } from '#checks/report.ts'
import { env } from '#env'
import { type ChangedFinding, compare, sameFindings } from '#checks/compare.ts'
import { compareTexts, readMailText, type TextRow } from './content.server.ts'
import { type ChangedRecords, compareSending, type WayRow } from './sending.ts'
import { bothRaw, comparable, readSide, type Side, type SideHead } from './sides.server.ts'

/** All that differs, and all that does not. */
export interface Comparison {
  a: SideHead
  b: SideHead
  /** Findings whose verdict changed, to or from one that asks for something. */
  matters: ChangedFinding[]
  /** The same of what receivers would say to the mail, which stands on the other findings. */
  receivers: ChangedFinding[]
  /** Findings that say something else now, and ask for nothing. */
  others: ChangedFinding[]
  /** Checks of which one of the two saw nothing. */
  unseen: number
  ways: WayRow[]
  records: ChangedRecords[]
  fields: TextRow[]
  content: TextRow[]
  same: {
    findings: Pick<ReportFinding, 'id' | 'verdict' | 'explanation'>[]
    ways: WayRow[]
    records: { name: string; type: string }[]
    content: TextRow[]
  }
}

export type ComparePage =
  /** Nothing to compare yet: one is chosen, or none. `offered`: null where the reader has no list. */
  | { kind: 'pick'; a: SideHead | null; offered: SideHead[] | null; ticked: number }
  | { kind: 'waiting'; a: SideHead; b: SideHead }
  | { kind: 'gone'; other: SideHead }
  | { kind: 'compared'; comparison: Comparison }

const nothingThere = 'There is nothing to compare behind this link. It may have been deleted, or be private.'

/**
 * @throws {Response} 404 when there is nothing the asker may read, the same for unknown and foreign; 400 when the two are of different kinds
 */
export async function comparePage(request: Request): Promise<ComparePage> {
  const { searchParams } = new URL(request.url)
  const [a, b] = [searchParams.get('a'), searchParams.get('b')]
  if (!a && !b) return { kind: 'pick', a: null, offered: null, ticked: searchParams.getAll('pick').length }
  const sides = await readSides(request, a, b)
  const [one, other] = sides.found
  if (!one) throw new Response(nothingThere, { status: 404 })
  if (!other && sides.asked > 1) return { kind: 'gone', other: one.head }
  if (!other) return { kind: 'pick', a: one.head, offered: await comparable(request, one), ticked: 0 }
  if (!one.report || !other.report) return { kind: 'waiting', a: one.head, b: other.head }
  return { kind: 'compared', comparison: await compared(request, [one, other], [one.report, other.report]) }
}

async function readSides(request: Request, ...refs: (string | null)[]): Promise<{ found: Side[]; asked: number }> {
  const asked = refs.filter((ref): ref is string => !!ref)
  const sides = await Promise.all(asked.map((ref) => readSide(request, ref)))
  return { found: sides.filter((side): side is Side => side !== null), asked: asked.length }
}

/** Where this Seedbed is, without a slash at the end. */
export const ownBase = (): string => env.BASE_URL.replace(/\/+$/, '')

/** Ticked in a list: the older is held against the newer. Null unless they are two. */
export function tickedTwo(request: Request): string | null {
  const ticked = [...new Set(new URL(request.url).searchParams.getAll('pick'))].toSorted()
  const [a = '', b = ''] = ticked
  return ticked.length === 2 ? `/compare?${new URLSearchParams({ a, b })}` : null
}

async function compared(request: Request, [a, b]: [Side, Side], [before, after]: [Report, Report]): Promise<Comparison> {
  if (before.kind !== after.kind)
    throw new Response('A mail and a domain have little in common. Compare two mails, or two scans.', { status: 400 })
  const found = compare(before, after)
  const seen = found.findings.filter(isSeen)
  const grave = seen.filter(isGrave)
  const foretold = new Set(after.findings.filter(({ section }) => section === 'receivers').map(({ id }) => id))
  const sent = before.sending && after.sending ? compareSending(before.sending, after.sending) : nothingSent
  const raws = await bothRaw(request, a, b)
  const texts = raws ? compareTexts(readMailText(raws[0]), readMailText(raws[1])) : { fields: [], content: [], same: [] }
  return {
    ...{ a: a.head, b: b.head },
    matters: grave.filter(({ id }) => !foretold.has(id)),
    receivers: grave.filter(({ id }) => foretold.has(id)),
    others: seen.filter((one) => !isGrave(one)),
    unseen: found.findings.length - seen.length,
    ways: sent.ways.filter(({ same }) => !same),
    records: joined(sent.records, found.records, sent.sameRecords),
    fields: texts.fields,
    content: texts.content,
    same: {
      findings: sameFindings(before, after).map(({ id, verdict, explanation }) => ({ id, verdict, explanation })),
      ways: sent.ways.filter(({ same }) => same),
      records: sent.sameRecords,
      content: texts.same,
    },
  }
}

const nothingSent = { ways: [], records: [], sameRecords: [] } satisfies ReturnType<typeof compareSending>

/** What the reports say of who may send is read for that already; the other records of the domain come after. */
function joined(sent: ChangedRecords[], asked: ChangedRecords[], same: { name: string; type: string }[]): ChangedRecords[] {
  const known = new Set([...sent, ...same].map(({ name, type }) => `${name} ${type}`))
  return [...sent, ...asked.filter(({ name, type }) => !known.has(`${name} ${type}`))]
}

const isSeen = ({ before, after }: ChangedFinding): boolean => before.verdict !== 'unknown' && after.verdict !== 'unknown'
const isBad = (verdict: Verdict): boolean => verdict === 'fail' || verdict === 'warn'

function isGrave({ before, after }: ChangedFinding): boolean {
  return before.verdict !== after.verdict && (isBad(before.verdict) || isBad(after.verdict))
}
