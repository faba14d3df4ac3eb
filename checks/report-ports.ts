/** The shapes of what the ports of a mail host show. Part of `report.ts`, which hands them on. */
import { z } from 'zod'
import { wordsSchema } from './report-words.ts'

/** A certificate of a chain, as far as a reader wants to know it. Times are ISO 8601. */
export const shownCertificateSchema = z.object({
  names: z.array(z.string()),
  issuer: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** `rsa 2048`. */
  key: z.string(),
})
/** One port of one address. */
export const probedPortSchema = z.object({
  host: z.string(),
  address: z.string(),
  port: z.number(),
  state: z.enum(['open', 'refused', 'filtered', 'reset', 'unknown']),
  /** Why it could not be looked at. */
  why: wordsSchema.optional(),
  /** Whose side that is on. */
  side: z.enum(['ours', 'theirs']).optional(),
  /** The greeting as it was said; null when nothing came. */
  banner: z.string().nullable(),
  /** What EHLO, CAPABILITY or CAPA listed before encryption, and inside it. */
  capabilities: z.array(z.string()),
  secureCapabilities: z.array(z.string()),
  tls: z
    .object({
      state: z.enum(['done', 'refused', 'failed']),
      reason: z.string(),
      version: z.string(),
      cipher: z.string(),
      trusted: z.boolean(),
      chain: z.array(shownCertificateSchema),
    })
    .nullable(),
  /** Until connected; then until the greeting; and of the whole look. Null where it did not come to it. */
  connectMilliseconds: z.number().nullable(),
  greetingMilliseconds: z.number().nullable(),
  milliseconds: z.number(),
})
/** One place that a sending server would try, in its order. */
export const mxStepSchema = z.object({
  preference: z.number(),
  host: z.string(),
  address: z.string(),
  does: z.enum(['delivers', 'goes-on', 'unknown', 'not-reached']),
  say: wordsSchema,
})
/** What was seen of a mail host. */
export const portsSeenSchema = z.object({
  ports: z.array(probedPortSchema),
  /** Of a domain: its mail servers as a sending server would try them, and in a sentence where it would deliver. */
  walk: z.object({ say: wordsSchema, steps: z.array(mxStepSchema) }).optional(),
  /** The conversations, line by line. */
  transcript: z.array(
    z.object({
      host: z.string(),
      address: z.string(),
      port: z.number(),
      lines: z.array(
        z.object({
          milliseconds: z.number(),
          from: z.enum(['client', 'server', 'note']),
          secure: z.boolean(),
          line: z.string(),
        }),
      ),
    }),
  ),
})
/** What a probe might do, and why it did no more. */
export const probeLeaveSchema = z.object({
  /** The host is the asker's own: relaying, names and the null sender were tried. */
  owner: z.boolean(),
  /** A recipient was given. Was it named to the server? */
  recipient: z.enum(['named', 'not-proved']).optional(),
  /** Ports that were wanted and are looked at only for a host of one's own. */
  leftOut: z.array(z.number()),
  /** Nothing was asked at all, and why. */
  refused: z.object({ code: z.enum(['opt-out', 'private-address', 'too-often']), say: wordsSchema }).optional(),
})

export type ProbedPort = z.infer<typeof probedPortSchema>
export type MxStep = z.infer<typeof mxStepSchema>
export type ProbeLeave = z.infer<typeof probeLeaveSchema>
