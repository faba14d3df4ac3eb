/** The shapes of the figures of a team over time in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'
import { verdictSchema } from '#checks/report.ts'

const at = z.iso.datetime()
const count = z.number().int()

/** GET /history: oldest first; an hour or a day (UTC) is named by its beginning. */
export const historySchema = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('checks'),
    rows: z.array(z.object({ at, check: z.string(), verdict: z.string(), count })),
  }),
  z.object({ of: z.literal('replies'), rows: z.array(z.object({ at, reply: z.string(), count })) }),
  z.object({
    of: z.literal('bounces'),
    rows: z.array(z.object({ at, status: z.string(), class: z.string(), label: z.string(), provider: z.string(), count })),
  }),
  /** By day: how many, how many would arrive, and their scores; null where none could be told. */
  z.object({
    of: z.literal('mails'),
    rows: z.array(
      z.object({ at, mails: count, ready: count, meanScore: z.number().nullable(), leastScore: z.number().nullable() }),
    ),
  }),
  /** By day: how many were under way for so many milliseconds at most, and longer than the row before. */
  z.object({ of: z.literal('delays'), rows: z.array(z.object({ at, atMost: count, count })) }),
  /** The newest 500 mails of the time. */
  z.object({
    of: z.literal('scores'),
    rows: z.array(z.object({ at, mail: z.string(), score: z.number().nullable(), subjectHeader: z.string().nullable() })),
  }),
])

const per = z.enum(['hour', 'day', 'week'])
/** As a chart names it, in UTC. */
const bar = { at, label: z.string() }
const share = z.number().min(0).max(1).nullable()
const outcomes = { pass: count, looked: count }

/** Bars of hours, days or weeks, with how many of each key; keys with their totals. */
export const seriesSchema = z.object({
  per,
  buckets: z.array(z.object({ ...bar, counts: z.record(z.string(), count) })),
  totals: z.array(z.object({ key: z.string(), count })),
})

/** `rate` and `before`, that of the time before: null when there was too little to tell. */
const rated = z.object({ key: z.string(), name: z.string(), ...outcomes, rate: share, before: share })
/** By the places of the bars. */
const ratedOverTime = rated.extend({ values: z.array(z.object(outcomes)) })
/** Milliseconds within which half of the mails came, and 95 of 100. */
const percentiles = { mails: count, half: count.nullable(), most: count.nullable() }

/** The charts of mails. A share is from 0 to 1. */
export const chartsSchema = z.object({
  /** The check that passed and now does not. */
  turn: z.object({ check: z.string(), title: z.string(), since: at, failed: count }).nullable(),
  verdicts: seriesSchema,
  checks: z.array(z.object({ check: z.string(), title: z.string(), pass: count, warn: count, fail: count, unknown: count })),
  rates: z.object({
    per,
    bars: z.array(z.object(bar)),
    /** Whose checks are shown; '' when it is told by section. */
    section: z.string(),
    sections: z.array(z.object({ id: z.string(), title: z.string() })),
    whole: rated.nullable(),
    lines: z.array(ratedOverTime),
    rows: z.array(rated),
  }),
  heat: z.object({ per, bars: z.array(z.object(bar)), rows: z.array(ratedOverTime) }),
  delay: z.object({
    per,
    bars: z.array(z.object({ ...bar, ...percentiles })),
    whole: z.object(percentiles),
    before: z.object(percentiles),
  }),
  scores: z.object({
    by: z.enum(['mail', 'day', 'week']),
    points: z.array(
      z.object({
        /** Of a mail its id; of a day or a week its beginning. */
        key: z.string(),
        at,
        score: z.number(),
        least: z.number().optional(),
        mails: count.optional(),
        subjectHeader: z.string().optional(),
      }),
    ),
    /** Mails without a score. */
    without: count,
    mean: z.number().nullable(),
    meanBefore: z.number().nullable(),
  }),
  mails: z.object({
    mails: count,
    ready: count,
    before: z.object({ mails: count, ready: count }),
    days: z.array(z.object({ at, mails: count, ready: count })),
  }),
})

/** A record that changed, and what the mails of before and after say of it; null when they say nothing. */
export const recordMarkSchema = z.object({
  at,
  lookedBefore: at.nullable(),
  domain: z.string(),
  /** "SPF", "DKIM key s1" */
  what: z.string(),
  name: z.string(),
  type: z.string(),
  before: z.array(z.string()),
  after: z.array(z.string()),
  scan: z.string(),
  effect: z.object({ before: z.object(outcomes), after: z.object(outcomes), turn: z.enum(['fell', 'rose', 'same']) }).nullable(),
})

/** GET /charts: those of a team; null of a part of it is what is counted over all of it. */
export const teamChartsSchema = z.object({
  begin: at,
  end: at,
  charts: chartsSchema.nullable(),
  replies: seriesSchema.nullable(),
  records: z.array(recordMarkSchema),
  bounces: seriesSchema,
  bouncesBefore: count,
})

/** GET /domains/{name}/charts: those of the mails from a domain. */
export const domainChartsSchema = z.object({ begin: at, end: at, ...chartsSchema.shape })

/** GET /domains/{name}/timeline */
export const timelineSchema = z.object({
  begin: at,
  end: at,
  /** What happened, newest first. */
  happenings: z.array(
    z.object({
      lane: z.enum(['scans', 'records', 'alerts', 'senders', 'probes', 'certificates']),
      at,
      /** Of an alert that is over. */
      until: at.nullable(),
      verdict: verdictSchema,
      what: z.string(),
      /** The page that says more. */
      page: z.string().nullable(),
    }),
  ),
  records: z.array(recordMarkSchema),
  /** Scores of the domain, where they changed; oldest first. */
  scores: z.array(z.object({ at, score: z.number(), scan: z.string() })),
})
