/** What one sender did about one recipient: a sentence, and each try with its time. */
import type { LiveSession } from '../live.ts'
import { CheckIcon, OctagonIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { Conversation } from './transcript.tsx'
import { lasting, saidTo, type Series, tell } from './tries.ts'

interface TrySeriesProps {
  series: Series
  number: number
  /** The conversation of the newest try, while it is kept. */
  session: LiveSession | undefined
}

export function TrySeries({ series, number, session }: TrySeriesProps) {
  const { recipient, mailFrom, tries } = series
  const networks = new Set(tries.map(({ peerAddress }) => peerAddress))
  return (
    <li className="card min-w-0 px-4 py-3 sm:px-5">
      <p className="font-medium">
        <span className="text-muted tabular-nums">{number}.</span> {tell(series)}
      </p>
      <p className="text-[0.95rem] [overflow-wrap:anywhere] text-muted">
        From <bdi className="value">{mailFrom === '' ? '<>' : mailFrom}</bdi> to <bdi className="value text-ink">{recipient}</bdi>
        {networks.size === 1 ? (
          <>
            , by <bdi className="value">{tries[0]?.peerAddress}</bdi>
          </>
        ) : (
          `, by ${networks.size} servers in turn`
        )}
      </p>
      <ol className="mt-2 grid gap-1 text-sm">
        {tries.map((one) => (
          <li key={one.id} className="flex min-w-0 flex-wrap items-baseline gap-x-3">
            <span className={`self-center ${one.accepted ? 'text-pass' : 'text-fail'}`}>
              {one.accepted ? <CheckIcon className="size-4" /> : <OctagonIcon className="size-4" />}
              <span className="sr-only">{one.accepted ? 'accepted' : 'not accepted'}</span>
            </span>
            <span className="text-muted">
              <Time at={one.at} form="clock" />
            </span>
            {one.pause !== null && <span className="tabular-nums">+{lasting(one.pause)}</span>}
            <bdi className="value min-w-0 [overflow-wrap:anywhere]">{saidTo(one)}</bdi>
            {networks.size > 1 && <bdi className="value text-muted">{one.peerAddress}</bdi>}
          </li>
        ))}
      </ol>
      {session && <Conversation lines={session.transcript} caption="What the server of the newest try and ours said" />}
    </li>
  )
}
