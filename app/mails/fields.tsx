/** What the two searches of a team share: the fields of the form, the way between them, and how a list ends. */
import { Form, Link, NavLink } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { Empty } from '../watch/nav.tsx'
import type { Further } from './asked.server.ts'

const field = 'min-h-9 w-full rounded-lg border border-line bg-surface px-2'
const tab = ({ isActive }: { isActive: boolean }): string =>
  `rounded-lg px-3 py-1.5 no-underline hover:bg-sunken ${isActive ? 'bg-sunken text-ink font-medium' : 'text-muted'}`

export const Tabs = ({ team: { slug } }: { team: { slug: string } }) => (
  <nav aria-label="What is searched" className="flex flex-wrap gap-1">
    <NavLink to={`/team/${slug}/mails`} className={tab}>
      Mails
    </NavLink>
    <NavLink to={`/team/${slug}/scans`} className={tab}>
      Scans and probes
    </NavLink>
  </nav>
)

const columns = 'grid grid-cols-2 items-end gap-3 sm:grid-cols-3 xl:grid-cols-4 [&>*]:min-w-0'

interface SearchFormProps {
  /** What most people ask for. */
  children: ReactNode
  /** What few do, folded away; how many of them are asked for now. */
  more: ReactNode
  used: number
}

export const SearchForm = ({ children, more, used }: SearchFormProps) => (
  <Form method="get" aria-label="Search" className="card grid gap-3 p-4">
    <div className={columns}>
      {children}
      <Button kind="quiet" className="min-h-9 justify-self-start px-4 max-sm:col-span-2">
        Search
      </Button>
    </div>
    <details open={used > 0}>
      <summary className="opener inline-flex min-h-8 items-center text-sm">More filters{used > 0 && `, ${used} in use`}</summary>
      <div className={`mt-2 ${columns}`}>{more}</div>
    </details>
  </Form>
)

/** How many of these are asked for. The project is not counted: it is told above. */
export const usedOf = (asked: Record<string, string>): number => Object.values(asked).filter((value) => value !== '').length

type Option = [value: string, word: string]

export const Choice = ({ label, name, value, options }: { label: string; name: string; value: string; options: Option[] }) => (
  <label className="grid gap-1 text-sm text-muted">
    {label}
    <select name={name} defaultValue={value} className={field}>
      {options.map(([one, word]) => (
        <option key={one} value={one}>
          {word}
        </option>
      ))}
    </select>
  </label>
)

const verdicts: Option[] = [
  ['', 'anything'],
  ['fail', 'a problem'],
  ['warn', 'a warning'],
  ['unknown', 'could not check'],
]

/** What was found: which check, which outcome, how bad. */
export const Found = ({ asked, checks }: { asked: { check: string; code: string; verdict: string }; checks: string[] }) => (
  <>
    <Text label="Check" name="check" value={asked.check} list={checks} hint="spf-result" />
    <Text label="Code" name="code" value={asked.code} hint="softfail" />
    <Choice label="Found" name="verdict" value={asked.verdict} options={verdicts} />
  </>
)

export const Projects = ({ asked, projects }: { asked: { project: string }; projects: { id: string; name: string }[] }) =>
  projects.length > 0 && (
    <Choice
      label="Project"
      name="project"
      value={asked.project}
      options={[['', 'all'], ...projects.map(({ id, name }): Option => [id, name])]}
    />
  )

export const Days = ({ asked }: { asked: { from: string; to: string } }) => (
  <>
    <Text label="From day" name="from" value={asked.from} type="date" />
    <Text label="To day" name="to" value={asked.to} type="date" />
  </>
)

interface TextProps {
  label: string
  name: string
  value: string
  hint?: string
  /** To choose from; anything else may be typed. */
  list?: string[]
  type?: string
}

export const Text = ({ label, name, value, hint, list, type = 'text' }: TextProps) => (
  <label className="grid gap-1 text-sm text-muted">
    {label}
    <input
      type={type}
      name={name}
      defaultValue={value}
      placeholder={hint}
      list={list ? `${name}-choices` : undefined}
      className={field}
    />
    {list && (
      <datalist id={`${name}-choices`}>
        {list.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    )}
  </label>
)

/** No row, and how far back none was found. */
export const Nothing = ({ further: { lookedTo }, children }: { further: Further; children: string }) => (
  <Empty>
    {children}
    {lookedTo && (
      <>
        {' '}
        back to <Time at={lookedTo} form="date" />
      </>
    )}
    .
  </Empty>
)

/** The way to the older ones. A list that is not full says how far it looked; an empty one has said so already. */
export const Onward = ({ further: { older, lookedTo }, isEmpty }: { further: Further; isEmpty: boolean }) =>
  older && (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <Link className="link" to={older}>
        {lookedTo ? 'Look further back' : 'Older ones'}
      </Link>
      {lookedTo && !isEmpty && (
        <span className="text-muted">
          So far looked through back to <Time at={lookedTo} form="date" />.
        </span>
      )}
    </p>
  )

/** All of what is asked for as a file, not only this page. */
export function FileLink({
  name,
  team,
  asked,
}: {
  name: 'mails' | 'scans'
  team: { slug: string }
  asked: Record<string, string>
}) {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString()
  return (
    <p className="text-sm">
      <a className="link" href={`/team/${team.slug}/${name}.csv${query && `?${query}`}`} download>
        All of these as CSV
      </a>
    </p>
  )
}
