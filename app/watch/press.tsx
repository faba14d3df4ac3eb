/** On the page of a domain, a host or an address: watch it, see that it is watched, and stop; for who belongs to a team. */
import { Form, Link } from '@remix-run/react'
import { buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { WatchAbout } from './press.server.ts'
import { NextLook, Presets, ProjectChoice, RestOrEnd } from './rhythm.tsx'
import { everyWords } from './words.ts'

interface Asked {
  about: WatchAbout | null
}

/** That it is watched, since when, and when it is looked at next; nothing when it is not. */
export function WatchedLine({ about }: Asked) {
  if (!about?.watched) return null
  const { since, everyMinutes, nextDueAt, pausedAt } = about.watched
  return (
    <p className="mt-1 text-sm">
      Watched since <Time at={since} />,{' '}
      {pausedAt ? (
        <>
          paused <Time at={pausedAt} form="ago" />
        </>
      ) : (
        <>
          {everyWords(everyMinutes)}; <NextLook at={nextDueAt} />
        </>
      )}
      .{' '}
      <Link className="link" to={about.at}>
        All that is watched
      </Link>
    </p>
  )
}

const what = {
  domain: 'What changes in it',
  host: 'A port that is down twice in a row, and what else changes here,',
  address: 'A list that it is put on, and what else changes here,',
}

export function WatchPress({ about }: Asked) {
  if (!about?.mayWatch) return null
  const { at, team, kind, watched } = about
  return (
    <details>
      <summary className={`${buttonLook('quiet')} cursor-pointer list-none`}>{watched ? 'Watched' : 'Watch'}</summary>
      <div className="card mt-2 grid max-w-md gap-3 p-4">
        <p>
          {what[kind]} is told under Alerts of <bdi>{team}</bdi>, and to its channels.
        </p>
        <How about={about} />
        {watched && (
          <div className="border-t border-line pt-3">
            <RestOrEnd row={watched} at={at} back={about.back} />
          </div>
        )}
      </div>
    </details>
  )
}

/** One press of a preset begins, or changes how it is watched. */
function How({ about: { at, back, kind, subject, watched, projects, isLimited } }: { about: WatchAbout }) {
  return (
    <Form method="post" action={at} className="grid gap-2">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="subject" value={subject} />
      <input type="hidden" name="back" value={back} />
      {projects.length > 0 && <ProjectChoice projects={projects} isLimited={isLimited} chosen={watched?.projectId ?? ''} />}
      <Presets now={watched?.preset} />
      <input type="hidden" name="intent" value="watch" />
    </Form>
  )
}
