/**
 * One open folder: its mails in the order of their UIDs, kept up to date by asking what changed since the last modseq. News say when to ask;
 * the table says what is so. What a mail program reads of a mail is given here with the header of the report before it.
 */
import { type FolderRow, folderById, takeRecent } from '#prisma/folder.ts'
import { bringUpToDate, type EntryRow, entriesSince, octetsOf, type Remembered, remember, rememberedOf } from '#prisma/mailbox.ts'
import { changeFlags, copyEntries, expunge, type FlagChange, type Flagged } from '#prisma/mailbox-changes.ts'
import { newsAvailable, publishFolderNews, subscribeFolderNews, subscribeNews } from '../news.ts'
import type { Post } from './mailboxes.ts'

export type Entry = EntryRow

/** What happened since the last look. */
export interface Changes {
  /** UIDs of those that went. */
  vanished: number[]
  /** With other flags than before. */
  changed: Entry[]
  arrived: number
}

/** Milliseconds between looks without news, and with it: a news may be lost. */
const withoutNewsMs = 1000
const withNewsMs = 10_000
const fullLookMs = 120_000
/** Octets and mails read at once. */
const batchOctets = 2 * 1024 ** 2
const batchMails = 256
/** Octets of a mail in which its header is looked for. */
const headOctets = 16 * 1024
/** Octets read before they are asked for, when somebody reads one mail after the other. */
const aheadOctets = 2 * 1024 ** 2
const aheadMails = 128

export class Folder {
  readonly post: Post
  readonly teamId: string
  /** What it is called where it was opened. */
  readonly name: string
  row: FolderRow
  entries: Entry[] = []
  modseq = 0
  /** False when the folder was taken away. */
  exists = true
  #stirred = false
  #missed = false
  #mailIds = new Set<string>()
  #looked = { at: 0, full: 0 }
  /** By UID; `to`: the place after the last that was asked for. */
  #ahead: { octets: Map<number, Buffer>; to: number; coming: Promise<void> | null } = { octets: new Map(), to: 0, coming: null }
  #nextUid = 0

  constructor(post: Post, { teamId, name = '' }: { teamId: string; name?: string }, row: FolderRow) {
    this.post = post
    this.teamId = teamId
    this.name = name || row.name
    this.row = row
  }

  /** Reads all entries. */
  async load(): Promise<void> {
    const { pool } = this.post
    this.#looked = { at: Date.now(), full: Date.now() }
    await bringUpToDate(pool, { folderId: this.row.id })
    // The folder first: what changes in between is seen by the next look.
    this.row = (await folderById(pool, { folderId: this.row.id })) ?? this.row
    this.modseq = this.row.highestModseq
    this.entries = await entriesSince(pool, { folderId: this.row.id, modseq: 0, expunged: false })
    this.entries = this.entries.filter(({ expunged }) => !expunged)
  }

  /** Brings the folder up to date without reading its mails. */
  async touch(): Promise<void> {
    await bringUpToDate(this.post.pool, { folderId: this.row.id })
    this.row = (await folderById(this.post.pool, { folderId: this.row.id })) ?? this.row
  }

  /** Calls when something may have changed, until the returned function is called. */
  listen(ring: () => void): () => void {
    const stir = (): void => {
      this.#stirred = true
      ring()
    }
    const gap = (): void => {
      this.#missed = true
      stir()
    }
    const ofAddress = subscribeNews(this.row.addressId, {
      news(news) {
        if (news.kind === 'stored' || news.kind === 'reported') mailIds.add(news.mailId)
        if (news.kind === 'stored' || news.kind === 'reported') stir()
      },
      gap,
    })
    const mailIds = this.#mailIds
    const ofFolder = subscribeFolderNews(this.row.id, { news: stir, gap: () => {} })
    return () => {
      ofAddress()
      ofFolder()
    }
  }

  /** Is it time to look, without being asked to? */
  isDue(now = Date.now()): boolean {
    return this.#stirred || now - this.#looked.at > (newsAvailable() ? withNewsMs : withoutNewsMs)
  }

