/** The live page: watch a mail arrive; later the list of everything sent to the address. */
import { Link, useRevalidator } from '@remix-run/react'
import { useEffect, useRef, useState } from 'react'
import type { Report } from '#checks/report.ts'
import type { LiveState } from '../live.ts'
import { ReportTop } from '../report/report.tsx'
import { useAnnounce } from '../ui/announce.tsx'
import { buttonLook } from '../ui/button.tsx'
import { points } from '../ui/count.ts'
import { ArrowIcon } from '../ui/icons.tsx'
import { MailList } from '../ui/mail-list.tsx'
import { Attempts } from './attempts.tsx'
import { ChosenReplies } from './chosen.tsx'
import { LiveFoot } from './foot.tsx'
import { LiveHead } from './head.tsx'
import type { Keep } from './keep.server.ts'
import { KeepAddress } from './keep.tsx'
import { Now } from './now.tsx'
import { type Reading, ReadWithProgram } from './reading.tsx'
import { arrivalOf, attemptsOf, type Arrival, tabTitle } from './talks.ts'
import { useLive } from './use-live.ts'

interface Shown {
  mailId: string
  report: Report
}

interface LivePageProps {
  token: string
  createdAt: string
  state: LiveState
  newest: Shown | null
  /** Null while mail programs read nothing here. */
  reading: Reading | null
  /** Null for who is not signed in. */
  keep: Keep | null
  /** Just made. */
  password: string | null
}

export function LivePage({ token, createdAt, state: initial, newest, reading, keep, password }: LivePageProps) {
  const { live, paused, gone, look } = useLive(token, initial)
  const arrival = arrivalOf(live)
  const { shown, newer, show } = useShown(newest, live.reports)
  useTabTitle(arrival)
  useArrivalSaid(arrival)
  if (gone) return <Gone />
  const { state } = live
  return (
    <div className="grid gap-6">
      <LiveHead state={state} />
      <Now arrival={arrival} state={state} createdAt={createdAt} paused={paused} look={look} />
      {!shown && <Attempts attempts={attemptsOf(state)} email={state.email} />}
      {newer && (
        <p className="flex flex-wrap items-center gap-3 rounded-xl bg-accent-soft px-4 py-2.5">
          <span>A newer report is ready.</span>
          <button type="button" className={buttonLook('quiet')} onClick={show}>
            Show it
          </button>
        </p>
      )}
      {shown && <ShownReport shown={shown} />}
      {shown && <Attempts attempts={attemptsOf(state)} email={state.email} />}
      {state.mails.length > 0 && (
        <section aria-labelledby="mails">
          <h2 id="mails" className="mb-3 text-lg font-semibold tracking-tight">
            Everything sent to this address
          </h2>
          <MailList mails={state.mails} tick />
        </section>
      )}
      <ChosenReplies state={state} />
      <LiveFoot state={state}>
        <KeepAddress keep={keep} />
        {reading && <ReadWithProgram token={token} reading={reading} password={password} />}
      </LiveFoot>
    </div>
  )
}

function ShownReport({ shown: { mailId, report } }: { shown: Shown }) {
  return (
    <section aria-label="The newest report" className="grid gap-3">
      <ReportTop report={report} level={2} base={`/mail/${mailId}`} />
      <p>
        <Link to={`/mail/${mailId}`} className={buttonLook('main')}>
          Read the full report <ArrowIcon />
        </Link>
      </p>
    </section>
  )
}

/** A report that is being read is not replaced by the next one: the page says that there is one. */
function useShown(newest: Shown | null, reports: number): { shown: Shown | null; newer: boolean; show(): void } {
  const { revalidate } = useRevalidator()
  const [shown, show] = useState(newest)
  const asked = useRef(0)

  useEffect(() => {
    if (reports === asked.current) return
    asked.current = reports
    revalidate()
  }, [reports, revalidate])

  const same = newest !== null && (shown === null || shown.mailId === newest.mailId)
  if (same && shown !== newest) show(newest)
  return { shown, newer: newest !== null && !same, show: () => show(newest) }
}

function useTabTitle(arrival: Arrival): void {
  const title = tabTitle(arrival)
  useEffect(() => {
    document.title = title
  }, [title])
}

/** Said aloud: that a mail has come, and its report. */
function useArrivalSaid({ stage, mail }: Arrival): void {
  const announce = useAnnounce()
  const before = useRef(stage)
  useEffect(() => {
    if (before.current === stage) return
    before.current = stage
    if (stage === 'stored') announce('A mail has arrived.')
    if (stage === 'failed') announce('We have your mail safely. The analysis stopped.')
    if (stage === 'reported') announce(mail?.score == null ? 'Report ready.' : `Report ready: ${points(mail.score)} of 10.`)
  }, [stage, mail, announce])
}

const Gone = () => (
  <div>
    <h1 className="text-2xl font-semibold tracking-tight">This address was deleted</h1>
    <p className="mt-2 text-muted">Its mails and reports went with it.</p>
    <p className="mt-5">
      <a href="/" className={buttonLook('main')}>
        Test a mail
      </a>
    </p>
  </div>
)
