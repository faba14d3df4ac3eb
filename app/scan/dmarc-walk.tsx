/** The DMARC walk: each name that receivers ask, what stands there, where they stop, and which record counts (RFC 9989 §4.10). */
import type { DmarcView } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { GapNote, Mark, View } from './view.tsx'

type Step = DmarcView['steps'][number]

export function DmarcWalkView({ dmarc }: { dmarc: DmarcView }) {
  return (
    <View id="dmarc-walk" title="DMARC walk" about={inShort(dmarc)}>
      <Outcome dmarc={dmarc} />
      <ol className="grid gap-3">
        {dmarc.steps.map((step, index) => (
          <li key={step.name} className="grid gap-x-3 sm:grid-cols-[1.75rem_minmax(0,1fr)]">
            <span
              className="grid size-7 place-items-center rounded-full bg-sunken text-sm text-muted tabular-nums max-sm:hidden"
              aria-hidden="true"
            >
              {index + 1}
            </span>
            <StepRow step={step} dmarc={dmarc} />
            {index === 0 && dmarc.leftOut > 0 && (
              <p className="mt-2 text-sm text-muted sm:col-start-2">
                Receivers leave out {count(dmarc.leftOut, 'name')} here: of a long name they ask the last seven labels.
              </p>
            )}
          </li>
        ))}
      </ol>
      <p className="text-sm text-muted">{whereItEnded(dmarc)}</p>
    </View>
  )
}

function inShort({ applies, gap, domain }: DmarcView): string {
  if (gap) return 'not all of it could be seen'
  if (!applies) return 'no record applies'
  return applies.domain === domain ? 'its own record applies' : `the record of ${applies.domain} applies`
}

function Outcome({ dmarc: { domain, applies, policy, organizational, gap } }: { dmarc: DmarcView }) {
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-3">
      <div>
        <dt className="text-sm text-muted">Record that applies</dt>
        <dd>
          {applies ? (
            <>
              <bdi className="value">_dmarc.{applies.domain}</bdi>
              <span className="block text-sm text-muted">{hows[applies.how]}</span>
            </>
          ) : gap ? (
            <GapNote gap={gap} />
          ) : (
            'none'
          )}
        </dd>
      </div>
      <div>
        <dt className="text-sm text-muted">What receivers are asked to do with forged mail</dt>
        <dd>
          {policy ? (
            <>
              {wishes[policy.policy]} <bdi className="value">{policy.tag ? `${policy.tag}=${policy.policy}` : ''}</bdi>
              {policy.testing && <span className="block text-sm text-muted">one level less, because of t=y</span>}
            </>
          ) : applies && !applies.processed ? (
            'nothing: they cannot use the record'
          ) : applies && gap ? (
            <GapNote gap={gap} />
          ) : applies || !gap ? (
            'nothing'
          ) : (
            'not known'
          )}
        </dd>
      </div>
      <div>
        <dt className="text-sm text-muted">Organization it belongs to</dt>
        <dd>
          {organizational === null ? 'not known' : <bdi className="value">{organizational}</bdi>}
          {organizational === domain && <span className="block text-sm text-muted">the name itself</span>}
        </dd>
      </div>
    </dl>
  )
}

const hows = {
  own: 'its own',
  inherited: 'of the organization above',
  'from-psd': 'of the registry above',
} as const

const wishes = { none: 'only watch', quarantine: 'put it into spam', reject: 'refuse it' } as const

function StepRow({ step, dmarc: { applies, ended } }: { step: Step; dmarc: DmarcView }) {
  const { name, domain, records, aliases, gap, state } = step
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <bdi className={`exact ${state === 'past' ? 'text-muted' : ''}`}>{name}</bdi>
        {applies?.domain === domain && state === 'record' && <Mark look="good">applies</Mark>}
        {ended.why !== 'top' && ended.at === domain && <Mark look="quiet">the walk ends here</Mark>}
      </p>
      {aliases.map((target) => (
        <p key={target} className="text-sm text-muted">
          leads to <bdi className="value">{target}</bdi>
        </p>
      ))}
      {records.map((record, index) => (
        <p
          key={`${index} ${record}`}
          className={`exact mt-1 rounded-lg bg-sunken px-3 py-1.5 ${state === 'past' ? 'text-muted' : ''}`}
        >
          <bdi>{record}</bdi>
        </p>
      ))}
      {gap ? <GapNote gap={gap} /> : <p className="text-sm text-muted">{whatStands(step)}</p>}
    </div>
  )
}

function whatStands({ state, exists, others, records }: Step): string {
  const beside = others > 0 ? ` ${count(others, 'text')} of another kind ${others === 1 ? 'is' : 'are'} passed over.` : ''
  switch (state) {
    case 'several':
      return `${records.length} DMARC records: receivers use none of them.${beside}`
    case 'past':
      return 'Receivers do not come this far.'
    case 'nothing':
      return `${exists ? 'No DMARC record here.' : 'There is no such name.'}${beside}`
    default:
      return beside.trim()
  }
}

function whereItEnded({ ended: { why, at }, organizational }: DmarcView): string {
  if (organizational === null) return 'Where receivers stop is not known: a name on the way could not be seen.'
  if (why === 'psd-y') return `The walk ends at ${at}, whose record says that it is a registry (psd=y).`
  if (why === 'psd-n') return `The walk ends at ${at}, whose record says that it is an organization of its own (psd=n).`
  return `The walk ends at ${at}, because no name is above it.`
}
