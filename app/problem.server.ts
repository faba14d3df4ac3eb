/** Errors for machines: problem details (RFC 9457). `code` is never renamed within v1; `detail` is for people. */

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Our mistake',
  503: 'Not available now',
}

export interface ProblemWords {
  status: number
  code: string
  detail: string
  /** Our name for the request, where the log says more. */
  requestId?: string
}

export const problemType = 'application/problem+json; charset=utf-8'

/** The document of a problem, as JSON text. */
export function problemText({ status, code, detail, requestId }: ProblemWords): string {
  return JSON.stringify({ type: 'about:blank', title: titles[status] ?? 'Error', status, code, detail, requestId })
}

/** A problem as an answer. */
export function problem(words: ProblemWords, headers: Record<string, string> = {}): Response {
  return new Response(problemText(words), {
    status: words.status,
    headers: { 'Content-Type': problemType, 'Cache-Control': 'no-store', ...headers },
  })
}

/** The same words for what is unknown, malformed, deleted, or another's. */
export const notFound = (): Response =>
  problem({ status: 404, code: 'not-found', detail: 'There is nothing here, or it is not yours to read.' })

export const methodNotAllowed = (allow: string): Response =>
  problem({ status: 405, code: 'method-not-allowed', detail: `This can be asked with ${allow}.` }, { Allow: allow })
