/** The operations of the HTTP API about what a team keeps. They need an API token of the team. Part of `app/operations.ts`. */
import { z } from 'zod'
import {
  addedDomainsSchema,
  alertListSchema,
  domainChangeSchema,
  domainListSchema,
  importedDomainsSchema,
  mailListSchema,
  monitorChangeSchema,
  monitorListSchema,
  monitorSchema,
  newDomainsSchema,
  newMonitorSchema,
  newProjectSchema,
  newTeamAddressSchema,
  projectChangeSchema,
  projectListSchema,
  scanListSchema,
  projectSchema,
  snoozeSchema,
  takenTeamAddressSchema,
  keepAddressSchema,
  teamAddressChangeSchema,
  teamAddressListSchema,
  teamAddressSchema,
} from '../api.ts'
import type { Operation } from '../operations.ts'

const json = <Schema extends z.ZodType>(schema: Schema) => ({ type: 'application/json' as const, schema })
const limit = z.coerce.number().int().min(1).max(200).optional().describe('How many at most; 50 when left out')
const after = z.string().optional().describe('The `next` of the answer before')
const project = z.string().optional().describe('The id of a project')
const ofDomains = {
  state: z.enum(['problems', 'warnings', 'unknown', 'waiting', 'in-order']).optional(),
  tag: z.string().optional(),
  text: z.string().optional().describe('A part of the name'),
  service: z.string().optional().describe('Seen sending with its name: Brevo. Not for who is limited to projects'),
  project,
}
const isGone = { status: 204, says: 'It is gone' } as const
const isDone = { status: 204, says: 'It is done' } as const

const ofMails = {
  words: z.string().optional().describe('Beginnings of words of subject, From and label'),
  domain: z.string().optional().describe('The From domain'),
  label: z.string().optional(),
  ip: z.string().optional().describe('The address it was sent from'),
  at: z.string().optional().describe('The id of an address of the team'),
  check: z.string().optional().describe('The id of a check that found something: spf-result'),
  code: z.string().optional().describe('What it found: softfail'),
  verdict: z.enum(['warn', 'fail', 'unknown']).optional().describe('How bad what was found is'),
  since: z.iso.datetime().optional().describe('From then on'),
  until: z.iso.datetime().optional().describe('Before then'),
  source: z.enum(['sandbox']).optional().describe('What came into the sandbox; it is left out otherwise'),
  project,
}
const ofScans = {
  kind: z.enum(['domain', 'address', 'mail', 'host']).optional().describe('host: a probe of ports'),
  subject: z.string().optional().describe('A domain, host or address, whole'),
  check: z.string().optional().describe('The id of a check that found something: dmarc-policy'),
  code: z.string().optional().describe('What it found: missing'),
  verdict: z.enum(['warn', 'fail', 'unknown']).optional().describe('How bad what was found is'),
  since: z.iso.datetime().optional().describe('From then on'),
  until: z.iso.datetime().optional().describe('Before then'),
  project,
}

