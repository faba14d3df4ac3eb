/** DKIM selectors named by hand. They are kept with the scan, and stand in the form again the next time. */
import { Form } from '@remix-run/react'
import { useId } from 'react'
import { Button } from '../ui/button.tsx'
import type { ScanHead } from './page.server.ts'

/** The form as it was sent, and what is in its way. */
export interface SentSelectors {
  written: string
  say: string
}

export function Selectors({ scan: { path, selectors }, sent }: { scan: ScanHead; sent: SentSelectors | undefined }) {
  const [field, about, problem] = [useId(), useId(), useId()]
  const written = sent?.written ?? selectors.join(', ')
  return (
    <details id="selectors" open={sent !== undefined} className="card overflow-hidden">
      <summary className="flex min-h-11 items-center gap-3 px-4 py-2 hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5">
        <span className="grow">
          <h2 className="inline font-semibold">DKIM selectors</h2>{' '}
          <span className="text-sm text-muted">
            {selectors.length > 0 ? `named by hand: ${selectors.join(', ')}` : 'name one that was not found'}
          </span>
        </span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <Form method="post" action={path} className="grid gap-2 border-t border-line px-4 py-4 sm:px-5">
        <label htmlFor={field} className="font-medium">
          Selectors
        </label>
        <p id={about} className="text-sm text-muted">
          The <code className="value">s=</code> of a DKIM-Signature, or the part before <code className="value">._domainkey</code>
          . Several with commas.
        </p>
        {sent && (
          <p id={problem} role="alert" className="text-fail">
            {sent.say}
          </p>
        )}
        <span className="flex flex-wrap gap-2 sm:flex-nowrap">
          <input
            key={written}
            id={field}
            name="selectors"
            defaultValue={written}
            maxLength={2000}
            aria-describedby={sent ? `${about} ${problem}` : about}
            aria-invalid={sent !== undefined}
            autoCapitalize="none"
            autoCorrect="off"
            autoComplete="off"
            spellCheck={false}
            placeholder="s1, google"
            className="value min-h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
          />
          <Button name="intent" value="selectors" className="max-sm:w-full">
            Check with these
          </Button>
        </span>
      </Form>
    </details>
  )
}
