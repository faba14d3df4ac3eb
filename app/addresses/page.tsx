/** The addresses of a team: taken, named, put into projects, kept for as long as somebody wants. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Choice, Done, Field } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import { Block, Empty, PartOfName, Teach, TeamPage } from '../watch/nav.tsx'
import type { AddressAnswer, AddressesPage, AddressRow } from './page.server.ts'

const doneWords: Record<string, string> = {
  changed: 'It is changed.',
  deleted: 'It is deleted, with all it received.',
  retired:
    'It is deleted, with all it received. For 60 days its mail is still accepted, and dropped, so that the sending service gets no hard bounces.',
}

export function AddressesView({ page, answer }: { page: AddressesPage; answer: AddressAnswer | undefined }) {
  const { team, rows, filter, older } = page
  const isFiltered = filter.text !== '' || filter.project !== ''
  return (
    <TeamPage team={team} title="Addresses">
      {!answer && doneWords[page.done] && <Done>{doneWords[page.done]}</Done>}
      {answer?.email && answer.token && <Fresh email={answer.email} token={answer.token} />}
      {answer?.problem && (
        <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3">
          {answer.problem}
        </p>
      )}
      {page.may.test && <Take page={page} isOpen={answer?.problem !== undefined || (rows.length === 0 && !isFiltered)} />}
      {(rows.length > 0 || isFiltered) && <Filter page={page} />}
      <Block title="All">
        {rows.length === 0 &&
          (isFiltered ? (
            <Empty>None of these.</Empty>
          ) : (
            <Teach example="Newsletter · 7f3k-9m2q-x8vd-4hbt@seedbed.localhost · 2 mails a day · in use at a sending service">
              {page.may.test ? 'Take one' : 'Members take one'} for each thing you send: the newsletter, the shop, a build in CI.
              Each keeps its own mails.
            </Teach>
          ))}
        <ul className="divide-y divide-line">
          {rows.map((row) => (
            <Row key={row.id} row={row} page={page} />
          ))}
        </ul>
      </Block>
      {older && (
        <p>
          <Link className="link" to={older}>
            Older ones
          </Link>
        </p>
      )}
    </TeamPage>
  )
}

function Fresh({ email, token }: { email: string; token: string }) {
  return (
    <Done>
      Send to <bdi className="value break-all">{email}</bdi> <Copy text={email} what="the address" /> Its{' '}
      <Link className="link" to={`/a/${token}`}>
        own page
      </Link>{' '}
      shows mails as they come to whoever has the link, which is shown this once.
    </Done>
  )
}

function Take({ page, isOpen }: { page: AddressesPage; isOpen: boolean }) {
  const { domains, usual } = page
  return (
    <details open={isOpen} className="card p-4 sm:p-5">
      <summary className="opener font-medium">Take an address</summary>
      <Form method="post" className="mt-4 grid max-w-[40rem] gap-4">
        <Field label="Name" note="What you will send there." name="name" maxLength={80} />
        <Projects page={page} />
        <Choice label="For how long" name="hours" defaultValue={String(usual.hours)}>
          <Lifetimes usual={usual.hours} />
        </Choice>
        <Field
          label="Mails a day"
          note={`At most ${usual.mailsPerDay}, which is also what it takes when this is empty.`}
          name="mailsPerDay"
          inputMode="numeric"
          maxLength={7}
        />
        <Choice label="Domain" name="domain" defaultValue={domains[0]?.name}>
          {domains.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </Choice>
        {domains.some(({ isOwn }) => isOwn) && (
          <Field
            label="Local part"
            note="At a domain of your own. Empty for one nobody guesses."
            name="localPart"
            maxLength={64}
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        <p>
          <Button kind="main" name="intent" value="take">
            Take it
          </Button>
        </p>
      </Form>
    </details>
  )
}

function Projects({ page: { projects, mustChoose } }: { page: AddressesPage }) {
  if (projects.length === 0) return null
  return (
    <Choice label="Project" name="project" defaultValue={mustChoose ? projects[0]?.id : ''}>
      <ProjectOptions projects={projects} none={mustChoose ? undefined : 'None'} />
    </Choice>
  )
}

function Lifetimes({ usual }: { usual: number }) {
  return (
    <>
      <option value={usual}>{usual} hours</option>
      <option value="720">30 days</option>
      <option value="8760">A year</option>
      <option value="permanent">Until it is deleted</option>
    </>
  )
}

const small = 'min-h-9 rounded-lg border border-line bg-surface px-2'

function Filter({ page: { filter, projects } }: { page: AddressesPage }) {
  return (
    <Form method="get" className="flex flex-wrap items-center gap-2" aria-label="Show only">
      <PartOfName typed={filter.text} />
      {projects.length > 0 && (
        <select name="project" defaultValue={filter.project} aria-label="Project" className={small}>
          <ProjectOptions projects={projects} none="All projects" />
        </select>
      )}
      <Button kind="quiet">Show</Button>
    </Form>
  )
}

function Row({ row, page }: { row: AddressRow; page: AddressesPage }) {
  const facts = [
    row.project,
    row.mailsPerDay !== null && `${row.mailsPerDay} mails a day`,
    row.inUse && 'in use at a sending service',
  ]
  return (
    <li className="grid gap-1 px-4 py-3 sm:px-5">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <bdi className="font-medium">{row.name || 'Without a name'}</bdi>
        <bdi className="value break-all">{row.email}</bdi>
        <Copy text={row.email} what="the address" />
      </p>
      <p className="text-sm text-muted">
        {facts.filter(Boolean).join(' · ')} {facts.some(Boolean) && '· '}
        <Until row={row} />{' '}
        <Link className="link" to={`/team/${page.team.slug}/mails?at=${row.id}`}>
          Its mails
        </Link>
      </p>
      {page.may.test && <Change row={row} page={page} />}
    </li>
  )
}

function Until({ row: { permanent, receives, receivesUntil } }: { row: AddressRow }) {
  if (permanent) return 'receives until it is deleted.'
  return (
    <>
      {receives ? 'receives until' : 'received until'} <Time at={receivesUntil} />.
    </>
  )
}

/** What is changed, with the button that does it. */
const Pair = ({ children }: { children: ReactNode }) => (
  <span className="inline-flex max-w-full flex-wrap items-center gap-2">{children}</span>
)

