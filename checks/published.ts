/** What a report's answers held: records in the order of fields that a zone file has. The database keeps fields, not their order. */
import type { Report, ReportQuestion } from './report.ts'
import type { RecordData, RecordType } from './net.ts'

/** A question of the report on one line. */
export interface QuestionLine {
  name: string
  type: string
  server: string
  outcome: string
  /** What came back, cut where it is long; '' when nothing did. */
  answer: string
  milliseconds: number
}

/** The records of one name and type, as the resolver gave them. */
export interface PublishedRecords {
  name: string
  type: string
  values: string[]
  /** Seconds; null when it was not told. */
  ttl: number | null
}

const longestAnswer = 400

const fields: { [Type in RecordType]: readonly (keyof RecordData[Type])[] } = {
  A: ['address'],
  AAAA: ['address'],
  MX: ['preference', 'exchange'],
  TXT: ['text'],
  SPF: ['text'],
  PTR: ['name'],
  CNAME: ['name'],
  NS: ['name'],
  SOA: ['mname', 'rname', 'serial', 'refresh', 'retry', 'expire', 'minimum'],
  SRV: ['priority', 'weight', 'port', 'target'],
  CAA: ['critical', 'tag', 'value'],
  DS: ['keyTag', 'algorithm', 'digestType', 'digest'],
  DNSKEY: ['flags', 'algorithm', 'key'],
  TLSA: ['usage', 'selector', 'matchingType', 'data'],
  NSEC3PARAM: ['algorithm', 'flags', 'iterations', 'salt'],
  NSEC: ['next', 'types'],
  RRSIG: ['covers', 'algorithm', 'labels', 'inception', 'expiration', 'keyTag', 'signer'],
}

export function lineOf({ name, type, server, outcome, milliseconds, records = [], aliases = [] }: ReportQuestion): QuestionLine {
  const parts = [...aliases.map(({ target }) => `→ ${target}`), ...records.map((record) => recordText(type, record))]
  const answer = parts.join(' · ')
  const cut = answer.length > longestAnswer ? `${answer.slice(0, longestAnswer)}…` : answer
  return { name, type, server, outcome, milliseconds, answer: cut }
}

/** What the resolver said is published at the domain and below it: its own names first, each name and type once. */
export function publishedRecords(report: Report): PublishedRecords[] {
  return answeredRecords(report).filter(({ values }) => values.length > 0)
}

const answers = new Set(['records', 'nodata', 'nxdomain'])

/** The same, and the names at which it said that there is nothing. */
export function answeredRecords({ subject, questions }: Report): PublishedRecords[] {
  const own = questions.filter(
    ({ name, type, outcome, direct, unchecked }) =>
      answers.has(outcome) && isType(type) && !direct && !unchecked && `.${name}`.endsWith(`.${subject}`),
  )
  const once = new Map(own.map((question) => [`${question.name} ${question.type}`, question]))
  return [...once.values()]
    .sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .map(({ name, type, records = [], ttl = null }) => ({
      ...{ name, type, ttl },
      values: records.map((record) => recordText(type, record)),
    }))
}

const isType = (type: string): type is RecordType => Object.hasOwn(fields, type)

function recordText(type: string, record: unknown): string {
  if (!isType(type) || typeof record !== 'object' || record === null) return ''
  const held: Record<string, unknown> = { ...record }
  return fields[type].map((field) => String(held[field] ?? '')).join(' ')
}
