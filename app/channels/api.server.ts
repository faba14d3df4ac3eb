/** Channels, as the API gives and changes them. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { note } from '#prisma/audit.ts'
import { changeChannel, channelsOf, type ChannelView, deleteChannel } from '#prisma/channel.ts'
import { deliveriesOf, redeliver, testDelivery } from '#prisma/delivery.ts'
import { isId } from '#prisma/id.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { notFound } from '../problem.server.ts'
import { projectAsked, type TeamAsker, wholeTeamOfApi } from '../watch/api.server.ts'
import { channelChangeSchema, channelListSchema, deliveryListSchema, madeChannelSchema, newChannelSchema } from './api.ts'
import { channelAsked, clock, minutesOf } from './make.server.ts'

type Asked = ActionFunctionArgs

const asker = (request: Request): Promise<TeamAsker> => wholeTeamOfApi(request, 'settings')

const apiChannel = ({ id, kind, name, shown, projectId, pace, quietFrom, quietUntil, pausedAt, createdAt }: ChannelView) => ({
  ...{ id, kind, name, to: shown, project: projectId, pace },
  quiet: quietFrom === null || quietUntil === null ? null : { from: clock(quietFrom), until: clock(quietUntil) },
  pausedAt: pausedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
})

/** Null for none. */
const quietOf = (quiet: { from: string; until: string } | null) =>
  quiet ? { quietFrom: minutesOf(quiet.from), quietUntil: minutesOf(quiet.until) } : { quietFrom: null, quietUntil: null }

export async function channelsAnswer({ request }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  return give(channelListSchema, { channels: (await channelsOf({ teamId })).map(apiChannel) })
}

export async function makeChannelAnswer({ request }: Asked): Promise<Response> {
  const who = await asker(request)
  const { kind, target, name = '', project, pace = 'at-once', quiet = null } = await readJson(request, newChannelSchema)
  const projectId = project === undefined ? null : await projectAsked(who, project)
  const of = { teamId: who.teamId, userId: who.person.id, projectId }
  const made = await channelAsked({ ...of, kind, target, name, pace, ...quietOf(quiet) })
  if ('problem' in made) throw badRequest(`target: ${made.problem}`)
  return give(madeChannelSchema, { ...apiChannel(made.channel), ...(made.key && { key: made.key }) }, { status: 201 })
}

export async function changeChannelAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  const { pace, quiet, paused } = await readJson(request, channelChangeSchema)
  const change = {
    ...(pace && { pace }),
    ...(quiet !== undefined && quietOf(quiet)),
    ...(paused !== undefined && { pausedAt: paused ? new Date() : null }),
  }
  return doneOr404(isId(id) && (await changeChannel({ teamId, id }, change)))
}

/** One of the team's own; undefined for any other. */
const channelOf = async ({ teamId }: TeamAsker, id: string): Promise<ChannelView | undefined> =>
  (await channelsOf({ teamId })).find((one) => one.id === id)

export async function deleteChannelAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const who = await asker(request)
  const channel = await channelOf(who, id)
  if (!channel) return notFound()
  await deleteChannel({ teamId: who.teamId, id })
  await note({ teamId: who.teamId, userId: who.person.id, action: 'channel.deleted', subject: channel.name })
  return doneOr404(true)
}

export async function testChannelAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  return doneOr404(isId(id) && (await testDelivery({ teamId, channelId: id })))
}

export async function deliveriesAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const who = await asker(request)
  if (!(await channelOf(who, id))) return notFound()
  const rows = await deliveriesOf({ teamId: who.teamId, channelId: id })
  const deliveries = rows.map(({ id: one, event, status, attempts, reply, alert, createdAt, nextAttemptAt, deliveredAt }) => ({
    ...{ id: one, event: alert.kind === 'test' ? 'test' : event, status, subject: alert.subject, attempts, reply },
    createdAt: createdAt.toISOString(),
    nextAttemptAt: status === 'waiting' ? (nextAttemptAt?.toISOString() ?? null) : null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
  }))
  return give(deliveryListSchema, { deliveries })
}

export async function redeliverAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  return doneOr404(isId(id) && (await redeliver({ teamId, id })))
}
