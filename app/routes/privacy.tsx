import type { MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { promises } from '../privacy.server.ts'
import { count } from '../ui/count.ts'
import { Plain } from '../ui/frame.tsx'

export const meta: MetaFunction = () => [{ title: 'What is kept – Seedbed' }]

export const loader = () => promises()

const hours = (amount: number): string => (amount % 24 === 0 ? count(amount / 24, 'day') : count(amount, 'hour'))

export default function Privacy() {
  const { receivesHours, keptDays } = useLoaderData<typeof loader>()
  return (
    <Plain title="What is kept, and how to delete it">
      <p>
        A file that is brought to be checked is kept like a mail that arrived. An address receives for {hours(receivesHours)}.
        What arrived is kept for {count(keptDays, 'day')}: the mail as it came, the conversation between the sending server and
        ours, and the report. Then it is deleted. What an application sent into the sandbox is kept for a week. A scan of a domain
        is kept for as long, with what was published at that moment. Of what is brought to <em>Bounces</em> nothing is kept,
        unless it is put into a project: then each refusal with its recipient, for as long.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">Who can read it</h2>
      <p>
        Anyone with the link of the live page or of a report. The address alone opens nothing: it is public the moment a mail is
        sent. Whoever runs this Seedbed has its database, and can read what stands there.
      </p>
      <p>
        A link made with <em>Share</em> shows the report, and of the mail only what was ticked for it: neither text nor recipients
        nor source otherwise. It ends after 30 days, when it is taken back, or with the mail.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">Deleting</h2>
      <p>
        Every report has <em>Delete this mail</em> at its end, every live page <em>Delete this address</em>, every scan’s own page{' '}
        <em>Delete this scan</em>. All work at once, cannot be undone, and take mail, conversation and report with them. Backups
        that the operator makes are the operator’s.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">Who outside learns what</h2>
      <p>
        The name servers of the domains named in a mail or looked at, and the resolvers on the way to them, see that we asked for
        their records; its mail servers see that we asked whether they encrypt, and of a host whose ports are looked at that we
        knocked. Blocklists and a list of networks (Team Cymru) see the address a mail came from, and blocklists the domains in
        it. Nothing in a mail is fetched, no link and no picture, until somebody presses for it. Then the servers behind them see
        this Seedbed, not the reader, and count it as a click or as the mail being opened. A relay of yours gets the test sends
        that you ask for, and nothing else; its password is kept sealed, until you delete it.
      </p>
      <h2 className="mt-4 text-xl font-semibold tracking-tight">In your browser</h2>
      <p>
        One cookie, signed, remembers which addresses you took here and your time zone. Remove it and your list of tests is gone;
        reports you kept the link of still open.
      </p>
    </Plain>
  )
}
