/** For GitHub Actions: each finding as an annotation, on the line of the zone file that causes it where there is one. */
import type { Report, ReportFinding } from '#checks/report.ts'
import { shown } from '../terminal.ts'
import type { Place } from '../usage.ts'
import type { Printed } from './print.ts'
import { countText, openIn, scoreText } from './words.ts'

export function github(printed: Printed): string {
  return printed.reports.map((report) => annotations(report, printed)).join('')
}

/** The annotation for a file that cannot be read, `-` excepted, which has no line that anybody could open. */
export function unreadable({ file, line, column }: Place, message: string): string {
  const where: Record<string, string> = file === '-' ? {} : { file, line: String(line), col: String(column) }
  return `${command('error', { ...where, title: 'zone file' }, message)}\n`
}

function annotations(report: Report, printed: Printed): string {
  const { findings } = openIn(report, printed)
  const lines = findings.map((finding) => {
    const level = finding.verdict === 'fail' ? 'error' : 'warning'
    return command(level, { ...placeOf(finding, printed), title: `${finding.id} ${finding.code}` }, finding.explanation.text)
  })
  const blind = report.score === null
  const silence = command(
    printed.onUnknown === 'fail' ? 'error' : 'warning',
    { title: `${report.subject} not conclusive` },
    report.headline.cause?.text ?? report.headline.say.text,
  )
  const summary = `${shown(report.subject)}  ${scoreText(report, printed)}   ${countText(report, printed)}`
  return `${[...lines, ...(blind ? [silence] : []), summary].join('\n')}\n`
}

/** The line of the record that was seen; of several, the first that the evidence names. */
function placeOf({ evidence, fix }: ReportFinding, { proposal }: Printed): Record<string, string> {
  if (!proposal || proposal.file === '-') return {}
  const named = [
    ...evidence.map(({ where }) => where.split(/[ :]/, 2)),
    ...(fix?.records ?? []).map(({ name, type }) => [name, type]),
  ]
  for (const [name = '', type = ''] of named) {
    const sameName = proposal.records.filter((record) => record.name === name.toLowerCase())
    const wanted = evidence.map(({ what }) => what)
    const ofType = sameName.filter((record) => record.type === type)
    const exact = ofType.find(({ data }) => 'text' in data && wanted.includes(data.text))
    const record = exact ?? ofType[0]
    if (record) return { file: proposal.file, line: String(record.line) }
  }
  return { file: proposal.file, line: '1' }
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions: what would end a command or property is escaped. */
function command(level: string, properties: Record<string, string>, message: string): string {
  const listed = Object.entries(properties).map(
    ([name, value]) => `${name}=${escaped(value).replace(/:/g, '%3A').replace(/,/g, '%2C')}`,
  )
  return `::${level} ${listed.join(',')}::${escaped(message)}`
}

function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A')
}
