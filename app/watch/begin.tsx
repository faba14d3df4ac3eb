/** A team that has nothing yet: three things to begin with, the first one right here. */
import { Form, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { Button, buttonLook } from '../ui/button.tsx'

export function Begin({ slug, may }: { slug: string; may: { domains: boolean; members: boolean } }) {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-3">
      <Card title="Add your domains">
        {may.domains ? (
          <Form method="post" action={`/team/${slug}/domains`} className="grid gap-3">
            <label htmlFor="domains" className="text-muted">
              Domains, one per line
            </label>
            <textarea
              id="domains"
              name="domains"
              rows={3}
              required
              placeholder={'acme.com\nnews.acme.com'}
              autoCapitalize="none"
              spellCheck={false}
              className="value w-full rounded-lg border border-line-strong bg-surface px-3 py-2 text-ink placeholder:text-muted"
            />
            <input type="hidden" name="preset" value="usual" />
            <Button kind="main" name="intent" value="add">
              Add domains
            </Button>
            <p className="text-sm text-muted">
              They are looked at now and every hour. What breaks stands here, with its first fix.
            </p>
          </Form>
        ) : (
          <p className="text-muted">Members add them. What breaks then stands here, with its first fix.</p>
        )}
      </Card>
      <Card title="Send a test mail">
        <p className="text-muted">
          Take an address, send to it from the service you use, and read what a receiving server would make of the mail.
        </p>
        <p>
          <Link to="/" className={`${buttonLook('plain')} w-full`}>
            Take a test address
          </Link>
        </p>
      </Card>
      {may.members && (
        <Card title="Invite someone">
          <p className="text-muted">
            Whoever keeps your DNS sees what to publish. A client sees his own project and nothing else.
          </p>
          <p>
            <Link to={`/team/${slug}/settings#invite`} className={`${buttonLook('plain')} w-full`}>
              Invite
            </Link>
          </p>
        </Card>
      )}
    </div>
  )
}

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card grid gap-3 p-4 sm:p-5">
    <h2 className="text-lg font-semibold tracking-tight">{title}</h2>
    {children}
  </section>
)
