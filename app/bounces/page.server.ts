/** What the page of bounces shows: a sentence, the charts, the list. Of one team, by its cookie or session. */
import { explainBounce, nameOfProvider } from '#checks/bounce/index.ts'
import {
  type BounceCursor,
  type BounceFilter,
  type BounceView,
  bouncesOf,
  countBounces,
  deleteKept,
  domainsOfBounces,
  endedSends,
  keptWith,
} from '#prisma/bounce.ts'
import { isId } from '#prisma/id.ts'
import { namedProjects } from '#prisma/project.ts'
import { type FirstStep, firstStep } from '../address.server.ts'
import { calendarOf } from '../charts/history.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import { knownZone } from '../ui/clock.ts'
import { mustBe, type Who, whoAsks } from '../who.server.ts'
import { type Asked, bounceClasses, readAsked } from './asked.ts'
import { type Figures, figuresOf, filterOf, reasonOf } from './figures.server.ts'

export interface BounceLine {
  id: string
  at: string
  recipient: string
  class: (typeof bounceClasses)[number]
  /** "550 5.1.1" */
  code: string
  reason: string
  providerName: string
}

export interface BouncesPage {
  asked: Asked
  figures: Figures
  /** Test sends that have ended in this time, and how many came back. */
  sends: { sent: number; back: number }
  domains: { domain: string; count: number }[]
  labels: { label: string; reason: string }[]
  projects: { id: string; name: string }[]
  /** What was kept just now, and may be taken back. */
  kept: { as: string; count: number } | null
  lines: BounceLine[]
  /** Where the list goes on; null at its end. */
  next: string | null
}

const dayMs = 86_400_000
const pageOfLines = 50
const shownDomains = 20

type Owner = Pick<BounceFilter, 'teamId' | 'projects'>

/** Whose bounces are asked for; null of a browser that has nothing yet. */
export async function bounceOwner(request: Request): Promise<(Owner & { who: Who }) | null> {
  const who = await whoAsks(request)
  return who.teamId === null ? null : { teamId: who.teamId, projects: who.projects, who }
}

/** The page; of who has had no bounce in a year, what a first one needs. */
export async function bouncesPage(request: Request): Promise<BouncesPage | FirstStep> {
  const owned = await bounceOwner(request)
  if (!owned) return firstStep(await whoAsks(request))
  const { who, ...all } = owned
  const owner = reachAsked(all, request)
  const { searchParams } = new URL(request.url)
  const [asked, now] = [withinReach(readAsked(searchParams), owner), Date.now()]
  const filter = filterOf(asked, owner, now)
  const after = readCursor(searchParams.get('after'))
  const kept = searchParams.get('kept') ?? ''
  const [counts, found, domains, projects, sends, keptCount, some] = await Promise.all([
    countBounces(filter),
    bouncesOf({ ...filter, take: pageOfLines + 1, ...(after && { after }) }),
    domainsOfBounces({ ...filter, take: shownDomains }),
    namedProjects(all),
    endedSends({ ...owner, since: filter.since }),
    keptWith({ ...owner, as: kept }),
    bouncesOf({ ...owner, since: new Date(now - 365 * dayMs), take: 1 }),
  ])
  if (some.length === 0) return firstStep({ ...who, ...owner })
  const last = found[pageOfLines - 1]
  return {
    ...{ asked, domains, projects, sends },
    figures: figuresOf(counts, { asked, now, calendar: calendarOf(knownZone(who.zone)) }),
    labels: [...new Set(counts.map(({ label }) => label))].sort().map((label) => ({ label, reason: reasonOf(label) })),
    kept: keptCount > 0 ? { as: kept, count: keptCount } : null,
    lines: found.slice(0, pageOfLines).map(lineOf),
    next: last && found.length > pageOfLines ? writeCursor(last) : null,
  }
}

/** Without a project that is out of reach: it narrows nothing. */
const withinReach = ({ project, ...asked }: Asked, { projects }: Owner): Asked =>
  project !== undefined && projects?.[0] === project ? { ...asked, project } : asked

function lineOf({ id, at, recipient, status, replyCode, ...judged }: BounceView): BounceLine {
  const { reason } = explainBounce({ ...judged, status, replyCode })
  return {
    ...{ id, recipient, reason },
    at: at.toISOString(),
    class: classOf(judged.class),
    code: [replyCode, status].filter(Boolean).join(' '),
    providerName: nameOfProvider(judged.provider),
  }
}

/** A class as it is stored; one we do not know is none. */
export const classOf = (text: string): BounceLine['class'] => bounceClasses.find((one) => one === text) ?? 'unknown'

/** Where a list goes on, opaque. */
export const writeCursor = ({ at, id }: BounceCursor): string => Buffer.from(`${at.toISOString()} ${id}`).toString('base64url')

/** Undefined for none, and for one that is not ours. */
export function readCursor(text: string | null): BounceCursor | undefined {
  const [at = '', id = ''] = Buffer.from(text ?? '', 'base64url')
    .toString()
    .split(' ')
  return isId(id) && /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(at) && !Number.isNaN(Date.parse(at))
    ? { at: new Date(at), id }
    : undefined
}

/** Takes back what was kept together. Nothing of another's is touched. @throws {Response} 403 when the asker may only read */
export async function takeBack(request: Request, as: string): Promise<void> {
  const owned = await bounceOwner(request)
  if (!owned) return
  mustBe(owned.who, 'delete')
  await deleteKept({ teamId: owned.teamId, projects: owned.projects, as })
}
