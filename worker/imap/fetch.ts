/** FETCH (RFC 9051 §6.4.5): each mail is answered as soon as it was read; nothing is held for longer than a batch. */
import type { Entry } from '../mailbox/folder.ts'
import type { Fetch } from './command.ts'
import { writeDateTime } from './dates.ts'
import { envelopeOf, writeStructure } from './envelope.ts'
import type { FetchItem } from './fetch-items.ts'
import { decodedOf, OpenMail, sectionOf } from './sections.ts'
import type { Enabled, Numbered, Selected } from './selected.ts'
import type { Wire } from './wire.ts'
import { writeSet, writeString } from './written.ts'

type SectionItem = Extract<FetchItem, { kind: 'SECTION' }>
interface Lines {
  envelope: string
  structure: string
}

/** An encoding that we cannot take away was asked for (RFC 3516 §4.3). */
export class UnknownEncoding extends Error {}

const rememberedAtOnce = 2000

/** Answers a FETCH. False when a mail was gone. @throws {UnknownEncoding} */
export async function answerFetch(wire: Wire, selected: Selected, asked: Fetch, enabled: Enabled): Promise<boolean> {
  const items = withImplied(asked, enabled)
  let chosen = selected.chosen(asked.set, asked.uid)
  const { changedSince } = asked
  if (asked.vanished && changedSince !== undefined) await writeVanished(wire, selected, asked, changedSince)
  if (changedSince !== undefined) chosen = chosen.filter(({ entry }) => entry.modseq > changedSince)
  if (chosen.length === 0) return true

  const sections = items.filter((item) => item.kind === 'SECTION')
  const marks = !selected.readOnly && sections.some(({ peek }) => !peek)
  const marked = marks ? await markSeen(selected, chosen) : new Set<number>()
  if (sections.length > 0 || items.some(({ kind }) => kind === 'BODY')) return fetchOctets(wire, selected, chosen, items, marked)
  if (items.some(({ kind }) => kind === 'ENVELOPE' || kind === 'BODYSTRUCTURE'))
    return fetchRemembered(wire, selected, chosen, items)
  const write = writerOf(selected, items)
  for (const one of chosen) {
    wire.write(`${write(one, null)})\r\n`)
    if (wire.isFull) await wire.flush()
  }
  return true
}

/** UID FETCH answers with UIDs; who asks for what changed is told modseqs (RFC 7162 §3.1.4.1). */
function withImplied({ uid, items, changedSince }: Fetch, { condstore }: Enabled): FetchItem[] {
  const kinds = new Set(items.map(({ kind }) => kind))
  const more: FetchItem[] = []
  if (uid && !kinds.has('UID')) more.push({ kind: 'UID' })
  const wantsModseq = changedSince !== undefined || (condstore && kinds.has('FLAGS'))
  return [...more, ...items, ...(wantsModseq && !kinds.has('MODSEQ') ? [{ kind: 'MODSEQ' } as const] : [])]
}

async function writeVanished(wire: Wire, selected: Selected, { set }: Fetch, since: number): Promise<void> {
  const gone = await selected.folder.vanishedSince(since)
  const asked = gone.filter((uid) => set !== '$' && set.some(([from, to]) => from <= uid && uid <= to))
  if (asked.length > 0) wire.write(`* VANISHED (EARLIER) ${writeSet(asked)}\r\n`)
}

/** Reading a mail marks it. Returns the UIDs of those that were not marked before. */
async function markSeen({ folder }: Selected, chosen: Numbered[]): Promise<Set<number>> {
  const uids = chosen.flatMap(({ entry }) => (entry.flags.includes('\\Seen') ? [] : [entry.uid]))
  if (uids.length > 0) await folder.flag({ uids, how: 'add', flags: ['\\Seen'] })
  return new Set(uids)
}

async function fetchOctets(
  wire: Wire,
  selected: Selected,
  chosen: Numbered[],
  items: FetchItem[],
  marked: Set<number>,
): Promise<boolean> {
  const write = writerOf(selected, items)
  // Whose flags change by being read is told them in the same answer; some clients take no other before it.
  const withFlags: FetchItem[] = items.some(({ kind }) => kind === 'FLAGS') ? items : [{ kind: 'FLAGS' }, ...items]
  const writeMarked = writerOf(selected, withFlags)
  const isKnownBefore = items.some(({ kind }) => kind !== 'SECTION' && kind !== 'BODY')
  const head = items.every(
    (item) => item.kind !== 'BODY' && item.kind !== 'BODYSTRUCTURE' && (item.kind !== 'SECTION' || isOfHead(item)),
  )
  let at = 0
  let whole = true
  for await (const [, octets] of selected.folder.octets(
    chosen.map(({ entry }) => entry),
    { head },
  )) {
    const one = chosen[at++]
    if (!octets || !one) {
      whole = false
      continue
    }
    const mail = new OpenMail(octets)
    const lines = items.some(({ kind }) => kind === 'ENVELOPE' || kind === 'BODYSTRUCTURE') ? linesOf(mail, !head) : null
    const isMarked = marked.has(one.entry.uid)
    wire.write((isMarked ? writeMarked : write)(one, lines))
    let between = isMarked || isKnownBefore ? ' ' : ''
    for (const item of items) {
      if (item.kind !== 'SECTION' && item.kind !== 'BODY') continue
      wire.write(between)
      writeWithOctets(wire, mail, item)
      between = ' '
    }
    wire.write(')\r\n')
    if (wire.isFull) await wire.flush()
  }
  return whole
}

