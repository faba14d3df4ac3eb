/**
 * The box that takes whatever somebody has in hand, and leads to its page. A field of several lines, because one of a single line would join
 * the lines of pasted headers; it is one line high until there is more in it. Enter sends a single line, with our script.
 */
import { Form } from '@remix-run/react'
import { type KeyboardEvent, useId } from 'react'
import { Button } from '../ui/button.tsx'

export function CheckBox({ typed = '' }: { typed?: string }) {
  const id = useId()
  return (
    <Form action="/check" method="post" role="search" aria-label="Check something">
      <label htmlFor={id} className="text-sm text-muted">
        Domain, IP address, host, e-mail address or URL; or paste headers or a bounce
      </label>
      <span className="mt-1 flex flex-wrap items-start gap-2 sm:flex-nowrap">
        <BoxField
          key={typed}
          id={id}
          typed={typed}
          placeholder="acme.com"
          className="max-h-64 min-h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 py-2 max-sm:w-full"
        />
        <Button kind="main" className="max-sm:w-full">
          Check
        </Button>
      </span>
    </Form>
  )
}

interface BoxFieldProps {
  id: string
  typed: string
  placeholder: string
  className: string
}

function BoxField({ id, typed, placeholder, className }: BoxFieldProps) {
  return (
    <textarea
      id={id}
      name="text"
      defaultValue={typed}
      required
      rows={1}
      maxLength={200_000}
      placeholder={placeholder}
      autoCapitalize="none"
      autoCorrect="off"
      autoComplete="off"
      spellCheck={false}
      enterKeyHint="go"
      onKeyDown={sendOnEnter}
      className={`value field-sizing-content resize-none text-ink placeholder:text-muted ${className}`}
    />
  )
}

/** Enter goes, unless there are several lines, or an input method is still composing. */
function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  const { value, form } = event.currentTarget
  if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || value.includes('\n')) return
  event.preventDefault()
  form?.requestSubmit()
}
