/**
 * A report: one versioned JSON document, stored with its words. The same shape in the database, the API, the command line and the page.
 * Imported by the browser: types and schemas only, no check.
 */
import { z } from 'zod'
import { portsSeenSchema, probeLeaveSchema } from './report-ports.ts'
import { wordsSchema } from './report-words.ts'
import { spfTreeSchema, viewsSchema } from './views/schema.ts'

export * from './coverage.ts'
export * from './report-ports.ts'
export * from './report-words.ts'
export * from './views/schema.ts'

export const verdictSchema = z.enum(['pass', 'warn', 'fail', 'info', 'unknown'])
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
/** A finding as it is told while the report is being made, before it is scored. */
export const foundSchema = findingSchema.pick({
  id: true,
  section: true,
  title: true,
  verdict: true,
  code: true,
  explanation: true,
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
  /** Of what was fetched, SHA-256 in hex. */
  digest: z.string().optional(),
  ttl: z.number().optional(),
  authenticated: z.boolean().optional(),
  records: z.array(z.unknown()).optional(),
  /** Characters of the records, where there were too many to keep. */
  cut: z.number().optional(),
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
export const mailKindSchema = z.enum(['newsletter', 'transactional', 'personal'])
/** What a reader decided for an analysis: what the mail is judged as, and what of it may be fetched. */
export const termsSchema = z.object({
  kind: mailKindSchema.optional(),
  /** Is it sent to thousands? The large receivers ask more of such mail. */
  bulk: z.boolean().optional(),
  links: z.literal(true).optional(),
  images: z.literal(true).optional(),
  /** This is the campaign itself, and no test send of it. */
  real: z.literal(true).optional(),
})
/** What a mail was judged as. */
export const judgedAsSchema = z.object({ kind: mailKindSchema, bulk: z.boolean(), guessed: z.boolean() })
/** A requirement of a receiver (checks catalogue, appendix B). */
export const requirementSchema = z.object({
  /** `G1`. */
  row: z.string(),
  say: wordsSchema,
  /** Asked of bulk senders only. */
  bulk: z.boolean(),
  state: z.enum(['met', 'not-met', 'not-checkable', 'not-applicable']),
  /** The checks that decide it. */
  by: z.array(z.string()),
  /** What that receiver answers when it is not met, as it prints it. */
  reply: z.string().optional(),
  /** What it does then: refuses, defers, helps no more, only advises. */
  enforced: z.enum(['refusal', 'deferral', 'support', 'advice']),
})
/** What a receiver would do with the mail. `verdict` of fail: a refusal is predicted, with this reply. */
export const receiverSchema = z.object({
  id: z.enum(['gmail', 'yahoo', 'outlook', 'apple']),
  name: z.string(),
  everyone: z.object({ verdict: verdictSchema, reply: z.string().optional() }),
  /** The same for who sends thousands a day; absent where the receiver makes no difference. */
  bulk: z.object({ verdict: verdictSchema, reply: z.string().optional() }).optional(),
  requirements: z.array(requirementSchema),
  /** The receiver's own page, and the month (ISO 8601, `2026-03`) of the rules as we know them. */
  page: z.string(),
  asOf: z.string(),
})
/** Who sent it and who vouches for it: what is compared with the last passing mail. Empty where there is none. */
export const sendingSchema = z.object({
  /** The sending service, when its traces are known. */
  service: z.string(),
  address: z.string(),
  /** Name and holder of its network, as far as asked. */
  network: z.string(),
  helo: z.string(),
  returnPath: z.string(),
  signers: z.array(z.object({ domain: z.string(), selector: z.string() })),
  /** The records of these domains as they were then. */
  records: z.array(z.object({ name: z.string(), type: z.string(), values: z.array(z.string()) })),
})
/** What a reader takes out of a mail: its links, each address once, and its one-time codes. */
export const extractedSchema = z.object({
  links: z.array(
    z.object({
      address: z.string(),
      /** What stands on it, or in its line. */
      label: z.string(),
      where: z.enum(['html', 'text']),
      hidden: z.boolean(),
      /** What it does when it is opened, as far as its words tell. Such links are never requested. */
      kind: z.enum(['unsubscribe', 'opt-out', 'confirm', 'verify', 'reset', 'sign-in']).optional(),
    }),
  ),
  /** Links beyond those. */
  more: z.number(),
  codes: z.array(z.object({ code: z.string(), said: z.string() })),
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
/** What came back: a refusal and what it means, for each recipient. */
export const bounceRecipientSchema = z.object({
  /** '' when nobody is named. */
  address: z.string(),
  /** RFC 3463; the class alone, `5.0.0`, where no more is known, and '' where not even that is. */
  status: z.string(),
  replyCode: z.number().nullable(),
  /** Address gone, try later, refused because of the sender. */
  class: z.enum(['hard', 'soft', 'block', 'unknown']),
  label: z.string(),
  action: z.enum(['remove', 'retry', 'wait', 'fix', 'review', 'none']),
  /** The code of `bounce-class`. */
  category: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  /** The receiver whose rule it is, by id and by name; '' when it is none we know. */
  provider: z.string(),
  providerName: z.string(),
  rule: z.string(),
  /** What the rule stands on, as of a month. */
  page: z.object({ url: z.string(), date: z.string() }).nullable(),
  /** What the code says in the registry's words. */
  says: z.string(),
  sentence: z.string(),
  /** Checks that look at the cause. */
  checks: z.array(z.string()),
  diagnostic: z.string(),
})
/** What was seen of a mail host. */
export const probeSchema = portsSeenSchema.extend({
  /** What was said to the recipient that was given. */
  recipient: bounceRecipientSchema.optional(),
})
export const reportSchema = z.object({
  schema: z.literal(1),
  rubric: z.string(),
  kind: z.enum(['mail', 'domain', 'address', 'host']),
  subject: z.string(),
  analysedAt: z.string(),
  milliseconds: z.number(),
  headline: headlineSchema,
  /** 0.0 to 10.0; null when coverage is under `leastCoverage`. */
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
  /** Of a mail. */
  judgedAs: judgedAsSchema.optional(),
  /** Of a file in which nothing follows the header: the checks of the body were not asked. */
  headersOnly: z.literal(true).optional(),
  receivers: z.array(receiverSchema).optional(),
  sending: sendingSchema.optional(),
  extracted: extractedSchema.optional(),
  /** Of a domain. */
  answers: z.array(answerSchema).optional(),
  /** What to publish: one change a record, over all findings whose fix needs no answer first. */
  changes: z.array(joinedChangeSchema).optional(),
  /** Beside the findings: of a domain its world, as far as its sections were looked at; of a mail its way and how its proof was decided. */
  views: viewsSchema.optional(),
  /** Of a host. */
  probe: probeSchema.extend({ leave: probeLeaveSchema }).optional(),
})

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

export const bounceAnswerSchema = z.object({
  kind: z.enum(['bounce', 'complaint', 'auto-reply', 'none']),
  /** Of a complaint (RFC 5965 §3.1). */
  feedbackType: z.string().optional(),
  recipients: z.array(bounceRecipientSchema),
})

/** What the ports of a mail host show. */
export const probeAnswerSchema = probeSchema.extend({
  host: z.string(),
  /** ISO 8601. */
  at: z.string(),
  milliseconds: z.number(),
  headline: headlineSchema,
  /** Share of the ports that could be looked at, 0 to 1. */
  coverage: z.number(),
  findings: z.array(findingSchema),
  questions: z.array(questionSchema),
})

export type ProbeAnswer = z.infer<typeof probeAnswerSchema>
export type BounceRecipient = z.infer<typeof bounceRecipientSchema>
export type BounceAnswer = z.infer<typeof bounceAnswerSchema>
export type SpfAnswer = z.infer<typeof spfAnswerSchema>
export type Report = z.infer<typeof reportSchema>
export type ReportFinding = z.infer<typeof findingSchema>
export type ReportFound = z.infer<typeof foundSchema>
export type ReportFix = z.infer<typeof fixSchema>
export type ReportRecordChange = z.infer<typeof recordChangeSchema>
export type Terms = z.infer<typeof termsSchema>
export type MailKind = z.infer<typeof mailKindSchema>
export type ReportJudgedAs = z.infer<typeof judgedAsSchema>
export type ReportReceiver = z.infer<typeof receiverSchema>
export type ReportRequirement = z.infer<typeof requirementSchema>
export type ReportSending = z.infer<typeof sendingSchema>
export type ReportExtracted = z.infer<typeof extractedSchema>
export type ReportAnswer = z.infer<typeof answerSchema>
export type ReportJoinedChange = z.infer<typeof joinedChangeSchema>
export type ReportEvidence = z.infer<typeof evidenceSchema>
export type ReportWords = z.infer<typeof wordsSchema>
export type ReportSection = z.infer<typeof sectionSchema>
export type ReportQuestion = z.infer<typeof questionSchema>
export type Verdict = z.infer<typeof verdictSchema>
