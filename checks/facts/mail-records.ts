/**
 * The mail records of a domain as each of its name servers gives them: MX, SPF, DMARC and the DKIM keys we know of. A server that was not
 * heard when it was asked for the zone is not asked here.
 */
import { type Evidence, present } from '../check.ts'
import { type Direct, type Net, type RecordType, silenceOf, Unreachable } from '../net.ts'
import { isSpf } from '../records/spf.ts'
import type { Domain } from '../subject.ts'
import { answeredBy } from './answered.ts'
import { authorities, type NameServers, nameServers, type Probe } from './name-servers.ts'
import { remember } from './remember.ts'

/** DKIM keys that are compared. */
const mostSelectors = 4

/** One name and type, at every server that serves it. */
export interface MailRecord {
  name: string
  type: RecordType
  answers: Direct[]
  /** Answers that never came, with what did. */
  unheard: Direct[]
  silences: Unreachable[]
}

export interface MailRecords {
  found: NameServers
  records: MailRecord[]
}

/** The subject's domain must not be empty. Never throws for silence. */
export function mailRecords({ domain, selectors }: Pick<Domain, 'domain' | 'selectors'>, net: Net): Promise<MailRecords> {
  const keys = selectors
    .filter((one) => one.domain === domain)
    .slice(0, mostSelectors)
    .map(({ selector }) => `${selector}._domainkey.${domain}`)
  return remember(net, `mail-records ${domain} ${keys.join(' ')}`, async () => {
    const found = await nameServers(domain, net)
    const questions: [name: string, type: RecordType][] = [
      [domain, 'MX'],
      [domain, 'TXT'],
      [`_dmarc.${domain}`, 'TXT'],
      ...keys.map((name): [string, RecordType] => [name, 'TXT']),
    ]
    const servers = authorities(found)
    const compared = questions.map(([name, type]) => askAll(servers, name, type, net))
    // The address is no mail record of its own; one server tells how long it is kept.
    const records = await Promise.all([...compared, askAll(servers.slice(0, 1), domain, 'A', net)])
    return { found, records }
  })
}

async function askAll(servers: Probe[], name: string, type: RecordType, net: Net): Promise<MailRecord> {
  const asked = await Promise.all(
    servers.map(({ server, soa }) => answeredBy(server, name, type, net, isWithEdns(soa) ? {} : { edns: false })),
  )
  const direct = asked.filter((one): one is Direct => !(one instanceof Unreachable))
  // A referral says that the name belongs to another zone, and a CNAME leads out of this one: neither is a difference between servers.
  const answers = direct.filter(
    ({ outcome, authoritative }) => authoritative && (outcome === 'records' || outcome === 'nodata' || outcome === 'nxdomain'),
  )
  const unheard = direct.filter((one) => silenceOf(one))
  const silences = unheard.map((one) => new Unreachable(`${name} ${type}`, silenceOf(one) ?? 'timeout', one.server.address))
  return { name, type, answers, unheard, silences: [...asked.filter((one) => one instanceof Unreachable), ...silences] }
}

/** A server that does not know EDNS is asked without. */
function isWithEdns(soa: Direct | Unreachable): boolean {
  return !(soa instanceof Unreachable) && soa.outcome === 'records'
}

/** A name server's own answer, or a resolver's. */
export type Said = Pick<Direct, 'name' | 'type' | 'records' | 'aliases'>

/**
 * What a server says, in a form that is the same for the same records in another order. Of TXT beside the SPF record nobody in mail asks, and
 * whether a name without records exists is no difference between records.
 */
export function versionOf(said: Said): string {
  return JSON.stringify([said.aliases.map(({ target }) => target), mailValues(said).sort()])
}

/** An answer in one row. */
export function sawAnswer(direct: Direct): Evidence {
  const { name, type, server } = direct
  const values = mailValues(direct).slice(0, 10).join(' · ')
  return { where: `${name} ${type} at ${server.name} (${server.address})`, what: values.slice(0, 1000) || 'nothing' }
}

/** The records that matter to mail, in presentation form. */
export function mailValues({ name, type, records }: Said): string[] {
  const values = records.map((data) => present(type, data))
  return type === 'TXT' && !name.startsWith('_') && !name.includes('._domainkey.') ? values.filter(isSpf) : values
}
