/** Every list that was asked: what it says, what that means, and who cares. */
import type { AddressView } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { GapNote, Mark, StackedTable, View } from '../scan/view.tsx'

type Row = AddressView['lists'][number]

/** A list of good senders: being on it is good news. */
const isGood = ({ tier, state }: Row): boolean => tier === 'allow' && state === 'listed'
const isBad = (row: Row): boolean => row.tier !== 'allow' && row.state === 'listed'

const heads = ['List', 'Says', 'Who asks it', '']

/** `since`: when earlier scans first saw it listed, by the zone of the list. */
export function ListsTable({ lists, since }: { lists: Row[]; since: Record<string, string> }) {
  const order = (row: Row) => (isBad(row) ? 0 : isGood(row) ? 1 : 2)
  const [silent, answered] = [lists.filter(isSilent), lists.filter((one) => !isSilent(one))]
  return (
    <View id="lists" title="Every list" about={inShort(lists)}>
      {answered.length > 0 && (
        <StackedTable
          caption="What the lists say"
          heads={heads}
          rows={answered.toSorted((a, b) => order(a) - order(b)).map((one) => row(one, since))}
        />
      )}
      {silent.length > 0 && (
        <details>
          <summary className="flex min-h-8 items-center gap-2 text-muted">
            {count(silent.length, 'list')} did not answer <span className="opener" aria-hidden="true" />
          </summary>
          <StackedTable caption="Lists that did not answer" heads={heads} rows={silent.map((one) => row(one, since))} />
        </details>
      )}
    </View>
  )
}

const isSilent = ({ state }: Row): boolean => state === 'not-answered'

function inShort(lists: Row[]): string {
  const [listed, silent] = [lists.filter(isBad).length, lists.filter(({ state }) => state === 'not-answered').length]
  const asked = `${count(lists.length, 'list')} asked, on ${listed === 0 ? 'none' : listed}`
  return silent > 0 ? `${asked}, ${silent} did not answer` : asked
}

function row(one: Row, since: Record<string, string>) {
  return {
    key: one.zone,
    cells: [
      <div key="list">
        <p>{one.name}</p>
        <bdi className="value text-sm text-muted">{one.zone}</bdi>
      </div>,
      <Says key="says" row={one} since={since[one.zone]} />,
      <span key="who" className="text-muted">
        {weight[one.tier]}
      </span>,
      isBad(one) ? <Removal key="page" row={one} /> : '',
    ],
  }
}

function Says({ row: one, since }: { row: Row; since: string | undefined }) {
  if (one.state === 'clear') return <span className="text-muted">not listed</span>
  if (one.state === 'not-answered') {
    const said = `It ${one.why ?? 'did not answer'}.`
    return <GapNote gap={{ say: { text: said, strings: [said], values: [] }, side: one.side ?? 'theirs' }} />
  }
  return (
    <div>
      <Mark look={isGood(one) ? 'good' : 'bad'}>listed</Mark>{' '}
      {since && (
        <span className="text-sm text-muted">
          in your scans since <Time at={since} form="day" />
        </span>
      )}
      <ul className="mt-1">
        {one.meanings.map((meaning) => (
          <li key={meaning}>{meanings[meaning] ?? 'listed, for a reason of its own'}</li>
        ))}
      </ul>
      {one.reason && (
        <p className="text-sm text-muted">
          Its own words: <bdi>{one.reason}</bdi>
        </p>
      )}
    </div>
  )
}

const Removal = ({ row: { name, page } }: { row: Row }) => (
  <a className="link" href={page} rel="noreferrer">
    Ask for removal<span className="sr-only"> from {name}</span>
  </a>
)

const meanings: Record<string, string> = {
  listed: 'It was seen sending spam, or worse.',
  policy: 'Such addresses should not send mail by themselves: they belong to homes, or their owner said so.',
  drop: 'Its network is run by criminals, the list says.',
  range: 'Its neighbours were seen sending spam.',
  trusted: 'It is known for good mail.',
  untrusted: 'It is known, but not trusted.',
  grey: 'Doubtful.',
}

const weight: Record<Row['tier'], string> = {
  spamhaus: 'Most large receivers, which refuse',
  major: 'Many receivers, which refuse or sort out',
  minor: 'Few receivers',
  collateral: 'Almost nobody refuses for it',
  domain: 'Many receivers',
  allow: 'Receivers that treat known senders better',
}
