/** GET and POST /api/v1/relays: the servers that take a team's mail. */
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { newRelaySchema, relayListSchema, relaySchema } from '../api.ts'
import { answerApi, give, readJson } from '../api.server.ts'
import { methodNotAllowed, problem } from '../problem.server.ts'
import { addRelay, relayList, shown, tooManyRelays } from '../relays/page.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () =>
    give(relayListSchema, { relays: (await relayList(asked.request)).map(({ sends: _, ...relay }) => relay) }),
  )

const refusals = {
  'too-many': { status: 400, code: 'too-many-relays', detail: tooManyRelays },
  'too-often': { status: 429, code: 'too-many-relays', detail: 'Relays were added and tried often from your network this hour.' },
  'members-only': { status: 403, code: 'members-only', detail: 'This Seedbed sends for its members only (setting ACCESS).' },
  role: { status: 403, code: 'not-allowed', detail: 'Relays are added by the admins of a team.' },
} as const

export async function action(asked: ActionFunctionArgs) {
  const { request, context } = asked
  if (request.method !== 'POST') return methodNotAllowed('GET, HEAD, POST')
  return answerApi(asked, async () => {
    const { name = '', username = '', password = '', port, ...rest } = await readJson(request, newRelaySchema)
    const answer = await addRelay(request, context.client, { ...rest, name, username, password, port: String(port) })
    if ('refused' in answer) return problem(refusals[answer.refused])
    if ('faults' in answer) {
      const [fault] = answer.faults
      return problem({ status: 400, code: 'bad-request', detail: `${fault?.field}: ${fault?.say}` })
    }
    const { sends: _, ...relay } = shown(answer.added)
    const cookie = answer.setCookie ? { 'Set-Cookie': answer.setCookie } : undefined
    return give(relaySchema, relay, { status: 201, headers: { Location: `/api/v1/relays/${relay.id}`, ...cookie } })
  })
}
