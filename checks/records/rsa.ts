/** Whether an RSA public key can be turned into its private key by anyone: the faults of known key generators, told from the key alone. */
import type { KeyObject } from 'node:crypto'

export type Weakness = 'exponent' | 'roca' | 'close-primes' | 'published'

/** Keys over this many bits are not looked at: squares of such numbers take long, and a stranger chooses the key. */
const mostBits = 8192

/** Steps of Fermat's method. Keys of random primes never fall to it; those of the faulty generators (CVE-2022-26320) do in the first few. */
const mostSteps = 100

/**
 * How an RSA key can be broken, undefined when none of these ways works. An exponent of 1 or an even one does not encrypt at all; a ROCA key
 * (CVE-2017-15361) has primes out of a small set; close primes are found by Fermat; a private key that stands in an RFC is known to all.
 */
export function weaknessOf(key: KeyObject): Weakness | undefined {
  const { n = '', e = '' } = key.export({ format: 'jwk' })
  const exponent = fromBase64(e)
  if (exponent <= 1n || exponent % 2n === 0n) return 'exponent'
  if (published.some((modulus) => n.startsWith(modulus))) return 'published'
  const modulus = fromBase64(n)
  if (isRoca(modulus)) return 'roca'
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) > mostBits) return undefined
  return hasClosePrimes(modulus) ? 'close-primes' : undefined
}

/** The public exponent, usually 65537. */
export function exponentOf(key: KeyObject): bigint {
  return fromBase64(key.export({ format: 'jwk' }).e ?? '')
}

function fromBase64(text: string): bigint {
  const hex = Buffer.from(text, 'base64url').toString('hex')
  return hex === '' ? 0n : BigInt(`0x${hex}`)
}

/** The beginning of the moduli whose private keys stand in RFC 6376 (appendix C) and are copied from there. Base64url. */
const published = ['8CET_1At0gbBJhqmfWSVt_w5DKBni50INX1p-_82LSMTdkpxQo8Tgihvb92-I2H3EzYeYo0rKut9bgSL']

/**
 * The fingerprint of ROCA (Nemec et al., 2017): every prime was a power of 65537 modulo the product of the first primes, so the modulus is
 * one too, modulo each of them. A random modulus passes this for all of them once in 2^28.
 */
function isRoca(modulus: bigint): boolean {
  return powers.every(({ prime, residues }) => residues.has(Number(modulus % BigInt(prime))))
}

const oddPrimes = [
  ...[3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97],
  ...[101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167],
]

const powers = oddPrimes.map((prime) => {
  const residues = new Set<number>()
  for (let power = 1; !residues.has(power); power = (power * 65_537) % prime) residues.add(power)
  return { prime, residues }
})

/** Fermat's method: n = a² − b² with a small b, when the two primes are close. */
function hasClosePrimes(modulus: bigint): boolean {
  let a = squareRoot(modulus)
  if (a * a < modulus) a++
  for (let step = 0; step < mostSteps; step++, a++) {
    const square = a * a - modulus
    const b = squareRoot(square)
    if (b * b === square) return true
  }
  return false
}

/** The integer part of a square root, by Newton's method. */
function squareRoot(square: bigint): bigint {
  if (square < 2n) return square
  let root = 1n << BigInt(Math.ceil(square.toString(16).length * 2))
  for (;;) {
    const next = (root + square / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
