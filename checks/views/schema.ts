/**
 * Pictures of a domain's world, beside the findings: the SPF tree, the mail servers, the DMARC walk, the name servers, the services in use.
 * Texts from the world are cut where they are long, with a mark that says how much. Imported by the browser: types and schemas only.
 */
import { z } from 'zod'
import { wordsSchema } from '../report-words.ts'
import { addressViewSchema } from './address-schema.ts'
import { gapSchema } from './gap.ts'
import { routeViewSchema, storyViewSchema } from './mail-schema.ts'

export * from './address-schema.ts'
export * from './gap.ts'
export * from './mail-schema.ts'

/** A domain of an SPF tree, what it publishes, and where its terms lead. */
export interface SpfTreeNode {
  domain: string
  /** Every SPF record there: a receiver uses none when there are several (RFC 7208 §4.5). */
  records: string[]
  terms: {
    term: string
    /** Never evaluated: behind `all`, or a `redirect` beside one. */
    unused: boolean
    /** Why it was not followed: `macro loop limit silent bad-name`. */
    skipped?: string | undefined
    /** Look-ups of this term and everything below it, and of the whole tree once it is done. */
    lookups: number
    total: number
    /** What this term itself asked for in vain: `dead.example.com A/AAAA`. */
    voids?: string[] | undefined
    target?: string | undefined
    node?: SpfTreeNode | undefined
  }[]
  /** Terms and records left out, where somebody wrote very many. */
  more?: number | undefined
}

export const spfTreeSchema: z.ZodType<SpfTreeNode> = z.lazy(() =>
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
        voids: z.array(z.string()).optional(),
        target: z.string().optional(),
        node: spfTreeSchema.optional(),
      }),
    ),
    more: z.number().optional(),
  }),
)

export const spfViewSchema = z.object({
  domain: z.string(),
  /** Null when the domain's own record could not be seen. */
  tree: spfTreeSchema.nullable(),
  /** Look-ups of the whole tree; with gaps, of what could be seen. `stopped`: counting ended, there may be more. */
  lookups: z.number(),
  stopped: z.boolean(),
  /** Names that hold nothing. */
  voids: z.number(),
  /** Of a record past a limit: the term whose removal cures most, in the record of `domain`, and what is left without it. */
  culprit: z
    .object({ domain: z.string(), term: z.string(), lookups: z.number(), lookupsLeft: z.number(), voidsLeft: z.number() })
    .optional(),
  gaps: z.array(gapSchema),
})

const ptrSchema = z.object({
  names: z.array(z.string()),
  /** Names left out. */
  more: z.number(),
  /** The name that leads back to the address; null when none does, or with a gap. */
  confirmed: z.string().nullable(),
  /** Without names: they could not be seen. With names: whether they lead back could not be seen. */
  gap: gapSchema.optional(),
})

const certificateSchema = z.object({
  /** The first name it is for, and how many more there are. */
  name: z.string(),
  more: z.number(),
  issuer: z.string(),
  /** ISO 8601. */
  until: z.string(),
  expired: z.boolean(),
  /** Is it for this server's name, and does it lead to a root we know? */
  named: z.boolean(),
  trusted: z.boolean(),
})

const tlsSchema = z.union([
  z.object({
    state: z.literal('done'),
    address: z.string(),
    version: z.string(),
    cipher: z.string(),
    certificate: certificateSchema.optional(),
  }),
  /** `absent`: STARTTLS is not offered. `refused`, `failed`: offered, and what came then. */
  z.object({ state: z.enum(['absent', 'refused', 'failed']), address: z.string(), what: z.string() }),
  z.object({ state: z.literal('unseen'), gap: gapSchema }),
])

/** `unsigned`: there are records, but DNSSEC does not vouch for them, so senders pass them over. `fails`: the question fails for everybody. */
const daneSchema = z.union([
  z.object({ state: z.enum(['none', 'unsigned', 'fails']) }),
  /** Does a record match the certificate? Null when none could be seen. */
  z.object({ state: z.literal('in-force'), matches: z.boolean().nullable() }),
  z.object({ state: z.literal('unseen'), gap: gapSchema }),
])

export const mailServersViewSchema = z.object({
  /** As in RFC 5321 §5.1: `implicit` is the domain's own address. Null when it could not be seen. */
  kind: z.enum(['mx', 'null-mx', 'implicit', 'missing', 'no-such-domain']).nullable(),
  gap: gapSchema.optional(),
  servers: z.array(
    z.object({
      name: z.string(),
      /** Lowest first. Empty of an `implicit` one. */
      preferences: z.array(z.number()),
      /** The well-known service that runs it. */
      runBy: z.string().optional(),
      /** Where its aliases (CNAME) lead, first to last. */
      aliases: z.array(z.string()),
      fault: z.enum(['alias', 'address', 'bad-name']).optional(),
      /** False: there is no such name. */
      exists: z.boolean(),
      addresses: z.array(z.object({ address: z.string(), ptr: ptrSchema })),
      /** Addresses left out. */
      more: z.number(),
      /** Not all of its addresses could be seen. */
      gap: gapSchema.optional(),
      /** Null without an address. */
      tls: tlsSchema.nullable(),
      dane: daneSchema.nullable(),
    }),
  ),
  /** Servers left out. */
  more: z.number(),
})

