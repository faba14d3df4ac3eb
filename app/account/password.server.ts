/**
 * Passwords: argon2id with the parameters that OWASP names as the least (19 MiB, two passes, one lane), written as a PHC string, so that a
 * later change of the parameters leaves the old ones readable. Two at a time: more would take the threads that others wait for.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** Characters of a password. NIST SP 800-63B §3.1.1.2: at least 8 with a second factor, no rules of composition; long ones are welcome. */
const shortestPassword = 10
const longestPassword = 200

const memory = 19_456
const passes = 2
const parallelism = 1
const tagLength = 32
const atOnce = 2

let running = 0
const waiting: (() => void)[] = []

/** The PHC string of a password: parameters, salt and hash. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, { memory, passes })
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
}

const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/

/** Is this the password? Without a hash (no account, or none with a password) false after the same time. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, m = memory, t = passes, salt = 'AAAAAAAAAAAAAAAAAAAAAA', expected = ''] = form.exec(hash ?? '') ?? []
  const given = password.slice(0, longestPassword)
  const derived = await derive(given, Buffer.from(salt, 'base64'), { memory: Number(m), passes: Number(t) })
  const wanted = Buffer.from(expected, 'base64')
  return given === password && wanted.length === derived.length && timingSafeEqual(wanted, derived)
}

async function derive(password: string, nonce: Buffer, cost: { memory: number; passes: number }): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    return await new Promise((resolve, reject) => {
      const parameters = { message: password.normalize('NFKC'), nonce, parallelism, tagLength, ...cost }
      argon2('argon2id', parameters, (error, hash) => (error ? reject(error) : resolve(Buffer.from(hash))))
    })
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

/** What is wrong with a new password, in words; null when nothing is. `about`: what must not be it. */
export function passwordFault(password: string, about: string[]): string | null {
  if (password.length < shortestPassword) return `Use at least ${shortestPassword} characters. A few words are fine.`
  if (password.length > longestPassword) return `Use at most ${longestPassword} characters.`
  const plain = password.toLowerCase()
  const tooSimple = new Set(plain).size < 5 || common.some((word) => plain.startsWith(word)) || about.some((one) => plain === one)
  return tooSimple ? 'This one is among the first that are tried. Choose another.' : null
}

const common = [
  'password',
  '1234567890',
  '0123456789',
  'qwertyuiop',
  'iloveyou',
  'letmein',
  'passw0rd',
  'abcdefghij',
  'seedbedseedbed',
]
