/** GET /api/v1/bounces: what came back, by filter. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { bounceListSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { bounceList } from '../bounces/api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => give(bounceListSchema, await bounceList(asked.request)))

export const action = () => methodNotAllowed('GET, HEAD')
