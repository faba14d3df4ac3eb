/** USER and PASS: the same names, passwords and limits as with IMAP. */
import { setTimeout as pause } from 'node:timers/promises'
import { inbox } from '#prisma/mailbox.ts'
import { Mailboxes } from '../mailbox/mailboxes.ts'
import { Maildrop } from './maildrop.ts'
import { type Answer, no, ok } from './answer.ts'
import type { Session } from './session.ts'

/** PASS takes the rest of the line, spaces too (RFC 1939 §7). */
export async function logIn(session: Session, rest: string): Promise<Answer> {
  const { house, caller, username } = session
  session.username = ''
  if (!(await house.guard.mayTry(caller.peerAddress, username))) {
    await pause(house.limits.wrongPasswordMs)
    return no('[SYS/TEMP] Too many wrong passwords: try again in a quarter of an hour')
  }
  const opened = await house.openWith({ username, password: Buffer.from(rest, 'latin1').toString() })
  if (!opened) {
    await house.guard.failed(caller.peerAddress, username)
    await pause(house.limits.wrongPasswordMs)
    return no('[AUTH] User name or password is wrong')
  }
  const leaving = house.enter(opened.addressId)
  if (!leaving) return no('[IN-USE] Too many sessions are open for this address')
  try {
    const mailboxes = new Mailboxes(house.post, opened)
    const folder = await mailboxes.open(inbox)
    await folder?.load()
    if (!folder) throw new Error('the address went while somebody logged in')
    const maildrop = new Maildrop(mailboxes, folder)
    session.open(maildrop, leaving)
    return ok(`${maildrop.mails.length} mails`)
  } catch (error) {
    leaving()
    throw error
  }
}
