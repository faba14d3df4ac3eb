/** One channel in the list: what it is, its buttons, when it is told, and what was delivered. */
import { Form } from '@remix-run/react'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { ChannelAnswer, ChannelLine } from './channels.server.ts'
import { WhenTold } from './when-told.tsx'

/** `again`: its form, when that could not be taken. */
export function Channel({ channel, again }: { channel: ChannelLine; again: ChannelAnswer['again'] | undefined }) {
  const { id, kind, name, shown, project, quietFrom, quietUntil, pace, isPaused } = channel
  const facts = [
    kind,
    shown,
    project && `only ${project}`,
    quietFrom && `quiet ${quietFrom}–${quietUntil}`,
    pace === 'daily' && 'once a day',
    isPaused && 'paused',
  ]
  return (
    <div className="grid gap-2 border-b border-line px-4 py-3 last:border-0 sm:px-5">
      <p className="[overflow-wrap:anywhere]">
        <span className="font-medium">{name}</span> <span className="text-muted">{facts.filter(Boolean).join(' · ')}</span>
      </p>
      <Form method="post" className="flex flex-wrap gap-2">
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="name" value={name} />
        <Button kind="quiet" name="intent" value={isPaused ? 'resume' : 'pause'}>
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
        {!isPaused && (
          <Button kind="quiet" name="intent" value="test">
            Send a test
          </Button>
        )}
        <Button kind="quiet" name="intent" value="delete">
          Delete
        </Button>
      </Form>
      <Change channel={channel} again={again} />
      <Log channel={channel} />
    </div>
  )
}

function Change({ channel: { id, pace, quietFrom, quietUntil }, again }: Parameters<typeof Channel>[0]) {
  const { typed = { pace, quietFrom, quietUntil }, problems = {} } = again ?? {}
  return (
    // What was saved comes back folded, with what is so now.
    <details key={`${pace} ${quietFrom} ${quietUntil}`} open={again !== undefined}>
      <summary className="opener inline-flex min-h-8 items-center text-sm text-muted hover:text-ink">
        Change when it is told
      </summary>
      <Form method="post" preventScrollReset className="mt-2 grid max-w-[30rem] gap-4">
        <input type="hidden" name="id" value={id} />
        <WhenTold pace={typed.pace} from={typed.quietFrom} until={typed.quietUntil} problem={problems.quiet} />
        <p>
          <Button kind="quiet" name="intent" value="change">
            Save
          </Button>
        </p>
      </Form>
    </details>
  )
}

const events: Record<string, string> = { opened: 'begun', recovered: 'over', test: 'a test' }

function Log({ channel: { log, isPaused } }: { channel: ChannelLine }) {
  if (log.length === 0) return null
  return (
    <details>
      <summary className="opener inline-flex min-h-8 items-center text-sm text-muted hover:text-ink">What was delivered</summary>
      <ul className="mt-2 grid gap-1 text-sm">
        {log.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-3">
            <Time at={one.at} />
            <bdi>{one.subject}</bdi>
            <span>{events[one.event] ?? 'begun'}</span>
            <span className={one.status === 'failed' ? 'text-fail' : 'text-muted'}>
              {one.status === 'waiting' && isPaused ? 'waiting until the channel goes on' : one.status}
            </span>
            <bdi className="value break-all text-muted">{one.reply}</bdi>
            {one.nextAttemptAt && (
              <span className="text-muted">
                again <Time at={one.nextAttemptAt} />
              </span>
            )}
            {one.status !== 'waiting' && !isPaused && (
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
  )
}
