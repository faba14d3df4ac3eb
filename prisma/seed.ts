/**
 * The seed: the local part of a seed address. 80 random bits as 16 characters of Crockford's base32 in lower case. People copy it by
 * hand, so any case and hyphens are accepted, and what looks alike reads alike: `o` as `0`, `i` and `l` as `1`.
 */
import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const seedPattern = /^[0-9a-hjkmnp-tv-z]{16}$/

/** A new seed, 80 random bits. */
export function newSeed(): string {
  const bytes = randomBytes(16)
  return Array.from(bytes, (byte) => alphabet[byte & 31]).join('')
}

/** As shown to people: groups of four. */
export const groupSeed = (seed: string): string => seed.match(/.{1,4}/g)?.join('-') ?? seed

/** One way to write a seed, whatever way it was typed. Not necessarily a seed afterwards: see `isSeed`. */
export function normalizeSeed(typed: string): string {
  return typed.normalize('NFC').toLowerCase().replaceAll('-', '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
}

export const isSeed = (text: string): boolean => seedPattern.test(text)

/** A possible reading of a local part: the seed as normalised, and what stood around it. */
export interface SeedReading {
  seed: string
  label: string | null
}

/**
 * The readings of a local part (already unquoted), best first: the part before the first `+`, then that part's end after its last dot.
 * The label is what follows the `+`, or what precedes the dot.
 */
export function readSeed(localPart: string): SeedReading[] {
  const plus = localPart.indexOf('+')
  const head = plus < 0 ? localPart : localPart.slice(0, plus)
  const tag = plus < 0 ? '' : localPart.slice(plus + 1)
  const dot = head.lastIndexOf('.')
  const readings = [{ seed: normalizeSeed(head), label: tag || null }]
  if (dot >= 0) readings.push({ seed: normalizeSeed(head.slice(dot + 1)), label: tag || head.slice(0, dot) || null })
  return readings
}

/** How many letters must be changed, added or removed to make one text the other (Levenshtein). */
export function seedDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
