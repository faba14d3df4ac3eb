/** Today: what broke, since when, and what to do; then what changed. */
import { Link } from '@remix-run/react'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'
import { AlertRows } from './alert-rows.tsx'
import { Block, TeamPage } from './nav.tsx'
import type { DomainLine, TodayPage } from './today.server.ts'

export function TodayView({ page }: { page: TodayPage }) {
  const { team, alerts, problems, recovered, changes, unknown, expiring, domains, watched } = page
  const needs = alerts.length + problems.length
  return (
    <TeamPage
      team={team}
      title={headline(needs, domains)}
      lead={domains > 0 && `${count(domains, 'domain')} kept, ${watched} watched.`}
    >
      {domains === 0 && <Begin slug={team.slug} />}
      {needs > 0 && (
        <Block title="Needs you" note={count(needs, 'thing')}>
          {alerts.length > 0 && <AlertRows rows={alerts} pressAt={`/team/${team.slug}/alerts`} />}
          {problems.length > 0 && <Lines lines={problems} word="problems since" />}
        </Block>
      )}
      {changes.length > 0 && <Changes changes={changes} />}
      {expiring.length > 0 && (
        <Block title="Ends soon">
          <Lines lines={expiring} word="a certificate ends on" />
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
    </TeamPage>
  )
}

function headline(needs: number, domains: number): string {
  if (domains === 0) return 'Which domains are yours?'
  return needs === 0 ? 'Nothing needs you.' : `${count(needs, 'thing')} ${needs === 1 ? 'needs' : 'need'} you.`
}

const Begin = ({ slug }: { slug: string }) => (
  <p className="card max-w-[40rem] p-5">
    Add the domains you send from, and they are looked at.{' '}
    <Link className="link" to={`/team/${slug}/domains`}>
      Add domains
    </Link>
  </p>
)

function Lines({ lines, word }: { lines: DomainLine[]; word: string }) {
  return (
    <ul className="divide-y divide-line">
      {lines.map(({ name, say, since }) => (
        <li key={name} className="px-4 py-3 sm:px-5">
          <Link className="link font-medium" to={`/domain/${name}`}>
            <bdi>{name}</bdi>
          </Link>{' '}
          {since && (
            <span className="text-sm text-muted">
              {word} <Time at={since} />
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
        {changes.map(({ name, type, before, after, at, scanId }) => (
          <li key={`${scanId} ${name} ${type}`} className="grid gap-1 px-4 py-3 sm:px-5">
            <p>
              <Link className="link font-medium" to={`/scan/${scanId}`}>
                {type} of <bdi>{name}</bdi>
              </Link>{' '}
              <span className="text-sm text-muted">
                <Time at={at} />
              </span>
            </p>
            {before.map((value) => (
              <p key={value}>
                <span className="text-sm text-muted">was</span> <bdi className="value break-all">{value}</bdi>
              </p>
            ))}
            {after.map((value) => (
              <p key={value}>
                <span className="text-sm text-muted">is</span> <bdi className="value break-all">{value}</bdi>
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Block>
  )
}
