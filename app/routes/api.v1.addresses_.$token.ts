/** GET and DELETE /api/v1/addresses/{token}: one address, for whoever has its token. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { addressByToken, deleteAddress } from '#prisma/address.ts'
import { addressSchema } from '../api.ts'
import { answerApi, apiAddress, give } from '../api.server.ts'
import { methodNotAllowed, notFound } from '../problem.server.ts'

export async function loader(asked: LoaderFunctionArgs) {
  return answerApi(asked, async () => {
    const address = await addressByToken(asked.params.token ?? '')
    return address ? give(addressSchema, apiAddress(address)) : notFound()
  })
}

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'DELETE') return methodNotAllowed('GET, HEAD, DELETE')
  return answerApi(asked, async () => {
    const address = await addressByToken(asked.params.token ?? '')
    if (!address) return notFound()
    await deleteAddress(address)
    return new Response(null, { status: 204 })
  })
}
