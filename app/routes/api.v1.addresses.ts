/** POST /api/v1/addresses: a fresh address. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { newAddressSchema } from '../api.ts'
import { answerApi, issueAnswer, readJson } from '../api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  if (asked.request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => issueAnswer(asked, await readJson(asked.request, newAddressSchema)))
}
