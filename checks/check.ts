/** What a check is, and the five things it can say. See `docs/decisions` and README, "A check". */
import type { Answer, Net, RecordType } from './net.ts'

export type Verdict = 'pass' | 'warn' | 'fail' | 'info' | 'unknown'

/** A value inside a sentence: a name, record or code as text, a count, or a moment in time (ISO 8601). */
export type Value = string | number | { time: string }

/** A sentence that remembers which parts of it are values. `text` is the whole, `strings` and `values` are the template. */
export interface Words {
  text: string
  strings: string[]
  values: Value[]
}

/** Tag for sentences: keeps the words we wrote apart from the values the world gave us, so that a page can mark them. */
export function say(strings: TemplateStringsArray, ...values: (Value | Words)[]): Words {
  const first = strings[0] ?? ''
  const flat: Words = { text: first, strings: [first], values: [] }
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as Value | Words
    const next = strings[index + 1] ?? ''
    if (typeof value === 'object' && 'strings' in value) splice(flat, value, next)
    else {
      flat.values.push(value)
      flat.strings.push(next)
      flat.text += plain(value) + next
    }
  }
  return flat
}

function splice(into: Words, inner: Words, next: string): void {
  const [first = '', ...rest] = inner.strings
  into.strings[into.strings.length - 1] += first
  into.values.push(...inner.values)
  into.strings.push(...rest)
  into.strings[into.strings.length - 1] += next
  into.text += inner.text + next
}

const plain = (value: Value): string => (typeof value === 'object' ? minute(value.time) : String(value))

/** `2027-02-09 09:44 UTC`. Pages write it in the reader's own time. */
function minute(time: string): string {
  return time.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC')
}

/** One thing seen: `where` it was looked for, `what` was there, exactly as found. Seeing nothing is evidence too. */
export interface Evidence {
  where: string
  what: string
  /** For DNS: who answered, how long the answer lives (seconds) and how long it took. */
  asked?: { server: string; ttl: number; milliseconds: number }
}

/** Who can carry out a fix. */
export type FixOwner =
  | 'dns'
  | 'sending-service'
  | 'mail-server'
  | 'message'
  | 'list'
  | 'network-owner'
  | 'blocklist'
  | 'this-seedbed'

/** A change to one record set, publishable exactly as it stands: never a blank to fill in. `value` in presentation form. */
export interface RecordChange {
  action: 'add' | 'replace' | 'delete'
  name: string
  type: RecordType
  was?: string
  value: string
  ttl: number
}

export interface Fix {
  who: FixOwner
  /** What to do. */
  say: Words
  /** Why it helps. */
  why: Words
  records?: RecordChange[]
  /** Asked before a record can be given; each answer is a fix's remaining part. */
  asks?: { question: Words; answers: { answer: Words; say: Words; records?: RecordChange[] }[] }[]
  steps?: Words[]
  careful?: Words
}

interface Said {
  code: string
  evidence: Evidence[]
  explanation: Words
  /** Findings with one cause share the largest deduction (appendix D, "One cause, one deduction"). */
  cause?: string
}

export type Finding = Said &
  ({ verdict: 'pass' | 'info' } | { verdict: 'unknown'; side: 'ours' | 'theirs' } | { verdict: 'warn' | 'fail'; fix: Fix })

type Good = Omit<Said, 'code' | 'cause'>
type Bad = Omit<Said, 'code'> & { fix: Fix }

/** As the standards and the big receivers want it. */
export const pass = (code: string, said: Good): Finding => ({ verdict: 'pass', code, ...said })
/** Worth knowing, or not applicable. */
export const info = (code: string, said: Good): Finding => ({ verdict: 'info', code, ...said })
/** Works today; will hurt under some circumstances. */
export const warn = (code: string, said: Bad): Finding => ({ verdict: 'warn', code, ...said })
/** Mail is likely to be rejected, filtered or forged because of this. */
export const fail = (code: string, said: Bad): Finding => ({ verdict: 'fail', code, ...said })
/** We could not look. `side`: who has to act before we can. */
export const unknown = (code: string, said: Good & { side: 'ours' | 'theirs' }): Finding => ({
  verdict: 'unknown',
  code,
  ...said,
})

export interface Check<Subject> {
  /** File name = id = export (in camel case). Public interface: never renamed. */
  id: string
  /** The question's subject in a few words, as a heading. */
  title: string
  /** Where it is written down: `RFC 7208 §4.6.4`. */
  reference: string
  /** The code of the `unknown` finding made when a window was silent; the catalogue's default is `lookup-failed`. */
  silence?: string
  run(subject: Subject, net: Net): Promise<Finding>
}

/** Evidence of a DNS answer: one row a record, or one row that says that nothing is there. */
export function saw(answer: Answer): Evidence[] {
  const where = `${answer.name} ${answer.type}`
  const asked = { server: answer.server, ttl: answer.ttl, milliseconds: answer.milliseconds }
  const chain = answer.aliases.map(({ name, target }) => ({ where: `${name} CNAME`, what: target, asked }))
  if (answer.status === 'nxdomain') return [...chain, { where, what: 'no such name (NXDOMAIN)', asked }]
  if (answer.status === 'nodata') return [...chain, { where, what: 'no record of this type', asked }]
  return [...chain, ...answer.records.map((data) => ({ where, what: present(answer.type, data), asked }))]
}

/** A record's value in presentation form, as it would be written in a zone file (RFC 1035 §5.1). */
export function present(type: RecordType, data: object): string {
  const field = data as Record<string, unknown>
  switch (type) {
    case 'A':
    case 'AAAA':
      return String(field.address)
    case 'MX':
      return `${field.preference} ${field.exchange}`
    case 'TXT':
    case 'SPF':
      return String(field.text)
    case 'SOA':
      return `${field.mname} ${field.rname} ${field.serial}`
    case 'SRV':
      return `${field.priority} ${field.weight} ${field.port} ${field.target}`
    case 'CAA':
      return `${field.critical ? 128 : 0} ${field.tag} "${field.value}"`
    case 'DS':
      return `${field.keyTag} ${field.algorithm} ${field.digestType} ${field.digest}`
    case 'DNSKEY':
      return `${field.flags} 3 ${field.algorithm} ${field.key}`
    case 'TLSA':
      return `${field.usage} ${field.selector} ${field.matchingType} ${field.data}`
    case 'NSEC3PARAM':
      return `${field.algorithm} ${field.flags} ${field.iterations} ${field.salt || '-'}`
    case 'NSEC':
      return `${field.next} ${[field.types].flat().join(' ')}`
    case 'RRSIG':
      return `${field.covers} ${field.algorithm} ${field.labels} ${field.inception} ${field.expiration} ${field.keyTag} ${field.signer}`
    default:
      return String(field.name)
  }
}
