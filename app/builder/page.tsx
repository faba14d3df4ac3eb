/** A builder: the questions on one side, the record that comes of them on the other. Without script a button shows the record. */
import { Form, Link, useNavigation, useSubmit } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { useAnnounce } from '../ui/announce.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { useGivenEarly } from '../ui/given-early.ts'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import type { BuildPage, Result } from './page.server.ts'
import { Questions } from './questions.tsx'
import { ResultView } from './record.tsx'

export function BuildPageView({ page }: { page: BuildPage }) {
  const { builder, domain, questions, result } = page
  const { form, ask } = useAskedWhileTyping()
  useTold(result)
  return (
    <article>
      <Head page={page} />
      <div className="mt-5 grid items-start gap-6 sm:mt-7 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
        {/* Another domain or kind is another form: what stood in the fields belongs to the one before. */}
        <Form
          key={`${builder.kind} ${domain}`}
          ref={form}
          action={`/build/${builder.kind}#record`}
          onInput={ask}
          preventScrollReset
        >
          <input type="hidden" name="domain" value={domain} />
          <input type="hidden" name="answered" value="yes" />
          <div className="card grid gap-6 p-4 sm:p-6">
            <Questions questions={questions} />
            <p>
              <Button>Show the record</Button>
            </p>
          </div>
        </Form>
        <ResultView result={result} domain={domain} title={builder.title} />
      </div>
    </article>
  )
}

/** Milliseconds after the last key. */
const PAUSE_MS = 450

/** Asks the server again a moment after something was typed or chosen. The fields keep what stands in them, and the place on the page. */
function useAskedWhileTyping() {
  const submit = useSubmit()
  const form = useRef<HTMLFormElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const { state } = useNavigation()
  useEffect(() => () => clearTimeout(timer.current), [])
  // Who presses the button need not be asked for a second time.
  useEffect(() => {
    if (state === 'loading') clearTimeout(timer.current)
  }, [state])
  const ask = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const { current } = form
      if (current) submit(current, { action: new URL(current.action).pathname, replace: true, preventScrollReset: true })
    }, PAUSE_MS)
  }
  useGivenEarly(form, ask)
  return { form, ask }
}

/** Who hears the page is told that the record, which stands elsewhere, has changed. */
function useTold(result: Result): void {
  const announce = useAnnounce()
  const said = result.state === 'built' ? result.value : result.state
  const before = useRef(said)
  useEffect(() => {
    if (before.current === said) return
    before.current = said
    announce(
      result.state === 'built' ? 'The record has changed.' : result.state === 'troubled' ? 'An answer cannot be used yet.' : '',
    )
  }, [said, result.state, announce])
}

function Head({ page: { builder, domain, unicode, source, published } }: { page: BuildPage }) {
  return (
    <header className="max-w-[46rem]">
      <p className="text-sm text-muted">
        <Link className="link text-muted" to={`/build?${new URLSearchParams({ domain })}`}>
          Build a record
        </Link>
      </p>
      <h1 className="text-[1.5rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">
        {builder.title} for <bdi>{unicode ?? domain}</bdi>
      </h1>
      <p className="mt-2">
        <Words say={builder.does} terms />
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        <Now source={source} published={published} />
        <Link className="link" to={`/build/${builder.kind}`}>
          Another domain
        </Link>
      </p>
    </header>
  )
}

function Now({ source, published }: Pick<BuildPage, 'source' | 'published'>) {
  if (source.how === 'silent') return <span>The name servers did not answer, so what is published now is not known.</span>
  if (source.how === 'not-asked') {
    return <span>Your network has had its questions for this hour, so what is published now is not known.</span>
  }
  const what =
    published === 0
      ? 'There is no such record now'
      : published === 1
        ? 'The answers begin with the record published now'
        : `There are ${count(published, 'record')} now`
  return (
    <span>
      {what}
      {source.how === 'scan' && (
        <>
          , as seen <Time at={source.at} form="ago" />
        </>
      )}
      .
    </span>
  )
}
