/** The alerts of a team. */
import { Link, NavLink, useSearchParams } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { AlertRows } from './alert-rows.tsx'
import type { AlertsPage } from './alerts.server.ts'
import { Block, Empty, Teach, TeamPage } from './nav.tsx'

const lists = [
  ['open', 'Open'],
  ['acknowledged', 'Seen'],
  ['snoozed', 'Put off'],
  ['recovered', 'Over'],
] as const

export function AlertsView({ page }: { page: AlertsPage }) {
  const { team, list, rows, next, open, watched, lastLookAt, mayPress } = page
  const [parameters] = useSearchParams()
  const at = `/team/${team.slug}/alerts`
  const project = parameters.has('project') ? `&project=${encodeURIComponent(parameters.get('project') ?? '')}` : ''
  return (
    <TeamPage
      team={team}
      title="Alerts"
      lead="What changed in what you watch: told when it begins and when it is over, never for one silent look."
    >
      <nav aria-label="Lists" className="flex flex-wrap gap-1">
        {lists.map(([id, word]) => (
          <NavLink
            key={id}
            to={`${at}?list=${id}${project}`}
            aria-current={(parameters.get('list') ?? 'open') === id ? 'page' : undefined}
            className={`rounded-lg px-3 py-1.5 no-underline hover:bg-sunken ${list === id ? 'bg-sunken font-medium text-ink' : 'text-muted'}`}
          >
            {word}
            {id === 'open' && open > 0 && <span className="ms-1.5 tabular-nums">{open}</span>}
          </NavLink>
        ))}
      </nav>
      <Block title={lists.find(([id]) => id === list)?.[1] ?? ''}>
        {rows.length === 0 ? (
          <Nothing list={list} watched={watched} lastLookAt={lastLookAt} team={team} />
        ) : (
          <AlertRows rows={rows} pressAt={mayPress ? at : undefined} />
        )}
      </Block>
      {next && (
        <p>
          <Link className="link" to={`${at}?list=${list}&before=${next}${project}`}>
            Older ones
          </Link>
        </p>
      )}
      <p className="text-muted">
        Where they go is set under{' '}
        <Link className="link" to={`/team/${team.slug}/settings/channels`}>
          channels
        </Link>
        .
      </p>
    </TeamPage>
  )
}

function Nothing({ list, watched, lastLookAt, team }: Pick<AlertsPage, 'list' | 'watched' | 'lastLookAt' | 'team'>) {
  if (list !== 'open') return <Empty>Nothing here.</Empty>
  if (watched === '') {
    return (
      <Teach
        action={
          <Link className={buttonLook('main')} to={`/team/${team.slug}/domains`}>
            Watch a domain
          </Link>
        }
        example="borealis.example: SPF has stopped working, since Sat 10:12. First step: take out include:oldesp.example."
      >
        Nothing is watched yet. Watch a domain, a host or an IP address, and what breaks is told here, with its likely cause and
        the first step.
      </Teach>
    )
  }
  return (
    <Empty>
      Nothing open. {watched} watched
      {lastLookAt && (
        <>
          , last look <Time at={lastLookAt} form="ago" />
        </>
      )}
      .
    </Empty>
  )
}
