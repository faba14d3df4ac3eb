/**
 * Tokens: what opens a page to whoever has it. A token is known to those it was given to only; kept is its SHA-256.
 */
import { createHash, randomBytes } from 'node:crypto'

/** How many of a token's bits are random: 128 in a link, 256 where it is used for long. */
export type TokenBits = 128 | 256
const patterns: Record<TokenBits, RegExp> = { 128: /^[A-Za-z0-9_-]{22}$/, 256: /^[A-Za-z0-9_-]{43}$/ }

/** A new token, base64url. Never begins with a dash, which a command line takes for an option. */
export const newToken = (bits: TokenBits = 128): string =>
  randomBytes(bits / 8)
    .toString('base64url')
    .replace(/^-/, '_')

/** Could this text be one of `newToken`? */
export const isToken = (text: string, bits: TokenBits = 128): boolean => patterns[bits].test(text)

/** The SHA-256 of a token, as it is kept. */
export const tokenHash = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(token).digest())

/** Where a hash must stand, and no token opens: nobody knows of what it is one. */
export const noTokenHash = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(32))
