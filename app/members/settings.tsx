/** /team/{slug}/settings. */
import { Form, Link } from '@remix-run/react'
import { type Again, Done, Field, Trouble } from '../account/form.tsx'
import { Fold, Section } from '../account/settings.tsx'
import { roleWords, roles } from '../roles.ts'
import { Button, buttonLook } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { Invitations, Invite, type Invited, NewInvitation, Projects, RoleChoice } from './invite.tsx'
import type { MemberLine, SettingsPage } from './settings.server.ts'

const doneWords: Record<string, string> = {
  made: 'The team is made. Invite somebody, or go on alone.',
  saved: 'Saved.',
  revoked: 'The invitation is taken back.',
  changed: 'Changed.',
  removed: 'Removed. What they did stays.',
  joined: 'You belong to this team now.',
}

export function TeamSettingsView({ page, answer }: { page: SettingsPage; answer: Again | Invited | undefined }) {
  const again = answer && 'problems' in answer ? answer : undefined
  const of = (intent: string) => (again?.typed.intent === intent ? again : undefined)
  const { team, may } = page
  return (
    <div className="grid max-w-[46rem] gap-8">
      <header>
        <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em] [overflow-wrap:anywhere]">
          {team.isPersonal ? 'Your personal team' : <bdi>{team.name}</bdi>}
        </h1>
        <p className="mt-1 text-muted">Your role here: {page.role}.</p>
      </header>
      {doneWords[page.done] && !answer && <Done>{doneWords[page.done]}</Done>}
      {answer && 'link' in answer && <NewInvitation invited={answer} weMail={page.weMail} />}
      {page.members.length > 0 && !team.isPersonal && <Members page={page} again={of('members')} />}
      {may.members && !team.isPersonal && <Invite page={page} again={of('invite')} />}
      {page.invitations.length > 0 && <Invitations invitations={page.invitations} />}
      {may.settings && <General page={page} again={of('set-team')} />}
      {!team.isPersonal && <Ends page={page} again={of('delete-team')} />}
    </div>
  )
}

const form = 'card grid gap-4 p-4 sm:p-6'

function Members({ page, again }: { page: SettingsPage; again: Again | undefined }) {
  return (
    <Section id="members" title="Members">
      <Trouble again={again} />
      <ul className="card divide-y divide-line">
        {page.members.map((member) => (
          <Member key={member.userId} member={member} page={page} />
        ))}
      </ul>
      <dl className="grid gap-1 text-sm text-muted">
        {roles.toReversed().map((role) => (
          <div key={role} className="flex gap-2">
            <dt className="font-medium">{role}</dt>
            <dd>{roleWords[role]}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function Member({ member, page }: { member: MemberLine; page: SettingsPage }) {
  const { userId, email, name, role, projectIds, since, isYou } = member
  const mayChange = page.may.members && (role !== 'owner' || page.may.own)
  return (
    <li className="grid gap-2 px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
        <p className="min-w-0 [overflow-wrap:anywhere]">
          <bdi>{name || email}</bdi>
          {isYou && <span className="text-muted"> · you</span>}
          {name && (
            <span className="block text-sm text-muted">
              <bdi>{email}</bdi>
            </span>
          )}
        </p>
        <p className="text-sm text-muted">
          {role}
          {projectIds.length > 0 && `, ${count(projectIds.length, 'project')} only`} · since <Time at={since} form="day" />
        </p>
      </div>
      {mayChange && (
        <Fold label={changes(name || email)} isOpen={false}>
          <div className="grid gap-3">
            <Form method="post" className="grid gap-3">
              <input type="hidden" name="userId" value={userId} />
              <RoleChoice value={role} withOwner={page.may.own} />
              <Projects page={page} chosen={projectIds} />
              <Button name="intent" value="change" className="sm:justify-self-start">
                Save
              </Button>
            </Form>
            {!isYou && (
              <Form method="post">
                <input type="hidden" name="userId" value={userId} />
                <Button kind="grave" name="intent" value="remove" aria-label={`Remove ${email} from the team`}>
                  Remove from the team
                </Button>
              </Form>
            )}
          </div>
        </Fold>
      )}
    </li>
  )
}

function General({ page, again }: { page: SettingsPage; again: Again | undefined }) {
  const { team, mostDays } = page
  const typed = again?.typed
  return (
    <Section id="general" title="Settings">
      <Form method="post" className={form}>
        <Trouble again={again} />
        {!team.isPersonal && (
          <>
            <Field
              label="Name"
              {...{ name: 'name', maxLength: 60, required: true, autoComplete: 'off' }}
              defaultValue={typed?.name ?? team.name}
              problem={again?.problems.name}
            />
            <Field
              label="In paths"
              note="The address of its pages changes with it."
              {...{ name: 'slug', maxLength: 40, required: true, autoComplete: 'off', autoCapitalize: 'none', spellCheck: false }}
              defaultValue={typed?.slug ?? team.slug}
              problem={again?.problems.slug}
            />
          </>
        )}
        <Field
          label="Time zone"
          note="Decides where its days begin: Europe/Berlin, UTC."
          {...{ name: 'zone', maxLength: 64, required: true, autoComplete: 'off', spellCheck: false }}
          defaultValue={typed?.zone ?? team.zone}
          problem={again?.problems.zone}
        />
        <Field
          label="Days that mails and reports are kept"
          note={`From 1 to ${mostDays}. Empty: ${mostDays}, the most that this Seedbed keeps.`}
          {...{ name: 'retentionDays', type: 'number', min: 1, max: mostDays }}
          defaultValue={typed?.retentionDays ?? team.retentionDays ?? ''}
          problem={again?.problems.retentionDays}
        />
        <p className="text-sm text-muted">
          What is older goes for good within the hour, what is here already as well: mails with their conversations and reports,
          scans, probes, bounces, alerts that are over, senders that have not been seen since. An address in use at a sending
          service stays, without those mails. What stays while the team does is how many mails came and passed each check, by day.
        </p>
        <Button name="intent" value="set-team" className="sm:justify-self-start">
          Save
        </Button>
      </Form>
    </Section>
  )
}

function Ends({ page: { team, may }, again }: { page: SettingsPage; again: Again | undefined }) {
  return (
    <Section id="ends" title="Leaving and deleting">
      <Form method="post">
        <Button name="intent" value="leave">
          Leave the team
        </Button>
      </Form>
      {may.own && (
        <Fold label="Delete the team …" isOpen={again !== undefined}>
          <Form method="post" className={form}>
            <p>All its addresses, mails, reports, domains and charts go for good, for everybody in it.</p>
            <Field
              label={`Type its name: ${team.name}`}
              {...{ name: 'confirm', autoComplete: 'off', required: true, problem: again?.problems.confirm }}
            />
            <Button kind="grave" name="intent" value="delete-team" className="sm:justify-self-start">
              Delete it now
            </Button>
          </Form>
        </Fold>
      )}
      <p className="text-sm">
        <Link to="/settings/account" className={buttonLook('quiet')}>
          Your account
        </Link>
      </p>
    </Section>
  )
}

const changes = (who: string) => (
  <>
    Change <span className="sr-only">{who}</span>
  </>
)
