/** Mails by day (UTC) and From domain: how many, how many would arrive, their scores, and how long they were under way. For charts over months. */
import type { Report } from '#checks/report.ts'
import { prisma } from './client.ts'
import { allDomains } from './counted-as.ts'
import { Prisma } from './generated/client.ts'
import { type Counting, daysOf } from './history.ts'

interface Judged {
  teamId: string
  domain: string
  at: Date
  report: Pick<Report, 'score' | 'headline'>
  /** Milliseconds; null where it is not known. */
  delay: number | null
}

/** Counts a mail that was judged for the first time. */
export async function countMail(db: Prisma.TransactionClient, { teamId, domain, at, report, delay }: Judged): Promise<void> {
  const { score, headline } = report
  const ready = headline.kind === 'ready' || headline.kind === 'ready-with-advice' ? 1 : 0
  const scored = score === null ? 0 : 1
  const domains = Prisma.sql`unnest(${[allDomains, domain]}::text[]) AS domain`
  const day = Prisma.sql`(${at}::timestamptz AT TIME ZONE 'UTC')::date`
  await db.$executeRaw`
    INSERT INTO "MailDay" AS known ("teamId", domain, day, mails, ready, scored, "scoreSum", "scoreLeast")
    SELECT ${teamId}::uuid, domain, ${day}, 1, ${ready}::int, ${scored}::int, ${score ?? 0}::float8, ${score ?? 10}::float8 FROM ${domains}
    ON CONFLICT ("teamId", day, domain) DO UPDATE SET
      mails = known.mails + 1, ready = known.ready + excluded.ready, scored = known.scored + excluded.scored,
      "scoreSum" = known."scoreSum" + excluded."scoreSum", "scoreLeast" = least(known."scoreLeast", excluded."scoreLeast")`
  if (delay === null) return
  await db.$executeRaw`
    INSERT INTO "DelayCount" AS known ("teamId", domain, day, step, count)
    SELECT ${teamId}::uuid, domain, ${day}, ${stepOf(delay)}::int, 1 FROM ${domains}
    ON CONFLICT ("teamId", day, domain, step) DO UPDATE SET count = known.count + 1`
}

/** Ten steps a decade: a step says no more than "within a quarter longer than it was". */
const stepsOfDecade = 10

/** The step of a time in milliseconds. */
export const stepOf = (delay: number): number =>
  Math.max(0, Math.ceil(stepsOfDecade * Math.log10(Math.max(delay, 1) / 1000) - 1e-9))

/** The longest time of a step, in milliseconds. */
export const longestOfStep = (step: number): number => Math.round(1000 * 10 ** (step / stepsOfDecade))

/** A day is named by its noon, which is that day nearly everywhere; today by the present until then. */
const noon = Prisma.sql`least((day + interval '12 hours') AT TIME ZONE 'UTC', now())`

export interface MailDayView {
  day: Date
  mails: number
  ready: number
  scored: number
  scoreSum: number
  scoreLeast: number
}

/** What became of the mails of each day that had some. */
export async function mailDays(span: Counting): Promise<MailDayView[]> {
  return prisma.$queryRaw<MailDayView[]>`
    SELECT ${noon} AS day, mails, ready, scored, "scoreSum", "scoreLeast" FROM "MailDay" WHERE ${daysOf(span)} ORDER BY "MailDay".day`
}

/** The first day of the span that had mails. Null when none had. */
export async function firstDay(span: Counting): Promise<Date | null> {
  const [row] = await prisma.$queryRaw<{ day: Date }[]>`
    SELECT ${noon} AS day FROM "MailDay" WHERE ${daysOf(span)} ORDER BY "MailDay".day LIMIT 1`
  return row?.day ?? null
}

export interface DelayDay {
  day: Date
  step: number
  count: number
}

/** How many mails were under way how long, by day and step. */
export async function delayDays(span: Counting): Promise<DelayDay[]> {
  const rows = await prisma.$queryRaw<{ day: Date; steps: number[]; counts: number[] }[]>`
    SELECT ${noon} AS day, json_agg(step ORDER BY step) AS steps, json_agg(count ORDER BY step) AS counts
    FROM "DelayCount" WHERE ${daysOf(span)} GROUP BY "DelayCount".day ORDER BY "DelayCount".day`
  return rows.flatMap(({ day, steps, counts }) => steps.map((step, place) => ({ day, step, count: counts[place] ?? 0 })))
}

/** The same in all, for comparing with. */
export async function delayTotals(span: Counting): Promise<Omit<DelayDay, 'day'>[]> {
  return prisma.$queryRaw`SELECT step, sum(count)::int AS count FROM "DelayCount" WHERE ${daysOf(span)} GROUP BY step`
}