function Change({ row, page }: { row: AddressRow; page: AddressesPage }) {
  const { projects, mustChoose, usual } = page
  return (
    <details>
      <summary className="opener inline-flex min-h-8 items-center text-sm text-muted hover:text-ink">Change</summary>
      <Form method="post" className="mt-2 flex flex-wrap items-center gap-2">
        <input type="hidden" name="id" value={row.id} />
        <Pair>
          <input name="name" defaultValue={row.name} maxLength={80} aria-label="Name" className={small} />
          <Button kind="quiet" name="intent" value="rename">
            Rename
          </Button>
        </Pair>
        {projects.length > 0 && (
          <Pair>
            <select name="project" defaultValue={row.projectId} aria-label="Project" className={small}>
              <ProjectOptions projects={projects} none={mustChoose ? undefined : 'None'} />
            </select>
            <Button kind="quiet" name="intent" value="move">
              Put there
            </Button>
          </Pair>
        )}
        <Pair>
          <input
            name="mailsPerDay"
            defaultValue={row.mailsPerDay ?? ''}
            inputMode="numeric"
            maxLength={7}
            size={8}
            placeholder={String(usual.mailsPerDay)}
            aria-label="Mails a day"
            className={small}
          />
          <Button kind="quiet" name="intent" value="limit">
            Mails a day
          </Button>
        </Pair>
        {!row.inUse && (
          <Pair>
            <select name="hours" aria-label="How long from now on" className={small}>
              <Lifetimes usual={usual.hours} />
            </select>
            <Button kind="quiet" name="intent" value="extend">
              Receive so long from now
            </Button>
          </Pair>
        )}
        <Button kind="quiet" name="intent" value={row.inUse ? 'not-in-use' : 'in-use'}>
          {row.inUse ? 'No longer in use' : 'In use at a sending service'}
        </Button>
        {page.may.delete && (
          <Button kind="quiet" name="intent" value="delete">
            Delete with its mails
          </Button>
        )}
      </Form>
    </details>
  )
}
