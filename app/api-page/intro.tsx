/** What is true of every operation of the API. */
import { Link } from '@remix-run/react'

const code = (text: string) => <code className="value">{text}</code>

export function Lead({ baseUrl }: { baseUrl: string }) {
  return (
    <p>
      Everything below {code(baseUrl)}, as JSON; times are ISO 8601 in UTC. What the pages do for a team can be done here, but for
      what a token must not: make tokens and owners, and delete a team. For tools, the same as{' '}
      <a className="link" href="/api/v1/openapi.json">
        OpenAPI 3.1
      </a>
      .
    </p>
  )
}

/** `perMinute`: requests of one token, or of one network without. */
export function Rules({ perMinute }: { perMinute: number }) {
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
      <dt className="font-medium">Tokens</dt>
      <dd>
        Made in the settings of a team (
        <Link className="link" to="/settings/account">
          your teams
        </Link>
        ), shown once, sent as {code('Authorization: Bearer seedbed_…')}. Scopes: <b>read</b>, <b>write</b> and <b>manage</b>,
        each with what the one before may; never more than the role of whoever made it.
      </dd>
      <dt className="font-medium">Refusals</dt>
      <dd>
        Problem documents (RFC 9457) with a {code('code')} that is never renamed. What is unknown and what is another’s answer the
        same 404.
      </dd>
      <dt className="font-medium">How often</dt>
      <dd>
        {perMinute} requests a minute for each token, or each network without one. {code('RateLimit-Remaining')} and{' '}
        {code('RateLimit-Reset')} stand in every answer, {code('Retry-After')} where there were too many.
      </dd>
      <dt className="font-medium">Once only</dt>
      <dd>
        A POST with an {code('Idempotency-Key')} of your own is done once within a day; sent again, it is answered the same again.
      </dd>
      <dt className="font-medium">Pages of a list</dt>
      <dd>
        {code('next')} of an answer is {code('after')} of the next question; null at the end.
      </dd>
    </dl>
  )
}
