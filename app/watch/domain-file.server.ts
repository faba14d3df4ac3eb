/** The numbers of one chart of a domain as a file. */
import { chartFile, chartNames, fileOf } from '../charts/csv.server.ts'
import { type DomainPage, domainPage } from './domain.server.ts'

type Charted = Pick<DomainPage, 'happenings' | 'looks' | 'charts' | 'marks'>

const own: Record<string, (of: Charted) => (string | number | null)[][]> = {
  timeline: ({ happenings }) => [
    ['time', 'until', 'lane', 'verdict', 'what', 'page'],
    ...happenings.map(({ at, until = '', lane, verdict, say, path = '' }) => {
      return [at, until, lane, verdict, typeof say === 'string' ? say : say.text, path]
    }),
  ],
  looks: ({ looks }) => [['time', 'score', 'scan'], ...looks.map(({ at, score, scanId }) => [at, score.toFixed(1), scanId])],
}

/** @throws {Response} as the page; 404 for a chart that is not there */
export async function domainFile(request: Request, slug: string | undefined, name: string): Promise<Response> {
  const page = await domainPage(request, slug, name)
  const file = fileOfChart(page, new URL(request.url).searchParams.get('chart') ?? '')
  return file ?? new Response('There is no such chart here.', { status: 404 })
}

export const domainChartNames = ['timeline', 'looks', 'verdicts', 'rates', 'heat', 'delay', 'scores', 'records'] as const

/** Null for a chart that is not there. */
export function fileOfChart(of: Charted, asked: string): Response | null {
  const rows = Object.hasOwn(own, asked) ? own[asked]?.(of) : undefined
  return rows
    ? fileOf(`${asked}.csv`, rows)
    : chartFile(
        chartNames.find((one) => one === asked),
        of,
      )
}
