/** For a comment on a pull request. Nothing from the world is markup here. */
import type { Report, ReportFinding } from '#checks/report.ts'
import type { Printed } from './print.ts'
import { countText, openIn, outOfTen, ownerOf, zoneLine } from './words.ts'

export function markdown(printed: Printed): string {
  return printed.reports.map((report) => section(report, printed)).join('\n')
}

function section(report: Report, printed: Printed): string {
  const { findings } = openIn(report, printed)
  const rows = findings.map(({ verdict, id, code, explanation, fix }) => {
    return `| ${verdict} | \`${id} ${code}\` | ${plain(explanation.text)} | ${fix ? `${plain(fix.say.text)} (${ownerOf(fix)})` : ''} |`
  })
  const changes = (report.changes ?? []).flatMap((change) => [
    ...(change.was === undefined ? [] : [`- ${zoneLine({ ...change, value: change.was })}`]),
    change.action === 'delete' ? `- ${zoneLine(change)}` : `+ ${zoneLine(change)}`,
  ])
  const lines = [
    `### ${plain(report.subject)}: ${outOfTen(report, printed)}`,
    '',
    countText(report, printed),
    ...(report.answers ?? []).map(({ id, verdict, say }) => `- **${capital(id)}** ${verdict}: ${plain(say.text)}`),
    ...(rows.length > 0 ? ['', '| | check | what | what to do |', '|---|---|---|---|', ...rows] : []),
    ...(changes.length > 0 ? ['', 'To publish:', '', ...fenced('diff', changes)] : []),
    ...silent(report.findings),
  ]
  return `${lines.join('\n')}\n`
}

function silent(findings: ReportFinding[]): string[] {
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown')
  return unknown.length === 0 ? [] : ['', `Could not be checked: ${unknown.map(({ id }) => `\`${id}\``).join(', ')}.`]
}

/** A fence longer than any run of backticks inside. */
function fenced(language: string, lines: string[]): string[] {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}${language}`, ...lines, fence]
}

/** Every character that Markdown or HTML could read as more than itself, escaped; a line stays a line. */
function plain(text: string): string {
  const oneLine = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ')
  return oneLine
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~@]/g, '\\$&')
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
