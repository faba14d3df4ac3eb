/**
 * Where mail for a domain goes (RFC 5321 §5.1): its MX, or without one its own address. A null MX says that it takes none (RFC 7505).
 */
import type { Answer, Net, RecordData } from '../net.ts'
import { remember } from './remember.ts'

export interface MailExchange {
  /** `implicit`: no MX, but an address. `missing`: the name exists, with neither. */
  kind: 'mx' | 'null-mx' | 'implicit' | 'missing' | 'no-such-domain'
  /** By preference, lowest first. Only of `mx`, without root targets. */
  exchanges: RecordData['MX'][]
  /** The domain's own addresses. Only of `implicit`. */
  addresses: string[]
  /** MX, then A and AAAA where they were asked. */
  answers: Answer[]
}

/**
 * Can `domain`, which must not be empty, receive mail, and where?
 * @throws {Unreachable} when its servers were silent
 */
export function mailExchange(domain: string, net: Net): Promise<MailExchange> {
  return remember(net, `mail-exchange ${domain}`, async () => {
    const mx = await net.dns.resolve(domain, 'MX')
    if (mx.status === 'nxdomain') return { kind: 'no-such-domain', exchanges: [], addresses: [], answers: [mx] }
    if (mx.status === 'records') {
      const exchanges = mx.records.filter(({ exchange }) => exchange !== '.').sort((a, b) => a.preference - b.preference)
      return { kind: exchanges.length > 0 ? 'mx' : 'null-mx', exchanges, addresses: [], answers: [mx] }
    }
    const [a, aaaa] = await Promise.all([net.dns.resolve(domain, 'A'), net.dns.resolve(domain, 'AAAA')])
    const addresses = [...a.records, ...aaaa.records].map(({ address }) => address)
    // A server may deny one type with "no data" and know at the next that there is no such name; the name's own denial counts.
    const gone = a.status === 'nxdomain' && aaaa.status === 'nxdomain'
    const kind = addresses.length > 0 ? 'implicit' : gone ? 'no-such-domain' : 'missing'
    return { kind, exchanges: [], addresses, answers: [mx, a, aaaa] }
  })
}

/** Does it take mail at all, as far as DNS tells? */
export function takesMail({ kind }: MailExchange): boolean {
  return kind === 'mx' || kind === 'implicit'
}
