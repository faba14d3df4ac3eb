/** The projects of a team. */
import { Form, Link } from '@remix-run/react'
import { Done, Field } from '../account/form.tsx'
import { Button } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Block, Empty, TeamPage } from '../watch/nav.tsx'
import type { ProjectAnswer, ProjectsPage } from './page.server.ts'

const doneWords: Record<string, string> = {
  made: 'It is made. Addresses and domains can be put into it.',
  changed: 'It is changed.',
  deleted: 'It is deleted. Addresses, domains and mails that were in it stay with the team.',
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
        {projects.length === 0 && <Empty>None yet. One for each client, or for each thing you send.</Empty>}
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

const IsClient = ({ isClient }: { isClient: boolean }) => (
  <label className="inline-flex items-center gap-2">
    <input type="checkbox" name="isClient" value="yes" defaultChecked={isClient} className="size-5" />A client
  </label>
)

function Row({ project: { id, name, isClient, createdAt }, slug }: { project: ProjectsPage['projects'][number]; slug: string }) {
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <bdi className="font-medium [overflow-wrap:anywhere]">{name}</bdi>
        <span className="text-sm text-muted">
          {isClient && 'a client, '}made <Time at={createdAt} form="day" />
        </span>
        <Link className="link text-sm" to={`/team/${slug}/addresses?project=${id}`}>
          Addresses
        </Link>
        <Link className="link text-sm" to={`/team/${slug}/domains?project=${id}`}>
          Domains
        </Link>
      </p>
      <details>
        <summary className="cursor-pointer text-sm text-muted">Change</summary>
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
          <Button kind="quiet" name="intent" value="change">
            Save
          </Button>
          <Button kind="quiet" name="intent" value="delete">
            Delete the project
          </Button>
        </Form>
      </details>
    </li>
  )
}
