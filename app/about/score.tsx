/** How the score works: the rules in words, then every weight in tables. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { RubricTable } from '#checks/catalogue.ts'
import { percent, share } from '../ui/count.ts'
import type { ScorePage } from './catalogue.server.ts'
import { bucketTitle, rubricWords, tenth } from './words.ts'

export function Score({ page: { rubrics, figures } }: { page: ScorePage }) {
  return (
    <div className="grid gap-10">
      <header className="max-w-[42rem]">
        <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">How the score works</h1>
        <div className="mt-4 grid gap-4 text-[1.05rem]">
          <p>
            A score begins with 100 points, shown as 10.0. What was found takes points away; what could not be looked at takes
            none and gives none.
          </p>
          <ul className="grid list-disc gap-2 ps-6 marker:text-muted">
            <li>A section never loses more than it is worth, however much is found in it.</li>
            <li>Findings with one cause count once: the largest of them.</li>
            <li>
              Some findings hold the score down by themselves, because large receivers refuse such mail. The lowest ceiling
              counts, and the report names it.
            </li>
            <li>
              What could not be checked leaves the sum. Under {percent(figures.leastCoverage)} of what counts there is no number.
            </li>
            <li>
              What forwarding broke takes {figures.forwardingDeduction} points together where DMARC fails for it, and nothing
              where it passes.
            </li>
            <li>Records that are not the sender’s to change, such as those of a mailbox provider, are shown and take nothing.</li>
          </ul>
          <p>“What to do first” is the same sum made again, with the finding passed: the gain is what really changes.</p>
          <p>
            <Link className="link" to="/about/checks">
              All checks, one by one
            </Link>
          </p>
        </div>
      </header>
      {rubrics.map((rubric) => (
        <Rubric key={rubric.id} rubric={rubric} />
      ))}
    </div>
  )
}

function Rubric({ rubric }: { rubric: RubricTable }) {
  const { title, about } = rubricWords[rubric.id]
  return (
    <section id={rubric.id} aria-labelledby={`title-${rubric.id}`} className="grid gap-5">
      <div>
        <h2 id={`title-${rubric.id}`} className="text-xl font-semibold tracking-tight">
          {title} <code className="value text-base font-normal text-muted">{rubric.id}</code>
        </h2>
        <p className="text-muted">{about}</p>
      </div>
      <Buckets rubric={rubric} />
      <Ceilings rubric={rubric} />
      <Weights rubric={rubric} />
    </section>
  )
}

function Buckets({ rubric: { id, buckets } }: { rubric: RubricTable }) {
  return (
    <Table caption="What each section is worth" heads={['Section', 'Worth', 'A problem takes', 'A warning takes']}>
      {buckets.map((bucket) => (
        <tr key={bucket.id} className="border-t border-line">
          <Name>{bucketTitle(id, bucket.id)}</Name>
          <Figure points={bucket.of} />
          <Figure points={bucket.fail} />
          <Figure points={bucket.warn} />
        </tr>
      ))}
    </Table>
  )
}

function Ceilings({ rubric: { ceilings } }: { rubric: RubricTable }) {
  return (
    <Table caption="What holds the score down, whatever else is right" heads={['When', 'At most']}>
      {ceilings.map(({ at, say, proof }) => (
        <tr key={`${at} ${say}`} className="border-t border-line">
          <Name>
            {say}
            {proof && <span className="text-sm text-muted"> Not where forwarding broke it.</span>}
          </Name>
          <td className="px-3 py-2 text-end align-top tabular-nums sm:px-5">{tenth(at)}</td>
        </tr>
      ))}
    </Table>
  )
}

/** Each section's rows; a figure that is its section's is said by the section. */
function Weights({ rubric }: { rubric: RubricTable }) {
  return (
    <Table
      caption="Every weight: points of 100 that a row takes, as far as it can say so"
      heads={['Check', 'A problem takes', 'A warning takes']}
    >
      {rubric.buckets.map((bucket) => (
        <BucketRows key={bucket.id} rubric={rubric} bucket={bucket.id} />
      ))}
    </Table>
  )
}

function BucketRows({ rubric: { id, rows }, bucket }: { rubric: RubricTable; bucket: string }) {
  const own = rows.filter((row) => row.bucket === bucket)
  if (own.length === 0) return null
  return (
    <>
      <tr className="border-t border-line bg-sunken/50">
        <th scope="rowgroup" colSpan={3} className="px-4 py-2 text-start font-semibold sm:px-5">
          {bucketTitle(id, bucket)}
        </th>
      </tr>
      {own.map((row) => (
        <tr key={row.id} className="border-t border-line">
          <Name>
            <Link className="link" to={`/about/checks/${row.id}`}>
              {row.title}
            </Link>{' '}
            <code className="value text-muted">{row.id}</code>
            {row.codes.map(({ code, takes }) => (
              <span key={code} className="block text-sm text-muted">
                <code className="value">{code}</code> takes {share(takes)}
              </span>
            ))}
            {row.pooled && <span className="block text-sm text-muted">once for all rows about unsubscribing</span>}
          </Name>
          <Figure points={row.fail} />
          <Figure points={row.warn} />
        </tr>
      ))}
    </>
  )
}

function Table({ caption, heads, children }: { caption: string; heads: string[]; children: ReactNode }) {
  return (
    <div className="card overflow-hidden">
      <table className="w-full border-collapse text-[0.95rem]">
        <caption className="border-b border-line px-4 py-3 text-start text-base font-semibold sm:px-5">{caption}</caption>
        <thead>
          <tr className="text-sm text-muted">
            {heads.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`px-3 py-2 align-bottom font-medium first:ps-4 sm:px-5 ${index === 0 ? 'text-start' : 'w-[22%] text-end'}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

const Name = ({ children }: { children: ReactNode }) => (
  <th scope="row" className="py-2 ps-4 pe-2 text-start align-top font-normal [overflow-wrap:anywhere] sm:px-5">
    {children}
  </th>
)

const Figure = ({ points }: { points: number }) => (
  <td className="px-3 py-2 text-end align-top tabular-nums sm:px-5">{share(points)}</td>
)