  /** What changed since the last look; a mail that was deleted elsewhere is seen within two minutes, or with `full`. */
  async refresh({ full = false } = {}): Promise<Changes> {
    const { pool } = this.post
    const now = Date.now()
    const all = full || this.#missed || now - this.#looked.full > fullLookMs
    const mailIds = [...this.#mailIds]
    const asked = all ? {} : { since: this.#looked.at, mailIds }
    this.#stirred = false
    this.#missed = false
    this.#mailIds.clear()
    const newest = await bringUpToDate(pool, { folderId: this.row.id, ...asked })
    this.#looked = { at: now, full: all ? now : this.#looked.full }
    if (newest === null) {
      this.exists = false
      return this.#merge(this.entries.map((entry) => ({ ...entry, expunged: true, modseq: entry.modseq + 1 })))
    }
    if (newest <= this.modseq) return { vanished: [], changed: [], arrived: 0 }
    const rows = await entriesSince(pool, { folderId: this.row.id, modseq: this.modseq, expunged: true })
    const found = this.#merge(rows)
    this.modseq = Math.max(newest, ...rows.map((row) => row.modseq))
    return found
  }

  #merge(rows: Entry[]): Changes {
    const known = new Map(this.entries.map((entry) => [entry.uid, entry]))
    const found: Changes = { vanished: [], changed: [], arrived: 0 }
    for (const row of rows) {
      const entry = known.get(row.uid)
      if (row.expunged) {
        if (entry) found.vanished.push(row.uid)
        this.#ahead = { octets: new Map(), to: 0, coming: null }
        known.delete(row.uid)
      } else if (!entry) {
        known.set(row.uid, row)
        found.arrived++
      } else if (entry.modseq < row.modseq) {
        Object.assign(entry, row)
        found.changed.push(entry)
      }
    }
    if (found.arrived > 0 || found.vanished.length > 0) this.entries = [...known.values()].sort((a, b) => a.uid - b.uid)
    return found
  }

  /** UIDs that were expunged after a modseq. */
  async vanishedSince(modseq: number): Promise<number[]> {
    const rows = await entriesSince(this.post.pool, { folderId: this.row.id, modseq, expunged: true })
    return rows.flatMap(({ uid, expunged }) => (expunged ? [uid] : []))
  }

  /** Changes flags; what the entries have then, also in `entries`. Committed when it resolves. */
  async flag(change: FlagChange): Promise<Flagged[]> {
    const flagged = await changeFlags(this.post.pool, this.row.id, change)
    const now = new Map(flagged.map((row) => [row.uid, row]))
    for (const entry of this.entries) {
      const row = now.get(entry.uid)
      if (row) Object.assign(entry, { flags: row.flags, modseq: row.modseq })
    }
    this.tell()
    return flagged
  }

  /** Expunges mails with \Deleted: all, or those of these UIDs. */
  async expunge(uids?: number[]): Promise<void> {
    const { row, teamId } = this
    const gone = await expunge(this.post.pool, { folderId: row.id, teamId, ...(uids ? { uids } : {}) })
    if (gone.length > 0) this.tell()
  }

  /** Copies or moves mails to another folder. Returns UIDs before and after. */
  async copy(uids: number[], to: Folder, move: boolean): Promise<[number, number][]> {
    const pairs = await copyEntries(this.post.pool, { from: this.row.id, to: to.row.id, uids, move })
    to.tell()
    if (move) this.tell()
    return pairs
  }

  /** Tells all who have the folder open, ourselves too. */
  tell(): void {
    this.stir()
    publishFolderNews(this.row.id)
  }

  /** From now on it is due. */
  stir(): void {
    this.#stirred = true
  }

  /** The UIDs that are recent for whoever takes them, and for nobody else: from and to before. */
  async takeRecent(): Promise<[from: number, to: number]> {
    return takeRecent(this.post.pool, { folderId: this.row.id })
  }

  /** Octets that a mail has as it goes out. */
  sizeOf(entry: Entry): number {
    return entry.size + this.#before(entry).length
  }

  /** The mails as they go out, in order; null for one that is gone. `head`: at least the header is enough. */
  async *octets(entries: Entry[], { head = false } = {}): AsyncGenerator<[Entry, Buffer | null]> {
    if (entries.length === 1 && entries[0] && !head) {
      yield [entries[0], await this.#one(entries[0])]
      return
    }
    const most = head ? { most: headOctets } : {}
    const read = (batch: Entry[]) => octetsOf(this.post.pool, { ...askedFor(batch), ...most })
    const waiting = [...batches(entries, head)]
    // One batch is read while the one before goes out. That it failed is told when its turn comes.
    let coming = read(waiting[0] ?? [])
    for (const [place, batch] of waiting.entries()) {
      const raws = await coming
      coming = read(waiting[place + 1] ?? [])
      coming.catch(() => {})
      for (const [index, entry] of batch.entries()) {
        const raw = raws[index] ?? null
        const isShort =
          head && raw?.length === headOctets && entry.size > headOctets && !raw.includes('\n\r\n') && !raw.includes('\n\n')
        const [whole] = isShort ? await octetsOf(this.post.pool, { rawIds: [entry.rawId] }) : [raw]
        yield [entry, whole ? this.#out(entry, whole) : null]
      }
    }
  }

  /** What is remembered of mails, by UID, in no order. */
  async remembered(uids: number[], structure: boolean): Promise<[uid: number, envelope: string, structure: string | null][]> {
    return rememberedOf(this.post.pool, { folderId: this.row.id, uids, structure })
  }

  async remember(rows: Remembered[]): Promise<void> {
    await remember(this.post.pool, { folderId: this.row.id, rows })
  }

  /** Who reads one mail after the other gets those that were read ahead, and meanwhile the next are read. */
  async #one(entry: Entry): Promise<Buffer | null> {
    const isNext = entry.uid === this.#nextUid
    const place = indexOfUid(this.entries, entry.uid)
    this.#nextUid = this.entries[place + 1]?.uid ?? 0
    if (!isNext) this.#ahead = { octets: new Map(), to: 0, coming: null }
    const ahead = this.#ahead
    if (isNext && !ahead.coming && ahead.octets.size < aheadMails / 2) this.#readAhead(Math.max(place, ahead.to))
    if (isNext && !ahead.octets.has(entry.uid)) await ahead.coming
    const known = ahead.octets.get(entry.uid)
    ahead.octets.delete(entry.uid)
    const [raw] = known ? [known] : await octetsOf(this.post.pool, { rawIds: [entry.rawId] })
    return raw ? this.#out(entry, raw) : null
  }

  /** Reads the mails from a place on. What cannot be read now is asked for again when its turn comes. */
  #readAhead(from: number): void {
    const ahead = this.#ahead
    const [batch = []] = batches(this.entries.slice(from, from + aheadMails), false, aheadOctets)
    if (batch.length === 0) return
    ahead.to = from + batch.length
    ahead.coming = octetsOf(this.post.pool, askedFor(batch))
      .then(
        (raws) => {
          for (const [index, { uid }] of batch.entries()) {
            const raw = raws[index]
            if (raw) ahead.octets.set(uid, raw)
          }
        },
        () => {},
      )
      .finally(() => {
        ahead.coming = null
      })
  }

  #before({ mailId }: Entry): string {
    return this.post.reportHeader?.(mailId) ?? ''
  }

  #out(entry: Entry, raw: Buffer): Buffer {
    const before = this.#before(entry)
    return before ? Buffer.concat([Buffer.from(before, 'latin1'), raw]) : raw
  }
}

const askedFor = (batch: Entry[]): { rawIds: string[]; octets: number } => ({
  rawIds: batch.map(({ rawId }) => rawId),
  octets: batch.reduce((sum, { size }) => sum + size, 0),
})

function* batches(entries: Entry[], head: boolean, most = batchOctets): Generator<Entry[]> {
  let batch: Entry[] = []
  let octets = 0
  for (const entry of entries) {
    const size = head ? Math.min(entry.size, headOctets) : entry.size
    if (batch.length > 0 && (octets + size > most || batch.length >= batchMails)) {
      yield batch
      batch = []
      octets = 0
    }
    batch.push(entry)
    octets += size
  }
  if (batch.length > 0) yield batch
}

/** The place of a UID among entries, or of the first above it. */
export function indexOfUid(entries: readonly Entry[], uid: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.uid ?? 0) < uid) low = middle + 1
    else high = middle
  }
  return low
}
