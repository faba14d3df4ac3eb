/** Of one domain that a team keeps: who was seen sending for it, what is accepted, what is shown to everybody, and notes. */
import { json } from '@remix-run/server-runtime'
import { env } from '#env'
import { acceptedOf } from '#prisma/accepted.ts'
import { note } from '#prisma/audit.ts'
import { changeDomains, type DomainView, domainOf } from '#prisma/domain.ts'
import { sendersOf } from '#prisma/known-sender.ts'
import { setStatusPage, type ShownPart, shownParts, statusPageOf } from '#prisma/status-page.ts'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { may } from '../roles.ts'
import { partWords } from '../status-page/status.server.ts'
import { type Insider, mustBe, teamBehind } from '../who.server.ts'
import { type AcceptedLine, acceptedLine } from './accept.server.ts'

/** Times ISO 8601. */
export interface SenderLine {
  service: string
  address: string
  helo: string
  mailFromDomain: string
  selector: string
  firstSeenAt: string
  lastSeenAt: string
  mails: number
  passes: boolean
}

export interface ShownToAll {
  isOn: boolean
  /** '' as long as there is none. */
  name: string
  /** '' as long as there is none. */
  page: string
  badge: string
  parts: { id: ShownPart; word: string; isShown: boolean }[]
}

export interface DetailsPage {
  team: { slug: string; name: string }
  domain: string
  notes: string
  /** Null for who is limited to projects: they are learned from all mail of the team. */
  senders: SenderLine[] | null
  accepted: AcceptedLine[]
  shown: ShownToAll
  mayChange: boolean
  mayShow: boolean
  done: string
}

/** What is in the way of a button. */
export interface DetailsAnswer {
  problem: string
  name: string
}

/** @throws {Response} 404, the same for a domain that is not kept and for one out of reach */
async function kept({ teamId, projects }: Insider, name: string | undefined): Promise<DomainView> {
  const domain = await domainOf({ teamId, projects }, name?.toLowerCase() ?? '')
  if (domain) return domain
  throw new Response('Your team keeps no such domain, or it is not open to you.', { status: 404 })
}

export async function detailsPage(request: Request, slug: string | undefined, name: string | undefined): Promise<DetailsPage> {
  const insider = await teamBehind(request, slug)
  const { teamId, projects, team, role } = insider
  const { name: domain, notes } = await kept(insider, name)
  const [senders, accepted, shown] = await Promise.all([
    projects === null ? sendersOf({ teamId, domain }) : null,
    acceptedOf({ teamId, domain }),
    statusPageOf({ teamId, projects }, domain),
  ])
  return {
    ...{ team: { slug: team.slug, name: team.name }, domain, notes, accepted: accepted.map(acceptedLine) },
    senders:
      senders?.map(({ firstSeenAt, lastSeenAt, ...rest }) => ({
        ...rest,
        firstSeenAt: firstSeenAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
      })) ?? null,
    shown: {
      ...{ isOn: shown?.isOn ?? false, name: shown?.name ?? '' },
      page: shown ? `${env.BASE_URL}/public/${shown.name}` : '',
      badge: shown ? `${env.BASE_URL}/badge/${shown.name}.svg` : '',
      parts: shownParts.map((id) => ({ id, word: partWords[id], isShown: shown?.shows.includes(id) ?? id !== 'score' })),
    },
    ...{ mayChange: may(role, 'domains'), mayShow: may(role, 'share') },
    done: (new URL(request.url).searchParams.get('done') ?? '').slice(0, 20),
  }
}

const longestNotes = 10_000

/** @throws {Response} 400 for a button that is not there, 403 for another role, 404 */
export async function pressDetails(request: Request, slug: string | undefined, name: string | undefined): Promise<Response> {
  const insider = await teamBehind(request, slug)
  const { teamId, projects, team } = insider
  const domain = await kept(insider, name)
  const form = await formOf(request)
  const here = `/team/${team.slug}/domains/${domain.name}/details`
  const intent = form.get('intent')
  if (intent === 'notes') {
    mustBe(insider, 'domains')
    await changeDomains({ teamId, projects }, [domain.name], { notes: String(form.get('notes') ?? '').slice(0, longestNotes) })
    return go(`${here}?done=notes`)
  }
  if (intent !== 'show' && intent !== 'hide' && intent !== 'renew')
    throw new Response('There is no such button.', { status: 400 })
  mustBe(insider, 'share')
  return show(insider, domain, { form, intent, here })
}

async function show(
  { teamId, projects, person }: Insider,
  { name: domain }: DomainView,
  { form, intent, here }: { form: FormData; intent: 'show' | 'hide' | 'renew'; here: string },
): Promise<Response> {
  const name = String(form.get('name') ?? '').trim()
  const before = await statusPageOf({ teamId, projects }, domain)
  // Left as it was: no name that was chosen.
  const chosen = name === '' || name === before?.name ? undefined : name.toLowerCase()
  const ticked = form.getAll('part')
  const shows = shownParts.filter((part) => ticked.includes(part))
  const isOn = intent !== 'hide'
  const how = { name: intent === 'renew' ? undefined : chosen, isRenewed: intent === 'renew', shows, isOn, userId: person.id }
  const outcome = await setStatusPage({ teamId, projects }, domain, how)
  if (outcome === 'set') {
    await note({ teamId, userId: person.id, action: isOn ? 'status-page.shown' : 'status-page.hidden', subject: domain })
    return go(`${here}?done=${isOn ? 'shown' : 'hidden'}#public`)
  }
  return json<DetailsAnswer>({ problem: faults[outcome], name }, { status: outcome === 'not-there' ? 404 : 400 })
}

const faults = {
  taken: 'Another status page has this name.',
  unfit: 'Small letters, digits and hyphens, 40 at most; or nothing, for a link that nobody guesses.',
  'not-there': 'Your team keeps no such domain.',
}
