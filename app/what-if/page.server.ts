/** What the pages of a rehearsal show: the form over what is published, and what would change. */
import type { Report, ReportAnswer, ReportJoinedChange, ReportRecordChange } from '#checks/report.ts'
import type { ScanView } from '#prisma/scan.ts'
import { type ChangedFinding, compare } from '#checks/compare.ts'
import { headOf, type ScanHead } from '../scan/page.server.ts'
import { policyNotes, readForm, type Scope, usualTtl } from './changes.server.ts'
import type { Row, WhatIfForm } from './form.ts'
import { publishedRows, rowsWith, rowsWithRecord } from './rows.server.ts'

/** What is rehearsed upon. */
export interface Subject {
  kind: 'domain' | 'mail'
  /** A domain, or the subject of a mail. */
  title: string
  /** The path of its report. */
  report: string
  /** The path of its rehearsals. */
  path: string
  /** Where the policy of its domain is served. */
  policyUrl: string | null
}

/** Of a report, what the answer is. */
export interface Answered {
  score: number | null
  headline: Report['headline']
  answers: ReportAnswer[]
}

export interface Difference {
  before: Answered | null
  after: Answered
  findings: ChangedFinding[]
  /** Findings of which one of the two could not be seen. */
  unseen: ChangedFinding[]
  /** When the report that it is compared with was made, ISO 8601. */
  comparedWith: string | null
  changes: ReportRecordChange[]
  /** The whole report, as it would be. */
  report: Report
}

export interface WhatIfPage {
  subject: Subject
  /** Null while the report it stands on is not there. */
  form: WhatIfForm | null
  /** Where the form is sent. */
  action: string
  /** A scan that is on its way: the report it stands on, or the rehearsal. */
  waiting: ScanHead | null
  before: Answered | null
  difference: Difference | null
  /** ISO 8601; null where nothing is rehearsed yet. */
  keptUntil: string | null
}

/** What a page is made of. */
export interface Parts {
  subject: Subject
  scope: Scope
  action: string
  before: Report | null
  rehearsal: ScanView | null
  after: Report | null
}

/** The page of a rehearsal, or of the empty form; `asked` says with what it is filled in. */
export function whatIfPage({ subject, scope, action, before, rehearsal, after }: Parts, asked: URLSearchParams): WhatIfPage {
  const waiting = rehearsal && !after ? headOf(rehearsal) : null
  const difference = rehearsal?.changes && after ? differenceOf(before, after, rehearsal.changes) : null
  const form = formOf(scope, subject, before, rehearsal?.changes ?? [], asked)
  const keptUntil = rehearsal?.keptUntil.toISOString() ?? null
  return { subject, form, action, waiting, before: before && answeredOf(before), difference, keptUntil }
}

/** While the report that everything stands on is not there. */
export function waitingPage(subject: Subject, action: string, scan: ScanView): WhatIfPage {
  return { subject, form: null, action, waiting: headOf(scan), before: null, difference: null, keptUntil: null }
}

function differenceOf(before: Report | null, after: Report, changes: ReportRecordChange[]): Difference {
  const all = before ? compare(before, after).findings : []
  const isSeen = (one: ChangedFinding) => one.before.verdict !== 'unknown' && one.after.verdict !== 'unknown'
  return {
    before: before && answeredOf(before),
    after: answeredOf(after),
    findings: all.filter(isSeen),
    unseen: all.filter((one) => !isSeen(one)),
    comparedWith: before?.analysedAt ?? null,
    changes,
    report: { ...after, questions: [] },
  }
}

const answeredOf = ({ score, headline, answers = [] }: Report): Answered => ({ score, headline, answers })

function formOf(
  scope: Scope,
  subject: Subject,
  before: Report | null,
  changes: ReportRecordChange[],
  asked: URLSearchParams,
): WhatIfForm {
  const { rows, left } = before ? publishedRows(before, [...scope.domains, ...scope.names]) : { rows: [], left: 0 }
  const filled = withAsked(rowsWith(rows, changes), before, asked)
  const ttl = changes.find(({ type }) => type !== 'GET')?.ttl ?? usualTtl
  const policy = asked.get('policy')?.slice(0, 65_536) ?? changes.find(({ type }) => type === 'GET')?.value ?? ''
  return checkedForm({ rows: filled, left, ttl: String(ttl), policy }, scope, subject)
}

/** What a form holds before it is looked at. */
export interface Held {
  rows: Row[]
  left: number
  ttl: string
  policy: string
}

/** The form with what is to be said of each row. There is always a row to write in. */
export function checkedForm({ rows, left, ttl, policy }: Held, scope: Scope, { policyUrl }: Subject): WhatIfForm {
  const hasRoom = rows.some(({ was, name, value }) => was === '' && name === '' && value === '')
  const room = { name: '', type: 'TXT', was: '', value: '', remove: false }
  return {
    rows: readForm(hasRoom ? rows : [...rows, room], scope).rows,
    ...{ left, ttl, ttlNote: null, refused: null },
    policy: policyUrl === null ? null : { url: policyUrl, text: policy, notes: policyNotes(policy) },
    domains: scope.domains,
  }
}

/**
 * The rows with what a link asked for: `change=all` or the number of a joined change, `finding=id` with `answer=0.1` for one of the answers
 * to its question, or one record as `name`, `type` and `value`. (`policy` is the text of an MTA-STS policy.)
 */
function withAsked(rows: Row[], report: Report | null, asked: URLSearchParams): Row[] {
  const [name, type, value] = ['name', 'type', 'value'].map((field) => asked.get(field)?.slice(0, 8192) ?? '')
  if (name && type && value) return rowsWithRecord(rows, { name: name.toLowerCase(), type, value })
  return report ? rowsWith(rows, askedChanges(report, asked)) : rows
}

function askedChanges({ changes = [], findings }: Report, asked: URLSearchParams): ReportRecordChange[] {
  const change = asked.get('change')
  if (change !== null) return change === 'all' ? changes : oneOf(changes, change)
  const fix = findings.find(({ id }) => id === asked.get('finding'))?.fix
  const answer = asked.get('answer')
  if (answer === null) return fix?.records ?? []
  const [ask = '', reply = ''] = answer.split('.')
  return oneOf(fix?.asks, ask).flatMap(({ answers }) => oneOf(answers, reply).flatMap(({ records = [] }) => records))
}

function oneOf<Thing>(things: Thing[] | undefined, index: string): Thing[] {
  const found = /^\d{1,3}$/.test(index) ? things?.[Number(index)] : undefined
  return found === undefined ? [] : [found]
}

/** The names that the fixes of a report are about: they may be rehearsed wherever they are. */
export function namesOfFixes({ findings, changes = [] }: Report): Set<string> {
  const fixes = findings.flatMap(({ fix }) => [
    ...(fix?.records ?? []),
    ...(fix?.asks ?? []).flatMap(({ answers }) => answers.flatMap(({ records = [] }) => records)),
  ])
  return new Set([...fixes, ...(changes as ReportJoinedChange[])].map(({ name }) => name.toLowerCase()))
}
