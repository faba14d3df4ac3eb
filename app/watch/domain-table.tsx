/** The rows of a team's domains, and what is done with those that are ticked. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { DomainRow, DomainsPage } from './domains.server.ts'
import { presetWords, states } from './words.ts'

/** On a phone there are two columns, and what the others say stands under the name. */
export function DomainTable({ page }: { page: DomainsPage }) {
  const { team, rows, mayChange, projects } = page
  return (
    <Form method="post">
      <div className="relative overflow-x-auto">
        <table className="w-full text-start text-[0.95rem]">
          <thead className="text-sm text-muted max-lg:sr-only">
            <tr>
              {mayChange && (
                <th className="px-2 py-2 ps-4">
                  <span className="sr-only">Choose</span>
                </th>
              )}
              <th scope="col" className="px-2 py-2 text-start font-medium">
                Domain
              </th>
              {['State', 'Since', 'DMARC', 'Seen sending', 'Ends next', 'Watched', 'Project'].map((word) => (
                <th key={word} scope="col" className="px-2 py-2 text-start font-medium max-lg:hidden">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <Row key={row.name} row={row} slug={team.slug} mayChange={mayChange} />
            ))}
          </tbody>
        </table>
      </div>
      <All page={page} />
      {mayChange && <Presses projects={projects} />}
    </Form>
  )
}

function Row({ row, slug, mayChange }: { row: DomainRow; slug: string; mayChange: boolean }) {
  const says = saidOf(row, slug)
  return (
    <tr className="align-top">
      {mayChange && (
        <td className="w-12 p-0">
          <label className="grid min-h-11 place-items-center ps-2">
            <input type="checkbox" name="name" value={row.name} aria-label={row.name} className="size-5" />
          </label>
        </td>
      )}
      <td className="px-2 py-2 max-lg:pe-4 lg:min-w-48">
        <Link className="link font-medium [overflow-wrap:anywhere]" to={row.name}>
          <bdi>{row.name}</bdi>
        </Link>
        {row.tags.length > 0 && <span className="ms-2 text-sm text-muted">{row.tags.join(' · ')}</span>}
        <div className="lg:hidden">
          <p className="flex flex-wrap items-center gap-x-1.5">
            {says.state} {says.since && <span className="text-sm text-muted">since {says.since}</span>}
          </p>
        </div>
        {row.changed && row.changedAt && (
          <p className="max-w-[28rem] text-sm text-muted">
            <Words say={row.changed} /> <Time at={row.changedAt} form="ago" />
          </p>
        )}
        <Facts row={row} says={says} />
      </td>
      {[says.state, says.since, says.policy, says.seen, says.expiry, says.watched, row.project].map((said, index) => (
        // The columns never change their order.
        <td key={index} className={`px-2 py-2 max-lg:hidden ${isShort[index] ? 'whitespace-nowrap' : ''}`}>
          {said}
        </td>
      ))}
    </tr>
  )
}

/** Columns that are never broken: state, moment, day. */
const isShort = [true, true, false, false, true]

/** Of a DMARC policy that is not said as it is. */
const policyWords: Record<string, string> = { none: 'only watches', missing: 'none published', unknown: 'could not check' }

type Said = ReturnType<typeof saidOf>

/** What the columns say. */
function saidOf(row: DomainRow, slug: string) {
  const { word, verdict } = states[row.state]
  return {
    state: (
      <span className="inline-flex items-center gap-1.5">
        <VerdictIcon verdict={verdict} className="size-4" />
        {word}
      </span>
    ),
    since: row.since && <Time at={row.since} form="ago" />,
    policy: policyWords[row.policy ?? ''] ?? row.policy,
    seen: (
      <Link className="link" to={`/team/${slug}/domains/${row.name}/details`}>
        {seenWords(row.services)}
        <span className="sr-only"> of {row.name}</span>
      </Link>
    ),
    expiry: row.nextExpiry && (
      <>
        <Time at={row.nextExpiry} form="day" /> <span className="text-sm text-muted lg:block">{row.nextExpiryOf}</span>
      </>
    ),
    watched: row.watched ? presetWords[row.watched].split(':')[0] : '',
  }
}

