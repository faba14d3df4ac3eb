/** /reset: asks for a link with which a new password can be chosen. */
import type { ActionFunctionArgs, MetaFunction } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { type Again, emailField, Field, Narrow, Trouble } from '../account/form.tsx'
import { askForReset } from '../account/recover.server.ts'
import { type Sent, SentView } from '../account/sign-up.tsx'
import { Button } from '../ui/button.tsx'

export const meta: MetaFunction = () => [{ title: 'A new password – Seedbed' }]

export const action = ({ request, context }: ActionFunctionArgs) => askForReset(request, context.client)

export default function Reset() {
  const answer = useActionData() as Again | Sent | undefined
  if (answer && 'sentTo' in answer) return <SentView sent={answer} what="to choose a new password" />
  return (
    <Narrow title="A new password" lead="We send you a link with which you choose it.">
      <Trouble again={answer} />
      <Form method="post" className="card grid gap-4 p-4 sm:p-6">
        <Field
          label="E-mail"
          {...{ name: 'email', autoComplete: 'username', defaultValue: answer?.typed.email, problem: answer?.problems.email }}
          {...emailField}
        />
        <Button kind="main">Send the link</Button>
      </Form>
    </Narrow>
  )
}
