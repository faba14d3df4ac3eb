/** For people: the answers, what to do with what was seen, and what to publish. */
import type { Report, ReportFinding, ReportJoinedChange, SpfView, Verdict } from '#checks/report.ts'
import { painter, shown, type Colour } from '../terminal.ts'
import type { Printed } from './print.ts'
import { treeLines } from './spf-tree.ts'
import { countText, openIn, outOfTen, ownerOf, zoneLine } from './words.ts'

type Paint = ReturnType<typeof painter>
type Authentication = NonNullable<Report['authentication']>

const marks: Record<Verdict, [string, Colour]> = {
  pass: ['✓', 'green'],
  warn: ['▲', 'yellow'],
  fail: ['✗', 'red'],
  info: ['–', 'grey'],
  unknown: ['?', 'grey'],
}

export function text(printed: Printed, paint: Paint = painter(process.stdout)): string {
  return printed.reports.map((report) => reportText(report, printed, paint)).join('\n')
}

function reportText(report: Report, printed: Printed, paint: Paint): string {
  const { subject, milliseconds, questions, coverage } = report
  const { findings } = openIn(report, printed)
  const seen = coverage < 1 ? `, ${Math.round(coverage * 100)} % could be seen` : ''
  const unknown = report.findings.filter(({ verdict }) => verdict === 'unknown')
  const lines = [
    `${paint('bold', shown(subject))}   ${outOfTen(report, printed)}${seen}   ${paint('grey', `${questions.length} questions in ${(milliseconds / 1000).toFixed(2)} s`)}`,
    ...(report.answers ?? []).map(({ id, verdict, say }) => `  ${names[id]}  ${mark(verdict, paint)} ${shown(say.text)}`),
    ...(report.authentication ? mailLines(report, report.authentication) : []),
    '',
    ...findings.flatMap((finding) => findingLines(finding, paint)),
    ...unknownLines(unknown, paint),
    ...(findings.length + unknown.length > 0 ? [''] : []),
    ...spfLines(report.views?.spf, paint),
    ...publishLines(report.changes ?? [], paint),
    `  ${countText(report, printed)} · ${report.findings.filter(({ verdict }) => verdict === 'pass').length} passed`,
  ]
  return `${lines.join('\n')}\n`
}

/** Of a mail: the answer, and the results in the words of RFC 8601. */
function mailLines({ headline: { say, cause } }: Report, { spf, dkim, dmarc, arc }: Authentication): string[] {
  const of = (domain: string) => (domain ? ` (${shown(domain)})` : '')
  const signatures = dkim.map(({ result, domain, selector }) => `dkim=${result}${of(`${domain} ${selector}`)}`)
  const results = [
    `spf=${spf.result}${of(spf.domain)}`,
    ...(signatures.length > 0 ? signatures : ['dkim=none']),
    `dmarc=${dmarc.result}${of([dmarc.domain, dmarc.policy && `p=${dmarc.policy}`].filter(Boolean).join(' '))}`,
    `arc=${arc.result}`,
  ]
  return [`  ${shown(say.text)}`, ...(cause ? [`  ${shown(cause.text)}`] : []), `  ${results.join('  ')}`]
}

const names = { receiving: 'Receiving', sending: 'Sending  ', forgery: 'Forgery  ' }

function mark(verdict: Verdict, paint: Paint): string {
  const [sign, colour] = marks[verdict]
  return paint(colour, `${sign} ${verdict.padEnd(7)}`)
}

/** Rows of evidence shown; all of them are in --json. */
const mostSeen = 3

/** A finding: what was seen, what to do. */
export function findingLines({ id, code, verdict, explanation, evidence, fix }: ReportFinding, paint: Paint): string[] {
  const seen = evidence
    .slice(0, mostSeen)
    .map(({ where, what }) => `      ${paint('grey', `saw  ${shown(where)}   ${shown(cut(what))}`)}`)
  const todo = fix ? [`      do   ${shown(fix.say.text)} (${ownerOf(fix)})`] : []
  const records = (fix?.records ?? []).map((record) => `           ${record.action} ${shown(zoneLine(record))}`)
  const asks = (fix?.asks ?? []).flatMap(({ question, answers }) => [
    `           ${shown(question.text)}`,
    ...answers.flatMap((one) => [
      `           · ${shown(one.answer.text)}: ${shown(one.say.text)}`,
      ...(one.records ?? []).map((record) => `             ${record.action} ${shown(zoneLine(record))}`),
    ]),
  ])
  return [`  ${mark(verdict, paint)} ${id} ${code}   ${shown(explanation.text)}`, ...seen, ...todo, ...records, ...asks]
}

/** One line for each reason: a silent server leaves many checks without an answer. */
/** What could not be looked at, each reason once. */
export function unknownLines(unknown: ReportFinding[], paint: Paint): string[] {
  const reasons = Map.groupBy(unknown, ({ explanation }) => explanation.text)
  return [...reasons].map(([reason, findings]) => {
    return `  ${mark('unknown', paint)} ${shown(reason)}   (${idsOf(findings)})`
  })
}

/** Checks named for one reason; all of them are in --json. */
const mostNamed = 6

function idsOf(findings: ReportFinding[]): string {
  const named = findings.length > mostNamed + 1 ? mostNamed : findings.length
  const rest = findings.length - named
  const ids = findings.slice(0, named).map(({ id }) => id)
  return `${ids.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** The tree of a record past a limit, and the term that costs most. */
function spfLines(spf: SpfView | undefined, paint: Paint): string[] {
  if (!spf?.culprit || !spf.tree) return []
  const { domain, term, lookups, lookupsLeft } = spf.culprit
  const most = `${shown(term)} of ${shown(domain)} costs most: ${lookups}. Without it ${lookupsLeft} of 10 look-ups are needed.`
  return [paint('bold', '  SPF tree'), ...treeLines(spf.tree, '    '), `    ${most}`, '']
}

function publishLines(changes: ReportJoinedChange[], paint: Paint): string[] {
  if (changes.length === 0) return []
  const lines = changes.flatMap((change) => [
    `  ${change.action} ${shown(change.name)} ${change.type}   mends ${change.mends.join(', ')}`,
    ...(change.was === undefined ? [] : [`    ${paint('grey', `was  ${shown(change.was)}`)}`]),
    ...(change.action === 'delete' ? [`    gone ${shown(change.value)}`] : [`    now  ${shown(zoneLine(change))}`]),
    ...(change.careful ?? []).map((words) => `    careful: ${shown(words.text)}`),
  ])
  return [paint('bold', '  To publish'), ...lines, '']
}

/** Long texts are cut; all of them are in --json. */
function cut(what: string): string {
  return what.length > 160 ? `${what.slice(0, 160)} …` : what
}
