/** The five verdicts on screen: each with its own shape, word and colour. Database and API keep their own words. */
import type { Verdict } from '#checks/report.ts'
import { count } from './count.ts'
import { CheckIcon, DashedIcon, NoteIcon, OctagonIcon, TriangleIcon } from './icons.tsx'

const looks = {
  pass: { word: 'Pass', one: 'pass', many: 'passes', text: 'text-pass', soft: 'bg-pass-soft', Icon: CheckIcon },
  warn: { word: 'Warning', one: 'warning', many: 'warnings', text: 'text-warn', soft: 'bg-warn-soft', Icon: TriangleIcon },
  fail: { word: 'Problem', one: 'problem', many: 'problems', text: 'text-fail', soft: 'bg-fail-soft', Icon: OctagonIcon },
  info: { word: 'Note', one: 'note', many: 'notes', text: 'text-info', soft: 'bg-info-soft', Icon: NoteIcon },
  unknown: {
    word: 'Could not check',
    one: 'could not check',
    many: 'could not check',
    text: 'text-unknown',
    soft: 'bg-unknown-soft',
    Icon: DashedIcon,
  },
} as const

export const verdictText = (verdict: Verdict): string => looks[verdict].text
export const verdictSoft = (verdict: Verdict): string => looks[verdict].soft
export const verdictWord = (verdict: Verdict): string => looks[verdict].word
export const verdictCount = (verdict: Verdict, amount: number): string => count(amount, looks[verdict].one, looks[verdict].many)

export function VerdictIcon({ verdict, className = 'size-5' }: { verdict: Verdict; className?: string }) {
  const { Icon, text } = looks[verdict]
  return (
    <span className={text}>
      <Icon className={className} />
    </span>
  )
}

/** "▲ 2 warnings", small. */
export function VerdictCount({ verdict, amount }: { verdict: Verdict; amount: number }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <VerdictIcon verdict={verdict} className="size-4" />
      <span className="tabular-nums">{verdictCount(verdict, amount)}</span>
    </span>
  )
}
