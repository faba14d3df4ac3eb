/** What a scan is about, as people write it: a domain, or the IP address of a server. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { env } from '#env'
import { isPublic } from '#net/guard.ts'
import type { ScanView } from '#prisma/scan.ts'
import { type NoDomain, readTyped } from './typed.server.ts'

export interface Subject {
  kind: 'domain' | 'address'
  /** A domain in A-labels, or an address as RFC 5952 writes it. */
  subject: string
}

/** Why there is nothing to look at, in words for people. */
export interface NoSubject {
  code: NoDomain['code'] | 'not-an-address' | 'private-address'
  say: string
  /** A domain that may have been meant. */
  suggestion?: string
}

/** The domain or the address in what was typed. */
export function readSubject(typed: string): Subject | NoSubject {
  const read = readTyped(typed)
  if ('domain' in read) return { kind: 'domain', subject: read.domain }
  if (read.code !== 'ip-address' || !read.address) return read
  return readAddress(read.address)
}

/** An IP address, written in any way; IPv4 in IPv6 clothes is the IPv4 address it is. */
export function readAddress(typed: string): Subject | NoSubject {
  const bare = typed.trim().replace(/^\[(?:ipv6:)?(.*)\]$/i, '$1')
  if (isIP(bare) === 0) {
    const read = readTyped(bare)
    if ('code' in read && read.code === 'ip-network') return read
    const shown = bare.length > 60 ? `${bare.slice(0, 60)}…` : bare
    return { code: 'not-an-address', say: `“${shown}” is no IP address. One looks like 9.9.9.9 or 2620:fe::9.` }
  }
  const address = ipaddr.process(bare).toString()
  if (isPublic(address) || env.ALLOW_PRIVATE_TARGETS) return { kind: 'address', subject: address }
  const say = `${address} is ${whatKind(bare)}. Nobody outside meets it, so no name server and no blocklist has anything to say about it.`
  return { code: 'private-address', say }
}

function whatKind(address: string): string {
  switch (ipaddr.process(address).range()) {
    case 'private':
    case 'uniqueLocal':
    case 'carrierGradeNat':
      return 'an address inside a private network'
    case 'loopback':
      return 'how a computer calls itself'
    case 'linkLocal':
      return 'an address that is known on one cable only'
    case 'multicast':
    case 'broadcast':
      return 'the address of a group, not of a server'
    default:
      return 'reserved for special use'
  }
}

/** Where the newest report of a subject is; of a mail judged again, the scan itself. */
export function pathOf({ kind, subject, id, options }: Pick<ScanView, 'kind' | 'subject' | 'id'> & Partial<ScanView>): string {
  if (kind === 'mail') return `/scan/${id}`
  if (kind === 'host') return `/probe/${subject}${options?.mx ? '?mx=1' : ''}`
  return kind === 'address' ? `/ip/${subject}` : `/domain/${subject}`
}
