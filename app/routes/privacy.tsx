/** /privacy: what is kept, who can read it, who outside learns what; written from the settings. */
import { json, type MetaFunction } from '@remix-run/node'
import { Link, useLoaderData } from '@remix-run/react'
import { inShort } from '../privacy/kept.ts'
import type { PrivacySection, Statement } from '../privacy/settings.ts'
import { privacySettings } from '../privacy/settings.server.ts'
import { privacySections } from '../privacy/statements.ts'
import { Plain } from '../ui/frame.tsx'

export const meta: MetaFunction = () => [{ title: 'What is kept – Seedbed' }]

interface Data {
  short: string
  sections: PrivacySection[]
}

export function loader() {
  const settings = privacySettings()
  return json<Data>({ short: inShort(settings), sections: privacySections(settings) })
}

export default function Privacy() {
  const { short, sections } = useLoaderData() as Data
  return (
    <Plain title="What is kept, and how to delete it">
      <p>{short}</p>
      <nav aria-label="On this page">
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-base">
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a className="link" href={`#${id}`}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {sections.map(({ id, title, statements }) => (
        <section key={id} id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6">
          <h2 id={`${id}-title`} className="mt-4 text-xl font-semibold tracking-tight">
            {title}
          </h2>
          <dl className="mt-2">
            {statements.map((statement) => (
              <Said key={statement.title} statement={statement} />
            ))}
          </dl>
        </section>
      ))}
    </Plain>
  )
}

const Said = ({ statement: { title, say, names, more } }: { statement: Statement }) => (
  <div className="border-t border-line py-3 first:border-t-0">
    <dt className="font-medium">{title}</dt>
    <dd className="wrap-anywhere text-base">
      {say}
      {more && (
        <>
          {' '}
          <Link className="link" to={more}>
            How
          </Link>
        </>
      )}
      {names && (
        <details className="mt-1">
          <summary className="flex items-center gap-2 text-muted">
            <span className="opener" aria-hidden="true" />
            Which
          </summary>
          <p className="mt-1 text-muted">{names.join(', ')}</p>
        </details>
      )}
    </dd>
  </div>
)
