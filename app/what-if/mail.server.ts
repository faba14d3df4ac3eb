/** The rehearsals of a mail: judged once more, as if other records were published. They belong to whoever has the mail, and go with it. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { Report, ReportRecordChange } from '#checks/report.ts'
import { normalDomain, registrableDomain } from '#checks/records/names.ts'
import type { MailView } from '#prisma/mail.ts'
import { reportOfMail, reportOfScan } from '#prisma/report.ts'
import { createScan, type ScanView, scanById } from '#prisma/scan.ts'
import { requestScan } from '#worker/queue.ts'
import { askForScan } from '../limits.server.ts'
import type { Asked } from '../scan/ask.server.ts'
import { settled } from '../scan/page.server.ts'
import { whoAsks } from '../who.server.ts'
import type { Scope } from './changes.server.ts'
import { namesOfFixes, type Subject, type WhatIfPage, whatIfPage } from './page.server.ts'
import { answerForm, deleteOn } from './send.server.ts'

type Context = LoaderFunctionArgs['context']

function subjectOf({ id, subjectHeader }: MailView): Subject {
  const report = `/mail/${id}`
  return { kind: 'mail', title: subjectHeader || '(no subject)', report, path: `${report}/what-if`, policyUrl: null }
}

/** The domains of From, Return-Path, signatures and the server's name; beside them the sending address's reverse name. */
export function scopeOf(mail: MailView, report: Report): Scope {
  const { authentication } = report
  const named = [
    ...(authentication ? [authentication.dmarc.domain, authentication.spf.domain] : []),
    ...(authentication?.dkim ?? []).map(({ domain }) => domain),
    ...[report.subject, mail.fromDomain ?? '', mail.helo],
  ]
  const domains = new Set(
    named
      .map(normalDomain)
      .filter((name) => name.includes('.'))
      .map(registrableDomain),
  )
  const reverse = report.questions.filter(({ type }) => type === 'PTR').map(({ name }) => name)
  return { domains: [...domains], names: new Set([...namesOfFixes(report), ...reverse]) }
}

/** @throws {Response} 404 while the mail has no report, and when not all of it is kept */
async function reportFor(mail: MailView): Promise<Report> {
  if (mail.kept !== 'everything')
    throw new Response('Not all of this mail is kept, as its project has it: it cannot be judged again.', { status: 404 })
  const report = mail.status === 'reported' ? await reportOfMail({ mailId: mail.id }) : null
  if (report) return report
  throw new Response('This mail has no report yet. A rehearsal stands on one.', { status: 404 })
}

/** The page; `mail` is one that the asker may read. @throws {Response} 404 for a rehearsal of anything else */
export async function whatIfOfMail(request: Request, context: Context, mail: MailView): Promise<WhatIfPage> {
  const params = new URL(request.url).searchParams
  const before = await reportFor(mail)
  const subject = subjectOf(mail)
  const parts = { subject, scope: scopeOf(mail, before), action: subject.path, before }
  const id = params.get('rehearsal')
  if (id === null) return whatIfPage({ ...parts, rehearsal: null, after: null }, params)
  const rehearsal = await settled(request, context, await rehearsalBehind(id, mail))
  const after = rehearsal.status === 'reported' ? await reportOfScan({ scanId: rehearsal.id }) : null
  return whatIfPage({ ...parts, rehearsal, after }, new URLSearchParams())
}

async function rehearsalBehind(id: string, mail: MailView): Promise<ScanView> {
  const scan = await scanById(id)
  if (scan?.changes && scan.mailId === mail.id) return scan
  throw new Response('There is no rehearsal behind this link. It may have been deleted.', { status: 404 })
}

/** The form, sent; or the button that deletes the rehearsal of the page. */
export async function rehearseMail(request: Request, context: Context, mail: MailView): Promise<Response> {
  const id = new URL(request.url).searchParams.get('rehearsal')
  if (id !== null) return deleteOn(request, await rehearsalBehind(id, mail), subjectOf(mail))
  const report = await reportFor(mail)
  return answerForm(request, scopeOf(mail, report), subjectOf(mail), (changes) =>
    askForRehearsal(request, context.client, mail, { subject: report.subject, changes }),
  )
}

/** Asks for a rehearsal of a mail, within what a network may ask for. `client`: where the request comes from. */
export async function askForRehearsal(
  request: Request,
  client: string,
  { id: mailId, teamId, projectId }: MailView,
  { subject, changes }: { subject: string; changes: ReportRecordChange[] },
): Promise<Asked> {
  const { person } = await whoAsks(request)
  const leave = await askForScan({ client, person })
  if (!leave.given) return leave
  const scan = await createScan({ teamId, projectId, kind: 'mail', mailId, subject, changes })
  requestScan(scan.id)
  return { given: true, scan }
}