/** Does it ask for the text of mails, or for parts of them? */
export const readsText = ({ items }: Fetch): boolean =>
  items.some((item) => item.kind === 'SECTION' && !item.sizeOnly && !isOfHead(item))

const isOfHead = ({ section, decoded }: SectionItem): boolean =>
  !decoded && section.path.length === 0 && section.what.startsWith('HEADER')

function linesOf(mail: OpenMail, structure: boolean): Lines {
  return { envelope: envelopeOf(mail.text), structure: structure ? writeStructure(mail.text, mail.structure, true) : '' }
}

/** What follows the items that are known without the octets. */
function writeWithOctets(wire: Wire, mail: OpenMail, item: FetchItem): void {
  if (item.kind === 'BODY') wire.write(`BODY ${writeStructure(mail.text, mail.structure, false)}`)
  if (item.kind !== 'SECTION') return
  const found = item.decoded ? decodedOf(mail, item.section.path) : sectionOf(mail, item.section)
  if (found === 'unknown') throw new UnknownEncoding('The encoding of this part is unknown')
  wire.write(`${item.label} `)
  if (item.sizeOnly) wire.write(String(found?.length ?? 0))
  else if (!found) wire.write('NIL')
  else {
    const octets = found.subarray(item.from, item.length === null ? undefined : item.from + item.length)
    wire.write(`${item.decoded && octets.includes(0) ? '~' : ''}{${octets.length}}\r\n`)
    wire.write(octets)
  }
}

async function fetchRemembered(wire: Wire, selected: Selected, chosen: Numbered[], items: FetchItem[]): Promise<boolean> {
  const write = writerOf(selected, items)
  const wantsStructure = items.some(({ kind }) => kind === 'BODYSTRUCTURE')
  let whole = true
  for (let from = 0; from < chosen.length; from += rememberedAtOnce) {
    const batch = chosen.slice(from, from + rememberedAtOnce)
    const known = await knownLines(
      selected,
      batch.map(({ entry }) => entry),
      wantsStructure,
    )
    for (const one of batch) {
      const lines = known.get(one.entry.uid)
      if (lines) wire.write(`${write(one, lines)})\r\n`)
      else whole = false
      if (wire.isFull) await wire.flush()
    }
  }
  return whole
}

/** Envelopes and structures by UID: those that are remembered, and the others read now and remembered. */
async function knownLines({ folder }: Selected, entries: Entry[], structure: boolean): Promise<Map<number, Lines>> {
  const known = new Map<number, Lines>()
  const rows = await folder.remembered(
    entries.map(({ uid }) => uid),
    structure,
  )
  for (const [uid, envelope, parts] of rows) known.set(uid, { envelope, structure: parts ?? '' })
  const missing = known.size === entries.length ? [] : entries.filter(({ uid }) => !known.has(uid))
  const learnt: (Lines & { uid: number })[] = []
  for await (const [{ uid }, octets] of folder.octets(missing)) {
    if (!octets) continue
    const mail = new OpenMail(octets)
    const lines = { envelope: envelopeOf(mail.text), structure: writeStructure(mail.text, mail.structure, true) }
    known.set(uid, lines)
    learnt.push({ uid, ...lines })
  }
  if (learnt.length > 0) await folder.remember(learnt)
  return known
}

type Write = (one: Numbered, lines: Lines | null) => string

/** Writes `* 1 FETCH (` and what needs no octets. */
function writerOf(selected: Selected, items: FetchItem[]): Write {
  const { folder } = selected
  const writers = items.flatMap((item): ((entry: Entry, lines: Lines | null) => string)[] => {
    switch (item.kind) {
      case 'UID':
        return [({ uid }) => `UID ${uid}`]
      case 'FLAGS':
        return [(entry) => `FLAGS (${selected.flagsOf(entry).join(' ')})`]
      case 'INTERNALDATE':
        return [({ receivedAt, zone }) => `INTERNALDATE ${writeDateTime(receivedAt, zone)}`]
      case 'RFC822.SIZE':
        return [(entry) => `RFC822.SIZE ${folder.sizeOf(entry)}`]
      case 'MODSEQ':
        return [({ modseq }) => `MODSEQ (${modseq})`]
      case 'ENVELOPE':
        return [(_entry, lines) => `ENVELOPE ${lines?.envelope ?? writeString('')}`]
      case 'BODYSTRUCTURE':
        return [(_entry, lines) => `BODYSTRUCTURE ${lines?.structure ?? writeString('')}`]
      default:
        return []
    }
  })
  return ({ number, entry }, lines) => `* ${number} FETCH (${writers.map((write) => write(entry, lines)).join(' ')}`
}
