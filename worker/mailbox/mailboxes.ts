/**
 * The folders that somebody opened with a password, for mail programs: what IMAP and POP3 know of the table. Of an address INBOX has everything, a folder
 * for each label what came with it, Trash what was thrown away; others may be made. See docs/decisions/0023.
 */
import type pg from 'pg'
import { type FolderNames, type FolderRow, folderNames, folderOf, inbox, isLabel, subscribe, trash } from '#prisma/folder.ts'
import { appendMail, removeFolder, renameFolder } from '#prisma/mailbox-changes.ts'
import { mailsSince } from '#prisma/recipient.ts'
import { publishFolderNews, publishNews } from '../news.ts'
import { requestAnalysis } from '../queue.ts'
import { Folder } from './folder.ts'
import { isGoodName, isLabelFolder } from './names.ts'

/** What every folder of a house shares. */
export interface Post {
  pool: pg.Pool
  /** Put before each mail on its way out; null when they go out as they are stored. Of the same length for all mails. */
  reportHeader: ((mailId: string) => string) | null
  /** As many may mail programs put at one address in a day. */
  appendsPerDay: number
}

/** Why something was not done. */
export type Refused = 'missing' | 'exists' | 'not-possible' | 'too-many'

/** A name in the list of folders; one that was deleted and is still subscribed to does not exist. */
export interface Listed {
  name: string
  exists: boolean
  subscribed: boolean
  isTrash: boolean
}

/** A mail that somebody puts into a folder. `zone`: minutes east of UTC in which its arrival is told. */
export interface Put {
  octets: Buffer
  flags: string[]
  receivedAt: Date
  zone: number
}

export interface Mailboxes {
  /** All folders, INBOX first. */
  list(): Promise<Listed[]>
  /** A folder as it is now; null when there is none of this name. */
  open(name: string): Promise<Folder | null>
  create(name: string): Promise<Refused | null>
  /** The folder of a label stays while mails have it. */
  remove(name: string): Promise<Refused | null>
  rename(name: string, to: string): Promise<Refused | null>
  subscribe(name: string, on: boolean): Promise<Refused | null>
  /** Puts a mail into a folder: it is kept and analysed as a file that somebody brought. */
  append(folder: Folder, put: Put): Promise<{ uid: number } | Refused>
  /** Where a mail of this folder goes when it is moved to that one: the same, or the Trash of its own address for another's; null for nowhere. */
  targetOf(from: Folder, to: Folder): Promise<Folder | null>
}

const dayMs = 86_400_000
const mostFolders = 300

export class AddressMailboxes implements Mailboxes {
  readonly #post: Post
  readonly #addressId: string
  readonly #teamId: string
  /** Before the name of each folder, where it is one of many addresses. */
  readonly #prefix: string

  constructor(post: Post, { addressId, teamId, prefix = '' }: { addressId: string; teamId: string; prefix?: string }) {
    this.#post = post
    this.#addressId = addressId
    this.#teamId = teamId
    this.#prefix = prefix
  }

  async list(): Promise<Listed[]> {
    const found = await folderNames(this.#post.pool, { addressIds: [this.#addressId] })
    return found.flatMap((names) => listed(names))
  }

  async open(name: string): Promise<Folder | null> {
    const { pool } = this.#post
    const asked = { addressId: this.#addressId, name }
    const known = name === inbox || name === trash
    if (!known && !isLabelFolder(name)) return null
    const row = await folderOf(pool, { ...asked, make: known })
    if (row) return this.#folder(row)
    const made = (await isLabel(pool, asked)) ? await folderOf(pool, { ...asked, make: true }) : null
    return made && this.#folder(made)
  }

  async create(name: string): Promise<Refused | null> {
    const there = (await this.list()).filter(({ exists }) => exists).map((one) => one.name)
    if (there.includes(name)) return 'exists'
    if (!isGoodName(name) || !isLabelFolder(name)) return 'not-possible'
    if (there.length >= mostFolders) return 'too-many'
    await folderOf(this.#post.pool, { addressId: this.#addressId, name, make: true })
    return null
  }

  async remove(name: string): Promise<Refused | null> {
    const { pool } = this.#post
    const addressId = this.#addressId
    if (name === inbox || name === trash || (await isLabel(pool, { addressId, name }))) return 'not-possible'
    const row = await folderOf(pool, { addressId, name, make: false })
    const bin = await folderOf(pool, { addressId, name: trash, make: true })
    if (!row || !bin) return 'missing'
    await removeFolder(pool, { folderId: row.id, trashId: bin.id })
    publishFolderNews(row.id)
    return null
  }

  async rename(name: string, to: string): Promise<Refused | null> {
    const { pool } = this.#post
    const addressId = this.#addressId
    const fixed = name === inbox || name === trash || !isGoodName(to) || !isLabelFolder(to)
    if (fixed || (await isLabel(pool, { addressId, name }))) return 'not-possible'
    if (!(await folderOf(pool, { addressId, name, make: false }))) return 'missing'
    if ((await this.list()).some((one) => one.exists && one.name === to)) return 'exists'
    return (await renameFolder(pool, { addressId, name, to })) ? null : 'exists'
  }

  async subscribe(name: string, on: boolean): Promise<Refused | null> {
    if (name !== inbox && name !== trash && !isLabelFolder(name)) return on ? 'missing' : null
    return (await subscribe(this.#post.pool, { addressId: this.#addressId, name, on })) ? null : 'too-many'
  }

  async append(folder: Folder, put: Put): Promise<{ uid: number } | Refused> {
    const { pool, appendsPerDay } = this.#post
    const [addressId, teamId] = [this.#addressId, this.#teamId]
    // A mail is in INBOX by itself, so it cannot be in Trash alone from the beginning.
    if (folder.row.name === trash) return 'not-possible'
    const taken = await mailsSince(pool, { addressId, since: new Date(Date.now() - dayMs), most: appendsPerDay })
    if (taken >= appendsPerDay) return 'too-many'
    const done = await appendMail(pool, { folderId: folder.row.id, addressId, teamId, ...put })
    if (!done) return 'missing'
    folder.tell()
    const at = new Date().toISOString()
    publishNews(addressId, [{ kind: 'stored', at, session: done.mailId, mailId: done.mailId, size: put.octets.length }])
    requestAnalysis(done.mailId, 1)
    return { uid: done.uid }
  }

  async targetOf(_from: Folder, to: Folder): Promise<Folder | null> {
    return to
  }

  #folder(row: FolderRow): Folder {
    return new Folder(this.#post, { teamId: this.#teamId, name: `${this.#prefix}${row.name}` }, row)
  }
}

/** The folders of an address in the order in which they are shown. Ours are subscribed to unless somebody did away with that; others when somebody did so. */
export function listed({ labels, made, subscribed, unsubscribed }: FolderNames, prefix = ''): Listed[] {
  const ours = new Set([inbox, trash, ...labels.filter(isLabelFolder)])
  const others = new Set([...labels, ...made].filter((name) => name !== inbox && name !== trash && isLabelFolder(name)))
  const there = [inbox, ...[...others].sort(), trash]
  const gone = subscribed.filter((name) => !there.includes(name))
  return [...there, ...gone].map((name, place) => ({
    name: `${prefix}${name}`,
    exists: place < there.length,
    subscribed: subscribed.includes(name) || (ours.has(name) && !unsubscribed.includes(name)),
    isTrash: name === trash,
  }))
}
