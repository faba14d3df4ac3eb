/** A report on paper: A4, light, everything open, links written out. What is in it is ticked above, and that form stays off the paper. */
import { Link } from '@remix-run/react'
import { type ReactNode, useEffect, useState } from 'react'
import type { Report } from '#checks/report.ts'
import { Button, buttonLook } from '../ui/button.tsx'
import { percent, points } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { verdictText } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import { headlineVerdict } from '../report/headline.tsx'
import { FindingsOnPaper, FixesOnPaper } from './findings.tsx'
import type { PrintPage, PrintPart } from './print.server.ts'

export function PrintView({ page }: { page: PrintPage }) {
  const { report, title, lines, headers, text, transcript, link } = page
  return (
    <article className="paper mx-auto max-w-[46rem] bg-page text-[0.95rem] text-ink">
      <Choose page={page} />
      {report ? (
        <>
          <header className="border-b border-line-strong pb-3">
            <h1 className="text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
              <bdi>{title}</bdi>
            </h1>
            {lines.map((line) => (
              <p key={line} className="text-muted [overflow-wrap:anywhere]">
                <bdi>{line}</bdi>
              </p>
            ))}
            <p className="text-muted">
              Looked at <Time at={report.analysedAt} /> · rubric {report.rubric} · {percent(report.coverage)} of what counts could
              be checked
            </p>
          </header>
          {page.ticked.includes('summary') && <Summary report={report} />}
          {page.ticked.includes('fixes') && <FixesOnPaper report={report} />}
          <FindingsOnPaper report={report} evidence={page.ticked.includes('evidence')} />
          {headers !== null && <Exact title="Header">{headers}</Exact>}
          {text !== null && <Exact title="Text">{text || '(nothing)'}</Exact>}
          {transcript && (
            <Exact title="The conversation between the sending server and ours">
              {transcript.map(({ from, line }) => `${from === 'client' ? 'C' : 'S'}: ${line}`).join('\n')}
            </Exact>
          )}
          <div className="mt-8 border-t border-line-strong pt-3 text-sm text-muted">
            <p>Seedbed cannot see which folder a provider chooses, your complaint rate or your volume.</p>
            <p>
              Printed <Time at={page.printedAt} />
              {link && (
                <>
                  {' '}
                  from <span className="exact">{link}</span>
                </>
              )}
            </p>
          </div>
        </>
      ) : (
        <p>There is no report yet. Come back when it is there.</p>
      )}
    </article>
  )
}

const labels: Record<PrintPart, string> = {
  summary: 'Summary',
  fixes: 'What to do',
  evidence: 'Evidence',
  headers: 'Header',
  text: 'Text of the mail',
  transcript: 'Conversation',
  link: 'Link, which opens the report',
}

/** Works as a form without script; the button that opens the printer's own page needs it. */
function Choose({ page: { back, offered, ticked } }: { page: PrintPage }) {
  return (
    <form method="get" className="mb-8 grid gap-3 rounded-xl border border-line bg-surface p-4 print:hidden">
      <input type="hidden" name="chosen" value="1" />
      <fieldset className="flex flex-wrap gap-x-6 gap-y-1">
        <legend className="mb-1 text-sm text-muted">On the paper</legend>
        {offered.map((part) => (
          <label key={part} className="flex min-h-8 items-center gap-2">
            <input type="checkbox" name={part} defaultChecked={ticked.includes(part)} className="size-4 accent-accent" />
            {labels[part]}
          </label>
        ))}
      </fieldset>
      <p className="flex flex-wrap items-center gap-2">
        <Button kind="quiet">Show it so</Button>
        <Print />
        <Link className={buttonLook('quiet')} to={back}>
          Back to the report
        </Link>
      </p>
    </form>
  )
}

/** Without script the browser's own menu prints. */
function Print() {
  const [ready, setReady] = useState(false)
  useEffect(() => setReady(true), [])
  if (!ready) return <span className="text-sm text-muted">Print it from the browser’s menu.</span>
  return (
    <Button type="button" kind="quiet" onClick={() => window.print()}>
      Print, or save as PDF
    </Button>
  )
}

function Summary({ report: { headline, score, limit, answers = [] } }: { report: Report }) {
  return (
    <section className="mt-5 break-inside-avoid">
      <p className={`text-2xl font-semibold tracking-tight ${verdictText(headlineVerdict(headline.kind))}`}>
        <Words say={headline.say} marked={false} />
      </p>
      {headline.cause && (
        <p className="mt-1">
          <Words say={headline.cause} />
        </p>
      )}
      {answers.map(({ id, say }) => (
        <p key={id} className="mt-1">
          <Words say={say} />
        </p>
      ))}
      <p className="mt-2">
        {score === null ? 'No score: too little could be checked.' : <strong>Score {points(score)} of 10</strong>}
        {limit && score !== null && (
          <>
            , limited by: <Words say={limit.say} marked={false} />
          </>
        )}
      </p>
    </section>
  )
}

function Exact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8">
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      <pre className="exact mt-2 whitespace-pre-wrap">
        <bdi dir="auto">{children}</bdi>
      </pre>
    </section>
  )
}
