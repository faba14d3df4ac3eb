/**
 * The shapes of the HTTP API, /api/v1. Within v1 fields are only added, and a code is never renamed. Times are ISO 8601 in UTC.
 * Errors are problem documents (RFC 9457) with a `code`; what is unknown and what is another's answer the same 404.
 */
import { z } from 'zod'
import {
  bounceRecipientSchema,
  probeAnswerSchema,
  probeLeaveSchema,
  recordChangeSchema,
  reportSchema,
  verdictSchema,
} from '#checks/report.ts'

export * from './sends/api.ts'
export * from './watch/api.ts'
export * from './credentials/api.ts'

/** Octets of a policy that senders read (RFC 8461 §3.3); every record is shorter. */
const longestPolicy = 65_536
const time = z.iso.datetime()

/** The body of POST /addresses; it may also be left out. */
export const newAddressSchema = z.strictObject({
  /** One of the seed domains of this Seedbed; its first when left out. */
  domain: z.string().max(253).optional(),
})

export const addressSchema = z.object({
  /** Where to send the mail. */
  address: z.string(),
  receivesUntil: time,
  keptUntil: time,
  /** Where to hand it in while the address is not public. */
  smtp: z.object({ host: z.string(), port: z.number().int() }),
})

/** POST /addresses → 201. The token opens everything the address receives; it is shown this once. */
export const issuedAddressSchema = addressSchema.extend({ token: z.string() })

/** POST /addresses/{token}/credentials → 201. The password is shown this once; one made before no longer opens the address. */
export const credentialSchema = z.object({
  username: z.string(),
  password: z.string(),
  /** `port` with STARTTLS, `tlsPort` with TLS from the first octet. */
  imap: z.object({ host: z.string(), port: z.number().int(), tlsPort: z.number().int() }),
})

/** The body of POST /addresses/{token}/samples. */
export const newSampleSchema = z.strictObject({ kind: z.enum(['in-order', 'usual-mistakes', 'forged']) })

export const mailSummarySchema = z.object({
  id: z.string(),
  receivedAt: time,
  /** From the analysis: null before. */
  subjectHeader: z.string().nullable(),
  from: z.string().nullable(),
  label: z.string().nullable(),
  status: z.enum(['stored', 'analysing', 'reported', 'failed']),
  /** 0.0 to 10.0; null before the report, and when too little could be looked at. */
  score: z.number().nullable(),
})

/** GET /addresses/{token}/mails: oldest first. `next` is the `after` of the next question. */
export const mailListSchema = z.object({
  mails: z.array(mailSummarySchema),
  next: z.string().nullable(),
})

/** GET /addresses/{token}/attempts: oldest first. `next` is the `after` of the next question. */
export const attemptListSchema = z.object({
  attempts: z.array(
    z.object({
      id: z.string(),
      at: time,
      /** What the recipient was told to do. */
      behaviour: z.enum(['reply', 'defer', 'greylist', 'slow', 'drop', 'full']),
      /** As the client named it. */
      recipient: z.string(),
      mailFrom: z.string(),
      peerAddress: z.string(),
      /** What was answered; '' when the connection was dropped, or the client had left. */
      reply: z.string(),
      /** Was it taken this time? */
      accepted: z.boolean(),
    }),
  ),
  next: z.string().nullable(),
})

/** GET /addresses/{token}/sessions: the newest ten, newest first. */
export const sessionListSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      startedAt: time,
      /** quit, closed, timeout, refused, error; null while it goes on. */
      ending: z.string().nullable(),
      peerAddress: z.string(),
      helo: z.string(),
      /** The version; null without. */
      tls: z.string().nullable(),
      /** What became of this address in it: delivered, refused, abandoned, near-miss. */
      outcome: z.string().nullable(),
      /** The reply that decided it, and the recipient as the client named it. */
      reply: z.string().nullable(),
      recipient: z.string().nullable(),
      transcript: z.array(z.object({ at: time, from: z.enum(['client', 'server']), line: z.string() })),
    }),
  ),
})

/** What is left of a mail: everything, its header lines and its report, or its report only. */
const leftOf = z.enum(['everything', 'headers', 'report'])

const mailFactsSchema = mailSummarySchema.extend({
  /** Octets. */
  size: z.number().int(),
  envelope: z.object({ mailFrom: z.string(), rcptTo: z.string() }),
  session: z.object({
    peerAddress: z.string(),
    helo: z.string(),
    tls: z.object({ version: z.string(), cipher: z.string() }).nullable(),
  }),
  /** How it came: `lmtp` was handed on by a mail server here, `submission` is the sandbox. */
  source: z.enum(['smtp', 'lmtp', 'file', 'submission']),
  /** Of a mail in the sandbox all, those of Bcc too; empty of any other. */
  recipients: z.array(z.string()),
  project: z.string().nullable(),
  kept: leftOf,
  /** Then it goes, or with its address when that goes before. */
  keptUntil: time,
  /** Which analysis this is, from 1. */
  analysis: z.number().int(),
  /** Why the analysis stopped, and when it is tried again. */
  failure: z.string().nullable(),
  nextAttemptAt: time.nullable(),
})

