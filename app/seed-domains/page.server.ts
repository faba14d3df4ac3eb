/** The seed domains of a team: what to publish for each, and whether its mail is led here. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { note } from '#prisma/audit.ts'
import { proofOf } from '#prisma/proof.ts'
import { addSeedDomain, lookSoon, removeSeedDomain, seedDomainsOf, type SeedDomainView } from '#prisma/seed-domain.ts'
import { fieldsOf } from '../account/form.server.ts'
import { go } from '../go.server.ts'
import { readTyped } from '../scan/typed.server.ts'
import { type Insider, teamBehind } from '../who.server.ts'

/** Times ISO 8601. */
export interface SeedDomainRow {
  id: string
  name: string
  isLed: boolean
  checkedAt: string | null
  leads: 'here' | 'unproved' | 'elsewhere' | 'nowhere' | 'unknown' | null
  exchanges: string[]
  /** To be published as they are. */
  records: { name: string; type: string; value: string }[]
}

export interface SeedDomainsPage {
  team: { slug: string; name: string }
  domains: SeedDomainRow[]
  done: string
}

/** What is in the way. */
export interface SeedDomainAnswer {
  problem: string
  typed: string
}

export async function seedDomainsPage(request: Request, slug: string | undefined): Promise<SeedDomainsPage> {
  const { teamId, team } = await teamBehind(request, slug, 'settings')
  const rows = await seedDomainsOf({ teamId })
  return {
    team: { slug: team.slug, name: team.name },
    domains: rows.map((row) => seedDomainRow(teamId, row)),
    done: new URL(request.url).searchParams.get('done') ?? '',
  }
}

/** A domain with what to publish for it. */
export const seedDomainRow = (teamId: string, { id, name, verifiedAt, checkedAt, seen }: SeedDomainView): SeedDomainRow => ({
  ...{ id, name, isLed: verifiedAt !== null, checkedAt: checkedAt?.toISOString() ?? null },
  ...{ leads: seen?.leads ?? null, exchanges: seen?.exchanges ?? [] },
  records: [
    { name, type: 'MX', value: `10 ${env.SMTP_NAME}.` },
    { name: `_seedbed.${name}`, type: 'TXT', value: `seedbed-proof=${proofOf({ teamId, domain: name })}` },
  ],
})

/** @throws {Response} 400 for a button that is not there, 403 for another role, 404 for a domain that is not there */
export async function pressSeedDomains(request: Request, slug: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug, 'settings')
  const field = await fieldsOf(request)
  const { teamId, person } = insider
  const [intent, id] = [field('intent'), field('id')]
  if (intent === 'add') return add(insider, field('domain'))
  if (intent === 'look' && (await lookSoon({ teamId, id }))) return listOf(insider, 'looking')
  const removed = intent === 'remove' ? await removeSeedDomain({ teamId, id }) : null
  if (removed === null) throw new Response('There is no such domain, or no such button.', { status: 404 })
  await note({ teamId, userId: person.id, action: 'seed-domain.removed', subject: removed })
  return listOf(insider, 'removed')
}

const listOf = ({ team }: Insider, done: string): Response => go(`/team/${team.slug}/settings/seed-domains?done=${done}`)

/** Ours, above one of ours, or below one. */
const isOurs = (name: string): boolean =>
  env.SEED_DOMAINS.some((own) => name === own || name.endsWith(`.${own}`) || own.endsWith(`.${name}`))

async function add(insider: Insider, typed: string): Promise<Response> {
  const { teamId, person } = insider
  const made = await addAsked({ teamId, userId: person.id }, typed)
  return 'added' in made ? listOf(insider, 'added') : json<SeedDomainAnswer>({ problem: made.problem, typed }, { status: 400 })
}

/** Adds what was typed; or says what is in the way, and whether that is somebody else. */
export async function addAsked(
  { teamId, userId }: { teamId: string; userId: string },
  typed: string,
): Promise<{ added: SeedDomainView } | { problem: string; isTaken?: boolean }> {
  const read = readTyped(typed)
  if (!('domain' in read)) return { problem: 'say' in read ? read.say : 'This is no domain.' }
  if (isOurs(read.domain)) return { problem: 'This is a domain of this Seedbed itself.' }
  const added = await addSeedDomain({ teamId, name: read.domain })
  if (!added || added.teamId !== teamId) return { problem: 'Another team receives there, or you have 20 already.', isTaken: true }
  await note({ teamId, userId, action: 'seed-domain.added', subject: added.name })
  return { added }
}
