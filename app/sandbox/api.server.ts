/** The sandbox of a team, as the API gives and changes it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import {
  emptySandboxes,
  issueSandboxCredential,
  revokeSandboxCredential,
  sandboxCredentials,
  sandboxMails,
} from '#prisma/sandbox.ts'
import { badRequest, give, mailSummary, readJson, smtpDoor, wholeNumber } from '../api.server.ts'
import { doneOr404 } from '../api-route.server.ts'
import { askForAddress } from '../limits.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { afterOf, projectAsked, teamOfApi, reachInQuery } from '../watch/api.server.ts'
import {
  emptiedSchema,
  newSandboxPasswordSchema,
  sandboxMailListSchema,
  sandboxPasswordListSchema,
  sandboxPasswordSchema,
} from './api.ts'

type Asked = ActionFunctionArgs

const longestSearch = 200

export async function sandboxMailsAnswer({ request }: Asked): Promise<Response> {
  const url = new URL(request.url)
  const scopes = [reachInQuery(await teamOfApi(request), url)]
  const take = wholeNumber(url, 'limit', { least: 1, most: 200 }) ?? 50
  const find = (url.searchParams.get('find') ?? '').trim().slice(0, longestSearch)
  const rows = await sandboxMails({ scopes, find, before: afterOf(url) ?? null, take: take + 1 })
  const mails = rows.slice(0, take).map((mail) => {
    const { label: _label, ...summary } = mailSummary(mail)
    return { ...summary, recipients: mail.recipients }
  })
  return give(sandboxMailListSchema, { mails, next: rows.length > take ? (rows[take - 1]?.id ?? null) : null })
}

export async function emptyAnswer({ request }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'delete')
  const { teamId, person } = asker
  const deleted = await emptySandboxes({ scopes: [reachInQuery(asker, new URL(request.url))] })
  await note({ teamId, userId: person.id, action: 'sandbox.emptied', subject: String(deleted) })
  return give(emptiedSchema, { deleted })
}

export async function passwordsAnswer({ request }: Asked): Promise<Response> {
  const { teamId, projects } = await teamOfApi(request)
  const passwords = (await sandboxCredentials({ teamId, projects })).map(({ username, projectId, createdAt, lastUsedAt }) => ({
    ...{ username, project: projectId, createdAt: createdAt.toISOString() },
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }))
  return give(sandboxPasswordListSchema, { passwords })
}

export async function makePasswordAnswer({ request, context }: Asked): Promise<Response> {
  const asker = await teamOfApi(request, 'tokens')
  const { teamId, projects, person } = asker
  const { project } = await readJson(request, newSandboxPasswordSchema)
  if (project === undefined && projects !== null) throw badRequest('project: name one of those you are limited to.')
  const projectId = project === undefined ? null : await projectAsked(asker, project)
  const leave = await askForAddress({ client: context.client, person })
  if (!leave.given)
    return problem({ status: 429, code: 'too-many-addresses', detail: 'So many were made this hour. Try again later.' })
  const issued = await issueSandboxCredential({ teamId, projectId })
  await note({ teamId, userId: person.id, action: 'sandbox.password-made', subject: issued.username })
  const submission = { host: smtpDoor().host, port: env.SUBMISSION_PORT, tlsPort: env.SUBMISSIONS_PORT }
  return give(sandboxPasswordSchema, { ...issued, submission }, { status: 201 })
}

export async function revokePasswordAnswer({ request, params: { username = '' } }: Asked): Promise<Response> {
  const { teamId, projects, person } = await teamOfApi(request, 'tokens')
  const isThere = (await sandboxCredentials({ teamId, projects })).some((one) => one.username === username)
  if (!isThere) return notFound()
  await revokeSandboxCredential({ teamId, projects, username })
  await note({ teamId, userId: person.id, action: 'sandbox.password-revoked', subject: username })
  return doneOr404(true)
}
