/** What every answer tells the browser about how to treat it. An answer may set its own instead. */
import type { ServerResponse } from 'node:http'
import { env } from '#env'

/** Nothing but our own files; inline only what carries this answer's nonce, and style attributes, which charts are drawn with. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src ${env.CONTENT_URL ?? "'self'"}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const powers = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
const twoYears = 63_072_000

export function setSecurityHeaders(response: ServerResponse, { nonce, secure }: { nonce: string; secure: boolean }): void {
  response.setHeader('Content-Security-Policy', policy(nonce))
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('X-Frame-Options', 'DENY')
  response.setHeader('Referrer-Policy', 'same-origin')
  // Browsers look up the names in links before anybody presses them; ours may come from a mail.
  response.setHeader('X-DNS-Prefetch-Control', 'off')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
  response.setHeader('Permissions-Policy', powers.map((power) => `${power}=()`).join(', '))
  // Over http it would be ignored, and must not be sent (RFC 6797 §7.2).
  if (secure) response.setHeader('Strict-Transport-Security', `max-age=${twoYears}`)
}

/** For an address that is itself a secret, or an id that opens something: it goes to nobody, and into no index. */
export function keepPathSecret(response: ServerResponse): void {
  response.setHeader('Referrer-Policy', 'no-referrer')
  response.setHeader('X-Robots-Tag', 'noindex, nofollow')
}
