/** What the forms around an account are made of. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Time } from '../ui/time.tsx'

/** What is in the way of a form, by field; `form` is the whole of it. */
export type Problems = Partial<Record<string, string>>

/** The answer to a form that cannot be taken: what was typed (never a password), and what is in the way. */
export interface Again {
  typed: Record<string, string>
  problems: Problems
  /** When it may be tried again, ISO 8601. */
  retryAt?: string
}

const look = 'mt-1 block w-full min-h-11 rounded-lg border bg-surface px-3 text-ink placeholder:text-muted'

/** A labelled field, with what is wrong with it below. */
export function Field({
  label,
  note,
  problem,
  ...input
}: ComponentProps<'input'> & { label: string; note?: ReactNode; problem?: string | undefined }) {
  const id = useId()
  const described = [note ? `${id}-note` : '', problem ? `${id}-problem` : ''].filter(Boolean).join(' ')
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {note && (
        <p id={`${id}-note`} className="text-sm text-muted">
          {note}
        </p>
      )}
      <input
        id={id}
        className={`${look} ${problem ? 'border-fail' : 'border-line-strong'}`}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
        {...input}
      />
      {problem && (
        <p id={`${id}-problem`} className="mt-1 text-sm text-fail">
          {problem}
        </p>
      )}
    </div>
  )
}

export const emailField = { type: 'email', autoCapitalize: 'none', spellCheck: false, maxLength: 254, required: true } as const

/** A code of an authenticator, or one of the recovery codes. */
export const codeField = {
  ...{ type: 'text', autoComplete: 'one-time-code', autoCapitalize: 'none', spellCheck: false, required: true },
  maxLength: 40,
} as const

/** A choice among few. */
export function Choice({ label, children, ...select }: ComponentProps<'select'> & { label: string }) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select id={id} className={`${look} border-line-strong`} {...select}>
        {children}
      </select>
    </div>
  )
}

/** What is in the way of the form as a whole. */
export function Trouble({ again }: { again: Again | undefined }) {
  if (!again?.problems.form) return null
  return (
    <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3">
      {again.problems.form}
      {again.retryAt && (
        <>
          {' '}
          Again from <Time at={again.retryAt} form="clock" />.
        </>
      )}
    </p>
  )
}

/** Something was done. */
export function Done({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="rounded-lg bg-pass-soft px-4 py-3">
      {children}
    </p>
  )
}

/** A page that is one form. */
export function Narrow({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <div className="mx-auto grid max-w-[26rem] gap-5">
      <header>
        <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em]">{title}</h1>
        {lead && <p className="mt-2 text-muted">{lead}</p>}
      </header>
      {children}
    </div>
  )
}
