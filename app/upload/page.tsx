/** The page that takes a mail as a file or as text, and says at once what a file cannot tell. */
import { Form, Link, useNavigation } from '@remix-run/react'
import { useId } from 'react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'

export interface UploadPage {
  /** What was pasted and typed, to be shown again; of a long text only that there was one. */
  text: string
  ip: string
  helo: string
  mailFrom: string
  rcptTo: string
  problem: { say: string; retryAt: string | null } | null
}

export const emptyPage: UploadPage = { text: '', ip: '', helo: '', mailFrom: '', rcptTo: '', problem: null }

export function UploadPageView({ page }: { page: UploadPage }) {
  return (
    <div className="mx-auto grid max-w-[46rem] gap-6">
      <header>
        <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Check a file or headers</h1>
        <p className="mt-2 text-[1.05rem] text-muted">
          A mail you already have, judged as a receiver would: who it is from, whether it proves that, and what it says.
        </p>
      </header>
      {page.problem && (
        <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3 text-warn">
          {page.problem.say}
          {page.problem.retryAt && (
            <>
              {' '}
              The next is possible from <Time at={page.problem.retryAt} form="clock" />.
            </>
          )}
        </p>
      )}
      <Ask page={page} />
      <CannotTell />
    </div>
  )
}

const field = 'mt-1 block w-full rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted'
const asTyped = { autoCapitalize: 'none', autoCorrect: 'off', autoComplete: 'off', spellCheck: false } as const

function Ask({ page }: { page: UploadPage }) {
  const id = useId()
  const busy = useNavigation().state !== 'idle'
  return (
    <Form method="post" action="/upload" encType="multipart/form-data" className="card grid gap-5 p-4 sm:p-6">
      <div>
        <label htmlFor={`${id}-file`} className="font-medium">
          A mail as a file (.eml)
        </label>
        <input
          id={`${id}-file`}
          type="file"
          name="file"
          accept=".eml,.txt,message/rfc822,text/plain"
          className="mt-1 block w-full rounded-lg border border-dashed border-line-strong bg-sunken p-3 text-sm file:me-3 file:min-h-8 file:cursor-pointer file:rounded-lg file:border file:border-line file:bg-surface file:px-2.5 file:text-ink"
        />
      </div>
      <div>
        <label htmlFor={`${id}-text`} className="font-medium">
          Or its source, or its header lines alone
        </label>
        <textarea
          {...asTyped}
          id={`${id}-text`}
          name="text"
          defaultValue={page.text}
          rows={7}
          placeholder={'Received: from …\nFrom: Acme <news@acme.com>\nSubject: …'}
          className={`exact py-2.5 ${field}`}
        />
      </div>
      <Sent page={page} id={id} />
      <Button kind="main" className="sm:justify-self-start" disabled={busy}>
        {busy ? 'Reading …' : 'Check it'}
      </Button>
    </Form>
  )
}

const told = [
  { name: 'ip', label: 'IP address of the server that delivered it', placeholder: '203.0.113.20' },
  { name: 'helo', label: 'The name that server gave (HELO)', placeholder: 'mail.acme.com' },
  { name: 'mailFrom', label: 'Bounce address (MAIL FROM), <> for none', placeholder: 'bounce@acme.com' },
  { name: 'rcptTo', label: 'Recipient (RCPT TO)', placeholder: 'you@example.org' },
] as const

function Sent({ page, id }: { page: UploadPage; id: string }) {
  return (
    <details open={told.some(({ name }) => page[name] !== '')} className="rounded-lg border border-line">
      <summary className="opener flex min-h-11 items-center gap-2 rounded-lg px-3 hover:bg-sunken">
        I know how it was sent (optional)
      </summary>
      <div className="grid gap-4 px-3 pt-1 pb-4 sm:grid-cols-2">
        {told.map(({ name, label, placeholder }) => (
          <div key={name}>
            <label htmlFor={`${id}-${name}`} className="text-sm text-muted">
              {label}
            </label>
            <input
              {...asTyped}
              id={`${id}-${name}`}
              name={name}
              defaultValue={page[name]}
              placeholder={placeholder}
              className={`exact min-h-10 ${field}`}
            />
          </div>
        ))}
        <p className="text-sm text-muted sm:col-span-2">
          It is taken at your word: the report says that you told it, and nobody saw it.
        </p>
      </div>
    </details>
  )
}

function CannotTell() {
  return (
    <section aria-labelledby="cannot" className="text-[0.95rem] text-muted">
      <h2 id="cannot" className="font-semibold text-ink">
        What a file cannot tell
      </h2>
      <ul className="mt-2 grid list-disc gap-1 ps-5">
        <li>Which server delivered it, under which name, and whether the connection was encrypted.</li>
        <li>Whether SPF passes, unless you say from where it came and with which bounce address.</li>
        <li>
          With which line ends it was sent. Of header lines alone also nothing about the body, nor whether a signature holds.
        </li>
      </ul>
      <p className="mt-3">
        Checks that need these say so, and take nothing from the score. To have them all,{' '}
        <Link to="/" className="link">
          send the mail to a test address
        </Link>
        .
      </p>
    </section>
  )
}
