/**
 * The access matrix, as rows: every route with what each asker is answered. A new route gets its row here, and test/app/access.test.ts asks.
 */

import { api } from './access-matrix-api.ts'

/** Who asks: nobody, somebody of another team, a member limited to another project, a viewer, a member, an admin, the owner. */
export const askers = ['nobody', 'stranger', 'limited', 'viewer', 'member', 'admin', 'owner'] as const
export type Asker = (typeof askers)[number]

/** What stands in the paths; all of it belongs to one team. */
export interface Known {
  team: string
  mail: string
  /** Another mail of the same address. */
  next: string
  scan: string
  bounce: string
  send: string
  token: string
  share: string
  invitation: string
  /** A domain that the team keeps. */
  domain: string
  /** The name of its status page. */
  shown: string
}

/** What somebody is answered: by status, in the order of `askers`. */
export type Answers = readonly [number, number, number, number, number, number, number]

/** 404 for who may not know of it: the same as for what never was. */
const insiders: Answers = [404, 404, 404, 200, 200, 200, 200]
/** Who may make something with it; a viewer is told that the role does not. */
const makers: Answers = [404, 404, 404, 403, 200, 200, 200]
const members: Answers = [302, 404, 200, 200, 200, 200, 200]
const admins: Answers = [302, 404, 403, 403, 403, 200, 200]

export type Row =
  /** Shows or does the same for everybody: it holds nothing of anybody, or is opened by what stands in its path. */
  | 'everybody'
  /** Shows what belongs to whoever asks, to a browser without an account too. */
  | 'own'
  /** The same, for who is signed in; nobody is led there. */
  | 'personal'
  /** A path that is only sent to. */
  | 'sent-to'
  /** `away`: asked from elsewhere, because whoever is at the machine itself runs it. */
  | { path: (known: Known) => string; answers: Answers; away?: true }

