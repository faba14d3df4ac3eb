/** At the side of a team's pages: its places, and which team and project is looked at. On a phone it is a bar at the bottom. */
import { Form, Link, useLocation, useSearchParams } from '@remix-run/react'
import type { AccountLine, TeamLine } from '../account/line.server.ts'
import { Fold } from './fold.tsx'
import { AlertsIcon, DomainsIcon, MailIcon, MoreIcon, TodayIcon } from './icons.tsx'
import { isAt, pathTo, type Place, placesOf } from './places.ts'

interface RailProps {
  team: TeamLine
  account: AccountLine
}

export function Rail({ team, account }: RailProps) {
  const { pathname } = useLocation()
  const { main, settings } = placesOf(team, account.isOperator)
  return (
    <nav
      aria-label="Team"
      className="sticky top-0 hidden max-h-dvh w-56 shrink-0 content-start gap-5 self-start overflow-y-auto py-8 ps-6 lg:grid xl:w-60"
    >
      <Looked team={team} account={account} />
      <Places places={main} pathname={pathname} open={account.openAlerts} />
      <div>
        <p className="px-3 pb-1 text-sm text-muted">Settings</p>
        <Places places={settings} pathname={pathname} />
      </div>
    </nav>
  )
}

const entry = 'flex min-h-8 w-full items-center gap-2 rounded-lg px-3 py-1 text-start text-[0.95rem] no-underline hover:bg-sunken'
const look = (isHere: boolean): string => `${entry} ${isHere ? 'bg-sunken font-medium text-ink' : 'text-muted'}`

