/**
 * The folders of one address, for mail programs: what IMAP and POP3 know of the table. INBOX has everything, a folder for each label what came with
 * it, Trash what was thrown away; others may be made. See docs/decisions/0023.
 */
import type pg from 'pg'
import type { Opened } from '#prisma/credential.ts'
import { folderNames, folderOf, inbox, isLabel, trash } from '#prisma/mailbox.ts'
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
  mailsPerDay: number
}

/** Why something was not done. */
export type Refused = 'missing' | 'exists' | 'not-possible' | 'too-many'

const dayMs = 86_400_000

export class Mailboxes {
  readonly post: Post
  readonly opened: Opened

  constructor(post: Post, opened: Opened) {
    this.post = post
    this.opened = opened
  }

  /** All folders, INBOX first. */
  async names(): Promise<string[]> {
    const found = await folderNames(this.post.pool, this.opened)
    const others = found.filter((name) => name !== inbox && name !== trash && isLabelFolder(name)).sort()
    return [inbox, ...others, trash]
  }

  /** A folder as it is now; null when there is none of this name. */
  async open(name: string): Promise<Folder | null> {
    const { pool } = this.post
    const { addressId } = this.opened
    const asked = { addressId, name }
    const known = name === inbox || name === trash
    if (!known && !isLabelFolder(name)) return null
    const row = await folderOf(pool, { ...asked, make: known })
    if (row) return new Folder(this.post, this.opened, row)
    const made = (await isLabel(pool, asked)) ? await folderOf(pool, { ...asked, make: true }) : null
    return made && new Folder(this.post, this.opened, made)
  }

  async create(name: string): Promise<Refused | null> {
    if (!isGoodName(name) || !isLabelFolder(name)) return (await this.#isThere(name)) ? 'exists' : 'not-possible'
    if (await this.#isThere(name)) return 'exists'
    if ((await this.names()).length >= mostFolders) return 'too-many'
    await folderOf(this.post.pool, { addressId: this.opened.addressId, name, make: true })
    return null
  }

  /** The folder of a label stays while mails have it. */
  async remove(name: string): Promise<Refused | null> {
    const { pool } = this.post
    const { addressId } = this.opened
    if (name === inbox || name === trash || (await isLabel(pool, { addressId, name }))) return 'not-possible'
    const row = await folderOf(pool, { addressId, name, make: false })
    const bin = await folderOf(pool, { addressId, name: trash, make: true })
    if (!row || !bin) return 'missing'
    await removeFolder(pool, { folderId: row.id, trashId: bin.id })
    publishFolderNews(row.id)
    return null
  }

  async rename(name: string, to: string): Promise<Refused | null> {
    const { pool } = this.post
    const { addressId } = this.opened
    const fixed = name === inbox || name === trash || !isGoodName(to) || !isLabelFolder(to)
    if (fixed || (await isLabel(pool, { addressId, name }))) return 'not-possible'
    if (!(await folderOf(pool, { addressId, name, make: false }))) return 'missing'
    if (await this.#isThere(to)) return 'exists'
    return (await renameFolder(pool, { addressId, name, to })) ? null : 'exists'
  }

  /** Puts a mail into a folder: it is kept and analysed as a file that somebody brought. */
  async append(folder: Folder, asked: { octets: Buffer; flags: string[]; receivedAt: Date }): Promise<{ uid: number } | Refused> {
    const { pool, mailsPerDay } = this.post
    const { addressId, teamId } = this.opened
    // A mail is in INBOX by itself, so it cannot be in Trash alone from the beginning.
    if (folder.row.name === trash) return 'not-possible'
    const taken = await mailsSince(pool, { addressId, since: new Date(Date.now() - dayMs), most: mailsPerDay })
    if (taken >= mailsPerDay) return 'too-many'
    const put = await appendMail(pool, { folderId: folder.row.id, addressId, teamId, ...asked })
    if (!put) return 'missing'
    folder.tell()
    const at = new Date().toISOString()
    publishNews(addressId, [{ kind: 'stored', at, session: put.mailId, mailId: put.mailId, size: asked.octets.length }])
    requestAnalysis(put.mailId, 1)
    return { uid: put.uid }
  }

  async #isThere(name: string): Promise<boolean> {
    const names = await this.names()
    return names.includes(name)
  }
}

const mostFolders = 300
