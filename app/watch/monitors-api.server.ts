/** What the API answers about what a team watches. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import type { MonitorKind, MonitorView, Preset } from '#prisma/monitor.ts'
import { watchedOf, withStates } from '#prisma/watched.ts'
import { doneOr404 } from '../api-route.server.ts'
import { badRequest, give, readJson, Refusal } from '../api.server.ts'
import { problem } from '../problem.server.ts'
import { oneOf, projectAsked, projectInQuery, teamOfApi } from './api.server.ts'
import { monitorChangeSchema, monitorListSchema, type monitorSchema, monitorSchema as schema, newMonitorSchema } from './api.ts'
import { changeWatch, endWatch, type NotWatched, readWatchable, watchIt } from './watch.server.ts'

const at = (date: Date | null): string | null => date?.toISOString() ?? null

const apiMonitor = (row: MonitorView): z.infer<typeof monitorSchema> => ({
  ...{ id: row.id, kind: row.kind, subject: row.subject, project: row.projectId, preset: row.preset },
  ...{ everyMinutes: row.everyMinutes, until: at(row.until), nextDueAt: row.nextDueAt.toISOString() },
  ...{ lastRunAt: at(row.lastRunAt), lastScan: row.lastScanId, createdAt: row.createdAt.toISOString() },
  ...{ pausedAt: at(row.pausedAt), state: row.state, since: at(row.stateSince), lookedAt: at(row.lookedAt) },
})

export async function listMonitorsAnswer({ request }: ActionFunctionArgs): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  const url = new URL(request.url)
  const filter = { kind: oneOf(url, 'kind', ['domain', 'host', 'address'] as const), projectId: projectInQuery(url) }
  return give(monitorListSchema, { monitors: (await watchedOf({ teamId, projects }, filter)).map(apiMonitor) })
}

export async function watchAnswer({ request, context }: ActionFunctionArgs): Promise<Response> {
  const asker = await teamOfApi(request, 'monitors')
  const { project, preset, everyMinutes, ...named } = await readJson(request, newMonitorSchema)
  const what = readWatchable(...kindOf(named))
  if ('say' in what) throw refusalOf(what)
  if (project !== undefined) await projectAsked(asker, project)
  const how = { preset: 'usual' as const, ...rhythmOf(preset, everyMinutes), ...(project !== undefined && { project }) }
  const made = await watchIt(asker, context.client, what, how)
  if ('say' in made) throw refusalOf(made)
  const [stated = made] = await withStates(asker, [made])
  return give(schema, apiMonitor(stated), { status: 201 })
}

/** @throws {Refusal} 400 for none, and for more than one */
function kindOf({ domain, host, address }: { domain?: string; host?: string; address?: string }): [MonitorKind, string] {
  const named = Object.entries({ domain, host, address }).filter(([, typed]) => typed !== undefined)
  const [[kind, typed] = []] = named
  if (named.length !== 1 || kind === undefined || typed === undefined) throw badRequest('Name one domain, host or address.')
  return [kind as MonitorKind, typed]
}

/** @throws {Refusal} 400 for `own` without minutes, and minutes without it */
function rhythmOf(preset?: Preset, everyMinutes?: number): { preset?: Preset; everyMinutes?: number } {
  const chosen = preset ?? (everyMinutes === undefined ? undefined : 'own')
  if ((chosen === 'own') !== (everyMinutes !== undefined)) throw badRequest('everyMinutes goes with the preset own.')
  return { ...(chosen && { preset: chosen }), ...(everyMinutes !== undefined && { everyMinutes }) }
}

export async function changeMonitorAnswer({ request, params }: ActionFunctionArgs): Promise<Response> {
  const asker = await teamOfApi(request, 'monitors')
  const { project, preset, everyMinutes, paused: isPaused } = await readJson(request, monitorChangeSchema)
  const moved = project === undefined ? {} : { projectId: await projectAsked(asker, project) }
  const change = { ...rhythmOf(preset, everyMinutes), ...moved, isPaused }
  const changed = await changeWatch(asker, params.id ?? '', change)
  if (changed && 'say' in changed) throw refusalOf(changed)
  return doneOr404(changed !== null)
}

export async function unwatchAnswer({ request, params }: ActionFunctionArgs): Promise<Response> {
  return doneOr404((await endWatch(await teamOfApi(request, 'monitors'), params.id ?? '')) !== null)
}

const statuses: Record<string, number> = { 'not-found': 404, 'opt-out': 403, 'too-often': 429 }

function refusalOf({ code, say: detail, retryAt }: NotWatched): Refusal {
  const seconds = retryAt && Math.max(1, Math.ceil((retryAt.getTime() - Date.now()) / 1000))
  const headers: Record<string, string> = seconds === undefined ? {} : { 'Retry-After': String(seconds) }
  return new Refusal(problem({ status: statuses[code] ?? 400, code, detail }, headers))
}
