/** Bounces as a file: the list, or the numbers of one chart. Safe to open in a spreadsheet. */
import { explainBounce, nameOfProvider } from '#checks/bounce/index.ts'
import { type BounceCursor, type BounceFilter, bouncesOf, countBounces } from '#prisma/bounce.ts'
import { writeTable } from '../bounce/csv.server.ts'
import { calendarOf } from '../charts/history.server.ts'
import { knownZone } from '../ui/clock.ts'
import { type ChartName, chartNames, readAsked } from './asked.ts'
import { type Figures, figuresOf, filterOf } from './figures.server.ts'
import { bounceOwner } from './page.server.ts'

/** Rows of one file. */
const mostLines = 50_000
const atATime = 1000

/** The text of the file; null of a browser that has nothing yet. */
export async function bouncesFile(request: Request): Promise<{ name: string; text: string } | null> {
  const owner = await bounceOwner(request)
  if (!owner) return null
  const { who, ...owned } = owner
  const { searchParams } = new URL(request.url)
  const [asked, now] = [readAsked(searchParams), Date.now()]
  const filter = filterOf(asked, owned, now)
  const chart = chartNames.find((name) => name === searchParams.get('chart'))
  if (!chart) return { name: 'bounces.csv', text: await listOf(filter) }
  const calendar = calendarOf(knownZone(who.zone))
  const figures = figuresOf(await countBounces(filter), { asked, now, calendar })
  return { name: `bounces-${chart}.csv`, text: tableText(chartRows(chart, figures)) }
}

const listHeads = ['time', 'recipient', 'code', 'status', 'class', 'label', 'action', 'provider', 'rule', 'source', 'reply']

/** The list, with its heading. */
export async function listOf(filter: BounceFilter): Promise<string> {
  const texts = [tableText([listHeads])]
  let after: BounceCursor | undefined
  for (let lines = 0; lines < mostLines; lines += atATime) {
    const some = await bouncesOf({ ...filter, take: atATime, ...(after && { after }) })
    const rows = some.map((bounce) => {
      const { at, recipient, replyCode, status, label, rule, source, diagnostic, provider } = bounce
      const { action } = explainBounce(bounce)
      const code = replyCode === null ? '' : String(replyCode)
      const who = nameOfProvider(provider)
      return [at.toISOString(), recipient, code, status, bounce.class, label, action, who, rule, source, diagnostic]
    })
    texts.push(tableText(rows))
    after = some.at(-1)
    if (some.length < atATime) break
  }
  return texts.join('')
}

function chartRows(chart: ChartName, { time, ...ranks }: Figures): string[][] {
  if (chart === 'time') {
    const keys = time.totals.map(({ key }) => key)
    const rows = time.buckets.map(({ at, counts }) => [at, ...keys.map((key) => String(counts[key] ?? 0))])
    return [['from', ...keys], ...rows]
  }
  const rows = ranks[chart].map(({ key, name, count, share }) => [key, name, String(count), (share * 100).toFixed(1)])
  return [['key', 'name', 'bounces', 'percent'], ...rows]
}

const tableText = (rows: string[][]): string => writeTable({ separator: ',', rows })
