/** The builders, and the question each begins with: which domain? */
import { Form, Link } from '@remix-run/react'
import { useId } from 'react'
import { Button } from '../ui/button.tsx'
import { Plain } from '../ui/frame.tsx'
import { ArrowIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import type { BuilderHead } from './page.server.ts'

export function BuilderList({ builders, domain }: { builders: BuilderHead[]; domain: string | null }) {
  const query = domain === null ? '' : `?${new URLSearchParams({ domain })}`
  return (
    <>
      <Plain title={domain === null ? 'Build a record' : `Build a record for ${domain}`}>
        <p>
          A few questions in, a record out that can be published as it stands. What is published now is kept where you do not
          change it.
        </p>
      </Plain>
      <ul className="mt-6 grid gap-3 sm:grid-cols-2">
        {builders.map(({ kind, title, does, reference }) => (
          <li key={kind} className="card relative flex flex-col p-4 hover:bg-sunken/60 sm:p-5">
            <h2 className="text-lg font-semibold tracking-tight">
              <Link
                to={`/build/${kind}${query}`}
                className="text-ink no-underline after:absolute after:inset-0 after:rounded-[14px]"
              >
                {title} <ArrowIcon className="inline size-3.5 text-accent" />
              </Link>
            </h2>
            <p className="mt-1 grow">
              <Words say={does} />
            </p>
            <p className="mt-2 text-sm text-muted">{reference}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

interface WhichDomainProps {
  builder: BuilderHead
  typed: string
  problem: { say: string; suggestion?: string } | null
}

export function WhichDomain({ builder: { kind, title, does }, typed, problem }: WhichDomainProps) {
  return (
    <Plain title={`Build a${/^[MS]/.test(title) ? 'n' : ''} ${title} record`}>
      <p>
        <Words say={does} terms />
      </p>
      <DomainBox kind={kind} typed={typed} problem={problem} />
    </Plain>
  )
}

function DomainBox({ kind, typed, problem }: { kind: string } & Omit<WhichDomainProps, 'builder'>) {
  const id = useId()
  return (
    <Form action={`/build/${kind}`}>
      <label htmlFor={id} className="font-medium">
        For which domain?
      </label>
      <span className="mt-1 flex flex-wrap gap-2 sm:flex-nowrap">
        <input
          key={typed}
          id={id}
          name="domain"
          defaultValue={typed}
          required
          placeholder="acme.com"
          autoCapitalize="none"
          autoCorrect="off"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${id}-problem` : undefined}
          className="value min-h-11 min-w-0 grow rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted"
        />
        <Button kind="main" className="max-sm:w-full">
          Begin
        </Button>
      </span>
      {problem && (
        <p id={`${id}-problem`} className="mt-2 text-base [overflow-wrap:anywhere]">
          {problem.say}
          {problem.suggestion && (
            <>
              {' '}
              Did you mean{' '}
              <Link className="link" to={`/build/${kind}?${new URLSearchParams({ domain: problem.suggestion })}`}>
                {problem.suggestion}
              </Link>
              ?
            </>
          )}
        </p>
      )}
    </Form>
  )
}
