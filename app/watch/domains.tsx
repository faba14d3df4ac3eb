/** The table of a team's domains: those that need somebody first. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { DomainRow, DomainsPage, Understood } from './domains.server.ts'
import { Block, Empty, Teach, TeamPage } from './nav.tsx'
import { presetWords, states } from './words.ts'

const doneWords: Record<string, string> = {
  added: 'They are added, and are being looked at.',
  changed: 'It is changed.',
  removed: 'They are removed. Their scans stay as long as scans do.',
  looking: 'They are being looked at.',
  watched: 'They are watched from now on.',
}

export function DomainsView({ page, answer }: { page: DomainsPage; answer: Understood | undefined }) {
  const { team, rows, mayChange, done } = page
  return (
    <TeamPage
      team={team}
      title="Domains"
      lead={
        <>
          How often each is looked at, and hosts and IP addresses, stand under{' '}
          <Link className="link" to={`/team/${team.slug}/watched`}>
            Watched
          </Link>
          .
        </>
      }
    >
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      {answer && <WasUnderstood answer={answer} />}
      {mayChange && <Add page={page} typed={answer?.typed ?? ''} isOpen={rows.length === 0 || answer !== undefined} />}
      <Filter page={page} />
      <Block title="All" note={count(rows.length, 'domain')}>
        {rows.length === 0 ? <NoDomains page={page} /> : <Table page={page} />}
      </Block>
    </TeamPage>
  )
}

function NoDomains({ page: { filter } }: { page: DomainsPage }) {
  if (Object.values(filter).some((value) => value !== '')) return <Empty>None of them fits.</Empty>
  return (
    <Teach example="borealis.example · Problems since Sat 10:12 · SPF has stopped working: 11 look-ups, limit 10">
      Paste your domains, one per line. Each is looked at, and those that need you stand first.
    </Teach>
  )
}

function WasUnderstood({ answer: { added, doubles, refused } }: { answer: Understood }) {
  return (
    <div role="status" className="grid gap-2 rounded-lg bg-warn-soft px-4 py-3">
      <p>
        {count(added, 'domain')} added{doubles > 0 && `, ${doubles} were there already`}. These lines are left:
      </p>
      <ul className="list-disc ps-6">
        {refused.map(({ line, text, say }) => (
          <li key={line}>
            Line {line}: <bdi className="value">{text}</bdi> {say}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Add({ page, typed, isOpen }: { page: DomainsPage; typed: string; isOpen: boolean }) {
  return (
    <details open={isOpen} className="card p-4 sm:p-5">
      <summary className="opener font-medium">Add domains</summary>
      <Form method="post" className="mt-4 grid max-w-[40rem] gap-4">
        <div>
          <label htmlFor="domains" className="font-medium">
            Domains, one per line
          </label>
          <p id="domains-note" className="text-sm text-muted">
            Or lines of <code className="value">client,domain,tag</code>.
          </p>
          <textarea
            id="domains"
            name="domains"
            aria-describedby="domains-note"
            rows={5}
            required
            defaultValue={typed}
            spellCheck={false}
            className="value mt-1 block w-full rounded-lg border border-line-strong bg-surface px-3 py-2"
          />
        </div>
        {page.projects.length > 0 && (
          <Choice label="Project" name="project" defaultValue="">
            <ProjectOptions projects={page.projects} none="None" />
          </Choice>
        )}
        <Choice label="Watch" name="preset" defaultValue="usual">
          <option value="usual">{presetWords.usual}</option>
          <option value="close">{presetWords.close}</option>
          <option value="quiet">{presetWords.quiet}</option>
          <option value="">Not: look once</option>
        </Choice>
        <p>
          <Button kind="main" name="intent" value="add">
            Add
          </Button>
        </p>
      </Form>
    </details>
  )
}

function Filter({ page: { filter, projects, tags, services } }: { page: DomainsPage }) {
  const field = 'min-h-9 rounded-lg border border-line bg-surface px-2'
  return (
    <Form method="get" className="flex flex-wrap items-center gap-2" aria-label="Show only">
      <input
        type="search"
        name="text"
        defaultValue={filter.text}
        placeholder="Part of a name"
        aria-label="Part of a name"
        className={field}
      />
      <select name="state" defaultValue={filter.state} aria-label="State" className={field}>
        <option value="">Any state</option>
        {Object.entries(states).map(([id, { word }]) => (
          <option key={id} value={id}>
            {word}
          </option>
        ))}
      </select>
      {projects.length > 0 && (
        <select name="project" defaultValue={filter.project} aria-label="Project" className={field}>
          <ProjectOptions projects={projects} none="All projects" />
        </select>
      )}
      {tags.length > 0 && (
        <select name="tag" defaultValue={filter.tag} aria-label="Tag" className={field}>
          <option value="">Any tag</option>
          {tags.map((tag) => (
            <option key={tag}>{tag}</option>
          ))}
        </select>
      )}
      {services.length > 0 && (
        <select name="service" defaultValue={filter.service} aria-label="Seen sending" className={field}>
          <option value="">Any service</option>
          {services.map((service) => (
            <option key={service}>{service}</option>
          ))}
        </select>
      )}
      <Button kind="quiet">Show</Button>
    </Form>
  )
}

function Table({ page: { team, rows, mayChange, projects, filter } }: { page: DomainsPage }) {
  return (
    <Form method="post">
      <div className="relative overflow-x-auto">
        <table className="w-full max-lg:min-w-[56rem] text-start text-[0.95rem]">
          <thead className="text-sm text-muted">
            <tr>
              {mayChange && (
                <th className="px-2 py-2 ps-4">
                  <span className="sr-only">Choose</span>
                </th>
              )}
              {['Domain', 'State', 'Since', 'DMARC', 'Seen sending', 'Ends next', 'Watched', 'Project'].map((word) => (
                <th key={word} scope="col" className="px-2 py-2 text-start font-medium">
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
      {mayChange && <All rows={rows} filter={filter} />}
      {mayChange && <Presses projects={projects} />}
    </Form>
  )
}

const policies: Record<string, string> = { none: 'only watches', missing: 'none published', unknown: 'could not check' }

function Row({ row, slug, mayChange }: { row: DomainRow; slug: string; mayChange: boolean }) {
  const { word, verdict } = states[row.state]
  return (
    <tr className="align-top">
      {mayChange && (
        <td className="px-2 py-2 ps-4">
          <input type="checkbox" name="name" value={row.name} aria-label={row.name} className="size-5" />
        </td>
      )}
      <td className="min-w-48 px-2 py-2">
        <Link className="link font-medium" to={row.name}>
          <bdi>{row.name}</bdi>
        </Link>
        {row.tags.length > 0 && <span className="ms-2 text-sm text-muted">{row.tags.join(' · ')}</span>}
        {row.changed && row.changedAt && (
          <p className="max-w-[28rem] text-sm text-muted">
            <Words say={row.changed} /> <Time at={row.changedAt} form="ago" />
          </p>
        )}
      </td>
      <td className="px-2 py-2 whitespace-nowrap">
        <span className="inline-flex items-center gap-1.5">
          <VerdictIcon verdict={verdict} className="size-4" />
          {word}
        </span>
      </td>
      <td className="px-2 py-2">{row.since && <Time at={row.since} form="ago" />}</td>
      <td className="px-2 py-2">{policies[row.policy ?? ''] ?? row.policy}</td>
      <td className="px-2 py-2">
        <Link className="link" to={`/team/${slug}/domains/${row.name}/details`}>
          {seenWords(row.services)}
          <span className="sr-only"> of {row.name}</span>
        </Link>
      </td>
      <td className="px-2 py-2">
        {row.nextExpiry && (
          <>
            <Time at={row.nextExpiry} form="day" />
            <span className="block text-sm text-muted">{row.nextExpiryOf}</span>
          </>
        )}
      </td>
      <td className="px-2 py-2">{row.watched ? presetWords[row.watched].split(':')[0] : ''}</td>
      <td className="px-2 py-2">{row.project}</td>
    </tr>
  )
}

/** In a word each, two at most. */
function seenWords(services: string[] | null): string {
  const names = (services ?? []).map((name) => name || 'other servers')
  return names.length === 0
    ? 'Details'
    : [...names.slice(0, 2), ...(names.length > 2 ? [`${names.length - 2} more`] : [])].join(', ')
}

