/** GET /api/v1/scans: the scans and probes of a team, searched. POST /api/v1/scans: a look at a domain, or at the address of a server. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import type { z } from 'zod'
import { newScanSchema, scanListSchema, scanSchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { foundScans } from '../mails/api.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'
import { apiScan, refusedScan } from '../scan/api.server.ts'
import { startScanFor } from '../scan/ask.server.ts'
import { readSelectors } from '../scan/selectors.server.ts'
import { readAddress, type Subject } from '../scan/subject.server.ts'
import { readTyped } from '../scan/typed.server.ts'
import { startRehearsal } from '../what-if/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => give(scanListSchema, await foundScans(asked.request)))

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const body = await readJson(request, newScanSchema)
    const read = readBody(body)
    if ('refused' in read) return read.refused
    const { kind, subject, selectors } = read
    const answer = await (body.changes
      ? startRehearsal(request, context.client, subject, { changes: body.changes, basedOn: body.basedOn })
      : startScanFor(request, context.client, subject, { kind, ...(selectors && { selectors }) }))
    if (answer.given) {
      const headers = { Location: `/api/v1/scans/${answer.scan.id}` }
      return give(scanSchema, apiScan(answer.scan, null), { status: 202, headers })
    }
    return refusedScan(answer)
  })
}

type NewScan = z.infer<typeof newScanSchema>
type Read = (Subject & { selectors: string[] | undefined }) | { refused: Response }

/** What is to be looked at, or why it cannot be. */
function readBody({ domain, address, selectors, changes }: NewScan): Read {
  if ((domain === undefined) === (address === undefined)) {
    return refused('bad-request', 'The body names either a domain or an address.')
  }
  const typed = address === undefined ? readTyped(domain ?? '') : readAddress(address)
  if ('code' in typed) {
    const { code, say } = typed
    const suggestion = 'suggestion' in typed ? typed.suggestion : undefined
    return refused(code, suggestion ? `${say} Did you mean ${suggestion}?` : say)
  }
  if ('subject' in typed) {
    if (!selectors && !changes) return { ...typed, selectors: undefined }
    return refused('bad-request', 'Selectors and changes belong to a domain, not to an address.')
  }
  const named = selectors && readSelectors(selectors)
  if (named && 'say' in named) return refused('bad-selector', named.say)
  return { kind: 'domain', subject: typed.domain, selectors: named?.selectors }
}

const refused = (code: string, detail: string): Read => ({ refused: problem({ status: 400, code, detail }) })
