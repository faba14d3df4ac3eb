/** The words and looks of classes and actions: what the field says stands behind them in grey. */
import type { BounceRecipient, Verdict } from '#checks/report.ts'
import { verdictSoft, verdictText, VerdictIcon } from '../ui/verdict.tsx'

type BounceClass = BounceRecipient['class']

const classes: Record<BounceClass, { name: string; field: string; verdict: Verdict }> = {
  hard: { name: 'Address gone', field: 'hard', verdict: 'fail' },
  block: { name: 'Refused because of the sender', field: 'block', verdict: 'warn' },
  soft: { name: 'Try later', field: 'soft', verdict: 'info' },
  unknown: { name: 'Not clear', field: 'unknown', verdict: 'unknown' },
}

export const actions: Record<BounceRecipient['action'], string> = {
  remove: 'Remove the address',
  retry: 'Nothing, it is tried again',
  wait: 'Send later, or more slowly',
  fix: 'Keep the address, mend the cause',
  review: 'Let somebody look at it',
  none: 'Nothing',
}

export const className = (name: BounceClass): string => classes[name].name

export const classFill: Record<BounceClass, string> = {
  hard: 'var(--chart-fail)',
  block: 'var(--chart-warn)',
  soft: 'var(--line-strong)',
  unknown: 'var(--unknown)',
}

/** "⬣ Address gone", with the field's word. */
export function ClassChip({ name }: { name: BounceClass }) {
  const { name: words, field, verdict } = classes[name]
  return (
    <span
      className={`inline-flex min-h-7 items-center gap-1.5 rounded-full px-2.5 text-sm ${verdictSoft(verdict)} ${verdictText(verdict)}`}
    >
      <VerdictIcon verdict={verdict} className="size-4" />
      <span>
        {words}
        {field !== 'unknown' && ` (${field} bounce)`}
      </span>
    </span>
  )
}
