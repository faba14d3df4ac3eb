/** The door: where the box leads with what was typed or pasted. */
import { registrableDomain } from '#checks/records/names.ts'
import { addressByToken } from '#prisma/address.ts'
import { isSeed, normalizeSeed, readSeed } from '#prisma/seed.ts'
import { env } from '#env'
import { type Who, whoAsks } from '../who.server.ts'
import { pathOfTyped, readDoor, readHost, usualPorts } from '../probe/subject.server.ts'
import { type NoSubject, pathOf, readSubject } from './subject.server.ts'
import { readTyped } from './typed.server.ts'

/** A page that may have been meant. */
export interface Meant {
  label: string
  path: string
}

/** The path of a page; or a page that takes the text itself, by POST in the field `text`; or why there is none, and what may have been meant. */
export type Way =
  | { path: string }
  | { takesText: '/bounce' | '/upload' }
  | { problem: Omit<NoSubject, 'code'> & { code: NoSubject['code'] | 'seed-address' }; meant: Meant[] }

export async function wayOf(typed: string, request: Request): Promise<Way> {
  const text = typed.trim()
  const own = await ownAddress(text, request)
  if (own) return own
  const host = hostIn(text)
  if (host !== undefined) return { path: pathOfTyped(host) }
  const read = readSubject(text)
  if ('subject' in read) return { path: pathTo(read) }
  if (read.code === 'bounce') return { takesText: '/bounce' }
  if (read.code === 'headers') return { takesText: '/upload' }
  return { problem: read, meant: meantBy(text, read) }
}

/** Names that only mail servers are given, below a domain. */
const ofMailServer = /^(?:mx|smtp|imap|pop3?|mta|relay|submission)[\d-]*(?:\.|-[\w-]*\.)/

/** A host whose ports are meant: it stands with one of them, or has a name that no domain has. */
function hostIn(text: string): string | undefined {
  const door = readDoor(text)
  if (door && usualPorts.includes(door.port) && 'host' in readHost(door.host)) return text
  const read = readTyped(text)
  const isHost = 'domain' in read && read.domain === text.toLowerCase() && registrableDomain(read.domain) !== read.domain
  return isHost && ofMailServer.test(read.domain) ? read.domain : undefined
}

const pathTo = (read: Extract<ReturnType<typeof readSubject>, { subject: string }>): string => pathOf({ ...read, id: '' })

/** The token of an address of ours, or the address itself: its page, when this browser may open it. */
async function ownAddress(text: string, request: Request): Promise<Way | undefined> {
  if (await addressByToken(text)) return { path: `/a/${text}` }
  const [, local = '', domain = ''] = /^(?:mailto:)?([^\s@]{1,64})(?:@([\w.-]{1,253}))?$/i.exec(text) ?? []
  const ours = domain !== '' && env.SEED_DOMAINS.some((one) => `.${domain.toLowerCase()}`.endsWith(`.${one}`))
  if (domain !== '' ? !ours : !isSeed(normalizeSeed(local))) return undefined
  const seeds = readSeed(local).map(({ seed }) => seed)
  const token = await tokenOfSeed(await whoAsks(request), seeds)
  if (token !== undefined) return { path: `/a/${token}` }
  if (!ours) return undefined
  const say = 'This is a test address of this Seedbed. Its page opens in the browser that took it, or with its link.'
  return { problem: { code: 'seed-address', say }, meant: [] }
}

async function tokenOfSeed({ tokens }: Who, seeds: string[]): Promise<string | undefined> {
  const held = await Promise.all(tokens.map(async (token) => ({ token, address: await addressByToken(token) })))
  return held.find(({ address }) => address && seeds.includes(address.seed))?.token
}

const mostMeant = 5
/** Characters in which something that was meant is looked for. */
const mostRead = 4000

/** Domains and addresses that stand somewhere in the text. */
function meantBy(text: string, { suggestion }: NoSubject): Meant[] {
  if (suggestion !== undefined) return [{ label: suggestion, path: `/domain/${suggestion}` }]
  const words = text.slice(0, mostRead).match(/[\p{L}\p{N}][\p{L}\p{N}._:@-]*[\p{L}\p{N}]/gu) ?? []
  const found = words.slice(0, 200).flatMap((word) => {
    const read = /[.:]/.test(word) ? readSubject(word) : undefined
    return read && 'subject' in read ? [{ label: read.subject, path: pathTo(read) }] : []
  })
  return [...new Map(found.map((one) => [one.path, one])).values()].slice(0, mostMeant)
}
