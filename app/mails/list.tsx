/** A team's mails, with everything they can be searched by. */
import { Link } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { MailList } from '../ui/mail-list.tsx'
import { Teach, TeamPage } from '../watch/nav.tsx'
import { Choice, Days, FileLink, Found, Nothing, Onward, Projects, SearchForm, Tabs, Text } from './fields.tsx'
import type { MailsPage } from './list.server.ts'

export function MailsView({ page }: { page: MailsPage }) {
  const { team, asked, mails } = page
  const isFiltered = Object.values(asked).some((value) => value !== '')
  return (
    <TeamPage team={team} title="Mails">
      <Tabs team={team} />
      <Search page={page} />
      <section className="grid gap-3" aria-label="Mails">
        {mails.length > 0 ? (
          <MailList mails={mails} />
        ) : isFiltered || page.older ? (
          <Nothing further={page}>No mail fits</Nothing>
        ) : (
          <NoMails />
        )}
        {mails.length > 0 && <FileLink name="mails" team={team} asked={asked} />}
      </section>
      <Onward further={page} isEmpty={mails.length === 0} />
    </TeamPage>
  )
}

const NoMails = () => (
  <div className="card">
    <Teach
      action={
        <Link className={buttonLook('main')} to="/">
          Take a test address
        </Link>
      }
      example="8.9 · Spring sale · Shop <news@acme.com> · 1 warning · 5 minutes ago"
    >
      No mail has come yet. What is sent to an address of the team stands here, with its score, and is found by all that was seen
      of it.
    </Teach>
  </div>
)

const sources: [value: string, word: string][] = [
  ['', 'by mail'],
  ['sandbox', 'into the sandbox'],
]

function Search({ page: { asked, choices } }: { page: MailsPage }) {
  return (
    <SearchForm>
      {asked.at && <input type="hidden" name="at" value={asked.at} />}
      <Text label="Words" name="words" value={asked.words} hint="of subject, From or label" />
      <Text label="From domain" name="domain" value={asked.domain} list={choices.domains} />
      <Text label="Label" name="label" value={asked.label} />
      <Text label="Sending address" name="address" value={asked.address} />
      <Found asked={asked} checks={choices.checks} />
      <Projects asked={asked} projects={choices.projects} />
      <Choice label="Came" name="source" value={asked.source} options={sources} />
      <Days asked={asked} />
    </SearchForm>
  )
}