export const watchOperations = {
  searchMails: {
    ...{ method: 'GET', path: '/mails', area: 'Mails', summary: 'Search the mails of your team' },
    says: 'Newest first. Everything that is asked for must fit. A page may be short, or empty, and still have a `next`: then enough was looked at for one answer.',
    query: z.object({ ...ofMails, after, limit }),
    gives: { status: 200, says: 'The mails', schema: mailListSchema },
    refuses: [400, 403],
  },
  listScans: {
    ...{ method: 'GET', path: '/scans', area: 'Scans', summary: 'Search the scans and probes of your team' },
    says: 'Newest first, without their reports. A page may be short, as of mails.',
    query: z.object({ ...ofScans, after, limit }),
    gives: { status: 200, says: 'The scans', schema: scanListSchema },
    refuses: [400, 403],
  },
  exportMails: {
    ...{ method: 'GET', path: '/mails/export', area: 'Mails', summary: 'Get the mails of your team as CSV' },
    says: 'All that fit what is asked for, however many.',
    query: z.object(ofMails),
    gives: { status: 200, says: 'The mails, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
  exportScans: {
    ...{ method: 'GET', path: '/scans/export', area: 'Scans', summary: 'Get the scans and probes of your team as CSV' },
    query: z.object(ofScans),
    gives: { status: 200, says: 'The scans, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
  listProjects: {
    ...{ method: 'GET', path: '/projects', area: 'Projects', summary: 'List the projects of your team' },
    gives: { status: 200, says: 'The projects', schema: projectListSchema },
    refuses: [403],
  },
  makeProject: {
    ...{ method: 'POST', path: '/projects', area: 'Projects', summary: 'Make a project' },
    body: json(newProjectSchema),
    needs: 'settings',
    gives: { status: 201, says: 'The project; one that has this name already as it is', schema: projectSchema },
    refuses: [400, 403, 415],
  },
  changeProject: {
    ...{
      method: 'PATCH',
      path: '/projects/{id}',
      area: 'Projects',
      summary: 'Rename a project, say whether it is a client, or what is told of it',
    },
    body: json(projectChangeSchema),
    needs: 'settings',
    gives: isDone,
    refuses: [400, 403, 404, 409, 415],
  },
  deleteProject: {
    ...{ method: 'DELETE', path: '/projects/{id}', area: 'Projects', summary: 'Delete a project' },
    says: 'What was in it stays with the team, except bounces that were brought to it.',
    needs: 'settings',
    gives: isGone,
    refuses: [403, 404],
  },
  listTeamAddresses: {
    ...{ method: 'GET', path: '/team/addresses', area: 'Addresses', summary: 'List the addresses of your team' },
    says: 'Newest first.',
    query: z.object({ text: z.string().optional().describe('A part of the name'), project, after, limit }),
    gives: { status: 200, says: 'The addresses', schema: teamAddressListSchema },
    refuses: [400, 403],
  },
  takeTeamAddress: {
    ...{ method: 'POST', path: '/team/addresses', area: 'Addresses', summary: 'Take an address for your team' },
    says: 'With a name, in a project, for as long as you say.',
    body: json(newTeamAddressSchema),
    needs: 'test',
    gives: { status: 201, says: 'The address and its token', schema: takenTeamAddressSchema },
    refuses: [400, 403, 415, 429],
  },
  changeTeamAddress: {
    ...{ method: 'PATCH', path: '/team/addresses/{id}', area: 'Addresses', summary: 'Change an address of your team' },
    body: json(teamAddressChangeSchema),
    needs: 'test',
    gives: isDone,
    refuses: [400, 403, 404, 415],
  },
  keepAddress: {
    ...{ method: 'POST', path: '/addresses/{token}/keep', area: 'Addresses', summary: 'Put an address into your team' },
    says: 'One that was taken without an account, or that is your own: with what came to it.',
    body: json(keepAddressSchema),
    needs: 'test',
    gives: { status: 200, says: 'The address', schema: teamAddressSchema },
    refuses: [400, 403, 404, 415],
  },
  deleteTeamAddress: {
    ...{ method: 'DELETE', path: '/team/addresses/{id}', area: 'Addresses', summary: 'Delete an address of your team' },
    says: 'With its mails and reports. One in use at a sending service is still accepted for 60 days, and its mail dropped.',
    needs: 'delete',
    gives: isGone,
    refuses: [403, 404],
  },
  listDomains: {
    ...{ method: 'GET', path: '/domains', area: 'Domains', summary: 'List the domains of your team' },
    says: 'Those that need somebody first.',
    query: z.object(ofDomains),
    gives: { status: 200, says: 'The domains', schema: domainListSchema },
    refuses: [400, 403],
  },
  exportDomains: {
    ...{ method: 'GET', path: '/domains/export', area: 'Domains', summary: 'Get the domains of your team as CSV' },
    says: 'Sent to another team’s import it brings the same domains, with their clients and tags.',
    query: z.object(ofDomains),
    gives: { status: 200, says: 'The domains, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
  importDomains: {
    ...{ method: 'POST', path: '/domains/import', area: 'Domains', summary: 'Have your team keep the domains of a list' },
    says: 'Lines of client, domain and tags, or a table whose heading names these columns. A client that is new becomes a project, if your role makes projects. What is no domain is told with its line, and the rest is kept.',
    query: z.object({
      project: z.string().optional().describe('The id of the project of those without a client'),
      preset: z
        .enum(['usual', 'close', 'quiet'])
        .optional()
        .describe('How those that are new are watched; looked at once when left out'),
    }),
    body: { type: 'text/csv' },
    needs: 'domains',
    gives: { status: 201, says: 'Those that are new', schema: importedDomainsSchema },
    refuses: [400, 403, 413, 415],
  },
  addDomains: {
    ...{ method: 'POST', path: '/domains', area: 'Domains', summary: 'Have your team keep domains' },
    says: 'Each that is new is looked at.',
    body: json(newDomainsSchema),
    needs: 'domains',
    gives: { status: 201, says: 'Those that are new', schema: addedDomainsSchema },
    refuses: [400, 403, 415],
  },
  changeDomain: {
    ...{
      method: 'PATCH',
      path: '/domains/{name}',
      area: 'Domains',
      summary: 'Tag a domain, note something, or put it elsewhere',
    },
    body: json(domainChangeSchema),
    needs: 'domains',
    gives: isDone,
    refuses: [400, 403, 404, 415],
  },
  removeDomain: {
    ...{ method: 'DELETE', path: '/domains/{name}', area: 'Domains', summary: 'Keep a domain no more' },
    says: 'Its monitor ends with it.',
    needs: 'domains',
    gives: isGone,
    refuses: [403, 404],
  },
  listMonitors: {
    ...{ method: 'GET', path: '/monitors', area: 'Monitors', summary: 'List what your team watches' },
    says: 'What needs somebody first.',
    query: z.object({ kind: z.enum(['domain', 'host', 'address']).optional().describe('host: its ports'), project }),
    gives: { status: 200, says: 'The monitors', schema: monitorListSchema },
    refuses: [400, 403],
  },
  watch: {
    ...{ method: 'POST', path: '/monitors', area: 'Monitors', summary: 'Watch a domain, a host or an IP address' },
    says: 'What is watched already is watched otherwise from then on.',
    body: json(newMonitorSchema),
    needs: 'monitors',
    gives: { status: 201, says: 'The monitor', schema: monitorSchema },
    refuses: [400, 403, 404, 415, 429],
  },
  changeMonitor: {
    ...{ method: 'PATCH', path: '/monitors/{id}', area: 'Monitors', summary: 'Watch something otherwise, pause, or go on' },
    body: json(monitorChangeSchema),
    needs: 'monitors',
    gives: isDone,
    refuses: [400, 403, 404, 415],
  },
  unwatch: {
    ...{ method: 'DELETE', path: '/monitors/{id}', area: 'Monitors', summary: 'Watch something no more' },
    needs: 'monitors',
    gives: isGone,
    refuses: [403, 404],
  },
  listAlerts: {
    ...{ method: 'GET', path: '/alerts', area: 'Alerts', summary: 'List the alerts of your team' },
    says: 'Newest first, of every list when none is named.',
    query: z.object({
      list: z.enum(['open', 'acknowledged', 'snoozed', 'recovered']).optional(),
      subject: z.string().optional().describe('A domain, or what else is watched'),
      ...{ after, limit },
    }),
    gives: { status: 200, says: 'The alerts', schema: alertListSchema },
    refuses: [400, 403],
  },
  acknowledgeAlert: {
    ...{ method: 'POST', path: '/alerts/{id}/acknowledge', area: 'Alerts', summary: 'Say that an alert was seen' },
    needs: 'monitors',
    gives: isDone,
    refuses: [403, 404],
  },
  snoozeAlert: {
    ...{ method: 'POST', path: '/alerts/{id}/snooze', area: 'Alerts', summary: 'Put an alert off' },
    body: json(snoozeSchema),
    needs: 'monitors',
    gives: isDone,
    refuses: [400, 403, 404, 415],
  },
} as const satisfies Record<string, Operation>
