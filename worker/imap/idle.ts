/** IDLE (RFC 2177): the client listens until it says DONE. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from './carry-out.ts'
import type { Session } from './session.ts'

/** Milliseconds between looks when nobody rings; the folder knows when it is due. */
const lookMs = 1000

export async function idle(session: Session): Promise<Outcome> {
  const { wire, house } = session
  wire.write('+ idling\r\n')
  let said = Date.now()
  const done = new AbortController()
  const heard = wire.something().then((more) => {
    done.abort()
    return more
  })
  while (!done.signal.aborted) {
    const bell = Promise.withResolvers<void>()
    session.ring = bell.resolve
    if (session.selected?.folder.isDue()) wire.write(await session.selected.news(session.enabled))
    if (Date.now() - said > house.limits.keepAliveMs) wire.write('* OK Still here\r\n')
    if (wire.hasOutput) said = Date.now()
    await wire.flush()
    if (!(await session.isStillOpen())) {
      session.bye('The password was revoked')
      return { ok: 'Done', closes: true }
    }
    await Promise.race([heard, bell.promise, pause(lookMs, undefined, { signal: done.signal }).catch(() => {})])
  }
  session.ring = () => {}
  if (!(await heard)) return { ok: 'Done', closes: true }
  const line = await wire.line(house.limits.lineBytes.before)
  return /^done$/i.test(line ?? '') ? { ok: 'Done' } : { bad: 'DONE is expected' }
}
