/** What is typed as a subject: a domain, or an address of one, or a URL, or an IP address. */
import { isIP } from 'node:net'
import { normalDomain } from '#checks/records/names.ts'
import { faultOfTyped } from '#checks/records/typed-domain.ts'
import { UsageError } from './usage.ts'

export type Typed = { kind: 'domain'; domain: string } | { kind: 'address'; address: string }

/** @throws {UsageError} when it is none of these */
export function readSubject(typed: string): Typed {
  const bare = typed.trim().replace(/^\[(.*)\]$/, '$1')
  if (isIP(bare)) return { kind: 'address', address: bare.toLowerCase() }
  const host = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare)
    ? bare.replace(/^[^/]*\/\/(?:[^/@]*@)?([^/:?#]*).*$/, '$1')
    : bare.slice(bare.lastIndexOf('@') + 1)
  const domain = normalDomain(host)
  const fault = faultOfTyped(domain, bare)
  if (fault) {
    const meant = fault.suggestion === undefined ? '' : ` Did you mean ${fault.suggestion}?`
    throw new UsageError('check', `${fault.say}${meant}`)
  }
  return { kind: 'domain', domain }
}
