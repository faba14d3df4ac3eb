/** /reset/{token}: a new password, by a link that was mailed. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useActionData, useLoaderData } from '@remix-run/react'
import { type Again, Field, Narrow } from '../account/form.tsx'
import { resetBehind, resetPassword } from '../account/recover.server.ts'
import { Button } from '../ui/button.tsx'

export const meta: MetaFunction = () => [{ title: 'A new password – Seedbed' }]

export const loader = async ({ params }: LoaderFunctionArgs) => json(await resetBehind(params.token))

export const action = ({ request, params }: ActionFunctionArgs) => resetPassword(request, params.token)

export default function NewPassword() {
  const { email } = useLoaderData<typeof loader>()
  const again = useActionData() as Again | undefined
  return (
    <Narrow title="Choose a new password" lead="Every session of this account ends, here and elsewhere.">
      <Form method="post" className="card grid gap-4 p-4 sm:p-6">
        <Field label="E-mail" type="email" name="email" autoComplete="username" value={email} readOnly />
        <Field
          label="New password"
          note="At least 10 characters. A few words are fine."
          {...{ name: 'password', type: 'password', autoComplete: 'new-password', minLength: 10, maxLength: 200, required: true }}
          problem={again?.problems.password}
        />
        <Button kind="main">Set it</Button>
      </Form>
    </Narrow>
  )
}