/** GET /mails/{id}: the mail and, once `status` is `reported`, all fields of the report of that analysis. */
export const mailSchema = z.union([reportSchema.extend(mailFactsSchema.shape), mailFactsSchema])

/** POST /mails → 202: the mail that was brought as message/rfc822; its report is at GET /mails/{id}. */
export const broughtMailSchema = z.object({ id: z.string(), status: z.literal('stored') })

/**
 * A change to one record: `add`, `replace` what is `was`, or `delete` the `value`. A TXT as plain text, other types in presentation form. Of
 * type `GET` it is the MTA-STS policy as if it were served: the name is its URL.
 */
export const newChangeSchema = z.strictObject({
  action: z.enum(['add', 'replace', 'delete']),
  name: z.string().max(300),
  type: z.string().max(10),
  was: z.string().max(longestPolicy).optional(),
  value: z.string().max(longestPolicy),
  /** Seconds, a week at most. */
  ttl: z.number().int().min(0).max(604_800).default(3600),
})

/** The body of POST /scans. */
export const newScanSchema = z.strictObject({
  /** A domain; also a URL or an e-mail address, of which the domain is taken. */
  domain: z.string().max(2048).optional(),
  /** Instead of a domain: the IP address of a server. */
  address: z.string().max(100).optional(),
  /** DKIM selectors to look for, besides those that are found without. */
  selectors: z.array(z.string().max(255)).max(20).optional(),
  /** Then the scan is a rehearsal: the report as it would be with these published. Nothing is. */
  changes: z.array(newChangeSchema).min(1).max(50).optional(),
  /** The scan of the same domain that a rehearsal is compared with; without one, another is asked for along with it. */
  basedOn: z.string().max(64).optional(),
})

const outcomeSchema = z.object({ verdict: verdictSchema, code: z.string() })
const differenceSchema = z.object({
  score: z.object({ before: z.number().nullable(), after: z.number().nullable() }),
  /** Findings with another verdict or code. */
  findings: z.array(z.object({ id: z.string(), before: outcomeSchema, after: outcomeSchema })),
})

const scanFactsSchema = z.object({
  id: z.string(),
  kind: z.enum(['domain', 'address', 'mail', 'host']),
  /** A domain (A-labels, lower case) or an IP address; of a mail its From domain. */
  subject: z.string(),
  /** Of kind `domain`: the subject. */
  domain: z.string().optional(),
  status: z.enum(['asked', 'running', 'reported', 'failed']),
  requestedAt: time,
  finishedAt: time.nullable(),
  keptUntil: time,
  /** 0.0 to 10.0; null before the report, and when too little could be looked at. */
  score: z.number().nullable(),
  /** Why the last attempt stopped, and when it is tried again; null when it is not. */
  failure: z.string().nullable(),
  nextAttemptAt: time.nullable(),
  /** Of a rehearsal. */
  changes: z.array(recordChangeSchema).optional(),
  basedOn: z.string().nullable().optional(),
  /** Of a rehearsal, once it and the scan it is based on have their reports. */
  difference: differenceSchema.optional(),
})

/** POST /scans → 202, GET /scans/{id}: the scan and, once `status` is `reported`, all fields of its report. */
export const scanSchema = z.union([reportSchema.extend(scanFactsSchema.shape), scanFactsSchema])

/** GET /scans: newest first, without their reports. `next` is the `after` of the next question. */
export const scanListSchema = z.object({ scans: z.array(scanFactsSchema), next: z.string().nullable() })

/** The body of POST /probes. */
export const newProbeSchema = z.strictObject({
  /** A name or an IP address; with `mx` a domain. */
  host: z.string().max(300),
  /** At most ten; the seven of mail when left out. Others than those only of a host that is proved to be one's own. */
  ports: z.array(z.number().int().min(1).max(65_535)).min(1).max(10).optional(),
  /** A mail address to be named to the server, never mailed. Only where its domain, or the host, is proved to be one's own. */
  rcptTo: z.string().max(320).optional(),
  /** All mail servers of the domain, on port 25 unless `ports` says otherwise, in the order in which a sender tries them. */
  mx: z.boolean().optional(),
})

