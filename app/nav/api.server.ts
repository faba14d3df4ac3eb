/** What is found by a few letters, as the API gives it. */
import type { ActionFunctionArgs } from '@remix-run/server-runtime'
import { env } from '#env'
import { give } from '../api.server.ts'
import { foundListSchema } from './api.ts'
import { findPage } from './find.server.ts'

export async function findAnswer({ request }: ActionFunctionArgs): Promise<Response> {
  const { groups } = await findPage(request)
  return give(foundListSchema, {
    groups: groups.map(({ title, hits }) => ({
      title,
      hits: hits.map(({ path, ...hit }) => ({ ...hit, page: `${env.BASE_URL}${path}` })),
    })),
  })
}
