/** Everything that a team watches: how it is, since when, when it was and will be looked at, and how to watch it otherwise. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done, Field } from '../account/form.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Block, Empty, PartOfName, Teach, TeamPage } from './nav.tsx'
import { NextLook, ProjectChoice, Rhythm } from './rhythm.tsx'
import type { WatchedAnswer, WatchedPage, WatchedRow } from './watched.server.ts'
import { everyWords, presetWords, states } from './words.ts'

const doneWords: Record<string, string> = {
  watched: 'It is watched from now on.',
  changed: 'It is changed.',
  paused: 'It is not looked at until you let it go on.',
  resumed: 'It is looked at again.',
  removed: 'It is watched no more. What was seen stays as long as scans do.',
}

export function WatchedView({ page, answer }: { page: WatchedPage; answer: WatchedAnswer | undefined }) {
  const { team, mayChange, counts, done } = page
  const isEmpty = counts.host + counts.address + counts.domain === 0
  return (
    <TeamPage team={team} title="Watched" lead="What is looked at again and again. What changes in it is told under Alerts.">
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      {mayChange && <Begin page={page} answer={answer?.id === '' ? answer : undefined} isOpen={isEmpty} />}
      {!isEmpty && <Filter page={page} />}
      <Lists page={page} answer={answer} isEmpty={isEmpty} />
    </TeamPage>
  )
}

interface Answered {
  page: WatchedPage
  answer: WatchedAnswer | undefined
}

function Begin({ page: { projects, isLimited }, answer, isOpen }: Answered & { isOpen: boolean }) {
  return (
    <details open={isOpen || answer !== undefined} className="card p-4 sm:p-5">
      <summary className="opener font-medium">Watch a host or an IP address</summary>
      <Form method="post" className="mt-4 grid max-w-[40rem] gap-4">
        <Field
          label="Host name or IP address"
          name="subject"
          required
          maxLength={300}
          autoCapitalize="none"
          spellCheck={false}
          placeholder="mx1.acme.com"
          defaultValue={answer?.typed.subject}
          problem={answer?.problem}
        />
        {answer?.retryAt && (
          <p className="text-sm">
            Again from <Time at={answer.retryAt} form="clock" />.
          </p>
        )}
        <Choice label="What to look at" name="kind" defaultValue={answer?.typed.kind || 'host'}>
          <option value="host">Its ports of mail, encryption and certificates</option>
          <option value="address">Of an IP address: its name and blocklists</option>
        </Choice>
        {projects.length > 0 && <ProjectChoice projects={projects} isLimited={isLimited} chosen="" />}
        <Choice label="How often" name="preset" defaultValue="usual">
          {(['usual', 'close', 'quiet'] as const).map((preset) => (
            <option key={preset} value={preset}>
              {presetWords[preset]}
            </option>
          ))}
        </Choice>
        <p>
          <Button kind="main" name="intent" value="watch">
            Watch
          </Button>
        </p>
      </Form>
    </details>
  )
}

const orders = ['host', 'address', 'domain'] as const
const titles = { host: 'Hosts', address: 'IP addresses', domain: 'Domains' } as const

function Filter({ page: { filter, counts } }: { page: WatchedPage }) {
  const field = 'min-h-9 rounded-lg border border-line bg-surface px-2'
  return (
    <Form method="get" className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap" aria-label="Show only">
      {filter.project && <input type="hidden" name="project" value={filter.project} />}
      <PartOfName typed={filter.text} />
      <select name="kind" defaultValue={filter.kind} aria-label="What" className={field}>
        <option value="">Everything</option>
        {orders.map((kind) => (
          <option key={kind} value={kind}>
            {titles[kind]} ({counts[kind]})
          </option>
        ))}
      </select>
      <Button kind="quiet">Show</Button>
    </Form>
  )
}

function Lists({ page, answer, isEmpty }: Answered & { isEmpty: boolean }) {
  const { rows, more, filter } = page
  if (rows.length === 0) return <Nothing isEmpty={isEmpty && filter.text === ''} slug={page.team.slug} />
  return (
    <>
      {orders.map((kind) => {
        const ofKind = rows.filter((row) => row.kind === kind)
        return (
          ofKind.length > 0 && (
            <Block key={kind} title={titles[kind]} note={page.counts[kind]}>
              <ul className="divide-y divide-line">
                {ofKind.map((row) => (
                  <Row key={row.id} row={row} page={page} answer={answer?.id === row.id ? answer : undefined} />
                ))}
              </ul>
            </Block>
          )
        )
      })}
      {more > 0 && <p className="text-muted">{count(more, 'more')} are not shown: find them by a part of the name.</p>}
    </>
  )
}

const Nothing = ({ isEmpty, slug }: { isEmpty: boolean; slug: string }) => (
  <Block title="All">
    {isEmpty ? (
      <Teach example="mx1.borealis.example · Problems since Sat 10:12 · every hour">
        Nothing is watched yet. Watch a host or an IP address here or on its page, and your{' '}
        <Link className="link" to={`/team/${slug}/domains`}>
          domains
        </Link>{' '}
        where they are.
      </Teach>
    ) : (
      <Empty>None of it fits.</Empty>
    )}
  </Block>
)

function Row({ row, page, answer }: Answered & { row: WatchedRow }) {
  const { word, verdict } = states[row.state]
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Link className="link min-w-0 font-medium [overflow-wrap:anywhere]" to={row.path}>
          <bdi>{row.subject}</bdi>
        </Link>
        <span className="inline-flex items-center gap-1.5">
          <VerdictIcon verdict={verdict} className="size-4" />
          {word}
          {row.since && (
            <span className="text-muted">
              since <Time at={row.since} form="ago" />
            </span>
          )}
        </span>
        {row.project && <bdi className="text-sm text-muted">{row.project}</bdi>}
      </p>
      <Looks row={row} />
      {page.mayChange && <Rhythm row={row} page={page} answer={answer} />}
    </li>
  )
}

function Looks({ row: { lookedAt, nextDueAt, pausedAt, preset, everyMinutes, until } }: { row: WatchedRow }) {
  return (
    <p className="flex flex-wrap gap-x-4 text-sm text-muted">
      <span>
        {everyWords(everyMinutes)}
        {preset === 'close' && until && (
          <>
            {' '}
            until <Time at={until} />
          </>
        )}
      </span>
      <span>
        {lookedAt ? (
          <>
            looked at <Time at={lookedAt} form="ago" />
          </>
        ) : (
          'not looked at yet'
        )}
      </span>
      {pausedAt ? (
        <span className="font-medium text-ink">
          paused <Time at={pausedAt} form="ago" />
        </span>
      ) : (
        <span>
          <NextLook at={nextDueAt} />
        </span>
      )}
    </p>
  )
}
