/**
 * Where the links of a mail lead, and what its pictures weigh: only when a person asked for it, because a request can confirm, unsubscribe or
 * use up what is meant for the reader. Each step goes past the guard; what a link does is looked at before each step.
 */
import { type Fetched, type GetOptions, type Net, Unreachable } from '../net.ts'
import { kindOfLink } from '../records/link-words.ts'
import type { TestMail } from '../subject.ts'
import { atOnce } from './at-once.ts'
import { type MailLink, mayBeRequested, webLinks } from './links.ts'
import { pageOf } from './page.ts'
import { remember } from './remember.ts'

export interface FollowedLink {
  link: MailLink & { url: URL }
  /** `walled`: a server that lets no program in, or silence; nothing is known then. */
  state: 'ok' | 'broken' | 'walled'
  /** The last address met. */
  end: URL
  /** What it came to, in a few words. */
  what: string
}

/** What may be requested of one mail. */
const mostRequests = 100
const atATime = 6
const mostRedirects = 5

const asking: GetOptions = { maxBytes: 1024, timeoutMs: 8000, redirects: 0, plain: true, patient: true }

/** The links that were followed; undefined when nobody asked for it. */
export async function followedLinks(mail: TestMail, net: Net): Promise<FollowedLink[] | undefined> {
  if (mail.terms.links !== true) return undefined
  return await remember(net, 'followed-links', async () => {
    const links = webLinks(mail).filter(mayBeRequested(mail))
    const first = [...Map.groupBy(links, ({ url }) => withoutFragment(url)).values()].flatMap((some) => some.slice(0, 1))
    return await atOnce(first.slice(0, mostRequests), atATime, (link) => follow(link, net))
  })
}

const withoutFragment = (url: URL): string => url.href.replace(/#.*$/, '')

/** Where this address ends; undefined when it was not followed, or nobody knows. */
export async function endOf(url: URL, mail: TestMail, net: Net): Promise<URL | undefined> {
  const followed = await followedLinks(mail, net)
  const found = followed?.find(({ link }) => withoutFragment(link.url) === withoutFragment(url))
  return found?.state === 'ok' ? found.end : undefined
}

/** The hosts at which followed links ended. */
export async function endHostsOf(mail: TestMail, net: Net): Promise<string[]> {
  return ((await followedLinks(mail, net)) ?? []).map(({ end }) => end.hostname)
}

async function follow(link: FollowedLink['link'], net: Net): Promise<FollowedLink> {
  let end = link.url
  for (let hops = 0; ; hops++) {
    const { state, what, next } = await look(end, net)
    if (!next || state !== 'ok') return { link, state, end, what }
    end = next
    if (hops >= mostRedirects) return { link, state: 'walled', end, what: `more than ${mostRedirects} redirects` }
    if (kindOfLink({ address: next.href, label: '' }))
      return { link, state: 'ok', end, what: `${what}, leads on to what is not requested` }
  }
}

type Seen = Pick<FollowedLink, 'state' | 'what'> & { next?: URL | undefined }

async function look(url: URL, net: Net): Promise<Seen> {
  const head = read(await get(url, { ...asking, method: 'HEAD' }, net), url)
  if (head.state === 'ok') return head
  if ('final' in head && head.final) return head
  // Many servers do not answer HEAD as they should, and a failure may be gone a moment later.
  return read(await get(url, { ...asking, ranged: true }, net), url)
}

async function get(url: URL, options: GetOptions, net: Net): Promise<Fetched | Unreachable> {
  try {
    return await net.https.get(url.href, options)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

function read(got: Fetched | Unreachable, from: URL): Seen & { final?: boolean } {
  if (got instanceof Unreachable) return { state: 'walled', what: `no answer (${got.reason})`, final: true }
  switch (got.outcome) {
    case 'no-host':
      return { state: 'broken', what: 'no such host', final: true }
    case 'bad-certificate':
      return { state: 'broken', what: `certificate: ${got.problem}`, final: true }
    case 'no-tls':
      return { state: 'broken', what: `no TLS: ${got.reason}`, final: true }
    case 'closed':
      return { state: 'walled', what: 'connection refused', final: true }
    default:
      return readStatus(got.status, got.headers.location, from)
  }
}

function readStatus(status: number, location: string | undefined, from: URL): Seen {
  const next = status >= 300 && status < 400 && location !== undefined ? (URL.parse(location, from) ?? undefined) : undefined
  if (next && /^https?:$/.test(next.protocol)) return { state: 'ok', what: String(status), next }
  if (status >= 200 && status < 400) return { state: 'ok', what: String(status) }
  const broken = status === 404 || status === 410 || (status >= 500 && status < 600 && status !== 503)
  return { state: broken ? 'broken' : 'walled', what: String(status) }
}

export interface FetchedImage {
  src: string
  state: 'ok' | 'broken' | 'walled'
  /** Octets, undefined when nobody knows. */
  size: number | undefined
  what: string
}

/** Octets of a picture that are read at most. */
const mostOctets = 1_200_000

/** The remote pictures; undefined when nobody asked for them. */
export async function fetchedImages(mail: TestMail, net: Net): Promise<FetchedImage[] | undefined> {
  if (mail.terms.images !== true) return undefined
  return await remember(net, 'fetched-images', async () => {
    const sources = [...new Set(remoteImages(mail))].slice(0, mostRequests)
    return await atOnce(sources, atATime, (src) => fetchImage(src, net))
  })
}

/** Addresses of pictures that are elsewhere. */
export function remoteImages(mail: TestMail): string[] {
  return (pageOf(mail)?.images ?? []).map(({ src }) => src).filter((src) => /^(?:https?:)?\/\//i.test(src))
}

async function fetchImage(src: string, net: Net): Promise<FetchedImage> {
  const url = URL.parse(src, 'https://invalid.invalid/')
  if (!url) return { src, state: 'broken', size: undefined, what: 'no address' }
  const options = { ...asking, redirects: mostRedirects }
  const head = readImage(await get(url, { ...options, method: 'HEAD' }, net), src)
  if (head.state === 'ok' && head.size !== undefined) return head
  return readImage(await get(url, { ...options, maxBytes: mostOctets }, net), src)
}

function readImage(got: Fetched | Unreachable, src: string): FetchedImage {
  if (got instanceof Unreachable || got.outcome !== 'answered') {
    const { state, what } = read(got, new URL('https://invalid.invalid/'))
    return { src, state, size: undefined, what }
  }
  const { state, what } = readStatus(got.status, undefined, new URL(got.url))
  if (state !== 'ok') return { src, state, size: undefined, what }
  if (!got.mediaType.startsWith('image/'))
    return { src, state: 'broken', size: undefined, what: `${what}, ${got.mediaType || 'no type'}` }
  const declared = Number(got.headers['content-length'])
  const size = Number.isSafeInteger(declared) && declared > 0 ? declared : got.body.length > 0 ? got.body.length : undefined
  return { src, state: 'ok', size, what: `${what}, ${got.mediaType}${size === undefined ? '' : `, ${size} bytes`}` }
}
