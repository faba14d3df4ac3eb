/** What to do, by whom: records to publish, steps, and what has to be asked first. */
import { useId } from 'react'
import type { ReportFix } from '#checks/report.ts'
import { TriangleIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import { ownerOf } from './plain.ts'
import { RecordChanges } from './record.tsx'

export function Fix({ fix }: { fix: ReportFix }) {
  return (
    <>
      <p>
        <Words say={fix.say} terms />
      </p>
      <p className="mt-1 text-sm text-muted">By {ownerOf(fix.who)}.</p>
      <RecordChanges records={fix.records} />
      {fix.steps && (
        <ol className="mt-3 grid list-decimal gap-1.5 ps-5 marker:text-muted marker:tabular-nums">
          {fix.steps.map((step) => (
            <li key={step.text} className="ps-1">
              <Words say={step} terms />
            </li>
          ))}
        </ol>
      )}
      {fix.asks?.map((ask) => (
        <Ask key={ask.question.text} ask={ask} />
      ))}
      {fix.careful && (
        <p className="mt-3 flex gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
          <span className="pt-0.5 text-warn">
            <TriangleIcon className="size-4" />
          </span>
          <span>
            <strong className="font-semibold">Careful. </strong>
            <Words say={fix.careful} terms />
          </span>
        </p>
      )}
    </>
  )
}

/** One answer is open at a time; nothing is sent anywhere. */
function Ask({ ask }: { ask: NonNullable<ReportFix['asks']>[number] }) {
  const group = useId()
  return (
    <fieldset className="mt-3">
      <legend className="font-medium">
        <Words say={ask.question} />
      </legend>
      <div className="mt-2 grid gap-2">
        {ask.answers.map((answer) => (
          <details key={answer.answer.text} {...{ name: group }} className="rounded-lg border border-line">
            <summary className="opener flex min-h-10 items-center rounded-lg px-2 py-1.5 hover:bg-sunken">
              <Words say={answer.answer} />
            </summary>
            <div className="px-3 pt-1 pb-3">
              <p>
                <Words say={answer.say} terms />
              </p>
              <RecordChanges records={answer.records} />
            </div>
          </details>
        ))}
      </div>
    </fieldset>
  )
}
