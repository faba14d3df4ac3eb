/** /settings/account. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button, buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { count } from '../ui/count.ts'
import { type Again, Done, emailField, Field, Trouble } from './form.tsx'
import { Passkeys } from './passkey.tsx'
import type { AccountPage, Device } from './settings.server.ts'

/** New recovery codes, shown once. */
export interface Codes {
  codes: string[]
}

const doneWords: Record<string, string> = {
  name: 'Your name is changed.',
  sent: 'A link to confirm your address is on its way.',
  'change-sent': 'A link is on its way to the new address. Until it is opened, the old one stays.',
  email: 'Your address is changed.',
  password: 'Your password is changed, and your other sessions have ended.',
  'second-on': 'The second step is on.',
  'second-off': 'The second step is off.',
  ended: 'Ended.',
  left: 'You have left the team.',
  'team-deleted': 'The team is closed. All that was in it is being deleted.',
}

export function AccountView({ page, answer }: { page: AccountPage; answer: Again | Codes | undefined }) {
  const again = answer && 'problems' in answer ? answer : undefined
  const of = (intent: string) => (again?.typed.intent === intent ? again : undefined)
  return (
    <div className="grid max-w-[46rem] gap-8">
      <header>
        <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em]">Your account</h1>
        <p className="mt-1 text-muted [overflow-wrap:anywhere]">
          <bdi>{page.email}</bdi>
        </p>
      </header>
      {doneWords[page.done] && !answer && <Done>{doneWords[page.done]}</Done>}
      {answer && 'codes' in answer && <NewCodes codes={answer.codes} />}
      {!page.verified && <Unconfirmed again={of('confirm')} />}
      <Names page={page} />
      <Email again={of('change-email')} />
      <Password page={page} again={of('change-password')} />
      <SecondStep page={page} off={of('second-off')} codes={of('new-codes')} />
      {page.passkeysWork && (
        <Section id="passkeys" title="Passkeys">
          <Passkeys passkeys={page.passkeys} hasPassword={page.hasPassword} />
        </Section>
      )}
      <Devices devices={page.devices} />
      <Teams teams={page.teams} />
      <Delete again={of('delete')} />
    </div>
  )
}

export function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  )
}

const form = 'card grid gap-4 p-4 sm:p-6'

function Current({ again }: { again: Again | undefined }) {
  return (
    <Field
      label="Your password now"
      {...{ name: 'current', type: 'password', autoComplete: 'current-password', required: true, maxLength: 200 }}
      problem={again?.problems.current}
    />
  )
}

function Unconfirmed({ again }: { again: Again | undefined }) {
  return (
    <Form method="post" className="card flex flex-wrap items-center justify-between gap-3 p-4">
      <p>Your address is not confirmed yet.</p>
      <Trouble again={again} />
      <Button kind="quiet" name="intent" value="confirm">
        Send the link again
      </Button>
    </Form>
  )
}

function Names({ page }: { page: AccountPage }) {
  return (
    <Section id="name" title="Name">
      <Form method="post" className={form}>
        <Field label="Name" note="Your teams see it." name="name" autoComplete="name" maxLength={100} defaultValue={page.name} />
        <Button name="intent" value="set-name" className="sm:justify-self-start">
          Save
        </Button>
      </Form>
    </Section>
  )
}

function Email({ again }: { again: Again | undefined }) {
  return (
    <Section id="email" title="E-mail">
      <Form method="post" className={form}>
        <Trouble again={again} />
        <Field
          label="New address"
          note="It gets a link that makes the change. The old address is told."
          {...{ name: 'email', autoComplete: 'email', defaultValue: again?.typed.email, problem: again?.problems.email }}
          {...emailField}
        />
        <Current again={again} />
        <Button name="intent" value="change-email" className="sm:justify-self-start">
          Send the link
        </Button>
      </Form>
    </Section>
  )
}

function Password({ page, again }: { page: AccountPage; again: Again | undefined }) {
  return (
    <Section id="password" title="Password">
      <Form method="post" className={form}>
        <Trouble again={again} />
        <input type="hidden" name="username" autoComplete="username" value={page.email} readOnly />
        {page.hasPassword && <Current again={again} />}
        <Field
          label="New password"
          note="At least 10 characters. Your other sessions end."
          {...{ name: 'password', type: 'password', autoComplete: 'new-password', minLength: 10, maxLength: 200, required: true }}
          problem={again?.problems.password}
        />
        <Button name="intent" value="change-password" className="sm:justify-self-start">
          Change it
        </Button>
      </Form>
    </Section>
  )
}