/** The same on a phone, but for the state, which stands above. */
function Facts({ row, says }: { row: DomainRow; says: Said }) {
  const facts: [name: string, said: ReactNode][] = [
    ['DMARC', says.policy],
    ['Sending', says.seen],
    ['Ends next', says.expiry],
    ['Watched', says.watched],
    ['Project', row.project && <bdi>{row.project}</bdi>],
  ]
  return (
    <dl className="mt-1 flex flex-wrap gap-x-4 text-sm lg:hidden">
      {facts.map(
        ([name, said]) =>
          said && (
            <div key={name} className="flex min-w-0 items-center gap-1.5">
              <dt className="text-muted">{name}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{said}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** In a word each, two at most. */
function seenWords(services: string[] | null): string {
  const names = (services ?? []).map((name) => name || 'other servers')
  return names.length === 0
    ? 'Details'
    : [...names.slice(0, 2), ...(names.length > 2 ? [`${names.length - 2} more`] : [])].join(', ')
}

/** All that the filter leaves: to act on without ticking each, and as a file. */
function All({ page: { team, rows, filter, mayChange } }: { page: DomainsPage }) {
  const asked = Object.entries(filter).filter(([, value]) => value !== '')
  return (
    <p className="flex flex-wrap items-center justify-between gap-x-4 border-t border-line px-4 py-2 sm:px-5">
      {mayChange && (
        <span>
          {Object.entries(filter).map(([name, value]) => (
            <input key={name} type="hidden" name={`shown-${name}`} value={value} />
          ))}
          <label className="inline-flex min-h-8 items-center gap-2">
            <input type="checkbox" name="all" value="yes" className="size-5" />
            All {rows.length} that are shown
          </label>
        </span>
      )}
      <a
        className="link inline-flex min-h-8 items-center"
        href={`/team/${team.slug}/domains.csv?${new URLSearchParams(asked)}`}
        download
      >
        CSV<span className="sr-only"> of these domains</span>
      </a>
    </p>
  )
}

function Presses({ projects }: Pick<DomainsPage, 'projects'>) {
  const field = 'min-h-8 min-w-0 max-w-full rounded-lg border border-line bg-surface px-2 text-sm'
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-3 sm:px-5">
      <legend className="sr-only">With those that are ticked</legend>
      <Button kind="quiet" name="intent" value="look">
        Look again
      </Button>
      <Pair>
        <select name="preset" aria-label="How to watch" className={`${field} max-sm:w-44`}>
          {(['usual', 'close', 'quiet'] as const).map((id) => (
            <option key={id} value={id}>
              {presetWords[id]}
            </option>
          ))}
        </select>
        <Button kind="quiet" name="intent" value="watch">
          Watch
        </Button>
        <Button kind="quiet" name="intent" value="unwatch">
          Watch no more
        </Button>
      </Pair>
      <Pair>
        <input name="tags" placeholder="tags" aria-label="Tags" className={`${field} w-28`} />
        <Button kind="quiet" name="intent" value="tag">
          Tag
        </Button>
      </Pair>
      {projects.length > 0 && (
        <Pair>
          <select name="project" aria-label="Project" className={field}>
            <ProjectOptions projects={projects} none="No project" />
          </select>
          <Button kind="quiet" name="intent" value="move">
            Put there
          </Button>
        </Pair>
      )}
      <Button kind="quiet" name="intent" value="remove">
        Remove
      </Button>
    </fieldset>
  )
}

/** A field and what is pressed for it stay together. */
const Pair = ({ children }: { children: ReactNode }) => (
  <div className="flex max-w-full min-w-0 flex-wrap items-center gap-2">{children}</div>
)
