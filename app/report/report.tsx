/** The report: verdict, first fixes, sections, and what we cannot know. */
import { useEffect } from 'react'
import type { Report } from '#checks/report.ts'
import { percent } from '../ui/count.ts'
import { FirstFixes } from './first.tsx'
import { foldSections } from './fold.ts'
import { Headline } from './headline.tsx'
import { Section } from './section.tsx'

/** Answer and next step, without the evidence: the first screen, and what the live page shows. */
export function ReportTop({ report, level, base }: { report: Report; level: 1 | 2; base: string }) {
  return (
    <div className="card grid gap-5 p-4 sm:gap-7 sm:p-7">
      <Headline report={report} level={level} />
      {report.first.length > 0 && (
        <div className="border-t border-line pt-4 sm:pt-6">
          <FirstFixes report={report} base={base} />
        </div>
      )}
    </div>
  )
}

/** The honest edge of every report. */
export function Edge({ report, about = 'mail' }: { report: Report; about?: 'mail' | 'domain' }) {
  return (
    <p className="text-sm text-muted">
      We could check {percent(report.coverage)} of what counts. Seedbed cannot see{' '}
      {about === 'mail' && 'which folder a provider chooses, '}your complaint rate or your volume.
    </p>
  )
}

export function ReportBody({ report, base }: { report: Report; base: string }) {
  useOpenTarget()
  return (
    <div className="grid gap-5">
      <ReportTop report={report} level={1} base={base} />
      {foldSections(report).map((section) => (
        <Section key={section.id} section={section} opened={report.first[0]?.id} />
      ))}
      <Edge report={report} />
    </div>
  )
}

/** A link to a finding opens it, and the fold it stands in. */
export function useOpenTarget(): void {
  useEffect(() => {
    const openTarget = () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
      if (!(target instanceof HTMLDetailsElement)) return
      for (let fold: Element | null = target; fold; fold = fold.parentElement?.closest('details') ?? null)
        fold.setAttribute('open', '')
      target.scrollIntoView()
    }
    openTarget()
    addEventListener('hashchange', openTarget)
    return () => removeEventListener('hashchange', openTarget)
  }, [])
}
