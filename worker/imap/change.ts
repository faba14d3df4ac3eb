/** What changes mails: STORE, COPY, MOVE, EXPUNGE, APPEND (RFC 9051 §6.4, UIDPLUS, RFC 7162). A change is told when it is committed. */
import type { Outcome } from './carry-out.ts'
import type { Command, Store } from './command.ts'
import { outcomeOf } from './folders.ts'
import { readName } from './names.ts'
import { BadCommand, type NumberSet } from './scanner.ts'
import { type Selected, systemFlags } from './selected.ts'
import type { Session } from './session.ts'
import { writeSet } from './written.ts'

const mostFlags = 40
const longestFlag = 100
const readOnlyOutcome: Outcome = { no: '[READ-ONLY] The folder was opened for reading' }

/** Flags of the system in their own spelling, keywords in the one they were met in first. @throws {BadCommand} */
function goodFlags(flags: string[], known: string[]): string[] {
  if (flags.length > mostFlags) throw new BadCommand('These are too many flags')
  return flags.flatMap((flag) => {
    const spelling = [...systemFlags, ...known].find((one) => one.toLowerCase() === flag.toLowerCase())
    if (spelling) return [spelling]
    if (/^\\recent$/i.test(flag)) return []
    if (flag.startsWith('\\') || flag.length > longestFlag) throw new BadCommand('There is no such flag')
    return [flag]
  })
}

export async function store(session: Session, selected: Selected, asked: Store): Promise<Outcome> {
  const { wire, enabled } = session
  if (selected.readOnly) return readOnlyOutcome
  const { unchangedSince } = asked
  if (unchangedSince !== undefined) session.knowModseqs()
  const flags = goodFlags(asked.flags, selected.flags)
  const chosen = selected.chosen(asked.set, asked.uid)
  if (chosen.length === 0) return { ok: 'Done' }
  const before = new Map(chosen.map(({ entry }) => [entry.uid, entry.modseq]))
  const flagged = await selected.folder.flag({
    ...{ uids: chosen.map(({ entry }) => entry.uid), how: asked.how, flags },
    ...(unchangedSince === undefined ? {} : { unchangedSince }),
  })
  const refused = new Set(flagged.filter((row) => row.refused).map(({ uid }) => uid))
  const there = new Set(flagged.map(({ uid }) => uid))
  const line = selected.flagsLine(flagged.flatMap((row) => row.flags))
  if (line) wire.write(line)
  for (const { number, entry } of chosen) {
    if (!there.has(entry.uid) || refused.has(entry.uid)) continue
    const said = [
      ...(asked.uid || enabled.qresync ? [`UID ${entry.uid}`] : []),
      ...(asked.silent ? [] : [`FLAGS (${selected.flagsOf(entry).join(' ')})`]),
      ...(enabled.condstore ? [`MODSEQ (${entry.modseq})`] : []),
    ]
    if (asked.silent && (!enabled.condstore || before.get(entry.uid) === entry.modseq)) continue
    wire.write(`* ${number} FETCH (${said.join(' ')})\r\n`)
    if (wire.isFull) await wire.flush()
  }
  if (refused.size > 0) {
    const numbers = chosen.flatMap(({ number, entry }) => (refused.has(entry.uid) ? [asked.uid ? entry.uid : number] : []))
    return { ok: `[MODIFIED ${writeSet(numbers)}] Some had changed since` }
  }
  return there.size < chosen.length ? { no: '[EXPUNGEISSUED] Some of these mails are gone' } : { ok: 'Done' }
}

export async function copy(
  session: Session,
  selected: Selected,
  asked: Extract<Command, { name: 'COPY' | 'MOVE' }>,
): Promise<Outcome> {
  const move = asked.name === 'MOVE'
  if (move && selected.readOnly) return readOnlyOutcome
  const name = readName(asked.mailbox, session.enabled.rev2)
  const named = name === null ? null : await session.mailboxes?.open(name)
  if (!named) return { no: '[TRYCREATE] There is no such folder' }
  const target = await session.mailboxes?.targetOf(selected.folder, named)
  if (!target) return { no: '[CANNOT] A mail stays in the folders of its address' }
  await target.touch()
  const uids = selected.chosen(asked.set, asked.uid).map(({ entry }) => entry.uid)
  const pairs = uids.length > 0 ? await selected.folder.copy(uids, target, move) : []
  if (pairs.length === 0) return { ok: 'There was nothing' }
  const [from, to] = [writeSet(pairs.map(([before]) => before)), writeSet(pairs.map(([, after]) => after))]
  // What is in another folder than was asked for is told nothing of.
  const code = target === named ? `[COPYUID ${target.row.uidValidity} ${from} ${to}]` : ''
  if (target.row.id === selected.folder.row.id) selected.folder.stir()
  if (!move) return { ok: `${code} Done`.trimStart() }
  // RFC 6851 §4.3: before the mails go.
  if (code) session.wire.write(`* OK ${code} Moved\r\n`)
  session.wire.write(await selected.news(session.enabled))
  return { ok: 'Done' }
}

export async function expungeFolder(session: Session, selected: Selected, set: NumberSet | null): Promise<Outcome> {
  if (selected.readOnly) return readOnlyOutcome
  await selected.folder.expunge(set ? selected.chosen(set, true).map(({ entry }) => entry.uid) : undefined)
  session.wire.write(await selected.news(session.enabled))
  return { ok: session.enabled.condstore ? `[HIGHESTMODSEQ ${selected.folder.modseq}] Done` : 'Done' }
}

export async function append(session: Session, asked: Extract<Command, { name: 'APPEND' }>): Promise<Outcome> {
  const flags = goodFlags(asked.flags, session.selected?.flags ?? [])
  const name = readName(asked.mailbox, session.enabled.rev2)
  const folder = name === null ? null : await session.mailboxes?.open(name)
  if (!folder || !session.mailboxes) return { no: '[TRYCREATE] There is no such folder' }
  if (asked.octets.length === 0) return { no: 'A mail without an octet is none' }
  const { at, zone } = asked.received ?? { at: Date.now(), zone: 0 }
  await folder.touch()
  const octets = Buffer.from(asked.octets, 'latin1')
  const put = await session.mailboxes.append(folder, { octets, flags, receivedAt: new Date(at), zone })
  if (typeof put === 'string') return outcomeOf(put)
  if (session.selected?.folder.row.id === folder.row.id) session.selected.folder.stir()
  return { ok: `[APPENDUID ${folder.row.uidValidity} ${put.uid}] Done` }
}
