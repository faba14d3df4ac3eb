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
import { OnlyProject, useProjectName } from '../nav/only.tsx'
import { SendTo } from '../ui/first-step.tsx'
import type { FirstStep } from '../address.server.ts'
import { otherReceivers } from './buckets.ts'
import { ExampleChart } from './example.tsx'
import { ScoreChart } from './score-chart.tsx'
import { Choices } from './choices.tsx'
import { CodeChart } from './code-chart.tsx'
import type { HistoryPage } from './history.server.ts'
import { MailCharts } from './mail-charts.tsx'
import { fileOf, hidden, linkTo, type Place } from './place.ts'
import { RangeBar } from './range-bar.tsx'
import { Retries } from './retries.tsx'

/** Lines of a chart that can be told apart. */
const mostSeries = 8

export function HistoryView({ page }: { page: HistoryPage }) {
  const isKept = useIsSignedIn()
  const { charts, range, bouncesBy, marks, tests } = page
  const chosen = {
    ...{ check: charts?.check ?? '', section: charts?.rates.section ?? '' },
    bounces: bouncesBy === 'code' ? '' : bouncesBy,
    project: page.project,
  }
  const place: Place = { path: '/history', files: '/history.csv', range, chosen }
  return (
    <div>
      <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Your tests</h1>
          <p className="mt-1 text-sm text-muted">{isKept ? 'of your team' : 'kept in this browser only'}</p>
        </div>
        <RangeBar place={place} />
      </header>
      <div className="mt-3">
        <OnlyProject />
      </div>
      <p className="mt-5 max-w-[60ch] text-[1.3rem] leading-snug font-medium tracking-[-0.01em]">
        <Summary page={page} />
      </p>
      <div className="mt-7 grid gap-5 lg:grid-cols-2">
        {charts && <MailCharts {...{ charts, marks, tests, place }} />}
        {page.scores && <ScoreChart figure={page.scores} marks={marks} place={place} marksTold={false} />}
        {charts && (
          <CodeChart
            series={page.replies}
            title="Replies we gave, by code"
            one="reply"
            many="replies"
            empty="No server has asked for an address of yours in this time."
            csv={fileOf(place, 'replies')}
          />
        )}
        <CodeChart
          series={page.bounces}
          title={`Bounces seen, by ${page.bouncesBy}`}
          choice={<BouncesBy page={page} place={place} />}
          pathOf={bouncesBehind(page)}
          before={{ count: page.bouncesBefore, name: range.before }}
          one="bounce"
          many="bounces"
          empty="Bounces: none yet. They come by themselves when a test address is the bounce address of a mail."
          csv={fileOf(place, 'bounces')}
        />
      </div>
      {charts ? (
        <div className="mt-5">
          <Retries
            series={seriesOf(page.tries).slice(0, mostSeries)}
            empty="No server has tried an address of yours that was told to refuse. The live page of each address builds such ones."
          />
        </div>
      ) : (
        <p className="mt-5 text-sm text-muted">
          How often checks pass, how long mails take and what we replied is counted for the whole team only.
        </p>
      )}
      <Mails page={page} place={place} />
    </div>
  )
}

const bouncesBy = ['code', 'class', 'provider'] as const

const BouncesBy = ({ page: { bouncesBy: present }, place }: { page: HistoryPage; place: Place }) => (
  <Choices
    label="Bounces told apart by"
    small
    choices={bouncesBy.map((by) => ({
      label: by,
      path: linkTo(place, { bounces: by === 'code' ? '' : by }),
      current: by === present,
    }))}
  />
)

/** The bounces of a piece of a bar, as a page. */
const bouncesBehind =
  ({ bounces: { buckets }, bouncesBy: by, range: { days }, project }: HistoryPage): PathOf =>
  (place, key) => {
    const [from, until] = [buckets[place]?.at, buckets[place + 1]?.at]
    if (key === 'other') return undefined
    const value = key === otherReceivers ? 'other' : key
    const where = { ...(from && until && { from, until }), ...(project && { project }), [by]: value }
    return `${bouncesPath({ days: days ?? 90, by: 'code', ...where })}#all`
  }

function Summary({ page: { tests, arrive, more, charts } }: { page: HistoryPage }) {
  const turn = charts?.turn
  if (tests === 0) return 'No tests in this time.'
  if (more) return `More than ${count(tests, 'test')}. Of the newest ${tests}, ${arrive} would arrive.`
  return (
    <>
      {count(tests, 'test')}. {arrive === tests ? 'All would arrive.' : `${arrive.toLocaleString('en')} would arrive.`}
      {turn && (
        <>
          {' '}
          Since <Time at={turn.since} {...(charts?.checks.per === 'hour' ? {} : { form: 'day' as const })} />, “{turn.title}” is a
          problem: {turn.failed} of {turn.failed}.
        </>
      )}
    </>
  )
}

function Mails({ page: { mails, find, older }, place }: { page: HistoryPage; place: Place }) {
  return (
    <section aria-labelledby="all" className="mt-12">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 id="all" className="text-lg font-semibold tracking-tight">
          {find ? `Mails with “${find}”` : 'All mails'}
        </h2>
        <Form method="get" role="search" className="flex gap-2">
          {hidden(place, 'find').map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
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
          <Link className={buttonLook('quiet')} to={linkTo(place, { before: older, find })}>
            Older
          </Link>
        </p>
      )}
    </section>
  )
}

/** Before there is any, of the team, the browser or the project. */
export function NoTests({ step }: { step: FirstStep }) {
  const isKept = useIsSignedIn()
  const project = useProjectName()
  return (
    <div className="grid max-w-[46rem] gap-4">
      <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">Your tests</h1>
      <OnlyProject />
      <section className="card grid justify-items-start gap-4 p-4 sm:p-6">
        <p className="text-[1.1rem]">
          No tests yet
          {project && (
            <>
              {' '}
              in <bdi>{project}</bdi>
            </>
          )}
          . Send one mail{step.email && ' to this address'}, and its result stays here.
        </p>
        <SendTo step={step} />
        <p className="text-muted">
          {isKept
            ? 'This list is your team’s. A chart appears after three tests: what passes, since when it does not.'
            : 'This list lives in this browser only. Reports you kept the link of still open.'}
        </p>
        <ExampleChart />
      </section>
    </div>
  )
}
