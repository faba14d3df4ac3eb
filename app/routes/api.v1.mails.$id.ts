/** GET and DELETE /api/v1/mails/{id}: one mail with its report. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { Report } from '#checks/report.ts'
import { deleteMail, type MailOfTeam } from '#prisma/mail.ts'
import { reportOfMail } from '#prisma/report.ts'
import { type ApiMail, mailSchema } from '../api.ts'
import { answerApi, give, mailSummary, readableMail, wholeNumber } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const wanted = wholeNumber(new URL(asked.request.url), 'analysis', { least: 1, most: 1_000_000 })
    const mail = await readableMail(asked.params.id, asked.request)
    if (!mail || (wanted ?? 1) > mail.analysis) return notFound()
    const analysis = wanted ?? mail.analysis
    return give(mailSchema, apiMail(mail, analysis, await reportOfMail({ mailId: mail.id, analysis })))
  })
}

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, DELETE')
  return answerApi(asked, async () => {
    const mail = await readableMail(asked.params.id, asked.request, 'delete')
    if (!mail) return notFound()
    await deleteMail(mail)
    return new Response(null, { status: 204 })
  })
}

function apiMail(mail: MailOfTeam, analysis: number, report: Report | null): ApiMail {
  const { source, recipients, projectId, kept, keptUntil } = mail
  const { size, mailFrom, recipient, peerAddress, helo, tlsVersion, tlsCipher, failure, nextAttemptAt } = mail
  const facts = {
    ...mailSummary(mail),
    ...{ size, analysis, failure, source, recipients, project: projectId, kept, keptUntil: keptUntil.toISOString() },
    envelope: { mailFrom, rcptTo: recipient },
    session: { peerAddress, helo, tls: tlsVersion ? { version: tlsVersion, cipher: tlsCipher ?? '' } : null },
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  }
  return report ? { ...report, ...facts, status: 'reported', score: report.score } : facts
}
