/** The world of an address: its names, its network, what every list says, and where the reader has met it. */
import { Link } from '@remix-run/react'
import type { AddressView, Report } from '#checks/report.ts'
import type { OwnMails } from '../scan/own.server.ts'
import { GapNote, Mark, StackedTable, View } from '../scan/view.tsx'
import { Copy } from '../ui/copy.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { ListsTable } from './lists.tsx'
import { supportText } from './support.ts'

/** Where each of them is on the page. */
export function addressPlaces(view: AddressView | undefined): { id: string; label: string }[] {
  return [
    ...(view ? [{ id: 'names', label: 'Name and network' }] : []),
    ...(view && view.lists.length > 0 ? [{ id: 'lists', label: 'Every list' }] : []),
    { id: 'seen', label: 'Seen in your mails' },
  ]
}

interface AddressViewsProps {
  report: Report
  own: OwnMails | null
  /** By the zone of the list. */
  listedSince: Record<string, string>
}

export function AddressViews({ report, own, listedSince }: AddressViewsProps) {
  const view = report.views?.address
  const text = supportText(report)
  return (
    <>
      {view && <Names view={view} />}
      {view && view.lists.length > 0 && <ListsTable lists={view.lists} since={listedSince} />}
      {text && <Support text={text} />}
      <Seen own={own} />
    </>
  )
}

function Names({ view }: { view: AddressView }) {
  const { names, moreNames, gap, network } = view
  const shown = names.find(({ leadsBack }) => leadsBack) ?? names[0]
  return (
    <View id="names" title="Name and network" about={shown?.name ?? (gap ? 'could not be seen' : 'no name')} open>
      {gap && (
        <p>
          <GapNote gap={gap} />
        </p>
      )}
      {names.length === 0 && !gap && <p>The address has no name (PTR).</p>}
      {names.length > 0 && (
        <StackedTable
          caption="The names of the address"
          heads={['Name (PTR)', 'Leads to', 'Confirmed']}
          rows={names.map(nameRow)}
        />
      )}
      {moreNames > 0 && <p className="text-sm text-muted">{count(moreNames, 'more name')}, not looked at.</p>}
      {network ? <NetworkLine network={network} /> : <NoNetwork view={view} />}
    </View>
  )
}

function nameRow({ name, addresses, leadsBack, gap }: AddressView['names'][number]) {
  return {
    key: name,
    cells: [
      <bdi key="name" className="exact">
        {name}
      </bdi>,
      gap ? (
        <GapNote key="addresses" gap={gap} />
      ) : (
        <bdi key="addresses" className="exact">
          {addresses.join(', ') || 'nowhere'}
        </bdi>
      ),
      gap ? '' : <Confirmed key="back" leadsBack={leadsBack} />,
    ],
  }
}

const Confirmed = ({ leadsBack }: { leadsBack: boolean }) =>
  leadsBack ? <Mark look="good">leads back</Mark> : <Mark look="bad">does not lead back</Mark>

function NetworkLine({
  network: { prefix, systems, country, registry, since },
}: {
  network: NonNullable<AddressView['network']>
}) {
  const facts = [country && `in ${country}`, registry && `registered with ${registry.toUpperCase()}`, since && `since ${since}`]
  return (
    <div>
      <p>
        In the network <bdi className="value">{prefix}</bdi>, announced by{' '}
        {systems.map(({ number, name }, index) => (
          <span key={number}>
            {index > 0 && ', '}
            <bdi>{name || 'a system without a name'}</bdi> <span className="text-muted">(AS{number})</span>
          </span>
        ))}
        .
      </p>
      <p className="text-sm text-muted">{facts.filter(Boolean).join(', ')}</p>
    </div>
  )
}

const NoNetwork = ({ view: { networkGap, lists } }: { view: AddressView }) =>
  networkGap ? (
    <p>
      Its network: <GapNote gap={networkGap} />
    </p>
  ) : (
    <p className="text-muted">
      {lists.length > 0
        ? 'No network announces this address to the internet.'
        : 'The address is not public, so no network is asked for.'}
    </p>
  )

function Support({ text }: { text: string }) {
  return (
    <View id="support" title="Text for your provider’s support" about="what to ask for, with what was seen">
      <pre className="exact max-h-96 overflow-auto rounded-lg bg-sunken p-3 text-sm whitespace-pre-wrap">{text}</pre>
      <p>
        <Copy text={text} what="the text" />
      </p>
    </View>
  )
}

function Seen({ own }: { own: OwnMails | null }) {
  if (!own) {
    return (
      <View id="seen" title="Seen in your mails" about="no">
        <p>Not seen in your mails.</p>
      </View>
    )
  }
  const { mails, firstAt, lastAt, mailId, domains } = own
  const proven = domains.filter((one) => one.proven > 0)
  return (
    <View id="seen" title="Seen in your mails" about={count(mails, 'mail')} open>
      <p>
        {count(mails, 'mail')} came from this address, {mails === 1 ? 'on' : 'first on'} <Time at={firstAt} />
        {mails > 1 && (
          <>
            , last on <Time at={lastAt} />
          </>
        )}
        .{' '}
        <Link className="link" to={`/mail/${mailId}`}>
          The newest
        </Link>
      </p>
      {domains.length > 0 && (
        <StackedTable
          caption="Domains they say they are from"
          heads={['From', 'Mails', 'Proven by DMARC']}
          rows={domains.map(domainRow)}
        />
      )}
      <p className="text-sm text-muted">
        {proven.length > 0
          ? `Proven to send from it: ${proven.map(({ domain }) => domain).join(', ')}.`
          : 'None of them is proven to be from the domain it names.'}
      </p>
    </View>
  )
}

function domainRow({ domain, mails, proven }: OwnMails['domains'][number]) {
  return {
    key: domain,
    cells: [
      <Link key="domain" className="link value [overflow-wrap:anywhere]" to={`/domain/${domain}`}>
        {domain}
      </Link>,
      <span key="mails" className="tabular-nums">
        {mails}
      </span>,
      <span key="proven" className="tabular-nums">
        {proven}
      </span>,
    ],
  }
}
