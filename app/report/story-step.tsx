/** The pieces a step of the story is made of: a fact, a question with its answer, and what follows. */
import type { ReactNode } from 'react'
import type { Gap } from '#checks/report.ts'
import { GapNote } from '../scan/view.tsx'
import type { QuestionLine } from '#checks/published.ts'
import { ArrowIcon } from '../ui/icons.tsx'
import { Term } from '../ui/term.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'

/** A fact: plain words first, the word of the field behind. */
export function Came({ label, term, children }: { label: string; term?: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 sm:grid-cols-[15rem_minmax(0,1fr)]">
      <dt className="text-muted">
        {label}
        {term && (
          <span className="text-sm">
            {' '}
            (<Term word={term} />)
          </span>
        )}
      </dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}

interface AskedProps {
  /** What was asked: `s1._domainkey.acme.com`. */
  name: string
  type: string
  questions: QuestionLine[]
  /** What came back; null when nothing is there. */
  answer: string | null
  gap?: Gap | undefined
}

/** A question to DNS, and its answer. */
export function Asked({ name, type, questions, answer, gap }: AskedProps) {
  const asked = questions.find((one) => one.name === name.toLowerCase() && one.type === type)
  return (
    <div className="rounded-lg bg-sunken px-3 py-2">
      <p className="text-xs text-muted">
        Asked DNS
        {asked && (
          <>
            {' '}
            at <bdi>{asked.server}</bdi>, {Math.round(asked.milliseconds)} ms
          </>
        )}
      </p>
      <p className="exact">
        <bdi>{name}</bdi> <span className="text-muted">{type}</span>
      </p>
      <p className="mt-1 grid grid-cols-[1rem_minmax(0,1fr)] gap-x-2">
        <span className="pt-1 text-muted">
          <ArrowIcon className="size-3.5" />
          <span className="sr-only">Answer:</span>
        </span>
        {answer === null ? <Answered gap={gap} /> : <bdi className="exact">{answer}</bdi>}
      </p>
    </div>
  )
}

/** No record: nothing is there, or nobody answered. */
export function Answered({ gap }: { gap?: Gap | undefined }) {
  if (gap) return <GapNote gap={gap} />
  return <span className="text-muted">nothing there</span>
}

/** What follows from what was seen. */
export function Follows({ verdict, children }: { verdict?: 'pass' | 'warn' | 'fail' | 'unknown'; children: ReactNode }) {
  if (!verdict) return <p className="max-w-[66ch] text-muted">{children}</p>
  return (
    <p className="flex max-w-[66ch] items-start gap-2.5">
      <span className="pt-1">
        <VerdictIcon verdict={verdict} className="size-4" />
      </span>
      <span>{children}</span>
    </p>
  )
}
