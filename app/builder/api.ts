/** The shapes of the builders of records in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'
import { recordChangeSchema, verdictSchema } from '#checks/report.ts'

const kind = z.enum(['spf', 'dmarc', 'mta-sts', 'tls-rpt', 'bimi'])
const builder = { kind, title: z.string(), does: z.string(), reference: z.string() }

/** GET /builders: in the order in which a domain needs their records. */
export const builderListSchema = z.object({ builders: z.array(z.object(builder)) })

/** The body of POST /builders/{kind}. */
export const newRecordSchema = z.strictObject({
  /** Also a URL or an e-mail address, of which the domain is taken. */
  domain: z.string().max(2048),
  /** By the name of the question. Left out, it begins with what the published record amounts to. */
  answers: z.record(z.string().max(64), z.array(z.string().max(4000)).max(60)).optional(),
})

/** POST /builders/{kind} → 200 */
export const builtRecordSchema = z.object({
  ...builder,
  domain: z.string(),
  /** How it is known what is published: from a scan of that time, asked just now, or not at all. */
  source: z.object({ how: z.enum(['scan', 'live', 'silent', 'not-asked']), at: z.iso.datetime().optional() }),
  /** How many records of this kind are published. */
  published: z.number().int(),
  questions: z.array(
    z.object({
      name: z.string(),
      /** One of its choices, several of them, a text, or lines of text. */
      kind: z.enum(['one', 'several', 'text', 'lines']),
      ask: z.string(),
      help: z.string().nullable(),
      choices: z.array(z.object({ value: z.string(), label: z.string(), say: z.string().nullable() })),
      /** Most people have no need of it. */
      rare: z.boolean(),
      answers: z.array(z.string()),
      /** What is wrong with the answers. */
      troubles: z.array(z.string()),
    }),
  ),
  /** Null while too little is answered, as `wanting` says, or an answer makes no record. */
  record: z
    .object({
      name: z.string(),
      /** As most DNS panels want it: without the zone, `@` for the zone itself. */
      panelName: z.string(),
      value: z.string(),
      /** What to publish; empty when it is published already. */
      changes: z.array(recordChangeSchema),
      parts: z.array(z.object({ text: z.string(), says: z.string(), kept: z.boolean() })),
      remarks: z.array(z.object({ verdict: verdictSchema, say: z.string(), record: recordChangeSchema.nullable() })),
      /** A file that goes with it. */
      file: z.object({ url: z.string(), text: z.string() }).nullable(),
    })
    .nullable(),
  wanting: z.string().nullable(),
})
