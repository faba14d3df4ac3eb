/** What is published, as a form: each record can be edited or taken away, and others added. Works without our script. */
import { Form, Link } from '@remix-run/react'
import { useEffect, useId, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { TriangleIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { type FormRow, isFormType, offeredTypes, type RowNote, type WhatIfForm } from './form.ts'

/** By this the buttons outside of it send the form. */
export const formId = 'records'

const field = 'w-full rounded-lg border border-line-strong bg-surface px-2.5 py-1.5 text-ink'
const written = { autoCapitalize: 'none', autoCorrect: 'off', autoComplete: 'off', spellCheck: false } as const

export function RecordsForm({ form, action }: { form: WhatIfForm; action: string }) {
  const published = form.rows.filter(({ was }) => was !== '')
  const [loud, quiet] = [published.filter((row) => !row.quiet), published.filter((row) => row.quiet)]
  const added = form.rows.filter(({ was }) => was === '')
  const names = useId()
  return (
    <Form method="post" action={action} id={formId} className="grid gap-5" preventScrollReset>
      <input type="hidden" name="left" value={form.left} />
      {form.refused && <Refused refused={form.refused} />}
      {loud.length > 0 && <Published rows={loud} from={0} />}
      {quiet.length > 0 && (
        <details className="card">
          <summary className="opener flex min-h-11 items-center px-4">{count(quiet.length, 'other record')}</summary>
          <div className="border-t border-line">
            <Published rows={quiet} from={loud.length} plain />
          </div>
        </details>
      )}
      {form.left > 0 && (
        <p className="text-sm text-muted">
          {count(form.left, 'more record')} {form.left === 1 ? 'is' : 'are'} published that cannot be edited here: too long, or
          too many.
        </p>
      )}
      <Added rows={added} from={published.length} names={names} domain={form.domains[0] ?? ''} />
      {form.policy && <Policy policy={form.policy} />}
      <Ttl form={form} />
      <div className="flex flex-wrap gap-3">
        <Button kind="main" name="intent" value="rehearse">
          Rehearse
        </Button>
        <Button name="intent" value="more">
          Another record
        </Button>
      </div>
      <datalist id={names}>
        {suggestions(form.domains).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </Form>
  )
}

const suggestions = (domains: string[]): string[] =>
  domains.flatMap((domain) => [
    domain,
    ...['_dmarc', '_mta-sts', '_smtp._tls', 'default._bimi', 'mta-sts'].map((label) => `${label}.${domain}`),
  ])

/** Whoever pressed the button at the end of the form is led to the reason. */
function Refused({ refused: { say, retryAt } }: { refused: NonNullable<WhatIfForm['refused']> }) {
  const place = useRef<HTMLParagraphElement>(null)
  useEffect(() => place.current?.focus(), [])
  return (
    <p ref={place} tabIndex={-1} className="scroll-mt-20 rounded-lg bg-warn-soft px-3 py-2" role="alert">
      {say}
      {retryAt && (
        <>
          {' '}
          The next is possible from <Time at={retryAt} form="clock" />.
        </>
      )}
    </p>
  )
}

/** `from`: how many rows of the form stand before these. */
function Published({ rows, from, plain = false }: { rows: FormRow[]; from: number; plain?: boolean }) {
  return (
    <ul className={plain ? '' : 'card'}>
      {rows.map((row, index) => (
        <li key={`${row.name} ${row.type} ${row.was}`} className="border-t border-line px-4 py-3 first:border-t-0">
          <PublishedRow row={row} place={from + index} />
        </li>
      ))}
    </ul>
  )
}

function PublishedRow({ row, place }: { row: FormRow; place: number }) {
  const { name, type, was, value, remove, notes } = row
  const id = useId()
  return (
    <fieldset>
      <legend className="exact float-start max-w-[75%] pt-0.5">
        <bdi>{name}</bdi> <span className="text-muted">{type}</span>
      </legend>
      <label className="float-end inline-flex min-h-6 items-center gap-2 text-sm">
        <input type="checkbox" name="remove" value={place} defaultChecked={remove} className="size-4" />
        Remove<span className="sr-only"> it</span>
      </label>
      <div className="clear-both pt-1.5">
        <Hidden name={name} type={type} was={was} />
        <Value id={id} label={`Value of ${name} ${type}`} value={value} notes={notes} />
        {value !== was && !remove && (
          <p className="mt-1 text-sm text-muted">
            Today: <bdi className="exact">{was}</bdi>
          </p>
        )}
      </div>
    </fieldset>
  )
}

function Hidden({ name, type, was }: { name?: string; type?: string; was: string }) {
  return (
    <>
      {name !== undefined && <input type="hidden" name="name" value={name} />}
      {type !== undefined && <input type="hidden" name="type" value={type} />}
      <input type="hidden" name="was" value={was} />
    </>
  )
}

interface ValueProps {
  id: string
  label: string
  value: string
  notes: RowNote[]
  seen?: boolean
}

/** `seen`: the label stands on the page, not only in the tree of names. */
function Value({ id, label, value, notes, seen = false }: ValueProps) {
  return (
    <>
      <label htmlFor={id} className={seen ? 'text-sm text-muted' : 'sr-only'}>
        {label}
      </label>
      <textarea
        id={id}
        name="value"
        defaultValue={value}
        rows={Math.min(8, Math.ceil(value.length / 44) || 1)}
        aria-describedby={notes.length > 0 ? `${id}-notes` : undefined}
        aria-invalid={notes.some(({ stops }) => stops) || undefined}
        className={`${field} exact block field-sizing-content resize-y`}
        {...written}
      />
      <Notes id={`${id}-notes`} notes={notes} />
    </>
  )
}

function Notes({ id, notes }: { id: string; notes: RowNote[] }) {
  if (notes.length === 0) return null
  return (
    <ul id={id} className="mt-1 grid gap-1 text-sm">
      {notes.map(({ field: of, say, stops }) => (
        <li key={`${of} ${say}`} className="flex gap-2">
          <span className={`pt-0.5 ${stops ? 'text-fail' : 'text-warn'}`}>
            <TriangleIcon className="size-4" />
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">{say}</span>
        </li>
      ))}
    </ul>
  )
}

function Added({ rows, from, names, domain }: { rows: FormRow[]; from: number; names: string; domain: string }) {
  return (
    <section aria-labelledby="added">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="added" className="font-semibold">
          Add a record
        </h2>
        <Link className="link text-sm" to={`/build?${new URLSearchParams({ domain })}`}>
          Not sure what to write? Build one
        </Link>
      </div>
      <div className="mt-2 grid gap-3">
        {rows.map((row, index) => (
          <AddedRow key={`${index} ${row.name} ${row.type}`} row={row} place={from + index} names={names} domain={domain} />
        ))}
      </div>
    </section>
  )
}

/** A link may bring a record of a rarer type. */
const typesFor = (type: string): readonly string[] =>
  isFormType(type) && !(offeredTypes as readonly string[]).includes(type) ? [...offeredTypes, type] : offeredTypes

interface AddedRowProps {
  row: FormRow
  place: number
  names: string
  domain: string
}

function AddedRow({ row: { name, type, value, notes }, place, names, domain }: AddedRowProps) {
  const id = useId()
  const placed = notes.filter(({ field: one }) => one !== 'value')
  return (
    <fieldset className="card grid gap-x-3 gap-y-2 p-4 sm:grid-cols-[minmax(0,1fr)_6.5rem]">
      <legend className="sr-only">Record {place + 1}, to be added</legend>
      <div>
        <label htmlFor={`${id}-name`} className="text-sm text-muted">
          Name, whole
        </label>
        <input
          id={`${id}-name`}
          name="name"
          list={names}
          defaultValue={name}
          placeholder={`_dmarc.${domain}`}
          aria-describedby={placed.length > 0 ? `${id}-placed` : undefined}
          aria-invalid={placed.length > 0 || undefined}
          className={`${field} exact min-h-9 placeholder:text-muted`}
          {...written}
        />
      </div>
      <div>
        <label htmlFor={`${id}-type`} className="text-sm text-muted">
          Type
        </label>
        <select id={`${id}-type`} name="type" defaultValue={type} className={`${field} exact min-h-9`}>
          {typesFor(type).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <div className="sm:col-span-2">
        <Hidden was="" />
        <Notes id={`${id}-placed`} notes={placed} />
        <Value id={id} label="Value" value={value} notes={notes.filter(({ field: one }) => one === 'value')} seen />
      </div>
    </fieldset>
  )
}

function Policy({ policy: { url, text, notes } }: { policy: NonNullable<WhatIfForm['policy']> }) {
  return (
    <details className="card" open={text !== '' || undefined}>
      <summary className="opener flex min-h-11 items-center px-4">MTA-STS policy, a file on a web server</summary>
      <div className="border-t border-line px-4 py-3">
        <label htmlFor="policy" className="text-sm text-muted">
          As if this were served at <bdi className="value">{url}</bdi>. Empty: what is served now.
        </label>
        <textarea
          id="policy"
          name="policy"
          rows={5}
          defaultValue={text}
          className={`${field} exact mt-1 resize-y`}
          {...written}
        />
        <Notes id="policy-notes" notes={notes.map((say) => ({ field: 'value', say, stops: false }))} />
      </div>
    </details>
  )
}

function Ttl({ form: { ttl, ttlNote } }: { form: WhatIfForm }) {
  return (
    <div>
      <label htmlFor="ttl" className="text-sm text-muted">
        TTL of what is changed, in seconds
      </label>
      <input
        id="ttl"
        name="ttl"
        inputMode="numeric"
        defaultValue={ttl}
        aria-describedby={ttlNote ? 'ttl-note' : undefined}
        aria-invalid={ttlNote !== null || undefined}
        className={`${field} exact mt-1 block min-h-9 max-w-32`}
      />
      {ttlNote && (
        <p id="ttl-note" className="mt-1 text-sm text-fail">
          {ttlNote}
        </p>
      )}
    </div>
  )
}
