/** Of one domain that a team keeps: who was seen sending for it, what is accepted, what everybody is shown, and notes. */
import { Form, Link } from '@remix-run/react'
import { Done, Field } from '../account/form.tsx'
import { StackedTable } from '../scan/view.tsx'
import { Button } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon } from '../ui/verdict.tsx'
import { AcceptedWords, TakeBack } from './accept.tsx'
import type { DetailsAnswer, DetailsPage, SenderLine, ShownToAll } from './details.server.ts'
import { Block, Empty, TeamPage } from './nav.tsx'

const doneWords: Record<string, string> = {
  notes: 'The notes are kept.',
  shown: 'Everybody with the link can see it from now on. What was kept elsewhere may be five minutes old.',
  hidden: 'Nobody sees it any more. What was kept elsewhere goes within five minutes.',
}

export function DetailsView({ page, answer }: { page: DetailsPage; answer: DetailsAnswer | undefined }) {
  const { team, domain, senders, accepted, shown, notes, mayChange, mayShow, done } = page
  return (
    <TeamPage
      team={team}
      title={domain}
      lead={
        <span className="flex flex-wrap gap-x-4">
          <Link className="link" to={`/team/${team.slug}/domains/${domain}`}>
            Its time line
          </Link>
          <Link className="link" to={`/domain/${domain}`}>
            Its report
          </Link>
        </span>
      }
    >
      {!answer && doneWords[done] && <Done>{doneWords[done]}</Done>}
      <Senders senders={senders} />
      <AcceptedList page={page} accepted={accepted} />
      <ShownToEverybody shown={shown} mayShow={mayShow} answer={answer} />
      <Notes notes={notes} mayChange={mayChange} />
    </TeamPage>
  )
}

function Senders({ senders }: { senders: SenderLine[] | null }) {
  if (senders === null) {
    return (
      <Block title="Seen sending">
        <Empty>Learned from all mail of the team: it is not shown to who is limited to projects.</Empty>
      </Block>
    )
  }
  return (
    <Block title="Seen sending" note={senders.length > 0 ? count(senders.length, 'way', 'ways') : undefined}>
      {senders.length === 0 ? (
        <Empty>Nobody yet. Send a mail from this domain to an address of your team, and how it came is remembered here.</Empty>
      ) : (
        <div className="px-4 py-2 sm:px-5">
          <StackedTable
            caption="Who was seen sending with the name of the domain"
            heads={['From', 'Says it is', 'Bounces go to', 'Signed with', 'Seen']}
            widths={['w-[26%]', 'w-[22%]', 'w-[18%]', 'w-[12%]', '']}
            rows={senders.map((one) => ({
              key: [one.address, one.mailFromDomain, one.selector].join(' '),
              cells: cellsOf(one),
            }))}
          />
          <p className="py-2 text-sm text-muted">
            While the domain is watched, the addresses that passed in the last 60 days are looked up in blocklists, the 20 seen
            last of them, as often as the watch says and every two hours at most.
          </p>
        </div>
      )}
    </Block>
  )
}

const cellsOf = ({ service, address, helo, mailFromDomain, selector, ...seen }: SenderLine) => [
  <span key="from" className="grid gap-0.5">
    {service && <span className="font-medium">{service}</span>}
    <Link className="link value break-all" to={`/ip/${address}`}>
      <bdi>{address}</bdi>
    </Link>
    <span className="inline-flex items-center gap-1.5 text-sm">
      <VerdictIcon verdict={seen.passes ? 'pass' : 'fail'} className="size-4" />
      {seen.passes ? 'passes DMARC' : 'does not pass DMARC'}
    </span>
  </span>,
  <bdi key="helo" className="value break-all">
    {helo}
  </bdi>,
  <bdi key="bounces" className="value break-all">
    {mailFromDomain}
  </bdi>,
  <bdi key="selector" className="value break-all">
    {selector}
  </bdi>,
  <span key="seen" className="text-sm">
    {count(seen.mails, 'mail')}, first <Time at={seen.firstSeenAt} form="date" />, last <Time at={seen.lastSeenAt} form="ago" />
  </span>,
]

