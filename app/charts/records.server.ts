/** Records that changed, as charts mark them: what, when, how, and what the mails of before and after say of it. */
import { checkHours, type CheckSpan } from '#prisma/history.ts'
import { type SeenEvent, seenChanges } from '#prisma/record-event.ts'
import type { CheckHour } from './buckets.ts'
import { checkOfRecord, type Effect, effectOf, nameOfRecord } from './changes.ts'

export interface RecordMark {
  /** Beside the line in the chart: "A". */
  letter: string
  /** "SPF", "DKIM key s1" */
  what: string
  domain: string
  name: string
  type: string
  before: string[]
  after: string[]
  at: string
  /** The look before; null when none is known. */
  lookedBefore: string | null
  scanId: string
  /** Of the mails; null when they say nothing. */
  effect: Effect | null
}

/** More lines than these cannot be told apart. */
const mostMarks = 26
const windowMs = 8 * 86_400_000

/** The newest changes of a span, oldest first. `domains`: of these. `told`: with what the mails say, which counts mails of the whole team. */
export async function recordMarks({
  told,
  ...span
}: {
  teamId: string
  domains: string[]
  since: Date
  until?: Date | undefined
  told: boolean
}): Promise<RecordMark[]> {
  // Those of just before end the time that the first is compared with.
  const since = new Date(span.since.getTime() - windowMs)
  const all = span.domains.length === 0 ? [] : await seenChanges({ ...span, since, take: mostMarks })
  const effects = told ? await effectsOf(span.teamId, all) : new Map<string, Effect | null>()
  const events = all.filter(({ at }) => at >= span.since)
  return events.map(({ id, at, lookedBefore, ...event }, place) => ({
    ...event,
    letter: String.fromCharCode(65 + place),
    what: nameOfRecord(event),
    at: at.toISOString(),
    lookedBefore: lookedBefore?.toISOString() ?? null,
    effect: effects.get(id) ?? null,
  }))
}

const seenOf = ({ at, lookedBefore }: SeenEvent) => ({ at: at.getTime(), lookedBefore: lookedBefore?.getTime() ?? null })

/** Asked for a domain and check together, over all of its changes. */
async function effectsOf(teamId: string, events: SeenEvent[]): Promise<Map<string, Effect | null>> {
  const known = events.flatMap((event) => {
    const checkId = checkOfRecord(event)
    return checkId ? [{ event, checkId, seen: seenOf(event) }] : []
  })
  const groups = [...Map.groupBy(known, ({ event, checkId }) => `${event.domain} ${checkId}`).values()]
  const spans = groups.flatMap((some) => spanOf(some))
  const counts = await checkHours({ teamId, spans })
  const found = new Map<string, Effect | null>()
  for (const [place, some] of groups.entries()) {
    const hours = (counts[place] ?? []).map(({ hour, ...row }): CheckHour => ({ ...row, hour: hour.toISOString() }))
    for (const { event, seen } of some) {
      const others = some.filter((one) => one.event !== event && one.event.name === event.name).map((one) => one.seen)
      found.set(event.id, effectOf(hours, seen, others))
    }
  }
  return found
}

/** The hours that some changes of one domain and check, oldest first, are seen by. */
function spanOf(some: { event: SeenEvent; checkId: string }[]): CheckSpan[] {
  const [first, last] = [some[0], some.at(-1)]
  if (!first || !last) return []
  const begin = first.event.lookedBefore ?? first.event.at
  const [since, until] = [new Date(begin.getTime() - windowMs), new Date(last.event.at.getTime() + windowMs)]
  return [{ domain: first.event.domain, checkId: first.checkId, since, until }]
}
