/**
 * A report: one versioned JSON document, stored with its words. The same shape in the database, the API, the command line and the page.
 * Imported by the browser: types and schemas only, no check.
 */
import { z } from 'zod'

export const verdictSchema = z.enum(['pass', 'warn', 'fail', 'info', 'unknown'])
export const wordsSchema = z.object({
  text: z.string(),
  strings: z.array(z.string()),
  values: z.array(z.union([z.string(), z.number(), z.object({ time: z.string() })])),
})
export const evidenceSchema = z.object({
  where: z.string(),
  what: z.string(),
  asked: z.object({ server: z.string(), ttl: z.number(), milliseconds: z.number() }).optional(),
})
export const recordChangeSchema = z.object({
  action: z.enum(['add', 'replace', 'delete']),
  name: z.string(),
  type: z.string(),
  was: z.string().optional(),
  value: z.string(),
  ttl: z.number(),
})
export const fixSchema = z.object({
  who: z.enum(['dns', 'sending-service', 'mail-server', 'message', 'list', 'network-owner', 'blocklist', 'this-seedbed']),
  say: wordsSchema,
  why: wordsSchema,
  records: z.array(recordChangeSchema).optional(),
  asks: z
    .array(
      z.object({
        question: wordsSchema,
        answers: z.array(z.object({ answer: wordsSchema, say: wordsSchema, records: z.array(recordChangeSchema).optional() })),
      }),
    )
    .optional(),
  steps: z.array(wordsSchema).optional(),
  careful: wordsSchema.optional(),
})
export const findingSchema = z.object({
  /** The check's id. */
  id: z.string(),
  section: z.string(),
  /** The question's subject; the row's heading is `explanation`. */
  title: z.string(),
  reference: z.string(),
  verdict: verdictSchema,
  code: z.string(),
  explanation: wordsSchema,
  evidence: z.array(evidenceSchema),
  cause: z.string().optional(),
  side: z.enum(['ours', 'theirs']).optional(),
  fix: fixSchema.optional(),
  /** Points (of 100) this finding takes away, after caps and shared causes; 0 when it takes none. */
  costs: z.number(),
})
export const questionSchema = z.object({
  name: z.string(),
  type: z.string(),
  server: z.string(),
  at: z.string(),
  milliseconds: z.number(),
  outcome: z.string(),
  /** Asked of one name server itself, not of the resolver. */
  direct: z.literal(true).optional(),
  /** Asked with CD=1 (RFC 4035 §3.2.2). */
  unchecked: z.literal(true).optional(),
  ttl: z.number().optional(),
  authenticated: z.boolean().optional(),
  records: z.array(z.unknown()).optional(),
  aliases: z.array(z.object({ name: z.string(), target: z.string() })).optional(),
})
/** RFC 8601 words. */
export const authenticationSchema = z.object({
  spf: z.object({ result: z.string(), domain: z.string() }),
  dkim: z.array(z.object({ result: z.string(), domain: z.string(), selector: z.string(), reason: z.string().optional() })),
  dmarc: z.object({ result: z.string(), policy: z.string(), domain: z.string() }),
  arc: z.object({ result: z.string() }),
})
export const headlineSchema = z.object({
  kind: z.enum(['ready', 'ready-with-advice', 'fix-first', 'refused', 'not-conclusive']),
  say: wordsSchema,
  /** The one cause, one sentence. */
  cause: wordsSchema.optional(),
})
export const sectionSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Points of 100 this section is worth in this rubric, and lost. */
  of: z.number(),
  lost: z.number(),
})
/** One of the three answers a domain's report begins with. */
export const answerSchema = z.object({
  id: z.enum(['receiving', 'sending', 'forgery']),
  verdict: verdictSchema,
  say: wordsSchema,
  /** The check it rests on, when one speaks for all. */
  by: z.string().optional(),
})
/** All changes to one record, joined into one. */
export const joinedChangeSchema = recordChangeSchema.extend({
  /** The checks that find nothing wrong any more once it is published, together with the other changes. */
  mends: z.array(z.string()),
  /** To be read before it is published. */
  careful: z.array(wordsSchema).optional(),
})
export const reportSchema = z.object({
  schema: z.literal(1),
  rubric: z.string(),
  kind: z.enum(['mail', 'domain', 'address']),
  subject: z.string(),
  analysedAt: z.string(),
  milliseconds: z.number(),
  headline: headlineSchema,
  /** 0.0 to 10.0; null when coverage is under 0.7. */
  score: z.number().nullable(),
  /** Share of what counts that we could look at, 0 to 1. */
  coverage: z.number(),
  /** The ceiling that holds the score down, if one does. */
  limit: z.object({ score: z.number(), by: z.string(), code: z.string(), say: wordsSchema }).optional(),
  /** What to do first: findings by points gained, with the score after each is done on top of the ones before. */
  first: z.array(z.object({ id: z.string(), before: z.number(), after: z.number() })),
  sections: z.array(sectionSchema),
  findings: z.array(findingSchema),
  questions: z.array(questionSchema),
  authentication: authenticationSchema.optional(),
  /** Of a domain. */
  answers: z.array(answerSchema).optional(),
  /** What to publish: one change a record, over all findings whose fix needs no answer first. */
  changes: z.array(joinedChangeSchema).optional(),
})

