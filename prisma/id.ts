/** Ids are UUIDv7 (RFC 9562 §5.7) with all 74 free bits random: ordered by time, unguessable. */
import { createHash, randomBytes } from 'node:crypto'

/** A new id for the given moment (milliseconds since 1970). */
export function newId(at: number = Date.now()): string {
  return shape(at, randomBytes(10))
}

/**
 * The id of a report: the mail's time and a digest of mail and analysis. Made, not drawn, so that of two workers with the same job
 * only the first can insert (the table is partitioned by id, so no other unique key is possible).
 */
export function reportId(mailId: string, analysis: number): string {
  const digest = createHash('sha256').update(`report ${mailId} ${analysis}`).digest()
  return shape(timeOfId(mailId), digest.subarray(0, 10))
}

/** The id under which something is kept in a project: made from both, so that bringing it twice keeps it once. */
export function keptId(projectId: string, octets: Uint8Array): string {
  const digest = createHash('sha256').update(`kept ${projectId} `).update(octets).digest()
  return shape(timeOfId(projectId), digest.subarray(0, 10))
}

/** The least id of a moment (milliseconds since 1970): what was made before has a smaller one. */
export const leastId = (at: number): string => shape(at, Buffer.alloc(10))

/** Milliseconds since 1970 in an id. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** Is this text one of our ids? Ask before a query: PostgreSQL refuses other text with an error. */
export const isId = (text: string): boolean => pattern.test(text)

function shape(at: number, free: Uint8Array): string {
  const bytes = Buffer.alloc(16)
  bytes.writeUIntBE(at, 0, 6)
  bytes.set(free, 6)
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
