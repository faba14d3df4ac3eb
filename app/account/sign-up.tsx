/** The page on which an account is made. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { type Again, Done, emailField, Field, Narrow, Trouble } from './form.tsx'

/** A link is on its way. `weMail`: by mail; else the owner of this instance hands it on. */
export interface Sent {
  sentTo: string
  weMail: boolean
}

interface Page {
  next: string
  way: 'first' | 'invited' | 'sent' | 'no'
  answer: Again | Sent | undefined
}

export const withNext = (path: string, next: string): string => (next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`)

const leads: Record<Page['way'], string> = {
  first: 'You are the first here: this account owns this Seedbed.',
  invited: 'Then you come into the team that invited you.',
  sent: 'Your tests stay with you, in every browser. What you tested here so far comes along.',
  no: '',
}

export function SignUpView({ next, way, answer }: Page) {
  if (answer && 'sentTo' in answer) return <SentView sent={answer} what="to confirm it" />
  if (way === 'no') return <ByInvitation />
  const { typed, problems } = answer ?? { typed: {}, problems: {} }
  return (
    <Narrow title="Sign up" lead={leads[way]}>
      <Trouble again={answer} />
      <Form method="post" action={withNext('/sign-up', next)} className="card grid gap-4 p-4 sm:p-6">
        <Field
          label="E-mail"
          name="email"
          autoComplete="username"
          defaultValue={typed.email}
          problem={problems.email}
          {...emailField}
        />
        <Field
          label="Name"
          note="If you like. Your teams see it."
          name="name"
          autoComplete="name"
          maxLength={100}
          defaultValue={typed.name}
        />
        <Field
          label="Password"
          note="At least 10 characters. A few words are fine."
          {...{ name: 'password', type: 'password', autoComplete: 'new-password', minLength: 10, maxLength: 200, required: true }}
          problem={problems.password}
        />
        <Button kind="main">Make the account</Button>
      </Form>
      <p className="text-muted">
        You have one?{' '}
        <Link to={withNext('/sign-in', next)} className="link">
          Sign in
        </Link>
      </p>
    </Narrow>
  )
}

export function SentView({ sent: { sentTo, weMail }, what }: { sent: Sent; what: string }) {
  return (
    <Narrow title="Look into your mail">
      <Done>
        If <bdi className="value">{sentTo}</bdi> can be used here, a link {what} is on its way to it.
      </Done>
      {!weMail && (
        <p className="text-muted">
          This Seedbed sends no mail itself: its owner finds the link in the outbox and can hand it to you.
        </p>
      )}
    </Narrow>
  )
}

const ByInvitation = () => (
  <Narrow title="By invitation">
    <p>
      This Seedbed makes accounts by invitation only. Ask somebody who is in for a link, or{' '}
      <Link to="/sign-in" className="link">
        sign in
      </Link>
      .
    </p>
  </Narrow>
)
