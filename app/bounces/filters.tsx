/** What narrows the bounces that are shown: a plain form, and a link that takes each part away again. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { className } from '../bounce/words.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { CloseIcon } from '../ui/icons.tsx'
import { type Asked, bounceClasses, bouncesPath, type Narrower, narrowerNames } from './asked.ts'
import type { BouncesPage } from './page.server.ts'

export function Filters({ page }: { page: BouncesPage }) {
  const { asked, figures, labels, projects, domains } = page
  const active = narrowerNames.filter((name) => asked[name] !== undefined)
  return (
    <section aria-label="Filters" className="mt-5 grid gap-3">
      <details className="text-sm">
        <summary className="opener inline-flex min-h-8 items-center font-medium">Filter</summary>
        <Form method="get" action="/bounces" className="card mt-2 grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-3">
          <input type="hidden" name="days" value={asked.days} />
          {asked.by === 'label' && <input type="hidden" name="by" value="label" />}
          <Choose name="label" title="What it means" value={asked.label}>
            {labels.map(({ label, reason }) => (
              <option key={label} value={label}>
                {reason}
              </option>
            ))}
          </Choose>
          <Choose name="class" title="Class" value={asked.class}>
            {bounceClasses.map((name) => (
              <option key={name} value={name}>
                {className(name)}
              </option>
            ))}
          </Choose>
          <Choose name="provider" title="Receiver" value={asked.provider}>
            {figures.providers.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </Choose>
          {projects.length > 0 && (
            <Choose name="project" title="Project" value={asked.project}>
              <ProjectOptions projects={projects} />
            </Choose>
          )}
          <Domain value={asked.domain} domains={domains} />
          {asked.code && <input type="hidden" name="code" value={asked.code} />}
          <p className="flex items-end">
            <Button>Show</Button>
          </p>
        </Form>
      </details>
      {active.length > 0 && (
        <ul className="flex flex-wrap gap-2 text-sm">
          {active.map((name) => (
            <li key={name}>
              <Link
                to={bouncesPath(asked, { [name]: undefined })}
                preventScrollReset
                className="inline-flex min-h-8 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-accent no-underline"
              >
                <bdi>{wordsOf(name, asked, page)}</bdi>
                <span className="sr-only">(take away)</span>
                <CloseIcon className="size-3.5" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const field = 'mt-1 block min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base'

function Choose({ name, title, value, children }: { name: Narrower; title: string; value?: string; children: ReactNode }) {
  return (
    <label className="block min-w-0">
      <span className="text-muted">{title}</span>
      <select key={value} name={name} defaultValue={value ?? ''} className={field}>
        <option value="">Any</option>
        {children}
      </select>
    </label>
  )
}

function Domain({ value, domains }: { value?: string; domains: BouncesPage['domains'] }) {
  return (
    <label className="block min-w-0">
      <span className="text-muted">Domain of the recipient</span>
      <input
        key={value}
        name="domain"
        defaultValue={value}
        list="bounce-domains"
        maxLength={255}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        className={field}
      />
      <datalist id="bounce-domains">
        {domains.map(({ domain }) => (
          <option key={domain} value={domain} />
        ))}
      </datalist>
    </label>
  )
}

/** A part of the filter, as people read it. */
function wordsOf(name: Narrower, asked: Asked, { figures, labels, projects }: BouncesPage): string {
  const value = asked[name] ?? ''
  const words: Record<Narrower, () => string | undefined> = {
    code: () => (value === 'none' ? 'Without a code' : `Code ${value}`),
    label: () => labels.find(({ label }) => label === value)?.reason,
    class: () => className(bounceClasses.find((one) => one === value) ?? 'unknown'),
    provider: () => figures.providers.find(({ key }) => key === value)?.name,
    domain: () => `@${value}`,
    project: () => projects.find(({ id }) => id === value)?.name,
  }
  return words[name]() ?? value
}
