/** The shapes of what this Seedbed is and checks in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'
import { recordChangeSchema } from '#checks/report.ts'

const known = {
  /** Never renamed. */
  id: z.string(),
  title: z.string(),
  reference: z.string(),
  /** Of what it is asked, and in which section of the report. */
  asked: z.array(z.object({ subject: z.enum(['mail', 'domain', 'address', 'bounce']), section: z.string() })),
}

/** GET /checks: in the order of a report. */
export const checkListSchema = z.object({ checks: z.array(z.object(known)) })

const rubric = z.enum(['message-1', 'domain-1'])
/** Of 100 points, what a check takes away when it warns or fails, in its part of the score. */
const weight = {
  bucket: z.string(),
  fail: z.number(),
  warn: z.number(),
  /** Outcomes with a figure of their own. */
  codes: z.array(z.object({ code: z.string(), takes: z.number() })),
  /** With others together no more than one of them. */
  pooled: z.boolean(),
  /** A record that the sender does not run is shown without deduction. */
  ownRecordOnly: z.boolean(),
}

/** GET /checks/{id} */
export const checkSchema = z.object({
  ...known,
  /** Empty of a check that is only shown. `of`: what all of its part takes at most. */
  weights: z.array(z.object({ rubric, of: z.number(), ...weight })),
  /** Checks whose repair takes its findings away, too. */
  mendedBy: z.array(z.object({ id: z.string(), title: z.string() })),
})

/** GET /score: what a score is made of. */
export const scoreSchema = z.object({
  rubrics: z.array(
    z.object({
      id: rubric,
      /** What each part takes at most, and a check in it that has no figure of its own. */
      buckets: z.array(z.object({ id: z.string(), of: z.number(), fail: z.number(), warn: z.number() })),
      /** What holds a score down, however good the rest is. */
      ceilings: z.array(z.object({ at: z.number(), say: z.string(), proof: z.boolean() })),
      rows: z.array(z.object({ id: z.string(), title: z.string(), ...weight })),
    }),
  ),
  figures: z.object({
    /** Points for a mail that was forwarded. */
    forwardingDeduction: z.number(),
    /** Below this share of what could be looked at there is no score. */
    leastCoverage: z.number(),
  }),
})

/** GET /privacy: from the settings of this Seedbed. */
export const privacySchema = z.object({
  short: z.string(),
  sections: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      statements: z.array(z.object({ title: z.string(), say: z.string(), names: z.array(z.string()) })),
    }),
  ),
})

/** GET /setup: what mail from the internet needs. */
export const setupSchema = z.object({
  short: z.string(),
  steps: z.array(
    z.object({
      id: z.enum(['name', 'address', 'mx', 'ptr', 'port-25-in', 'port-25-out', 'certificate', 'web']),
      title: z.string(),
      /** `later`: a step before it comes first. */
      state: z.enum(['done', 'missing', 'unsure', 'later']),
      say: z.string(),
      /** To be published as they are. */
      records: z.array(recordChangeSchema),
      /** For the next start, `NAME=value`. */
      settings: z.array(z.string()),
      /** What else is to be done, and by whom. */
      todo: z.array(z.string()),
    }),
  ),
})

/** GET /status */
export const statusSchema = z.object({
  /** What bears upon reports; all of it for whoever runs this Seedbed. */
  parts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.enum(['works', 'limits', 'unsure', 'off']),
      say: z.string(),
      /** What the operator can change. */
      cure: z.string().optional(),
    }),
  ),
})
