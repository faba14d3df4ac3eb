/** At the top of every page: who is signed in, which team is looked at, and the way to the others. A disclosure, so it opens without script. */
import { Form, Link, NavLink, useLocation } from '@remix-run/react'
import { Fold } from '../nav/fold.tsx'
import type { AccountLine, TeamLine } from './line.server.ts'

const entry = 'block w-full rounded-md px-3 py-1.5 text-start no-underline text-ink hover:bg-sunken'

export function AccountMenu({ account }: { account: AccountLine | null }) {
  const { pathname, search } = useLocation()
  if (!account) {
    const isPage = !/^\/(sign-|reset|confirm|$)/.test(pathname)
    const next = isPage ? `?next=${encodeURIComponent(pathname + search)}` : ''
    return (
      <NavLink
        to={`/sign-in${next}`}
        className="rounded-lg px-2 py-1.5 text-[0.95rem] whitespace-nowrap text-muted no-underline hover:bg-sunken"
      >
        Sign in
      </NavLink>
    )
  }
  const label = (
    <summary className="flex min-h-8 max-w-44 items-center gap-2 rounded-lg border border-line bg-surface px-3 hover:bg-sunken">
      <span className="sr-only">Your account and teams. Now: </span>
      <span className="truncate">{account.team?.name ?? account.email}</span>
      <span aria-hidden="true" className="text-muted">
        ▾
      </span>
    </summary>
  )
  return (
    <Fold label={label} className="relative text-[0.95rem]">
      <div className="card absolute inset-e-0 z-20 mt-2 grid w-64 max-w-[calc(100vw-2rem)] gap-1 p-2 shadow-[0_12px_32px_rgb(0_0_0/18%)]">
        <p className="truncate px-3 py-1 text-sm text-muted">{account.email}</p>
        <Teams teams={account.teams} />
        <hr className="border-line" />
        {account.team && <TeamWays slug={account.team.slug} />}
        {account.team && (
          <Link to={`/team/${account.team.slug}/settings`} className={entry}>
            Team settings
          </Link>
        )}
        <Link to="/settings/account" className={entry}>
          Your account
        </Link>
        <Link to="/settings/outbox" className={entry}>
          Outbox
        </Link>
        {account.isOperator && (
          <Link to="/setup" className={entry}>
            Set up this Seedbed
          </Link>
        )}
        <Form method="post" action="/sign-out">
          <button type="submit" className={entry}>
            Sign out
          </button>
        </Form>
      </div>
    </Fold>
  )
}

const TeamWays = ({ slug }: { slug: string }) => (
  <>
    <Link to={`/team/${slug}`} className={entry}>
      Today
    </Link>
    <Link to={`/team/${slug}/domains`} className={entry}>
      Domains
    </Link>
    <Link to={`/team/${slug}/alerts`} className={entry}>
      Alerts
    </Link>
    <Link to="/sends" className={entry}>
      Sends
    </Link>
  </>
)

function Teams({ teams }: { teams: TeamLine[] }) {
  return (
    <Form method="post" action="/team/switch" aria-label="Look at another team" className="grid">
      {teams.map(({ id, name, isLooked }) => (
        <button
          key={id}
          type="submit"
          name="team"
          value={id}
          aria-current={isLooked || undefined}
          className={`${entry} flex justify-between gap-3`}
        >
          <span className="truncate">{name}</span>
          {isLooked && <span className="text-muted">now</span>}
        </button>
      ))}
      <Link to="/team/new" className={`${entry} text-muted`}>
        Make a team
      </Link>
    </Form>
  )
}
