/** The page on which an authenticator is set up. */
import { Form, Link } from '@remix-run/react'
import { Button, buttonLook } from '../ui/button.tsx'
import type { Offer, OfferAgain } from './authenticator.server.ts'
import { codeField, Field, Narrow } from './form.tsx'
import { type Codes, NewCodes } from './settings.tsx'

export function AuthenticatorView({ offer: fresh, answer }: { offer: Offer | null; answer: OfferAgain | Codes | undefined }) {
  if (answer && 'codes' in answer) {
    return (
      <Narrow title="The second step is on">
        <NewCodes codes={answer.codes} />
        <Link to="/settings/account" className={buttonLook('main')}>
          I have kept them
        </Link>
      </Narrow>
    )
  }
  const shown = answer?.offer ?? fresh
  if (!shown) return <OnAlready />
  const { offer, text, picture } = shown
  return (
    <Narrow title="Set up an authenticator" lead="An app on your phone that shows six digits, new every half minute.">
      <div className="card grid justify-items-center gap-3 p-4 sm:p-6">
        <img
          src={picture}
          alt="Square code for the authenticator; the text below says the same."
          className="size-48 rounded-lg bg-white"
        />
        <p className="text-sm text-muted">Or type this in the app:</p>
        <p className="exact text-center">{text}</p>
      </div>
      <Form method="post" className="card grid gap-4 p-4 sm:p-6">
        <input type="hidden" name="offer" value={offer} />
        <Field label="The six digits it shows now" name="code" problem={answer?.problems.code} {...codeField} />
        <Field
          label="Your password"
          {...{ name: 'current', type: 'password', autoComplete: 'current-password', maxLength: 200 }}
          problem={answer?.problems.current}
        />
        <Button kind="main">Switch it on</Button>
      </Form>
    </Narrow>
  )
}

const OnAlready = () => (
  <Narrow title="The second step is on" lead="An authenticator is asked for when you sign in.">
    <Link to="/settings/account" className={buttonLook('plain')}>
      Your account
    </Link>
  </Narrow>
)
