/** The rehearsals of a domain: on which scan they stand, and who may read them. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { registrableDomain } from '#checks/records/names.ts'
import { reportOfScan } from '#prisma/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import { type Asked, readableScan, startScanFor } from '../scan/ask.server.ts'
import type { Action } from '../roles.ts'
import { presentScan, settled } from '../scan/page.server.ts'
import type { Scope } from './changes.server.ts'
import { namesOfFixes, type Subject, waitingPage, type WhatIfPage, whatIfPage } from './page.server.ts'
import { answerForm, deleteOn } from './send.server.ts'

type Context = LoaderFunctionArgs['context']

function subjectOf(domain: string): Subject {
  const report = `/domain/${domain}`
  return { kind: 'domain', title: domain, report, path: `${report}/what-if`, policyUrl: policyUrlOf(domain) }
}

/** Where senders fetch the MTA-STS policy of a domain (RFC 8461 §3.3). */
export const policyUrlOf = (domain: string): string => `https://mta-sts.${domain}/.well-known/mta-sts.txt`

/** Names anywhere in the zones of the domain's owner, and those that its own report says to change. */
export async function scopeOf(domain: string, base: ScanView | null): Promise<Scope> {
  const report = base && (await reportOfScan({ scanId: base.id }))
  const own = registrableDomain(domain)
  return { domains: own === domain ? [domain] : [domain, own], names: report ? namesOfFixes(report) : new Set() }
}

export type AskedPage = { given: true; page: WhatIfPage; setCookie?: string } | Extract<Asked, { given: false }>

/**
 * The page: of the rehearsal that `?rehearsal=` names, upon the scan that `?scan=` names, or upon a scan of now.
 * @throws {Response} 404, the same for an unknown and a foreign scan
 */
export async function whatIfOfDomain(request: Request, context: Context, domain: string): Promise<AskedPage> {
  const params = new URL(request.url).searchParams
  const subject = subjectOf(domain)
  const id = params.get('rehearsal')
  if (id !== null) return { given: true, page: await rehearsalPage(request, context, subject, id) }
  const named = params.get('scan')
  const asked = named === null ? await presentScan(request, context, domain) : await given(baseBehind(request, named, domain))
  if (!asked.given) return asked
  const base = await settled(request, context, asked.scan)
  const action = `${subject.path}?scan=${base.id}`
  const before = await reportOfScan({ scanId: base.id })
  const page = before
    ? whatIfPage({ subject, scope: await scopeOf(domain, base), action, before, rehearsal: null, after: null }, params)
    : waitingPage(subject, action, base)
  return { given: true, page, ...(asked.setCookie !== undefined && { setCookie: asked.setCookie }) }
}

async function given(scan: Promise<ScanView>): Promise<Asked> {
  return { given: true, scan: await scan }
}

async function rehearsalPage(request: Request, context: Context, subject: Subject, id: string): Promise<WhatIfPage> {
  const domain = subject.title
  const rehearsal = await settled(request, context, await rehearsalBehind(request, id, domain))
  const base = rehearsal.basedOn === null ? null : await readableScan(rehearsal.basedOn, request)
  const [before, after, scope] = await Promise.all([
    base && reportOfScan({ scanId: base.id }),
    rehearsal.status === 'reported' ? reportOfScan({ scanId: rehearsal.id }) : null,
    scopeOf(domain, base),
  ])
  const action = base ? `${subject.path}?scan=${base.id}` : subject.path
  return whatIfPage({ subject, scope, action, before, rehearsal, after }, new URLSearchParams())
}

async function rehearsalBehind(request: Request, id: string, domain: string, action: Action = 'read'): Promise<ScanView> {
  const scan = await readableScan(id, request, action)
  if (!scan?.changes || scan.kind !== 'domain' || scan.subject !== domain) throw unknown()
  return scan
}

/** The scan that a rehearsal of this domain can stand on. */
export async function baseBehind(request: Request, id: string, domain: string): Promise<ScanView> {
  const scan = await readableScan(id, request)
  if (!scan || scan.changes || scan.kind !== 'domain' || scan.subject !== domain) throw unknown()
  return scan
}

const unknown = (): Response =>
  new Response('There is no scan behind this link. It may have been deleted, or its time may be over.', { status: 404 })

/** The form, sent; or the button that deletes the rehearsal of the page. */
export async function rehearseDomain(request: Request, context: Context, domain: string): Promise<Response> {
  const params = new URL(request.url).searchParams
  const id = params.get('rehearsal')
  if (id !== null) return deleteOn(request, await rehearsalBehind(request, id, domain, 'delete'), subjectOf(domain))
  const named = params.get('scan')
  const base = named === null ? null : await baseBehind(request, named, domain)
  return answerForm(request, await scopeOf(domain, base), subjectOf(domain), (changes) =>
    startScanFor(request, context.client, domain, { changes, ...(base && { basedOn: base.id }) }),
  )
}
