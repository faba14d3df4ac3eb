/**
 * The links of a mail: of its HTML and of its text, each address once, and what they are for. Found once for a mail; nothing is requested.
 */
import type { Evidence } from '../check.ts'
import { fieldsNamed } from '../records/headers.ts'
import { kindOfLink, type LinkKind, offersToLeave } from '../records/link-words.ts'
import { readListUnsubscribe } from '../records/list-unsubscribe.ts'
import type { TestMail } from '../subject.ts'
import { type Hiding, pageOf } from './page.ts'

export interface MailLink {
  /** As written. */
  address: string
  /** Undefined: no address that could be opened. */
  url: URL | undefined
  /** What stands on it, or in its line. */
  label: string
  where: 'html' | 'text'
  hidden: Hiding | undefined
  /** CSS pixels. */
  fontSize: number
  /** Counted from 1. */
  line: number
  kind: LinkKind | undefined
}

const mostLinks = 1000
/** Characters of a text in which links are looked for. */
const lookedThrough = 512 * 1024

const known = new WeakMap<TestMail, MailLink[]>()

/** All links, those of the HTML first. Never throws. */
export function linksOf(mail: TestMail): MailLink[] {
  const links = known.get(mail) ?? findLinks(mail)
  known.set(mail, links)
  return links
}

/** What the reader of the shown part can open: that of the HTML, where there is one. */
export function shownLinks(mail: TestMail): MailLink[] {
  const shown = mail.html === undefined ? 'text' : 'html'
  return linksOf(mail).filter(({ where }) => where === shown)
}

/** The links that lead to a web page. */
export const webLinks = (mail: TestMail): (MailLink & { url: URL })[] =>
  linksOf(mail).filter((one): one is MailLink & { url: URL } => one.url !== undefined && isWeb(one.url))

const isWeb = ({ protocol, hostname }: URL): boolean => (protocol === 'https:' || protocol === 'http:') && hostname !== ''

/** Addresses in List-Unsubscribe. */
export function listUnsubscribeOf({ headers }: TestMail): ReturnType<typeof readListUnsubscribe> {
  return readListUnsubscribe(fieldsNamed(headers, 'list-unsubscribe').map(({ value }) => value))
}

/** May this link be requested? Not when it does something, and not when it is the one in List-Unsubscribe. */
export function mayBeRequested(mail: TestMail): (link: MailLink & { url: URL }) => boolean {
  const { https, http } = listUnsubscribeOf(mail)
  const leaving = new Set([...https, ...http].map((one) => placeOf(URL.parse(one))))
  return ({ kind, url }) => kind === undefined && !leaving.has(placeOf(url))
}

const placeOf = (url: URL | null): string => (url ? `${url.host}${url.pathname}` : '')

function findLinks(mail: TestMail): MailLink[] {
  const found = new Map<string, MailLink>()
  const add = (link: MailLink) => {
    const key = `${link.where} ${link.url?.href ?? link.address}`
    const first = found.get(key)
    // Of two links to one place the visible one counts, and the one that says what it is for.
    if (!first && found.size < mostLinks) found.set(key, link)
    else if (first && ((first.hidden && !link.hidden) || (!first.kind && link.kind))) found.set(key, link)
  }
  for (const { href, text, hidden, fontSize, line } of pageOf(mail)?.anchors ?? []) {
    if (href === '' || href.startsWith('#')) continue
    add({ ...named(href, text), where: 'html', hidden, fontSize, line })
  }
  for (const { address, label, line } of inText(mail.text ?? '')) {
    add({ ...named(address, label), where: 'text', hidden: undefined, fontSize: 16, line })
  }
  return [...found.values()]
}

function named(address: string, label: string): Pick<MailLink, 'address' | 'url' | 'label' | 'kind'> {
  return { address, url: URL.parse(address) ?? undefined, label, kind: kindOfLink({ address, label }) }
}

const inLine = /(?:https?:\/\/|mailto:|\bwww\.)[^\s<>"\u3000]{1,4000}|[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/gi

/** Addresses in a text. An e-mail address is a link only where its line speaks of leaving: programs make one of it. */
function* inText(text: string): Generator<{ address: string; label: string; line: number }> {
  const lines = text.slice(0, lookedThrough).split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (!/[@:]|www\./i.test(line)) continue
    for (const [found] of line.slice(0, 8000).matchAll(inLine)) {
      const address = withoutEnd(found)
      // Often the address has a line of its own, and the words stand above.
      const alone = line.trim() === found
      const label = `${alone ? (lines[index - 1] ?? '').slice(0, 200) : ''} ${line.slice(0, 500)}`.replace(found, ' ').trim()
      if (/^(?:https?|mailto):/i.test(address)) yield { address, label, line: index + 1 }
      else if (/^www\./i.test(address)) yield { address: `http://${address}`, label, line: index + 1 }
      else if (offersToLeave({ address: '', label })) yield { address: `mailto:${address}`, label, line: index + 1 }
    }
  }
}

const ends = new Set('.,;:!?\'"»”’*_')

/** What ends the sentence is not the address; a closing bracket is, as long as it was opened in it. */
function withoutEnd(address: string): string {
  const count = (mark: string) => address.split(mark).length - 1
  const surplus: Record<string, number> = { ')': count(')') - count('('), ']': count(']') - count('[') }
  let end = address.length
  for (let last = address[end - 1] ?? ''; ends.has(last) || (surplus[last] ?? 0) > 0; last = address[end - 1] ?? '') {
    if (last in surplus) surplus[last] = (surplus[last] ?? 0) - 1
    end--
  }
  return address.slice(0, end)
}

/** Links as evidence. */
export function sawLinks(links: readonly MailLink[]): Evidence[] {
  return links.map(({ address, label, where, line }) => ({
    where: `${where === 'html' ? 'HTML' : 'text'}, line ${line}`,
    what: label === '' ? address.slice(0, 500) : `${label.slice(0, 100)} → ${address.slice(0, 500)}`,
  }))
}
