/** POST /api/v1/scans: a look at a domain. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { newScanSchema, scanSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'
import { apiScan } from '../scan/api.server.ts'
import { startScanFor } from '../scan/ask.server.ts'
import { readTyped } from '../scan/typed.server.ts'
import { startRehearsal } from '../what-if/api.server.ts'

export const loader = () => methodNotAllowed('POST')

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('POST')
  return answerApi(asked, async () => {
    const body = await readJson(request, newScanSchema)
    const typed = readTyped(body.domain)
    if (!('domain' in typed)) {
      const { code, say, suggestion } = typed
      return problem({ status: 400, code, detail: suggestion ? `${say} Did you mean ${suggestion}?` : say })
    }
    const answer = await (body.changes
      ? startRehearsal(request, context.client, typed.domain, { changes: body.changes, basedOn: body.basedOn })
      : startScanFor(request, context.client, typed.domain))
    if (answer.given) {
      const headers = { Location: `/api/v1/scans/${answer.scan.id}` }
      return give(scanSchema, apiScan(answer.scan, null), { status: 202, headers })
    }
    if (answer.reason === 'members-only') {
      return problem({
        status: 403,
        code: 'members-only',
        detail: 'This Seedbed looks at domains for its members only (setting ACCESS).',
      })
    }
    const seconds = Math.max(1, Math.ceil((answer.retryAt.getTime() - Date.now()) / 1000))
    const detail = `Your network has asked for ${env.SCANS_PER_HOUR} scans this hour. The next can be asked for at ${answer.retryAt.toISOString()}.`
    return problem({ status: 429, code: 'too-many-scans', detail }, { 'Retry-After': String(seconds) })
  })
}
