/** One finding: its heading is the outcome; it opens to the reason, what to do, and what was seen. Works without our script. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { ReportFinding } from '#checks/report.ts'
import { BuildIt } from '../builder/link.tsx'
import { Copy } from '../ui/copy.tsx'
import { share } from '../ui/count.ts'
import { Accept, AcceptedMark } from '../watch/accept.tsx'
import { VerdictIcon, verdictText, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import { EvidenceList } from './evidence.tsx'
import { Fix } from './fix.tsx'
import { statusPath } from './our-side.ts'
import { findingText, ownerOf } from './plain.ts'

const sides = {
  theirs: { label: 'Their side', say: 'Somebody else has to act before we can look. Nothing is counted.' },
  ours: { label: 'Our side', say: 'This Seedbed could not look; the operator can change that. Nothing is counted.' },
} as const

function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-1 sm:grid-cols-[7.5rem_minmax(0,1fr)]">
      <p className="text-sm font-medium text-muted sm:pt-0.5">{label}</p>
      <div className="min-w-0">{children}</div>
    </div>
  )
}

function Label({ finding: { verdict, side } }: { finding: ReportFinding }) {
  return (
    <span className={`text-sm whitespace-nowrap ${verdictText(verdict)}`}>
      {verdictWord(verdict)}
      {verdict === 'unknown' && side && <span> · {sides[side].label}</span>}
    </span>
  )
}

/** `small`: inside a fold, where rows are many and quiet. */
export function Finding({ finding, open = false, small = false }: { finding: ReportFinding; open?: boolean; small?: boolean }) {
  const { id, verdict, explanation, fix } = finding
  return (
    <details id={id} open={open} className="group/finding border-t border-line first:border-t-0">
      <summary
        className={`flex items-start gap-3 px-4 hover:bg-sunken/60 sm:px-5 ${small ? 'py-2' : 'py-3.5'} focus-visible:-outline-offset-2`}
      >
        <span className={small ? 'pt-0.5' : 'pt-0.5'}>
          <VerdictIcon verdict={verdict} className={small ? 'size-4' : 'size-5'} />
        </span>
        <span className="min-w-0 grow">
          <h3 className={small ? 'text-[0.95rem]' : 'font-medium'}>
            <Words say={explanation} /> <AcceptedMark finding={finding} />
          </h3>
          {fix && (
            <span className="mt-0.5 block text-sm text-muted group-open/finding:hidden">
              <Words say={fix.say} /> <span className="whitespace-nowrap">({ownerOf(fix.who)})</span>
            </span>
          )}
        </span>
        <span className="hidden pt-0.5 sm:block">
          <Label finding={finding} />
        </span>
        <span className="opener pt-1" aria-hidden="true" />
      </summary>
      <div className="grid gap-5 px-4 pt-1 pb-5 sm:px-5 sm:ps-13">
        <Body finding={finding} />
      </div>
    </details>
  )
}

function Body({ finding }: { finding: ReportFinding }) {
  const { id, fix, side, evidence } = finding
  return (
    <>
      <p className="sm:hidden">
        <Label finding={finding} />
      </p>
      {fix && (
        <Part label="Why it matters">
          <p>
            <Words say={fix.why} terms />
          </p>
        </Part>
      )}
      {side && (
        <Part label={sides[side].label}>
          <p>
            {sides[side].say}
            {side === 'ours' && (
              <>
                {' '}
                <Link className="link" to={statusPath(id)}>
                  What limits this Seedbed
                </Link>
              </>
            )}
          </p>
        </Part>
      )}
      {fix && (
        <Part label="To do">
          <Fix fix={fix} id={id} />
          <BuildIt id={id} className="mt-3" />
        </Part>
      )}
      {!fix && <BuildIt id={id} className="justify-self-start" />}
      {evidence.length > 0 && (
        <Part label="Seen">
          <EvidenceList evidence={evidence} />
        </Part>
      )}
      <Accept finding={finding} />
      <Foot finding={finding} />
    </>
  )
}

function Foot({ finding }: { finding: ReportFinding }) {
  const { id, code, title, reference, costs } = finding
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-t border-line pt-3 text-sm text-muted">
      <p>
        <Link className="link text-muted" to={`/about/checks/${id}`}>
          {title}
        </Link>{' '}
        ·{' '}
        <a className="link text-muted" href={`#${id}`}>
          <code className="value">{id}</code>
        </a>{' '}
        <code className="value">{code}</code> · {reference}
        {costs > 0 && <> · costs {share(costs)} of 100 points</>}
      </p>
      <Copy text={findingText(finding)} what="the finding as text" label="Copy as text" />
    </div>
  )
}
