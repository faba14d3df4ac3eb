/** POST and DELETE /api/v1/addresses/{token}/credentials: a password with which mail programs read the address. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { addressByToken } from '#prisma/address.ts'
import { issueCredential, revokeCredentials } from '#prisma/credential.ts'
import { credentialSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { imapDoor } from '../credentials/doors.server.ts'
import { methodNotAllowed, notFound, problem } from '../problem.server.ts'

export const loader = () => methodNotAllowed('POST, DELETE')

export async function action(asked: ActionFunctionArgs) {
  const { method } = asked.request
  if (method !== 'POST' && method !== 'DELETE') return methodNotAllowed('POST, DELETE')
  return answerApi(asked, async () => {
    const address = await addressByToken(asked.params.token ?? '')
    if (address?.kind !== 'seed') return notFound()
    const of = { addressId: address.id, teamId: address.teamId }
    if (method === 'DELETE') {
      await revokeCredentials(of)
      return new Response(null, { status: 204 })
    }
    if (!env.READERS) return problem({ status: 409, code: 'readers-off', detail: 'This Seedbed has IMAP and POP3 switched off.' })
    const issued = await issueCredential({ ...of, email: address.email })
    return give(credentialSchema, { ...issued, imap: imapDoor() }, { status: 201 })
  })
}
