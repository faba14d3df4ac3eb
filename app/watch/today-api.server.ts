/** Today, as the API gives it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { badRequest, give } from '../api.server.ts'
import { apiMark } from '../charts/drawn.server.ts'
import { knownZone } from '../ui/clock.ts'
import { apiAlert, oneOf, reachInQuery, teamOfApi, wholeTeamOfApi } from './api.server.ts'
import { todaySchema } from './api.ts'
import { pulseCharts, pulseFile, pulseOf } from './pulse.server.ts'
import { type StandingLine, todayOf } from './today.server.ts'

type Asked = ActionFunctionArgs

export async function todayAnswer({ request }: Asked): Promise<Response> {
  const asker = await teamOfApi(request)
  const reach = reachInQuery(asker, new URL(request.url))
  const slug = asker.memberships.find(({ teamId }) => teamId === asker.teamId)?.slug ?? ''
  const found = await todayOf({ ...reach, slug, zone: knownZone(asker.zone), now: Date.now() })
  const { alerts, recovered, problems, unknown, expiring, changes, ...same } = found
  return give(todaySchema, {
    ...{ ...same, alerts: alerts.map(apiAlert), recovered: recovered.map(apiAlert), changes: changes.map(apiMark) },
    ...{ problems: problems.map(apiLine), unknown: unknown.map(apiLine), expiring: expiring.map(apiLine) },
  })
}

const apiLine = ({ kind, name, path, say, since, ending = null }: StandingLine) => ({
  ...{ kind, name, what: say?.text ?? null, since, ending },
  page: `${env.BASE_URL}${path}`,
})

export async function exportTodayAnswer({ request }: Asked): Promise<Response> {
  const { teamId, zone } = await wholeTeamOfApi(request)
  const chart = oneOf(new URL(request.url), 'chart', pulseCharts)
  if (!chart) throw badRequest(`chart is one of ${pulseCharts.join(', ')}.`)
  return pulseFile(chart, await pulseOf(teamId, Date.now(), knownZone(zone)))
}
