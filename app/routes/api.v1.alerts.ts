/** GET /api/v1/alerts: what monitors found to have changed. */
import type { LoaderFunctionArgs } from '@remix-run/server-runtime'
import { alertsOf } from '#prisma/alert.ts'
import { alertListSchema } from '../api.ts'
import { answerApi, give, wholeNumber } from '../api.server.ts'
import { methodNotAllowed } from '../problem.server.ts'
import { afterOf, apiAlert, oneOf, teamOfApi } from '../watch/api.server.ts'

export const loader = (asked: LoaderFunctionArgs) =>
  answerApi(asked, async () => {
    const { teamId, projects } = await teamOfApi(asked.request)
    const url = new URL(asked.request.url)
    const take = wholeNumber(url, 'limit', { least: 1, most: 200 }) ?? 50
    const list = oneOf(url, 'list', ['open', 'acknowledged', 'snoozed', 'recovered'])
    const [before, subject] = [afterOf(url), url.searchParams.get('subject') ?? '']
    const filter = { ...(list && { list }), ...(before && { before }), ...(subject && { subject }) }
    const rows = await alertsOf({ teamId, projects }, { ...filter, take: take + 1 })
    const next = rows.length > take ? (rows[take - 1]?.id ?? null) : null
    return give(alertListSchema, { alerts: rows.slice(0, take).map(apiAlert), next })
  })

export const action = () => methodNotAllowed('GET, HEAD')
