/** /bounce: what does a refusal mean, and what to do about the address? What is to be kept goes into a project. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { answerForm, answerPasted, type BouncePage, nothing } from '../bounce/ask.server.ts'
import { examples } from '../bounce/examples.ts'
import { keepForm, type Places, placesFor } from '../bounce/keep.server.ts'
import { BouncePageView } from '../bounce/page.tsx'
import { formOf } from '../form.server.ts'

interface Data {
  page: BouncePage
  /** Where it can be kept. */
  places: Places | null
}

export const meta: MetaFunction = () => [{ title: 'What does this bounce mean? – Seedbed' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const example = examples[Number(searchParams.get('example')) - 1]
  // An example happened to nobody.
  return json<Data>({ page: example ? { ...answerPasted(example.reply), text: '' } : nothing, places: null })
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await formOf(request)
  const kept = form.get('intent') === 'keep' ? await keepForm(request, context.client, form) : ''
  if (kept instanceof Response) return kept
  const page = await answerForm(form)
  return json<Data>({ page: { ...page, problem: kept || page.problem }, places: await placesFor(request) })
}

export default function Bounce() {
  const loaded = useLoaderData() as Data
  const { page, places } = (useActionData() as Data | undefined) ?? loaded
  return <BouncePageView page={page} places={places} />
}
