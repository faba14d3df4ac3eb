/** Who is there: STARTTLS, LOGIN and AUTHENTICATE PLAIN (RFC 4616). A password in the clear only where nobody can listen: under TLS, or on this machine. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from './carry-out.ts'
import { textOf } from './scanner.ts'
import type { Session } from './session.ts'
import { TooMuch } from './wire.ts'

export function startTls({ wire, house, mailboxes }: Session): Outcome {
  if (wire.isSecure) return { bad: 'The connection has TLS' }
  if (mailboxes) return { bad: 'Somebody has logged in already' }
  return {
    ok: 'Begin TLS now',
    afterwards: async () => {
      await wire.flush()
      await wire.secure(house.secureContext()).catch(() => wire.destroy())
    },
  }
}

const needsTls: Outcome = { no: '[PRIVACYREQUIRED] Begin TLS first: passwords are not taken in the clear' }

export async function login(session: Session, { username, password }: { username: string; password: string }): Promise<Outcome> {
  if (session.mailboxes) return { bad: 'Somebody has logged in already' }
  if (!mayLogIn(session)) return needsTls
  return open(session, textOf(username), textOf(password))
}

export async function authenticate(
  session: Session,
  { mechanism, initial }: { mechanism: string; initial: string | null },
): Promise<Outcome> {
  if (session.mailboxes) return { bad: 'Somebody has logged in already' }
  if (!mayLogIn(session)) return needsTls
  if (mechanism !== 'PLAIN') return { no: '[CANNOT] PLAIN is the only mechanism here' }
  let answer = initial
  if (answer === null) {
    session.wire.write('+ \r\n')
    await session.wire.flush()
    answer = await session.wire.line(session.house.limits.lineBytes.before)
  }
  if (answer === null) throw new TooMuch('Gone')
  if (answer === '*') return { bad: 'Given up' }
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(answer)) return { bad: 'This is no base64' }
  const [authorize = '', username = '', password, ...more] = Buffer.from(answer, 'base64').toString('utf8').split('\0')
  if (password === undefined || more.length > 0) return { bad: 'This is not what PLAIN sends' }
  // Nobody may act for another.
  if (authorize !== '' && authorize !== username) return { no: '[AUTHORIZATIONFAILED] Only for yourself' }
  return open(session, username, password)
}

const mayLogIn = ({ wire, caller }: Session): boolean => wire.isSecure || caller.isLocal

async function open(session: Session, username: string, password: string): Promise<Outcome> {
  const { house, caller } = session
  const refused = { no: '[AUTHENTICATIONFAILED] User name or password is wrong' }
  if (!(await house.guard.mayTry(caller.peerAddress, username))) {
    await pause(house.limits.wrongPasswordMs)
    return { no: '[UNAVAILABLE] Too many wrong passwords: try again in a quarter of an hour' }
  }
  const opened = await house.openWith({ username, password })
  if (!opened) {
    await house.guard.failed(caller.peerAddress, username)
    await pause(house.limits.wrongPasswordMs)
    return refused
  }
  const leaving = house.enter(opened)
  if (!leaving) return { no: '[LIMIT] Too many sessions are open with this password' }
  session.open(opened, leaving)
  return { ok: `[CAPABILITY ${session.capabilities()}] Welcome` }
}
