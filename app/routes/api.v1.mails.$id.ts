/** GET and DELETE /api/v1/mails/{id}: one mail with its report. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { deleteMail, type MailView } from '#prisma/mail.ts'
import { reportOfMail } from '#prisma/report.ts'
import { type ApiMail, mailSchema } from '../api.ts'
import { answerApi, give, mailSummary, readableMail, wholeNumber } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const analysis = wholeNumber(new URL(asked.request.url), 'analysis', { least: 1, most: 1_000_000 })
    const mail = await readableMail(asked.params.id, asked.request)
    if (!mail || (analysis ?? 1) > mail.analysis) return notFound()
    return give(mailSchema, apiMail(mail, await reportOfMail({ mailId: mail.id, analysis }), analysis))
  })
}

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, DELETE')
  return answerApi(asked, async () => {
    const mail = await readableMail(asked.params.id, asked.request)
    if (!mail) return notFound()
    await deleteMail(mail)
    return new Response(null, { status: 204 })
  })
}

function apiMail(mail: MailView, report: ApiMail['report'], analysis = mail.analysis): ApiMail {
  const { size, mailFrom, recipient, peerAddress, helo, tlsVersion, tlsCipher, failure, nextAttemptAt } = mail
  return {
    ...mailSummary(mail),
    ...{ size, analysis, failure, report },
    envelope: { mailFrom, rcptTo: recipient },
    session: { peerAddress, helo, tls: tlsVersion ? { version: tlsVersion, cipher: tlsCipher ?? '' } : null },
    nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  }
}
