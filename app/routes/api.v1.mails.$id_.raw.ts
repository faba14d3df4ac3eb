/** GET /api/v1/mails/{id}/raw: the octets of a mail as they came, as a file. Named by our id: nothing in a mail names a file. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { mailRaw } from '#prisma/mail.ts'
import { answerApi, readableMail } from '../api.server.ts'
import { noteOpened } from '../mail-view/opened.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(
    asked,
    async () => {
      const mail = await readableMail(asked.params.id, asked.request)
      const raw = mail && (await mailRaw({ mailId: mail.id }))
      if (!raw) return notFound()
      await noteOpened(asked.request, mail)
      return new Response(new Uint8Array(raw), {
        headers: {
          'Content-Type': 'message/rfc822',
          'Content-Disposition': `attachment; filename="${mail.id}.eml"`,
          'Content-Length': String(raw.byteLength),
          'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
          'Cache-Control': 'private, no-store',
        },
      })
    },
    'message/rfc822',
  )
}

export const action = () => methodNotAllowed('GET, HEAD')
