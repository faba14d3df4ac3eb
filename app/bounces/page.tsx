/** The bounces of a team or a browser: a sentence, the charts, the filters, the list. */
import { Form, Link } from '@remix-run/react'
import { ClassChip } from '../bounce/words.tsx'
import { Choices } from '../charts/choices.tsx'
import { Button, buttonLook } from '../ui/button.tsx'
import { count, percent } from '../ui/count.ts'
import { SendTo } from '../ui/first-step.tsx'
import { Time } from '../ui/time.tsx'
import type { FirstStep } from '../address.server.ts'
import { OnlyProject, useProjectName } from '../nav/only.tsx'
import { Teach } from '../watch/nav.tsx'
import { bouncesPath, csvPath, ranges } from './asked.ts'
import { Charts } from './charts.tsx'
import { Filters } from './filters.tsx'
import type { BounceLine, BouncesPage } from './page.server.ts'

/** Fewer sends than this say nothing about how many come back. */
const fewSends = 100

export function BouncesView({ page }: { page: BouncesPage }) {
  const { asked, kept } = page
  return (
    <div>
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <Title />
        <Choices
          label="Range"
          choices={ranges.map(({ days, label }) => ({
            label,
            path: bouncesPath(asked, { days, from: undefined, until: undefined }),
            current: days === asked.days && !asked.from,
          }))}
        />
      </header>
      {kept && <Kept kept={kept} />}
      <p className="mt-5 max-w-[60ch] text-[1.3rem] leading-snug font-medium tracking-[-0.01em]">
        <Sentence page={page} />
      </p>
      <p className="mt-1 text-muted">
        <Rate sends={page.sends} />
      </p>
      <Filters page={page} />
      <Charts page={page} />
      <List page={page} />
      <p className="mt-8">
        <Link className="link" to="/bounce">
          What does a bounce mean? Paste one, or drop an export
        </Link>
      </p>
    </div>
  )
}

const Title = () => <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Bounces</h1>

/** Before there is any, of the team, the browser or the project. */
export function NoBounces({ step }: { step: FirstStep }) {
  const project = useProjectName()
  return (
    <div className="grid max-w-[46rem] gap-4">
      <Title />
      <OnlyProject />
      <div className="card">
        <Teach
          action={<FirstBounces step={step} />}
          example="Address gone · ann@customer.example · The mailbox does not exist. 550 5.1.1, Gmail: remove the address."
        >
          No bounces yet
          {project && (
            <>
              {' '}
              in <bdi>{project}</bdi>
            </>
          )}
          . Here they are told apart: addresses to remove, mails to send again later, and refusals that are about you.
        </Teach>
      </div>
    </div>
  )
}

const FirstBounces = ({ step }: { step: FirstStep }) => (
  <ol className="grid w-full min-w-0 list-decimal gap-4 ps-5">
    <li>
      <p className="mb-2">
        Use {step.email ? 'this' : 'a'} test address as the bounce address (Return-Path) of what you send: bounces then come by
        themselves.
      </p>
      <SendTo step={step} />
    </li>
    <li>
      <p className="mb-2">Or bring what you have: the export of your sending service, or one bounce.</p>
      <Link to="/bounce" className={buttonLook('plain')}>
        Drop an export, or paste a bounce
      </Link>
    </li>
  </ol>
)

function Sentence({ page: { figures, asked } }: { page: BouncesPage }) {
  const { total, classes } = figures
  if (total === 0) return 'None in this time, or none that these filters let through.'
  const gone = classes.find(({ key }) => key === 'hard')?.count ?? 0
  const blocked = classes.find(({ key }) => key === 'block')?.count ?? 0
  return (
    <>
      {count(total, 'bounce')}
      {asked.from && (
        <>
          {' '}
          from <Time at={asked.from} />
        </>
      )}
      .{gone > 0 && ` ${count(gone, 'says', 'say')} that the address is gone: remove ${gone === 1 ? 'it' : 'them'}.`}
      {blocked > 0 && ` ${count(blocked, 'was', 'were')} refused because of the sender: keep those.`}
    </>
  )
}

/** How many of the mails come back, where enough were sent from here to say it. */
function Rate({ sends: { sent, back } }: { sends: BouncesPage['sends'] }) {
  if (sent < fewSends) return `Too few to say what share comes back: ${sent} of the ${fewSends} test sends that takes.`
  return `${percent(back / sent)} of ${count(sent, 'test send')} came back.`
}

function Kept({ kept: { as, count: amount } }: { kept: NonNullable<BouncesPage['kept']> }) {
  return (
    <Form
      method="post"
      action="/bounces?index"
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg bg-pass-soft px-4 py-3"
    >
      <span>{count(amount, 'bounce')} kept.</span>
      <input type="hidden" name="kept" value={as} />
      <Button kind="quiet">Take back</Button>
    </Form>
  )
}

function List({ page: { lines, next, asked, figures } }: { page: BouncesPage }) {
  if (lines.length === 0) return null
  return (
    <section aria-labelledby="all" className="mt-12">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-3">
        <h2 id="all" className="text-lg font-semibold tracking-tight">
          {count(figures.total, 'bounce')}
        </h2>
        <a className="link" href={csvPath(asked)} download>
          All as CSV
        </a>
      </div>
      <ul className="card divide-y divide-line overflow-hidden">
        {lines.map((line) => (
          <li key={line.id}>
            <Row line={line} />
          </li>
        ))}
      </ul>
      {next && (
        <p className="mt-4">
          <Link
            className={buttonLook('quiet')}
            to={`${bouncesPath(asked)}${bouncesPath(asked).includes('?') ? '&' : '?'}after=${next}`}
          >
            Older
          </Link>
        </p>
      )}
    </section>
  )
}

function Row({ line: { id, at, recipient, code, reason, providerName, ...line } }: { line: BounceLine }) {
  return (
    <Link
      to={`/bounces/${id}`}
      className="grid min-w-0 gap-x-4 gap-y-1.5 px-4 py-3 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:grid-cols-[minmax(0,1fr)_auto] sm:px-5"
    >
      <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
        <ClassChip name={line.class} />
        <bdi className="min-w-0 font-medium wrap-anywhere">{recipient || 'Nobody is named'}</bdi>
      </span>
      <span className="text-sm text-muted sm:text-end">
        <Time at={at} form="ago" />
      </span>
      <span className="min-w-0 text-sm text-muted sm:col-span-2">
        {reason} {[code, providerName].filter(Boolean).join(', ')}
      </span>
    </Link>
  )
}
