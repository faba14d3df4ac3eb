/** GET /api/v1/probes/{id}?wait=30s: a look at the ports of a mail host, at once or when it is over. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { probeSchema } from '../api.ts'
import { answerApi, give, wholeNumber } from '../api.server.ts'
import { takeStream } from '../limits.server.ts'
import { apiProbe, overBy, readableProbe } from '../probe/api.server.ts'
import { methodNotAllowed, notFound, problem } from '../problem.server.ts'

const longestWaitSeconds = 60

export async function loader(asked: LoaderFunctionArgs) {
  const { request, params, context } = asked
  return answerApi(asked, async () => {
    const found = await readableProbe(request, params.id)
    if (!found) return notFound()
    const { scan, isMine } = found
    const wait = wholeNumber(new URL(request.url), 'wait', { least: 1, most: longestWaitSeconds }, 's')
    if (wait === undefined) return give(probeSchema, await apiProbe(scan, isMine))
    const leave = takeStream(`scan ${scan.id}`, context.client)
    if (!leave)
      return problem({ status: 429, code: 'too-many-streams', detail: 'Too many wait here already.' }, { 'Retry-After': '5' })
    try {
      const signal = AbortSignal.any([request.signal, context.closing, AbortSignal.timeout(wait * 1000)])
      return give(probeSchema, await apiProbe(await overBy(scan, signal), isMine))
    } finally {
      leave()
    }
  })
}

export const action = () => methodNotAllowed('GET, HEAD')
