/** What the large receivers would do with the mail, and why: each requirement, which findings decide it, and whose page says so. */
import type { Report, ReportReceiver, ReportRequirement, Verdict } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { ArrowIcon } from '../ui/icons.tsx'
import { VerdictIcon, verdictText } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import { Mark } from '../scan/view.tsx'

type Answer = ReportReceiver['everyone']

export function Receivers({ report }: { report: Report }) {
  const { receivers = [], judgedAs } = report
  if (receivers.length === 0) return null
  const bulk = judgedAs?.bulk ?? false
  return (
    <section aria-labelledby="receivers" className="card overflow-hidden">
      <h2 id="receivers" className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">
        Would they accept it?
      </h2>
      <table className="w-full border-collapse text-start">
        <caption className="sr-only">What each large receiver would probably answer</caption>
        <thead className="text-sm text-muted">
          <tr>
            <Head label="Receiver" />
            <Head label="Everyone" about={bulk ? undefined : 'your mail'} />
            <Head label="5,000+ a day" about={bulk ? 'your mail' : undefined} />
            <Head label="Rules as of" className="max-sm:hidden" />
          </tr>
        </thead>
        {receivers.map((receiver) => (
          <Receiver key={receiver.id} receiver={receiver} bulk={bulk} report={report} />
        ))}
      </table>
      <p className="border-t border-line px-4 py-3 text-sm text-muted sm:px-5">
        Nobody outside can see how many readers complain, whether they signed up and still open your mail, how fast you stop
        sending to who left, or how much you send. No row counts these as met. Gmail adds up all your sub-domains, and who was
        over 5,000 a day once stays so.
      </p>
    </section>
  )
}

function Head({ label, about, className = '' }: { label: string; about?: string | undefined; className?: string }) {
  return (
    <th scope="col" className={`px-2 py-2 text-start font-medium first:ps-4 last:pe-4 sm:px-3 sm:first:ps-5 ${className}`}>
      {label}
      {about && <span className="block text-xs font-normal text-accent">{about}</span>}
    </th>
  )
}

interface ReceiverProps {
  receiver: ReportReceiver
  bulk: boolean
  report: Report
}

function Receiver({ receiver, bulk, report }: ReceiverProps) {
  const { id, name, everyone, bulk: ofBulk, asOf } = receiver
  const cell = 'px-2 pt-2.5 pb-1 align-top sm:px-3'
  return (
    <tbody className="border-t border-line">
      <tr>
        <th scope="row" className={`${cell} w-[26%] ps-4 text-start font-medium sm:ps-5`}>
          {name}
        </th>
        <td className={cell}>
          <AnswerCell receiver={receiver} answer={everyone} bulk={false} quiet={bulk} />
        </td>
        <td className={cell}>{ofBulk && <AnswerCell receiver={receiver} answer={ofBulk} bulk quiet={!bulk} />}</td>
        <td className={`${cell} pe-4 text-muted max-sm:hidden`}>
          <Month of={asOf} />
        </td>
      </tr>
      <tr>
        <td colSpan={4} className="pb-1">
          <Requirements receiver={receiver} report={report} id={`receiver-${id}`} />
        </td>
      </tr>
    </tbody>
  )
}

/** `quiet`: it is not the answer to this mail. */
function AnswerCell({
  receiver,
  answer,
  bulk,
  quiet,
}: {
  receiver: ReportReceiver
  answer: Answer
  bulk: boolean
  quiet: boolean
}) {
  const { verdict, reply } = answer
  return (
    <span className={`flex items-start gap-1.5 max-sm:text-sm sm:gap-2 ${quiet ? 'text-muted' : verdictText(verdict)}`}>
      <span className="pt-0.5 sm:pt-1">
        <VerdictIcon verdict={verdict} className="size-4" />
      </span>
      <span className={quiet ? '' : 'font-medium'}>
        {reply ? (
          <>
            <span className="sr-only">would answer </span>
            <bdi className="value [overflow-wrap:normal]">{reply}</bdi>
          </>
        ) : (
          inWords(receiver, verdict, bulk)
        )}
      </span>
    </span>
  )
}

/** Where no reply is foretold. An enforced row without one means that the mail is put aside. */
function inWords({ requirements }: ReportReceiver, verdict: Verdict, ofBulk: boolean): string {
  if (verdict === 'pass') return 'accepts'
  if (verdict === 'unknown') return 'not known'
  const unmet = requirements.filter(({ state, bulk }) => state === 'not-met' && (ofBulk || !bulk))
  return unmet.some(({ enforced, reply }) => enforced === 'refusal' && !reply) ? 'spam folder' : 'accepts, asks for more'
}

