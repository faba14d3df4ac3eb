/** Where a team's alerts go, and what was delivered there. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { changeChannel, type ChannelKind, channelsOf, deleteChannel } from '#prisma/channel.ts'
import { deliveriesOf, redeliver, testDelivery } from '#prisma/delivery.ts'
import { isId } from '#prisma/id.ts'
import { namedProjects } from '#prisma/project.ts'
import { fieldsOf } from '../account/form.server.ts'
import { channelAsked, clock, minutesOf } from '../channels/make.server.ts'
import { go } from '../go.server.ts'
import { teamBehind } from '../who.server.ts'

/** Times ISO 8601. */
export interface ChannelLine {
  id: string
  kind: ChannelKind
  name: string
  shown: string
  project: string
  quiet: string
  pace: 'at-once' | 'daily'
  isPaused: boolean
  log: {
    id: string
    event: string
    subject: string
    status: string
    reply: string
    attempts: number
    at: string
    nextAttemptAt: string | null
  }[]
}

export interface ChannelsPage {
  team: { slug: string; name: string; zone: string }
  channels: ChannelLine[]
  projects: { id: string; name: string }[]
  weMail: boolean
}

/** A channel that could not be made, and why; or the key of a webhook, shown once. */
export interface ChannelAnswer {
  problem?: string
  key?: string
}

export async function channelsPage(request: Request, slug: string | undefined): Promise<ChannelsPage> {
  const { teamId, team } = await teamBehind(request, slug, 'settings')
  const [channels, projects] = await Promise.all([channelsOf({ teamId }), namedProjects({ teamId, projects: null })])
  const names = new Map(projects.map(({ id, name }) => [id, name]))
  const logs = await Promise.all(channels.map(({ id }) => deliveriesOf({ teamId, channelId: id, take: 10 })))
  return {
    team: { slug: team.slug, name: team.name, zone: 'UTC' },
    projects,
    weMail: env.OUTBOUND_SMTP_URL !== undefined,
    channels: channels.map((one, index) => ({
      ...{ id: one.id, kind: one.kind, name: one.name, shown: one.shown, pace: one.pace, isPaused: one.pausedAt !== null },
      project: names.get(one.projectId ?? '') ?? '',
      quiet: one.quietFrom === null || one.quietUntil === null ? '' : `${clock(one.quietFrom)}–${clock(one.quietUntil)}`,
      log: (logs[index] ?? []).map(({ id, event, alert, status, reply, attempts, createdAt, nextAttemptAt }) => ({
        ...{
          id,
          event: alert.kind === 'test' ? 'test' : event,
          subject: alert.subject,
          status,
          reply: reply.slice(0, 200),
          attempts,
        },
        at: createdAt.toISOString(),
        nextAttemptAt: status === 'waiting' ? (nextAttemptAt?.toISOString() ?? null) : null,
      })),
    })),
  }
}

const kinds: readonly ChannelKind[] = ['email', 'webhook', 'slack']

/** @throws {Response} 403 for another role */
export async function pressChannels(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, team, person } = await teamBehind(request, slug, 'settings')
  const field = await fieldsOf(request)
  const [intent, id] = [field('intent'), field('id')]
  if (intent === 'make') return make({ teamId, userId: person.id }, field)
  if (!isId(id)) throw new Response('There is no such channel.', { status: 400 })
  const works: Record<string, () => Promise<unknown>> = {
    delete: async () => {
      await deleteChannel({ teamId, id })
      await note({ teamId, userId: person.id, action: 'channel.deleted', subject: field('name') })
    },
    pause: () => changeChannel({ teamId, id }, { pausedAt: new Date() }),
    resume: () => changeChannel({ teamId, id }, { pausedAt: null }),
    redeliver: () => redeliver({ teamId, id }),
    test: () => testDelivery({ teamId, channelId: id }),
  }
  const work = works[intent]
  if (!work) throw new Response('There is no such button.', { status: 400 })
  await work()
  return go(`/team/${team.slug}/settings/channels`)
}

async function make({ teamId, userId }: { teamId: string; userId: string }, field: (name: string) => string): Promise<Response> {
  const kind = kinds.find((one) => one === field('kind'))
  if (!kind) return json<ChannelAnswer>({ problem: 'Choose what kind it is.' }, { status: 400 })
  const projectId = (await namedProjects({ teamId, projects: null })).find(({ id }) => id === field('project'))?.id ?? null
  const [quietFrom, quietUntil] = [minutesOf(field('quietFrom')), minutesOf(field('quietUntil'))]
  const quiet = quietFrom === null || quietUntil === null ? { quietFrom: null, quietUntil: null } : { quietFrom, quietUntil }
  const pace = field('pace') === 'daily' ? ('daily' as const) : ('at-once' as const)
  const wanted = { teamId, userId, projectId, kind, name: field('name'), target: field('target') }
  const made = await channelAsked({ ...wanted, ...quiet, pace })
  if ('problem' in made) return json<ChannelAnswer>({ problem: made.problem }, { status: 400 })
  return json<ChannelAnswer>(made.key ? { key: made.key } : {})
}
