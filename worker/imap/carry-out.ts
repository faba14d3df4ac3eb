/** Which command may be asked when (RFC 9051 §3), and who carries it out. */
import { append, copy, expungeFolder, store } from './change.ts'
import type { Command } from './command.ts'
import { answerFetch, readsText, UnknownEncoding } from './fetch.ts'
import { createFolder, deleteFolder, renameFolder, status, subscribeFolder } from './folders.ts'
import { list } from './list.ts'
import { idle } from './idle.ts'
import { authenticate, login, startTls } from './login.ts'
import { answerSearch } from './answer-search.ts'
import { closeFolder, select } from './select.ts'
import type { Selected } from './selected.ts'
import type { Session } from './session.ts'

/** The tagged answer. `afterwards`: to do when it was sent. */
export type Outcome = { ok: string; closes?: true; afterwards?(): Promise<void> | void } | { no: string } | { bad: string }

/** Does what was asked; untagged answers are written on the way. @throws {BadCommand} */
export async function carryOut(session: Session, command: Command): Promise<Outcome> {
  switch (command.name) {
    case 'CAPABILITY':
      session.wire.write(`* CAPABILITY ${session.capabilities()}\r\n`)
      return { ok: 'Done' }
    case 'LOGOUT':
      session.wire.write('* BYE Until next time\r\n')
      return { ok: 'Done', closes: true }
    case 'ID':
      session.wire.write('* ID ("name" "Seedbed")\r\n')
      return { ok: 'Done' }
    case 'STARTTLS':
      return startTls(session)
    case 'LOGIN':
      return login(session, command)
    case 'AUTHENTICATE':
      return authenticate(session, command)
    case 'NOOP':
      if (session.selected) session.wire.write(await session.selected.news(session.enabled, { full: true }))
      return { ok: 'Done' }
    default:
      return session.mailboxes ? ofAddress(session, command) : { no: '[AUTHENTICATIONFAILED] Log in first' }
  }
}

async function ofAddress(session: Session, command: Command): Promise<Outcome> {
  switch (command.name) {
    case 'NAMESPACE':
      session.wire.write('* NAMESPACE (("" "/")) NIL NIL\r\n')
      return { ok: 'Done' }
    case 'ENABLE':
      return enable(session, command.capabilities)
    case 'COMPRESS':
      if (session.wire.isCompressed) return { no: '[COMPRESSIONACTIVE] It is compressed' }
      return { ok: 'From now on', afterwards: () => session.wire.compress() }
    case 'SELECT':
    case 'EXAMINE':
      return select(session, command)
    case 'LIST':
    case 'LSUB':
      return list(session, command)
    case 'STATUS':
      return withNews(session, await status(session, command))
    case 'CREATE':
      return createFolder(session, command.mailbox)
    case 'DELETE':
      return deleteFolder(session, command.mailbox)
    case 'RENAME':
      return renameFolder(session, command)
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      return subscribeFolder(session, command)
    case 'APPEND':
      return withNews(session, await append(session, command))
    case 'IDLE':
      return idle(session)
    default:
      return session.selected ? ofFolder(session, session.selected, command) : { bad: 'Select a folder first' }
  }
}

async function ofFolder(session: Session, selected: Selected, command: Command): Promise<Outcome> {
  switch (command.name) {
    case 'CHECK':
      session.wire.write(await selected.news(session.enabled, { full: true }))
      return { ok: 'Done' }
    case 'UNSELECT':
    case 'CLOSE':
      return closeFolder(session, selected, command.name)
    case 'FETCH': {
      if (command.changedSince !== undefined || command.items.some(({ kind }) => kind === 'MODSEQ')) session.knowModseqs()
      if (session.opened && readsText(command)) await session.house.noteRead(session.opened)
      const whole = await answerFetch(session.wire, selected, command, session.enabled).catch((error: unknown) => {
        if (error instanceof UnknownEncoding) return error
        throw error
      })
      if (whole instanceof UnknownEncoding) return { no: `[UNKNOWN-CTE] ${whole.message}` }
      const outcome: Outcome = whole ? { ok: 'Done' } : { no: '[EXPUNGEISSUED] Some of these mails are gone' }
      return command.uid ? withNews(session, outcome) : outcome
    }
    case 'SEARCH': {
      const outcome = await answerSearch(session, selected, command)
      return command.uid ? withNews(session, outcome) : outcome
    }
    case 'STORE': {
      const outcome = await store(session, selected, command)
      return command.uid ? withNews(session, outcome) : outcome
    }
    case 'COPY':
    case 'MOVE':
      return withNews(session, await copy(session, selected, command))
    case 'EXPUNGE':
      return expungeFolder(session, selected, command.set)
    default:
      return { bad: `${command.name} cannot be asked now` }
  }
}

/** What changed meanwhile is told where sequence numbers may change (RFC 9051 §7.5.1), when it is time to look. */
async function withNews(session: Session, outcome: Outcome): Promise<Outcome> {
  const { selected } = session
  if (selected?.folder.isDue()) session.wire.write(await selected.news(session.enabled))
  return outcome
}

function enable(session: Session, capabilities: string[]): Outcome {
  const { enabled } = session
  const known = capabilities.filter((name) => ['IMAP4REV2', 'CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT'].includes(name))
  if (known.includes('IMAP4REV2') || known.includes('UTF8=ACCEPT')) enabled.rev2 = true
  if (known.includes('QRESYNC')) enabled.qresync = true
  if (known.includes('CONDSTORE') || known.includes('QRESYNC')) session.knowModseqs()
  session.wire.write(`* ENABLED${known.map((name) => ` ${name}`).join('')}\r\n`)
  return { ok: 'Done' }
}
