/** USER and PASS: the same names, passwords and limits as with IMAP. */
import { setTimeout as pause } from 'node:timers/promises'
import { inbox } from '#prisma/folder.ts'
import { mailboxesOf } from '../mailbox/open.ts'
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
  // It opens folders, and POP3 has none.
  if (opened.addressId === null) return no('[AUTH] An app password opens folders: use IMAP, or the password of one address')
  const leaving = house.enter(opened)
  if (!leaving) return no('[IN-USE] Too many sessions are open for this address')
  try {
    const mailboxes = mailboxesOf(house.post, opened)
    const folder = await mailboxes.open(inbox)
    await folder?.load()
    if (!folder) throw new Error('the address went while somebody logged in')
    const maildrop = new Maildrop({ opened, mailboxes, folder })
    session.open(maildrop, leaving)
    return ok(`${maildrop.mails.length} mails`)
  } catch (error) {
    leaving()
    throw error
  }
}
