/** Where alerts go: by mail, to a webhook, or to a chat; and what was delivered. */
import { Form, Link } from '@remix-run/react'
import { Choice, Done, Field } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Channel } from './channel.tsx'
import type { ChannelAnswer, ChannelsPage } from './channels.server.ts'
import { Block, Teach, TeamPage } from './nav.tsx'
import { WhenTold } from './when-told.tsx'

const doneWords: Record<string, string> = {
  change: 'It is changed. What waits is told by the new hours.',
  pause: 'It sends nothing until it goes on. What comes up meanwhile waits, and stands in the list of alerts.',
  resume: 'It goes on. What waited and is not over is told together.',
  test: 'A test is on its way. What became of it stands under What was delivered.',
}

export function ChannelsView({ page, answer }: { page: ChannelsPage; answer: ChannelAnswer | undefined }) {
  const { team, channels, weMail, done } = page
  const again = answer?.again
  return (
    <TeamPage
      team={team}
      title="Channels"
      lead={
        <>
          Where alerts go. They carry what is known of a domain, and no subject or recipient of a mail, unless{' '}
          <Link className="link" to={`/team/${team.slug}/settings/projects`}>
            its project
          </Link>{' '}
          says so; never its text.
        </>
      }
    >
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      {answer?.key && (
        <Done>
          The key of the webhook, shown this once: <code className="value break-all">{answer.key}</code>{' '}
          <Copy text={answer.key} what="the key" /> Each request is signed with it, as Standard Webhooks has it.
        </Done>
      )}
      {!weMail && (
        <p className="rounded-lg bg-info-soft px-4 py-3">
          This Seedbed sends no mail (setting OUTBOUND_SMTP_URL): what would be mailed is read under Outbox.
        </p>
      )}
      <Block title="Channels">
        {channels.length === 0 ? (
          <Teach example="Those on duty · webhook to hooks.acme.com · only Borealis · quiet 22:00–07:00">
            None yet: alerts are in the list only. Add one below, and they come by mail, to a webhook or to a chat.
          </Teach>
        ) : (
          channels.map((one) => <Channel key={one.id} channel={one} again={again?.id === one.id ? again : undefined} />)
        )}
      </Block>
      <Make page={page} again={again?.id === '' ? again : undefined} />
    </TeamPage>
  )
}

function Make({ page: { projects }, again }: { page: ChannelsPage; again: ChannelAnswer['again'] | undefined }) {
  const { typed = {}, problems = {} } = again ?? {}
  return (
    <Block title="Add a channel">
      <Form method="post" className="grid max-w-[34rem] gap-4 p-4 sm:p-5">
        <Choice label="Kind" name="kind" defaultValue={typed.kind ?? 'email'}>
          <option value="email">E-mail</option>
          <option value="webhook">Webhook, signed</option>
          <option value="slack">Slack, Mattermost or another chat with such a webhook</option>
        </Choice>
        <Field
          label="Where to"
          note="An e-mail address, or the URL of the webhook."
          name="target"
          required
          maxLength={500}
          defaultValue={typed.target}
          problem={problems.target}
        />
        <Field label="Name" note="So that you know it again." name="name" maxLength={80} defaultValue={typed.name} />
        {projects.length > 0 && (
          <Choice label="Of which project" name="project" defaultValue={typed.project ?? ''}>
            <ProjectOptions projects={projects} none="All" />
          </Choice>
        )}
        <WhenTold pace={typed.pace} from={typed.quietFrom} until={typed.quietUntil} problem={problems.quiet} />
        <p>
          <Button kind="main" name="intent" value="make">
            Add
          </Button>
        </p>
      </Form>
    </Block>
  )
}
