/** One of many for a chart, chosen from a list: a plain form, so that it works without our script. */
import { Form, useSubmit } from '@remix-run/react'
import { useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { useGivenEarly } from '../ui/given-early.ts'
import { useHydrated } from '../ui/hydrated.ts'
import { hidden, type Place } from './place.ts'

interface ChooseProps {
  /** Of its field in the query. */
  name: string
  label: string
  /** What is chosen when nothing is. */
  all: string
  choices: { id: string; title: string }[]
  /** The id of the present one; '' for all. */
  chosen: string
  place: Place
}

export function Choose({ name, label, all, choices, chosen, place }: ChooseProps) {
  const hydrated = useHydrated()
  const form = useRef<HTMLFormElement>(null)
  const submit = useSubmit()
  const go = () => form.current && submit(form.current, { preventScrollReset: true })
  useGivenEarly(form, go)
  return (
    <Form
      ref={form}
      method="get"
      action={place.path}
      preventScrollReset
      onChange={go}
      className="flex items-center gap-2 text-sm"
    >
      {hidden(place, name).map(([other, value]) => (
        <input key={other} type="hidden" name={other} value={value} />
      ))}
      <label className="sr-only" htmlFor={name}>
        {label}
      </label>
      {/* A link may choose another one too. */}
      <select
        key={chosen}
        id={name}
        name={name}
        defaultValue={chosen}
        className="min-h-8 max-w-44 rounded-lg border border-line-strong/60 bg-surface px-2"
      >
        <option value="">{all}</option>
        {choices.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {!hydrated && <Button kind="quiet">Show</Button>}
    </Form>
  )
}
