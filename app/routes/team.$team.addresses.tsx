/** /team/{slug}/addresses: the team's addresses. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { type AddressAnswer, type AddressesPage, addressesPage, pressAddresses } from '../addresses/page.server.ts'
import { AddressesView } from '../addresses/page.tsx'

export const meta: MetaFunction = () => [{ title: 'Addresses – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<AddressesPage>(await addressesPage(request, params.team))
}

export const action = ({ request, params, context }: ActionFunctionArgs) => pressAddresses(request, params.team, context.client)

export default function Addresses() {
  return <AddressesView page={useLoaderData() as AddressesPage} answer={useActionData() as AddressAnswer | undefined} />
}
