/** /team/{slug}/settings/tokens: API tokens. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressTokens, type TokensPage, tokensPage, type TokenAnswer } from '../watch/tokens.server.ts'
import { TokensView } from '../watch/tokens.tsx'

export const meta: MetaFunction = () => [{ title: 'API tokens – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<TokensPage>(await tokensPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressTokens(request, params.team)

export default function TokensViewPage() {
  return <TokensView page={useLoaderData() as TokensPage} answer={useActionData() as TokenAnswer | undefined} />
}