const matrix: Record<string, Row> = {
  '/': 'everybody',
  '/*': 'everybody',
  '/.well-known/autoconfig/mail/config-v1.1.xml': 'everybody',
  '/a/:token': { path: ({ token }) => `/a/${token}`, answers: [200, 200, 200, 200, 200, 200, 200] },
  '/a/:token/mail.mobileconfig': 'everybody',
  '/about/checks': 'everybody',
  '/about/checks/:id': 'everybody',
  '/about/probes': 'everybody',
  '/about/score': 'everybody',
  '/api': 'everybody',
  '/api/v1/*': 'everybody',
  '/badge/:name.svg': { path: ({ shown }) => `/badge/${shown}.svg`, answers: [200, 200, 200, 200, 200, 200, 200] },
  '/bounce': 'everybody',
  '/bounce.csv': 'sent-to',
  '/bounces': 'own',
  '/bounces.csv': 'own',
  '/bounces/:id': { path: ({ bounce }) => `/bounces/${bounce}`, answers: insiders },
  '/build': 'everybody',
  '/build/:kind': 'everybody',
  '/check': 'everybody',
  '/compare': { path: ({ mail, next }) => `/compare?a=${mail}&b=${next}`, answers: insiders },
  '/confirm/:token': 'everybody',
  '/domain/:name': 'everybody',
  '/domain/:name/what-if': 'everybody',
  '/find': 'own',
  '/history': 'own',
  '/history.csv': 'own',
  '/invitation/:token': { path: ({ invitation }) => `/invitation/${invitation}`, answers: [200, 200, 200, 200, 200, 200, 200] },
  '/ip/:address': 'everybody',
  '/mail/config-v1.1.xml': 'everybody',
  '/mail/:id': { path: ({ mail }) => `/mail/${mail}`, answers: insiders },
  '/mail/:id/html': 'everybody',
  '/mail/:id/image': 'everybody',
  '/mail/:id/print': { path: ({ mail }) => `/mail/${mail}/print`, answers: insiders },
  '/mail/:id/share': { path: ({ mail }) => `/mail/${mail}/share`, answers: makers },
  '/mail/:id/what-if': { path: ({ mail }) => `/mail/${mail}/what-if`, answers: insiders },
  '/privacy': 'everybody',
  '/probe': 'everybody',
  '/probe/:host': 'everybody',
  '/public/:name': { path: ({ shown }) => `/public/${shown}`, answers: [200, 200, 200, 200, 200, 200, 200] },
  '/relays': 'own',
  '/reset': 'everybody',
  '/reset/:token': 'everybody',
  '/samples': 'sent-to',
  '/sandbox': 'own',
  '/scan/:id': { path: ({ scan }) => `/scan/${scan}`, answers: insiders },
  '/scan/:id/print': { path: ({ scan }) => `/scan/${scan}/print`, answers: insiders },
  '/scan/:id/share': { path: ({ scan }) => `/scan/${scan}/share`, answers: makers },
  '/sends': 'own',
  '/sends/:id': { path: ({ send }) => `/sends/${send}`, answers: insiders },
  '/sends/new': 'own',
  '/settings/account': 'personal',
  '/settings/account/passkeys': 'sent-to',
  '/settings/account/second-step': 'personal',
  '/settings/outbox': 'personal',
  // None of them owns the instance.
  '/setup': { path: () => '/setup', answers: [302, 403, 403, 403, 403, 403, 403], away: true },
  '/shared/:token': { path: ({ share }) => `/shared/${share}`, answers: [200, 200, 200, 200, 200, 200, 200] },
  // The text of this one was not ticked.
  '/shared/:token/html': { path: ({ share }) => `/shared/${share}/html`, answers: [404, 404, 404, 404, 404, 404, 404] },
  '/sign-in': 'everybody',
  '/sign-in/passkey': 'sent-to',
  '/sign-in/second': 'everybody',
  '/sign-out': 'sent-to',
  '/sign-up': 'everybody',
  '/status': 'everybody',
  '/team/:team': { path: ({ team }) => `/team/${team}`, answers: members },
  '/team/:team/addresses': { path: ({ team }) => `/team/${team}/addresses`, answers: members },
  '/team/:team/alerts': { path: ({ team }) => `/team/${team}/alerts`, answers: members },
  '/team/:team/domains': { path: ({ team }) => `/team/${team}/domains`, answers: members },
  '/team/:team/domains.csv': { path: ({ team }) => `/team/${team}/domains.csv`, answers: members },
  '/team/:team/domains/:name/details': {
    path: ({ team, domain }) => `/team/${team}/domains/${domain}/details`,
    answers: [302, 404, 404, 200, 200, 200, 200],
  },
  '/team/:team/domains/:name': {
    path: ({ team, domain }) => `/team/${team}/domains/${domain}`,
    answers: [302, 404, 404, 200, 200, 200, 200],
  },
  '/team/:team/domains/:name/charts.csv': {
    path: ({ team, domain }) => `/team/${team}/domains/${domain}/charts.csv?chart=timeline`,
    answers: [302, 404, 404, 200, 200, 200, 200],
  },
  '/team/:team/mails': { path: ({ team }) => `/team/${team}/mails`, answers: members },
  '/team/:team/mails.csv': { path: ({ team }) => `/team/${team}/mails.csv`, answers: members },
  '/team/:team/scans': { path: ({ team }) => `/team/${team}/scans`, answers: members },
  '/team/:team/scans.csv': { path: ({ team }) => `/team/${team}/scans.csv`, answers: members },
  '/team/:team/sandbox': { path: ({ team }) => `/team/${team}/sandbox`, answers: members },
  '/team/:team/watched': { path: ({ team }) => `/team/${team}/watched`, answers: members },
  '/team/:team/settings': { path: ({ team }) => `/team/${team}/settings`, answers: members },
  '/team/:team/settings/app-passwords': {
    path: ({ team }) => `/team/${team}/settings/app-passwords`,
    answers: [302, 404, 403, 403, 200, 200, 200],
  },
  '/team/:team/settings/app-passwords/:id/mail.mobileconfig': {
    path: ({ team, mail }) => `/team/${team}/settings/app-passwords/${mail}/mail.mobileconfig`,
    answers: [302, 404, 403, 403, 404, 404, 404],
  },
  '/team/:team/settings/audit': { path: ({ team }) => `/team/${team}/settings/audit`, answers: admins },
  '/team/:team/settings/channels': { path: ({ team }) => `/team/${team}/settings/channels`, answers: admins },
  '/team/:team/settings/projects': { path: ({ team }) => `/team/${team}/settings/projects`, answers: admins },
  '/team/:team/settings/seed-domains': { path: ({ team }) => `/team/${team}/settings/seed-domains`, answers: admins },
  '/team/:team/settings/tokens': {
    path: ({ team }) => `/team/${team}/settings/tokens`,
    answers: [302, 404, 403, 403, 200, 200, 200],
  },
  // Sums are of all of the team.
  '/team/:team/today.csv': {
    path: ({ team }) => `/team/${team}/today.csv?chart=mails`,
    answers: [302, 404, 404, 200, 200, 200, 200],
  },
  '/team/new': 'personal',
  '/team/switch': 'sent-to',
  '/upload': 'everybody',
  '/zone': 'sent-to',
}

export const rows: Record<string, Row> = { ...matrix, ...api }
