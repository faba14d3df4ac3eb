/** All names of the mail beside each other: which of them are proven, and which of these stand for the From address. */
import type { ReactNode } from 'react'
import type { StoryView } from '#checks/report.ts'
import type { QuestionLine } from '#checks/published.ts'
import { StackedTable } from '../scan/view.tsx'
import { Term } from '../ui/term.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Asked, Follows } from './story-step.tsx'

export function LineUp({ story, questions }: { story: StoryView; questions: QuestionLine[] }) {
  const { from, organization, dmarc } = story
  if (from === '') return <p>The From field names no single domain, so there is nothing that anything could stand for.</p>
  return (
    <>
      <p className="max-w-[66ch]">
        Readers see <bdi className="value">{from}</bdi>
        {organization && organization !== from && (
          <>
            , which belongs to <bdi className="value">{organization}</bdi>
          </>
        )}
        . One proof that holds and is for that organization is enough.
      </p>
      <StackedTable
        caption="The names of this mail, and which of them stand for the From address"
        heads={['Name', 'Domain', 'Does it hold?', 'Does it stand for the From?']}
        widths={['md:w-[30%]', 'md:w-[28%]', 'md:w-[20%]', '']}
        rows={rowsOf(story)}
      />
      <Asked
        name={`_dmarc.${dmarc.record?.domain ?? from}`}
        type="TXT"
        questions={questions}
        answer={dmarc.record?.text ?? null}
        gap={dmarc.gap}
      />
      <Outcome story={story} />
    </>
  )
}

interface Row {
  key: string
  cells: ReactNode[]
}

function rowsOf({ from, spf, dkim, host }: StoryView): Row[] {
  return [
    row('From', 'What readers see (From)', from, 'to be proven', 'this is it'),
    ...(spf
      ? [
          row(
            'spf',
            <>Bounce address ({<Term word="SPF" />})</>,
            spf.domain,
            held(spf.result),
            spf.result === 'pass' ? stands(spf.aligned) : no,
          ),
        ]
      : []),
    ...dkim.map(({ domain, result, aligned }, index) =>
      row(
        `dkim ${index}`,
        <>
          Signature, d= (<Term word="DKIM" />)
        </>,
        domain,
        held(result),
        result === 'pass' ? stands(aligned) : no,
      ),
    ),
    ...(host
      ? [
          row(
            'helo',
            <>
              Name the server gave (<Term word="HELO" />)
            </>,
            host.helo,
            'not asked for here',
            notCounted,
          ),
          row(
            'ptr',
            <>
              Name of its address (<Term word="PTR" />)
            </>,
            host.names.join(', '),
            'not asked for here',
            notCounted,
          ),
        ]
      : []),
  ]
}

function row(key: string, label: ReactNode, domain: string, holds: ReactNode, counts: ReactNode): Row {
  const name = <bdi className="value [overflow-wrap:anywhere]">{domain || 'none'}</bdi>
  return { key, cells: [label, name, holds, counts] }
}

const Sign = ({ verdict, children }: { verdict: 'pass' | 'fail' | 'unknown'; children: ReactNode }) => (
  <span className="inline-flex items-start gap-1.5">
    <span className="pt-1">
      <VerdictIcon verdict={verdict} className="size-4" />
    </span>
    <span>{children}</span>
  </span>
)

function held(result: string): ReactNode {
  const verdict = result === 'pass' ? 'pass' : result === 'temperror' ? 'unknown' : 'fail'
  return <Sign verdict={verdict}>{{ pass: 'yes', fail: 'no', unknown: 'not known' }[verdict]}</Sign>
}

function stands(aligned: boolean | null): ReactNode {
  if (aligned === null) return <Sign verdict="unknown">not known</Sign>
  return aligned ? <Sign verdict="pass">yes</Sign> : <Sign verdict="fail">no, another domain</Sign>
}

const no = <span className="text-muted">does not matter: it does not hold</span>
const notCounted = <span className="text-muted">never counts</span>

const asked: Record<string, string> = {
  none: 'does not ask receivers to do anything about it',
  quarantine: 'asks receivers to put such mail into spam',
  reject: 'asks receivers to refuse such mail',
}

function Outcome({ story: { from, dmarc } }: { story: StoryView }) {
  const { result, policy, record } = dmarc
  const rule = <bdi className="value">{from}</bdi>
  if (result === 'pass') return <Follows verdict="pass">At least one row holds and stands for {rule}: DMARC passes.</Follows>
  if (result === 'temperror')
    return <Follows verdict="unknown">What it hangs on could not be seen, so whether DMARC passes is not known.</Follows>
  if (!record || policy === '')
    return (
      <Follows verdict="warn">
        {record ? <>Receivers cannot use the rule of {rule}</> : <>{rule} has no rule</>}, so they decide for themselves.
      </Follows>
    )
  return (
    <Follows verdict="fail">
      No row both holds and stands for {rule}: DMARC fails. The rule of {rule} {asked[policy]} (
      <bdi className="value">{policy}</bdi>).
    </Follows>
  )
}
