/** Chosen replies: how to tell the address what to answer, and what its senders made of it. */
import { Form, useSearchParams } from '@remix-run/react'
import { useId, useRef, useState } from 'react'
import { Retries } from '../charts/retries.tsx'
import type { LiveState } from '../live.ts'
import { Address } from '../ui/address.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { useGivenEarly } from '../ui/given-early.ts'
import { useHydrated } from '../ui/hydrated.ts'
import { chosenAddress, phases, readChosen, words } from './chosen.ts'
import { TrySeries } from './try-series.tsx'
import { lastSession, seriesOf } from './tries.ts'

/** The newest series that are shown. */
const mostSeries = 6

export function ChosenReplies({ state: { email, tries, sessions } }: { state: LiveState }) {
  const [asked] = useSearchParams()
  const [open] = useState(tries.length > 0 || asked.has('answer'))
  const series = seriesOf(tries)
  return (
    <details id="chosen" open={open} className="border-t border-line pt-4">
      <summary className="flex min-h-10 items-center gap-2 rounded-lg">
        <span className="opener" aria-hidden="true" />
        <h2 className="font-semibold">Chosen replies</h2>
      </summary>
      <div className="mt-2 grid min-w-0 gap-5">
        <p className="max-w-[46rem] text-muted">
          How does your sender take a refusal? Tell this address what to answer, send a mail to it, and see here whether and when
          the sender comes back.
        </p>
        <Choose email={email} asked={asked} />
        <Retries
          series={series.slice(0, mostSeries)}
          empty="No server has tried such an address yet. Send a mail to the one above."
        />
        {series.length > 0 && (
          <ol aria-label="Tries" className="grid gap-3">
            {series.slice(0, mostSeries).map((one, index) => (
              <TrySeries key={one.key} series={one} number={index + 1} session={lastSession(one, sessions)} />
            ))}
          </ol>
        )}
        {series.length > mostSeries && (
          <p className="text-sm text-muted">
            {count(series.length - mostSeries, 'earlier series', 'earlier series')} can be read through the API.
          </p>
        )}
      </div>
    </details>
  )
}

/** Without JavaScript it is a form, whose answer is this page. */
function Choose({ email, asked }: { email: string; asked: URLSearchParams }) {
  const [chosen, choose] = useState(() => readChosen(asked))
  const hydrated = useHydrated()
  const form = useRef<HTMLFormElement>(null)
  const read = () => {
    const fields = new FormData(form.current ?? undefined)
    choose(readChosen({ get: (name) => String(fields.get(name) ?? '') }))
  }
  useGivenEarly(form, read)
  const address = chosenAddress(chosen, email)
  const { word, code, limit, phase } = chosen
  const choices = words.map((one) => ({ value: one.word, label: one.label }))
  return (
    <Form ref={form} method="get" preventScrollReset className="card grid min-w-0 gap-4 p-4 sm:p-5" onChange={read}>
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <Select name="answer" label="The address shall" choices={choices} value={word.word} />
        {word.codes.length > 0 && <Select name="code" label="saying" choices={word.codes} value={code} />}
        {word.limits.length > 0 && <Select name="limit" label="how long" choices={word.limits} value={limit} />}
        <Select name="phase" label="when" choices={phases} value={phase} />
      </div>
      <p className="text-[0.95rem] text-muted">{word.says}</p>
      {!hydrated && (
        <Button kind="quiet" className="justify-self-start">
          Show the address
        </Button>
      )}
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2">
        <output className="min-w-0 [overflow-wrap:anywhere]">
          <span className="sr-only">The address to send to: </span>
          <Address email={address} />
        </output>
        <Copy text={address} what="the address with its reply" />
      </div>
      <p className="text-sm text-muted">
        Any code from 400 to 459 and from 500 to 559 can stand there, with any enhanced code of its class. Each sender and each
        label (<span className="value">+label</span> before the @) is a test of its own.
      </p>
    </Form>
  )
}

interface SelectProps {
  name: string
  label: string
  choices: readonly { value: string; label: string }[]
  value: string
}

function Select({ name, label, choices, value }: SelectProps) {
  const id = useId()
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="text-sm text-muted">
        {label}
      </label>
      {/* Of another word the choices are others, and so is the first of them. */}
      <select
        key={choices[0]?.value}
        id={id}
        name={name}
        defaultValue={value}
        className="mt-1 block min-h-11 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-ink"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}
