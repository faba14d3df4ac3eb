/** What a team had looked at: domains, addresses, mails once more and the ports of hosts; searched and filtered, a page at a time. */
import type { ReportWords } from '#checks/report.ts'
import { namedProjects } from '#prisma/project.ts'
import type { ScanKind, ScanStatus, ScanView } from '#prisma/scan.ts'
import { choicesOfScans, type ScanFilter, searchScans } from '#prisma/search-scans.ts'
import { teamBehind } from '../who.server.ts'
import { daysIn, type Further, furtherOf, idOf, page, textIn, verdictOf } from './asked.server.ts'

/** What was asked for, as it stands in the form. */
export interface AskedScans extends Record<string, string> {
  kind: string
  subject: string
  check: string
  code: string
  verdict: string
  from: string
  to: string
  project: string
}

/** Times ISO 8601. */
export interface ScanLine {
  id: string
  kind: ScanKind
  subject: string
  isRehearsal: boolean
  status: ScanStatus
  at: string
  score: number | null
  say: ReportWords | null
  isConclusive: boolean
  warnings: number
  problems: number
}

export interface ScansPage extends Further {
  team: { slug: string; name: string }
  asked: AskedScans
  scans: ScanLine[]
  choices: { checks: string[]; projects: { id: string; name: string }[] }
}

export async function scansPage(request: Request, slug: string | undefined): Promise<ScansPage> {
  const { teamId, projects, team } = await teamBehind(request, slug)
  const url = new URL(request.url)
  const asked = readAskedScans(url.searchParams)
  const before = url.searchParams.get('before') ?? undefined
  const [{ scans, next }, reachable, checks] = await Promise.all([
    searchScans({ teamId, projects }, scanFilterOf(asked), { before, take: page }),
    namedProjects({ teamId, projects }),
    projects === null ? choicesOfScans({ teamId }) : [],
  ])
  return {
    ...{ team: { slug: team.slug, name: team.name }, asked },
    ...furtherOf(url, asked, { count: scans.length, next }),
    scans: scans.map(lineOf),
    choices: { checks, projects: reachable },
  }
}

export function readAskedScans(params: URLSearchParams): AskedScans {
  const text = (name: string) => textIn(params, name)
  return {
    ...{ kind: text('kind'), subject: text('subject').toLowerCase(), check: text('check'), code: text('code') },
    ...{ verdict: text('verdict'), from: text('from'), to: text('to'), project: text('project') },
  }
}

const kinds: readonly ScanKind[] = ['domain', 'address', 'mail', 'host']

export function scanFilterOf({ kind, subject, check, code, verdict, project, ...days }: AskedScans): ScanFilter {
  return {
    ...{ kind: kinds.find((one) => one === kind), subject: subject || undefined, projectId: idOf(project) },
    ...{ check: check || undefined, code: code || undefined, verdict: verdictOf(verdict), ...daysIn(days) },
  }
}

function lineOf({ id, kind, subject, changes, status, requestedAt, score, headline, warnings, problems }: ScanView): ScanLine {
  return {
    ...{ id, kind, subject, status, score, warnings, problems, isRehearsal: changes !== null },
    ...{ at: requestedAt.toISOString(), say: headline?.say ?? null, isConclusive: headline?.kind !== 'not-conclusive' },
  }
}
