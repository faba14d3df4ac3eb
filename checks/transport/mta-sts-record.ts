import { type Check, fail, type Finding, type Fix, info, pass, type RecordChange, saw, say, warn } from '../check.ts'
import { mailExchange, takesMail } from '../facts/mail-exchange.ts'
import { type MtaStsRecords, mtaStsFile, mtaStsRecords, policyIn, policyUrl, silenceOnly } from '../facts/mta-sts.ts'
import { type Net, Unreachable } from '../net.ts'
import { readMtaSts } from '../records/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { newId } from './no-mta-sts.ts'

/** Is there a record that tells senders of an MTA-STS policy, and is it in order? */
export const mtaStsRecord: Check<Domain> = {
  id: 'mta-sts-record',
  title: 'MTA-STS record',
  reference: 'RFC 8461 §3.1',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return info('missing', { evidence: [], explanation: say`There is no domain to look at.` })
    const found = await mtaStsRecords(domain, net)
    const evidence = saw(found.answer)
    const [first] = found.texts
    if (found.texts.length > 1) {
      return fail('multiple', {
        evidence,
        explanation: say`${domain} has ${found.texts.length} MTA-STS records. Senders take that as none.`,
        fix: { who: 'dns', say: say`Leave one record at ${`_mta-sts.${domain}`}.`, why: says, ...leaveOne(domain, found.texts) },
      })
    }
    if (first === undefined && found.meant.length === 0) return await missing(domain, found, net)
    if (!found.record) {
      return fail('bad-syntax', {
        evidence,
        explanation: say`Senders do not recognise the MTA-STS record of ${domain}: ${problemIn(first ?? found.meant[0] ?? '')}.`,
        fix: rewrite(domain, first ?? found.meant[0] ?? ''),
      })
    }
    return pass('present', { evidence, explanation: say`${domain} tells senders that it has an MTA-STS policy.` })
  },
}

const says = say`Only with one record in order do senders look for the policy.`

/** A file without a record is lost work; so it is looked for, unless there is nothing to protect. */
async function missing(domain: string, { answer }: MtaStsRecords, net: Net): Promise<Finding> {
  const [exchange, file] = await Promise.all([
    mailExchange(domain, net).catch(silenceOnly),
    mtaStsFile(domain, net).catch(silenceOnly),
  ])
  const policy = file instanceof Unreachable ? undefined : policyIn(file)
  const evidence = saw(answer)
  const receives = exchange instanceof Unreachable || takesMail(exchange)
  if (receives && policy?.problems.length === 0) {
    return warn('policy-orphan', {
      evidence: [...evidence, { where: policyUrl(domain), what: policy.text.slice(0, 1000) }],
      explanation: say`${domain} has a policy file, but no record tells senders of it. It has no effect.`,
      fix: { who: 'dns', say: say`Publish the record at ${`_mta-sts.${domain}`}.`, why: says, records: [add(domain)] },
    })
  }
  return info('missing', { evidence, explanation: say`${domain} does not use MTA-STS. That is a choice.` })
}

function add(domain: string): RecordChange {
  return { action: 'add', name: `_mta-sts.${domain}`, type: 'TXT', value: `v=STSv1; id=${newId()};`, ttl: 3600 }
}

function rewrite(domain: string, was: string): Fix {
  const change: RecordChange = { ...add(domain), action: 'replace', was }
  return { who: 'dns', say: say`Replace the record at ${`_mta-sts.${domain}`}.`, why: says, records: [change] }
}

/** The first record that is in order stays. */
function leaveOne(domain: string, texts: string[]): Pick<Fix, 'records'> {
  const good = texts.find((text) => readMtaSts(text).problems.length === 0)
  const kept = texts.indexOf(good ?? '')
  if (kept < 0 || texts.length > 20) return {}
  const others = texts.filter((_, index) => index !== kept)
  return { records: others.map((value) => ({ action: 'delete', name: `_mta-sts.${domain}`, type: 'TXT', value, ttl: 3600 })) }
}

function problemIn(text: string): string {
  const [first] = readMtaSts(text).problems
  const found = (first?.found || text).slice(0, 100)
  switch (first?.problem) {
    case 'id-missing':
      return 'it has no id'
    case 'bad-id':
      return `${found} is no id; only letters and digits, at most 32`
    case 'version':
      return 'it does not begin with v=STSv1;'
    case 'empty-field':
      return 'it has two semicolons in a row'
    default:
      return `${found} cannot be read`
  }
}
