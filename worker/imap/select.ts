/** SELECT and EXAMINE (RFC 9051 §6.3.2), and what QRESYNC adds (RFC 7162 §3.2.5); CLOSE and UNSELECT. */
import type { Outcome } from './carry-out.ts'
import type { Command } from './command.ts'
import { readName, writeName } from './names.ts'
import { Selected, systemFlags } from './selected.ts'
import type { Session } from './session.ts'
import { writeSet } from './written.ts'

type Asked = Extract<Command, { name: 'SELECT' | 'EXAMINE' }>

export async function select(session: Session, { name, mailbox, condstore, resync }: Asked): Promise<Outcome> {
  const { wire, enabled, mailboxes } = session
  const was = session.selected
  session.leave()
  if (was && (enabled.qresync || enabled.rev2)) wire.write('* OK [CLOSED] The folder before is closed\r\n')
  if (resync && !enabled.qresync) return { bad: 'ENABLE QRESYNC first' }
  if (condstore) enabled.condstore = true
  const wanted = readName(mailbox, enabled.rev2)
  const folder = wanted === null ? null : await mailboxes?.open(wanted)
  if (!folder) return { no: '[NONEXISTENT] There is no such folder' }
  session.unlisten = folder.listen(() => session.ring())
  await folder.load()
  const readOnly = name === 'EXAMINE'
  const selected = new Selected(folder, readOnly, enabled)
  await selected.meetRecent()
  session.selected = selected
  wire.write(opening(selected, enabled.rev2))
  if (enabled.rev2) wire.write(`* LIST () "/" ${writeName(folder.name, true)}\r\n`)
  if (resync && resync.uidValidity === folder.row.uidValidity) await writeMissed(session, selected, resync)
  return { ok: `[${readOnly ? 'READ-ONLY' : 'READ-WRITE'}] Selected` }
}

function opening(selected: Selected, rev2: boolean): string {
  const { row, entries, modseq } = selected.folder
  const unseen = entries.findIndex(({ flags }) => !flags.includes('\\Seen'))
  return [
    selected.flagsLine(undefined, true) ?? '',
    `* OK [PERMANENTFLAGS (${selected.readOnly ? '' : [...systemFlags, '\\*'].join(' ')})] Kept\r\n`,
    `* ${entries.length} EXISTS\r\n`,
    rev2 ? '' : `* ${selected.recent} RECENT\r\n`,
    rev2 || unseen < 0 ? '' : `* OK [UNSEEN ${unseen + 1}] The first that was not read\r\n`,
    `* OK [UIDVALIDITY ${row.uidValidity}] Valid\r\n`,
    `* OK [UIDNEXT ${row.uidNext}] The next\r\n`,
    `* OK [HIGHESTMODSEQ ${modseq}] The newest change\r\n`,
  ].join('')
}

async function writeMissed(session: Session, selected: Selected, { modseq, known }: NonNullable<Asked['resync']>): Promise<void> {
  const { folder } = selected
  const gone = (await folder.vanishedSince(modseq)).filter(
    (uid) => known === null || known === '$' || known.some(([from, to]) => from <= uid && uid <= to),
  )
  if (gone.length > 0) session.wire.write(`* VANISHED (EARLIER) ${writeSet(gone)}\r\n`)
  session.wire.write(
    selected.flagLines(
      folder.entries.filter((entry) => entry.modseq > modseq),
      session.enabled,
    ),
  )
}

/** CLOSE takes out what is marked \Deleted, without a word; UNSELECT does not. */
export async function closeFolder(
  session: Session,
  { folder, readOnly }: Selected,
  name: 'CLOSE' | 'UNSELECT',
): Promise<Outcome> {
  if (name === 'CLOSE' && !readOnly) await folder.expunge()
  session.leave()
  return { ok: 'Closed' }
}
