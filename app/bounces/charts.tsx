/** The charts of bounces. Each number leads to the bounces that it counts. */
import { classFill, className } from '../bounce/words.tsx'
import type { PathOf } from '../charts/bars.tsx'
import { Choices } from '../charts/choices.tsx'
import { CodeChart } from '../charts/code-chart.tsx'
import type { Fill } from '../charts/fills.tsx'
import { type RankRow, Ranks } from '../charts/ranks.tsx'
import { type Asked, type bounceClasses, bouncesPath, csvPath } from './asked.ts'
import type { BouncesPage } from './page.server.ts'

const nothing = 'No bounces in this time.'
/** The list of what was pressed. */
const list = '#all'

export function Charts({ page: { asked, figures } }: { page: BouncesPage }) {
  const { time, providers, classes, reasons } = figures
  return (
    <div className="mt-7 grid gap-5 lg:grid-cols-2">
      <CodeChart
        series={time}
        title={asked.by === 'label' ? 'Bounces over time, by what they mean' : 'Bounces over time, by code'}
        one="bounce"
        many="bounces"
        empty={nothing}
        choice={<By asked={asked} />}
        pathOf={pathOfBar(asked, time)}
        csv={csvPath(asked, 'time')}
      />
      <Ranks
        title="Address gone, try later, refused because of the sender"
        unit="bounces of each class"
        head="Class"
        rows={classes.map((rank) => ({
          ...rank,
          name: className(rank.key),
          fill: { ...classFills[rank.key], id: `fill-class-${rank.key}` },
          path: bouncesPath(asked, { class: rank.key }) + list,
        }))}
        empty={nothing}
        csv={csvPath(asked, 'classes')}
      />
      <Ranks
        title="Share by receiver"
        unit="bounces of each receiver"
        head="Receiver"
        rows={providers.map((rank) => plain(rank, 'provider', asked))}
        empty={nothing}
        csv={csvPath(asked, 'providers')}
      />
      <Ranks
        title="Top reasons"
        unit="bounces of each reason"
        head="Reason"
        rows={reasons.map((rank) => plain(rank, 'label', asked))}
        empty={nothing}
        csv={csvPath(asked, 'reasons')}
      />
    </div>
  )
}

const classFills: Record<(typeof bounceClasses)[number], Omit<Fill, 'id'>> = {
  hard: { colour: classFill.hard, pattern: 'cross' },
  block: { colour: classFill.block, pattern: 'stripes' },
  soft: { colour: classFill.soft, pattern: 'dots' },
  unknown: { colour: classFill.unknown, pattern: 'solid' },
}

const plain = (rank: Omit<RankRow, 'fill' | 'path'>, name: 'provider' | 'label', asked: Asked): RankRow => ({
  ...rank,
  fill: { id: `fill-${name}`, colour: 'var(--accent)', pattern: 'solid' },
  path: bouncesPath(asked, { [name]: rank.key }) + list,
})

/** From one bar to the next, and of one code or label; what is summed up as "other" has no page of its own. */
function pathOfBar(asked: Asked, { buckets }: BouncesPage['figures']['time']): PathOf {
  return (place, key) => {
    const from = buckets[place]?.at
    if (!from || key === 'other') return undefined
    const until = buckets[place + 1]?.at ?? asked.until ?? new Date(Date.parse(from) + 7 * 86_400_000).toISOString()
    return bouncesPath(asked, { from, until, [asked.by]: key }) + list
  }
}

function By({ asked }: { asked: Asked }) {
  return (
    <Choices
      label="Told apart by"
      small
      choices={(['code', 'label'] as const).map((by) => ({
        label: by === 'code' ? 'by code' : 'by meaning',
        path: bouncesPath(asked, { by }),
        current: asked.by === by,
      }))}
    />
  )
}
