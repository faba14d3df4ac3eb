/** A team's mails, with everything they can be searched by. */
import type { FirstStep } from '../address.server.ts'
import { useProjectName } from '../nav/only.tsx'
import { SendTo } from '../ui/first-step.tsx'
import { MailList } from '../ui/mail-list.tsx'
import { Teach, TeamPage } from '../watch/nav.tsx'
import { Choice, Days, FileLink, Found, Nothing, Onward, Projects, SearchForm, Tabs, Text, usedOf } from './fields.tsx'
import type { MailsPage } from './list.server.ts'

export function MailsView({ page }: { page: MailsPage }) {
  const { team, asked, mails } = page
  const isFiltered = usedOf({ ...asked, project: '' }) > 0
  return (
    <TeamPage team={team} title="Mails">
      <Tabs team={team} />
      <Search page={page} />
      <section className="grid gap-3" aria-label="Mails">
        {mails.length > 0 ? (
          <MailList mails={mails} />
        ) : isFiltered || page.older || !page.step ? (
          <Nothing further={page}>No mail fits</Nothing>
        ) : (
          <NoMails step={page.step} />
        )}
        {mails.length > 0 && <FileLink name="mails" team={team} asked={asked} />}
      </section>
      <Onward further={page} isEmpty={mails.length === 0} />
    </TeamPage>
  )
}

function NoMails({ step }: { step: FirstStep }) {
  const project = useProjectName()
  return (
    <div className="card">
      <Teach action={<SendTo step={step} />} example="8.9 · Spring sale · Shop <news@acme.com> · 1 warning · 5 minutes ago">
        No mail has come yet
        {project && (
          <>
            {' '}
            for <bdi>{project}</bdi>
          </>
        )}
        . What is sent to {step.email ? 'this address' : 'an address of the team'} stands here, with its score, and is found by
        all that was seen of it.
      </Teach>
    </div>
  )
}

const sources: [value: string, word: string][] = [
  ['', 'by mail'],
  ['sandbox', 'into the sandbox'],
]

function Search({ page: { asked, choices } }: { page: MailsPage }) {
  const { label, address, check, code, verdict, source, from, to } = asked
  return (
    <SearchForm
      used={usedOf({ label, address, check, code, verdict, source, from, to })}
      more={
        <>
          <Text label="Label" name="label" value={asked.label} />
          <Text label="Sending address" name="address" value={asked.address} />
          <Found asked={asked} checks={choices.checks} />
          <Projects asked={asked} projects={choices.projects} />
          <Choice label="Came" name="source" value={asked.source} options={sources} />
          <Days asked={asked} />
        </>
      }
    >
      {asked.at && <input type="hidden" name="at" value={asked.at} />}
      <Text label="Words" name="words" value={asked.words} hint="subject, From, label" />
      <Text label="From domain" name="domain" value={asked.domain} list={choices.domains} />
    </SearchForm>
  )
}
