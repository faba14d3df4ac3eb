/** The operations of the HTTP API about the figures of a team over time. Part of `app/operations.ts`. */
import { z } from 'zod'
import type { Operation } from '../operations.ts'
import { todaySchema } from '../watch/api.ts'
import { domainChartsSchema, historySchema, teamChartsSchema, timelineSchema } from './api.ts'

const query = z.object({
  of: z
    .enum(['checks', 'mails', 'delays', 'replies', 'bounces', 'scores'])
    .describe('Verdicts by check, mails and how long they were under way, SMTP replies, bounces, or scores by mail'),
  days: z.coerce.number().int().min(1).max(366).optional().describe('How far back; 30 when left out'),
  by: z.enum(['hour', 'day']).optional().describe('Of checks, replies and bounces. By day when left out; by hour up to 14 days'),
  domain: z.string().optional().describe('Of checks, mails and delays: only of this From domain'),
  check: z.string().optional().describe('Of checks: only of this one'),
})

const range = {
  days: z.enum(['1', '7', '30', '90']).optional().describe('How far back; 30 when left out'),
  from: z.iso.date().optional().describe('With to: from the first of these days to the last, instead'),
  to: z.iso.date().optional(),
}
const narrowed = {
  check: z.string().optional().describe('Of the verdicts: only of this check'),
  section: z.string().optional().describe('Of the rates: by the checks of this section, by section when left out'),
}
const project = z.string().optional().describe('The id of a project: only what is in it')
const ofTeam = {
  ...{ ...range, ...narrowed, project },
  bounces: z.enum(['code', 'class', 'provider']).optional().describe('What bounces are told apart by; code when left out'),
}

export const historyOperations = {
  readHistory: {
    ...{ method: 'GET', path: '/history', area: 'History', summary: 'Read how often what came of your mails, over time' },
    query,
    gives: { status: 200, says: 'The figures', schema: historySchema },
    refuses: [400, 403],
  },
  exportHistory: {
    ...{ method: 'GET', path: '/history/export', area: 'History', summary: 'Get the same as CSV' },
    query,
    gives: { status: 200, says: 'The figures, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
  readToday: {
    ...{
      method: 'GET',
      path: '/today',
      area: 'Today',
      summary: 'See what needs you, what changed, and what could not be checked',
    },
    says: 'As far as your projects reach. The charts are of the whole team: null for a part of it.',
    query: z.object({ project }),
    gives: { status: 200, says: 'What stands on the first page of a team', schema: todaySchema },
    refuses: [400, 403],
  },
  exportToday: {
    ...{ method: 'GET', path: '/today/export', area: 'Today', summary: 'Get a chart of it as CSV' },
    query: z.object({ chart: z.enum(['mails', 'bounces']) }),
    gives: { status: 200, says: 'The numbers of the last 30 days, with a heading', type: 'text/csv' },
    refuses: [400, 403],
  },
  readCharts: {
    ...{ method: 'GET', path: '/charts', area: 'History', summary: 'Read the charts of your mails, as they are drawn' },
    says: 'In the bars of the page and beside the time before, with what records that changed did. Of a part of the team only bounces and records: the rest is counted over all of it. For counts by hour or day read the history.',
    query: z.object(ofTeam),
    gives: { status: 200, says: 'The charts', schema: teamChartsSchema },
    refuses: [400, 403],
  },
  exportChart: {
    ...{ method: 'GET', path: '/charts/export', area: 'History', summary: 'Get one of these charts as CSV' },
    query: z.object({
      chart: z.enum(['verdicts', 'rates', 'heat', 'delay', 'scores', 'replies', 'bounces', 'records']),
      ...ofTeam,
    }),
    gives: { status: 200, says: 'Its numbers, with a heading', type: 'text/csv' },
    refuses: [400, 403, 404],
  },
  readTimeline: {
    ...{ method: 'GET', path: '/domains/{name}/timeline', area: 'Domains', summary: 'Read all that happened to a domain' },
    says: 'Looks that came out otherwise than the one before, records that changed and what that did, alerts, new senders, certificates.',
    query: z.object(range),
    gives: { status: 200, says: 'The time line', schema: timelineSchema },
    refuses: [400, 403, 404],
  },
  readDomainCharts: {
    ...{ method: 'GET', path: '/domains/{name}/charts', area: 'Domains', summary: 'Read the charts of the mails from a domain' },
    query: z.object({ ...range, ...narrowed }),
    gives: { status: 200, says: 'The charts', schema: domainChartsSchema },
    refuses: [400, 403, 404],
  },
  exportDomainChart: {
    ...{ method: 'GET', path: '/domains/{name}/charts/export', area: 'Domains', summary: 'Get a chart of a domain as CSV' },
    query: z.object({
      chart: z.enum(['timeline', 'looks', 'verdicts', 'rates', 'heat', 'delay', 'scores', 'records']),
      ...{ ...range, ...narrowed },
    }),
    gives: { status: 200, says: 'Its numbers, with a heading', type: 'text/csv' },
    refuses: [400, 403, 404],
  },
} as const satisfies Record<string, Operation>
