/** What is known of a team's domains, and done with many, as the API gives and does it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { acceptedOf, acceptFinding, unacceptFinding } from '#prisma/accepted.ts'
import { note } from '#prisma/audit.ts'
import { domainOf, type DomainView } from '#prisma/domain.ts'
import { type Look, looksAt, probesOf } from '#prisma/domain-time.ts'
import { sendersOf } from '#prisma/known-sender.ts'
import { recordEvents } from '#prisma/record-event.ts'
import { give, momentIn, readJson, wholeNumber } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { notFound } from '../problem.server.ts'
import { acceptedLine } from '../watch/accept.server.ts'
import { apiDomain, type TeamAsker, teamOfApi, wholeTeamOfApi } from '../watch/api.server.ts'
import { domainSchema } from '../watch/api.ts'
import { foundDomain } from '../watch/domain-rows.server.ts'
import { actOn } from './act.server.ts'
import {
  acceptedListSchema,
  acceptedSchema,
  domainActedSchema,
  domainActSchema,
  lookListSchema,
  newAcceptedSchema,
  recordEventListSchema,
  senderListSchema,
} from './api.ts'

type Asked = ActionFunctionArgs

const dayMs = 86_400_000

/** One that the team keeps, within reach; null for any other. */
const kept = ({ teamId, projects }: TeamAsker, { name = '' }: Asked['params']): Promise<DomainView | null> =>
  domainOf({ teamId, projects }, name.toLowerCase())

export async function domainAnswer({ request, params: { name = '' } }: Asked): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  const domain = await foundDomain({ teamId, projects }, name.toLowerCase())
  return domain ? give(domainSchema, apiDomain(domain)) : notFound()
}

export async function actAnswer({ request }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'domains')
  return give(domainActedSchema, { names: await actOn(asker, await readJson(request, domainActSchema)) })
}

export async function eventsAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await teamOfApi(request)
  const domain = await kept(asker, params)
  if (!domain) return notFound()
  const url = new URL(request.url)
  const take = wholeNumber(url, 'limit', { least: 1, most: 200 }) ?? 50
  const since = momentIn(url, 'since') ?? new Date(Date.now() - 365 * dayMs)
  const rows = await recordEvents({ teamId: asker.teamId, domains: [domain.name], since, take })
  const events = rows.map(({ id, name, type, before, after, scanId, at }) => ({
    ...{ id, name, type, before, after, scan: scanId, at: at.toISOString() },
  }))
  return give(recordEventListSchema, { events })
}

export async function looksAnswer({ request, params }: Asked): Promise<Response> {
  const { teamId, projects, ...asker } = await teamOfApi(request)
  const domain = await kept({ ...asker, teamId, projects }, params)
  if (!domain) return notFound()
  const url = new URL(request.url)
  const take = wholeNumber(url, 'limit', { least: 1, most: 1000 }) ?? 200
  const since = momentIn(url, 'since') ?? new Date(Date.now() - 30 * dayMs)
  const span = { teamId, projects, domain: domain.name, since, until: new Date(), take }
  const [ofDomain, ofPorts] = await Promise.all([looksAt(span), probesOf(span)])
  const looks = [...ofDomain.map(apiLook('domain')), ...ofPorts.map(apiLook('host'))]
  return give(lookListSchema, { looks: looks.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)) })
}

const apiLook =
  (kind: 'domain' | 'host') =>
  ({ id, subject, at, status, score, problems, warnings }: Look) => ({
    ...{ id, kind, subject, at: at.toISOString(), score, problems, warnings },
    status: status === 'failed' ? ('failed' as const) : ('reported' as const),
  })

export async function sendersAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await wholeTeamOfApi(request)
  const domain = await kept(asker, params)
  if (!domain) return notFound()
  const rows = await sendersOf({ teamId: asker.teamId, domain: domain.name, take: 200 })
  const senders = rows.map(({ firstSeenAt, lastSeenAt, ...sender }) => ({
    ...sender,
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  }))
  return give(senderListSchema, { senders })
}

export async function acceptedAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await teamOfApi(request)
  const domain = await kept(asker, params)
  if (!domain) return notFound()
  const accepted = await acceptedOf({ teamId: asker.teamId, domain: domain.name })
  return give(acceptedListSchema, { accepted: accepted.map(acceptedLine) })
}

export async function acceptAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'domains')
  const domain = await kept(asker, params)
  if (!domain) return notFound()
  const { teamId, person } = asker
  const { check: checkId, code, reason, days } = await readJson(request, newAcceptedSchema)
  const until = days === undefined ? null : new Date(Date.now() + days * dayMs)
  await acceptFinding({ teamId, domain: domain.name, checkId, code, reason, userId: person.id, until })
  await note({ teamId, userId: person.id, action: 'finding.accepted', subject: `${domain.name} ${checkId} ${code}` })
  const made = (await acceptedOf({ teamId, domain: domain.name })).find((one) => one.checkId === checkId)
  return made ? give(acceptedSchema, acceptedLine(made), { status: 201 }) : notFound()
}

export async function unacceptAnswer({ request, params }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'domains')
  const domain = await kept(asker, params)
  if (!domain) return notFound()
  const { teamId, person } = asker
  const isDone = await unacceptFinding({ teamId, domain: domain.name, id: params.id ?? '' })
  if (isDone) await note({ teamId, userId: person.id, action: 'finding.unaccepted', subject: domain.name })
  return doneOr404(isDone)
}
