/** What the DKIM checks share: changes to a key record that can be published as they stand. */
import type { Fix, RecordChange } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import { isPlain } from '../facts/plain.ts'
import { type DkimKeyRecord, readDkimKey } from '../records/dkim.ts'

/**
 * The key record with another text. Undefined when that would not be a usable key either, and where the selector is an alias: the record
 * behind it is not theirs to change.
 */
export function replaced({ name, answer, record }: DkimKey, value: string | undefined): RecordChange | undefined {
  if (!record || value === undefined || value === record.text || answer.aliases.length > 0) return undefined
  const { problems, publicKey } = readDkimKey(value)
  if (problems.length > 0 || publicKey === undefined || !isPlain(value)) return undefined
  return { action: 'replace', name, type: 'TXT', was: record.text, value, ttl: 3600 }
}

/** As `records` of a fix: absent rather than empty. */
export function records(change: RecordChange | undefined): Pick<Fix, 'records'> {
  return change ? { records: [change] } : {}
}

/** The record's text with this tag set to another value, or taken out (undefined). */
export function withTag({ tags }: DkimKeyRecord, tag: string, changed: string | undefined): string {
  const kept = tags.filter(({ name }) => name !== tag || changed !== undefined)
  return kept.map(({ name, value }) => `${name}=${name === tag ? changed : value}`).join('; ')
}

/** The record with what a panel or a paste added taken away. Undefined when it does not read well even then, or holds no key. */
export function repaired({ text, tags }: DkimKeyRecord): string | undefined {
  const unescaped = text.replaceAll('\\', '').replace(/["'“”]/g, '')
  const joined = unescaped.replace(/(\bp=)([^;]*)/, (_, tag: string, key: string) => tag + key.replace(/\s+/g, ''))
  const others = tags.filter(({ name }) => name !== 'v').map(({ name, value }) => `${name}=${value}`)
  const candidates = [joined, ['v=DKIM1', ...others].join('; ')]
  return candidates.find((candidate) => {
    const read = readDkimKey(candidate)
    return candidate !== text && read.problems.length === 0 && read.publicKey !== undefined && !read.revoked
  })
}
