import { domainToASCII } from 'node:url'
import { Unreachable, type RecordType } from '#checks/net.ts'

/** A name that is asked as it stands, as nearly all are. */
const plain = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/

/**
 * A name as it is asked: A-labels (UTS 46), lower case, no final dot; the root is `.`.
 * @throws {Unreachable} `bad-name` when no such question can be asked: an empty label, one over 63 octets, over 253 in all (RFC 1035 §2.3.4)
 */
export function queryName(name: string, type: RecordType): string {
  if (name === '.' || plain.test(name)) return name
  const text = name.toLowerCase().replace(/\.$/, '')
  // domainToASCII reads names as a browser does and would turn 1.2.3 into an address, so ASCII names do not pass through it.
  const ascii = /^[\x20-\x7e]*$/.test(text) ? text : domainToASCII(text)
  const labels = ascii.split('.')
  if (ascii.length > 253 || labels.some((label) => label.length === 0 || label.length > 63)) {
    throw new Unreachable(`${name} ${type}`, 'bad-name')
  }
  return ascii
}
