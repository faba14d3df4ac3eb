/** A comparison as Markdown, for somebody who does not see the page. */
import { verdictWord } from '../ui/verdict.tsx'
import type { ChangedFinding } from '#checks/compare.ts'
import type { TextRow } from './content.server.ts'
import type { Comparison } from './page.server.ts'
import type { ChangedRecords } from './sending.ts'
import { sentenceOf } from './sentence.ts'
import type { SideHead } from './sides.server.ts'
import { wayLabel, wayText } from './ways.tsx'

/** Text of strangers as code, whatever marks it holds (CommonMark §6.1). */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const line = text.replace(/\s+/g, ' ')
  return longest > 0 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}

const orNone = (text: string): string => (text === '' ? 'none' : code(text))

/** The whole comparison as Markdown. `base`: where its links lead, without a slash at the end. */
export function markdownOf(comparison: Comparison, base: string): string {
  const { a, b, matters, receivers, others, ways, records, fields, content } = comparison
  const paths = ways.map(({ what, before, after }) => {
    const [was, is] = [before, after].map((value) => code(wayText(what, value)))
    return `- ${wayLabel(what)}: ${was} → ${is}`
  })
  return [
    `# ${sentenceOf(comparison)}`,
    '',
    `- Before: ${sideLine(a, base)}`,
    `- After: ${sideLine(b, base)}`,
    ...part('Changed and matters', matters.map(findingLine)),
    ...part('What receivers would say', receivers.map(findingLine)),
    ...part('Sending path', paths),
    ...part('Records', records.flatMap(recordLines)),
    ...part('Headers', fields.map(textLine)),
    ...part('Content', content.map(textLine)),
    ...part('Changed, asks for nothing', others.map(findingLine)),
    '',
  ].join('\n')
}

const part = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines])

function sideLine({ title, at, path, score }: SideHead, base: string): string {
  const points = score === null ? 'no score' : `${score.toFixed(1)} / 10`
  return `${code(title)}, ${at.slice(0, 16).replace('T', ' ')} UTC, ${points}, <${base}${path}>`
}

function findingLine({ id, before, after }: ChangedFinding): string {
  return `- ${code(id)}: ${verdictWord(before.verdict)} → **${verdictWord(after.verdict)}**: ${code(after.say.text)} (before: ${code(before.say.text)})`
}

function recordLines({ name, type, gone, come }: ChangedRecords): string[] {
  return [
    `- ${code(name)} ${type}`,
    ...gone.map((value) => `  - was ${code(value)}`),
    ...come.map((value) => `  - now ${code(value)}`),
  ]
}

const textLine = ({ label, before, after }: TextRow): string => `- ${code(label)}: ${orNone(before)} → ${orNone(after)}`
