/** App passwords: made, shown once, taken back. */
import { Form } from '@remix-run/react'
import { Choice, Field } from '../account/form.tsx'
import { Row } from '../live/reading.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button, buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { Block, Empty, Teach, TeamPage } from '../watch/nav.tsx'
import type { AppPasswordAnswer, AppPasswordsPage } from './app-passwords.server.ts'

export function AppPasswordsView({ page, answer }: { page: AppPasswordsPage; answer: AppPasswordAnswer | undefined }) {
  return (
    <TeamPage
      team={page.team}
      title="App passwords"
      lead="One account in Thunderbird, on a phone or in a test opens all addresses of a project by IMAP: each address is a folder. A password works for as long as you belong to the team and see the project."
    >
      {answer?.made && <Made made={answer.made} slug={page.team.slug} />}
      <Passwords page={page} />
      <Make page={page} problem={answer?.problem} />
    </TeamPage>
  )
}

function Made({ made, slug }: { made: NonNullable<AppPasswordAnswer['made']>; slug: string }) {
  const { id, username, password, imap } = made
  return (
    <div role="status" className="rounded-lg bg-pass-soft px-4 py-4 sm:px-5">
      <p className="mb-3 font-medium">Your new app password, shown this once</p>
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[minmax(6rem,9rem)_minmax(0,1fr)]">
        <Row name="Server" copy={imap.host}>
          <bdi className="value">{imap.host}</bdi>
        </Row>
        <Row name="IMAP port">
          <span className="tabular-nums">{imap.tlsPort}</span> with TLS, or <span className="tabular-nums">{imap.port}</span> with
          STARTTLS
        </Row>
        <Row name="User name" copy={username}>
          <bdi className="value">{username}</bdi>
        </Row>
        <Row name="Password" copy={password}>
          <bdi className="value">{password}</bdi>
        </Row>
      </dl>
      <p className="mt-3">
        <a className={buttonLook('quiet')} href={`/team/${slug}/settings/app-passwords/${id}/mail.mobileconfig`} download>
          For iPhone and Mac
        </a>
      </p>
    </div>
  )
}

const Passwords = ({ page: { passwords } }: { page: AppPasswordsPage }) => (
  <Block title="In use">
    {passwords.length === 0 && (
      <Teach example="Thunderbird on the laptop · all addresses of Borealis · last used today">
        None yet. Make one below, and a mail program shows the addresses of a project as folders.
      </Teach>
    )}
    <ul className="divide-y divide-line">
      {passwords.map(({ id, name, username, project, by, createdAt, lastUsedAt }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
          <span className="font-medium [overflow-wrap:anywhere]">
            <bdi>{name}</bdi>
          </span>
          <span className="text-muted [overflow-wrap:anywhere]">
            <bdi>{project || 'All addresses'}</bdi>
            {by && (
              <>
                {' '}
                · of <bdi>{by}</bdi>
              </>
            )}
          </span>
          <span className="text-sm text-muted [overflow-wrap:anywhere]">
            <bdi className="value">{username}</bdi>, made <Time at={createdAt} form="day" />,{' '}
            {lastUsedAt ? <Time at={lastUsedAt} form="ago" /> : 'never'} used
          </span>
          <Form method="post" className="ms-auto">
            <input type="hidden" name="id" value={id} />
            <Button kind="quiet" name="intent" value="revoke" aria-label={`Take back ${name}`}>
              Take back
            </Button>
          </Form>
        </li>
      ))}
    </ul>
  </Block>
)

const Make = ({ page, problem }: { page: AppPasswordsPage; problem: string | undefined }) => {
  const { projects, needsProject, isOpen } = page
  const reason = needsProject && projects.length === 0 ? 'You see no project of this team yet. Its admins can change that.' : null
  return (
    <Block title="Make an app password">
      {isOpen && reason === null ? (
        <Form method="post" className="grid max-w-[30rem] gap-4 p-4 sm:p-5">
          <Field
            label="Name"
            note="Where it is used: Thunderbird, a phone, CI."
            name="name"
            required
            maxLength={80}
            problem={problem}
          />
          <Opens projects={projects} needsProject={needsProject} />
          <p>
            <Button kind="main" name="intent" value="make">
              Make
            </Button>
          </p>
        </Form>
      ) : (
        <Empty>{reason ?? 'This Seedbed has IMAP and POP3 switched off.'}</Empty>
      )}
    </Block>
  )
}

const Opens = ({ projects, needsProject }: Pick<AppPasswordsPage, 'projects' | 'needsProject'>) =>
  projects.length > 0 && (
    <Choice label="What it opens" name="project" defaultValue={needsProject ? projects[0]?.id : ''}>
      <ProjectOptions projects={projects} none={needsProject ? undefined : 'All addresses of the team'} />
    </Choice>
  )
