/**
 * SEARCH (RFC 9051 §6.4.4). What the entries know decides first; envelopes are looked at next, and the octets of a mail only when nothing else
 * has decided. Text is compared decoded, without regard to case.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { decodeWords } from 'postal-mime'
import { decodeText } from '#checks/records/transfer-encoding.ts'
import { asText } from '#checks/records/headers.ts'
import { readAddresses } from './addresses.ts'
import { minuteMs, readDay } from './dates.ts'
import { readHeader, unfolded, fieldValue } from './header.ts'
import type { Key } from './search-keys.ts'
import { OpenMail } from './sections.ts'
import type { Numbered, Selected } from './selected.ts'
import type { NumberSet } from './scanner.ts'
import type { Part } from './structure.ts'

/** How much of a mail a key must see. */
const nothing = 0
const header = 1
const everything = 2

/** The mails that match, in order. */
export async function search(selected: Selected, key: Key): Promise<Numbered[]> {
  const { folder } = selected
  const sets = new Map<NumberSet, Set<number>>()
  const all = folder.entries.map((entry, place): Numbered => ({ number: place + 1, entry }))
  const keys = key.kind === 'and' ? key.keys : [key]
  let left = all
  for (const need of [nothing, header, everything]) {
    const now = keys.filter((one) => needOf(one) === need)
    if (now.length === 0 || left.length === 0) continue
    left =
      need === nothing
        ? left.filter((one) => now.every((each) => holds(each, { ...one, selected, sets, mail: null })))
        : await read(now, need)
  }
  return left

  async function read(now: Key[], need: number): Promise<Numbered[]> {
    const found: Numbered[] = []
    let place = 0
    for await (const [, octets] of folder.octets(
      left.map(({ entry }) => entry),
      { head: need === header },
    )) {
      const one = left[place++]
      const mail = octets && new Searched(octets)
      if (one && mail && now.every((each) => holds(each, { ...one, selected, sets, mail }))) found.push(one)
      // Others have their turn between mails.
      if (place % 32 === 0) await turn()
    }
    return found
  }
}

function needOf(key: Key): number {
  if (key.kind === 'body' || key.kind === 'text') return everything
  if (key.kind === 'header' || key.kind === 'sent') return header
  if (key.kind === 'not') return needOf(key.key)
  return key.kind === 'or' || key.kind === 'and' ? Math.max(...key.keys.map(needOf)) : nothing
}

interface Candidate extends Numbered {
  selected: Selected
  /** Numbers and UIDs of the sets that were asked for. */
  sets: Map<NumberSet, Set<number>>
  mail: Searched | null
}

function holds(key: Key, candidate: Candidate): boolean {
  const { entry, mail } = candidate
  switch (key.kind) {
    case 'all':
      return true
    case 'numbers':
    case 'uids':
      return isIn(key.set, key.kind === 'uids', candidate)
    case 'flag':
      return entry.flags.some((flag) => flag.toLowerCase() === key.flag.toLowerCase())
    case 'received':
      return between(entry.receivedAt + entry.zone * minuteMs, key)
    case 'sent':
      return between(mail?.sentAt ?? entry.receivedAt + entry.zone * minuteMs, key)
    case 'age':
      return between(entry.receivedAt, key)
    case 'recent':
      return candidate.selected.isRecent(entry)
    case 'size':
      return sizeOf(candidate) >= key.least && sizeOf(candidate) <= key.most
    case 'header':
      return mail?.hasField(key.field, key.text) ?? false
    case 'body':
      return mail?.bodyHas(key.text) ?? false
    case 'text':
      return mail ? mail.headerHas(key.text) || mail.bodyHas(key.text) : false
    case 'modseq':
      return entry.modseq >= key.least
    case 'not':
      return !holds(key.key, candidate)
    case 'or':
      return key.keys.some((one) => holds(one, candidate))
    case 'and':
      return key.keys.every((one) => holds(one, candidate))
  }
}

const sizeOf = ({ selected, entry }: Candidate): number => selected.folder.sizeOf(entry)
const between = (at: number, { from, to }: { from: number; to: number }): boolean => at >= from && at < to

function isIn(set: NumberSet, byUid: boolean, { selected, sets, number, entry }: Candidate): boolean {
  let known = sets.get(set)
  if (!known) {
    const chosen = selected.chosen(set, byUid || set === '$')
    known = new Set(chosen.map((one) => one.number))
    sets.set(set, known)
  }
  return entry.uid > 0 && known.has(number)
}

const mostText = 8 * 1024 ** 2

/** A mail whose text is looked at. */
class Searched {
  readonly #mail: OpenMail
  #fields: { name: string; text: string }[] | undefined
  #body: string | undefined

  constructor(octets: Buffer) {
    this.#mail = new OpenMail(octets)
  }

  get #header(): { name: string; text: string }[] {
    const { text } = this.#mail
    this.#fields ??= readHeader(text, 0, text.length).fields.map((field) => {
      const value = unfolded(text, field)
      return { name: field.name, text: folded(decodeWords(asText(value)) + addressesIn(field.name, value)) }
    })
    return this.#fields
  }

  /** By its Date field, the day as written there, without the zone (RFC 9051 §6.4.4); undefined without one. */
  get sentAt(): number | undefined {
    const { text } = this.#mail
    const value = fieldValue(text, readHeader(text, 0, text.length).fields, 'DATE')
    const [, day, month, year] = /(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})/.exec(value ?? '') ?? []
    return readDay(`${day}-${month}-${year}`) ?? undefined
  }

  hasField(name: string, text: string): boolean {
    return this.#header.some((field) => field.name === name && field.text.includes(text))
  }

  headerHas(text: string): boolean {
    return this.#header.some((field) => `${field.name.toLowerCase()}: ${field.text}`.includes(text))
  }

  bodyHas(text: string): boolean {
    this.#body ??= folded(textIn(this.#mail))
    return this.#body.includes(text)
  }
}

const addressFields = ['FROM', 'TO', 'CC', 'BCC', 'SENDER', 'REPLY-TO']

/** Addresses without the comments and spaces that may stand in them (RFC 5322 §3.4). */
function addressesIn(name: string, value: string): string {
  if (!addressFields.includes(name) || !value.includes('(')) return ''
  const addresses = readAddresses(value).flatMap(({ mailbox, host }) => (mailbox && host ? [` ${mailbox}@${host}`] : []))
  return asText(addresses.join(''))
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase()

/** The decoded text of all text parts, of attached mails with their headers. */
function textIn(mail: OpenMail): string {
  const texts: string[] = []
  let size = 0
  const visit = (part: Part): void => {
    for (const inner of part.parts) visit(inner)
    if (part.message) {
      texts.push(decodeWords(asText(mail.text.slice(part.message.headerStart, part.message.start))))
      visit(part.message)
    }
    if (part.type !== 'TEXT' || size > mostText) return
    size += part.end - part.start
    const octets = mail.octets.subarray(part.start, Math.min(part.end, part.start + mostText))
    const charset = part.parameters.find(({ name }) => name === 'CHARSET')?.value ?? 'utf-8'
    const encoding = fieldValue(mail.text, part.fields, 'CONTENT-TRANSFER-ENCODING') ?? ''
    texts.push(decodeText(octets, `text/plain; charset="${charset.replaceAll(/["\\]/g, '')}"`, encoding))
  }
  visit(mail.structure)
  return texts.join('\n')
}
