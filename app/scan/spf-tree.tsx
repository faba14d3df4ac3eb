/** The SPF tree: what each record includes, how many look-ups a receiver has spent after each term, and which term is too many. */
import type { SpfTreeNode, SpfView } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { TriangleIcon } from '../ui/icons.tsx'
import { GapNote, Mark, View } from './view.tsx'

/** RFC 7208 §4.6.4. */
const limits = { lookups: 10, voids: 2 }

export function SpfTreeView({ spf }: { spf: SpfView }) {
  const { tree, culprit, gaps } = spf
  return (
    <View id="spf-tree" title="SPF tree" about={inShort(spf)} open={culprit !== undefined}>
      {tree && <Spent spf={spf} />}
      {culprit && <Culprit culprit={culprit} />}
      {gaps.length > 0 && (
        <ul className="grid gap-1">
          {gaps.map((gap) => (
            <li key={gap.say.text}>
              <GapNote gap={gap} />
            </li>
          ))}
        </ul>
      )}
      {tree && <Node node={tree} depth={0} culprit={culprit} />}
    </View>
  )
}

function inShort({ tree, lookups, stopped, voids, gaps }: SpfView): string {
  if (!tree) return 'could not be seen'
  if (tree.records.length === 0) return 'no SPF record'
  const least = stopped || gaps.length > 0 ? 'at least ' : ''
  const spent =
    lookups > limits.lookups ? `${lookups} look-ups; ${limits.lookups} are allowed` : `${lookups} of ${limits.lookups} look-ups`
  return `${least}${spent}${voids > 0 ? `, ${deadNames(voids)}` : ''}`
}

function deadNames(voids: number): string {
  return `${count(voids, 'name')} ${voids === 1 ? 'leads' : 'lead'} nowhere`
}

/** A square for each look-up; those past the limit stand out by shape, too. */
function Spent({ spf: { lookups, voids, stopped, gaps } }: { spf: SpfView }) {
  const squares = Array.from({ length: Math.max(limits.lookups, lookups) }, (_, index) => index)
  return (
    <div>
      <p className="flex flex-wrap gap-1" aria-hidden="true">
        {squares.map((place) => (
          <span key={place} className={`size-3.5 rounded-sm ${squareLook(place, lookups)}`} />
        ))}
      </p>
      <p className="mt-1.5 text-sm text-muted">
        Receivers may look up {limits.lookups} terms; this record needs {(stopped || gaps.length > 0) && 'at least '}
        <strong className={lookups > limits.lookups ? 'text-fail' : 'text-ink'}>{lookups}</strong>.{' '}
        {voids > 0 && `${deadNames(voids)}; receivers may stop after ${limits.voids}.`}
      </p>
    </div>
  )
}

function squareLook(place: number, lookups: number): string {
  if (place >= lookups) return 'border border-line-strong'
  return place >= limits.lookups ? 'rotate-45 scale-80 bg-fail' : 'bg-accent'
}

function Culprit({ culprit: { domain, term, lookups, lookupsLeft, voidsLeft } }: { culprit: NonNullable<SpfView['culprit']> }) {
  return (
    <p className="flex gap-2 rounded-lg bg-fail-soft px-3 py-2">
      <TriangleIcon className="mt-1 size-4 text-fail" />
      <span>
        <bdi className="value">{term}</bdi> in the record of <bdi className="value">{domain}</bdi> costs most:{' '}
        {count(lookups, 'look-up')}. Without it the record needs {count(lookupsLeft, 'look-up')}
        {voidsLeft > 0 && `, and ${deadNames(voidsLeft)}`}.
      </span>
    </p>
  )
}

interface NodeProps {
  node: SpfTreeNode
  depth: number
  culprit: SpfView['culprit']
}

function Node({ node: { domain, records, terms, more }, depth, culprit }: NodeProps) {
  const leading = terms.filter((one) => one.lookups > 0 || one.unused || one.skipped || one.voids)
  return (
    <div className="min-w-0">
      {depth === 0 && (
        <p className="exact">
          <bdi>{domain}</bdi>
        </p>
      )}
      {records.map((record, index) => (
        <p key={`${index} ${record}`} className="exact mt-1 rounded-lg bg-sunken px-3 py-1.5">
          <bdi>{record}</bdi>
        </p>
      ))}
      {records.length !== 1 && (
        <p className="mt-1 text-sm text-muted">
          {records.length === 0 ? 'No SPF record stands here.' : 'Several SPF records stand here; receivers then use none.'}
        </p>
      )}
      {leading.length > 0 && (
        <ul className="mt-2 grid gap-1.5 border-s-2 border-line ps-3">
          {leading.map((term, index) => (
            <li key={`${index} ${term.term}`}>
              <Term
                term={term}
                depth={depth}
                culprit={culprit}
                isCulprit={culprit?.domain === domain && culprit.term === term.term}
              />
            </li>
          ))}
        </ul>
      )}
      {more !== undefined && <p className="mt-1 text-sm text-muted">{count(more, 'more term')}, not shown.</p>}
    </div>
  )
}

interface TermProps {
  term: SpfTreeNode['terms'][number]
  depth: number
  culprit: SpfView['culprit']
  isCulprit: boolean
}

function Term({ term, depth, culprit, isCulprit }: TermProps) {
  if (!term.node) {
    return (
      <div className="ps-[1.42rem]">
        <TermLine term={term} isCulprit={isCulprit} />
      </div>
    )
  }
  return (
    <details open={depth === 0 || term.node.terms.some(isNotable)}>
      <summary className="flex items-baseline gap-2 rounded hover:bg-sunken/60">
        <span className="opener" aria-hidden="true" />
        <TermLine term={term} isCulprit={isCulprit} />
      </summary>
      <div className="ps-5 pt-1">
        <Node node={term.node} depth={depth + 1} culprit={culprit} />
      </div>
    </details>
  )
}

/** Is there something in it that its owner should see? */
function isNotable({ voids, skipped, unused, node }: SpfTreeNode['terms'][number]): boolean {
  return voids !== undefined || unused || (skipped !== undefined && skipped !== 'macro') || (node?.terms.some(isNotable) ?? false)
}

const whySkipped: Record<string, string> = {
  macro: 'depends on the sender',
  loop: 'leads back to a name above it',
  limit: 'not followed: twenty look-ups are spent',
  silent: 'did not answer',
  'bad-name': 'no name that can be asked',
}

function TermLine({ term: { term, unused, skipped, lookups, total, voids }, isCulprit }: Pick<TermProps, 'term' | 'isCulprit'>) {
  return (
    <span className="flex min-w-0 grow flex-wrap items-baseline gap-x-3 gap-y-0.5">
      <bdi className={`exact ${unused ? 'text-muted line-through' : ''}`}>{term}</bdi>
      {lookups > 0 && (
        <span className="text-sm text-muted tabular-nums">
          {count(lookups, 'look-up')}, in all{' '}
          <span className={total > limits.lookups ? 'font-semibold text-fail' : ''}>
            {total}
            {total > limits.lookups && ' (past the limit)'}
          </span>
        </span>
      )}
      {isCulprit && <Mark look="bad">costs most</Mark>}
      {unused && <Mark look="careful">never read</Mark>}
      {skipped && (
        <Mark look={skipped === 'loop' || skipped === 'bad-name' ? 'bad' : 'quiet'}>{whySkipped[skipped] ?? skipped}</Mark>
      )}
      {voids?.map((asked) => (
        <Mark key={asked} look="careful">
          nothing at <bdi>{asked}</bdi>
        </Mark>
      ))}
    </span>
  )
}
