/** The sections at a glance: what was found in each, as links, and the pictures below them. */
import type { Verdict } from '#checks/report.ts'
import type { FoldedSection } from '../report/fold.ts'
import { VerdictIcon, verdictCount } from '../ui/verdict.tsx'

interface ContentsProps {
  sections: FoldedSection[]
  /** What else stands on the page. */
  places?: { id: string; label: string }[]
}

export function Contents({ sections, places = [] }: ContentsProps) {
  return (
    <nav aria-label="Sections of the report">
      <ul className="flex flex-wrap gap-2">
        {sections.map((section) => (
          <li key={section.id}>
            <a
              href={`#section-${section.id}`}
              className="inline-flex min-h-8 flex-wrap items-center gap-x-3 rounded-lg border border-line bg-surface px-3 py-1 text-[0.95rem] text-ink no-underline hover:bg-sunken"
            >
              {section.title.replace(/:.*$/, '')}
              {countsOf(section).map(([verdict, amount]) => (
                <Amount key={verdict} verdict={verdict} amount={amount} />
              ))}
            </a>
          </li>
        ))}
      </ul>
      {places.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-[0.95rem]">
          {places.map(({ id, label }) => (
            <li key={id}>
              <a className="link inline-flex min-h-6 items-center" href={`#${id}`}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      )}
    </nav>
  )
}

function countsOf({ open, passes, unknowns }: FoldedSection): [Verdict, number][] {
  const problems = open.filter(({ verdict }) => verdict === 'fail').length
  const counts: [Verdict, number][] = [
    ['fail', problems],
    ['warn', open.length - problems],
    ['pass', passes.length],
    ['unknown', unknowns.length],
  ]
  return counts.filter(([, amount]) => amount > 0)
}

function Amount({ verdict, amount }: { verdict: Verdict; amount: number }) {
  return (
    <span className="inline-flex items-center gap-1 text-sm text-muted tabular-nums">
      <VerdictIcon verdict={verdict} className="size-3.5" />
      <span aria-hidden="true">{amount}</span>
      <span className="sr-only">{verdictCount(verdict, amount)}</span>
    </span>
  )
}
