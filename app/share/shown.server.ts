/** What a team shows to others, as the API gives it: a report behind a link, and the status page of a domain. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { give } from '../api.server.ts'
import { notFound } from '../problem.server.ts'
import { shownStatus } from '../status-page/status.server.ts'
import { publicStatusSchema, sharedSchema } from './api.ts'
import { sharedOf } from './shared.server.ts'

type Asked = ActionFunctionArgs

export async function sharedAnswer({ params: { token } }: Asked): Promise<Response> {
  const shared = await sharedOf(token)
  if (!shared) return notFound()
  const { until, subject, report, mail } = shared
  return give(sharedSchema, { until, subject, report, mail: mail && shownMail(mail) })
}

type SharedMail = NonNullable<NonNullable<Awaited<ReturnType<typeof sharedOf>>>['mail']>

const shownMail = ({ subjectHeader, from, receivedAt, recipient, body, octets }: SharedMail) => ({
  ...{ subjectHeader, from, receivedAt, recipient, body, source: octets },
})

export async function publicStatusAnswer({ params: { name } }: Asked): Promise<Response> {
  const status = await shownStatus(name)
  return status ? give(publicStatusSchema, status) : notFound()
}
