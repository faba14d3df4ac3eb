/** Which time the charts show: one of a few, or days from and to. A plain form, so that it works without our script. */
import { Form } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Choices } from './choices.tsx'
import { type Place, rangeLink } from './place.ts'
import { ranges } from './range.ts'

const field = 'min-h-8 rounded-lg border border-line-strong/60 bg-surface px-2'

export function RangeBar({ place }: { place: Place }) {
  const { range, path, chosen } = place
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Choices
        label="Range"
        choices={ranges.map(({ days, label }) => ({ label, path: rangeLink(place, days), current: days === range.days }))}
      />
      <Form method="get" action={path} preventScrollReset className="flex flex-wrap items-center gap-2 text-sm" aria-label="Days">
        {Object.entries(chosen).map(
          ([name, value]) => value !== '' && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <label className="flex items-center gap-1.5">
          from <input type="date" name="from" required defaultValue={range.from} key={range.from} className={field} />
        </label>
        <label className="flex items-center gap-1.5">
          to <input type="date" name="to" required defaultValue={range.to} key={range.to} className={field} />
        </label>
        <Button kind="quiet">Show</Button>
      </Form>
    </div>
  )
}
