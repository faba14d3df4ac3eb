/** Channels, as the API gives and changes them. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { note } from '#prisma/audit.ts'
import { channelsOf, type ChannelView, deleteChannel } from '#prisma/channel.ts'
import { deliveriesOf, redeliver, type SentOff, testDelivery } from '#prisma/delivery.ts'
import { isId } from '#prisma/id.ts'
import { badRequest, give, readJson } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { projectAsked, type TeamAsker, wholeTeamOfApi } from '../watch/api.server.ts'
import { channelChangeSchema, channelListSchema, deliveryListSchema, madeChannelSchema, newChannelSchema } from './api.ts'
import { changeChannelAsked } from './change.server.ts'
import { channelAsked, clock, type QuietHours, quietAsked } from './make.server.ts'

type Asked = ActionFunctionArgs

const asker = (request: Request): Promise<TeamAsker> => wholeTeamOfApi(request, 'settings')

const apiChannel = ({ id, kind, name, shown, projectId, pace, quietFrom, quietUntil, pausedAt, createdAt }: ChannelView) => ({
  ...{ id, kind, name, to: shown, project: projectId, pace },
  quiet: quietFrom === null || quietUntil === null ? null : { from: clock(quietFrom), until: clock(quietUntil) },
  pausedAt: pausedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
})

/** Null for none. @throws {Refusal} 400 for hours that are none */
function quietOf(quiet: { from: string; until: string } | null): QuietHours {
  const asked = quietAsked(quiet?.from ?? '', quiet?.until ?? '')
  if ('problem' in asked) throw badRequest(`quiet: ${asked.problem}`)
  return asked
}

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
  const { teamId, person } = await asker(request)
  const { pace, quiet, paused } = await readJson(request, channelChangeSchema)
  const told = { ...(pace && { pace }), ...(quiet !== undefined && quietOf(quiet)) }
  const change = { ...told, ...(paused !== undefined && { paused }) }
  return doneOr404(await changeChannelAsked({ teamId, userId: person.id, id }, change))
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

const sentOff = (done: SentOff): Response =>
  done === 'paused'
    ? problem({ status: 409, code: 'channel-paused', detail: 'The channel is paused, and sends nothing until it goes on.' })
    : doneOr404(done === 'sent-off')

export async function testChannelAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  return sentOff(isId(id) ? await testDelivery({ teamId, channelId: id }) : 'not-there')
}

export async function deliveriesAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const who = await asker(request)
  const channel = await channelOf(who, id)
  if (!channel) return notFound()
  const rows = await deliveriesOf({ teamId: who.teamId, channelId: id })
  const deliveries = rows.map(({ id: one, event, status, attempts, reply, alert, createdAt, nextAttemptAt, deliveredAt }) => ({
    ...{ id: one, event: alert.kind === 'test' ? 'test' : event, status, subject: alert.subject, attempts, reply },
    createdAt: createdAt.toISOString(),
    nextAttemptAt: status === 'waiting' && !channel.pausedAt ? (nextAttemptAt?.toISOString() ?? null) : null,
    deliveredAt: deliveredAt?.toISOString() ?? null,
  }))
  return give(deliveryListSchema, { deliveries })
}

export async function redeliverAnswer({ request, params: { id = '' } }: Asked): Promise<Response> {
  const { teamId } = await asker(request)
  return sentOff(isId(id) ? await redeliver({ teamId, id }) : 'not-there')
}
