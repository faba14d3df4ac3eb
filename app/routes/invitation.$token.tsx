/** /invitation/{token}: the way into a team. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, Link, useLoaderData } from '@remix-run/react'
import { Narrow } from '../account/form.tsx'
import { withNext } from '../account/sign-up.tsx'
import { acceptPressed, type InvitationPage, invitationPage } from '../members/make.server.ts'
import { roleWords } from '../roles.ts'
import { Button, buttonLook } from '../ui/button.tsx'

export const meta: MetaFunction = () => [{ title: 'An invitation – Seedbed' }]

export const loader = async ({ request, params }: LoaderFunctionArgs) =>
  json<InvitationPage>(await invitationPage(request, params.token))

export const action = ({ request, params }: ActionFunctionArgs) => acceptPressed(request, params.token)

export default function Invitation() {
  const { team, role, email, path } = useLoaderData() as InvitationPage
  return (
    <Narrow
      title="An invitation"
      lead={
        <>
          You are invited to <bdi>{team}</bdi>, as {role}. {roleWords[role]}
        </>
      }
    >
      {email ? (
        <Form method="post" className="grid gap-3">
          <Button kind="main">Come in as {email}</Button>
        </Form>
      ) : (
        <div className="flex flex-wrap gap-3">
          <Link to={withNext('/sign-up', path)} className={buttonLook('main')}>
            Make an account
          </Link>
          <Link to={withNext('/sign-in', path)} className={buttonLook('plain')}>
            I have one
          </Link>
        </div>
      )}
    </Narrow>
  )
}
