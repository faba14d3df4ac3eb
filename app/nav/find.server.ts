/** Finds what somebody may see by a few letters of it: domains, addresses, mails, reports, projects and pages. */
import { findAddresses, findDomains, type FoundScan, findScans } from '#prisma/find.ts'
import { projectsOf } from '#prisma/project.ts'
import type { Reach } from '#prisma/reach.ts'
import { searchMails } from '#prisma/search.ts'
import type { MailView } from '#prisma/mail.ts'
import { whoAsks } from '../who.server.ts'
import { pagesNamed } from './pages.ts'

/** One that was found. `at`: ISO 8601. */
export interface Hit {
  path: string
  title: string
  note: string
  at: string | null
}

export interface FindPage {
  asked: string
  groups: { title: string; hits: Hit[] }[]
}

/** Found of each kind: few enough to be read, and each is a question to an index. */
const most = 6
const longest = 253

export async function findPage(request: Request): Promise<FindPage> {
  const asked = (new URL(request.url).searchParams.get('q') ?? '').replaceAll('\0', '').trim().slice(0, longest)
  const { teamId, projects, role, memberships, person } = await whoAsks(request)
  const slug = memberships.find((one) => one.teamId === teamId)?.slug
  const pages = pagesNamed(slug === undefined ? null : { slug, role }, asked, person?.isOperator)
  const own = teamId ? await ownGroups({ teamId, projects }, slug, asked) : []
  const ofPages = pages.slice(0, asked === '' ? 30 : most).map(({ to, word }) => ({ path: to, title: word, note: '', at: null }))
  return { asked, groups: [...own, { title: 'Pages', hits: ofPages }].filter(({ hits }) => hits.length > 0) }
}

async function ownGroups(reach: Reach, slug: string | undefined, asked: string): Promise<FindPage['groups']> {
  const [domains, addresses, mails, scans, projects] = await Promise.all([
    slug === undefined ? [] : findDomains(reach, asked, most),
    slug === undefined ? [] : findAddresses(reach, asked, most),
    mailsWith(reach, asked),
    findScans(reach, asked, most),
    slug === undefined || asked === '' ? [] : projectsOf(reach),
  ])
  const named = projects.filter(({ name }) => begins(name, asked))
  return [
    {
      title: 'Domains',
      hits: domains.map(({ name, state, stateSince }) => ({
        ...{ path: `/team/${slug}/domains/${name}`, title: name, note: stateWords[state], at: stateSince?.toISOString() ?? null },
      })),
    },
    {
      title: 'Addresses',
      hits: addresses.map(({ id, email, name, createdAt }) => ({
        ...{ path: `/team/${slug}/mails?at=${id}`, title: name || email, note: name ? email : '', at: createdAt.toISOString() },
      })),
    },
    { title: asked === '' ? 'Newest mails' : 'Mails', hits: mails.map(hitOfMail) },
    { title: 'Reports', hits: scans.map(hitOfScan) },
    {
      title: 'Projects',
      hits: named
        .slice(0, most)
        .map(({ id, name }) => ({ path: `/team/${slug}?project=${id}`, title: name, note: '', at: null })),
    },
  ]
}

const stateWords = {
  problems: 'Problems',
  warnings: 'Warnings',
  unknown: 'Could not check',
  waiting: 'Being looked at',
  'in-order': 'In order',
} as const

/** By words of subject, From and label, and by the domain of From. */
async function mailsWith(reach: Reach, asked: string): Promise<MailView[]> {
  const domain = asked.toLowerCase().replace(/^.*@/, '')
  const [byWords, byDomain] = await Promise.all([
    searchMails(reach, { words: asked }, { take: most }),
    domain.includes('.') ? searchMails(reach, { domain }, { take: most }) : null,
  ])
  const found = new Map([...byWords.mails, ...(byDomain?.mails ?? [])].map((mail) => [mail.id, mail]))
  return [...found.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, most)
}

const hitOfMail = ({ id, subjectHeader, fromHeader, receivedAt }: MailView): Hit => ({
  path: `/mail/${id}`,
  title: subjectHeader || 'A mail without a subject',
  note: fromHeader ?? '',
  at: receivedAt.toISOString(),
})

const scanWords: Record<FoundScan['kind'], string> = { domain: 'Domain report', address: 'IP report', host: 'Ports' }

const hitOfScan = ({ id, kind, subject, requestedAt }: FoundScan): Hit => ({
  path: `/scan/${id}`,
  title: subject,
  note: scanWords[kind],
  at: requestedAt.toISOString(),
})

/** Does a word of the name begin so? */
const begins = (name: string, asked: string): boolean => ` ${name.toLowerCase()}`.includes(` ${asked.toLowerCase()}`)
