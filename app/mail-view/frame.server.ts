/**
 * The mail's HTML as a page of its own, to stand in a frame: no script, no form, nothing from elsewhere, and an origin that is nobody's even
 * when it is opened by itself. No cookie is read here: the link carries what opens it, for five minutes.
 */
import { env } from '#env'
import { mailById, mailRaw } from '#prisma/mail.ts'
import { type Cleaned, cleanHtml } from './clean.server.ts'
import type { Scheme } from './css.server.ts'
import { type TakenApart, takeApart, textOfType } from './parts.server.ts'
import { picturesOf, type Pictures } from './pictures.server.ts'
import { readSigned, signed } from './signed.server.ts'
import { decodeText } from '#checks/records/transfer-encoding.ts'

/** Octets of decoded HTML after which Gmail shows no more. */
export const gmailCut = 102 * 1024

export interface Look {
  scheme: Scheme
  /** Did somebody ask for the images? */
  images: boolean
}

/** The path, or the URL when CONTENT_URL is set, of the frame. */
export function frameLink(id: string, { scheme, images }: Look, now?: number): string {
  return `${env.CONTENT_URL ?? ''}/mail/${id}/html?${signed('frame', { id, scheme, images: images ? '1' : '' }, now)}`
}

/** The path of one image of the mail, through us. */
const imageLink = (id: string, url: string): string => {
  const u = Buffer.from(url).toString('base64url')
  return `/mail/${id}/image?${signed('image', { id, u })}`
}

/**
 * What the page needs to know of it, and what the frame shows. `before`: what is done to the HTML before it is read. Null when the mail has
 * none.
 */
export function lookAt(
  mail: TakenApart,
  scheme: Scheme,
  through?: (url: string) => string,
  before = (html: string): string => html,
): Looked | null {
  const part = textOfType(mail, 'text/html')
  if (!part) return null
  const { octets, contentType } = part
  const text = before(part.text)
  const lineAt = octets.length > gmailCut ? decodeText(octets.subarray(0, gmailCut), contentType, '').length : undefined
  const pictures = picturesOf(mail, scheme, through)
  return { ...cleanHtml(text, pictures, lineAt), pictures, size: octets.length }
}

export interface Looked extends Cleaned {
  pictures: Pictures
  /** Decoded octets. */
  size: number
}

/** Answers the frame's route. */
export async function answerFrame(request: Request, id: string): Promise<Response> {
  const url = new URL(request.url)
  const [scheme, images] = [url.searchParams.get('scheme') ?? '', url.searchParams.get('images') ?? '']
  const state = readSigned('frame', { id, scheme, images }, url.searchParams)
  if (state === 'over') return said(410, 'This preview has ended. Load the page around it again.')
  const octets = state === 'open' && (await mailById(id)) ? await mailRaw({ mailId: id }) : null
  const looked =
    octets && lookAt(takeApart(octets), scheme === 'dark' ? 'dark' : 'light', images ? (one) => imageLink(id, one) : undefined)
  return looked ? frameOf(looked, images ? `${url.origin}/mail/${id}/image` : '') : nothingFramed()
}

/** The frame. `pictures`: where its images may be loaded from; '' for nowhere. */
export const frameOf = (looked: Looked, pictures = ''): Response => new Response(page(looked), { headers: headers(pictures) })

export const nothingFramed = (): Response => said(404, 'There is nothing here, or it is not yours to read.')

const policy = (pictures: string): string =>
  `sandbox allow-popups; default-src 'none'; img-src data:${pictures && ` ${pictures}`}; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'`

const headers = (pictures = ''): Record<string, string> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': policy(pictures),
  'X-Content-Type-Options': 'nosniff',
  // Another origin is framed by ours, and by an empty value the header is left out.
  'X-Frame-Options': env.CONTENT_URL ? '' : 'SAMEORIGIN',
  // A document of no origin that is opened by itself would else not be shown at all.
  'Cross-Origin-Opener-Policy': 'unsafe-none',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex, nofollow',
  'Cache-Control': 'private, no-store',
})

const said = (status: number, text: string): Response =>
  new Response(`<!doctype html><title>Seedbed</title><p>${text}`, { status, headers: headers() })

/** Our own sheet stands first: whatever the mail says of itself goes over it. */
const ownStyle = 'body{font-family:Arial,Helvetica,sans-serif;overflow-wrap:break-word}img{max-width:100%}'

function page({ open, style, body, pictures }: Looked): string {
  const { scheme } = pictures
  return `<!doctype html>
${open.replace('\n<body', `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="${scheme === 'dark' ? 'dark' : 'light only'}"><meta name="referrer" content="no-referrer"><title>Preview of a mail</title><style>${ownStyle}</style><style>${style}</style></head>\n<body`)}${body}</body></html>`
}
