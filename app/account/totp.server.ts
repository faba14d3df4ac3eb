/** Time-based one-time passwords (RFC 6238): six digits, HMAC-SHA-1, steps of 30 seconds, as every authenticator has them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const stepSeconds = 30
const digits = 6
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A secret of 160 bits, as RFC 4226 §4 recommends. */
export const newSecret = (): Buffer => randomBytes(20)

/** As it is typed into an authenticator (RFC 4648 §6, without padding). */
export function secretText(secret: Buffer): string {
  const bits = [...secret].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => base32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What the square picture says to an authenticator. */
export function secretUri(secret: Buffer, { issuer, account }: { issuer: string; account: string }): string {
  const name = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${name}?secret=${secretText(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`
}

/** The code of a time step (RFC 4226 §5.3). */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

export const stepAt = (now: number): number => Math.floor(now / 1000 / stepSeconds)

/** The time step of which this is the code: this one, or one beside it, for clocks that differ (RFC 6238 §5.2). Null for another. */
export function stepOfCode(secret: Buffer, typed: string, now = Date.now()): number | null {
  const code = typed.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return null
  const fits = [0, -1, 1]
    .map((difference) => stepAt(now) + difference)
    .filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)))
  return fits[0] ?? null
}
