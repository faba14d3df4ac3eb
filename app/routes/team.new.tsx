/** /team/new: a team is made. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useActionData } from '@remix-run/react'
import { type Again, Field, Narrow, Trouble } from '../account/form.tsx'
import { makeTeam } from '../members/make.server.ts'
import { Button } from '../ui/button.tsx'
import { mustSignIn } from '../who.server.ts'

export const meta: MetaFunction = () => [{ title: 'Make a team – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  await mustSignIn(request)
  return json(null)
}

export const action = ({ request }: ActionFunctionArgs) => makeTeam(request)

export default function NewTeam() {
  const again = useActionData() as Again | undefined
  return (
    <Narrow title="Make a team" lead="For what several people look after: its domains, tests and history are theirs together.">
      <Trouble again={again} />
      <Form method="post" className="card grid gap-4 p-4 sm:p-6">
        <Field
          label="Name"
          name="name"
          autoComplete="organization"
          required
          maxLength={60}
          defaultValue={again?.typed.name}
          problem={again?.problems.name}
        />
        <Button kind="main">Make it</Button>
      </Form>
    </Narrow>
  )
}
