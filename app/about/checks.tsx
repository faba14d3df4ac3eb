/** The catalogue: every check there is, where it is asked, and what it costs. */
import { Link } from '@remix-run/react'
import type { KnownCheck } from '#checks/catalogue.ts'
import { Plain } from '../ui/frame.tsx'
import { count, share } from '../ui/count.ts'
import type { CheckPage } from './catalogue.server.ts'
import { bucketTitle, rubricWords } from './words.ts'

const subjects: Record<KnownCheck['asked'][number]['subject'], string> = {
  mail: 'a mail',
  domain: 'a domain',
  address: 'an IP address',
  bounce: 'a bounce',
}

export function Checks({ checks }: { checks: KnownCheck[] }) {
  const groups = Map.groupBy(checks, ({ asked: [first] }) => `${first?.subject} ${first?.section}`)
  return (
    <div className="grid gap-6">
      <Plain title="All checks">
        <p>
          {count(checks.length, 'check')}, each one question. What each of them takes from a score stands in{' '}
          <Link className="link" to="/about/score">
            How the score works
          </Link>
          .
        </p>
      </Plain>
      {[...groups].map(([key, group]) => (
        <Group key={key} group={group} />
      ))}
    </div>
  )
}

function Group({ group }: { group: KnownCheck[] }) {
  const [first] = group
  const [asked] = first?.asked ?? []
  if (!asked) return null
  return (
    <section className="card overflow-hidden">
      <h2 className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">
        {asked.section} <span className="text-base font-normal text-muted">· of {subjects[asked.subject]}</span>
      </h2>
      <ul className="divide-y divide-line">
        {group.map(({ id, title, reference }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2 sm:px-5">
            <Link className="link" to={`/about/checks/${id}`}>
              {title}
            </Link>
            <code className="value text-muted">{id}</code>
            <span className="text-sm text-muted sm:ms-auto">{reference}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function CheckView({ page: { check, weights, mendedBy } }: { page: CheckPage }) {
  const { id, title, reference, asked } = check
  return (
    <Plain title={title}>
      <p className="-mt-2">
        <code className="value text-muted">{id}</code>
      </p>
      <p>Where it is written down: {reference}.</p>
      <div>
        <p>It is asked of</p>
        <ul className="list-disc ps-6">
          {asked.map(({ subject, section }) => (
            <li key={`${subject} ${section}`}>
              {subjects[subject]}, in “{section}”
            </li>
          ))}
        </ul>
      </div>
      {weights.length === 0 && <p>It is shown, and takes nothing from a score.</p>}
      {weights.map(({ rubric, row, of }) => (
        <div key={rubric}>
          <h2 className="text-xl font-semibold tracking-tight">
            <Link className="link" to={`/about/score#${rubric}`}>
              {rubricWords[rubric].title}
            </Link>
          </h2>
          <p className="mt-1">
            Of the {share(of)} points of “{bucketTitle(rubric, row.bucket)}”, a problem takes {share(row.fail)} and a warning{' '}
            {share(row.warn)}, as far as it can say so.
          </p>
          {row.codes.map(({ code, takes }) => (
            <p key={code}>
              <code className="value">{code}</code> takes {share(takes)}.
            </p>
          ))}
          {row.ownRecordOnly && <p>A record that is not the sender’s to change takes nothing.</p>}
        </div>
      ))}
      {mendedBy.length > 0 && (
        <p>
          It goes when one of these is put right:{' '}
          {mendedBy.map((one, index) => (
            <span key={one.id}>
              {index > 0 && ', '}
              <Link className="link" to={`/about/checks/${one.id}`}>
                {one.title}
              </Link>
            </span>
          ))}
          .
        </p>
      )}
      <p>
        <Link className="link" to="/about/checks">
          All checks
        </Link>
      </p>
    </Plain>
  )
}
