/** How an application sends into a sandbox: host, ports, user names, and a password that is shown once. */
import { Form, useNavigation } from '@remix-run/react'
import { useId } from 'react'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import { Block } from '../watch/nav.tsx'
import type { SandboxAnswer, SandboxPage } from './page.ts'

const refusals = {
  'too-many': 'Your network has asked for all it can have this hour.',
  'members-only': 'This Seedbed keeps a sandbox for its members only (setting ACCESS).',
} as const

export function HowToSend({ page, answer }: { page: SandboxPage; answer: SandboxAnswer | undefined }) {
  const { door, credentials, mayChange } = page
  return (
    <Block title="Send into it">
      <div className="grid gap-5 p-4 sm:p-5">
        {door.localPort !== null && (
          <div>
            <p>On this machine, without a password.</p>
            <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1">
              <Setting name="Host" text="127.0.0.1" what="the host" />
              <Setting name="Port" text={String(door.localPort)} what="the port" />
            </dl>
          </div>
        )}
        <div>
          <p>
            {door.localPort === null ? 'With' : 'From elsewhere, or to keep projects apart: with'} a user name and its password.
          </p>
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1">
            <Setting name="Host" text={door.host} what="the host" />
            <Setting name="Port, STARTTLS" text={String(door.port)} what="the port" />
            <Setting name="Port, TLS" text={String(door.tlsPort)} what="the port for TLS" />
          </dl>
        </div>
        {answer?.refused && (
          <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3 text-warn">
            {refusals[answer.refused]}
          </p>
        )}
        {answer?.issued && (
          <div role="status" className="grid gap-1 rounded-lg bg-sunken p-4">
            <p>
              User name <Value text={answer.issued.username} what="the user name" />
            </p>
            <p>
              Password <Value text={answer.issued.password} what="the password" />
            </p>
            <p className="text-sm text-muted">Keep it now: it is not shown again.</p>
          </div>
        )}
        {credentials.length > 0 && <Credentials page={page} />}
        {mayChange && <Make page={page} />}
      </div>
    </Block>
  )
}

const Setting = ({ name, text, what }: { name: string; text: string; what: string }) => (
  <>
    <dt className="text-sm text-muted">{name}</dt>
    <dd className="min-w-0">
      <Value text={text} what={what} />
    </dd>
  </>
)

function Value({ text, what }: { text: string; what: string }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-1.5">
      <bdi className="value break-all">{text}</bdi>
      <Copy text={text} what={what} />
    </span>
  )
}

function Credentials({ page: { credentials, mayChange } }: { page: SandboxPage }) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {credentials.map(({ username, project, createdAt, lastUsedAt }) => (
        <li key={username} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
          <bdi className="value break-all">{username}</bdi>
          {project && <bdi className="text-muted">{project}</bdi>}
          <span className="text-sm text-muted">
            made <Time at={createdAt} form="day" />, {lastUsedAt ? <Time at={lastUsedAt} form="ago" /> : 'never'} used
          </span>
          {mayChange && (
            <Form method="post" className="ms-auto" preventScrollReset>
              <input type="hidden" name="username" value={username} />
              <Button kind="quiet" name="intent" value="revoke">
                Take back <span className="sr-only">{username}</span>
              </Button>
            </Form>
          )}
        </li>
      ))}
    </ul>
  )
}

function Make({ page: { projects, project: chosen, needsProject } }: { page: SandboxPage }) {
  const id = useId()
  const busy = useNavigation().formData?.get('intent') === 'make'
  return (
    <Form method="post" preventScrollReset className="flex flex-wrap items-end gap-3">
      {projects.length > 0 && (
        <div className="min-w-0">
          <label htmlFor={id} className="text-sm text-muted">
            For which project
          </label>
          <select
            id={id}
            name="project"
            key={chosen}
            defaultValue={chosen}
            className="mt-1 block min-h-10 w-full max-w-full rounded-lg border border-line-strong bg-surface px-3 text-ink"
          >
            <ProjectOptions projects={projects} none={needsProject ? undefined : 'none: of the whole team'} />
          </select>
        </div>
      )}
      <Button kind="plain" name="intent" value="make" disabled={busy}>
        Make a user name and password
      </Button>
    </Form>
  )
}
