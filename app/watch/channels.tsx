/** Where alerts go: by mail, to a webhook, or to a chat; and what was delivered. */
import { Form } from '@remix-run/react'
import { Choice, Done, Field } from '../account/form.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { Time } from '../ui/time.tsx'
import type { ChannelAnswer, ChannelLine, ChannelsPage } from './channels.server.ts'
import { Block, Teach, TeamPage } from './nav.tsx'

export function ChannelsView({ page, answer }: { page: ChannelsPage; answer: ChannelAnswer | undefined }) {
  const { team, channels, weMail } = page
  return (
    <TeamPage
      team={team}
      title="Channels"
      lead="Where alerts go. They carry what is known of a domain, and no subject, recipient or text of a mail."
    >
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
          channels.map((one) => <Channel key={one.id} channel={one} />)
        )}
      </Block>
      <Make page={page} problem={answer?.problem} />
    </TeamPage>
  )
}

const events: Record<string, string> = { opened: 'begun', recovered: 'over', test: 'a test' }

function Channel({ channel }: { channel: ChannelLine }) {
  const { id, kind, name, shown, project, quiet, pace, isPaused, log } = channel
  const facts = [
    kind,
    shown,
    project && `only ${project}`,
    quiet && `quiet ${quiet}`,
    pace === 'daily' && 'once a day',
    isPaused && 'paused',
  ]
  return (
    <div className="grid gap-2 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <p>
        <span className="font-medium">{name}</span> <span className="text-muted">{facts.filter(Boolean).join(' · ')}</span>
      </p>
      <Form method="post" className="flex flex-wrap gap-2">
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="name" value={name} />
        <Button kind="quiet" name="intent" value={isPaused ? 'resume' : 'pause'}>
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
        <Button kind="quiet" name="intent" value="test">
          Send a test
        </Button>
        <Button kind="quiet" name="intent" value="delete">
          Delete
        </Button>
      </Form>
      {log.length > 0 && (
        <details>
          <summary className="cursor-pointer text-sm text-muted">What was delivered</summary>
          <ul className="mt-2 grid gap-1 text-sm">
            {log.map((one) => (
              <li key={one.id} className="flex flex-wrap items-center gap-x-3">
                <Time at={one.at} />
                <bdi>{one.subject}</bdi>
                <span>{events[one.event] ?? 'begun'}</span>
                <span className={one.status === 'failed' ? 'text-fail' : 'text-muted'}>{one.status}</span>
                <bdi className="value break-all text-muted">{one.reply}</bdi>
                {one.nextAttemptAt && (
                  <span className="text-muted">
                    again <Time at={one.nextAttemptAt} />
                  </span>
                )}
                {one.status !== 'waiting' && (
                  <Form method="post">
                    <input type="hidden" name="id" value={one.id} />
                    <Button kind="quiet" name="intent" value="redeliver">
                      Deliver again
                    </Button>
                  </Form>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

function Make({ page: { projects }, problem }: { page: ChannelsPage; problem: string | undefined }) {
  return (
    <Block title="Add a channel">
      <Form method="post" className="grid max-w-[34rem] gap-4 p-4 sm:p-5">
        <Choice label="Kind" name="kind" defaultValue="email">
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
          problem={problem}
        />
        <Field label="Name" note="So that you know it again." name="name" maxLength={80} />
        {projects.length > 0 && (
          <Choice label="Of which project" name="project" defaultValue="">
            <option value="">All</option>
            {projects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        )}
        <Choice label="How often" name="pace" defaultValue="at-once">
          <option value="at-once">At once</option>
          <option value="daily">Once a day, all together</option>
        </Choice>
        <div className="grid grid-cols-2 gap-4">
          <Field label="Quiet from" type="time" name="quietFrom" />
          <Field label="until" type="time" name="quietUntil" />
        </div>
        <p>
          <Button kind="main" name="intent" value="make">
            Add
          </Button>
        </p>
      </Form>
    </Block>
  )
}
