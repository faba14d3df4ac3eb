/** What changed since the last mail of the same domain that passed. Absent where none did. */
import { Link } from '@remix-run/react'
import type { DatedRecords, SinceLastPassing } from '../compare/last.ts'
import type { WayRow } from '../compare/sending.ts'
import { BeforeAfter, RecordsRow, wayLabel, wayText } from '../compare/ways.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'

/** `now`: the mail of this page. `passed`: it has no problem itself. */
export function Changed({ since, now, passed }: { since: SinceLastPassing; now: string; passed: boolean }) {
  if (since.alike > 0) return <Alike since={since} now={now} passed={passed} />
  const { ways, records, unchanged } = since
  return (
    <section aria-labelledby="changed">
      <h2 id="changed" className="text-lg font-semibold tracking-tight">
        What changed since your last passing mail{' '}
        <span className="font-normal text-muted">
          (<Time at={since.receivedAt} />)
        </span>
      </h2>
      <dl className="mt-3 grid gap-2">
        {ways.map((row) => (
          <WayChanged key={row.what} row={row} />
        ))}
        {unchanged.length > 0 && <Unchanged names={unchanged} />}
      </dl>
      {records.length > 0 && (
        <ul className="mt-3 grid gap-3">
          {records.map((changed) => (
            <RecordsRow key={`${changed.name} ${changed.type}`} changed={changed}>
              <Between changed={changed} />
            </RecordsRow>
          ))}
        </ul>
      )}
      <p className="mt-3 text-sm">
        <CompareThem since={since} now={now} />
      </p>
    </section>
  )
}

function WayChanged({ row: { what, before, after, usual } }: { row: WayRow }) {
  return (
    <BeforeAfter
      label={wayLabel(what)}
      before={wayText(what, before)}
      after={wayText(what, after)}
      note={usual && 'The same network: services change this with each mail.'}
      exact
    />
  )
}

const mostNamed = 3

function Unchanged({ names }: { names: string[] }) {
  const left = names.length - mostNamed
  return (
    <div className="grid gap-x-4 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="text-sm text-muted sm:pt-0.5">Records of</dt>
      <dd className="min-w-0 wrap-anywhere">
        {names.slice(0, mostNamed).map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <bdi className="value">{name}</bdi>
          </span>
        ))}
        {left > 0 && ` and ${left} more`}: <span className="text-muted">no change</span>
      </dd>
    </div>
  )
}

const Between = ({ changed: { between } }: { changed: DatedRecords }) => (
  <p className="mt-1 text-sm text-muted">
    Changed between <Time at={between[0]} /> and <Time at={between[1]} />, as our reports saw it.
  </p>
)

function Alike({ since, now, passed }: { since: SinceLastPassing; now: string; passed: boolean }) {
  return (
    <section aria-labelledby="changed">
      <h2 id="changed" className="font-medium">
        {passed
          ? since.alike === 1
            ? 'Same as your last mail.'
            : `Same as your last ${count(since.alike, 'mail')}.`
          : 'It was sent just as your last passing mail.'}
      </h2>
      <p className="text-sm text-muted">
        The same signature, bounce address and network, and the records behind them are as they were.{' '}
        <CompareThem since={since} now={now} />
      </p>
    </section>
  )
}

const CompareThem = ({ since, now }: { since: SinceLastPassing; now: string }) => (
  <Link className="link whitespace-nowrap" to={`/compare?a=${since.id}&b=${now}`}>
    Compare the two
  </Link>
)
