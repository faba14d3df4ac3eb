/** The seed domains of a team. */
import { Form, Link } from '@remix-run/react'
import { Done, Field } from '../account/form.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { Block, Teach, TeamPage } from '../watch/nav.tsx'
import type { SeedDomainAnswer, SeedDomainRow, SeedDomainsPage } from './page.server.ts'

const doneWords: Record<string, string> = {
  added: 'It is added. Publish both records: they are looked for every ten minutes.',
  looking: 'It is being looked at. Load this page again in some seconds.',
  removed: 'It is removed. Mail for it is refused from now on.',
}

export function SeedDomainsView({ page, answer }: { page: SeedDomainsPage; answer: SeedDomainAnswer | undefined }) {
  const { team, domains, done } = page
  return (
    <TeamPage
      team={team}
      title="Seed domains"
      lead="A domain of your own whose mail comes here, so that you choose the local parts of addresses. Take one that gets no other mail."
    >
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      {domains.length === 0 && (
        <Block title="All">
          <Teach example="newsletter@seeds.acme.com, once seeds.acme.com has its MX and TXT records">
            None yet. A name below a domain of yours will do; the two records to publish are shown when it is added.
          </Teach>
        </Block>
      )}
      {domains.map((domain) => (
        <Domain key={domain.id} domain={domain} slug={team.slug} />
      ))}
      <Block title="Add a domain">
        <Form method="post" className="grid max-w-[30rem] gap-4 p-4 sm:p-5">
          <Field
            label="Domain"
            name="domain"
            required
            maxLength={300}
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={answer?.typed}
            problem={answer?.problem}
          />
          <p>
            <Button kind="main" name="intent" value="add">
              Add
            </Button>
          </p>
        </Form>
      </Block>
    </TeamPage>
  )
}

function Domain({ domain, slug }: { domain: SeedDomainRow; slug: string }) {
  const { id, name, isLed, checkedAt, records } = domain
  return (
    <Block title={name}>
      <div className="grid gap-3 px-4 py-4 sm:px-5">
        <p className="flex items-baseline gap-x-2">
          <VerdictIcon
            verdict={isLed ? 'pass' : domain.leads === 'unknown' ? 'unknown' : 'warn'}
            className="size-4 shrink-0 translate-y-0.5"
          />
          <span>
            {found(domain)}{' '}
            {checkedAt && (
              <span className="text-sm text-muted">
                Looked at <Time at={checkedAt} form="ago" />.
              </span>
            )}
          </span>
        </p>
        <dl className="grid gap-2">
          {records.map(({ name: owner, type, value }) => (
            <div key={type}>
              <dt className="text-sm text-muted">
                <span className="value break-all">{owner}</span> {type}
              </dt>
              <dd className="flex flex-wrap items-center gap-2">
                <code className="value break-all">{value}</code> <Copy text={value} what={`the ${type} record`} />
              </dd>
            </div>
          ))}
        </dl>
        <Form method="post" className="flex flex-wrap gap-2">
          <input type="hidden" name="id" value={id} />
          <Button kind="quiet" name="intent" value="look">
            Look now
          </Button>
          <Button kind="quiet" name="intent" value="remove">
            Remove
          </Button>
          {isLed && (
            <Link className="link self-center" to={`/team/${slug}/addresses`}>
              Take an address
            </Link>
          )}
        </Form>
      </div>
    </Block>
  )
}

/** What the newest look found, in a sentence. */
function found({ leads, exchanges, isLed }: SeedDomainRow): string {
  switch (leads) {
    case 'here':
      return 'Mail for it comes here.'
    case 'unproved':
      return 'Its MX leads here. The TXT record, which shows that the domain is yours, is not there yet.'
    case 'elsewhere':
      return `Its mail is led elsewhere: ${exchanges.join(', ')}.`
    case 'nowhere':
      return 'It has no MX record yet.'
    case 'unknown':
      return `Its name servers did not answer. ${isLed ? 'Mail for it is taken as before.' : 'We ask again.'}`
    default:
      return 'It is being looked at.'
  }
}
