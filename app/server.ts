/** The web process: our own server around Remix's request handler. See docs/decisions/0002-web-server.md. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { env } from '#env'
import { readAssets, sendAsset } from './server/assets.ts'
import { sendResponse, toRequest } from './server/remix.ts'

export async function startWeb(): Promise<{ port: number; close(): Promise<void> }> {
  process.env.NODE_ENV ??= 'production'
  const { createRequestHandler } = await import('@remix-run/server-runtime')
  const build = await import(pathToFileURL(join(import.meta.dirname, '../build/server/index.js')).href)
  const handle = createRequestHandler(build, 'production')
  const assets = await readAssets(join(import.meta.dirname, '../build/client'))
  const server = createServer(async (request, response) => {
    const url = new URL(env.BASE_URL + request.url)
    if (sendAsset(assets, url.pathname, request, response)) return
    const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : request
    const answer = await handle(toRequest(request, response, url, body), {
      nonce: randomBytes(16).toString('base64'),
      requestId: randomBytes(8).toString('hex'),
      client: request.socket.remoteAddress ?? '',
    })
    await sendResponse(answer, request, response)
  })
  await new Promise<void>((resolve) => server.listen(env.PORT, env.HOST, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

if (import.meta.main) await startWeb()
