/** The selected folder as the client sees it: sequence numbers, and what it must be told of changes (RFC 9051 §7.4, §7.5). */
import type { Changes, Entry, Folder } from '../mailbox/folder.ts'
import { indexOfUid } from '../mailbox/folder.ts'
import { writeSet } from './written.ts'
import type { NumberSet, Range } from './scanner.ts'

export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft']

/** What the client has switched on. */
export interface Enabled {
  condstore: boolean
  qresync: boolean
  rev2: boolean
}

export interface Numbered {
  number: number
  entry: Entry
}

export class Selected {
  readonly folder: Folder
  readonly readOnly: boolean
  readonly enabled: Enabled
  /** UIDs that no session was told of before this one, from and to before. */
  #recent: Range[] = []
  /** UIDs that the last search saved (RFC 5182). */
  saved: number[] = []
  /** Keywords that the client knows of. */
  #keywords = new Set<string>()

  constructor(folder: Folder, readOnly: boolean, enabled: Enabled) {
    this.folder = folder
    this.readOnly = readOnly
    this.enabled = enabled
  }

  /** Makes recent what is new since anybody looked; who opened it for reading only takes nothing from others. */
  async meetRecent(): Promise<void> {
    const { row } = this.folder
    if (this.readOnly) this.#recent = [[row.recentFrom, Number.POSITIVE_INFINITY]]
    else {
      const [from, to] = await this.folder.takeRecent()
      const last = this.#recent.at(-1)
      if (last?.[1] === from) last[1] = to
      else this.#recent.push([from, to])
    }
  }

  isRecent({ uid }: Entry): boolean {
    return this.#recent.some(([from, to]) => from <= uid && uid < to)
  }

  /** How many are (RFC 3501 §7.3.2). */
  get recent(): number {
    return this.folder.entries.filter((entry) => this.isRecent(entry)).length
  }

  /** The flags as they are told: IMAP4rev2 knows no \Recent. */
  flagsOf(entry: Entry): string[] {
    return !this.enabled.rev2 && this.isRecent(entry) ? [...entry.flags, '\\Recent'] : entry.flags
  }

  /** The mails of a set, in order; those that are not there are left out. */
  chosen(set: NumberSet, byUid: boolean): Numbered[] {
    const { entries } = this.folder
    if (set === '$') return this.ofUids(this.saved)
    const last = byUid ? (entries.at(-1)?.uid ?? 0) : entries.length
    const found: Numbered[] = []
    for (const [from, to] of merged(set, last)) {
      for (let place = byUid ? indexOfUid(entries, from) : from - 1; place < entries.length; place++) {
        const entry = entries[place]
        if (!entry || (byUid ? entry.uid : place + 1) > to) break
        found.push({ number: place + 1, entry })
      }
    }
    return found
  }

  ofUids(uids: readonly number[]): Numbered[] {
    const { entries } = this.folder
    return uids.flatMap((uid) => {
      const place = indexOfUid(entries, uid)
      const entry = entries[place]
      return entry?.uid === uid ? [{ number: place + 1, entry }] : []
    })
  }

  /** Sequence numbers beyond the last are an error in RFC 9051, not in RFC 3501: some clients ask ahead. */
  isBeyond(set: NumberSet): boolean {
    return set !== '$' && set.some(([, to]) => Number.isFinite(to) && to > this.folder.entries.length)
  }

  /** The answer `FLAGS`: all that may be met here; null when the client knows it. */
  flagsLine(flags: Iterable<string> = this.folder.entries.flatMap((entry) => entry.flags), always = false): string | null {
    const before = this.#keywords.size
    for (const flag of flags) if (!flag.startsWith('\\')) this.#keywords.add(flag)
    return always || this.#keywords.size > before ? `* FLAGS (${this.flags.join(' ')})\r\n` : null
  }

  get flags(): string[] {
    return [...systemFlags, ...this.#keywords]
  }

  /** Looks what changed, and tells. `full`: also for what was deleted elsewhere. */
  async news(enabled: Enabled, { full = false } = {}): Promise<string> {
    const before = this.folder.entries
    const changes = await this.folder.refresh({ full })
    if (changes.arrived > 0 && !this.readOnly) await this.meetRecent()
    if (changes.vanished.length > 0) {
      const gone = new Set(changes.vanished)
      this.saved = this.saved.filter((uid) => !gone.has(uid))
    }
    return this.#told(before, changes, enabled)
  }

  #told(before: Entry[], { vanished, changed, arrived }: Changes, enabled: Enabled): string {
    const lines: string[] = []
    if (vanished.length > 0 && enabled.qresync) lines.push(`* VANISHED ${writeSet(vanished)}\r\n`)
    else if (vanished.length > 0) {
      // From the last on, so that no number moves before it is told.
      const gone = new Set(vanished)
      for (let place = before.length - 1; place >= 0; place--) {
        if (gone.has(before[place]?.uid ?? 0)) lines.push(`* ${place + 1} EXPUNGE\r\n`)
      }
    }
    if (arrived > 0) {
      lines.push(`* ${this.folder.entries.length} EXISTS\r\n`)
      if (!enabled.rev2) lines.push(`* ${this.recent} RECENT\r\n`)
      const flags = this.flagsLine(this.folder.entries.slice(-arrived).flatMap((entry) => entry.flags))
      if (flags) lines.push(flags)
    }
    lines.push(this.flagLines(changed, enabled))
    return lines.join('')
  }

  /** FETCH answers that tell the flags of entries. */
  flagLines(changed: readonly Entry[], { condstore }: Enabled): string {
    if (changed.length === 0) return ''
    const lines = [this.flagsLine(changed.flatMap((entry) => entry.flags)) ?? '']
    for (const { number, entry } of this.ofUids(changed.map(({ uid }) => uid))) {
      const modseq = condstore ? ` MODSEQ (${entry.modseq})` : ''
      lines.push(`* ${number} FETCH (UID ${entry.uid} FLAGS (${this.flagsOf(entry).join(' ')})${modseq})\r\n`)
    }
    return lines.join('')
  }
}

/** The ranges in order, without overlap. `*` is the last, also where it is the smaller of two (RFC 9051 §9, seq-range). */
function merged(set: readonly Range[], last: number): Range[] {
  const ranges = set
    .map(
      ([from, to]): Range => (Number.isFinite(to) ? [from, to] : [Math.min(from, last), Math.max(from === to ? 0 : from, last)]),
    )
    .filter(([from]) => from > 0)
    .sort(([a], [b]) => a - b)
  const found: Range[] = []
  for (const [from, to] of ranges) {
    const before = found.at(-1)
    if (before && from <= before[1] + 1) before[1] = Math.max(before[1], to)
    else found.push([from, to])
  }
  return found
}
