/** How a page becomes bytes: streamed from the shell on, whole for readers that do not run scripts. */
import { createReadableStreamFromReadable } from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import type { ActionFunctionArgs, AppLoadContext, EntryContext, LoaderFunctionArgs } from '@remix-run/server-runtime'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { log } from '#worker/log.ts'
import { Nonce } from './nonce.ts'
import { pageOctets } from './server/page-octets.ts'

/** Milliseconds after which a page that is still waiting for data is sent as it is. */
const patienceMs = 5000

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
  { nonce, requestId }: AppLoadContext,
): Promise<Response> {
  const whole = isbot(request.headers.get('user-agent'))
  return new Promise((resolve, reject) => {
    let answered = false
    let code = status
    const { pipe, abort } = renderToPipeableStream(
      <Nonce.Provider value={nonce}>
        <RemixServer context={context} url={request.url} abortDelay={patienceMs} nonce={nonce} />
      </Nonce.Provider>,
      { nonce, onShellReady: whole ? undefined : answer, onAllReady: whole ? answer : undefined, onShellError: reject, onError },
    )
    const timer = setTimeout(abort, patienceMs + 1000)

    function answer() {
      answered = true
      const body = pageOctets()
      body.once('close', () => clearTimeout(timer))
      headers.set('content-type', 'text/html; charset=utf-8')
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status: code }))
      pipe(body)
    }

    function onError(error: unknown) {
      code = 500
      // An error before the shell rejects, and is logged by the server.
      if (answered) log.error({ err: error, requestId }, 'a page stopped while it was sent')
    }
  })
}

/** Every error of a loader, an action or a page that is not an answer. The path may hold a token, so it is not logged. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (!request.signal.aborted) log.error({ err: error, requestId: context.requestId }, 'a page failed')
}
