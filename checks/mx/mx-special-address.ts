import { type Check, type Evidence, fail, type Fix, info, pass, say, warn, type Words } from '../check.ts'
import { few } from '../facts/few.ts'
import { addressesOf, gap, isSound, type MailHost, mxTable, type MxTable, sawMx } from '../facts/mx-table.ts'
import { publicAddress } from '../facts/public-address.ts'
import type { Domain } from '../subject.ts'
import { deleted, noMx } from './change.ts'

/** Can the addresses of the mail servers be reached from everywhere? */
export const mxSpecialAddress: Check<Domain> = {
  id: 'mx-special-address',
  title: 'Addresses that are not public',
  reference: 'RFC 6890; RFC 1918; RFC 4193',

  async run({ domain }, net) {
    if (!domain) return noMx('not-applicable', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('not-applicable', table.found)
    const judged = table.hosts.filter((host) => isSound(host))
    const rows = judged.flatMap((host) => addressesOf(host).map((ip) => ({ host, ip })))
    const special = rows.filter(({ ip }) => !publicAddress(ip))
    const evidence = [...sawMx(table), ...few((special.length > 0 ? special : rows).map(sawAddress))]
    const silence = gap(table, isSound)
    const [first] = special
    if (first && special.length === rows.length && !silence) {
      const explanation = what(first.ip, say`The mail server ${first.host.name} cannot be reached: `)
      return fail('all-special', {
        evidence,
        explanation,
        fix: publish(
          domain,
          table,
          special.map(({ host }) => host),
        ),
      })
    }
    if (first && special.length < rows.length) {
      const explanation = what(first.ip, say`Of ${first.host.name}, senders may get an address that leads nowhere: `)
      return warn('some-special', {
        evidence,
        explanation,
        fix: publish(
          domain,
          table,
          special.map(({ host }) => host),
        ),
      })
    }
    if (silence) throw silence
    if (rows.length === 0) {
      return info('not-applicable', { evidence, explanation: say`No mail server of ${domain} has an address.` })
    }
    return pass('public', { evidence, explanation: say`The mail servers of ${domain} have public addresses.` })
  },
}

function sawAddress({ host, ip }: { host: MailHost; ip: string }): Evidence {
  return { where: `${host.name} ${ip.includes(':') ? 'AAAA' : 'A'}`, what: ip }
}

function what(ip: string, before: Words): Words {
  if (ip.startsWith('127.') || ip === '::1') return say`${before}${ip} is every computer's own address.`
  if (ip === '0.0.0.0' || ip === '::') return say`${before}${ip} is no address at all.`
  return say`${before}${ip} is not a public address.`
}

function publish(domain: string, { hosts, found }: MxTable, special: MailHost[]): Fix {
  const inside = [...new Set(special)]
  const names = inside.map(({ name }) => name).slice(0, 3)
  // Only servers without any public address can go as a whole, and only when others remain.
  const whole = inside.filter((host) => addressesOf(host).every((ip) => !publicAddress(ip)))
  const records = whole.flatMap((host) => host.records)
  const others = hosts.some((host) => addressesOf(host).some(publicAddress)) && records.length < found.exchanges.length
  return {
    who: 'dns',
    say: say`Publish the public address of ${names.join(', ')}, and keep inside addresses in inside DNS.`,
    why: say`A sender elsewhere on the internet cannot connect to such an address.`,
    ...(others &&
      whole.length > 0 && {
        asks: [
          {
            question: say`Can ${names.join(', ')} be reached from outside?`,
            answers: [
              { answer: say`No`, say: say`Delete the MX; it serves nobody outside.`, ...deleted(domain, records) },
              { answer: say`Yes`, say: say`Publish the address under which it is reached.` },
            ],
          },
        ],
      }),
  }
}
