/** /settings/account/second-step: an authenticator is set up. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { acceptOffer, newOffer, type Offer, type OfferAgain } from '../account/authenticator.server.ts'
import { AuthenticatorView } from '../account/authenticator.tsx'
import type { Codes } from '../account/settings.tsx'

export const meta: MetaFunction = () => [{ title: 'Set up an authenticator – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  return json({ offer: await newOffer(request) }, { headers: { 'Cache-Control': 'private, no-store' } })
}

export const action = ({ request, context }: ActionFunctionArgs) => acceptOffer(request, context.client)

/** Once it is on there is nothing more to offer. */
export const shouldRevalidate = () => false

export default function SecondStep() {
  const { offer } = useLoaderData<typeof loader>() as { offer: Offer | null }
  return <AuthenticatorView offer={offer} answer={useActionData() as OfferAgain | Codes | undefined} />
}
