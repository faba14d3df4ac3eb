/** POST /api/v1/probes: a look at the ports of a mail host. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { newProbeSchema, probeSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { apiProbe } from '../probe/api.server.ts'
import { startProbeFor } from '../probe/ask.server.ts'
import { readHost, readRecipient } from '../probe/subject.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const { host, ports, rcptTo, mx } = await readJson(request, newProbeSchema)
    const read = readHost(host)
    if (!('host' in read)) return problem({ status: read.code === 'opt-out' ? 403 : 400, code: read.code, detail: read.say })
    const recipient = rcptTo === undefined ? undefined : readRecipient(rcptTo)
    if (rcptTo !== undefined && !recipient) return problem({ status: 400, code: 'not-a-recipient', detail: notARecipient })
    const options = {
      ...(ports && { ports: [...new Set(ports)] }),
      ...(recipient && { rcptTo: recipient }),
      ...(mx && { mx: true as const }),
    }
    const answer = await startProbeFor(request, context, read.host, options)
    if (answer.given) {
      const headers = { Location: `/api/v1/probes/${answer.scan.id}` }
      return give(probeSchema, await apiProbe(answer.scan, true), { status: 202, headers })
    }
    if (answer.reason === 'members-only') return problem({ status: 403, code: 'members-only', detail: membersOnly })
    const seconds = Math.max(1, Math.ceil((answer.retryAt.getTime() - Date.now()) / 1000))
    const detail = `${env.PROBES_PER_HOUR} looks at ports were asked for this hour. The next can be asked for at ${answer.retryAt.toISOString()}.`
    return problem({ status: 429, code: 'too-many-probes', detail }, { 'Retry-After': String(seconds) })
  })
}

const notARecipient = 'rcptTo is a mail address.'
const membersOnly = 'This Seedbed looks at ports for its members only (setting ACCESS).'
