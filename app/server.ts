/**
 * The web process: our own server around Remix's request handler (docs/decisions/0002-web-server.md). It decides what Remix never sees:
 * foreign hosts and origins, large bodies, files, live streams, health and metrics.
 */
import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ServerBuild } from '@remix-run/server-runtime'
import { env, stopStart } from '#env'
import { prisma } from '#prisma/client.ts'
import { log } from '#worker/log.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues, openProducers } from '#worker/queue.ts'
import { closeLimits } from './limits.server.ts'
import { answerRequest, type House } from './server/answer.ts'
import { readAssets } from './server/assets.ts'
import { routePatterns } from './server/patterns.ts'
import { secret } from './who.server.ts'

export interface WebOptions {
  port?: number
  host?: string
}

export interface Web {
  port: number
  /** Takes no more requests, ends what waits, lets the rest finish, and closes the connections to database, queue and news. */
  close(): Promise<void>
}

const buildFolder = join(import.meta.dirname, '../build')
/** Milliseconds a running answer may take once we stop. */
const patienceMs = 10_000

/**
 * Starts the web process. It needs the build (`npm run build`) and SESSION_SECRET; everything else may come and go.
 * @throws {WrongSetting} when SESSION_SECRET is missing, an error when the build is
 */
export async function startWeb({ port = env.PORT, host = env.HOST }: WebOptions = {}): Promise<Web> {
  secret()
  const closing = new AbortController()
  const house = await readHouse(closing.signal)
  const server = createServer({ maxHeaderSize: 16_384, connectionsCheckingInterval: 5000 }, (request, response) => {
    void answerRequest(house, request, response)
  })
  limitPatience(server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  void openProducers()
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      closing.abort()
      await closeServer(server)
      closeLimits()
      await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
    },
  }
}

/** What is read once: the routes, the files, and Remix's handler. */
async function readHouse(closing: AbortSignal): Promise<House> {
  // React and Remix read it when they are loaded: without it they are several times slower, and show errors to everyone.
  process.env.NODE_ENV = 'production'
  const entry = join(buildFolder, 'server/index.js')
  if (!existsSync(entry)) throw new Error('There is no build. Make it with: npm run build')
  const { createRequestHandler } = await import('@remix-run/server-runtime')
  const build: ServerBuild = await import(pathToFileURL(entry).href)
  const handle = createRequestHandler(build, 'production')
  const assets = await readAssets(join(buildFolder, 'client'))
  return { handle, assets, matchRoute: routePatterns(build.routes), closing }
}

/** Slow clients: seconds for the headers, for a whole request, between two requests, and of complete silence in between. */
function limitPatience(server: Server): void {
  server.headersTimeout = 15_000
  server.requestTimeout = 30_000
  server.keepAliveTimeout = 65_000
  server.timeout = 120_000
  server.maxConnections = 10_000
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    else socket.destroy()
  })
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
  await closed
  clearTimeout(timer)
}

async function main(): Promise<void> {
  const web = await startWeb()
  log.info({ port: web.port, host: env.HOST, url: env.BASE_URL }, 'the web process is ready')
  const stop = async () => {
    await web.close()
    log.info('the web process has stopped')
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

if (import.meta.main) {
  await main().catch(stopStart)
}
