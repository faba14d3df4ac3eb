import { type Check, type Evidence, fail, type Fix, pass, say, warn } from '../check.ts'
import { answered } from '../facts/answered.ts'
import { gap, isBadHostName, isDoubled, type MailHost, mxTable, type MxTable, sawMx } from '../facts/mx-table.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noMx, renamed } from './change.ts'

/** Is every mail server a valid host name? */
export const mxHostnameSyntax: Check<Domain> = {
  id: 'mx-hostname-syntax',
  title: 'Names of the mail servers',
  reference: 'RFC 1123 §2.1; RFC 952; RFC 5321 §2.3.5',

  async run({ domain }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const table = await mxTable(domain, net)
    if (table.found.kind !== 'mx') return noMx('no-mx', table.found)
    const judged = table.hosts.filter(({ fault }) => fault !== 'alias' && fault !== 'address')
    const evidence: Evidence[] = sawMx(table)
    const doubled = judged.find(({ name }) => isDoubled(name, domain))
    if (doubled) {
      return fail('doubled-zone', {
        evidence,
        explanation: say`The MX names ${doubled.name}: the name of the domain stands there twice.`,
        fix: await cut(domain, table, doubled, net),
      })
    }
    const bad = judged.find(({ name }) => isBadHostName(name))
    if (bad) {
      return fail('invalid', {
        evidence,
        explanation: say`${bad.name} is no host name, so many senders cannot deliver there.`,
        fix: rename(bad),
      })
    }
    const lined = judged.find(({ name }) => name.includes('_'))
    if (lined) {
      return warn('underscore', {
        evidence,
        explanation: say`${lined.name} has an underscore, which host names may not have. Some senders refuse it.`,
        fix: rename(lined),
      })
    }
    const silence = gap(table, () => false)
    if (silence) throw silence
    return pass('valid', { evidence, explanation: say`Every MX of ${domain} names a valid host name.` })
  },
}

function rename({ name }: MailHost): Fix {
  return {
    who: 'dns',
    say: say`Give the server behind ${name} a name of letters, digits and hyphens, and let the MX name that.`,
    why: say`Mail software checks host names and refuses others.`,
  }
}

async function cut(domain: string, { found }: MxTable, { name, records }: MailHost, net: Net): Promise<Fix> {
  const meant = name.slice(0, -(domain.length + 1))
  const fix: Fix = {
    who: 'dns',
    say: say`Write the name with a final dot in the zone, so that the domain is not added to it: ${`${meant}.`}`,
    why: say`In a zone file, a name without a final dot gets the name of the zone appended.`,
  }
  const [a, aaaa] = await Promise.all([answered(meant, 'A', net), answered(meant, 'AAAA', net)])
  const hasAddress = [a, aaaa].some((one) => !(one instanceof Unreachable) && one.records.length > 0 && one.aliases.length === 0)
  if (!hasAddress || isBadHostName(meant)) return fix
  return { ...fix, ...renamed(domain, found.exchanges, new Map(records.map((record) => [record, meant]))) }
}
