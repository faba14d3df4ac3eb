/** Keeping the address: in a team of whoever is signed in, or by signing in. */
import { Form, Link } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import type { Keep } from './keep.server.ts'

export function KeepAddress({ keep }: { keep: Keep | null }) {
  if (keep && !keep.by && keep.places.length === 0) return null
  return (
    <section aria-labelledby="keep">
      <h2 id="keep" className="font-semibold">
        Keep this address
      </h2>
      {keep ? <Kept keep={keep} /> : <ForVisitors />}
    </section>
  )
}

const ForVisitors = () => (
  <p className="mt-1 text-[0.95rem] text-muted">
    <Link className="link" to="/sign-in">
      Sign in
    </Link>
    : what was tested in this browser is yours then. With the link of this page it can also be put into a team.
  </p>
)

function Kept({ keep: { by, places } }: { keep: Keep }) {
  return (
    <>
      <p className="mt-1 mb-3 text-[0.95rem] text-muted">
        {by ? (
          <>
            It is among the addresses of{' '}
            <Link className="link" to={`/team/${by.slug}/addresses`}>
              <bdi>{by.name}</bdi>
            </Link>
            .
          </>
        ) : (
          'It belongs to the browser that took it.'
        )}
        {places.length > 0 && ' What came to it goes along, and is kept as long as that team keeps things.'}
      </p>
      {places.length > 0 && (
        <Form method="post" preventScrollReset className="flex flex-wrap items-center gap-2">
          <select
            name="place"
            aria-label="Where"
            className="min-h-9 max-w-full rounded-lg border border-line-strong bg-surface px-2"
          >
            {places.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <Button kind="quiet" name="intent" value="keep">
            Keep it there
          </Button>
        </Form>
      )}
    </>
  )
}
