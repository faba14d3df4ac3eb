/**
 * Which certificate authorities a name allows (RFC 8659 §3): the CAA records at the name itself, or else at the nearest name above that has
 * any. All names are asked at once and read from below.
 */
import { present } from '../check.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { type CaaRecord, readCaa } from '../records/caa.ts'
import { answered } from './answered.ts'
import { remember } from './remember.ts'

export interface CaaSet {
  /** The name asked about. */
  name: string
  /** Where the records stand; undefined when no name has any. */
  answer: Answer<'CAA'> | undefined
  records: CaaRecord[]
}

/** Names looked at, as in the search for a zone. */
const mostNames = 8
/** Records of one set that are read; more say nothing that anybody meant. */
const mostRecords = 50

/** @throws {Unreachable} when a name was silent before records were found */
export function caaSet(name: string, net: Net): Promise<CaaSet> {
  return remember(net, `caa ${name}`, async () => {
    const labels = name.split('.')
    const all = labels.map((_, from) => labels.slice(from).join('.'))
    const names = all.length > mostNames ? [name, ...all.slice(-(mostNames - 1))] : all
    const answers = await Promise.all(names.map((one) => answered(one, 'CAA', net)))
    for (const answer of answers) {
      if (answer instanceof Unreachable) throw answer
      if (answer.status !== 'records') continue
      return { name, answer, records: answer.records.slice(0, mostRecords).map((data) => readCaa(present('CAA', data))) }
    }
    return { name, answer: undefined, records: [] }
  })
}

/** How authorities name themselves in their certificates, and in CAA (their certification practice statements). */
const authorities: [written: RegExp, names: string[]][] = [
  [/Let's Encrypt|Internet Security Research Group/, ['letsencrypt.org']],
  [/Google Trust Services/, ['pki.goog']],
  [
    /DigiCert|Thawte|GeoTrust|RapidSSL|QuoVadis/i,
    ['digicert.com', 'symantec.com', 'geotrust.com', 'rapidssl.com', 'thawte.com', 'quovadisglobal.com'],
  ],
  [
    /Sectigo|COMODO|USERTRUST|ZeroSSL|Gandi/i,
    ['sectigo.com', 'comodoca.com', 'comodo.com', 'usertrust.com', 'trust-provider.com'],
  ],
  [/\bAmazon\b/, ['amazon.com', 'amazontrust.com', 'awstrust.com', 'amazonaws.com']],
  [/GlobalSign|AlphaSSL/, ['globalsign.com']],
  [/Entrust/, ['entrust.net', 'affirmtrust.com']],
  [/GoDaddy|Starfield/, ['godaddy.com', 'starfieldtech.com']],
  [/IdenTrust|HydrantID/, ['identrust.com']],
  [/Buypass/, ['buypass.com', 'buypass.no']],
  [/Actalis/, ['actalis.it']],
  [/SSL Corp/, ['ssl.com']],
  [/Microsoft/, ['microsoft.com']],
  [/Hellenic Academic|HARICA/, ['harica.gr']],
  [/SwissSign/, ['swisssign.com']],
  [/Certum|Asseco|Unizeto/, ['certum.pl', 'certum.eu']],
  [/Telekom Security|T-Systems/, ['telesec.de']],
]

/** The names in CAA of the authority with this issuer field; empty when it is not one we know. */
export function caaNames(issuer: string): string[] {
  return authorities.find(([written]) => written.test(issuer))?.[1] ?? []
}
