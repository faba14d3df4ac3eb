/** Pages that are found by name: those of a team and those for everybody, each with other words for what is done there. */
import type { TeamLine } from '../account/line.server.ts'
import { placesOf } from './places.ts'

export interface NamedPage {
  to: string
  word: string
}

/** What people call it, beside its name. */
const also: Record<string, string> = {
  Today: 'dashboard overview start needs',
  Domains: 'watch monitor clients dns',
  Alerts: 'notifications problems',
  Watched: 'monitors hosts ports addresses blocklists interval pause',
  Mails: 'inbox reports received',
  Scans: 'probes reports domains hosts looked',
  Addresses: 'seeds seed test take',
  History: 'charts statistics trends',
  Sends: 'test send smtp',
  Bounces: 'refused returned dsn',
  Sandbox: 'catch application development',
  'Team and members': 'settings invite roles people retention zone delete',
  Projects: 'clients settings',
  'Seed domains': 'own domain mx settings',
  Channels: 'webhook slack email notifications settings',
  'API tokens': 'api key access settings',
  Relays: 'smtp server password settings',
  'Who did what': 'audit log settings',
  'Your account': 'profile password passkey second step settings sign',
  Outbox: 'mails invitations settings',
  'Test a mail': 'new address home',
  Check: 'domain dns lookup scan',
  'Read a bounce': 'explain refusal code csv',
  'Check a file or headers': 'upload eml paste',
  'Build a record': 'spf dmarc mta-sts tls-rpt bimi generator',
  'Look at ports': 'probe smtp tls host',
  'All checks': 'catalogue list',
  'How the score works': 'points weights rubric',
  API: 'openapi documentation programs',
  'What limits this Seedbed': 'status health',
  'What is kept': 'privacy delete data',
  'Set up this Seedbed': 'install internet dns mx ptr port certificate',
}

const forEverybody: NamedPage[] = [
  { to: '/', word: 'Test a mail' },
  { to: '/check', word: 'Check' },
  { to: '/bounce', word: 'Read a bounce' },
  { to: '/upload', word: 'Check a file or headers' },
  { to: '/build', word: 'Build a record' },
  { to: '/probe', word: 'Look at ports' },
  { to: '/about/checks', word: 'All checks' },
  { to: '/about/score', word: 'How the score works' },
  { to: '/api', word: 'API' },
  { to: '/status', word: 'What limits this Seedbed' },
  { to: '/privacy', word: 'What is kept' },
]

const forNobody: NamedPage[] = [
  { to: '/history', word: 'History' },
  { to: '/sandbox', word: 'Sandbox' },
]

const forOwner: NamedPage[] = [{ to: '/setup', word: 'Set up this Seedbed' }]

/**
 * The pages whose names have all these words, or begin with them; all when nothing is typed. `team`: null for who is not signed in. `isOwner`:
 * of the instance.
 */
export function pagesNamed(team: Pick<TeamLine, 'slug' | 'role'> | null, typed: string, isOwner = false): NamedPage[] {
  const { main, settings } = team ? placesOf(team, false) : { main: forNobody, settings: [] }
  const asked = wordsOf(typed)
  return [...main, ...settings, ...forEverybody, ...(isOwner ? forOwner : [])]
    .filter(({ word }) => asked.every((begin) => wordsOf(`${word} ${also[word] ?? ''}`).some((one) => one.startsWith(begin))))
    .map(({ to, word }) => ({ to, word }))
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
