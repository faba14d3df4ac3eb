/** /team/{slug}/settings/channels: where alerts go. */
import { type ActionFunctionArgs, json, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { pressChannels, type ChannelsPage, channelsPage, type ChannelAnswer } from '../watch/channels.server.ts'
import { ChannelsView } from '../watch/channels.tsx'

export const meta: MetaFunction = () => [{ title: 'Channels – Seedbed' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  return json<ChannelsPage>(await channelsPage(request, params.team))
}

export const action = ({ request, params }: ActionFunctionArgs) => pressChannels(request, params.team)

export default function ChannelsViewPage() {
  return <ChannelsView page={useLoaderData() as ChannelsPage} answer={useActionData() as ChannelAnswer | undefined} />
}
