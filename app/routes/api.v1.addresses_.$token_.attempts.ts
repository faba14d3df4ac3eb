/** GET /api/v1/addresses/{token}/attempts?after&limit: how often and when a sender came back to an address that was told what to answer. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { addressByToken } from '#prisma/address.ts'
import { isId } from '#prisma/id.ts'
import { attemptsOfAddress } from '#prisma/reply-attempt.ts'
import { attemptListSchema } from '../api.ts'
import { answerApi, apiAttempt, badRequest, give, wholeNumber } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

const page = 50
const largestPage = 200

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const address = await addressByToken(asked.params.token ?? '')
    if (!address) return notFound()
    const url = new URL(asked.request.url)
    const after = url.searchParams.get('after')
    if (after !== null && !isId(after)) throw badRequest('after is the `next` of an answer before.')
    const take = wholeNumber(url, 'limit', { least: 1, most: largestPage }) ?? page
    const attempts = await attemptsOfAddress({ addressId: address.id, take, after: after ?? '' })
    return give(attemptListSchema, { attempts: attempts.map(apiAttempt), next: attempts.at(-1)?.id ?? after })
  })
}

export const action = () => methodNotAllowed('GET, HEAD')
