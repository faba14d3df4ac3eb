/** Waiting until everything works, as GET /readyz tells it. */
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'

const everyMs = 100
/** Readiness includes that DNS answers; a machine without it still receives and shows mail, so this is how long we wait for that. */
const patienceMs = 15_000
const limitMs = 90_000

interface Waiting {
  host: string
  port: number
  baseUrl: string
  asked: AbortSignal
  /** Has every process run for a moment? */
  stand(): boolean
  /** A reason to stop waiting. */
  gaveUp(): string | undefined
  say(line: string): void
}

/** @throws when the web process does not answer, or asked to stop */
export async function waitUntilReady(waiting: Waiting): Promise<void> {
  const { asked, gaveUp, say } = waiting
  const since = Date.now()
  for (let state = await look(waiting); !(state.ready && waiting.stand()); state = await look(waiting)) {
    asked.throwIfAborted()
    const reason = gaveUp()
    if (reason) throw new Error(reason)
    const waitedMs = Date.now() - since
    if (state.up && waiting.stand() && waitedMs > patienceMs) {
      say(`Not everything is ready: ${state.why}`)
      return
    }
    if (waitedMs > limitMs) throw new Error(`The dashboard does not answer: ${state.why}`)
    await pause(everyMs)
  }
}

/** `up`: it answers. `ready`: and everything behind it works. The `Host` is the one the dashboard knows itself by. */
async function look({ host, port, baseUrl }: Waiting): Promise<{ up: boolean; ready: boolean; why: string }> {
  const request = get({ host, port, path: '/readyz', headers: { host: new URL(baseUrl).host }, timeout: 5000 })
  request.once('timeout', () => request.destroy())
  try {
    const [response] = await once(request, 'response')
    return { up: true, ready: response.statusCode === 200, why: (await text(response)).slice(0, 500) }
  } catch (error) {
    return { up: false, ready: false, why: error instanceof Error ? error.message : String(error) }
  }
}
