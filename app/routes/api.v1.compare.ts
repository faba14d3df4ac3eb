/** GET /api/v1/compare?a=…&b=…: what differs between two mails, two scans, or two analyses of one mail. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { comparisonSchema } from '../api.ts'
import { answerApi, give } from '../api.server.ts'
import { compareAnswer } from '../compare/api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => give(comparisonSchema, await compareAnswer(asked.request)))

export const action = () => methodNotAllowed('GET, HEAD')
