/**
 * What POP3 shows of an address: the mails of INBOX as they were when somebody logged in, numbered from 1. What comes later is there next time. What
 * is deleted meanwhile elsewhere cannot be read any more, and keeps its number: no lock is needed, and several may read at once.
 */
import type { Opened } from '#prisma/credential.ts'
import { trash } from '#prisma/folder.ts'
import type { Entry, Folder } from '../mailbox/folder.ts'
import type { Mailboxes } from '../mailbox/mailboxes.ts'

export interface Numbered {
  number: number
  entry: Entry
}

export class Maildrop {
  readonly opened: Opened
  #folder: Folder
  #mailboxes: Mailboxes
  #entries: readonly Entry[]
  #deleted = new Set<number>()

  constructor({ opened, mailboxes, folder }: { opened: Opened; mailboxes: Mailboxes; folder: Folder }) {
    this.opened = opened
    this.#mailboxes = mailboxes
    this.#folder = folder
    this.#entries = [...folder.entries]
  }

  /** Those that were not deleted in this session. */
  get mails(): Numbered[] {
    return this.#entries.flatMap((entry, index) => (this.#deleted.has(entry.uid) ? [] : [{ number: index + 1, entry }]))
  }

  /** Null when there is none of this number, or it was deleted in this session. */
  find(number: number): Entry | null {
    const entry = this.#entries[number - 1]
    return entry && !this.#deleted.has(entry.uid) ? entry : null
  }

  sizeOf(entry: Entry): number {
    return this.#folder.sizeOf(entry)
  }

  /** Never given again, nor to a mail that was put there again (RFC 1939 §7). */
  idOf({ uid }: Entry): string {
    return `${this.#folder.row.uidValidity}.${uid}`
  }

  /** The mail as it goes out; `head`: at least its header. Null when it was deleted elsewhere. */
  async octetsOf(entry: Entry, { head }: { head: boolean }): Promise<Buffer | null> {
    for await (const [, octets] of this.#folder.octets([entry], { head })) return octets
    return null
  }

  delete({ uid }: Entry): void {
    this.#deleted.add(uid)
  }

  restore(): void {
    this.#deleted.clear()
  }

  /** What was deleted goes to Trash: many programs delete whatever they have read, and a report must not go because it was fetched. */
  async commit(): Promise<void> {
    if (this.#deleted.size === 0) return
    const bin = await this.#mailboxes.open(trash)
    if (!bin) return
    await bin.touch()
    await this.#folder.copy([...this.#deleted], bin, true)
  }
}
