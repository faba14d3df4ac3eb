/** The shapes of relays and test sends in the HTTP API. Part of `app/api.ts`, which hands them on. */
import { z } from 'zod'

const time = z.iso.datetime()
const encryption = z.enum(['starttls', 'implicit', 'none'])

/** The body of POST /relays. */
export const newRelaySchema = z.strictObject({
  /** What you call it; the host when left out. */
  name: z.string().max(200).optional(),
  /** A name or an IP address. */
  host: z.string().max(253),
  port: z.number().int().min(1).max(65_535),
  /** `implicit`: TLS from the first octet. A password is sent over TLS only. */
  tls: encryption,
  username: z.string().max(200).optional(),
  /** Sealed when it is kept, and never given back. */
  password: z.string().max(1000).optional(),
})

export const relaySchema = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  port: z.number().int(),
  tls: encryption,
  username: z.string(),
})

/** GET /relays: the newest first. */
export const relayListSchema = z.object({ relays: z.array(relaySchema) })

const lineSchema = z.object({
  /** Since we began to connect. */
  milliseconds: z.number(),
  /** `note`: what happened beside it. */
  from: z.enum(['client', 'server', 'note']),
  /** Inside TLS. */
  secure: z.boolean(),
  line: z.string(),
})

/** POST /relays/{id}/try: EHLO, STARTTLS and AUTH as the relay has them. No mail is sent. */
export const triedRelaySchema = z.object({
  accepted: z.boolean(),
  /** What decided it: connect, greeting, ehlo, starttls, auth. */
  phase: z.string(),
  reply: z.string(),
  /** Why there was no reply that says so: `timeout`, `tls-name` …; '' when there was one. */
  trouble: z.string(),
  transcript: z.array(lineSchema),
})

/** The body of POST /sends. */
export const newSendSchema = z.strictObject({
  /** The id of a relay. */
  relay: z.string().max(64),
  /** `Shop <news@acme.com>`, or the address alone. */
  from: z.string().max(1000),
  /** An address of your own: a seed address, with or without a chosen reply, or at a domain that you have shown to be yours. */
  to: z.string().max(1000),
  subject: z.string().max(500),
  text: z.string().max(100_000).optional(),
  html: z.string().max(300_000).optional(),
  /** A seed address of yours to which bounces come; the From address when left out. */
  returnPath: z.string().max(1000).optional(),
  /** How long it is tried when it is put off: two days when left out. */
  tries: z.enum(['once', 'hour', 'days']).optional(),
})

const sendSummarySchema = z.object({
  id: z.string(),
  /** Of the address it goes to. */
  project: z.string().nullable(),
  relay: z.object({ id: z.string(), name: z.string() }),
  subjectHeader: z.string(),
  from: z.string(),
  envelope: z.object({ mailFrom: z.string(), rcptTo: z.string() }),
  messageId: z.string(),
  /**
   * `accepted`: by the relay, and nothing more is known. `arrived`: our receiver has it. `bounced`: it came back to its Return-Path.
   * `expired`: put off until there was no time left.
   */
  status: z.enum(['waiting', 'accepted', 'arrived', 'bounced', 'refused', 'expired']),
  requestedAt: time,
  nextAttemptAt: time.nullable(),
  expiresAt: time,
  endedAt: time.nullable(),
  keptUntil: time,
})

/** GET /sends: newest first. `next` is the `before` of the next question. */
export const sendListSchema = z.object({ sends: z.array(sendSummarySchema), next: z.string().nullable() })

/** POST /sends → 202, GET /sends/{id}. */
export const sendSchema = sendSummarySchema.extend({
  /** Oldest first. */
  attempts: z.array(
    z.object({
      at: time,
      /** Milliseconds. */
      took: z.number().int(),
      /** What decided it: connect, greeting, ehlo, starttls, auth, mail, rcpt, data, final; '' while it goes on, and of one that was cut off. */
      phase: z.string(),
      reply: z.string(),
      /** Why there was no reply that says so; '' when there was one. */
      trouble: z.string(),
      transcript: z.array(lineSchema),
    }),
  ),
  /** The mail at our receiver, and the bounce: ids for GET /mails/{id}. */
  arrivedAs: z.string().nullable(),
  returnedAs: z.string().nullable(),
})

export type NewRelay = z.infer<typeof newRelaySchema>
export type NewSend = z.infer<typeof newSendSchema>
export type ApiRelay = z.infer<typeof relaySchema>
export type ApiSend = z.infer<typeof sendSchema>
export type ApiSendSummary = z.infer<typeof sendSummarySchema>
