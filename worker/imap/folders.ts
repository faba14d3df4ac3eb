/** What folders there are: LIST, LSUB, STATUS, CREATE, DELETE, RENAME (RFC 9051 §6.3, RFC 5258, RFC 5819, RFC 6154). */
import { folderCounts, trash } from '#prisma/mailbox.ts'
import type { Folder } from '../mailbox/folder.ts'
import type { Refused } from '../mailbox/mailboxes.ts'
import { delimiter } from '../mailbox/names.ts'
import type { Outcome } from './carry-out.ts'
import type { Listing } from './command.ts'
import { matcher, readName, writeName } from './names.ts'
import type { Session } from './session.ts'

interface Named {
  name: string
  attributes: string[]
}

export async function list(session: Session, asked: Listing & { name: 'LIST' | 'LSUB' }): Promise<Outcome> {
  const { wire, enabled, mailboxes } = session
  // RFC 9051 §6.3.9: an empty name asks for the delimiter.
  if (asked.patterns.every((pattern) => pattern === '') && asked.patterns.length === 1) {
    wire.write(`* ${asked.name} (\\Noselect) "${delimiter}" ""\r\n`)
    return { ok: 'Done' }
  }
  const patterns = asked.patterns.flatMap((pattern) => readName(asked.reference + pattern, enabled.rev2) ?? [])
  const matches = matcher(patterns)
  for (const { name, attributes } of named((await mailboxes?.names()) ?? [], asked)) {
    if (!matches(name)) continue
    wire.write(`* ${asked.name} (${attributes.join(' ')}) "${delimiter}" ${writeName(name, enabled.rev2)}\r\n`)
    const folder = asked.status && !attributes.includes('\\NonExistent') ? await mailboxes?.open(name) : null
    if (folder && asked.status) wire.write(await statusLine(session, folder, asked.status))
    if (wire.isFull) await wire.flush()
  }
  return { ok: 'Done' }
}

/** Folders with their attributes; those above a folder that are none themselves are told as what they are. */
function named(names: string[], { name: command, select }: Listing & { name: string }): Named[] {
  const there = new Set(names)
  const above = new Set(names.flatMap((name) => parentsOf(name)))
  const all = [...new Set([...names, ...[...above].sort()])]
  const special = select.includes('SPECIAL-USE')
  return all
    .map((name) => ({
      name,
      attributes: [
        ...(there.has(name) ? [] : command === 'LSUB' ? ['\\Noselect'] : ['\\NonExistent', '\\Noselect']),
        above.has(name) ? '\\HasChildren' : '\\HasNoChildren',
        ...(there.has(name) && command === 'LIST' && select.includes('SUBSCRIBED') ? ['\\Subscribed'] : []),
        ...(name === trash ? ['\\Trash'] : []),
      ],
    }))
    .filter(({ name }) => !special || name === trash)
}

function parentsOf(name: string): string[] {
  const parts = name.split(delimiter)
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join(delimiter))
}

export async function status(session: Session, { mailbox, items }: { mailbox: string; items: string[] }): Promise<Outcome> {
  const name = readName(mailbox, session.enabled.rev2)
  const folder = name === null ? null : await session.mailboxes?.open(name)
  if (!folder) return { no: '[NONEXISTENT] There is no such folder' }
  if (items.includes('HIGHESTMODSEQ')) session.enabled.condstore = true
  session.wire.write(await statusLine(session, folder, items))
  return { ok: 'Done' }
}

async function statusLine({ enabled }: Session, folder: Folder, items: string[]): Promise<string> {
  await folder.touch()
  const { row, post } = folder
  const counts = await folderCounts(post.pool, { folderId: row.id })
  const values: Record<string, number> = {
    MESSAGES: counts.mails,
    RECENT: 0,
    UIDNEXT: row.uidNext,
    UIDVALIDITY: row.uidValidity,
    UNSEEN: counts.unseen,
    DELETED: counts.deleted,
    SIZE: counts.octets + counts.mails * (post.reportHeader?.(row.id).length ?? 0),
    HIGHESTMODSEQ: row.highestModseq,
  }
  return `* STATUS ${writeName(row.name, enabled.rev2)} (${items.map((item) => `${item} ${values[item]}`).join(' ')})\r\n`
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
  if (session.selected?.folder.row.name === name) session.leave()
  return outcomeOf(await session.mailboxes.remove(name))
}

export async function renameFolder({ mailboxes, enabled }: Session, asked: { mailbox: string; to: string }): Promise<Outcome> {
  const [name, to] = [readName(asked.mailbox, enabled.rev2), readName(asked.to, enabled.rev2)]
  return outcomeOf(name === null || to === null || !mailboxes ? 'not-possible' : await mailboxes.rename(name, to))
}
