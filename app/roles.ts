/** What each role of a team may do: the one table. Who may do a thing there is asked with `may`, never by comparing roles. */
import type { Role } from '#prisma/sign-in.ts'

export type { Role }

export const roles = ['viewer', 'member', 'admin', 'owner'] as const satisfies Role[]

/** The least role that may do each thing. */
const least = {
  /** See mails, reports, domains, history and alerts. */
  read: 'viewer',
  /** Take addresses, scan, probe, upload, judge again, rehearse. */
  test: 'member',
  /** Delete mails, addresses and scans. */
  delete: 'member',
  /** Make links that show a report to others, and take them back. */
  share: 'member',
  /** Add, tag and remove domains; accept findings. */
  domains: 'member',
  /** Watch, stop watching; acknowledge and snooze alerts. */
  monitors: 'member',
  /** Test sends through the team's relays. */
  send: 'member',
  /** Make and revoke one's own API tokens and app passwords. */
  tokens: 'member',
  /** Name, zone and retention; projects; channels; relays; seed domains; others' tokens. */
  settings: 'admin',
  /** Invite, change roles below owner, limit to projects, remove. */
  members: 'admin',
  /** Read who did what. */
  audit: 'admin',
  /** Make owners and unmake them; delete the team. */
  own: 'owner',
} as const satisfies Record<string, Role>

export type Action = keyof typeof least

export const actions = Object.keys(least) as Action[]

/** May this role do that? */
export const may = (role: Role, action: Action): boolean => roles.indexOf(role) >= roles.indexOf(least[action])

const scopes = { viewer: 'read', member: 'write', admin: 'manage', owner: null } as const satisfies Record<Role, string | null>

/** The least scope of an API token that may do that; null for what no token may. */
export const scopeFor = (action: Action): 'read' | 'write' | 'manage' | null => scopes[least[action]]

/** In words, for pages: who may do what. */
export const roleWords: Record<Role, string> = {
  owner: 'Everything, also making owners and deleting the team.',
  admin: 'Everything but that: members, settings, projects, what the others may do.',
  member: 'Tests, domains, monitors, alerts, links, own API tokens.',
  viewer: 'Reads, changes nothing.',
}
