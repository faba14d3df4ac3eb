/** GET /api/v1/mails/{id}/parts/{number}: one part of a mail, decoded, as a file to be saved. Whatever it says it is, it is never shown. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { mailRaw } from '#prisma/mail.ts'
import { answerApi, readableMail } from '../api.server.ts'
import { noteOpened } from '../mail-view/opened.server.ts'
import { attachment } from '../mail-view/file-name.server.ts'
import { fileOf, takeApart } from '../mail-view/parts.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

const type = 'application/octet-stream'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(
    asked,
    async () => {
      const mail = await readableMail(asked.params.id, asked.request)
      const raw = mail && (await mailRaw({ mailId: mail.id }))
      const file = raw && fileOf(takeApart(raw), asked.params.number ?? '')
      if (!file) return notFound()
      await noteOpened(asked.request, mail)
      return new Response(new Uint8Array(file.octets), {
        headers: {
          'Content-Type': type,
          'Content-Disposition': attachment(file.name),
          'Content-Length': String(file.octets.byteLength),
          'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'private, no-store',
        },
      })
    },
    type,
  )
}

export const action = () => methodNotAllowed('GET, HEAD')
