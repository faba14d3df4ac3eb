/** How it was decided, from the connection to the verdict: each step says what was asked, what came back, and what follows from it. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { Report, StoryView } from '#checks/report.ts'
import { Conversation } from '../live/transcript.tsx'
import { DmarcWalkView } from '../scan/dmarc-walk.tsx'
import { Questions } from '../scan/questions.tsx'
import type { QuestionLine } from '#checks/published.ts'
import { SpfTreeView } from '../scan/spf-tree.tsx'
import { ArrowIcon } from '../ui/icons.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import { headlineVerdict } from './headline.tsx'
import type { SessionTab } from './page.server.ts'
import { LineUp } from './story-line-up.tsx'
import { Dkim, Spf } from './story-proofs.tsx'
import { Answered, Came, Follows } from './story-step.tsx'

interface StoryProps {
  report: Report
  session: SessionTab | null
  questions: QuestionLine[]
  base: string
}

export function Story({ report, session, questions, base }: StoryProps) {
  const { story, spf, dmarc } = report.views ?? {}
  if (!story)
    return (
      <p className="card p-5 text-muted">This report was made before Seedbed kept how it was decided. Check again to see it.</p>
    )
  return (
    <div className="grid gap-5">
      <div>
        <h1 className="text-[1.5rem] leading-tight font-semibold tracking-tight">How we decided</h1>
        <p className="mt-1 max-w-[62ch] text-muted">
          A receiver asks three questions: which server is this, who vouches for the mail, and do they stand for the address that
          readers see? Here is what was asked about your mail, in that order, and what came back.
        </p>
      </div>
      <Step place={1} title="A server connects">
        <Connects story={story} report={report} session={session} />
      </Step>
      <Step place={2} title="May this server send? (SPF)">
        <Spf story={story} questions={questions} />
        {spf && <SpfTreeView spf={spf} />}
      </Step>
      <Step place={3} title="Is the mail signed? (DKIM)">
        <Dkim story={story} questions={questions} />
      </Step>
      <Step
        place={4}
        title={story.from ? `Does that stand for ${story.from}? (DMARC)` : 'Does that stand for the From address? (DMARC)'}
      >
        <LineUp story={story} questions={questions} />
        {dmarc && <DmarcWalkView dmarc={dmarc} />}
      </Step>
      <Step place={5} title="What follows">
        <Verdict report={report} base={base} />
      </Step>
      <Questions questions={questions} />
    </div>
  )
}

function Step({ place, title, children }: { place: number; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={`step-${place}`} className="card p-4 sm:p-6">
      <h2 id={`step-${place}`} className="flex items-baseline gap-3 text-lg font-semibold tracking-tight">
        <span
          className="grid size-7 shrink-0 place-items-center self-start rounded-full bg-accent-soft text-sm text-accent tabular-nums"
          aria-hidden="true"
        >
          {place}
        </span>
        <bdi>{title}</bdi>
      </h2>
      <div className="mt-3 grid gap-4 sm:ps-10">{children}</div>
    </section>
  )
}

function Connects({ story: { host, spf }, report, session }: { story: StoryView; report: Report; session: SessionTab | null }) {
  const seen = report.views?.route?.seen
  if (!host || !seen) return <p>Nobody here saw this mail being delivered, so nothing is known about the server that sent it.</p>
  const { address, helo, names, confirmed, gap } = host
  return (
    <>
      <dl className="grid gap-3">
        <Came label="It comes from">
          <bdi className="value">{address}</bdi>
        </Came>
        <Came label="The name of that address" term="PTR">
          {gap ? (
            <Answered gap={gap} />
          ) : names.length === 0 ? (
            'none'
          ) : (
            <>
              <bdi className="value">{names.join(', ')}</bdi>
              <span className="text-muted">
                {confirmed.length > 0 ? ', which leads back to it' : ', which does not lead back to it'}
              </span>
            </>
          )}
        </Came>
        <Came label="It calls itself" term="HELO">
          <bdi className="value">{helo || 'nothing'}</bdi>
        </Came>
        <Came label="The line is" term="TLS">
          {seen.tls ? `encrypted, ${seen.tls}` : 'not encrypted'}
        </Came>
        {spf && (
          <Came label="Bounces go to" term="MAIL FROM">
            {spf.mailFrom === '' ? 'nobody: the address is empty, as in a bounce' : <bdi className="value">{spf.mailFrom}</bdi>}
          </Came>
        )}
      </dl>
      <Follows>These are facts: our own receiver saw them. None of them is what readers see as the sender.</Follows>
      {session && <Conversation lines={session.transcript} caption="The SMTP conversation, line by line" />}
    </>
  )
}

function Verdict({ report: { headline, receivers = [], judgedAs }, base }: { report: Report; base: string }) {
  const refusing = receivers.filter((one) => ((judgedAs?.bulk && one.bulk) || one.everyone).verdict === 'fail')
  return (
    <>
      <p className="flex items-start gap-2.5 text-[1.05rem]">
        <span className="pt-1">
          <VerdictIcon verdict={headlineVerdict(headline.kind)} className="size-5" />
        </span>
        <span>
          <strong className="font-semibold">
            <Words say={headline.say} marked={false} />
          </strong>{' '}
          {headline.cause && <Words say={headline.cause} terms />}
        </span>
      </p>
      {refusing.length > 0 && (
        <ul className="grid gap-1 text-[0.95rem]">
          {refusing.map((one) => (
            <li key={one.id}>
              {one.name} would answer <bdi className="value">{((judgedAs?.bulk && one.bulk) || one.everyone).reply}</bdi>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Link className="link" to={base}>
          What to do about it, in the report <ArrowIcon className="inline size-3.5" />
        </Link>
      </p>
    </>
  )
}
