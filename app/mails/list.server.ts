/** A team's mails: searched and filtered, a page at a time. */
import { type FirstStep, firstStep } from '../address.server.ts'
import { reachAsked } from '../nav/project.server.ts'
import type { LiveMail } from '../live.ts'
import { namedProjects } from '#prisma/project.ts'
import { choicesOf, type MailFilter, searchMails } from '#prisma/search.ts'
import { mailLine } from '../report/mail.server.ts'
import { teamBehind } from '../who.server.ts'
import { daysIn, type Further, furtherOf, page, textIn, verdictOf } from './asked.server.ts'

/** What was asked for, as it stands in the form. */
export interface AskedMails extends Record<string, string> {
  words: string
  domain: string
  label: string
  address: string
  check: string
  code: string
  verdict: string
  from: string
  to: string
  project: string
  /** The id of the address it came to. */
  at: string
  /** `sandbox`, or '' for what came by mail. */
  source: string
}

export interface MailsPage extends Further {
  team: { slug: string; name: string }
  asked: AskedMails
  mails: LiveMail[]
  choices: { domains: string[]; checks: string[]; projects: { id: string; name: string }[] }
  /** What a first mail needs; null when one is shown. */
  step: FirstStep | null
}

export async function mailsPage(request: Request, slug: string | undefined): Promise<MailsPage> {
  const insider = await teamBehind(request, slug)
  const { teamId, projects, team } = insider
  const url = new URL(request.url)
  const asked = readAsked(url.searchParams)
  const before = url.searchParams.get('before') ?? undefined
  const [{ mails, next }, reachable, choices] = await Promise.all([
    searchMails({ teamId, projects }, filterOf(asked), { before, take: page }),
    namedProjects({ teamId, projects }),
    // Choices are of the whole team: who is limited to projects types what is looked for.
    projects === null ? choicesOf({ teamId }) : { domains: [], checks: [] },
  ])
  return {
    ...{ team: { slug: team.slug, name: team.name }, asked },
    ...furtherOf(url, asked, { count: mails.length, next }),
    mails: mails.map(mailLine),
    choices: { ...choices, projects: reachable },
    step: mails.length > 0 ? null : await firstStep({ ...insider, ...reachAsked(insider, request) }),
  }
}

export function readAsked(params: URLSearchParams): AskedMails {
  const text = (name: string) => textIn(params, name)
  return {
    ...{ words: text('words'), domain: text('domain').toLowerCase(), label: text('label'), address: text('address') },
    ...{ check: text('check'), code: text('code'), verdict: text('verdict'), from: text('from'), to: text('to') },
    ...{ project: text('project'), at: text('at'), source: text('source') },
  }
}

export function filterOf({
  words,
  domain,
  label,
  address,
  check,
  code,
  verdict,
  project,
  at,
  source,
  ...days
}: AskedMails): MailFilter {
  return {
    ...{ words: words || undefined, domain: domain || undefined, label: label || undefined, address: address || undefined },
    ...{ check: check || undefined, code: code || undefined, verdict: verdictOf(verdict) },
    ...{ projectId: project || undefined, addressId: at || undefined, isSandbox: source === 'sandbox', ...daysIn(days) },
  }
}
