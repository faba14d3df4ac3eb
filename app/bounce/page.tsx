/** The page that takes a reply, a bounce mail or an export of bounces, and says what they mean. */
import { Form, Link, useNavigation } from '@remix-run/react'
import { useEffect, useId, useRef } from 'react'
import { Button, buttonLook } from '../ui/button.tsx'
import { Answer } from './answer.tsx'
import type { BouncePage } from './ask.server.ts'
import { examples } from './examples.ts'
import { Carried, ExportView } from './export.tsx'
import { Keep } from './keep.tsx'
import type { Places } from './keep.server.ts'

export function BouncePageView({ page, places }: { page: BouncePage; places: Places | null }) {
  const answered = page.answer !== null || page.export !== null
  return (
    <div className="grid gap-6">
      <header className="max-w-[46rem]">
        <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">
          What does this bounce mean?
        </h1>
        {!answered && (
          <p className="mt-2 text-[1.05rem] text-muted">
            A refusal in one sentence, and what to do about the address: remove it, wait, or mend something of yours.
          </p>
        )}
      </header>
      <div aria-live="polite" className="grid min-w-0 gap-4 empty:hidden">
        {page.problem && <p className="rounded-lg bg-warn-soft px-4 py-3 text-warn">{page.problem}</p>}
        {page.answer && <Answer answer={page.answer} more={page.more} />}
        {page.export && (
          <ExportView given={page.export}>
            {places && (
              <Keep places={places}>
                <Carried given={page.export} />
              </Keep>
            )}
          </ExportView>
        )}
        {places && <KeepThis page={page} places={places} />}
      </div>
      <Ask text={page.text} again={answered} />
      <Examples />
      <p className="text-sm text-muted">
        Nothing of what you paste or choose here is kept unless you put it into a project.{' '}
        <Link className="link" to="/bounces">
          Bounces that were kept, or came to your test addresses
        </Link>
        {' · '}
        <Link className="link" to="/sends">
          Have your own server send a test
        </Link>
      </p>
    </div>
  )
}

/** A reply or a mail that tells of a refusal can be kept. */
function KeepThis({ page: { answer, text, mail }, places }: { page: BouncePage; places: Places }) {
  if (answer?.kind !== 'bounce' || (text === '' && mail === '')) return null
  return (
    <Keep places={places} className="card p-4 sm:px-6">
      <textarea name={mail === '' ? 'text' : 'mail'} hidden readOnly value={mail || text} />
    </Keep>
  )
}

function Ask({ text, again }: { text: string; again: boolean }) {
  const id = useId()
  const file = useRef<HTMLInputElement>(null)
  const busy = useNavigation().state !== 'idle'
  // What was read must not be read once more instead of what is pasted next.
  useEffect(() => {
    if (!busy && file.current) file.current.value = ''
  }, [busy])
  const Title = again ? 'h2' : 'p'
  return (
    <Form method="post" action="/bounce" encType="multipart/form-data" className="card grid gap-4 p-4 sm:p-6">
      {again && <Title className="font-semibold">Another one</Title>}
      <div>
        <label htmlFor={`${id}-text`} className="text-sm text-muted">
          The reply of the mail server, or the whole bounce mail
        </label>
        <textarea
          key={text}
          id={`${id}-text`}
          name="text"
          defaultValue={text}
          rows={again ? 3 : 5}
          placeholder="550 5.1.1 The email account that you tried to reach does not exist."
          autoCapitalize="none"
          autoCorrect="off"
          autoComplete="off"
          spellCheck={false}
          className="exact mt-1 block w-full rounded-lg border border-line-strong bg-surface px-3 py-2.5 text-ink placeholder:text-muted"
        />
      </div>
      <div>
        <label htmlFor={`${id}-file`} className="text-sm text-muted">
          Or a file: a bounce mail (.eml), or your sending service’s export (.csv)
        </label>
        <input
          ref={file}
          id={`${id}-file`}
          type="file"
          name="file"
          accept=".eml,.mbox,.msg,.txt,.csv,.tsv,message/rfc822,text/csv,text/plain"
          className="mt-1 block w-full rounded-lg border border-dashed border-line-strong bg-sunken p-3 text-sm file:me-3 file:min-h-8 file:cursor-pointer file:rounded-lg file:border file:border-line file:bg-surface file:px-2.5 file:text-ink"
        />
      </div>
      <Button kind="main" className="sm:justify-self-start" disabled={busy}>
        {busy ? 'Reading …' : 'What does it mean?'}
      </Button>
    </Form>
  )
}

function Examples() {
  return (
    <section>
      <h2 className="text-sm text-muted">Or press an example</h2>
      <ul className="mt-2 flex flex-wrap gap-2">
        {examples.map(({ name }, place) => (
          <li key={name}>
            <Link className={buttonLook('quiet')} to={`/bounce?example=${place + 1}`} preventScrollReset>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
