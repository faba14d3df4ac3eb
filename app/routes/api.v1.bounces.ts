/** GET and POST /api/v1/bounces: what came back, by filter; and what is kept of it. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { bounceListSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { bounceList, keepAnswer } from '../bounces/api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => give(bounceListSchema, await bounceList(asked.request)))

export const action = (asked: ActionFunctionArgs) =>
  asked.request.method === 'POST' ? answerApi(asked, () => keepAnswer(asked)) : methodNotAllowed('GET, HEAD, POST')
