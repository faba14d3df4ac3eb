import type { Answer, Net } from '../net.ts'
import { randomLabel } from './random-label.ts'
import { remember } from './remember.ts'

/** What a domain says of a name that nobody made: with a wildcard (RFC 4592) even that has records. */
export interface Wildcard {
  /** The name asked. */
  name: string
  mx: Answer<'MX'>
  txt: Answer<'TXT'>
  a: Answer<'A'>
  aaaa: Answer<'AAAA'>
}

/** @throws {Unreachable} when one of the questions was not answered */
export function wildcard(domain: string, net: Net): Promise<Wildcard> {
  return remember(net, `wildcard ${domain}`, async () => {
    const name = `${await randomLabel(net)}.${domain}`
    const [mx, txt, a, aaaa] = await Promise.all([
      net.dns.resolve(name, 'MX'),
      net.dns.resolve(name, 'TXT'),
      net.dns.resolve(name, 'A'),
      net.dns.resolve(name, 'AAAA'),
    ])
    return { name, mx, txt, a, aaaa }
  })
}
