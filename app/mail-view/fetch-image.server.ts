/**
 * One image of a mail, fetched by us because a person pressed *Load images*. The sender's server sees this Seedbed and not the reader: no cookie,
 * no referrer, no browser. It is asked only for URLs that stand in the mail (the link is signed when the mail is shown), over connections that
 * reach no private address (net/guard.ts), and what comes back is a picture of limited size or nothing.
 */
import { type Net, Unreachable } from '#checks/net.ts'
import { contentOf } from '#checks/records/magic.ts'
import { gate } from '#net/gate.ts'
import { openNet } from '#net/open.ts'
import { mailById } from '#prisma/mail.ts'
import { mayFetchPicture } from '../limits.server.ts'
import { pictureType } from './pictures.server.ts'
import { readSigned } from './signed.server.ts'

/** Octets of one image. */
export const largestFetched = 4 * 1024 * 1024
const timeoutMs = 10_000
const redirects = 3
/** Fetches under way at once in this process: what they hold in memory has a limit too. */
const pass = gate(12)

/** Answers the route of an image. Whatever goes wrong is no picture, and says no more. `client`: who asks, for the limit. */
export async function answerImage(
  { request, client }: { request: Request; client: string },
  id: string,
  net: () => Net = () => openNet({ budget: 20 }),
): Promise<Response> {
  const query = new URL(request.url).searchParams
  const u = query.get('u') ?? ''
  const state = readSigned('image', { id, u }, query)
  if (state === 'over') return nothing(410)
  if (state === 'foreign' || !(await mailById(id))) return nothing(404)
  if (!(await mayFetchPicture(client))) return nothing(429)
  const picture = await pass(() => fetchPicture(Buffer.from(u, 'base64url').toString(), net()))
  return picture ? new Response(new Uint8Array(picture.octets), { headers: headers(picture.type) }) : nothing(502)
}

/** Null when nothing came, or something else than a picture, or too much of it. */
export async function fetchPicture(url: string, net: Net): Promise<{ type: string; octets: Uint8Array } | null> {
  try {
    const got = await net.https.get(url, { maxBytes: largestFetched, timeoutMs, redirects, plain: true })
    if (got.outcome !== 'answered' || got.status !== 200 || got.truncated || !got.mediaType.startsWith('image/')) return null
    const found = contentOf(got.body)
    const type = found === 'png' || found === 'jpeg' || found === 'gif' || found === 'webp' ? `image/${found}` : got.mediaType
    return pictureType.test(type) ? { type, octets: got.body } : null
  } catch (error) {
    if (error instanceof Unreachable) return null
    throw error
  }
}

const headers = (type: string): Record<string, string> => ({
  'Content-Type': type,
  'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  // The frame it is shown in has no origin.
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Cache-Control': 'no-store',
})

const nothing = (status: number): Response => new Response(null, { status, headers: headers('text/plain') })
