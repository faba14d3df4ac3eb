/** API tokens: made, shown once, taken back. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done, Field } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import { Block, Teach, TeamPage } from './nav.tsx'
import type { TokenAnswer, TokensPage } from './tokens.server.ts'

const scopeWords = { read: 'Reads', write: 'Does what members do', manage: 'Does what admins do' } as const

export function TokensView({ page, answer }: { page: TokensPage; answer: TokenAnswer | undefined }) {
  const { team, tokens, projects } = page
  return (
    <TeamPage
      team={team}
      title="API tokens"
      lead={
        <>
          Open the{' '}
          <Link className="link" to="/api">
            API
          </Link>{' '}
          for this team, as what you are in it at most, and as long as you are.
        </>
      }
    >
      {answer?.token && (
        <Done>
          Your new token, shown this once: <code className="value break-all">{answer.token}</code>{' '}
          <Copy text={answer.token} what="the token" />
        </Done>
      )}
      <Block title="Tokens">
        {tokens.length === 0 && (
          <Teach example={<code className="value">curl -H &quot;Authorization: Bearer …&quot; …/api/v1/domains</code>}>
            None yet. With a token a program does what you do here: a build waits for its mail, a script adds domains.
          </Teach>
        )}
        <ul className="divide-y divide-line">
          {tokens.map(({ id, name, scope, project, by, createdAt, expiresAt, lastUsedAt }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 sm:px-5">
              <span className="font-medium">{name}</span>
              <span className="text-muted">
                {[scopeWords[scope], project && `only ${project}`, by && `of ${by}`].filter(Boolean).join(' · ')}
              </span>
              <span className="text-sm text-muted">
                made <Time at={createdAt} form="day" />
                {expiresAt && (
                  <>
                    , ends <Time at={expiresAt} form="day" />
                  </>
                )}
                , {lastUsedAt ? <Time at={lastUsedAt} form="ago" /> : 'never'} used
              </span>
              <Form method="post" className="ms-auto">
                <input type="hidden" name="id" value={id} />
                <input type="hidden" name="name" value={name} />
                <Button kind="quiet" name="intent" value="revoke">
                  Take back
                </Button>
              </Form>
            </li>
          ))}
        </ul>
      </Block>
      <Block title="Make a token">
        <Form method="post" className="grid max-w-[30rem] gap-4 p-4 sm:p-5">
          <Field
            label="Name"
            note="Where it is used: CI, a script."
            name="name"
            required
            maxLength={80}
            problem={answer?.problem}
          />
          <Choice label="What it may" name="scope" defaultValue="write">
            {Object.entries(scopeWords).map(([id, word]) => (
              <option key={id} value={id}>
                {word}
              </option>
            ))}
          </Choice>
          {projects.length > 0 && (
            <Choice label="Of which project" name="project" defaultValue="">
              <ProjectOptions projects={projects} none="All I see" />
            </Choice>
          )}
          <Choice label="For how long" name="days" defaultValue="90">
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">A year</option>
            <option value="0">Until it is taken back</option>
          </Choice>
          <p>
            <Button kind="main" name="intent" value="make">
              Make
            </Button>
          </p>
        </Form>
      </Block>
    </TeamPage>
  )
}