export const dmarcViewSchema = z.object({
  domain: z.string(),
  /** In the order of the walk. */
  steps: z.array(
    z.object({
      /** The name asked, `_dmarc.` before `domain`. */
      name: z.string(),
      domain: z.string(),
      /** Undefined with a gap. `several`: all of them are discarded. `nothing`: no DMARC record. `past`: the walk had ended. */
      state: z.enum(['record', 'several', 'nothing', 'past']).optional(),
      gap: gapSchema.optional(),
      /** The DMARC records there. */
      records: z.array(z.string()),
      /** Texts of another kind, which are discarded, and aliases that led there. */
      others: z.number(),
      aliases: z.array(z.string()),
      /** Is there such a name, with whatever record? */
      exists: z.boolean(),
    }),
  ),
  /** Names between the first and the second step that a walk leaves out (RFC 9989 §4.10 step 4). */
  leftOut: z.number(),
  /** `top`: no name is left. `psd-n`, `psd-y`: the record of `at` says that its organization ends there. */
  ended: z.object({ why: z.enum(['top', 'psd-n', 'psd-y']), at: z.string() }),
  /** Null when a name of the walk could not be seen. */
  organizational: z.string().nullable(),
  /** The record that applies; null when there is none, or with a gap. */
  applies: z.object({ domain: z.string(), how: z.enum(['own', 'inherited', 'from-psd']), processed: z.boolean() }).nullable(),
  /** What receivers are asked to do, and the tag that says so; null when there is none, or with a gap. `testing`: one level less. */
  policy: z
    .object({
      policy: z.enum(['none', 'quarantine', 'reject']),
      tag: z.enum(['p', 'sp', 'np']).nullable(),
      testing: z.boolean(),
    })
    .nullable(),
  /** Why the record or the policy is not known. */
  gap: gapSchema.optional(),
})

/** What a name server says of one record: the place of its version in the list of all, from 1. */
const versionCellSchema = z.union([z.object({ version: z.number() }), z.object({ gap: gapSchema })])

/** `now`: what name servers give. `old`: another value. `absent`: it remembers that there was none. Forgotten at `until` (ISO 8601). */
const cachedCellSchema = z.union([
  z.object({ state: z.enum(['now', 'old', 'absent']), values: z.array(z.string()), until: z.string() }),
  z.object({ gap: gapSchema }),
])

export const nameServersViewSchema = z.object({
  /** Where the zone begins; '' when that is not known. */
  zone: z.string(),
  /** Why nothing could be seen. */
  gap: gapSchema.optional(),
  /** The record sets compared, with the versions of each that name servers give, the one of most servers first. No value: nothing there. */
  sets: z.array(
    z.object({
      what: z.enum(['MX', 'SPF', 'DMARC', 'DKIM']),
      name: z.string(),
      type: z.string(),
      versions: z.array(z.object({ values: z.array(z.string()), servers: z.number() })),
    }),
  ),
  servers: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      serial: z.number().nullable(),
      /** One a set. Empty with a gap: it was silent, or does not serve the zone. */
      cells: z.array(versionCellSchema),
      gap: gapSchema.optional(),
    }),
  ),
  resolvers: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      /** The one this Seedbed asks. */
      ours: z.boolean(),
      /** One a set. */
      cells: z.array(cachedCellSchema),
    }),
  ),
  /** Servers left out. */
  more: z.number(),
  /** How many have it, and until when others keep the old one. */
  say: z.array(wordsSchema),
})

/** Who is seen to run what, by the names in DNS; empty where nobody well-known is. */
export const servicesViewSchema = z.object({
  dns: z.array(z.string()),
  mail: z.array(z.string()),
  /** Mail goes through them first. */
  filters: z.array(z.string()),
  sends: z.array(z.string()),
})

/** Of the domain that somebody registered. Not there when its registry does not tell. */
export const registrationViewSchema = z.object({
  name: z.string(),
  /** ISO 8601. */
  until: z.string(),
})

export const viewsSchema = z.object({
  address: addressViewSchema.optional(),
  spf: spfViewSchema.optional(),
  mailServers: mailServersViewSchema.optional(),
  dmarc: dmarcViewSchema.optional(),
  nameServers: nameServersViewSchema.optional(),
  services: servicesViewSchema.optional(),
  registration: registrationViewSchema.optional(),
  route: routeViewSchema.optional(),
  story: storyViewSchema.optional(),
})

export type SpfView = z.infer<typeof spfViewSchema>
export type MailServersView = z.infer<typeof mailServersViewSchema>
export type MailServerRow = MailServersView['servers'][number]
export type DmarcView = z.infer<typeof dmarcViewSchema>
export type NameServersView = z.infer<typeof nameServersViewSchema>
export type ServicesView = z.infer<typeof servicesViewSchema>
export type RegistrationView = z.infer<typeof registrationViewSchema>
export type Views = z.infer<typeof viewsSchema>
