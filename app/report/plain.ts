/** A finding and a record as text, for the clipboard: what a colleague needs who does not see the page. */
import type { ReportFinding, ReportFix, ReportRecordChange } from '#checks/report.ts'

const owners: Record<ReportFix['who'], string> = {
  dns: 'whoever runs your DNS',
  'sending-service': 'your sending service',
  'mail-server': 'your mail server',
  message: 'the mail itself',
  list: 'your list',
  'network-owner': 'whoever rents you the address',
  blocklist: 'the blocklist',
  'this-seedbed': 'the operator of this Seedbed',
}

/** Who can carry out a fix, in words. */
export const ownerOf = (who: ReportFix['who']): string => owners[who]

/** A character-string holds at most 255 octets; longer values are several of them (RFC 1035 §3.3.14). */
function quoted(text: string): string {
  const octets = new TextEncoder().encode(text)
  const strings: string[] = []
  for (let start = 0; start < Math.max(octets.length, 1); start += 255) {
    const part = new TextDecoder('latin1').decode(octets.subarray(start, start + 255))
    strings.push(`"${part.replace(/["\\]/g, '\\$&').replace(/[^ -~]/g, escaped)}"`)
  }
  return strings.join(' ')
}

/** Octets outside printable ASCII as `\DDD` (RFC 1035 §5.1). */
const escaped = (character: string): string => `\\${character.charCodeAt(0).toString().padStart(3, '0')}`

/** The change as a line of a zone file (RFC 1035 §5.1). */
export function zoneLine({ name, ttl, type, value }: Pick<ReportRecordChange, 'name' | 'ttl' | 'type' | 'value'>): string {
  const owner = name.endsWith('.') ? name : `${name}.`
  const data = (type === 'TXT' || type === 'SPF') && !value.startsWith('"') ? quoted(value) : value
  return `${owner} ${ttl} IN ${type} ${data}`
}

const actionWords = { add: 'Add', replace: 'Replace', delete: 'Delete' } as const

export const actionWord = (action: ReportRecordChange['action']): string => actionWords[action]

function recordText(record: ReportRecordChange): string {
  const line = `  ${actionWord(record.action)}: ${zoneLine(record)}`
  return record.was ? `${line}\n  Today: ${record.was}` : line
}

function fixText(fix: ReportFix): string[] {
  return [
    `To do (${ownerOf(fix.who)}): ${fix.say.text}`,
    ...(fix.records ?? []).map(recordText),
    ...(fix.asks ?? []).flatMap((ask) => [
      `  ${ask.question.text}`,
      ...ask.answers.flatMap((answer) => [
        `  - ${answer.answer.text}: ${answer.say.text}`,
        ...(answer.records ?? []).map(recordText),
      ]),
    ]),
    ...(fix.steps ?? []).map((step, index) => `  ${index + 1}. ${step.text}`),
    ...(fix.careful ? [`Careful: ${fix.careful.text}`] : []),
  ]
}

/** The whole finding, in the page's order: answer, reason, next step, evidence. */
export function findingText(finding: ReportFinding): string {
  return [
    finding.explanation.text,
    ...(finding.fix ? [`Why it matters: ${finding.fix.why.text}`, ...fixText(finding.fix)] : []),
    ...finding.evidence.map(({ where, what }) => `Seen at ${where}: ${what}`),
    `Check ${finding.id} (${finding.code}), ${finding.reference}`,
  ].join('\n')
}
