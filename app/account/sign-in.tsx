/** The pages on which somebody signs in. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { type Again, codeField, Done, emailField, Field, Narrow, Trouble } from './form.tsx'
import { PasskeySignIn } from './passkey.tsx'
import { withNext } from './sign-up.tsx'

const doneWords: Record<string, string> = {
  password: 'Your password is changed, and every session has ended. Sign in with the new one.',
  confirmed: 'Your address is confirmed. Sign in.',
  deleted: 'Your account is deleted.',
}

export function SignInView({
  next,
  done,
  passkeys,
  again,
}: {
  next: string
  done: string
  passkeys: boolean
  again: Again | undefined
}) {
  return (
    <Narrow title="Sign in">
      {doneWords[done] && !again && <Done>{doneWords[done]}</Done>}
      <Trouble again={again} />
      <Form method="post" action={withNext('/sign-in', next)} className="card grid gap-4 p-4 sm:p-6">
        <Field label="E-mail" name="email" autoComplete="username" defaultValue={again?.typed.email} {...emailField} />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required maxLength={200} />
        <Button kind="main">Sign in</Button>
      </Form>
      {passkeys && <PasskeySignIn next={next} label="Sign in with a passkey" />}
      <p className="flex flex-wrap justify-between gap-x-6 gap-y-2 text-muted">
        <Link to="/reset" className="link">
          Forgotten the password?
        </Link>
        <Link to={withNext('/sign-up', next)} className="link">
          Sign up
        </Link>
      </p>
    </Narrow>
  )
}

/** The second step. */
export function SecondView({ next, passkeys, again }: { next: string; passkeys: boolean; again: Again | undefined }) {
  return (
    <Narrow title="One more step" lead="The six digits your authenticator shows now; or one of your recovery codes.">
      <Trouble again={again} />
      <Form method="post" action={withNext('/sign-in/second', next)} className="card grid gap-4 p-4 sm:p-6">
        <Field label="Code" name="code" problem={again?.problems.code} autoFocus {...codeField} />
        <Button kind="main">Go on</Button>
      </Form>
      {passkeys && <PasskeySignIn next={next} label="Use a passkey instead" />}
      <Form method="post" action="/sign-out">
        <Button kind="quiet">Sign in as somebody else</Button>
      </Form>
    </Narrow>
  )
}
