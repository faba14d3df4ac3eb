/** /bounce: what does a refusal mean, and what to do about the address? */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { answerForm, answerPasted, type BouncePage, nothing } from '../bounce/ask.server.ts'
import { examples } from '../bounce/examples.ts'
import { BouncePageView } from '../bounce/page.tsx'
import { formOf } from '../form.server.ts'

export const meta: MetaFunction = () => [{ title: 'Bounces – Seedbed' }]

export function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const example = examples[Number(searchParams.get('example')) - 1]
  return json<BouncePage>(example ? answerPasted(example.reply) : nothing)
}

export async function action({ request }: ActionFunctionArgs) {
  return json<BouncePage>(await answerForm(await formOf(request)))
}

export default function Bounce() {
  const loaded = useLoaderData() as BouncePage
  const sent = useActionData() as BouncePage | undefined
  return <BouncePageView page={sent ?? loaded} />
}
