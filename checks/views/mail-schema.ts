/** Pictures of one mail: how it travelled, and how its proof was decided. Imported by the browser: types and schemas only. */
import { z } from 'zod'
import { gapSchema } from './gap.ts'

export const routeViewSchema = z.object({
  /** The last step, which our own receiver saw; null when nobody here did. `tls`: '' without encryption. Times are ISO 8601. */
  seen: z.object({ address: z.string(), helo: z.string(), by: z.string(), tls: z.string(), at: z.string() }).nullable(),
  /** What the Received fields claim, oldest first. */
  hops: z.array(
    z.object({
      /** Who gave the mail, and who took it; '' where the field does not say. */
      from: z.string(),
      reverse: z.string(),
      address: z.string(),
      by: z.string(),
      with: z.string(),
      /** Does it say that the step was encrypted? `no`: it names a protocol that is not. */
      tls: z.enum(['yes', 'no', 'unstated']),
      authenticated: z.boolean(),
      /** Null when the date cannot be read. */
      at: z.string().nullable(),
      /** Milliseconds to the next step that has a date, by both clocks; negative when they disagree. */
      took: z.number().nullable(),
      /** The field as it stands in the mail. */
      claim: z.string(),
    }),
  ),
  /** Fields left out, older than those shown. */
  more: z.number(),
})

/** How a proven domain stands to the From domain (RFC 9989 §4.4). `unseen`: somebody was silent. */
export const alignmentSchema = z.enum(['strict', 'relaxed', 'none', 'unseen'])

export const storyViewSchema = z.object({
  /** The From domain; '' when there is none to prove. */
  from: z.string(),
  /** The organization the From domain belongs to; null when that could not be seen. */
  organization: z.string().nullable(),
  /** Who connected, as our receiver saw it; null when nobody here did. */
  host: z
    .object({
      address: z.string(),
      helo: z.string(),
      /** The names of the address; `confirmed` are those that lead back to it. */
      names: z.array(z.string()),
      confirmed: z.array(z.string()),
      gap: gapSchema.optional(),
    })
    .nullable(),
  /** Null when nobody saw the sender. */
  spf: z
    .object({
      /** RFC 7208 §2.6. */
      result: z.string(),
      domain: z.string(),
      identity: z.enum(['mailfrom', 'helo']),
      mailFrom: z.string(),
      /** The record at `domain`; null when there is none, or it could not be seen. */
      record: z.string().nullable(),
      explanation: z.string(),
      alignment: alignmentSchema,
      /** Does it stand for the From domain under this record? Null: not known. */
      aligned: z.boolean().nullable(),
      gap: gapSchema.optional(),
    })
    .nullable(),
  dkim: z.array(
    z.object({
      domain: z.string(),
      selector: z.string(),
      /** RFC 8601 §2.7.1. */
      result: z.string(),
      reason: z.string(),
      /** The key record; null when there is none, or with a gap. */
      key: z.string().nullable(),
      /** Does the body have the hash that was signed? Null: it was not computed. */
      body: z.boolean().nullable(),
      alignment: alignmentSchema,
      aligned: z.boolean().nullable(),
      gap: gapSchema.optional(),
    }),
  ),
  /** Signatures left out. */
  moreSignatures: z.number(),
  dmarc: z.object({
    /** RFC 8601 §2.7.4. */
    result: z.string(),
    /** The record that applies; null when there is none, or with a gap. */
    record: z.object({ domain: z.string(), text: z.string(), strictSpf: z.boolean(), strictDkim: z.boolean() }).nullable(),
    policy: z.string(),
    gap: gapSchema.optional(),
  }),
})

export type RouteView = z.infer<typeof routeViewSchema>
export type RouteHop = RouteView['hops'][number]
export type StoryView = z.infer<typeof storyViewSchema>
export type StoryAlignment = z.infer<typeof alignmentSchema>
