/** The shapes of what is known of a team's domains, and done with many, in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

const time = z.iso.datetime()
const names = z.array(z.string().max(253)).min(1).max(1000)
const word = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** The body of POST /domains/act: what is to be done with each of these. */
export const domainActSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('look'), names }),
  z.strictObject({ action: z.literal('watch'), names, preset: z.enum(['usual', 'close', 'quiet']).default('usual') }),
  z.strictObject({ action: z.literal('unwatch'), names }),
  /** The tags they have from then on. */
  z.strictObject({ action: z.literal('tag'), names, tags: z.array(z.string().max(40)).max(20) }),
  /** The id of a project; null for none. */
  z.strictObject({ action: z.literal('move'), names, project: z.string().max(64).nullable() }),
  z.strictObject({ action: z.literal('remove'), names }),
])
/** POST /domains/act → 200: those that are yours, with which it was done. */
export const domainActedSchema = z.object({ names: z.array(z.string()) })

/** GET /domains/{name}/events: newest first. */
export const recordEventListSchema = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      /** Of the record. */
      name: z.string(),
      type: z.string(),
      before: z.array(z.string()),
      after: z.array(z.string()),
      /** The scan that saw it. */
      scan: z.string(),
      at: time,
    }),
  ),
})

/** GET /domains/{name}/looks: oldest first. */
export const lookListSchema = z.object({
  looks: z.array(
    z.object({
      /** For GET /scans/{id}, or GET /probes/{id}. */
      id: z.string(),
      /** Of the domain, or of the ports of its mail servers. */
      kind: z.enum(['domain', 'host']),
      subject: z.string(),
      at: time,
      status: z.enum(['reported', 'failed']),
      score: z.number().nullable(),
      problems: z.number().int(),
      warnings: z.number().int(),
    }),
  ),
})

/** GET /domains/{name}/senders: the last seen first. */
export const senderListSchema = z.object({
  senders: z.array(
    z.object({
      /** The sending service that is recognised; '' when none. */
      service: z.string(),
      address: z.string(),
      helo: z.string(),
      mailFromDomain: z.string(),
      /** Of the signature that passed; '' when none. */
      selector: z.string(),
      firstSeenAt: time,
      lastSeenAt: time,
      mails: z.number().int(),
      /** Did DMARC pass the last time? Without that it is nobody the domain knows. */
      passes: z.boolean(),
    }),
  ),
})

const part = z.enum(['receiving', 'sending', 'forgery', 'score'])
/** The body of PUT /domains/{name}/status-page. */
export const newStatusPageSchema = z.strictObject({
  /** Whether it is shown to everybody. */
  isOn: z.boolean(),
  shows: z.array(part).max(4),
  /** One of your choice: small letters, digits and hyphens; one that nobody guesses, or that of before, when left out. */
  name: z.string().max(40).optional(),
  /** Another name that nobody guesses: links of before lead nowhere. */
  renew: z.literal(true).optional(),
})
/** GET and PUT /domains/{name}/status-page. */
export const statusPageSchema = z.object({
  isOn: z.boolean(),
  shows: z.array(part),
  name: z.string(),
  /** Of the page, and of the badge. */
  page: z.string(),
  badge: z.string(),
})

/** The body of POST /domains/{name}/accepted. */
export const newAcceptedSchema = z.strictObject({
  check: word,
  code: word,
  reason: z.string().trim().min(1).max(300),
  /** Until its code changes when left out. */
  days: z.number().int().min(1).max(3650).optional(),
})
export const acceptedSchema = z.object({
  id: z.string(),
  check: z.string(),
  code: z.string(),
  reason: z.string(),
  /** Null when that account is gone. */
  by: z.string().nullable(),
  at: time,
  until: time.nullable(),
})
/** GET /domains/{name}/accepted: newest first. */
export const acceptedListSchema = z.object({ accepted: z.array(acceptedSchema) })
