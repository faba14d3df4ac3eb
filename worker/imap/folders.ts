/** What becomes of folders: STATUS, CREATE, DELETE, RENAME, SUBSCRIBE (RFC 9051 §6.3). */
import { folderCounts } from '#prisma/mailbox.ts'
import type { Folder } from '../mailbox/folder.ts'
import type { Refused } from '../mailbox/mailboxes.ts'
import type { Outcome } from './carry-out.ts'
import { readName, writeName } from './names.ts'
import type { Session } from './session.ts'

export async function status(session: Session, { mailbox, items }: { mailbox: string; items: string[] }): Promise<Outcome> {
  const name = readName(mailbox, session.enabled.rev2)
  const folder = name === null ? null : await session.mailboxes?.open(name)
  if (!folder) return { no: '[NONEXISTENT] There is no such folder' }
  if (items.includes('HIGHESTMODSEQ')) session.knowModseqs()
  session.wire.write(await statusLine(session, folder, items))
  return { ok: 'Done' }
}

/** The answer STATUS of a folder. */
export async function statusLine({ enabled }: Session, folder: Folder, items: string[]): Promise<string> {
  await folder.touch()
  const { row, post } = folder
  const counts = await folderCounts(post.pool, { folderId: row.id })
  const values: Record<string, number> = {
    MESSAGES: counts.mails,
    RECENT: counts.recent,
    UIDNEXT: row.uidNext,
    UIDVALIDITY: row.uidValidity,
    UNSEEN: counts.unseen,
    DELETED: counts.deleted,
    SIZE: counts.octets + counts.mails * (post.reportHeader?.(row.id).length ?? 0),
    HIGHESTMODSEQ: row.highestModseq,
  }
  return `* STATUS ${writeName(folder.name, enabled.rev2)} (${items.map((item) => `${item} ${values[item]}`).join(' ')})\r\n`
}

const refusals: Record<Refused, string> = {
  missing: '[NONEXISTENT] There is no such folder',
  exists: '[ALREADYEXISTS] There is such a folder',
  'not-possible': '[CANNOT] This folder is made by the mails that are in it, or its name cannot be',
  'too-many': '[LIMIT] There are too many',
}

export const outcomeOf = (refused: Refused | null): Outcome => (refused ? { no: refusals[refused] } : { ok: 'Done' })

export async function createFolder({ mailboxes, enabled }: Session, mailbox: string): Promise<Outcome> {
  // RFC 9051 §6.3.4: a delimiter at the end says that folders will come below; all can have some here.
  const name = readName(mailbox.replace(/\/$/, ''), enabled.rev2)
  return outcomeOf(name === null || !mailboxes ? 'not-possible' : await mailboxes.create(name))
}

export async function deleteFolder(session: Session, mailbox: string): Promise<Outcome> {
  const name = readName(mailbox, session.enabled.rev2)
  if (name === null || !session.mailboxes) return outcomeOf('missing')
  if (session.selected?.folder.name === name) session.leave()
  return outcomeOf(await session.mailboxes.remove(name))
}

export async function renameFolder({ mailboxes, enabled }: Session, asked: { mailbox: string; to: string }): Promise<Outcome> {
  const [name, to] = [readName(asked.mailbox, enabled.rev2), readName(asked.to, enabled.rev2)]
  return outcomeOf(name === null || to === null || !mailboxes ? 'not-possible' : await mailboxes.rename(name, to))
}

export async function subscribeFolder(session: Session, asked: { name: string; mailbox: string }): Promise<Outcome> {
  const name = readName(asked.mailbox.replace(/\/$/, ''), session.enabled.rev2)
  if (name === null || !session.mailboxes) return outcomeOf('missing')
  return outcomeOf(await session.mailboxes.subscribe(name, asked.name === 'SUBSCRIBE'))
}
