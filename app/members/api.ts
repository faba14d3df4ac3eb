/** The shapes of a team and who belongs to it in the HTTP API. As in `app/api.ts`. */
import { z } from 'zod'

const time = z.iso.datetime()
const id = z.string().max(64)
const role = z.enum(['owner', 'admin', 'member', 'viewer'])

/** GET /team */
export const teamSchema = z.object({
  id: z.string(),
  kind: z.enum(['anonymous', 'personal', 'team']),
  name: z.string(),
  slug: z.string(),
  /** IANA name: it decides the days of the team. */
  zone: z.string(),
  /** How long mails and reports are kept; null for as long as this Seedbed says. */
  retentionDays: z.number().int().nullable(),
  /** What you are there. */
  role,
})
/** The body of PATCH /team. A personal team has neither name nor slug. */
export const teamChangeSchema = z.strictObject({
  name: z.string().max(60).optional(),
  slug: z.string().max(40).optional(),
  zone: z.string().max(64).optional(),
  retentionDays: z.number().int().min(1).max(3650).nullable().optional(),
})

/** GET /team/members */
export const memberListSchema = z.object({
  members: z.array(
    z.object({
      id: z.string(),
      email: z.string(),
      name: z.string(),
      role,
      /** The only projects they see; null for all. */
      projects: z.array(z.string()).nullable(),
      since: time,
    }),
  ),
})
/** The body of PATCH /team/members/{id}. */
export const memberChangeSchema = z.strictObject({
  role: z.enum(['admin', 'member', 'viewer']),
  /** The only projects they see, of a member or viewer; all when left out. */
  projects: z.array(id).max(200).optional(),
})

/** The body of POST /team/invitations. */
export const newInvitationSchema = z.strictObject({
  /** Who is mailed; without it the link is for whoever has it. */
  email: z.string().max(320).optional(),
  role: z.enum(['admin', 'member', 'viewer']),
  projects: z.array(id).max(200).optional(),
  /** Of a link without an address: how many it lets in; 1 when left out, 50 at most. */
  uses: z.number().int().min(1).max(50).optional(),
})
export const invitationSchema = z.object({
  id: z.string(),
  email: z.string().nullable(),
  role,
  projects: z.array(z.string()),
  expiresAt: time,
  uses: z.number().int(),
})
/** GET /team/invitations: the open ones, newest first. */
export const invitationListSchema = z.object({ invitations: z.array(invitationSchema) })
/** POST /team/invitations → 201. The link is shown this once. */
export const madeInvitationSchema = z.object({ link: z.string(), email: z.string().nullable() })

/** GET /team/audit: newest first. `next` is the `after` of the next question. */
export const auditListSchema = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      /** member.invited, domain.added …: what. */
      action: z.string(),
      subject: z.string(),
      /** Null of this Seedbed itself, and of who has no account any more. */
      by: z.string().nullable(),
      /** The mail whose text was opened; null of anything else. */
      mail: z.string().nullable(),
      at: time,
    }),
  ),
  next: z.string().nullable(),
})

/** GET /team/tokens: your own, and those of all for who may change settings. */
export const tokenListSchema = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      scope: z.enum(['read', 'write', 'manage']),
      project: z.string().nullable(),
      /** The id of the member who made it. */
      by: z.string(),
      createdAt: time,
      expiresAt: time.nullable(),
      lastUsedAt: time.nullable(),
    }),
  ),
})