const gravity: Record<ReportRequirement['state'], number> = { 'not-met': 0, 'not-checkable': 1, met: 2, 'not-applicable': 3 }

function Requirements({ receiver, report, id }: { receiver: ReportReceiver; report: Report; id: string }) {
  const { requirements, page, asOf, name } = receiver
  const amount = (wanted: ReportRequirement['state']) => requirements.filter(({ state }) => state === wanted).length
  const [unmet, unseen] = [amount('not-met'), amount('not-checkable')]
  const sorted = requirements.toSorted((a, b) => gravity[a.state] - gravity[b.state])
  return (
    <details id={id}>
      <summary className="opener flex min-h-8 w-full items-center px-3.5 text-sm text-muted hover:text-ink focus-visible:-outline-offset-2 sm:px-4.5">
        {count(requirements.length, 'requirement')}
        {unmet > 0 && `, ${unmet} not met`}
        {unseen > 0 && `, ${unseen} cannot be checked here`}
        <span className="sr-only"> of {name}</span>
      </summary>
      <ul className="divide-y divide-line px-4 pt-1 sm:px-5">
        {sorted.map((requirement, index) => (
          <Requirement key={`${index} ${requirement.row}`} requirement={requirement} report={report} />
        ))}
      </ul>
      <p className="px-4 pt-1 pb-3 text-sm text-muted sm:px-5">
        <a className="link" href={page} rel="noreferrer">
          The page of {name} for senders
        </a>
        , as of <Month of={asOf} />.
      </p>
    </details>
  )
}

const states = {
  met: { verdict: 'pass', label: 'Met' },
  'not-met': { verdict: 'fail', label: 'Not met' },
  'not-checkable': { verdict: 'unknown', label: 'Cannot be checked here' },
  'not-applicable': { verdict: 'info', label: 'Does not apply' },
} as const

const enforcements: Record<ReportRequirement['enforced'], string> = {
  refusal: 'then the mail is put into the spam folder',
  deferral: 'then the mail is made to wait',
  support: 'then they do not help you when mail is held back',
  advice: 'advice; no answer is known',
}

function Requirement({ requirement, report }: { requirement: ReportRequirement; report: Report }) {
  const { row, say, bulk, state, reply, by, enforced } = requirement
  const { verdict, label } = states[state]
  // What is not enforced by a refusal is no problem of the mail.
  const look = state === 'not-met' && enforced !== 'refusal' ? 'warn' : verdict
  return (
    <li className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 py-2">
      <span className="pt-1">
        <VerdictIcon verdict={look} className="size-4" />
      </span>
      <div className="min-w-0 text-[0.95rem]">
        <p className={state === 'not-applicable' ? 'text-muted' : ''}>
          <Words say={say} />{' '}
          {bulk && (
            <span className="whitespace-nowrap">
              <Mark look="quiet">5,000+ a day</Mark>
            </span>
          )}
        </p>
        <p className="text-sm text-muted">
          {label}
          {state === 'not-met' && (
            <>
              {': '}
              {reply ? (
                <>
                  they answer <bdi className="value">{reply}</bdi>
                </>
              ) : (
                enforcements[enforced]
              )}
            </>
          )}
          <Deciding by={by} report={report} state={state} /> · <span className="value">{row}</span>
        </p>
      </div>
    </li>
  )
}

/** The findings that decide it; of what is not met, only those that speak against it. */
function Deciding({ by, report, state }: { by: string[]; report: Report; state: ReportRequirement['state'] }) {
  const known = by.flatMap((id) => report.findings.find((one) => one.id === id) ?? [])
  const against = known.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
  const shown = state === 'not-met' && against.length > 0 ? against : known
  if (shown.length === 0 || state === 'not-applicable') return null
  return (
    <>
      {' '}
      <span aria-hidden="true">
        <ArrowIcon className="inline size-3" />
      </span>
      <span className="sr-only">decided by</span>{' '}
      {shown.map(({ id, title }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <a className="link" href={`#${id}`}>
            {title}
          </a>
        </span>
      ))}
    </>
  )
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A month of rules: `2026-03` is "Mar 2026". */
function Month({ of }: { of: string }) {
  const [year, month] = of.split('-')
  return (
    <time dateTime={of} className="whitespace-nowrap">
      {months[Number(month) - 1]} {year}
    </time>
  )
}
