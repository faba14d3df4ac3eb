/**
 * What a zone says of a name that nobody made: with a wildcard (RFC 4592) even that has records. The name is made of the domain's own, so
 * that everybody who looks at a report again asks the same question.
 */
import { createHash } from 'node:crypto'
import type { Answer, Net } from '../net.ts'
import { remember } from './remember.ts'

export interface Wildcard {
  /** The name asked. */
  name: string
  mx: Answer<'MX'>
  txt: Answer<'TXT'>
  a: Answer<'A'>
  aaaa: Answer<'AAAA'>
}

/** A name below `domain` that nobody has given a record of its own. */
export function unlikelyName(domain: string): string {
  return `nobody-${createHash('sha256').update(domain).digest('hex').slice(0, 16)}.${domain}`
}

/** @throws {Unreachable} when one of the questions was not answered */
export function wildcard(domain: string, net: Net): Promise<Wildcard> {
  return remember(net, `wildcard ${domain}`, async () => {
    const name = unlikelyName(domain)
    const [mx, txt, a, aaaa] = await Promise.all([
      net.dns.resolve(name, 'MX'),
      net.dns.resolve(name, 'TXT'),
      net.dns.resolve(name, 'A'),
      net.dns.resolve(name, 'AAAA'),
    ])
    return { name, mx, txt, a, aaaa }
  })
}
