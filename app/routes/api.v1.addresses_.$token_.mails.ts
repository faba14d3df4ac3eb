/** GET /api/v1/addresses/{token}/mails?after&wait&until&limit: the mails of an address, at once or when the first has come. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { addressByToken } from '#prisma/address.ts'
import { answerApi } from '../api.server.ts'
import { mailsAnswer } from '../mails.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const token = asked.params.token ?? ''
    const address = await addressByToken(token)
    return address ? mailsAnswer(asked, { token, addressId: address.id }) : notFound()
  })
}

export const action = () => methodNotAllowed('GET, HEAD')
