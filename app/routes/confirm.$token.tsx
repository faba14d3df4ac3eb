/** /confirm/{token}: an address is proven, by a link that was mailed to it. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, useLoaderData } from '@remix-run/react'
import { Narrow } from '../account/form.tsx'
import { confirm, confirmationBehind } from '../account/recover.server.ts'
import { Button } from '../ui/button.tsx'

export const meta: MetaFunction = () => [{ title: 'Confirm an address – Seedbed' }]

export const loader = async ({ request, params }: LoaderFunctionArgs) => json(await confirmationBehind(request, params.token))

export const action = ({ request, params }: ActionFunctionArgs) => confirm(request, params.token)

export default function Confirm() {
  const { email } = useLoaderData<typeof loader>()
  return (
    <Narrow title="Confirm this address">
      <p className="[overflow-wrap:anywhere]">
        <bdi className="value">{email}</bdi>
      </p>
      <Form method="post" className="grid">
        <Button kind="main">It is mine</Button>
      </Form>
    </Narrow>
  )
}
