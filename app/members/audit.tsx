/** /team/{slug}/settings/audit. */
import { Link, NavLink } from '@remix-run/react'
import { Time } from '../ui/time.tsx'
import type { AuditPage } from './audit.server.ts'

/** Of whatever is watched. */
const watchWords = [
  ['watched', 'began to watch something'],
  ['rewatched', 'changed how something is watched'],
  ['watch-paused', 'paused a watch'],
  ['watch-resumed', 'went on with a watch'],
  ['unwatched', 'stopped watching something'],
] as const

/** What was done, in words; an action that has none yet is shown as it is. */
const words: Record<string, string> = {
  'team.made': 'made the team',
  'team.changed': 'changed the settings',
  'member.invited': 'invited',
  'member.joined': 'came in',
  'member.changed': 'changed what somebody is',
  'member.removed': 'removed',
  'member.left': 'left',
  'sandbox.password-made': 'made a password for the sandbox',
  'sandbox.password-revoked': 'took a password of the sandbox back',
  'sandbox.emptied': 'deleted all mails of the sandbox',
  'invitation.revoked': 'took an invitation back',
  'address.taken': 'took an address',
  'address.claimed': 'put an address here that had come by its link',
  'address.deleted': 'deleted an address',
  'project.made': 'made a project',
  'project.changed': 'changed a project',
  'project.alerts-tell-all': 'had alerts carry the subjects of a project’s mails',
  'project.alerts-tell-nothing': 'had alerts carry nothing more of a project’s mails',
  'project.deleted': 'deleted a project',
  'channel.made': 'made a channel',
  'channel.changed': 'changed when a channel is told',
  'channel.paused': 'paused a channel',
  'channel.resumed': 'had a channel go on',
  'channel.deleted': 'deleted a channel',
  'seed-domain.added': 'added a seed domain',
  'seed-domain.removed': 'removed a seed domain',
  'domain.added': 'added a domain',
  'domain.removed': 'removed a domain',
  ...Object.fromEntries(['domain', 'host', 'ip'].flatMap((kind) => watchWords.map(([did, word]) => [`${kind}.${did}`, word]))),
  'tests.claimed': 'brought along what was tested before signing in',
  'mail.opened': 'opened the text of a mail',
  'mails.read': 'read mails with a mail program',
}

const lists = [
  ['done', 'What was done'],
  ['read', 'Who read mails'],
] as const

const nobody = (action: string): string =>
  action === 'mails.read' ? 'Whoever has the password of the address' : 'Somebody who is gone, or Seedbed itself'

export function AuditView({ page: { team, list, entries, older } }: { page: AuditPage }) {
  return (
    <div className="grid max-w-[46rem] gap-5">
      <header>
        <p className="text-sm">
          <Link to={`/team/${team.slug}/settings`} className="link">
            {team.name}
          </Link>
        </p>
        <h1 className="mt-1 text-[1.8rem] leading-tight font-semibold tracking-[-0.02em]">Who did what</h1>
      </header>
      <nav aria-label="Lists" className="flex flex-wrap gap-1">
        {lists.map(([id, word]) => (
          <NavLink
            key={id}
            to={`?list=${id}`}
            aria-current={list === id ? 'page' : undefined}
            className={`rounded-lg px-3 py-1.5 no-underline hover:bg-sunken ${list === id ? 'bg-sunken font-medium text-ink' : 'text-muted'}`}
          >
            {word}
          </NavLink>
        ))}
      </nav>
      {list === 'read' && (
        <p className="text-muted">
          Who opened the text, the source or a part of a mail, once for each person, mail and day; who reads with a mail program,
          once a day. It is kept as long as the mails.
        </p>
      )}
      {entries.length === 0 ? (
        <p className="text-muted">Nothing so far.</p>
      ) : (
        <ol className="card divide-y divide-line">
          {entries.map(({ id, action, subject, by, mailId, at }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 py-3">
              <p className="min-w-0 [overflow-wrap:anywhere]">
                <bdi>{by ?? nobody(action)}</bdi>{' '}
                {mailId ? (
                  <Link className="link" to={`/mail/${mailId}`}>
                    {words[action] ?? action}
                  </Link>
                ) : (
                  (words[action] ?? action)
                )}
                {subject && (
                  <>
                    {' · '}
                    <bdi className="text-muted">{subject}</bdi>
                  </>
                )}
              </p>
              <p className="text-sm text-muted">
                <Time at={at} form="ago" />
              </p>
            </li>
          ))}
        </ol>
      )}
      {older && (
        <p>
          <Link to={`?list=${list}&before=${older}`} className="link">
            Older
          </Link>
        </p>
      )}
    </div>
  )
}
