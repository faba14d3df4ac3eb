/** The commands of a session whose address is known (RFC 1939 §5 and §7). */
import type { Entry } from '../mailbox/folder.ts'
import type { Maildrop } from './maildrop.ts'
import { type Answer, no, ok } from './answer.ts'
import type { Session } from './session.ts'
import { stuffed, topOf } from './stuffing.ts'

export async function answerMaildrop(session: Session, maildrop: Maildrop, verb: string, rest: string): Promise<Answer> {
  switch (verb) {
    case 'STAT':
      return ok(figures(maildrop))
    case 'LIST':
      return listed(maildrop, rest, (entry) => String(maildrop.sizeOf(entry)))
    case 'UIDL':
      return listed(maildrop, rest, (entry) => maildrop.idOf(entry))
    case 'RETR':
      return withMail(maildrop, rest, (entry) => retrieve(session, maildrop, entry))
    case 'TOP': {
      const [, number = '', lines] = /^(\d{1,9}) (\d{1,9})$/.exec(rest) ?? []
      if (lines === undefined) return no('TOP wants the number of a mail and one of lines')
      return withMail(maildrop, number, (entry) => retrieve(session, maildrop, entry, Number(lines)))
    }
    case 'DELE':
      if (!session.mayDelete) return no('Nothing is deleted by POP3 here')
      return withMail(maildrop, rest, (entry) => {
        maildrop.delete(entry)
        return ok('It goes with QUIT')
      })
    case 'RSET':
      maildrop.restore()
      return ok(figures(maildrop))
    case 'NOOP':
      return ok('Here')
    case 'QUIT':
      return quit(maildrop)
    case 'USER':
    case 'PASS':
    case 'STLS':
      return no('Somebody has logged in already')
    default:
      return no('There is no such command')
  }
}

async function quit(maildrop: Maildrop): Promise<Answer> {
  const done = await maildrop.commit().then(
    () => true,
    () => false,
  )
  return { ...(done ? ok('Until next time') : no('[SYS/TEMP] What was deleted is still there')), closes: true }
}

function figures(maildrop: Maildrop): string {
  const { mails } = maildrop
  return `${mails.length} ${mails.reduce((sum, { entry }) => sum + maildrop.sizeOf(entry), 0)}`
}

function listed(maildrop: Maildrop, rest: string, say: (entry: Entry) => string): Answer | Promise<Answer> {
  if (rest !== '') return withMail(maildrop, rest, (entry) => ok(`${Number(rest)} ${say(entry)}`))
  const { mails } = maildrop
  return ok(`${mails.length} mails`, mails.map(({ number, entry }) => `${number} ${say(entry)}\r\n`).join(''))
}

async function withMail(maildrop: Maildrop, rest: string, work: (entry: Entry) => Answer | Promise<Answer>): Promise<Answer> {
  const entry = /^\d{1,9}$/.test(rest) ? maildrop.find(Number(rest)) : null
  return entry ? work(entry) : no('There is no such mail')
}

/** All of a mail, or with its header so many lines. */
async function retrieve({ house }: Session, maildrop: Maildrop, entry: Entry, lines?: number): Promise<Answer> {
  if (lines !== 0) await house.noteRead(maildrop.opened)
  const octets = await maildrop.octetsOf(entry, { head: lines === 0 })
  if (!octets) return no('This mail was deleted meanwhile')
  return ok(`${maildrop.sizeOf(entry)} octets`, stuffed(lines === undefined ? octets : topOf(octets, lines)))
}