function SecondStep({ page, off, codes }: { page: AccountPage; off: Again | undefined; codes: Again | undefined }) {
  if (!page.hasTotp) {
    return (
      <Section id="second" title="Second step">
        <div className="card grid gap-3 p-4 sm:p-6">
          <p>A password alone opens your account. With an authenticator, somebody who knows it needs your phone, too.</p>
          <p>
            <Link to="/settings/account/second-step" className={buttonLook('plain')}>
              Set up an authenticator
            </Link>
          </p>
        </div>
      </Section>
    )
  }
  return (
    <Section id="second" title="Second step">
      <p>An authenticator is asked for when you sign in. {count(page.codesLeft, 'recovery code')} left for the day it is lost.</p>
      <Fold label="New recovery codes" isOpen={codes !== undefined}>
        <Form method="post" className={form}>
          <Trouble again={codes} />
          <Current again={codes} />
          <Button name="intent" value="new-codes" className="sm:justify-self-start">
            Make ten new ones
          </Button>
        </Form>
      </Fold>
      <Fold label="Switch it off" isOpen={off !== undefined}>
        <Form method="post" className={form}>
          <Trouble again={off} />
          <Current again={off} />
          <Button kind="grave" name="intent" value="second-off" className="sm:justify-self-start">
            Switch it off
          </Button>
        </Form>
      </Fold>
    </Section>
  )
}

export function Fold({ label, isOpen, children }: { label: ReactNode; isOpen: boolean; children: ReactNode }) {
  return (
    <details open={isOpen}>
      <summary className={`${buttonLook('quiet')} list-none`}>{label}</summary>
      <div className="mt-2">{children}</div>
    </details>
  )
}

export function NewCodes({ codes }: Codes) {
  return (
    <section aria-labelledby="codes" className="card grid gap-3 p-4 sm:p-6" role="status">
      <h2 id="codes" className="font-semibold">
        Your recovery codes
      </h2>
      <p>Each opens once instead of the authenticator. Keep them where your phone is not. They are shown this once.</p>
      <ul className="exact grid gap-x-8 rounded-lg bg-sunken px-4 py-3 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </section>
  )
}

function Devices({ devices }: { devices: Device[] }) {
  return (
    <Section id="devices" title="Where you are signed in">
      <ul className="card divide-y divide-line">
        {devices.map(({ id, what, from, since, lastSeenAt, isThis }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
            <div>
              <p>
                {what}
                {isThis && <span className="text-muted"> · this one</span>}
              </p>
              <p className="text-sm text-muted">
                from <bdi className="value">{from}</bdi> since <Time at={since} form="day" />, last used{' '}
                <Time at={lastSeenAt} form="ago" />
              </p>
            </div>
            <Form method="post" action={isThis ? '/sign-out' : '/settings/account'}>
              <input type="hidden" name="id" value={id} />
              <Button kind="quiet" name="intent" value="end-one" aria-label={`Sign out ${what}, ${from}`}>
                Sign out
              </Button>
            </Form>
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <Form method="post">
          <Button name="intent" value="end-others">
            Sign out everywhere else
          </Button>
        </Form>
      )}
    </Section>
  )
}

function Teams({ teams }: { teams: AccountPage['teams'] }) {
  return (
    <Section id="teams" title="Teams">
      {teams.length > 0 && (
        <ul className="card divide-y divide-line">
          {teams.map(({ name, slug, role }) => (
            <li key={slug} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3">
              <Link to={`/team/${slug}/settings`} className="link">
                <bdi>{name}</bdi>
              </Link>
              <span className="text-sm text-muted">{role}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Link to="/team/new" className={buttonLook('plain')}>
          Make a team
        </Link>
      </p>
    </Section>
  )
}

function Delete({ again }: { again: Again | undefined }) {
  return (
    <Section id="delete" title="Delete the account">
      <Fold label="Delete …" isOpen={again !== undefined}>
        <Form method="post" className={form}>
          <p>Your personal tests, mails and reports go with it. What you did in teams stays there.</p>
          <Trouble again={again} />
          <Current again={again} />
          <Button kind="grave" name="intent" value="delete" className="sm:justify-self-start">
            Delete it now
          </Button>
        </Form>
      </Fold>
    </Section>
  )
}
