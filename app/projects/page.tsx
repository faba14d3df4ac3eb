/** The projects of a team. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done, Field } from '../account/form.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Block, Teach, TeamPage } from '../watch/nav.tsx'
import type { ProjectAnswer, ProjectsPage } from './page.server.ts'

const doneWords: Record<string, string> = {
  made: 'It is made. Addresses and domains can be put into it.',
  changed: 'It is changed.',
  deleted:
    'It is deleted, with the channels, API tokens and sandbox passwords that were for it alone. Addresses, domains and mails that were in it stay with the team.',
}

export function ProjectsView({ page, answer }: { page: ProjectsPage; answer: ProjectAnswer | undefined }) {
  const { team, projects, done } = page
  return (
    <TeamPage
      team={team}
      title="Projects"
      lead={
        <>
          A project holds addresses and domains. Members and viewers can be limited to projects, in the{' '}
          <Link className="link" to={`/team/${team.slug}/settings`}>
            settings
          </Link>
          : a client sees nothing of the others.
        </>
      }
    >
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      <Block title="All" note={count(projects.length, 'project')}>
        {projects.length === 0 && (
          <Teach example="Borealis, a client: 3 domains, 2 addresses, alerts to its own channel">
            None yet. Make one for each client, or for each thing you send.
          </Teach>
        )}
        <ul className="divide-y divide-line">
          {projects.map((project) => (
            <Row key={project.id} project={project} slug={team.slug} />
          ))}
        </ul>
      </Block>
      <Block title="Make a project">
        <Form method="post" className="grid max-w-[30rem] gap-4 p-4 sm:p-5">
          <Field label="Name" name="name" required maxLength={80} problem={answer?.problem} />
          <IsClient isClient={false} />
          <TellsAll id="make" tellsAll={false} />
          <Choice label="Of a mail it keeps" name="keeps" defaultValue="everything">
            <Keepings />
          </Choice>
          <p className="text-sm text-muted">{whatHappens}</p>
          <p>
            <Button kind="main" name="intent" value="make">
              Make
            </Button>
          </p>
        </Form>
      </Block>
    </TeamPage>
  )
}

const keepWords: Record<ProjectRow['keeps'], string> = {
  everything: 'The whole mail and its report',
  headers: 'Its header lines and its report',
  report: 'Its report only',
}

const whatHappens =
  'What it does not keep goes for good as soon as there is a report, of mails that are here already as well. Such a mail is not judged again, and no mail program shows it.'

const Keepings = () =>
  Object.entries(keepWords).map(([keeps, words]) => (
    <option key={keeps} value={keeps}>
      {words}
    </option>
  ))

const IsClient = ({ isClient }: { isClient: boolean }) => (
  <label className="inline-flex items-center gap-2">
    <input type="checkbox" name="isClient" value="yes" defaultChecked={isClient} className="size-5" />A client
  </label>
)

/** Not unless somebody ticks it. */
const TellsAll = ({ id, tellsAll }: { id: string; tellsAll: boolean }) => (
  <div>
    <label className="inline-flex items-center gap-2">
      <input
        type="checkbox"
        name="alertsTellAll"
        value="yes"
        defaultChecked={tellsAll}
        aria-describedby={`tells-${id}`}
        className="size-5 shrink-0"
      />
      Alerts carry the subjects of its mails
    </label>
    <p id={`tells-${id}`} className="text-sm text-muted">
      {whatIsTold}
    </p>
  </div>
)

const whatIsTold =
  'An alert that is known from one of its mails, such as a sending server on a blocklist, then tells the subject of that mail and the test address it came to. Its text is never told.'

type ProjectRow = ProjectsPage['projects'][number]

function Row({ project: { id, name, isClient, keeps, alertsTellAll, createdAt }, slug }: { project: ProjectRow; slug: string }) {
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <bdi className="font-medium [overflow-wrap:anywhere]">{name}</bdi>
        <span className="text-sm text-muted">
          {isClient && 'a client, '}
          {keeps !== 'everything' && `keeps ${keeps === 'report' ? 'reports only' : 'header lines and reports'}, `}
          {alertsTellAll && 'alerts carry subjects, '}made <Time at={createdAt} form="day" />
        </span>
        <Link className="link text-sm" to={`/team/${slug}/addresses?project=${id}`}>
          Addresses
        </Link>
        <Link className="link text-sm" to={`/team/${slug}/domains?project=${id}`}>
          Domains
        </Link>
      </p>
      <details>
        <summary className="opener inline-flex min-h-8 items-center text-sm text-muted hover:text-ink">Change</summary>
        <Form method="post" className="mt-2 flex flex-wrap items-center gap-3">
          <input type="hidden" name="id" value={id} />
          <input
            name="name"
            defaultValue={name}
            maxLength={80}
            required
            aria-label="Name"
            className="min-h-9 rounded-lg border border-line bg-surface px-2"
          />
          <IsClient isClient={isClient} />
          <select
            name="keeps"
            defaultValue={keeps}
            aria-label="Of a mail it keeps"
            aria-describedby={`keeps-${id}`}
            className="min-h-9 rounded-lg border border-line bg-surface px-2"
          >
            <Keepings />
          </select>
          <p id={`keeps-${id}`} className="basis-full text-sm text-muted">
            {whatHappens}
          </p>
          <TellsAll id={id} tellsAll={alertsTellAll} />
          <p className="flex basis-full flex-wrap gap-3">
            <Button kind="quiet" name="intent" value="change">
              Save
            </Button>
            <Button kind="quiet" name="intent" value="delete">
              Delete the project
            </Button>
          </p>
        </Form>
      </details>
    </li>
  )
}
