/** A team's mails: searched and filtered, a page at a time. */
import type { LiveMail } from '../live.ts'
import { timeOfId } from '#prisma/id.ts'
import { projectsOf } from '#prisma/project.ts'
import { choicesOf, type MailFilter, searchMails } from '#prisma/search.ts'
import { mailLine } from '../report/mail.server.ts'
import { teamBehind } from '../who.server.ts'

/** What was asked for, as it stands in the form. */
export interface AskedMails {
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

export interface MailsPage {
  team: { slug: string; name: string }
  asked: AskedMails
  mails: LiveMail[]
  /** The path of the next page; null at the end. */
  older: string | null
  /** ISO 8601; how far back was looked, where that was not far enough for a full page. */
  lookedTo: string | null
  choices: { domains: string[]; checks: string[]; projects: { id: string; name: string }[] }
}

const page = 50
const dayMs = 86_400_000
const longest = 253

export async function mailsPage(request: Request, slug: string | undefined): Promise<MailsPage> {
  const { teamId, projects, team } = await teamBehind(request, slug)
  const { pathname, searchParams } = new URL(request.url)
  const asked = readAsked(searchParams)
  const before = searchParams.get('before') ?? undefined
  const [{ mails, next }, known, choices] = await Promise.all([
    searchMails({ teamId, projects }, filterOf(asked), { before, take: page }),
    projectsOf({ teamId }),
    // Choices are of the whole team: who is limited to projects types what is looked for.
    projects === null ? choicesOf({ teamId }) : { domains: [], checks: [] },
  ])
  const reachable = known.filter(({ id }) => projects === null || projects.includes(id))
  return {
    ...{ team: { slug: team.slug, name: team.name }, asked },
    mails: mails.map(mailLine),
    older: next && pathOf(pathname, asked, next),
    lookedTo: next && mails.length < page ? new Date(timeOfId(next)).toISOString() : null,
    choices: { ...choices, projects: reachable.map(({ id, name }) => ({ id, name })) },
  }
}

function readAsked(params: URLSearchParams): AskedMails {
  const text = (name: string) => (params.get(name) ?? '').replaceAll('\0', '').trim().slice(0, longest)
  return {
    ...{ words: text('words'), domain: text('domain').toLowerCase(), label: text('label'), address: text('address') },
    ...{
      check: text('check'),
      code: text('code'),
      verdict: text('verdict'),
      from: text('from'),
      to: text('to'),
      project: text('project'),
      at: text('at'),
      source: text('source'),
    },
  }
}

const verdicts = ['warn', 'fail', 'unknown'] as const

/** What cannot be read is as if it were not asked for; the form shows it. */
export function filterOf({
  words,
  domain,
  label,
  address,
  check,
  code,
  verdict,
  from,
  to,
  project,
  at,
  source,
}: AskedMails): MailFilter {
  const until = dayOf(to)
  return {
    ...{ words: words || undefined, domain: domain || undefined, label: label || undefined, address: address || undefined },
    ...{ check: check || undefined, code: code || undefined, verdict: verdicts.find((one) => one === verdict) },
    ...{
      projectId: project || undefined,
      addressId: at || undefined,
      isSandbox: source === 'sandbox',
      since: dayOf(from),
      until: until && new Date(until.getTime() + dayMs),
    },
  }
}

function dayOf(text: string): Date | undefined {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) ? undefined : new Date(at)
}

function pathOf(pathname: string, asked: AskedMails, before: string): string {
  const params = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''))
  params.set('before', before)
  return `${pathname}?${params}`
}
