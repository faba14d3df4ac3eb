/** The mail as a row of an inbox, on a phone and on a desktop: cut by the room there is, as there. */
import type { ReactNode } from 'react'
import type { MailTab } from './page.server.ts'

export function InboxRows({ inbox }: { inbox: MailTab['inbox'] }) {
  const letters = [...inbox.subject].length
  return (
    <div className="grid gap-4">
      <Mock title="On a phone">
        <PhoneRow inbox={inbox} />
      </Mock>
      <Mock title="On a desktop">
        <DesktopRow inbox={inbox} />
      </Mock>
      <p className="text-sm text-muted">
        {letters === 0 ? 'There is no subject. ' : `The subject has ${letters} characters; phones show about 40. `}
        {inbox.beginning === ''
          ? 'The mail has no text that could stand beside it.'
          : 'The grey text is how the mail begins, seen or hidden.'}
      </p>
    </div>
  )
}

function Mock({ title, children }: { title: string; children: ReactNode }) {
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1.5 text-sm text-muted">{title}</figcaption>
      {children}
    </figure>
  )
}

const Avatar = ({ name }: { name: string }) => (
  <span
    aria-hidden="true"
    className="flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent"
  >
    {[...name][0]?.toUpperCase()}
  </span>
)

const Subject = ({ text }: { text: string }) => <bdi>{text || '(no subject)'}</bdi>

function PhoneRow({ inbox: { name, subject, beginning } }: { inbox: MailTab['inbox'] }) {
  return (
    <div
      className="flex max-w-[375px] gap-3 rounded-xl border border-line px-3 py-2.5 text-[0.9rem] leading-snug"
      data-mock="phone"
    >
      <Avatar name={name} />
      <div className="min-w-0 grow">
        <p className="flex justify-between gap-3">
          <span className="truncate font-semibold">
            <bdi>{name}</bdi>
          </span>
          <span className="shrink-0 text-sm text-muted">now</span>
        </p>
        <p className="truncate font-medium">
          <Subject text={subject} />
        </p>
        <p className="line-clamp-2 text-muted">
          <bdi>{beginning}</bdi>
        </p>
      </div>
    </div>
  )
}

function DesktopRow({ inbox: { name, subject, beginning } }: { inbox: MailTab['inbox'] }) {
  return (
    <div
      className="flex items-baseline gap-5 rounded-lg border border-line px-4 py-2 text-[0.9rem] max-sm:gap-3 max-sm:px-3"
      data-mock="desktop"
    >
      <p className="w-40 shrink-0 truncate font-semibold max-sm:w-20">
        <bdi>{name}</bdi>
      </p>
      <p className="min-w-0 grow truncate">
        <span className="font-medium">
          <Subject text={subject} />
        </span>
        {beginning && (
          <span className="text-muted">
            {' – '}
            <bdi>{beginning}</bdi>
          </span>
        )}
      </p>
      <p className="shrink-0 text-sm text-muted">now</p>
    </div>
  )
}