/** A domain of an SPF tree, what it publishes, and where its terms lead. */
export interface SpfTreeNode {
  domain: string
  /** Every SPF record there: a receiver uses none when there are several (RFC 7208 §4.5). */
  records: string[]
  terms: {
    term: string
    /** Never evaluated: behind `all`, or a `redirect` beside one. */
    unused: boolean
    /** Why it was not followed. */
    skipped?: string | undefined
    /** Look-ups of this term and everything below it, and of the whole tree once it is done. */
    lookups: number
    total: number
    target?: string | undefined
    node?: SpfTreeNode | undefined
  }[]
}
const spfTreeSchema: z.ZodType<SpfTreeNode> = z.lazy(() =>
  z.object({
    domain: z.string(),
    records: z.array(z.string()),
    terms: z.array(
      z.object({
        term: z.string(),
        unused: z.boolean(),
        skipped: z.string().optional(),
        lookups: z.number(),
        total: z.number(),
        target: z.string().optional(),
        node: spfTreeSchema.optional(),
      }),
    ),
  }),
)
/** What SPF says about one sender. */
export const spfAnswerSchema = z.object({
  /** RFC 7208 §2.6. */
  result: z.enum(['none', 'neutral', 'pass', 'fail', 'softfail', 'temperror', 'permerror']),
  /** The domain owner's words for a fail, ours for an error; '' when there are none. */
  explanation: z.string(),
  /** Whose record was evaluated; '' when there is no domain to look at. */
  domain: z.string(),
  identity: z.enum(['mailfrom', 'helo']),
  /** Null when not all of it could be seen. */
  lookups: z.number().nullable(),
  voidLookups: z.number().nullable(),
  tree: spfTreeSchema.nullable(),
})

export type SpfAnswer = z.infer<typeof spfAnswerSchema>
export type Report = z.infer<typeof reportSchema>
export type ReportFinding = z.infer<typeof findingSchema>
export type ReportFix = z.infer<typeof fixSchema>
export type ReportRecordChange = z.infer<typeof recordChangeSchema>
export type ReportAnswer = z.infer<typeof answerSchema>
export type ReportJoinedChange = z.infer<typeof joinedChangeSchema>
export type ReportEvidence = z.infer<typeof evidenceSchema>
export type ReportWords = z.infer<typeof wordsSchema>
export type ReportSection = z.infer<typeof sectionSchema>
export type ReportQuestion = z.infer<typeof questionSchema>
export type Verdict = z.infer<typeof verdictSchema>
