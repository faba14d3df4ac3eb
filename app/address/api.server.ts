/** What the API does with an address that its token opens. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { addressByToken, extendAddress } from '#prisma/address.ts'
import { sessionsOfAddress } from '#prisma/session.ts'
import { requestSample } from '#worker/queue.ts'
import { addressSchema, newSampleSchema, sessionListSchema } from '../api.ts'
import { apiAddress, give, readJson } from '../api.server.ts'
import { liveSession, sessionsShown } from '../live.server.ts'
import { notFound, problem } from '../problem.server.ts'

type Asked = ActionFunctionArgs

export async function extendAnswer({ params: { token = '' } }: Asked): Promise<Response> {
  const address = await addressByToken(token)
  if (!address) return notFound()
  await extendAddress(address)
  const extended = await addressByToken(token)
  return extended ? give(addressSchema, apiAddress(extended)) : notFound()
}

export async function sampleAnswer({ request, params: { token = '' } }: Asked): Promise<Response> {
  const address = await addressByToken(token)
  if (address?.kind !== 'seed') return notFound()
  const { kind } = await readJson(request, newSampleSchema)
  try {
    await requestSample({ addressId: address.id, kind })
  } catch {
    const detail = 'No samples can be sent right now. The address still receives.'
    return problem({ status: 503, code: 'not-available', detail }, { 'Retry-After': '60' })
  }
  return new Response(null, { status: 202 })
}

export async function sessionsAnswer({ params: { token = '' } }: Asked): Promise<Response> {
  const address = await addressByToken(token)
  if (!address) return notFound()
  const sessions = await sessionsOfAddress({ addressId: address.id, take: sessionsShown })
  return give(sessionListSchema, { sessions: sessions.map(liveSession) })
}
