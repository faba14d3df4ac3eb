/** Secrets of others that we must be able to use (a relay's password, a webhook's key): sealed in the database with our own secret. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { env, WrongSetting } from '#env'

const nonceBytes = 12
const tagBytes = 16

/**
 * Seals a text (AES-256-GCM). `purpose` (`relay-password` …) is part of the key: what is sealed for one opens for no other.
 * @throws {WrongSetting} when SESSION_SECRET is not set
 */
export function seal(purpose: string, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(purpose), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The text that was sealed for this purpose; null when it was altered, or sealed with another SESSION_SECRET. */
export function unseal(purpose: string, sealed: string): string | null {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < nonceBytes + tagBytes) return null
  const decipher = createDecipheriv('aes-256-gcm', keyFor(purpose), bytes.subarray(0, nonceBytes))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

function keyFor(purpose: string): Buffer {
  if (!env.SESSION_SECRET)
    throw new WrongSetting('SESSION_SECRET is not set: it seals passwords, 32 characters or more, the same in every process')
  return Buffer.from(hkdfSync('sha256', env.SESSION_SECRET, '', `seedbed seal ${purpose}`, 32))
}
