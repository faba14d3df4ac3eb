import { isIP, isIPv4 } from 'node:net'
import { type Check, fail, type Fix, pass, type RecordChange, say } from '../check.ts'
import { answered } from '../facts/answered.ts'
import { gap, type MailHost, mxTable, sawMx } from '../facts/mx-table.ts'
import { publicAddress } from '../facts/public-address.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { mxValue, noMx } from './change.ts'

/** Is a mail server named by its address? DNS takes the digits for a name, and nobody finds it. */
export const mxIpLiteral: Check<Domain> = {
  id: 'mx-ip-literal',
  title: 'Addresses as mail servers',
  reference: 'RFC 1035 §3.3.9; RFC 5321 §5.1',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const evidence = sawMx(table)
    const [literal] = table.hosts.filter(({ fault }) => fault === 'address')
    if (literal) {
      return fail('ip-literal', {
        evidence,
        explanation: say`The MX of ${domain} names ${literal.name}. An address cannot stand there, only a host name.`,
        fix: await giveName(domain, literal, net),
      })
    }
    // The names themselves are all that matters here, so a silent one is no gap.
    const silence = gap(table, () => false)
    if (silence) throw silence
    return pass('hostname', { evidence, explanation: say`Every MX of ${domain} names a host.` })
  },
}

/** The records can be given only when the name for the server is free, or already has this address. */
async function giveName(domain: string, { name: ip, records }: MailHost, net: Net): Promise<Fix> {
  const name = `mail.${domain}`
  const fix: Fix = {
    who: 'dns',
    say: say`Give the server a name, such as ${name}, and let the MX name that.`,
    why: say`A sender looks for the address of the name in the MX, and ${ip} is no name.`,
  }
  if (isIP(ip) === 0 || !publicAddress(ip) || records.length > 1) return fix
  const type = isIPv4(ip) ? 'A' : 'AAAA'
  const taken = await answered(name, type, net)
  if (taken instanceof Unreachable) return fix
  const same = taken.records.some(({ address }) => address === ip)
  if (taken.status === 'records' && !(same && taken.aliases.length === 0)) return fix
  const address: RecordChange[] = same ? [] : [{ action: 'add', name, type, value: ip, ttl: 3600 }]
  const [was = { preference: 10, exchange: ip }] = records
  const value = mxValue({ ...was, exchange: name })
  return { ...fix, records: [...address, { action: 'replace', name: domain, type: 'MX', was: mxValue(was), value, ttl: 3600 }] }
}