const probeFactsSchema = z.object({
  id: z.string(),
  host: z.string(),
  /** What was asked for. */
  asked: z.object({ ports: z.array(z.number().int()), mx: z.boolean(), rcptTo: z.string().nullable() }),
  status: z.enum(['asked', 'running', 'reported', 'failed']),
  requestedAt: time,
  finishedAt: time.nullable(),
  keptUntil: time,
  /** Why the last attempt stopped, and when it is tried again; null when it is not. */
  failure: z.string().nullable(),
  nextAttemptAt: time.nullable(),
  /** Records any of which, published, shows that the host or the recipient is the asker's own. */
  proofs: z.array(z.object({ name: z.string(), type: z.literal('TXT'), value: z.string() })),
})

/** POST /probes → 202, GET /probes/{id}: the probe and, once `status` is `reported`, what the ports showed and what was left out. */
export const probeSchema = z.union([
  probeAnswerSchema.extend({ leave: probeLeaveSchema }).extend(probeFactsSchema.shape),
  probeFactsSchema,
])

const comparedSideSchema = z.object({
  /** The id; of one analysis of a mail with `.2`. */
  ref: z.string(),
  /** A subject, or a domain or address; then From, or what kind of scan. */
  title: z.string(),
  about: z.string(),
  at: time,
  score: z.number().nullable(),
})
const saidOutcomeSchema = outcomeSchema.extend({ explanation: z.string() })
const changedFindingSchema = z.object({ id: z.string(), before: saidOutcomeSchema, after: saidOutcomeSchema })
const changedTextSchema = z.object({ label: z.string(), before: z.string(), after: z.string() })

/** GET /compare */
export const comparisonSchema = z.object({
  a: comparedSideSchema,
  b: comparedSideSchema,
  sentence: z.string(),
  /** Findings whose verdict changed, to or from one that asks for something. */
  matters: z.array(changedFindingSchema),
  /** The same of what receivers would say, which stands on the other findings. */
  receivers: z.array(changedFindingSchema),
  /** Findings that say something else now, and ask for nothing. */
  others: z.array(changedFindingSchema),
  /** How the mail was sent: '' where there was none. */
  ways: z.array(z.object({ what: z.string(), before: z.string(), after: z.string() })),
  records: z.array(z.object({ name: z.string(), type: z.string(), gone: z.array(z.string()), come: z.array(z.string()) })),
  /** Of the header, and of the content. */
  fields: z.array(changedTextSchema),
  content: z.array(changedTextSchema),
})

/** The body of POST /bounces/classify: a reply or a mail. */
export const newClassificationSchema = z.strictObject({
  /** `550 5.1.1 …` */
  reply: z.string().max(20_000).optional(),
  /** The server that gave the reply, or the domain of the recipient. */
  host: z.string().max(253).optional(),
  /** A bounce mail, whole, as it came. */
  mime: z.string().optional(),
})

export const bounceSchema = z.object({
  id: z.string(),
  at: time,
  /** Where it was told: a mail that arrived, a probe, a test send, or a reply or file that was brought and kept. */
  source: z.enum(['mail', 'probe', 'test_send', 'file']),
  /** The mail, probe or test send; of what was brought, what was kept together. */
  sourceId: z.string(),
  projectId: z.string().nullable(),
  /** '' when nobody is named. */
  recipient: z.string(),
  ...bounceRecipientSchema.pick({ status: true, replyCode: true, class: true, label: true, action: true }).shape,
  ...bounceRecipientSchema.pick({ provider: true, rule: true, sentence: true, diagnostic: true }).shape,
})

/** GET /bounces: newest first. `next` is the `after` of the next question; null at the end. */
export const bounceListSchema = z.object({ bounces: z.array(bounceSchema), next: z.string().nullable() })

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string().optional(),
})

const partSchema = z.object({ ok: z.boolean(), milliseconds: z.number(), detail: z.string() })
/** GET /readyz: 200 when everything is ok, 503 when not. */
export const readinessSchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  parts: z.object({ database: partSchema, queue: partSchema, receiver: partSchema, readers: partSchema, dns: partSchema }),
})

export type NewChange = z.infer<typeof newChangeSchema>
export type NewAddress = z.infer<typeof newAddressSchema>
export type Part = z.infer<typeof partSchema>
export type Readiness = z.infer<typeof readinessSchema>
export type ApiAddress = z.infer<typeof addressSchema>
export type IssuedAddress = z.infer<typeof issuedAddressSchema>
export type MailSummary = z.infer<typeof mailSummarySchema>
export type AttemptList = z.infer<typeof attemptListSchema>
export type MailList = z.infer<typeof mailListSchema>
export type ApiMail = z.infer<typeof mailSchema>
export type ApiProbe = z.infer<typeof probeSchema>
export type ApiScan = z.infer<typeof scanSchema>
export type ScanList = z.infer<typeof scanListSchema>
export type ApiBounce = z.infer<typeof bounceSchema>
export type BounceList = z.infer<typeof bounceListSchema>
export type ApiComparison = z.infer<typeof comparisonSchema>
