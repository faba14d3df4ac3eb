/** A team's mails, with everything they can be searched by. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { MailList } from '../ui/mail-list.tsx'
import { Empty, TeamPage } from '../watch/nav.tsx'
import type { MailsPage } from './list.server.ts'

export function MailsView({ page }: { page: MailsPage }) {
  const { team, asked, mails, older, lookedTo } = page
  const isFiltered = Object.values(asked).some((value) => value !== '')
  return (
    <TeamPage team={team} title="Mails">
      <Search page={page} />
      <section className="grid gap-3" aria-label="Mails">
        {mails.length > 0 ? (
          <MailList mails={mails} />
        ) : (
          <Empty>
            {isFiltered ? 'No mail fits' : 'No mail has come yet'}
            {lookedTo && (
              <>
                {' '}
                back to <Time at={lookedTo} form="date" />
              </>
            )}
            .
          </Empty>
        )}
      </section>
      {older && (
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link className="link" to={older}>
            {lookedTo ? 'Look further back' : 'Older ones'}
          </Link>
          {lookedTo && mails.length > 0 && (
            <span className="text-muted">
              So far looked through back to <Time at={lookedTo} form="date" />.
            </span>
          )}
        </p>
      )}
    </TeamPage>
  )
}

const field = 'min-h-9 w-full rounded-lg border border-line bg-surface px-2'

function Search({ page: { asked, choices } }: { page: MailsPage }) {
  return (
    <Form method="get" aria-label="Search" className="card grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-4">
      {asked.at && <input type="hidden" name="at" value={asked.at} />}
      <Text label="Words" name="words" value={asked.words} hint="of subject, From or label" />
      <Text label="From domain" name="domain" value={asked.domain} list={choices.domains} />
      <Text label="Label" name="label" value={asked.label} />
      <Text label="Sending address" name="address" value={asked.address} />
      <Text label="Check" name="check" value={asked.check} list={choices.checks} hint="spf-result" />
      <Text label="Code" name="code" value={asked.code} hint="softfail" />
      <label className="grid gap-1 text-sm text-muted">
        Found
        <select name="verdict" defaultValue={asked.verdict} className={field}>
          <option value="">anything</option>
          <option value="fail">a problem</option>
          <option value="warn">a warning</option>
          <option value="unknown">could not check</option>
        </select>
      </label>
      {choices.projects.length > 0 && (
        <label className="grid gap-1 text-sm text-muted">
          Project
          <select name="project" defaultValue={asked.project} className={field}>
            <option value="">all</option>
            {choices.projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="grid gap-1 text-sm text-muted">
        Came
        <select name="source" defaultValue={asked.source} className={field}>
          <option value="">by mail</option>
          <option value="sandbox">into the sandbox</option>
        </select>
      </label>
      <Text label="From day" name="from" value={asked.from} type="date" />
      <Text label="To day" name="to" value={asked.to} type="date" />
      <p className="self-end">
        <Button kind="plain">Search</Button>
      </p>
    </Form>
  )
}

function Text({
  label,
  name,
  value,
  hint,
  list,
  type = 'text',
}: {
  label: string
  name: string
  value: string
  hint?: string
  list?: string[]
  type?: string
}) {
  return (
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
}