function AcceptedList({ page: { team, domain, mayChange }, accepted }: { page: DetailsPage } & Pick<DetailsPage, 'accepted'>) {
  return (
    <Block title="Accepted" note={accepted.length > 0 ? count(accepted.length, 'finding') : undefined}>
      {accepted.length === 0 ? (
        <Empty>Nothing. What a report finds can be accepted there, in the opened finding, with a reason and until when.</Empty>
      ) : (
        <ul className="divide-y divide-line">
          {accepted.map((one) => (
            <li key={one.id} className="grid gap-2 px-4 py-3 sm:px-5">
              <p>
                <Link className="link" to={`/domain/${domain}#${one.check}`}>
                  <code className="value">{one.check}</code>
                </Link>{' '}
                <code className="value text-muted">{one.code}</code>
              </p>
              <AcceptedWords accepted={one} />
              {mayChange && (
                <TakeBack
                  at={`/team/${team.slug}/domains`}
                  domain={domain}
                  back={`/team/${team.slug}/domains/${domain}/details`}
                  accepted={one}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Block>
  )
}

function ShownToEverybody({
  shown,
  mayShow,
  answer,
}: {
  shown: ShownToAll
  mayShow: boolean
  answer: DetailsAnswer | undefined
}) {
  const { isOn, name, page, badge, parts } = shown
  return (
    <Block title="Status page and badge" note={isOn ? 'everybody with the link' : 'off'}>
      <div id="public" className="grid gap-4 p-4 sm:p-5">
        <p className="max-w-[40rem]">
          A page and a small picture for your own site, for whoever has the link. They say how the domain is in the parts you
          tick, and nothing else: no finding, no record, no sender.
        </p>
        {isOn && <Links page={page} badge={badge} />}
        {mayShow && (
          <Form method="post" className="grid max-w-[34rem] gap-4">
            <fieldset className="grid gap-1">
              <legend className="font-medium">What they say</legend>
              {parts.map(({ id, word, isShown }) => (
                <label key={id} className="flex min-h-8 items-center gap-2">
                  <input type="checkbox" name="part" value={id} defaultChecked={isShown} className="size-5" />
                  {word}
                </label>
              ))}
            </fieldset>
            <Field
              label="Name in the link"
              note="Empty for one that nobody guesses. A name of your choice can be guessed."
              name="name"
              defaultValue={answer?.name ?? name}
              maxLength={40}
              spellCheck={false}
              autoCapitalize="none"
              problem={answer?.problem}
            />
            <p className="flex flex-wrap gap-2">
              <Button kind="main" name="intent" value="show">
                {isOn ? 'Keep this' : 'Show it to everybody'}
              </Button>
              {isOn && (
                <>
                  <Button name="intent" value="hide">
                    Switch off
                  </Button>
                  <Button name="intent" value="renew">
                    Another link
                  </Button>
                </>
              )}
            </p>
          </Form>
        )}
      </div>
    </Block>
  )
}

function Links({ page, badge }: { page: string; badge: string }) {
  const html = `<a href="${page}"><img src="${badge}" alt="Mail status"></a>`
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap items-center gap-2">
        <a className="link value break-all" href={page}>
          {page}
        </a>
        <Copy text={page} what="the link" />
      </p>
      <p>
        <img src={new URL(badge).pathname} alt="The badge as it looks now" height={20} />
      </p>
      <p className="flex flex-wrap items-center gap-2">
        <code className="value break-all">{html}</code>
        <Copy text={html} what="the line of HTML" />
      </p>
    </div>
  )
}

function Notes({ notes, mayChange }: { notes: string; mayChange: boolean }) {
  if (!mayChange) {
    return <Block title="Notes">{notes ? <p className="p-4 whitespace-pre-wrap sm:p-5">{notes}</p> : <Empty>None.</Empty>}</Block>
  }
  return (
    <Block title="Notes">
      <Form method="post" className="grid gap-3 p-4 sm:p-5">
        <textarea
          name="notes"
          aria-label="Notes"
          rows={4}
          maxLength={10_000}
          defaultValue={notes}
          className="block w-full rounded-lg border border-line-strong bg-surface px-3 py-2"
        />
        <p>
          <Button name="intent" value="notes">
            Keep
          </Button>
        </p>
      </Form>
    </Block>
  )
}
