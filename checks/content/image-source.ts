import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, say, unknown, warn } from '../check.ts'
import { type FetchedImage, fetchedImages, remoteImages } from '../facts/fetched.ts'
import { few } from '../facts/few.ts'
import { fieldOf } from '../facts/octets.ts'
import { type PageImage, pageOf } from '../facts/page.ts'
import type { TestMail } from '../subject.ts'

/** Can the pictures be loaded? Those that are elsewhere are requested only when a person asks for it. */
export const imageSource: Check<TestMail> = {
  id: 'image-source',
  title: 'Where the pictures come from',
  reference: 'RFC 2392; RFC 9110 §15',
  silence: 'blocked-host',

  async run(mail, net) {
    const images = pageOf(mail)?.images.filter(({ src }) => src !== '') ?? []
    if (images.length === 0)
      return info('none', { evidence: [{ where: 'body', what: 'no pictures' }], explanation: say`The mail has no pictures.` })
    const missing = images.filter(({ src }) => isMissingPart(src, mail))
    if (missing.length > 0)
      return fail('broken', {
        evidence: few(missing.map(saw)),
        explanation:
          missing.length === 1
            ? say`The mail shows a picture that it says it brings and does not.`
            : say`The mail shows ${missing.length} pictures that it says it brings and does not.`,
        fix,
      })
    const fetched = await fetchedImages(mail, net)
    const broken = fetched?.filter(({ state }) => state === 'broken') ?? []
    const [first] = broken
    if (first)
      return fail('broken', {
        evidence: rows(broken),
        explanation:
          broken.length === 1
            ? say`A picture at ${URL.parse(first.src)?.hostname ?? ''} cannot be loaded.`
            : say`${broken.length} pictures cannot be loaded, such as one at ${URL.parse(first.src)?.hostname ?? ''}.`,
        fix,
      })
    const plain = images.filter(({ src }) => /^http:/i.test(src))
    if (plain.length > 0)
      return warn('http', {
        evidence: few(plain.map(saw)),
        explanation: say`${plain.length} pictures come over http, without encryption.`,
        fix: encrypt,
      })
    return judge(images, mail, fetched)
  },
}

function judge(images: PageImage[], mail: TestMail, fetched: FetchedImage[] | undefined): Finding {
  const remote = remoteImages(mail)
  if (remote.length > 0 && !fetched) {
    return unknown('not-fetched', {
      side: 'ours',
      evidence: few(remote.map((src) => ({ where: 'picture', what: src.slice(0, 500) }))),
      explanation: say`Nobody has asked for the pictures to be requested. Your sending service would count it as an opening.`,
    })
  }
  const walled = fetched?.filter(({ state }) => state === 'walled') ?? []
  if (walled.length > 0) {
    return unknown('blocked-host', {
      side: 'theirs',
      evidence: rows(walled),
      explanation: say`${walled.length} pictures could not be requested from here.`,
    })
  }
  const inside = images.filter(({ src }) => /^data:/i.test(src))
  if (inside.length > 0)
    return info('data-uri', {
      evidence: few(inside.map(saw)),
      explanation: say`Pictures stand in data: addresses, which Gmail and Outlook do not show.`,
    })
  return pass('ok', { evidence: fetched ? rows(fetched) : few(images.map(saw)), explanation: say`All pictures can be loaded.` })
}

const saw = ({ src, line }: PageImage): Evidence => ({ where: `HTML, line ${line}`, what: src.slice(0, 500) })
const rows = (images: FetchedImage[]): Evidence[] => few(images.map(({ src, what }) => ({ where: src.slice(0, 500), what })))

/** RFC 2392 §2: `cid:` names the Content-ID of a part. */
function isMissingPart(src: string, { structure, notParsed }: TestMail): boolean {
  if (!/^cid:/i.test(src) || notParsed) return false
  const id = decoded(src.slice(4)).toLowerCase()
  return !structure.leaves.some((leaf) => fieldOf(leaf, 'content-id').replace(/^<|>$/g, '').toLowerCase() === id)
}

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

const fix: Fix = {
  who: 'message',
  say: say`Correct the addresses that are named, or attach the missing part with the Content-ID it is shown by.`,
  why: say`The reader sees an empty frame instead.`,
}
const encrypt: Fix = {
  who: 'message',
  say: say`Load the pictures over https://, from a host under your own domain.`,
  why: say`Many mail programs do not load pictures over http, and everybody on the way sees who reads the mail.`,
}
