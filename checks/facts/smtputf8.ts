import type { TestMail } from '../subject.ts'
import { conductOf } from './conduct.ts'

/**
 * Did the client announce that the header is in UTF-8 (SMTPUTF8, RFC 6531 §3.4)? Where the session was not kept, a mail with such an address
 * counts as announced: it could not have been sent otherwise.
 */
export function announcedUtf8({ session, envelope, from }: TestMail): boolean {
  const conduct = session && conductOf(session)
  if (conduct) return conduct.parameters.includes('SMTPUTF8')
  const addresses = [envelope.mailFrom ?? '', envelope.rcptTo ?? '', ...from.map(({ address }) => address)]
  return addresses.some((address) => /[^\x00-\x7f]/.test(address))
}
