/**
 * Where the images of a mail are shown from: those in the mail itself as `data:` URIs, those elsewhere not at all, until a person asks. All
 * of it has limits: a mail can name one large part a thousand times.
 */
import { contentOf } from '#checks/records/magic.ts'
import type { Part } from '#checks/records/mime.ts'
import type { Scheme, Sight } from './css.server.ts'
import { octetsOf, type TakenApart, fieldOf } from './parts.server.ts'

/** Images elsewhere that are fetched for one look. */
const mostRemote = 100
const longestUrl = 4096
/** Octets of one image in the mail, and of all that are shown, each as often as it is. */
const largestImage = 2 * 1024 * 1024
const mostOctets = 12 * 1024 * 1024
const mostParts = 100

/** Types that are pictures and nothing else: SVG is a document. */
export const pictureType = /^image\/(?:png|apng|gif|jpeg|jpg|pjpeg|webp|avif|bmp|x-ms-bmp|x-icon|vnd\.microsoft\.icon)$/

export interface Pictures extends Sight {
  /** Distinct images elsewhere, https and http; at most 100. */
  remote: Set<string>
  /** Images of the mail that could not be shown: no such part, too large, not a picture. */
  missing: number
}

/** `through`: where an image elsewhere is shown from, when somebody asked for it. */
export function picturesOf(mail: TakenApart, scheme: Scheme, through?: (url: string) => string): Pictures {
  const parts = new Map<string, Part>()
  const known = new Map<string, string | undefined>()
  let left = mostOctets
  const pictures: Pictures = { scheme, image, remote: new Set(), missing: 0 }
  for (const leaf of mail.structure.leaves) {
    const id = fieldOf(leaf.headers, 'content-id').replace(/^<|>$/g, '')
    if (id && !parts.has(id) && parts.size < mostParts) parts.set(id, { ...leaf, parts: [] })
  }

  function image(text: string): string | undefined {
    if (/^cid:/i.test(text)) return own(text.slice(4))
    if (/^data:/i.test(text))
      return counted(pictureType.test(/^data:([^;,]*)/i.exec(text)?.[1]?.toLowerCase() ?? '') ? text : undefined)
    const url = text.length <= longestUrl ? URL.parse(text) : null
    if (!url || !/^https?:$/.test(url.protocol)) return undefined
    if (!pictures.remote.has(url.href) && pictures.remote.size >= mostRemote) return undefined
    pictures.remote.add(url.href)
    return through?.(url.href)
  }

  function own(name: string): string | undefined {
    const id = decoded(name)
    const part = parts.get(id)
    if (!known.has(id)) known.set(id, part && asData(mail.octets, part))
    return counted(known.get(id))
  }

  function counted(text: string | undefined): string | undefined {
    if (text !== undefined && text.length <= left) {
      left -= text.length
      return text
    }
    pictures.missing += 1
    return undefined
  }

  return pictures
}

function asData(octets: Buffer, part: Part): string | undefined {
  if (part.end - part.start > 1.5 * largestImage) return undefined
  const image = octetsOf(octets, part)
  const found = contentOf(image)
  const type = found === 'png' || found === 'jpeg' || found === 'gif' || found === 'webp' ? `image/${found}` : part.type
  if (image.length > largestImage || !pictureType.test(type)) return undefined
  return `data:${type};base64,${image.toString('base64')}`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
