/** The DKIM key record behind one selector (RFC 6376 §3.6.2): `<selector>._domainkey.<domain>` TXT. */
import type { Answer, Net } from '../net.ts'
import { type DkimKeyRecord, readDkimKey } from '../records/dkim.ts'
import { remember } from './remember.ts'

export interface DkimKey {
  domain: string
  selector: string
  /** Where it is published. */
  name: string
  answer: Answer<'TXT'>
  /** `broken-alias`: the selector is a CNAME to a name that holds nothing. `multiple`: verifiers may take any, or none. */
  kind: 'found' | 'missing' | 'broken-alias' | 'multiple'
  /** Only of `found`; its problems are in the record. */
  record: DkimKeyRecord | undefined
}

/**
 * The key record of a selector.
 * @throws {Unreachable} when the servers were silent, also when the selector makes no askable name
 */
export function dkimKey(domain: string, selector: string, net: Net): Promise<DkimKey> {
  const name = `${selector}._domainkey.${domain}`
  return remember(net, `dkim-key ${name}`, async () => {
    const answer = await net.dns.resolve(name, 'TXT')
    const key = { domain, selector, name, answer }
    const [only, ...more] = answer.records
    if (!only) return { ...key, kind: answer.aliases.length > 0 ? 'broken-alias' : 'missing', record: undefined }
    if (more.length > 0) return { ...key, kind: 'multiple', record: undefined }
    return { ...key, kind: 'found', record: readDkimKey(only.text) }
  })
}
