/**
 * The MTA-STS record and policy of a domain (RFC 8461 §3). The record says that there is a policy, the policy lies on a web server of its own;
 * senders that find either out of order deliver as if there were none.
 */
import { type Answer, type Fetched, type Net, Unreachable } from '../net.ts'
import {
  isMtaSts,
  looksLikeMtaSts,
  type MtaStsPolicy,
  type MtaStsRecord,
  readMtaSts,
  readMtaStsPolicy,
} from '../records/mta-sts.ts'
import { remember } from './remember.ts'

export interface MtaStsRecords {
  answer: Answer<'TXT'>
  /** Texts that are such a record. More than one are treated as none. */
  texts: string[]
  /** Texts that were meant as one and are discarded. */
  meant: string[]
  /** The one record, if it is in order. */
  record: MtaStsRecord | undefined
}

/** What stands at `_mta-sts`. @throws {Unreachable} when that name was silent */
export function mtaStsRecords(domain: string, net: Net): Promise<MtaStsRecords> {
  return remember(net, `mta-sts-records ${domain}`, async () => {
    const answer = await net.dns.resolve(`_mta-sts.${domain}`, 'TXT')
    const texts = answer.records.map(({ text }) => text).filter(isMtaSts)
    const meant = answer.records.map(({ text }) => text).filter((text) => !isMtaSts(text) && looksLikeMtaSts(text))
    const [first] = texts
    const record = first !== undefined && texts.length === 1 ? readMtaSts(first) : undefined
    return { answer, texts, meant, record: record?.problems.length === 0 ? record : undefined }
  })
}

/** RFC 8461 §3.3 suggests a limit of 64 KiB and a minute; a report does not have that minute. */
const limits = { maxBytes: 65_536, timeoutMs: 15_000, redirects: 0 }

export function policyUrl(domain: string): string {
  return `https://mta-sts.${domain}/.well-known/mta-sts.txt`
}

/** Fetches the policy file. @throws {Unreachable} */
export function mtaStsFile(domain: string, net: Net): Promise<Fetched> {
  return net.https.get(policyUrl(domain), limits)
}

/** The policy in a file, whatever is wrong with it; undefined when there is no 200, or more than fits (RFC 8461 §3.3). */
export function policyIn(file: Fetched): MtaStsPolicy | undefined {
  if (file.outcome !== 'answered' || file.status !== 200 || file.truncated) return undefined
  return readMtaStsPolicy(Buffer.from(file.body).toString('utf8').replaceAll('\0', '␀'))
}

/**
 * The policy that senders apply: its record is in order, and so is its file.
 * @throws {Unreachable} when that cannot be told
 */
export function policyInForce(domain: string, net: Net): Promise<MtaStsPolicy | undefined> {
  return remember(net, `mta-sts-policy ${domain}`, async () => {
    // Both at once: the file is often there when the record is, and a round trip is saved.
    const [records, file] = await Promise.all([mtaStsRecords(domain, net), mtaStsFile(domain, net).catch(silenceOnly)])
    if (!records.record) return undefined
    if (file instanceof Unreachable) throw file
    const policy = policyIn(file)
    return policy?.problems.length === 0 ? policy : undefined
  })
}

/** Silence as a value; everything else is thrown on. */
export function silenceOnly(error: unknown): Unreachable {
  if (error instanceof Unreachable) return error
  throw error
}
