/** What the pages of a domain and of an address answer alike. */
import { json, type LoaderFunctionArgs } from '@remix-run/server-runtime'
import { fieldOf } from '../form.server.ts'
import { go } from '../go.server.ts'
import type { Asked } from './ask.server.ts'
import { scanAgain, scanPage } from './page.server.ts'
import { watchAbout } from '../watch/press.server.ts'
import { pathOf, type Subject } from './subject.server.ts'

type Context = LoaderFunctionArgs['context']
type Given = Extract<Asked, { given: true }>

/** The page of a scan that was asked for. */
export async function onPage(request: Request, context: Context, { scan, setCookie }: Given) {
  const { kind, subject, options } = scan
  const [page, watch] = await Promise.all([
    scanPage(request, context, scan, { isNew: setCookie !== undefined }),
    // What is watched of a domain's mail servers is the domain.
    kind === 'mail' ? null : watchAbout(request, { kind: options.mx ? 'domain' : kind, subject }),
  ])
  return json({ page: { ...page, watch } }, setCookie ? { headers: { 'Set-Cookie': setCookie } } : {})
}

/** When the next scan is possible; null when none is. */
export function refusal(asked: Exclude<Asked, Given>): { retryAt: string | null } {
  return { retryAt: 'retryAt' in asked ? asked.retryAt.toISOString() : null }
}

/** "Check again". @throws {Response} 400 for any other button */
export async function answerButton(request: Request, context: Context, subject: Subject) {
  if ((await fieldOf(request, 'intent')) !== 'check-again') throw new Response('There is no such button.', { status: 400 })
  const asked = await scanAgain(request, context, subject)
  if (!asked.given) return json(refusal(asked), { status: 429 })
  return go(pathOf({ ...subject, id: '' }), asked.setCookie ? { headers: { 'Set-Cookie': asked.setCookie } } : {})
}
