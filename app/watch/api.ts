/** The shapes of what a team keeps in the HTTP API: projects, addresses, domains, monitors, alerts. Part of `app/api.ts`, which hands them on. */
import { z } from 'zod'
import { recordMarkSchema, seriesSchema } from '../charts/api.ts'

const time = z.iso.datetime()
const id = z.string().max(64)

/** Of a mail, once it has its report: everything, its header lines and the report, or the report only. The rest does not come back. */
const keeps = z.enum(['everything', 'headers', 'report'])

/** The body of POST /projects. */
export const newProjectSchema = z.strictObject({
  name: z.string().min(1).max(80),
  isClient: z.boolean().optional(),
  keeps: keeps.optional(),
  /** Alerts that stem from its mails carry their subjects and addresses; not unless this is said. */
  alertsTellAll: z.boolean().optional(),
})
/** The body of PATCH /projects/{id}. */
export const projectChangeSchema = newProjectSchema.partial()
export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  isClient: z.boolean(),
  keeps,
  alertsTellAll: z.boolean(),
  createdAt: time,
})
/** GET /projects: by name. */
export const projectListSchema = z.object({ projects: z.array(projectSchema) })

const lasting = {
  name: z.string().max(80).optional(),
  /** From now on, a year at most; null for as long as it is not deleted. */
  hours: z.number().int().min(1).max(8760).nullable().optional(),
  /** Null for as many as this Seedbed takes, which is also the most. */
  mailsPerDay: z.number().int().min(1).nullable().optional(),
}
/** The body of POST /team/addresses. */
export const newTeamAddressSchema = z.strictObject({
  ...lasting,
  /** The id of a project. */
  project: id.optional(),
  /** A seed domain of this Seedbed, or of the team; the first when left out. */
  domain: z.string().max(253).optional(),
  /** At a seed domain of the team; one that nobody guesses when left out. */
  localPart: z.string().max(64).optional(),
})
/** The body of PATCH /team/addresses/{id}. */
export const teamAddressChangeSchema = z.strictObject({
  ...lasting,
  project: id.nullable().optional(),
  /** At a sending service: it does not expire, and is accepted for 60 days after it was deleted. */
  inUse: z.boolean().optional(),
})
/** The body of POST /addresses/{token}/keep. */
export const keepAddressSchema = z.strictObject({ project: id.optional() })
export const teamAddressSchema = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string(),
  project: z.string().nullable(),
  inUse: z.boolean(),
  mailsPerDay: z.number().int().nullable(),
  createdAt: time,
  /** The year 9999 when it does not expire. */
  receivesUntil: time,
  keptUntil: time,
})
/** POST /team/addresses → 201. The token opens the address for whoever has it; it is shown this once. */
export const takenTeamAddressSchema = teamAddressSchema.extend({ token: z.string() })
/** GET /team/addresses: newest first. `next` is the `after` of the next question. */
export const teamAddressListSchema = z.object({ addresses: z.array(teamAddressSchema), next: z.string().nullable() })

/** The body of POST /domains. */
export const newDomainsSchema = z.strictObject({
  domains: z.array(z.string().max(2048)).min(1).max(500),
  project: id.optional(),
  tags: z.array(z.string().max(40)).max(20).optional(),
})
/** POST /domains → 201: those that were not there yet. */
export const addedDomainsSchema = z.object({ added: z.array(z.string()) })
/** POST /domains/import → 201: those that were not there yet, how many were, and the lines that are none. */
export const importedDomainsSchema = addedDomainsSchema.extend({
  doubles: z.number().int(),
  refused: z.array(z.object({ line: z.number().int(), text: z.string(), say: z.string() })),
})
/** The body of PATCH /domains/{name}. */
export const domainChangeSchema = z.strictObject({
  project: id.nullable().optional(),
  tags: z.array(z.string().max(40)).max(20).optional(),
  notes: z.string().max(10_000).optional(),
})
export const domainSchema = z.object({
  name: z.string(),
  project: z.string().nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
  state: z.enum(['problems', 'warnings', 'unknown', 'waiting', 'in-order']),
  since: time.nullable(),
  /** What the newest look found otherwise than the one before. */
  changed: z.string().nullable(),
  changedAt: time.nullable(),
  /** Of DMARC: none, quarantine, reject, missing, unknown. */
  policy: z.string().nullable(),
  /** When the first certificate of its mail servers, or its registration, ends; and which of them that is. */
  nextExpiry: time.nullable(),
  nextExpiryOf: z.enum(['certificate', 'registration']).nullable(),
  /** The newest scan with a report, for GET /scans/{id}. */
  scan: z.string().nullable(),
  lookedAt: time.nullable(),
  /** Seen sending with its name and passing, '' for servers of none that is known; null for who is limited to projects. */
  services: z.array(z.string()).nullable(),
  /** How it is watched; null when it is not. */
  watched: z.enum(['usual', 'close', 'quiet', 'own']).nullable(),
})
/** GET /domains: those that need somebody first. */
export const domainListSchema = z.object({ domains: z.array(domainSchema) })

