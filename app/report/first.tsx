/** What to do first: at most three fixes, by what they gain. */
import type { ReactNode } from 'react'
import type { Report, ReportFinding, ReportFix } from '#checks/report.ts'
import { buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { points } from '../ui/count.ts'
import { ArrowIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import { findingText, ownerOf } from './plain.ts'

type First = Report['first'][number] & { finding: ReportFinding; fix: ReportFix }

function firstFixes({ first, findings }: Report): First[] {
  return first.slice(0, 3).flatMap((step) => {
    const finding = findings.find((one) => one.id === step.id && one.fix)
    return finding?.fix ? [{ ...step, finding, fix: finding.fix }] : []
  })
}

interface FirstFixesProps {
  report: Report
  /** The path of the report, where the findings stand. */
  base: string
  /** What stands above the fixes; on a phone it comes after the first, which must be seen without scrolling. */
  before?: ReactNode
}

export function FirstFixes({ report, base, before }: FirstFixesProps) {
  const steps = firstFixes(report)
  const [step, ...others] = steps
  if (!step) return before ?? null
  return (
    <div className="flex flex-col gap-y-4 sm:gap-y-6">
      <section aria-labelledby="first" className="order-1 sm:order-2">
        <h2 id="first" className="text-lg font-semibold tracking-tight">
          What to do first
        </h2>
        <ol className="mt-3 grid gap-3">
          <FirstFix step={step} place={1} base={base} />
        </ol>
      </section>
      {before && <div className="order-2 sm:order-1">{before}</div>}
      {others.length > 0 && (
        <ol start={2} aria-label="What to do then" className="order-3 grid gap-3 sm:-mt-3">
          {others.map((other, index) => (
            <FirstFix key={other.id} step={other} place={index + 2} base={base} />
          ))}
        </ol>
      )}
    </div>
  )
}

function FirstFix({ step: { finding, fix, before, after, id }, place, base }: { step: First; place: number; base: string }) {
  const [record] = fix.records ?? []
  return (
    <li className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
      <span
        className="grid size-7 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent tabular-nums"
        aria-hidden="true"
      >
        {place}
      </span>
      <div className="min-w-0">
        <p className="font-medium">
          <Words say={fix.say} />
        </p>
        <p className="mt-0.5 text-sm text-muted">
          {points(after) !== points(before) && (
            <>
              <Gain before={before} after={after} /> ·{' '}
            </>
          )}
          by {ownerOf(fix.who)}
          <span className="max-sm:hidden">
            {' '}
            · <Words say={finding.explanation} />
          </span>
        </p>
        {place === 1 && record && record.action !== 'delete' && (
          <p className="exact mt-2 rounded-lg bg-sunken px-3 py-2">
            <span className="text-muted">
              <bdi>{record.name}</bdi> {record.type}
            </span>{' '}
            <bdi>{record.value}</bdi>
          </p>
        )}
        <p className="mt-2 flex flex-wrap gap-2">
          {record && record.action !== 'delete' && <Copy text={record.value} what="the value" label="Copy value" />}
          <a className={buttonLook('quiet')} href={`${base}#${id}`}>
            Show how <ArrowIcon className="size-3.5" />
          </a>
          {place === 1 && <Copy text={findingText(finding)} what="the fix as text" label="Copy as text" />}
        </p>
      </div>
    </li>
  )
}

function Gain({ before, after }: { before: number; after: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">
      <span className="sr-only">Score </span>
      {points(before)}
      <span aria-hidden="true"> → </span>
      <span className="sr-only"> would become </span>
      <strong className="font-semibold text-pass">{points(after)}</strong>
    </span>
  )
}
