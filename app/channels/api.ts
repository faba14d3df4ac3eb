/** The shapes of channels in the HTTP API: where alerts go, and what was delivered. As in `app/api.ts`. */
import { z } from 'zod'

const time = z.iso.datetime()
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const kind = z.enum(['email', 'webhook', 'slack'])
const pace = z.enum(['at-once', 'daily'])
/** Of the team's day, from `from` until `until`, over midnight too. */
const quiet = z.strictObject({ from: clock, until: clock }).nullable()

/** The body of POST /channels. */
export const newChannelSchema = z.strictObject({
  kind,
  /** An e-mail address, or the https URL of the webhook. */
  target: z.string().min(1).max(500),
  name: z.string().max(80).optional(),
  /** The id of a project: then only of what belongs to it. */
  project: z.string().max(64).optional(),
  pace: pace.optional(),
  quiet: quiet.optional(),
})
/** The body of PATCH /channels/{id}. */
export const channelChangeSchema = z.strictObject({
  pace: pace.optional(),
  quiet: quiet.optional(),
  /** While it is, nothing is sent; what waited is sent together when it goes on, unless it is over. */
  paused: z.boolean().optional(),
})
export const channelSchema = z.object({
  id: z.string(),
  kind,
  name: z.string(),
  /** The address, or the host of the URL: a webhook's URL is a secret. */
  to: z.string(),
  project: z.string().nullable(),
  pace,
  quiet: z.object({ from: z.string(), until: z.string() }).nullable(),
  pausedAt: time.nullable(),
  createdAt: time,
})
/** GET /channels: the oldest first. */
export const channelListSchema = z.object({ channels: z.array(channelSchema) })
/** POST /channels → 201. `key`: of a webhook, what its requests are signed with; it is shown this once. */
export const madeChannelSchema = channelSchema.extend({ key: z.string().optional() })

/** GET /channels/{id}/deliveries: the newest 50. */
export const deliveryListSchema = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      /** opened, recovered, or test */
      event: z.string(),
      /** waiting, delivered, failed, skipped */
      status: z.string(),
      /** What the alert is about. */
      subject: z.string(),
      attempts: z.number().int(),
      /** What the other side answered the last time; of one that was skipped, why. */
      reply: z.string(),
      createdAt: time,
      /** Null too while the channel is paused. */
      nextAttemptAt: time.nullable(),
      deliveredAt: time.nullable(),
    }),
  ),
})
