/** /setup. */
import { Form, useRevalidator } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { Field } from '../account/form.tsx'
import { RecordChanges } from '../report/record.tsx'
import { useAnnounce } from '../ui/announce.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { CheckIcon, DashedIcon, RingIcon, TriangleIcon } from '../ui/icons.tsx'
import type { SetupPage } from './page.server.ts'
import type { SetupStep, StepState } from './steps.ts'
import { Watched } from './watched.tsx'

/** Milliseconds between looks while something is missing and the page is seen. */
const LOOK_MS = 10_000

export function SetupView({ page }: { page: SetupPage }) {
  const { short, steps, watched, told } = page
  const look = useTicks(steps)
  return (
    <div className="grid max-w-[46rem] gap-6">
      <header>
        <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Set up</h1>
        <p className="mt-3 text-[1.05rem]">
          What mail from the internet needs. <strong className="font-semibold">{short}</strong> This page looks again by itself;
          resolvers may remember for some minutes that a record was not there.
        </p>
        <LookAgain told={told} />
      </header>
      <ol className="grid gap-4">
        {steps.map((step) => (
          <Step key={step.id} step={step}>
            {step.id === 'name' && <AskDomain told={told} isOpen={step.state === 'missing'} />}
            {step.id === 'address' && step.state === 'missing' && <AskAddress told={told} />}
            {step.id === 'port-25-in' && step.state === 'missing' && <Watched watched={watched} look={look} />}
          </Step>
        ))}
      </ol>
    </div>
  )
}

/** Looks again from time to time, and says aloud what has come to stand. Returns how to look at once. */
function useTicks(steps: readonly SetupStep[]): () => void {
  const { revalidate } = useRevalidator()
  const announce = useAnnounce()
  const done = steps.filter(({ state }) => state === 'done')
  const isOver = done.length === steps.length
  const told = useRef(new Set(done.map(({ id }) => id)))

  useEffect(() => {
    if (isOver) return
    const timer = setInterval(() => document.visibilityState === 'visible' && revalidate(), LOOK_MS)
    return () => clearInterval(timer)
  }, [isOver, revalidate])

  useEffect(() => {
    const fresh = done.filter(({ id }) => !told.current.has(id))
    told.current = new Set(done.map(({ id }) => id))
    if (fresh.length > 0) announce(`Done: ${fresh.map(({ title }) => title).join(', ')}.`)
  }, [done, announce])

  return revalidate
}

/** What was told stays in the URL, so that it is not asked again. */
const Kept = ({ told, but }: { told: SetupPage['told']; but?: 'domain' | 'address' }) => (
  <>
    {(['domain', 'address'] as const).map((name) =>
      name === but || told[name].typed === '' ? null : <input key={name} type="hidden" name={name} value={told[name].typed} />,
    )}
  </>
)

const LookAgain = ({ told }: { told: SetupPage['told'] }) => (
  <Form method="get" preventScrollReset className="mt-3">
    <Kept told={told} />
    <Button kind="quiet">Look again now</Button>
  </Form>
)

const looks = {
  done: { word: 'Done', text: 'text-pass', Icon: CheckIcon },
  missing: { word: 'To do', text: 'text-warn', Icon: TriangleIcon },
  unsure: { word: 'Could not check', text: 'text-unknown', Icon: DashedIcon },
  later: { word: 'Later', text: 'text-muted', Icon: RingIcon },
} as const satisfies Record<StepState, object>

function Step({ step, children }: { step: SetupStep; children: React.ReactNode }) {
  const { id, title, state, say, records, settings, todo } = step
  const { word, text, Icon } = looks[state]
  return (
    <li id={id} className="card grid scroll-mt-6 gap-3 p-4 sm:p-5">
      <div className="flex gap-3">
        <span className={`pt-1 ${text}`}>
          <Icon className="size-5" />
        </span>
        <div className="min-w-0">
          <h2 className="font-semibold">
            {title} <span className="text-sm font-normal text-muted">{word}</span>
          </h2>
          <p className="wrap-anywhere">
            <bdi>{say}</bdi>
          </p>
        </div>
      </div>
      {settings !== undefined && settings.length > 0 && <Settings lines={settings} />}
      <RecordChanges records={records} />
      {todo?.map((one) => (
        <p key={one} className="text-[0.95rem] wrap-anywhere text-muted">
          {one}
        </p>
      ))}
      {children}
    </li>
  )
}

const Settings = ({ lines }: { lines: readonly string[] }) => (
  <div className="flex flex-wrap items-start justify-between gap-2 rounded-xl border border-line bg-sunken px-3 py-2">
    <pre className="exact min-w-0">{lines.join('\n')}</pre>
    <Copy text={lines.join('\n')} what={lines.length === 1 ? 'the setting' : 'the settings'} />
  </div>
)

function AskDomain({ told, isOpen }: { told: SetupPage['told']; isOpen: boolean }) {
  const { typed, problem } = told.domain
  return (
    <details open={isOpen || problem !== undefined || undefined}>
      <summary className="flex items-center gap-2 text-[0.95rem] text-muted">
        <span className="opener" aria-hidden="true" />
        Write this page for a domain of yours
      </summary>
      <Form method="get" preventScrollReset className="mt-3 grid max-w-[26rem] gap-3">
        <Kept told={told} but="domain" />
        <Field
          label="Domain"
          note="Below it the names mx, test and seedbed are used. Nothing else of it changes."
          name="domain"
          defaultValue={typed}
          problem={problem}
          maxLength={300}
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <p>
          <Button kind="plain">Write it</Button>
        </p>
      </Form>
    </details>
  )
}

function AskAddress({ told }: { told: SetupPage['told'] }) {
  const { typed, problem } = told.address
  return (
    <Form method="get" preventScrollReset className="grid max-w-[26rem] gap-3">
      <Kept told={told} but="address" />
      <Field
        label="Address at which the internet reaches this machine"
        note="IPv4 or IPv6: what your provider gave you, or your router."
        name="address"
        defaultValue={typed}
        problem={problem}
        maxLength={50}
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <p>
        <Button kind="plain">Write the records</Button>
      </p>
    </Form>
  )
}
