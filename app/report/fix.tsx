/** What to do, by whom: records to publish, steps, and what has to be asked first. */
import { useId } from 'react'
import type { ReportFix } from '#checks/report.ts'
import { TriangleIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import { Rehearse } from '../what-if/link.tsx'
import { ownerOf } from './plain.ts'
import { RecordChanges } from './record.tsx'

/** `id`: the check whose fix it is. */
export function Fix({ fix, id }: { fix: ReportFix; id: string }) {
  return (
    <>
      <p>
        <Words say={fix.say} terms />
      </p>
      <p className="mt-1 text-sm text-muted">By {ownerOf(fix.who)}.</p>
      <RecordChanges records={fix.records} />
      {fix.records?.length ? <Rehearse what={`finding=${id}`} className="mt-3" /> : null}
      {fix.steps && (
        <ol className="mt-3 grid list-decimal gap-1.5 ps-5 marker:text-muted marker:tabular-nums">
          {fix.steps.map((step) => (
            <li key={step.text} className="ps-1">
              <Words say={step} terms />
            </li>
          ))}
        </ol>
      )}
      {fix.asks?.map((ask, index) => (
        <Ask key={ask.question.text} ask={ask} from={`finding=${id}&answer=${index}`} />
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
function Ask({ ask, from }: { ask: NonNullable<ReportFix['asks']>[number]; from: string }) {
  const group = useId()
  return (
    <fieldset className="mt-3">
      <legend className="font-medium">
        <Words say={ask.question} />
      </legend>
      <div className="mt-2 grid gap-2">
        {ask.answers.map((answer, index) => (
          <details key={answer.answer.text} {...{ name: group }} className="rounded-lg border border-line">
            <summary className="opener flex min-h-10 items-center rounded-lg px-2 py-1.5 hover:bg-sunken">
              <span>
                <Words say={answer.answer} />
              </span>
            </summary>
            <div className="px-3 pt-1 pb-3">
              <p>
                <Words say={answer.say} terms />
              </p>
              <RecordChanges records={answer.records} />
              {answer.records?.length ? <Rehearse what={`${from}.${index}`} className="mt-3" /> : null}
            </div>
          </details>
        ))}
      </div>
    </fieldset>
  )
}
