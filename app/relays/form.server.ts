/** What happens on the page of relays: one more, one less, one tried. */
import { json } from '@remix-run/node'
import { formOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import { maySend } from '../sends/ask.server.ts'
import { whoAsks } from '../who.server.ts'
import { addRelay, relayList, removeRelay, tooManyRelays, tryOwnRelay } from './page.server.ts'
import { emptyFields, type RelaysPage } from './form.ts'

/** The page as it is at first. */
export async function relaysPage(request: Request): Promise<RelaysPage> {
  const who = await whoAsks(request)
  const may = { mayAdd: maySend(who, 'settings'), mayTry: maySend(who, 'send'), isLimited: who.projects !== null }
  return { relays: await relayList(request), ...may, fields: emptyFields, faults: [], tried: null, refused: null }
}

/** @throws {Response} 400 for a button that is none, 404 for a relay that is not the asker's */
export async function answerRelays(request: Request, client: string): Promise<Response> {
  const form = await formOf(request)
  const field = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  switch (field('intent')) {
    case 'add':
      return answerAdd(request, client, field)
    case 'try':
      return answerTry(request, client, field('relay'))
    case 'delete':
      if (!(await removeRelay(request, field('relay')))) throw notThere()
      return go('/relays')
    default:
      throw new Response('There is no such button.', { status: 400 })
  }
}

const notThere = () => new Response('There is no such relay, or it is not yours.', { status: 404 })

const refusals = {
  'too-many': { say: tooManyRelays },
  'too-often': { say: 'Relays were added and tried often from your network this hour. Come back in the next.' },
  'members-only': { say: 'This Seedbed sends for its members only. Sign in first.' },
  role: { say: 'Relays are added by the admins of a team.' },
} as const

async function answerAdd(request: Request, client: string, field: (name: string) => string): Promise<Response> {
  const fields = { name: field('name'), host: field('host'), port: field('port'), tls: field('tls'), username: field('username') }
  const answer = await addRelay(request, client, { ...fields, password: field('password') })
  if ('added' in answer) return go('/relays', answer.setCookie ? { headers: { 'Set-Cookie': answer.setCookie } } : {})
  const page = { ...(await relaysPage(request)), fields }
  if ('faults' in answer) return json<RelaysPage>({ ...page, faults: answer.faults }, { status: 400 })
  return json<RelaysPage>({ ...page, refused: refusals[answer.refused] }, { status: 403 })
}

async function answerTry(request: Request, client: string, id: string): Promise<Response> {
  const tried = await tryOwnRelay(request, client, id)
  if (!tried) throw notThere()
  const page = await relaysPage(request)
  if ('id' in tried) return json<RelaysPage>({ ...page, tried })
  if (tried.retryAt === null) return json<RelaysPage>({ ...page, refused: refusals['members-only'] }, { status: 403 })
  const refused = { say: 'Relays were added and tried often from your network this hour.', retryAt: tried.retryAt }
  return json<RelaysPage>({ ...page, refused }, { status: 429 })
}
