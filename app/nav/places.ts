/** The places of a team: what stands in the rail, who sees it there, and which pages have a rail at all. */
import type { AccountLine, TeamLine } from '../account/line.server.ts'
import { type Action, may } from '../roles.ts'

export interface Place {
  to: string
  word: string
  /** What one must be allowed to do there, beyond reading. */
  needs?: Action
  /** Only this path is the place, not those below it. */
  end?: boolean
  /** Shows one project alone when asked to. */
  ofProject?: boolean
  /** How many alerts are open stands beside it. */
  countsAlerts?: boolean
}

const main = (base: string): Place[] => [
  { to: base, word: 'Today', end: true, ofProject: true },
  { to: `${base}/domains`, word: 'Domains', ofProject: true },
  { to: `${base}/alerts`, word: 'Alerts', ofProject: true, countsAlerts: true },
  { to: `${base}/watched`, word: 'Watched', ofProject: true },
  { to: `${base}/mails`, word: 'Mails', ofProject: true },
  { to: `${base}/scans`, word: 'Scans', ofProject: true },
  { to: `${base}/addresses`, word: 'Addresses', ofProject: true },
  { to: '/history', word: 'History', ofProject: true },
  { to: '/sends', word: 'Sends', ofProject: true },
  { to: '/bounces', word: 'Bounces', ofProject: true },
  { to: `${base}/sandbox`, word: 'Sandbox', ofProject: true },
]

const settings = (base: string): Place[] => [
  { to: `${base}/settings`, word: 'Team and members', end: true },
  { to: `${base}/settings/projects`, word: 'Projects', needs: 'settings' },
  { to: `${base}/settings/seed-domains`, word: 'Seed domains', needs: 'settings' },
  { to: `${base}/settings/channels`, word: 'Channels', needs: 'settings' },
  { to: `${base}/settings/tokens`, word: 'API tokens', needs: 'tokens' },
  { to: `${base}/settings/app-passwords`, word: 'App passwords', needs: 'tokens' },
  { to: '/relays', word: 'Relays' },
  { to: `${base}/settings/audit`, word: 'Who did what', needs: 'audit' },
  { to: '/settings/account', word: 'Your account' },
  { to: '/settings/outbox', word: 'Outbox' },
]

/** What somebody sees in the rail of a team: what is looked at, and what is set. `isOperator`: of this Seedbed. */
export function placesOf(
  { slug, role }: Pick<TeamLine, 'slug' | 'role'>,
  isOperator: boolean,
): { main: Place[]; settings: Place[] } {
  const base = `/team/${slug}`
  const open = ({ needs }: Place) => needs === undefined || may(role, needs)
  const ofOperator = isOperator ? [{ to: '/setup', word: 'Set up' }] : []
  return { main: main(base).filter(open), settings: [...settings(base).filter(open), ...ofOperator] }
}

/** Is this page, or one below it, where the path leads? */
export const isAt = ({ to, end = false }: Place, pathname: string): boolean =>
  pathname === to || (!end && pathname.startsWith(`${to}/`))

/** Paths, and all below them, that are a team's own. What can be sent to others, and what anybody can open, has no rail. */
const railed = ['/team', '/settings', '/history', '/sends', '/relays', '/bounces', '/sandbox', '/find', '/setup']

/** Is the page one of a team's? */
export const hasRail = (pathname: string): boolean => railed.some((path) => pathname === path || pathname.startsWith(`${path}/`))

/** Does what the rail tells need to be asked anew? On the way to it, and where the page tells the same: they must not differ. */
export const isRailNew = (from: string, to: string): boolean =>
  from !== to && hasRail(to) && (!hasRail(from) || /^\/team\/[^/]+(\/alerts)?$/.test(to))

/** The team whose rail stands beside a page; null of pages without one, and for nobody. */
export function railOf(account: AccountLine | null, pathname: string): TeamLine | null {
  if (!account || !hasRail(pathname)) return null
  const [, slug] = /^\/team\/([^/]+)/.exec(pathname) ?? []
  return account.teams.find((team) => team.slug === slug) ?? account.team
}

/** A place, still of the project that is looked at. */
export const pathTo = ({ to, ofProject = false }: Place, project: string | null): string =>
  ofProject && project ? `${to}?project=${project}` : to
