/** Where a team's alerts go, and what was delivered there. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { type ChannelKind, channelsOf, deleteChannel } from '#prisma/channel.ts'
import { deliveriesOf, redeliver, testDelivery } from '#prisma/delivery.ts'
import { isId } from '#prisma/id.ts'
import { namedProjects } from '#prisma/project.ts'
import { fieldsOf } from '../account/form.server.ts'
import type { Again } from '../account/form.tsx'
import { changeChannelAsked } from '../channels/change.server.ts'
import { channelAsked, clock, type QuietHours, quietAsked } from '../channels/make.server.ts'
import { go } from '../go.server.ts'
import { teamBehind } from '../who.server.ts'

/** Times ISO 8601. */
export interface ChannelLine {
  id: string
  kind: ChannelKind
  name: string
  shown: string
  project: string
  /** As a clock shows it; '' when it has no quiet hours. */
  quietFrom: string
  quietUntil: string
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
  done: string
}

/** The form again, of the channel `id`, '' of a new one; or the key of a webhook, shown once. */
export interface ChannelAnswer {
  again?: Again & { id: string }
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
    done: new URL(request.url).searchParams.get('done') ?? '',
    channels: channels.map((one, index) => ({
      ...{ id: one.id, kind: one.kind, name: one.name, shown: one.shown, pace: one.pace, isPaused: one.pausedAt !== null },
      project: names.get(one.projectId ?? '') ?? '',
      ...{ quietFrom: one.quietFrom === null ? '' : clock(one.quietFrom) },
      ...{ quietUntil: one.quietUntil === null ? '' : clock(one.quietUntil) },
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
        nextAttemptAt: status === 'waiting' && !one.pausedAt ? (nextAttemptAt?.toISOString() ?? null) : null,
      })),
    })),
  }
}

const kinds: readonly ChannelKind[] = ['email', 'webhook', 'slack']

type Field = (name: string) => string

interface Pressed {
  by: { teamId: string; userId: string }
  id: string
  field: Field
}

/** What each button does; what it says is read on the page that comes. */
const works: Record<string, (pressed: Pressed) => Promise<unknown>> = {
  delete: async ({ by: { teamId, userId }, id, field }) => {
    await deleteChannel({ teamId, id })
    await note({ teamId, userId, action: 'channel.deleted', subject: field('name') })
  },
  pause: ({ by, id }) => changeChannelAsked({ ...by, id }, { paused: true }),
  resume: ({ by, id }) => changeChannelAsked({ ...by, id }, { paused: false }),
  redeliver: ({ by: { teamId }, id }) => redeliver({ teamId, id }),
  test: ({ by: { teamId }, id }) => testDelivery({ teamId, channelId: id }),
}

/** @throws {Response} 403 for another role */
export async function pressChannels(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, team, person } = await teamBehind(request, slug, 'settings')
  const field = await fieldsOf(request)
  const [intent, id] = [field('intent'), field('id')]
  const by = { teamId, userId: person.id }
  if (intent === 'make') return make(by, field)
  if (!isId(id)) throw new Response('There is no such channel.', { status: 400 })
  const toList = () => go(`/team/${team.slug}/settings/channels?done=${intent}`)
  if (intent === 'change') return (await change({ by, id, field })) ?? toList()
  const work = Object.hasOwn(works, intent) ? works[intent] : undefined
  if (!work) throw new Response('There is no such button.', { status: 400 })
  await work({ by, id, field })
  return toList()
}

const paceOf = (field: Field) => (field('pace') === 'daily' ? ('daily' as const) : ('at-once' as const))

/** As typed: a form that comes back loses nothing. */
const typedIn = (field: Field, names: string[]) => Object.fromEntries(names.map((name) => [name, field(name).slice(0, 500)]))

const notTaken = (id: string, typed: Again['typed'], problems: Again['problems']): Response =>
  json<ChannelAnswer>({ again: { id, typed, problems } }, { status: 400 })

/** Undefined when it is done. @throws {Response} 404 for a channel that is not there */
async function change({ by, id, field }: Pressed): Promise<Response | undefined> {
  const quiet = quietAsked(field('quietFrom'), field('quietUntil'))
  if ('problem' in quiet) return notTaken(id, typedIn(field, ['pace', 'quietFrom', 'quietUntil']), { quiet: quiet.problem })
  const isDone = await changeChannelAsked({ ...by, id }, { ...quiet, pace: paceOf(field) })
  if (!isDone) throw new Response('There is no such channel.', { status: 404 })
  return undefined
}

const madeOf = ['kind', 'target', 'name', 'project', 'pace', 'quietFrom', 'quietUntil']

async function make(by: Pressed['by'], field: Field): Promise<Response> {
  const again = (problems: Again['problems']) => notTaken('', typedIn(field, madeOf), problems)
  const kind = kinds.find((one) => one === field('kind'))
  if (!kind) return again({ target: 'Choose what kind it is.' })
  const quiet = quietAsked(field('quietFrom'), field('quietUntil'))
  if ('problem' in quiet) return again({ quiet: quiet.problem })
  const made = await makeOf({ ...by, kind, quiet, field })
  if ('problem' in made) return again({ target: made.problem })
  return json<ChannelAnswer>(made.key ? { key: made.key } : {})
}

async function makeOf({
  teamId,
  userId,
  kind,
  quiet,
  field,
}: Pressed['by'] & { kind: ChannelKind; quiet: QuietHours; field: Field }) {
  const projectId = (await namedProjects({ teamId, projects: null })).find(({ id }) => id === field('project'))?.id ?? null
  const wanted = { teamId, userId, projectId, kind, name: field('name'), target: field('target') }
  return channelAsked({ ...wanted, ...quiet, pace: paceOf(field) })
}
