/** Address fields: From, Sender, Reply-To, To (RFC 5322 §3.4), read leniently, as mail programs do. */
import { addressParser } from 'postal-mime'
import type { HeaderAddress } from '../subject.ts'
import { normalDomain } from './names.ts'

/** Characters of one field that are read; nobody reads further. */
const longestField = 64 * 1024

/** The mailboxes of an address field, groups unwrapped, names decoded. */
export function readAddresses(value: string): HeaderAddress[] {
  return addressParser(value.slice(0, longestField), { flatten: true }).flatMap((one) => {
    const address = one.address ?? ''
    return address || one.name ? [{ name: one.name, address, domain: addressDomain(address) }] : []
  })
}

/** The domain of an address, what follows its last `@`, in lower-case A-labels; '' when there is none. */
export function addressDomain(address: string): string {
  const at = address.lastIndexOf('@')
  return at > 0 ? normalDomain(address.slice(at + 1)) : ''
}
