/** Answers of the server itself, when a request never reaches a page: for machines a problem document, for people a sentence. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ProblemWords, problemText, problemType } from '../problem.server.ts'

export function refuse(request: IncomingMessage, response: ServerResponse, words: ProblemWords): void {
  const machine = /^\/(api|a|scan)\//.test(request.url ?? '') && !String(request.headers.accept ?? '').includes('text/html')
  const body = machine ? problemText(words) : `${words.detail}${words.requestId ? `\nRequest ${words.requestId}` : ''}\n`
  response.setHeader('Content-Type', machine ? problemType : 'text/plain; charset=utf-8')
  response.setHeader('Cache-Control', 'no-store')
  response.setHeader('Content-Length', Buffer.byteLength(body))
  response.writeHead(words.status).end(request.method === 'HEAD' ? undefined : body)
}

/** The same for everything unknown, whether it never was, is gone, or is another's. */
export const refuseUnknown = (request: IncomingMessage, response: ServerResponse): void =>
  refuse(request, response, { status: 404, code: 'not-found', detail: 'There is nothing here, or it is not yours to read.' })

/** Too many streams are open. */
export const refuseMore = (request: IncomingMessage, response: ServerResponse): void =>
  refuse(request, response, {
    status: 429,
    code: 'too-many-streams',
    detail: 'Too many live pages are open here. Close one, or reload later.',
  })
