/** /bounces/{id}: one bounce, in full. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type BouncePart, onePage } from '../bounces/one.server.ts'
import { BounceView } from '../bounces/one.tsx'
import { takeBack } from '../bounces/page.server.ts'
import { go } from '../go.server.ts'

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.judged.sentence ?? 'Nothing here'} – Seedbed` }]

async function bounceOf({ request, params }: LoaderFunctionArgs): Promise<BouncePart> {
  const bounce = await onePage(request, params.id)
  if (!bounce) throw new Response('There is no such bounce, or it is not yours to read.', { status: 404 })
  return bounce
}

export async function loader(asked: LoaderFunctionArgs) {
  return json<BouncePart>(await bounceOf(asked))
}

/** Deletes it, with what was kept together with it. */
export async function action(asked: ActionFunctionArgs) {
  const { source, of } = await bounceOf(asked)
  if (source === 'file') await takeBack(asked.request, of)
  return go('/bounces')
}

export default function Bounce() {
  return <BounceView bounce={useLoaderData<typeof loader>() as BouncePart} />
}
