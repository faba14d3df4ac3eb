/** Two reports held against each other: what changed and matters, then how they were sent, what was published, and what they say. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { headlineVerdict } from '../report/headline.tsx'
import { buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { SmallScore } from '../ui/score.tsx'
import { Time } from '../ui/time.tsx'
import { VerdictIcon, verdictText, verdictWord } from '../ui/verdict.tsx'
import { Words } from '../ui/words.tsx'
import type { ChangedFinding } from '#checks/compare.ts'
import type { TextRow } from './content.server.ts'
import type { Comparison } from './page.server.ts'
import type { SideHead } from './sides.server.ts'
import { BeforeAfter, RecordsRow, wayLabel, wayText } from './ways.tsx'
import { sentenceOf } from './sentence.ts'
import { markdownOf } from './words.ts'

/** `base`: where this Seedbed is, for links that are taken along. */
export function ComparisonPage({ comparison, base }: { comparison: Comparison; base: string }) {
  const { a, b, matters, receivers, others, unseen } = comparison
  return (
    <article>
      <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">{sentenceOf(comparison)}</h1>
      <Sides a={a} b={b} />
      <p className="mt-4 flex flex-wrap gap-2">
        <Link className={buttonLook('quiet')} to={pathOf(b, a)}>
          Swap
        </Link>
        <Link className={buttonLook('quiet')} to={`/compare?a=${a.ref}`}>
          Pick another
        </Link>
        <Copy text={markdownOf(comparison, base)} what="the comparison as Markdown" label="Copy as Markdown" />
      </p>
      <div className="mt-6 grid gap-5">
        <Findings title="Changed and matters" findings={matters} path={b.path} />
        <Findings title="What receivers would say" findings={receivers} path={b.path} />
        <Parts comparison={comparison} />
        {others.length > 0 && (
          <Fold title={`${count(others.length, 'finding')} changed and ${others.length === 1 ? 'asks' : 'ask'} for nothing`}>
            <FindingRows findings={others} path={b.path} />
          </Fold>
        )}
        {unseen > 0 && (
          <p className="text-sm text-muted">
            {count(unseen, 'check')} could not be compared: one of the two reports saw nothing of it.
          </p>
        )}
        <Same comparison={comparison} />
      </div>
    </article>
  )
}

const pathOf = (a: SideHead, b: SideHead): string => `/compare?${new URLSearchParams({ a: a.ref, b: b.ref })}`

function Sides({ a, b }: { a: SideHead; b: SideHead }) {
  return (
    <dl className="mt-5 grid gap-3 sm:grid-cols-2">
      <SideCard label="Before" side={a} />
      <SideCard label="After" side={b} />
    </dl>
  )
}

function SideCard({ label, side }: { label: string; side: SideHead }) {
  return (
    <div className="card min-w-0 px-4 py-3">
      <dt className="text-sm text-muted">{label}</dt>
      <dd>
        <SideLine side={side} to={side.path} />
      </dd>
    </div>
  )
}

/** One side on a line: score, title, From and time, as a link. */
export function SideLine({ side: { title, about, at, score, headline }, to }: { side: SideHead; to: string }) {
  const tone = headline ? verdictText(headlineVerdict(headline.kind)) : 'text-muted'
  return (
    <Link to={to} className="grid grid-cols-[2.75rem_minmax(0,1fr)] items-baseline gap-x-2 text-ink no-underline">
      <span className="text-lg">
        <span className="sr-only">Score </span>
        <SmallScore score={score} tone={tone} />
      </span>
      <span className="min-w-0">
        <bdi className="link block truncate font-medium">{title}</bdi>
        <span className="flex flex-wrap gap-x-2 text-sm text-muted">
          <bdi className="max-w-full truncate">{about}</bdi> <Time at={at} />
        </span>
      </span>
    </Link>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card grid gap-3 p-4 sm:p-6">
      <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
      {children}
    </section>
  )
}

