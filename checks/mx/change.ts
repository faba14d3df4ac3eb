/** What the MX checks share: the finding for "no MX", and changes to MX records that can be published as they stand. */
import { type Finding, type Fix, info, type RecordChange, saw, say } from '../check.ts'
import { few } from '../facts/few.ts'
import type { MailExchange } from '../facts/mail-exchange.ts'
import type { RecordData } from '../net.ts'

type MxRecord = RecordData['MX']

/** The answer of every other MX check when there is no mail server to look at: mx-record has said why. */
export function noMx(code: 'no-mx' | 'not-applicable', found: MailExchange | undefined): Finding {
  if (!found) return info(code, { evidence: [], explanation: say`There is no domain to look at.` })
  const evidence = few(found.answers.flatMap(saw))
  const [first] = found.answers
  const name = first?.name ?? 'the domain'
  if (found.kind === 'null-mx') return info(code, { evidence, explanation: say`${name} says that it takes no mail.` })
  return info(code, { evidence, explanation: say`${name} names no mail server.` })
}

/** An MX record as it is written in a zone file. */
export function mxValue({ preference, exchange }: MxRecord): string {
  return exchange === '.' ? `${preference} .` : `${preference} ${exchange}.`
}

/** Changes of one fix. More are not listed: nobody copies them one by one. */
const mostChanges = 20

/** These records taken away. Nothing when one of them cannot be written as it stands, or there are too many to copy. */
export function deleted(domain: string, records: MxRecord[]): Pick<Fix, 'records'> {
  return changes(records.map((record) => ({ action: 'delete', name: domain, type: 'MX', value: mxValue(record), ttl: 3600 })))
}

/** These records, naming another host. One that is then there already is taken away instead. */
export function renamed(domain: string, all: MxRecord[], to: Map<MxRecord, string>): Pick<Fix, 'records'> {
  const values = new Set(all.filter((record) => !to.has(record)).map(mxValue))
  return changes(
    [...to].map(([record, exchange]): RecordChange => {
      const value = mxValue({ ...record, exchange })
      const was = mxValue(record)
      if (values.has(value)) return { action: 'delete', name: domain, type: 'MX', value: was, ttl: 3600 }
      values.add(value)
      return { action: 'replace', name: domain, type: 'MX', was, value, ttl: 3600 }
    }),
  )
}

function changes(records: RecordChange[]): Pick<Fix, 'records'> {
  const writable = records.every(({ value, was = '' }) => /^[\w.: -]*$/.test(value + was))
  return writable && records.length > 0 && records.length <= mostChanges ? { records } : {}
}
