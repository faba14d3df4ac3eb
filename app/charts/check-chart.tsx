/** Passed, warned, problem by check over time. */
import { eachOf } from './buckets.ts'
import { count, percent } from '../ui/count.ts'
import { Bars } from './bars.tsx'
import { Choose } from './choose.tsx'
import { Figure, Table } from './figure.tsx'
import { verdictFills } from './fills.tsx'
import type { Charts } from './figures.server.ts'
import { fileOf, type Place } from './place.ts'

const stacks = [
  { key: 'pass', name: 'Pass', fill: verdictFills.pass },
  { key: 'warn', name: 'Warning', fill: verdictFills.warn },
  { key: 'fail', name: 'Problem', fill: verdictFills.fail },
]

export function CheckChart({ charts, tests, place }: { charts: Charts; tests: number; place: Place }) {
  const { checks, byCheck, check } = charts
  const shown = byCheck.find(({ checkId }) => checkId === check)
  const title = shown ? `${shown.title}: passed, warned, problem` : 'Passed, warned, problem by check'
  return (
    <Figure
      title={title}
      unit={`findings ${eachOf(checks.per)}`}
      words={<Said charts={charts} />}
      empty={tests < 3 && 'A chart appears after three tests.'}
      choice={
        <Choose
          name="check"
          label="Check"
          all="All checks"
          choices={byCheck.map(({ checkId, title }) => ({ id: checkId, title }))}
          chosen={check}
          place={place}
        />
      }
      csv={fileOf(place, 'verdicts')}
      chart={<Bars buckets={checks.buckets} stacks={stacks} title={`${title}, findings ${eachOf(checks.per)}`} />}
      table={
        <Table
          heads={['Check', 'Pass', 'Warning', 'Problem', 'Could not check']}
          rows={byCheck.map(({ checkId, title, pass, warn, fail, unknown }) => ({
            key: checkId,
            cells: [title, pass, warn, fail, unknown],
          }))}
        />
      }
    />
  )
}

function Said({ charts: { checks, byCheck } }: { charts: Charts }) {
  const of = (key: string): number => checks.totals.find((total) => total.key === key)?.count ?? 0
  const all = of('pass') + of('warn') + of('fail')
  if (all === 0) return 'Nothing was looked at in this time.'
  const [worst] = byCheck
  return (
    <>
      {count(all, 'finding')}: {percent(of('pass') / all)} passed, {count(of('warn'), 'warning')}, {count(of('fail'), 'problem')}.
      {worst && worst.fail > 0 && ` Most problems: ${worst.title}, ${worst.fail}.`}
    </>
  )
}
