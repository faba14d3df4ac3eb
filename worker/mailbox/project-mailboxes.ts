/**
 * The folders of all addresses that an app password opens. Each address stands at the top with its name, or as it is written, and below it are its folders;
 * a day of a sandbox stands below `Sandbox`. IMAP wants an INBOX: it is there, and empty. See docs/decisions/0034.
 */
import { addressesOfApp, type ShelfAddress } from '#prisma/app-password.ts'
import type { Opened } from '#prisma/credential.ts'
import { folderNames, folderOf, inbox, trash } from '#prisma/folder.ts'
import { Folder } from './folder.ts'
import { AddressMailboxes, type Listed, listed, type Mailboxes, type Post, type Put, type Refused } from './mailboxes.ts'
import { delimiter, isGoodName } from './names.ts'

interface Found {
  mailboxes: AddressMailboxes
  /** Of the folder, below the address. */
  rest: string
  addressId: string
}

export class ProjectMailboxes implements Mailboxes {
  readonly #post: Post
  readonly #opened: Opened

  constructor(post: Post, opened: Opened) {
    this.#post = post
    this.#opened = opened
  }

  async list(): Promise<Listed[]> {
    const tops = await this.#tops()
    const found = await folderNames(this.#post.pool, { addressIds: tops.map(([, { id }]) => id) })
    const byAddress = new Map(found.map((names) => [names.addressId, names]))
    const own: Listed = { name: inbox, exists: true, subscribed: true, isTrash: false }
    return [
      own,
      ...tops.flatMap(([top, { id }]) => {
        const names = byAddress.get(id)
        return names ? listed(names, `${top}${delimiter}`) : []
      }),
    ]
  }

  async open(name: string): Promise<Folder | null> {
    if (name !== inbox) {
      const found = await this.#find(name)
      return found ? found.mailboxes.open(found.rest) : null
    }
    const { teamId, projectId } = this.#opened
    const row = await folderOf(this.#post.pool, { addressId: projectId ?? teamId, name, make: true })
    return row && new Folder(this.#post, { teamId }, row)
  }

  async create(name: string): Promise<Refused | null> {
    if (name === inbox) return 'exists'
    const found = await this.#find(name)
    return found ? found.mailboxes.create(found.rest) : 'not-possible'
  }

  async remove(name: string): Promise<Refused | null> {
    const found = await this.#find(name)
    if (!found) return name === inbox ? 'not-possible' : 'missing'
    return found.mailboxes.remove(found.rest)
  }

  /** Within one address: a mail stays where it came. */
  async rename(name: string, to: string): Promise<Refused | null> {
    const [found, target] = [await this.#find(name), await this.#find(to)]
    if (!found) return name === inbox ? 'not-possible' : 'missing'
    return target?.addressId === found.addressId ? found.mailboxes.rename(found.rest, target.rest) : 'not-possible'
  }

  async subscribe(name: string, on: boolean): Promise<Refused | null> {
    if (name === inbox) return on ? null : 'not-possible'
    const found = await this.#find(name)
    if (!found) return on ? 'missing' : null
    return found.mailboxes.subscribe(found.rest, on)
  }

  async append(folder: Folder, put: Put): Promise<{ uid: number } | Refused> {
    const found = await this.#find(folder.name)
    return found ? found.mailboxes.append(folder, put) : 'not-possible'
  }

  async targetOf(from: Folder, to: Folder): Promise<Folder | null> {
    if (from.row.addressId === to.row.addressId) return to
    if (to.row.name !== trash) return null
    const found = await this.#find(from.name)
    return found ? found.mailboxes.open(trash) : null
  }

  /** The address that a name begins with, and what follows; null for the names of addresses themselves, and of none. */
  async #find(name: string): Promise<Found | null> {
    const fits = (await this.#tops()).filter(([top]) => name.startsWith(`${top}${delimiter}`))
    const [best] = fits.sort(([a], [b]) => b.length - a.length)
    if (!best) return null
    const [top, { id }] = best
    const prefix = `${top}${delimiter}`
    const rest = name.slice(prefix.length)
    const { teamId } = this.#opened
    const mailboxes = new AddressMailboxes(this.#post, { addressId: id, teamId, prefix })
    return { mailboxes, rest: /^inbox$/i.test(rest) ? inbox : rest, addressId: id }
  }

  async #tops(): Promise<[top: string, ShelfAddress][]> {
    const isTeam = this.#opened.projectId === null
    return topsOf(await addressesOfApp(this.#post.pool, this.#opened), isTeam)
  }
}

const longestTop = 100

/** What stands at the top of each address's folders, in order. Two of the same name are told apart by their seeds. */
export function topsOf(addresses: ShelfAddress[], ofTeam: boolean): [top: string, ShelfAddress][] {
  const named = addresses.map((address): [string, ShelfAddress] => [topOf(address, ofTeam), address])
  const times = new Map<string, number>()
  for (const [top] of named) times.set(top.toLowerCase(), (times.get(top.toLowerCase()) ?? 0) + 1)
  return named
    .map(([top, address]): [string, ShelfAddress] =>
      times.get(top.toLowerCase()) === 1 ? [top, address] : [`${top} ${address.seed}`, address],
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function topOf({ name, email, sandboxDay, project }: ShelfAddress, ofTeam: boolean): string {
  if (sandboxDay !== null) return `Sandbox${delimiter}${sandboxDay}${ofTeam && project ? ` ${plain(project)}` : ''}`
  const top = plain(name)
  return isGoodName(top) && !/^(inbox|sandbox)$/i.test(top) ? top : plain(email)
}

/** Without what a folder cannot be called. */
const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\x00-\x1f\x7f*%\\"/]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestTop)
    .trim()
