/** The table of a team's domains: those that need somebody first. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { DomainTable } from './domain-table.tsx'
import type { DomainsPage, Understood } from './domains.server.ts'
import { Block, Empty, PartOfName, Teach, TeamPage } from './nav.tsx'
import { presetWords, states } from './words.ts'

const doneWords: Record<string, string> = {
  added: 'They are added, and are being looked at.',
  changed: 'It is changed.',
  removed: 'They are removed. Their scans stay as long as scans do.',
  looking: 'They are being looked at.',
  watched: 'They are watched from now on.',
}

export function DomainsView({ page, answer }: { page: DomainsPage; answer: Understood | undefined }) {
  const { team, rows, mayChange, done, filter } = page
  const isFiltered = Object.values(filter).some((value) => value !== '')
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
      {(rows.length > 0 || isFiltered) && <Filter page={page} />}
      <Block title="All" note={count(rows.length, 'domain')}>
        {rows.length > 0 ? (
          <DomainTable page={page} />
        ) : isFiltered ? (
          <Empty>None of them fits.</Empty>
        ) : (
          <NoDomains may={mayChange} />
        )}
      </Block>
    </TeamPage>
  )
}

const NoDomains = ({ may }: { may: boolean }) => (
  <Teach example="borealis.example · Problems since Sat 10:12 · SPF has stopped working: 11 look-ups, limit 10">
    {may ? 'Paste your domains, one per line.' : 'Members add domains.'} Each is looked at, and those that need you stand first.
  </Teach>
)

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
  const field = 'min-h-9 min-w-0 sm:max-w-40 rounded-lg border border-line bg-surface px-2'
  return (
    <Form method="get" className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap" aria-label="Show only">
      <PartOfName typed={filter.text} />
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
      <Button kind="quiet" className="min-h-9 justify-self-start">
        Show
      </Button>
    </Form>
  )
}