const Fold = ({ title, children }: { title: string; children: ReactNode }) => (
  <details className="card px-4 py-2 sm:px-6">
    <summary className="opener flex min-h-8 items-center text-muted">{title}</summary>
    <div className="mt-2 mb-3">{children}</div>
  </details>
)

function Findings({ title, findings, path }: { title: string; findings: ChangedFinding[]; path: string }) {
  if (findings.length === 0) return null
  return (
    <Part title={title}>
      <FindingRows findings={findings} path={path} />
    </Part>
  )
}

const FindingRows = ({ findings, path }: { findings: ChangedFinding[]; path: string }) => (
  <ul className="grid gap-4">
    {findings.map(({ id, before, after }) => (
      <li key={id} className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
        <span className="pt-0.5">
          <VerdictIcon verdict={after.verdict} className="size-5" />
        </span>
        <div className="min-w-0">
          <p className="font-medium">
            <span className="sr-only">{verdictWord(after.verdict)}: </span>
            <Link className="link text-ink" to={`${path}#${id}`}>
              <Words say={after.say} marked={false} />
            </Link>
          </p>
          <p className="text-sm text-muted">
            before, {verdictWord(before.verdict)}: <Words say={before.say} />
          </p>
        </div>
      </li>
    ))}
  </ul>
)

function Parts({ comparison: { ways, records, fields, content } }: { comparison: Comparison }) {
  return (
    <>
      {ways.length > 0 && (
        <Part title="Sending path">
          <dl className="grid gap-2">
            {ways.map(({ what, before, after, usual }) => (
              <BeforeAfter
                key={what}
                label={wayLabel(what)}
                before={wayText(what, before)}
                after={wayText(what, after)}
                note={usual && 'The same network: services change this with each mail.'}
                exact
              />
            ))}
          </dl>
        </Part>
      )}
      {records.length > 0 && (
        <Part title="Records">
          <ul className="grid gap-3">
            {records.map((changed) => (
              <RecordsRow key={`${changed.name} ${changed.type}`} changed={changed} />
            ))}
          </ul>
        </Part>
      )}
      <Texts title="Headers" rows={fields} exact />
      <Texts title="Content" rows={content} />
    </>
  )
}

function Texts({ title, rows, exact = false }: { title: string; rows: TextRow[]; exact?: boolean }) {
  if (rows.length === 0) return null
  return (
    <Part title={title}>
      <dl className="grid gap-2">
        {rows.map(({ label, before, after }) => (
          <BeforeAfter key={label} label={<bdi>{label}</bdi>} before={before || 'none'} after={after || 'none'} exact={exact} />
        ))}
      </dl>
    </Part>
  )
}

function Same({ comparison: { same, b } }: { comparison: Comparison }) {
  const { findings, ways, records, content } = same
  const amount = findings.length + ways.length + records.length + content.length
  if (amount === 0) return null
  return (
    <Fold title={`Same in both (${amount})`}>
      <ul className="grid gap-1.5 text-sm">
        {ways.map(({ what, after }) => (
          <SameThing key={what}>
            {wayLabel(what)} <bdi className="value">{wayText(what, after)}</bdi>
          </SameThing>
        ))}
        {records.map(({ name, type }) => (
          <SameThing key={`${name} ${type}`}>
            Records <bdi className="value">{name}</bdi> {type}
          </SameThing>
        ))}
        {content.map(({ label, after }) => (
          <SameThing key={label}>
            {label}: <bdi>{after}</bdi>
          </SameThing>
        ))}
        {findings.map(({ id, verdict, explanation }) => (
          <li key={id} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2">
            <VerdictIcon verdict={verdict} className="mt-0.5 size-4" />
            <Link className="link min-w-0 text-ink" to={`${b.path}#${id}`}>
              <span className="sr-only">{verdictWord(verdict)}: </span>
              <Words say={explanation} marked={false} />
            </Link>
          </li>
        ))}
      </ul>
    </Fold>
  )
}

const SameThing = ({ children }: { children: ReactNode }) => (
  <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2">
    <span aria-hidden="true" className="text-center text-muted">
      =
    </span>
    <span className="min-w-0 wrap-anywhere">{children}</span>
  </li>
)
