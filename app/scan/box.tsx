/** The box that takes a domain, a URL or an e-mail address, and leads to its page. */
import { Form } from '@remix-run/react'
import { useId } from 'react'
import { Button } from '../ui/button.tsx'

export function CheckBox({ typed = '' }: { typed?: string }) {
  const id = useId()
  return (
    <Form action="/check" role="search" aria-label="Check a domain">
      <label htmlFor={id} className="text-sm text-muted">
        Domain, URL or e-mail address
      </label>
      <span className="mt-1 flex flex-wrap gap-2 sm:flex-nowrap">
        <input
          key={typed}
          id={id}
          name="q"
          defaultValue={typed}
          required
          placeholder="acme.com"
          autoCapitalize="none"
          autoCorrect="off"
          autoComplete="off"
          spellCheck={false}
          className="value min-h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
        />
        <Button kind="main" className="max-sm:w-full">
          Check
        </Button>
      </span>
    </Form>
  )
}