/** `open`: how many alerts are. */
function Places({ places, pathname, open = null }: { places: Place[]; pathname: string; open?: number | null }) {
  const [parameters] = useSearchParams()
  const project = parameters.get('project')
  return (
    <ul className="grid gap-0.5">
      {places.map((place) => {
        const isHere = isAt(place, pathname)
        return (
          <li key={place.to}>
            <Link to={pathTo(place, project)} aria-current={isHere ? 'page' : undefined} className={look(isHere)}>
              {place.word}
              {place.countsAlerts && <Open count={open} className="ms-auto" />}
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

/** As many as are shown in figures. */
const mostShown = 99

/** How many alerts are open: a figure for the eye, and words for who hears the page. */
function Open({ count, className }: { count: number | null; className: string }) {
  if (!count) return null
  const shown = count > mostShown ? `${mostShown}+` : String(count)
  return (
    <>
      <span
        aria-hidden="true"
        className={`min-w-5 rounded-full bg-fail-soft px-1.5 text-center text-xs leading-5 font-medium tabular-nums text-ink ${className}`}
      >
        {shown}
      </span>
      <span className="sr-only"> {count > mostShown ? `more than ${mostShown}` : count} open</span>
    </>
  )
}

/** Which team, and which of its projects; in it the way to the others. */
function Looked({ team, account }: RailProps) {
  const [parameters] = useSearchParams()
  const project = account.projects.find(({ id }) => id === parameters.get('project'))
  const label = (
    <summary className="flex min-h-11 items-center justify-between gap-2 rounded-lg border border-line bg-surface px-3 py-1.5 hover:bg-sunken">
      <span className="grid min-w-0">
        <span className="sr-only">Teams and projects. Now: </span>
        <bdi className="truncate font-medium">{team.name}</bdi>
        {account.projects.length > 0 && <bdi className="truncate text-sm text-muted">{project?.name ?? allOf(team)}</bdi>}
      </span>
      <span aria-hidden="true" className="text-muted">
        ▾
      </span>
    </summary>
  )
  return (
    <Fold label={label} className="text-[0.95rem]">
      <div className="card mt-1 grid gap-1 p-1">
        <Projects team={team} account={account} />
        <Teams team={team} account={account} />
      </div>
    </Fold>
  )
}

const allOf = ({ isLimited }: TeamLine): string => (isLimited ? 'All your projects' : 'All projects')

function Projects({ team, account }: RailProps) {
  const { projects } = account
  const { pathname } = useLocation()
  const [parameters] = useSearchParams()
  const chosen = parameters.get('project')
  if (projects.length === 0) return null
  const { main } = placesOf(team, account.isOperator)
  // A page that shows no single project leads to the first one that does.
  const place = main.find((one) => one.ofProject && isAt(one, pathname)) ?? main[0]
  if (!place) return null
  const isKnown = projects.some(({ id }) => id === chosen)
  return (
    <div className="border-b border-line pb-1 last:border-0 last:pb-0">
      <p className="px-3 py-1 text-sm text-muted">Projects</p>
      <ul>
        <li>
          <Link to={place.to} aria-current={isKnown ? undefined : 'true'} className={look(!isKnown)}>
            {allOf(team)}
          </Link>
        </li>
        {projects.map(({ id, name, isClient }) => (
          <li key={id}>
            <Link to={pathTo(place, id)} aria-current={id === chosen ? 'true' : undefined} className={look(id === chosen)}>
              <bdi className="truncate">{name}</bdi>
              {isClient && <span className="ms-auto text-sm text-muted">client</span>}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Teams({ team, account: { teams } }: RailProps) {
  return (
    <Form method="post" action="/team/switch" aria-label="Teams">
      <p className="px-3 py-1 text-sm text-muted">Teams</p>
      {teams.map(({ id, name }) => (
        <button
          key={id}
          type="submit"
          name="team"
          value={id}
          aria-current={id === team.id ? 'true' : undefined}
          className={look(id === team.id)}
        >
          <bdi className="truncate">{name}</bdi>
        </button>
      ))}
      <Link to="/team/new" className={look(false)}>
        Make a team
      </Link>
    </Form>
  )
}

/** On a phone: the places that are needed most, and the others behind *More*. */
export function Bar({ team, account }: RailProps) {
  const { pathname } = useLocation()
  const [parameters] = useSearchParams()
  const { main, settings } = placesOf(team, account.isOperator)
  const named = (word: string) => main.find((place) => place.word === word)
  const [today, domains, alerts] = [named('Today'), named('Domains'), named('Alerts')]
  const first = [
    ...(today ? [{ place: today, Icon: TodayIcon }] : []),
    { place: { to: '/', word: 'Test' }, Icon: MailIcon },
    ...(domains ? [{ place: domains, Icon: DomainsIcon }] : []),
    ...(alerts ? [{ place: alerts, Icon: AlertsIcon }] : []),
  ]
  const rest = main.filter((place) => !first.some(({ place: { to } }) => to === place.to))
  const isMore = [...rest, ...settings].some((place) => isAt(place, pathname))
  return (
    <nav aria-label="Team" className="bar sticky bottom-0 z-20 border-t border-line bg-surface lg:hidden">
      <ul className="mx-auto grid max-w-[36rem] grid-cols-5">
        {first.map(({ place, Icon }) => (
          <li key={place.to}>
            <Link
              to={pathTo(place, parameters.get('project'))}
              aria-current={isAt(place, pathname) ? 'page' : undefined}
              className={tab(isAt(place, pathname))}
            >
              <Icon />
              {place.word}
              {place.countsAlerts && <Open count={account.openAlerts} className="absolute start-1/2 top-1 ms-1" />}
            </Link>
          </li>
        ))}
        <li>
          <Fold
            className="group"
            label={
              <summary className={tab(isMore)}>
                <MoreIcon />
                More
              </summary>
            }
          >
            <div className="absolute inset-x-0 bottom-full grid max-h-[calc(100dvh-8rem)] gap-4 overflow-y-auto border-t border-line bg-surface p-4 shadow-[0_-12px_32px_rgb(0_0_0/18%)]">
              <Looked team={team} account={account} />
              <div className="grid grid-cols-2 gap-4">
                <Places places={rest} pathname={pathname} />
                <Places places={settings} pathname={pathname} />
              </div>
            </div>
          </Fold>
        </li>
      </ul>
    </nav>
  )
}

const tab = (isHere: boolean): string =>
  `relative grid min-h-14 w-full content-center justify-items-center gap-0.5 border-t-2 px-1 text-xs no-underline -outline-offset-2 ${
    isHere ? 'border-accent font-medium text-ink' : 'border-transparent text-muted'
  }`
