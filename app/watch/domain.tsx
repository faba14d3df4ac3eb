/** One domain of a team: how it stands, what changed and what that did, and all charts of it. */
import { Link } from '@remix-run/react'
import { Figure, Table } from '../charts/figure.tsx'
import { Lines } from '../charts/lines.tsx'
import { MailCharts } from '../charts/mail-charts.tsx'
import { Diff, Happened } from '../charts/marks.tsx'
import { fileOf, type Place } from '../charts/place.ts'
import { RangeBar } from '../charts/range-bar.tsx'
import { axisTimes } from '../ui/clock.ts'
import { count, points } from '../ui/count.ts'
import { useZone } from '../ui/hydrated.ts'
import { Moment, Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import type { DomainPage } from './domain.server.ts'
import { endingWords, presetWords, states } from './words.ts'
import { Block, Empty, TeamPage } from './nav.tsx'
import { Timeline } from './timeline.tsx'
import { useContext } from 'react'

export function DomainView({ page }: { page: DomainPage }) {
  const { team, name, range, charts, marks } = page
  const path = `/team/${team.slug}/domains/${name}`
  const chosen = { check: charts?.check ?? '', section: charts?.rates.section ?? '' }
  const place: Place = { path, files: `${path}/charts.csv`, range, chosen }
  return (
    <TeamPage team={team} title={name} lead={<Stands page={page} />}>
      <RangeBar place={place} />
      <Timeline line={page} csv={fileOf(place, 'timeline')} />
      <Changes marks={marks} />
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="min-w-0 lg:col-span-2">
          <Looks page={page} place={place} />
        </div>
        {charts && <MailCharts {...{ charts, marks, place }} tests={charts.mails.mails} marksTold />}
      </div>
      {page.senders && <Senders senders={page.senders} />}
    </TeamPage>
  )
}

function Stands({
  page: { state, since, lookedAt, policy, nextExpiry, nextExpiryOf, watched, name, team },
}: {
  page: DomainPage
}) {
  const { word, verdict } = states[state]
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span className="inline-flex items-center gap-1.5 font-medium text-ink">
        <VerdictIcon verdict={verdict} className="size-4" /> {word}
        {since && (
          <span className="font-normal text-muted">
            since <Time at={since} />
          </span>
        )}
      </span>
      {lookedAt && (
        <span>
          looked at <Time at={lookedAt} form="ago" />
        </span>
      )}
      <span>{watched ? `watched: ${presetWords[watched].split(':')[0]?.toLowerCase()}` : 'not watched'}</span>
      {policy && <span>DMARC: {policy}</span>}
      {nextExpiry && (
        <span>
          {endingWords[nextExpiryOf ?? 'certificate']} <Time at={nextExpiry} form="date" />
        </span>
      )}
      <Link className="link" to={`/domain/${name}`}>
        Report
      </Link>
      <Link className="link" to={`/team/${team.slug}/domains/${name}/details`}>
        Details
      </Link>
      <Link className="link" to={`/team/${team.slug}/mails?domain=${name}`}>
        Mails
      </Link>
    </span>
  )
}

function Changes({ marks }: Pick<DomainPage, 'marks'>) {
  return (
    <Block title="Records that changed" note={count(marks.length, 'change')}>
      {marks.length === 0 ? (
        <Empty>None in this time. Each look is compared with the one before.</Empty>
      ) : (
        <ul className="divide-y divide-line">
          {marks.toReversed().map((mark) => (
            <li key={`${mark.scanId} ${mark.name} ${mark.type}`} className="px-4 py-3 sm:px-5">
              <p>
                <span className="me-2 font-semibold">{mark.letter}</span>
                <Happened mark={mark} />
              </p>
              <Diff mark={mark} />
            </li>
          ))}
        </ul>
      )}
    </Block>
  )
}

function Looks({ page: { looks, marks, name }, place }: { page: DomainPage; place: Place }) {
  const zone = useZone(useContext(Moment).zone)
  const at = looks.map((look) => Date.parse(look.at))
  const latest = looks.at(-1)
  const title = 'Score of the domain'
  return (
    <Figure
      title={marks.length > 0 ? `${title}, and records that changed` : title}
      unit="0 to 10, where it changed"
      words={
        latest ? `Last ${points(latest.score)}, lowest ${points(Math.min(...looks.map(({ score }) => score)))}.` : 'No look yet.'
      }
      empty={looks.length < 2 && `A chart appears after two looks at ${name}.`}
      isTall
      csv={fileOf(place, 'looks')}
      chart={
        <Lines
          title={title}
          at={at}
          lines={[{ key: 'score', name: 'score', values: looks.map(({ score }) => score) }]}
          marks={marks.map((mark) => ({ letter: mark.letter, at: Date.parse(mark.at) }))}
          label={axisTimes(at, zone)}
          write={points}
          axis={{ domain: [0, 10], ticks: [0, 2, 4, 6, 8, 10], width: 34 }}
        />
      }
      table={
        <Table
          heads={['When', 'Score', 'Scan']}
          rows={looks.toReversed().map((look) => ({
            key: look.scanId,
            cells: [
              <Time key="when" at={look.at} />,
              points(look.score),
              <Link key="scan" className="link" to={`/scan/${look.scanId}`}>
                Scan<span className="sr-only"> of {look.at}</span>
              </Link>,
            ],
          }))}
        />
      }
    />
  )
}

function Senders({ senders }: { senders: NonNullable<DomainPage['senders']> }) {
  return (
    <Block title="Known senders" note={count(senders.length, 'way', 'ways')}>
      {senders.length === 0 ? (
        <Empty>Nobody yet. They are learned from the mails that come to your test addresses.</Empty>
      ) : (
        <div className="overflow-x-auto px-4 pb-3 text-sm whitespace-nowrap sm:px-5">
          <Table
            heads={['Sender', 'Return-Path', 'Selector', 'DMARC', 'First', 'Last', 'Mails']}
            rows={senders.map((sender) => ({
              key: `${sender.address} ${sender.mailFromDomain} ${sender.selector}`,
              cells: [
                <span key="who">
                  <bdi className="font-medium">{sender.service || sender.helo || sender.address}</bdi>{' '}
                  <Link className="link" to={`/ip/${sender.address}`}>
                    <bdi>{sender.address}</bdi>
                  </Link>
                </span>,
                <bdi key="path">{sender.mailFromDomain || '–'}</bdi>,
                <bdi key="selector">{sender.selector || '–'}</bdi>,
                sender.passes ? 'pass' : 'fail',
                <Time key="first" at={sender.firstSeenAt} form="day" />,
                <Time key="last" at={sender.lastSeenAt} form="day" />,
                sender.mails,
              ],
            }))}
          />
        </div>
      )}
    </Block>
  )
}
