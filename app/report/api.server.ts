/** What the API does with one mail: judging it again, rehearsing, its session. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { z } from 'zod'
import { requestNewAnalysis } from '#prisma/mail.ts'
import { analysesOfMail, reportOfMail } from '#prisma/report.ts'
import { requestAnalysis } from '#worker/queue.ts'
import { newChangeSchema, scanSchema } from '../api.ts'
import { badRequest, give, readableMail, readJson } from '../api.server.ts'
import { notFound, problem } from '../problem.server.ts'
import { apiScan, refusedScan } from '../scan/api.server.ts'
import { readChanges } from '../what-if/api.server.ts'
import { askForRehearsal, scopeOf } from '../what-if/mail.server.ts'
import { analysisListSchema, askedAnalysisSchema, newAnalysisSchema, sessionSchema } from './api.ts'
import { sessionTab, standing } from './page.server.ts'

type Asked = ActionFunctionArgs

export async function analysesAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request)
  if (!mail) return notFound()
  const analyses = (await analysesOfMail({ mailId: mail.id })).map(({ analysis, createdAt, score }) => ({
    ...{ analysis, score, at: createdAt.toISOString() },
  }))
  return give(analysisListSchema, { analyses })
}

export async function judgeAgainAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request, 'test')
  if (!mail) return notFound()
  const { kind, bulk, ...more } = await readJson(request, newAnalysisSchema)
  if ((kind === undefined) !== (bulk === undefined)) throw badRequest('kind and bulk go together.')
  const judgedAs = kind === undefined || bulk === undefined ? {} : { kind, bulk }
  const isNews = kind !== undefined || Object.keys(more).length > 0
  const terms = isNews ? { terms: { ...standing(mail), ...judgedAs, ...more } } : {}
  const { id, teamId } = mail
  const analysis = await requestNewAnalysis({ mailId: id, teamId, ...terms })
  if (analysis === null) return tooYoung('Its report is only seconds old.')
  requestAnalysis(id, analysis)
  const headers = { Location: `/api/v1/mails/${id}?analysis=${analysis}` }
  return give(askedAnalysisSchema, { id, analysis, status: 'stored' }, { status: 202, headers })
}

const tooYoung = (detail: string): Response => problem({ status: 409, code: 'too-soon', detail })

const rehearsal = z.strictObject({ changes: z.array(newChangeSchema).min(1).max(50) })

export async function rehearseAnswer({ request, params, context }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request, 'test')
  if (!mail) return notFound()
  const report = mail.status === 'reported' ? await reportOfMail({ mailId: mail.id }) : null
  if (!report) return tooYoung('This mail has no report yet. A rehearsal stands on one.')
  const { changes } = await readJson(request, rehearsal)
  if (changes.some(({ type }) => type === 'GET')) throw badRequest('changes: a policy has no part in judging a mail.')
  const read = readChanges(changes, report.subject, scopeOf(mail, report))
  const asked = await askForRehearsal(request, context.client, mail, { subject: report.subject, changes: read })
  if (!asked.given) return refusedScan(asked)
  const headers = { Location: `/api/v1/scans/${asked.scan.id}` }
  return give(scanSchema, apiScan(asked.scan, null), { status: 202, headers })
}

export async function sessionAnswer({ request, params }: Asked): Promise<Response> {
  const mail = await readableMail(params.id, request)
  const session = mail && (await sessionTab(mail))
  if (!session) return notFound()
  const transcript = session.transcript.map(({ at, from, line }) => ({ at, from, line }))
  return give(sessionSchema, { ...session, transcript })
}
