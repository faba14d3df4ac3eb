/** What the printed forms share: the order of findings, counts, and records as lines of a zone file. */
import type { Report, ReportFinding, ReportFix, ReportRecordChange } from '#checks/report.ts'
import { isBad, isKnown } from '../baseline.ts'
import type { Printed } from './print.ts'

/** A report's findings to act on, the gravest first, and which of them are not in the baseline. */
export function openIn(report: Report, { baseline }: Printed): { findings: ReportFinding[]; known: number } {
  const bad = report.findings.filter(isBad)
  const fresh = bad.filter((finding) => !isKnown(baseline, report, finding))
  const gravity = ({ verdict, costs }: ReportFinding) => (verdict === 'fail' ? 1000 : 0) + costs
  return { findings: fresh.sort((a, b) => gravity(b) - gravity(a)), known: bad.length - fresh.length }
}

/** `9.1 → 7.9`, or `9.1`; a dash where there is no number. */
export function scoreText({ subject, score }: Report, { baseline }: Printed): string {
  const number = (value: number | null) => (value === null ? '–' : value.toFixed(1))
  const before = baseline?.subjects[subject]
  return before && before.score !== score ? `${number(before.score)} → ${number(score)}` : number(score)
}

/** `9.1 / 10`; in words where there is no number now and none before. */
export function outOfTen(report: Report, printed: Printed): string {
  const text = scoreText(report, printed)
  return text === '–' ? 'no score' : `${text} / 10`
}

/** Codes of what is looked at only when somebody asks for it. */
const unasked = ['not-probed', 'not-fetched', 'not-connected']

/** `1 new problem · 0 new warnings · 6 in the baseline`. */
export function countText(report: Report, printed: Printed): string {
  const { findings, known } = openIn(report, printed)
  const fresh = printed.baseline ? 'new ' : ''
  const count = (verdict: string, word: string) => {
    const number = findings.filter((one) => one.verdict === verdict).length
    return `${number} ${fresh}${word}${number === 1 ? '' : 's'}`
  }
  const unknown = report.findings.filter(({ verdict, code }) => verdict === 'unknown' && !unasked.includes(code)).length
  return [
    count('fail', 'problem'),
    count('warn', 'warning'),
    ...(unknown > 0 ? [`${unknown} could not be checked`] : []),
    ...(printed.baseline ? [`${known} in the baseline`] : []),
  ].join(' · ')
}

const owners: Record<ReportFix['who'], string> = {
  dns: 'DNS',
  'sending-service': 'sending service',
  'mail-server': 'mail server',
  message: 'the mail itself',
  list: 'the list',
  'network-owner': 'whoever rents you the address',
  blocklist: 'the blocklist',
  'this-seedbed': 'the operator of this Seedbed',
}

export function ownerOf({ who }: ReportFix): string {
  return owners[who]
}

/** The record as a line of a zone file (RFC 1035 §5.1), texts in strings of at most 255 octets. */
export function zoneLine({ name, ttl, type, value }: Pick<ReportRecordChange, 'name' | 'ttl' | 'type' | 'value'>): string {
  const data = type === 'TXT' || type === 'SPF' ? strings(value) : value
  return `${name.replace(/\.$/, '')}. ${ttl} IN ${type} ${data}`
}

function strings(text: string): string {
  const octets = Buffer.from(text)
  const parts = Array.from({ length: Math.max(1, Math.ceil(octets.length / 255)) }, (_, index) =>
    octets.subarray(index * 255, index * 255 + 255),
  )
  return parts
    .map(
      (part) =>
        `"${part
          .toString('latin1')
          .replace(/["\\]/g, '\\$&')
          .replace(/[^ -~]/g, escaped)}"`,
    )
    .join(' ')
}

function escaped(character: string): string {
  return `\\${character.charCodeAt(0).toString().padStart(3, '0')}`
}
