/** Inviting somebody to a team: the form, the link that is shown once, and the invitations that are open. */
import { Form } from '@remix-run/react'
import { type Again, Choice, Field, Trouble } from '../account/form.tsx'
import { Section } from '../account/settings.tsx'
import { type Role, roles } from '../roles.ts'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import type { InvitationLine, SettingsPage } from './settings.server.ts'

/** An invitation was made: its link is shown once. */
export interface Invited {
  link: string
  email: string | null
}

export function NewInvitation({ invited: { link, email }, weMail }: { invited: Invited; weMail: boolean }) {
  return (
    <section aria-labelledby="invited" className="card grid gap-3 p-4 sm:p-6" role="status">
      <h2 id="invited" className="font-semibold">
        {email ? 'Invited' : 'A link to come in'}
      </h2>
      {email && (
        <p className="[overflow-wrap:anywhere]">
          {weMail ? 'A mail is on its way to ' : 'No mail is sent from here: hand this link to '}
          <bdi className="value">{email}</bdi>.
        </p>
      )}
      <p className="exact rounded-lg bg-sunken px-3 py-2">{link}</p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        <Copy text={link} what="the link" kind="main" />
        It lasts seven days, and is shown this once.
      </p>
    </section>
  )
}

export function Invite({ page, again }: { page: SettingsPage; again: Again | undefined }) {
  return (
    <Section id="invite" title="Invite">
      <Form method="post" className="card grid gap-4 p-4 sm:p-6">
        <Trouble again={again} />
        <Field
          label="E-mail"
          note="Leave it empty for a link that you hand on yourself."
          {...{ name: 'email', type: 'email', autoComplete: 'off', autoCapitalize: 'none', maxLength: 254 }}
          defaultValue={again?.typed.email}
          problem={again?.problems.email}
        />
        <RoleChoice value="member" withOwner={false} />
        <Projects page={page} chosen={[]} />
        <Field
          label="How many may come in by the link"
          {...{ name: 'uses', type: 'number', min: 1, max: 50, defaultValue: 1, problem: again?.problems.uses }}
        />
        <Button kind="main" name="intent" value="invite" className="sm:justify-self-start">
          Invite
        </Button>
      </Form>
    </Section>
  )
}

export function Invitations({ invitations }: { invitations: InvitationLine[] }) {
  return (
    <Section id="invitations" title="Open invitations">
      <ul className="card divide-y divide-line">
        {invitations.map(({ id, email, role, projects, expiresAt, uses }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
            <div className="min-w-0">
              <p className="[overflow-wrap:anywhere]">
                {email ? <bdi>{email}</bdi> : `A link, for ${count(uses, 'person', 'people')}`}
              </p>
              <p className="text-sm text-muted">
                as {role}
                {projects > 0 && `, ${count(projects, 'project')} only`} · until <Time at={expiresAt} form="day" />
              </p>
            </div>
            <Form method="post">
              <input type="hidden" name="id" value={id} />
              <Button
                kind="quiet"
                name="intent"
                value="revoke"
                aria-label={`Take back the invitation of ${email ?? 'whoever has the link'}`}
              >
                Take back
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </Section>
  )
}

export function RoleChoice({ value, withOwner }: { value: Role; withOwner: boolean }) {
  return (
    <Choice label="Role" name="role" defaultValue={value}>
      {roles
        .filter((role) => role !== 'owner' || withOwner)
        .map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
    </Choice>
  )
}

/** Members and viewers can be limited to projects: a client sees nothing of the others. */
export function Projects({ page: { projects }, chosen }: { page: SettingsPage; chosen: string[] }) {
  if (projects.length === 0) return null
  return (
    <fieldset className="grid gap-1">
      <legend className="font-medium">Only these projects</legend>
      <p className="text-sm text-muted">For members and viewers. None ticked: all.</p>
      {projects.map(({ id, name }) => (
        <label key={id} className="flex min-h-8 items-center gap-3">
          <input
            type="checkbox"
            name="project"
            value={id}
            defaultChecked={chosen.includes(id)}
            className="size-4 accent-accent"
          />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  )
}
