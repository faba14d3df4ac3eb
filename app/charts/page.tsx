/** The history of this browser's tests: one computed sentence, the charts, the list. */
import { Form, Link } from '@remix-run/react'
import { seriesOf } from '../live/tries.ts'
import { Button, buttonLook } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { MailList } from '../ui/mail-list.tsx'
import { useIsSignedIn } from '../ui/signed-in.ts'
import { Time } from '../ui/time.tsx'
import { bouncesPath } from '../bounces/asked.ts'
import type { PathOf } from './bars.tsx'
import { otherReceivers } from './buckets.ts'
import { CheckChart } from './check-chart.tsx'
import { Choices } from './choices.tsx'
import { CodeChart } from './code-chart.tsx'
import type { HistoryPage } from './history.server.ts'
import { Retries } from './retries.tsx'
import { ScoreChart } from './score-chart.tsx'

const ranges = [
  { days: 1, label: 'Last day' },
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
]

/** Lines of a chart that can be told apart. */
const mostSeries = 8

export function HistoryView({ page }: { page: HistoryPage }) {
  const isKept = useIsSignedIn()
  return (
    <div>
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Your tests</h1>
          <p className="mt-1 text-sm text-muted">{isKept ? 'of your team' : 'kept in this browser only'}</p>
        </div>
        <Choices
          label="Range"
          choices={ranges.map(({ days, label }) => ({ label, path: `/history?days=${days}`, current: days === page.days }))}
        />
      </header>
      <p className="mt-5 max-w-[60ch] text-[1.3rem] leading-snug font-medium tracking-[-0.01em]">
        <Summary page={page} />
      </p>
      <div className="mt-7 grid gap-5 lg:grid-cols-2">
        <CheckChart page={page} />
        <ScoreChart scores={page.scores} />
        <CodeChart
          series={page.replies}
          title="Replies we gave, by code"
          one="reply"
          many="replies"
          empty="No server has asked for an address of yours in this time."
        />
        <CodeChart
          series={page.bounces}
          title={`Bounces seen, by ${page.bouncesBy}`}
          choice={<BouncesBy page={page} />}
          pathOf={bouncesBehind(page)}
          one="bounce"
          many="bounces"
          empty="Bounces: none yet. They come by themselves when a test address is the bounce address of a mail."
        />
      </div>
      <div className="mt-5">
        <Retries
          series={seriesOf(page.tries).slice(0, mostSeries)}
          empty="No server has tried an address of yours that was told to refuse. The live page of each address builds such ones."
        />
      </div>
      <Mails page={page} />
    </div>
  )
}

const bouncesBy = ['code', 'class', 'provider'] as const

const BouncesBy = ({ page: { days, bouncesBy: present } }: { page: HistoryPage }) => (
  <Choices
    label="Bounces told apart by"
    small
    choices={bouncesBy.map((by) => ({ label: by, path: `/history?days=${days}&bounces=${by}`, current: by === present }))}
  />
)

/** The bounces of a piece of a bar, as a page. */
const bouncesBehind =
  ({ bounces: { buckets }, bouncesBy: by, days }: HistoryPage): PathOf =>
  (place, key) => {
    const [from, until] = [buckets[place]?.at, buckets[place + 1]?.at]
    if (key === 'other') return undefined
    const value = key === otherReceivers ? 'other' : key
    return `${bouncesPath({ days, by: 'code', ...(from && until && { from, until }), [by]: value })}#all`
  }

function Summary({ page: { tests, arrive, turn } }: { page: HistoryPage }) {
  if (tests === 0) return 'No tests in this time.'
  return (
    <>
      {count(tests, 'test')}. {arrive === tests ? 'All would arrive.' : `${arrive} would arrive.`}
      {turn && (
        <>
          {' '}
          Since <Time at={turn.since} />, “{turn.title}” is a problem: {turn.failed} of {turn.failed}.
        </>
      )}
    </>
  )
}

function Mails({ page: { mails, find, days, older } }: { page: HistoryPage }) {
  return (
    <section aria-labelledby="all" className="mt-12">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="all" className="text-lg font-semibold tracking-tight">
          {find ? `Mails with “${find}”` : 'All mails'}
        </h2>
        <Form method="get" role="search" className="flex gap-2">
          <input type="hidden" name="days" value={days} />
          <label htmlFor="find" className="sr-only">
            Find subject, sender or label
          </label>
          <input
            id="find"
            type="search"
            name="find"
            defaultValue={find}
            placeholder="Subject, sender or label"
            className="min-h-9 w-56 rounded-lg border border-line-strong/60 bg-surface px-3 text-[0.95rem] placeholder:text-muted"
          />
          <Button kind="quiet">Find</Button>
        </Form>
      </div>
      {mails.length > 0 ? (
        <MailList mails={mails} tick />
      ) : (
        <p className="card p-5 text-muted">No mail has these words in its subject, sender or label.</p>
      )}
      {older && (
        <p className="mt-4">
          <Link
            className={buttonLook('quiet')}
            to={`/history?${new URLSearchParams({ days: String(days), before: older, ...(find ? { find } : {}) })}`}
          >
            Older
          </Link>
        </p>
      )}
    </section>
  )
}

export function NoTests() {
  const isKept = useIsSignedIn()
  return (
    <div className="max-w-[42rem]">
      <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Your tests</h1>
      <p className="mt-4 text-[1.1rem]">No tests yet. Send one mail and its result stays here.</p>
      <p className="mt-2 text-muted">
        {isKept
          ? 'This list is your team’s. A chart appears after three tests: what passes, since when it does not.'
          : 'This list lives in this browser only. Reports you kept the link of still open.'}
      </p>
      <p className="mt-6">
        <Link to="/" className={buttonLook('main')}>
          Test a mail
        </Link>
      </p>
    </div>
  )
}