/** To act on all that the filter leaves, without ticking each. */
function All({ rows, filter }: Pick<DomainsPage, 'rows' | 'filter'>) {
  return (
    <p className="border-t border-line px-4 py-2 sm:px-5">
      {Object.entries(filter).map(([name, value]) => (
        <input key={name} type="hidden" name={`shown-${name}`} value={value} />
      ))}
      <label className="inline-flex min-h-8 items-center gap-2">
        <input type="checkbox" name="all" value="yes" className="size-5" />
        All {rows.length} that are shown
      </label>
    </p>
  )
}

function Presses({ projects }: Pick<DomainsPage, 'projects'>) {
  const field = 'min-h-8 max-w-full rounded-lg border border-line bg-surface px-2 text-sm'
  return (
    <fieldset className="flex min-w-0 flex-wrap items-center gap-2 border-t border-line px-4 py-3 sm:px-5">
      <legend className="sr-only">With those that are ticked</legend>
      <Button kind="quiet" name="intent" value="look">
        Look again
      </Button>
      <select name="preset" aria-label="How to watch" className={field}>
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
      <input name="tags" placeholder="tags" aria-label="Tags" className={`${field} w-28`} />
      <Button kind="quiet" name="intent" value="tag">
        Tag
      </Button>
      {projects.length > 0 && (
        <>
          <select name="project" aria-label="Project" className={field}>
            <ProjectOptions projects={projects} none="No project" />
          </select>
          <Button kind="quiet" name="intent" value="move">
            Put there
          </Button>
        </>
      )}
      <Button kind="quiet" name="intent" value="remove">
        Remove
      </Button>
    </fieldset>
  )
}