const rhythm = {
  /** `usual`: every hour; `close`: every 5 minutes for 48 hours; `quiet`: once a week; `own`: as `everyMinutes` says. */
  preset: z.enum(['usual', 'close', 'quiet', 'own']).optional(),
  /** From 5 minutes to 31 days. */
  everyMinutes: z.number().int().min(5).max(44_640).optional(),
}
/** The body of POST /monitors: one of domain, host and address. The team keeps a domain from then on, too, and it is watched in its project. */
export const newMonitorSchema = z.strictObject({
  domain: z.string().max(2048).optional(),
  /** A name or an IP address: its ports of mail. */
  host: z.string().max(2048).optional(),
  /** An IP address: its name and blocklists. */
  address: z.string().max(2048).optional(),
  ...rhythm,
  /** The id of a project. */
  project: id.optional(),
})
/** The body of PATCH /monitors/{id}. */
export const monitorChangeSchema = z.strictObject({
  ...rhythm,
  /** Not looked at until it goes on. */
  paused: z.boolean().optional(),
  /** Of a host or an address: a domain takes its monitor with it. */
  project: id.nullable().optional(),
})
export const monitorSchema = z.object({
  id: z.string(),
  kind: z.enum(['domain', 'host', 'address']),
  subject: z.string(),
  project: z.string().nullable(),
  preset: z.enum(['usual', 'close', 'quiet', 'own']),
  everyMinutes: z.number().int(),
  until: time.nullable(),
  nextDueAt: time,
  lastRunAt: time.nullable(),
  lastScan: z.string().nullable(),
  /** Since when it is watched. */
  createdAt: time,
  pausedAt: time.nullable(),
  /** By the newest look, since when, and when that was. */
  state: z.enum(['problems', 'warnings', 'unknown', 'waiting', 'in-order']),
  since: time.nullable(),
  lookedAt: time.nullable(),
})
/** GET /monitors: what needs somebody first. */
export const monitorListSchema = z.object({ monitors: z.array(monitorSchema) })

export const alertSchema = z.object({
  id: z.string(),
  /** failing, recovered, record-changed, expiring, listed, port-down, cannot-check, did-not-run */
  kind: z.string(),
  /** host: its ports; address: an IP address, also one that sends for a domain. */
  subjectKind: z.enum(['domain', 'host', 'address']),
  subject: z.string(),
  project: z.string().nullable(),
  /** '' when it is about no check. */
  check: z.string(),
  code: z.string(),
  what: z.string(),
  /** Likely cause and first step. */
  cause: z.string().nullable(),
  step: z.string().nullable(),
  scan: z.string().nullable(),
  since: time,
  openedAt: time,
  acknowledgedAt: time.nullable(),
  snoozedUntil: time.nullable(),
  recoveredAt: time.nullable(),
})
/** GET /alerts: newest first. `next` is the `after` of the next question. */
export const alertListSchema = z.object({ alerts: z.array(alertSchema), next: z.string().nullable() })
/** The body of POST /alerts/{id}/snooze: a day when left out, 30 at most. */
export const snoozeSchema = z.strictObject({ hours: z.number().int().min(1).max(720).optional() })

/** A domain, a host or an address, what of it, and since when. */
const standingLine = z.object({
  kind: z.enum(['domain', 'host', 'address']),
  name: z.string(),
  what: z.string().nullable(),
  since: time.nullable(),
  /** Of one of which something ends, at `since`. */
  ending: z.enum(['certificate', 'registration']).nullable(),
  page: z.string(),
})
const week = z.object({ mails: z.number().int(), ready: z.number().int(), bounces: z.number().int() })
/** GET /today */
export const todaySchema = z.object({
  /** How many are kept, and how many watched. */
  domains: z.number().int(),
  watched: z.number().int(),
  /** Open alerts, and what has a problem that no alert tells of. */
  alerts: z.array(alertSchema),
  problems: z.array(standingLine),
  /** Over, in the last week. */
  recovered: z.array(alertSchema),
  /** Records, in the last week. */
  changes: z.array(recordMarkSchema),
  unknown: z.array(standingLine),
  /** A certificate of theirs, or their registration, ends within 30 days. */
  expiring: z.array(standingLine),
  /** Mails that would arrive (`ready`) and would not (`not`), and bounces by class, of 30 days; the last 7 days and the 7 before. */
  pulse: z.object({ mails: seriesSchema, bounces: seriesSchema, week, before: week }).nullable(),
})
