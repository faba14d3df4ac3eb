/** When a channel is told: at once or once a day, and not in its quiet hours. */
import { useId } from 'react'
import { Choice, Field } from '../account/form.tsx'

interface WhenToldProps {
  pace: string | undefined
  /** `22:30`; '' or undefined for none. */
  from: string | undefined
  until: string | undefined
  problem: string | undefined
}

export function WhenTold({ pace = 'at-once', from, until, problem }: WhenToldProps) {
  const id = useId()
  const wrong = problem ? ({ 'aria-invalid': true, 'aria-describedby': id } as const) : {}
  return (
    <>
      <Choice label="How often" name="pace" defaultValue={pace}>
        <option value="at-once">At once</option>
        <option value="daily">Once a day, all together</option>
      </Choice>
      <fieldset>
        <legend className="font-medium">Quiet hours</legend>
        <p className="text-sm text-muted">By the team’s clock. What comes up then is told when they are over. Empty for none.</p>
        <div className="mt-2 grid grid-cols-2 gap-4">
          <Field label="From" type="time" name="quietFrom" defaultValue={from} {...wrong} />
          <Field label="Until" type="time" name="quietUntil" defaultValue={until} {...wrong} />
        </div>
        {problem && (
          <p id={id} role="alert" className="mt-1 text-sm text-fail">
            {problem}
          </p>
        )}
      </fieldset>
    </>
  )
}
