/** Today: what broke, since when, and what to do; then what changed. */
import { Link } from '@remix-run/react'
import { lazy, Suspense } from 'react'
import { Diff, Happened } from '../charts/marks.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import { AlertRows } from './alert-rows.tsx'
import { Begin } from './begin.tsx'
import { Block, TeamPage } from './nav.tsx'
import type { StandingLine, TodayPage } from './today.server.ts'
import { endingWords, kindNames } from './words.ts'

/** Apart from the page: what draws is larger than all the rest of it. */
const PulseCharts = lazy(async () => ({ default: (await import('./pulse.tsx')).PulseCharts }))

export function TodayView({ page }: { page: TodayPage }) {
  const { team, alerts, problems, recovered, changes, unknown, expiring, domains, watched, pulse } = page
  const needs = alerts.length + problems.length
  const isNew = domains === 0 && watched === 0
  return (
    <TeamPage
      team={team}
      title={isNew ? 'Which domains are yours?' : headline(needs)}
      lead={!isNew && `${count(domains, 'domain')} kept, ${count(watched, 'thing')} watched.`}
    >
      {isNew && <Begin slug={team.slug} may={page.may} />}
      {needs > 0 && (
        <Block title="Needs you" note={count(needs, 'thing')}>
          <div className="divide-y divide-line">
            {alerts.length > 0 && (
              <AlertRows rows={alerts} pressAt={page.may.monitors ? `/team/${team.slug}/alerts` : undefined} />
            )}
            {problems.length > 0 && <Lines lines={problems} word="problems since" />}
          </div>
        </Block>
      )}
      {changes.length > 0 && <Changes changes={changes} />}
      {expiring.length > 0 && (
        <Block title="Ends soon">
          <Lines lines={expiring} />
        </Block>
      )}
      {unknown.length > 0 && (
        <Block title="Could not be checked">
          <Lines lines={unknown} word="since" />
        </Block>
      )}
      {recovered.length > 0 && (
        <Block title="Over" note="this week">
          <AlertRows rows={recovered} />
        </Block>
      )}
      {pulse && (
        <Suspense>
          <PulseCharts pulse={pulse} files={`/team/${team.slug}/today.csv`} />
        </Suspense>
      )}
    </TeamPage>
  )
}

function headline(needs: number): string {
  return needs === 0 ? 'Nothing needs you.' : `${count(needs, 'thing')} ${needs === 1 ? 'needs' : 'need'} you.`
}

function Lines({ lines, word }: { lines: StandingLine[]; word?: string }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map(({ kind, name, path, say, since, ending }) => (
        <li key={path} className="px-4 py-3 sm:px-5">
          <Link className="link font-medium" to={path}>
            <bdi>{name}</bdi>
          </Link>{' '}
          {kind !== 'domain' && <span className="text-sm text-muted">{kindNames[kind][0]} · </span>}
          {since && (
            <span className="text-sm text-muted">
              {ending ? `${endingWords[ending]} on` : word} <Time at={since} {...(ending && { form: 'day' as const })} />
            </span>
          )}
          {say && (
            <p>
              <Words say={say} terms />
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

function Changes({ changes }: Pick<TodayPage, 'changes'>) {
  return (
    <Block title="What changed" note="this week">
      <ul className="divide-y divide-line">
        {changes.toReversed().map((change) => (
          <li key={`${change.scanId} ${change.name} ${change.type}`} className="px-4 py-3 sm:px-5">
            <p>
              <Happened mark={change} />
            </p>
            <Diff mark={change} />
          </li>
        ))}
      </ul>
    </Block>
  )
}
