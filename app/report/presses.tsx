/** What is looked at only when somebody presses: links and pictures. And whether the mail was only a test of a sending service. */
import { Form } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { Report } from '#checks/report.ts'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'

export function Presses({ report }: { report: Report }) {
  const links = has(report, 'link-broken', 'not-fetched') ? linksIn(report) : 0
  const images = has(report, 'image-source', 'not-fetched')
  const test = report.findings.find(({ id, code }) => id === 'test-send' && code === 'likely')
  if (links === 0 && !images && !test) return null
  return (
    <section aria-label="What needs a press" className="card grid gap-4 px-4 py-4 sm:px-5">
      {test && (
        <Press intent="real-one" label="It was the real one">
          {test.explanation.text} What it says about unsubscribing and placeholders may only be true here.
        </Press>
      )}
      {links > 0 && (
        <Press intent="check-links" label={`Check ${count(links, 'link')}`}>
          Nothing in the mail was requested. Your sending service will count these as clicks. A link that works once may be used
          up. Links that look like unsubscribe, confirm, verify, reset or sign-in are never requested.
        </Press>
      )}
      {images && (
        <Press intent="check-images" label="Check the pictures">
          The pictures were not requested either. Your sending service will count this as an opening.
        </Press>
      )}
    </section>
  )
}

const has = ({ findings }: Report, id: string, code: string): boolean =>
  findings.some((one) => one.id === id && one.code === code)

/** Those that may be requested. */
function linksIn({ extracted }: Report): number {
  const plain = extracted?.links.filter(({ kind, address }) => !kind && /^https?:/i.test(address)) ?? []
  return plain.length + (extracted?.more ?? 0)
}

function Press({ intent, label, children }: { intent: string; label: string; children: ReactNode }) {
  return (
    <Form method="post" className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <p className="max-w-prose text-sm text-muted">{children}</p>
      <Button kind="quiet" name="intent" value={intent}>
        {label}
      </Button>
    </Form>
  )
}
