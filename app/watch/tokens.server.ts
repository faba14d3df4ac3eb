/** A person's API tokens of a team; an admin sees those of all. */
import { json } from '@remix-run/server-runtime'
import { apiTokensOf, makeApiToken, revokeApiToken, scopes, type Scope } from '#prisma/api-token.ts'
import { note } from '#prisma/audit.ts'
import { projectsOf } from '#prisma/project.ts'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { type KeyLine, keysFor } from '../members/keys.server.ts'
import { may } from '../roles.ts'
import { teamBehind } from '../who.server.ts'

export interface TokenLine extends KeyLine {
  scope: Scope
  /** ISO 8601. */
  expiresAt: string | null
}

export interface TokensPage {
  team: { slug: string; name: string }
  tokens: TokenLine[]
  projects: { id: string; name: string }[]
}

/** The new token, shown this once; or what is in its way. */
export interface TokenAnswer {
  token?: string
  problem?: string
}

export async function tokensPage(request: Request, slug: string | undefined): Promise<TokensPage> {
  const insider = await teamBehind(request, slug, 'tokens')
  const { teamId, team, person, role } = insider
  const [tokens, { projects, lineOf }] = await Promise.all([
    apiTokensOf({ teamId, ...(!may(role, 'settings') && { userId: person.id }) }),
    keysFor(insider),
  ])
  return {
    team: { slug: team.slug, name: team.name },
    projects,
    tokens: tokens.map((token) => ({
      ...lineOf(token),
      ...{ scope: token.scope, expiresAt: token.expiresAt?.toISOString() ?? null },
    })),
  }
}

const dayMs = 86_400_000

/** @throws {Response} 403 for another role */
export async function pressTokens(request: Request, slug: string | undefined): Promise<Response> {
  const { teamId, team, person, role, projects } = await teamBehind(request, slug, 'tokens')
  const field = await fieldsOf(request)
  if (field('intent') === 'revoke') {
    const isDone = await revokeApiToken({ teamId, id: field('id'), ...(!may(role, 'settings') && { userId: person.id }) })
    if (isDone) await note({ teamId, userId: person.id, action: 'token.revoked', subject: field('name') })
    return go(`/team/${team.slug}/settings/tokens`)
  }
  if (field('intent') !== 'make') throw new Response('There is no such button.', { status: 400 })
  const name = field('name').trim().slice(0, 80)
  const scope = scopes.find((one) => one === field('scope'))
  if (name === '' || !scope)
    return json<TokenAnswer>({ problem: 'Give it a name, so that it can be told from others.' }, { status: 400 })
  const days = Number(field('days'))
  const expiresAt = days >= 1 && days <= 3650 ? new Date(Date.now() + days * dayMs) : null
  const projectId = (await projectsOf({ teamId, projects })).find(({ id }) => id === field('project'))?.id ?? null
  const { token } = await makeApiToken({ teamId, userId: person.id, projectId, name, scope, expiresAt })
  await note({ teamId, userId: person.id, action: 'token.made', subject: name })
  return json<TokenAnswer>({ token })
}
