/** A team's scans and probes, with everything they can be searched by. */
import { Link } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { SmallScore } from '../ui/score.tsx'
import { Time } from '../ui/time.tsx'
import { VerdictIcon, verdictText } from '../ui/verdict.tsx'
import { Teach, TeamPage } from '../watch/nav.tsx'
import { Choice, Days, FileLink, Found, Nothing, Onward, Projects, SearchForm, Tabs, Text, usedOf } from './fields.tsx'
import type { ScanLine, ScansPage } from './scans.server.ts'

export function ScansView({ page }: { page: ScansPage }) {
  const { team, asked, scans } = page
  const isFiltered = usedOf({ ...asked, project: '' }) > 0
  return (
    <TeamPage team={team} title="Scans and probes">
      <Tabs team={team} />
      <Search page={page} />
      <section className="grid gap-3" aria-label="Scans and probes">
        {scans.length > 0 ? (
          <List scans={scans} />
        ) : isFiltered || page.older ? (
          <Nothing further={page}>No scan fits</Nothing>
        ) : (
          <NoScans />
        )}
        {scans.length > 0 && <FileLink name="scans" team={team} asked={asked} />}
      </section>
      <Onward further={page} isEmpty={scans.length === 0} />
    </TeamPage>
  )
}

const NoScans = () => (
  <div className="card">
    <Teach
      action={
        <Link className={buttonLook('main')} to="/check">
          Check a domain
        </Link>
      }
      example="7.5 · borealis.example · 1 problem: SPF needs 11 look-ups, and the limit is 10 · yesterday"
    >
      Nothing was looked at yet. Each look at a domain, an address or the ports of a host is kept here, as it was seen that day.
    </Teach>
  </div>
)

/** What is looked at, in a word. */
const kinds: Record<ScanLine['kind'], string> = { domain: 'Domain', address: 'Address', mail: 'Mail, once more', host: 'Ports' }

function Search({ page: { asked, choices } }: { page: ScansPage }) {
  const { check, code, verdict, from, to } = asked
  return (
    <SearchForm
      used={usedOf({ check, code, verdict, from, to })}
      more={
        <>
          <Found asked={asked} checks={choices.checks} />
          <Projects asked={asked} projects={choices.projects} />
          <Days asked={asked} />
        </>
      }
    >
      <Choice label="What" name="kind" value={asked.kind} options={[['', 'everything'], ...Object.entries(kinds)]} />
      <Text label="Domain, host or address" name="subject" value={asked.subject} hint="acme.com" />
    </SearchForm>
  )
}

const List = ({ scans }: { scans: ScanLine[] }) => (
  <ul className="card divide-y divide-line overflow-hidden">
    {scans.map((scan) => (
      <li key={scan.id}>
        <Row scan={scan} />
      </li>
    ))}
  </ul>
)

function Row({ scan }: { scan: ScanLine }) {
  const { id, kind, subject, isRehearsal, score, at } = scan
  const { verdict, word } = outcomeOf(scan)
  return (
    <Link
      to={`/scan/${id}`}
      className="grid grid-cols-[2.75rem_minmax(0,1fr)_auto] items-baseline gap-x-3 px-4 py-3 text-ink no-underline hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:grid-cols-[2.75rem_10.5rem_minmax(0,1fr)_auto] sm:px-5"
    >
      <span className="text-lg">
        <span className="sr-only">Score </span>
        <SmallScore score={score} tone={verdict ? verdictText(verdict) : 'text-muted'} />
      </span>
      <span className="col-start-2 row-start-2 inline-flex items-center gap-1.5 text-sm text-muted sm:row-start-1">
        {verdict && <VerdictIcon verdict={verdict} className="size-4" />} {word}
      </span>
      <span className="col-start-2 row-start-1 min-w-0 sm:col-start-3">
        <bdi className="block truncate font-medium">{subject}</bdi>
        <span className="block text-sm text-muted">
          {isRehearsal ? `${kinds[kind]}, as if records were changed` : kinds[kind]}
        </span>
      </span>
      <span className="col-start-3 row-start-1 text-end text-sm text-muted sm:col-start-4">
        <Time at={at} form="ago" />
      </span>
    </Link>
  )
}

interface Outcome {
  verdict: 'pass' | 'warn' | 'fail' | 'unknown' | null
  word: string
}

function outcomeOf({ status, isConclusive, problems, warnings }: ScanLine): Outcome {
  if (status === 'failed') return { verdict: 'unknown', word: 'Stopped' }
  if (status !== 'reported') return { verdict: null, word: 'Looking' }
  if (!isConclusive) return { verdict: 'unknown', word: 'Could not check' }
  if (problems > 0) return { verdict: 'fail', word: count(problems, 'problem') }
  if (warnings > 0) return { verdict: 'warn', word: count(warnings, 'warning') }
  return { verdict: 'pass', word: 'In order' }
}
