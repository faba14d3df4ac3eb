/** The mail servers: each by preference, its addresses, whether their names lead back, and what encryption it offers. */
import { Link } from '@remix-run/react'
import type { MailServerRow, MailServersView } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { CheckIcon, TriangleIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { GapNote, Mark, StackedTable, View } from './view.tsx'

type Tls = NonNullable<MailServerRow['tls']>
type Certificate = NonNullable<Extract<Tls, { state: 'done' }>['certificate']>

const widths = ['md:w-[23%]', 'md:w-[27%]', 'md:w-[19%]', 'md:w-[19%]', 'md:w-[12%]']
const heads = ['Server', 'Addresses, names', 'Encryption', 'Certificate', 'DANE']

export function MailServersTable({ mail, domain }: { mail: MailServersView; domain?: string | undefined }) {
  const { servers, gap, more } = mail
  return (
    <View id="mail-servers" title="Mail servers" about={inShort(mail)}>
      {gap && (
        <p>
          <GapNote gap={gap} />
        </p>
      )}
      {servers.length > 0 && (
        <StackedTable
          caption="The mail servers, by preference"
          heads={heads}
          widths={widths}
          rows={servers.map((server) => row(server, domain))}
        />
      )}
      {more > 0 && <p className="text-sm text-muted">{count(more, 'more server')}, not looked at.</p>}
      {domain !== undefined && servers.length > 0 && (
        <p className="text-sm">
          <Link className="link" to={`/probe/${domain}?mx=1`} rel="nofollow">
            Walk them as a sending server would
          </Link>{' '}
          <span className="text-muted">and see where a mail would be delivered</span>
        </p>
      )}
    </View>
  )
}

function inShort({ kind, servers, more }: MailServersView): string {
  switch (kind) {
    case null:
      return 'could not be seen'
    case 'null-mx':
      return 'none: the domain says that it takes no mail'
    case 'missing':
      return 'none: neither a mail server nor an address is published'
    case 'no-such-domain':
      return 'none: there is no such domain'
    case 'implicit':
      return 'no MX, so mail goes to the address of the domain itself'
    case 'mx':
      return `${count(servers.length + more, 'server')}, their addresses, names and encryption`
  }
}

function row(server: MailServerRow, domain: string | undefined) {
  const { name, tls, dane } = server
  return {
    key: name,
    cells: [
      <Server key="server" server={server} domain={domain} />,
      <Addresses key="addresses" server={server} />,
      <Encryption key="tls" tls={tls} />,
      <CertificateCell key="certificate" tls={tls} />,
      <Dane key="dane" dane={dane} />,
    ],
  }
}

const faults = {
  alias: 'an alias',
  address: 'an address, not a name',
  'bad-name': 'no host name',
} as const

function Server({ server, domain }: { server: MailServerRow; domain: string | undefined }) {
  const { name, preferences, runBy, aliases, fault, exists } = server
  return (
    <div className="min-w-0">
      <p className="exact">
        <bdi>{name}</bdi>
      </p>
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-sm text-muted">
        {preferences.length > 0 && <span className="tabular-nums">preference {preferences.join(', ')}</span>}
        {runBy && <span>{runBy}</span>}
        {fault && <Mark look="bad">{faults[fault]}</Mark>}
        {!exists && <Mark look="bad">no such name</Mark>}
      </p>
      {aliases.map((target) => (
        <p key={target} className="text-sm text-muted">
          → <bdi className="value">{target}</bdi>
        </p>
      ))}
      {domain !== undefined && exists && !fault && (
        <Link className="link text-sm" to={`/probe/${name}?${new URLSearchParams({ domain })}`} rel="nofollow">
          Look at its ports
        </Link>
      )}
    </div>
  )
}

function Addresses({ server: { addresses, more, gap } }: { server: MailServerRow }) {
  return (
    <div className="min-w-0">
      <ul className="grid gap-1.5">
        {addresses.map((one) => (
          <li key={one.address}>
            <p className="exact">
              <Link className="link" to={`/ip/${one.address}`}>
                <bdi>{one.address}</bdi>
              </Link>
            </p>
            <Names ptr={one.ptr} />
          </li>
        ))}
      </ul>
      {addresses.length === 0 && !gap && <p className="text-sm text-muted">no address</p>}
      {more > 0 && <p className="text-sm text-muted">{count(more, 'more address', 'more addresses')}</p>}
      {gap && <GapNote gap={gap} />}
    </div>
  )
}

function Names({ ptr: { names, more, confirmed, gap } }: { ptr: MailServerRow['addresses'][number]['ptr'] }) {
  if (names.length === 0) return gap ? <GapNote gap={gap} /> : <p className="text-sm text-muted">no name (PTR)</p>
  const shown = confirmed ?? names[0]
  const others = names.length - 1 + more
  return (
    <div className="text-sm text-muted">
      <p>
        <bdi className="value">{shown}</bdi> {others > 0 && `and ${others} more`}
      </p>
      {confirmed !== null ? (
        <Good>leads back</Good>
      ) : gap ? (
        <GapNote gap={gap} />
      ) : (
        <Careful>does not lead back to this address</Careful>
      )}
    </div>
  )
}

function Good({ children }: { children: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-sm text-pass">
      <CheckIcon className="size-3.5" /> {children}
    </span>
  )
}

function Careful({ children }: { children: string }) {
  return (
    <span className="inline-flex items-start gap-1 text-sm text-warn">
      <TriangleIcon className="mt-1 size-3.5" /> {children}
    </span>
  )
}

const without = {
  absent: 'does not offer encryption',
  refused: 'offers encryption, then refuses it',
  failed: 'offers encryption, then fails',
} as const

function Encryption({ tls }: { tls: Tls | null }) {
  if (!tls) return <Dash />
  if (tls.state === 'unseen') return <GapNote gap={tls.gap} />
  if (tls.state === 'done') {
    return (
      <div className="min-w-0">
        <p className="value">{tls.version.replace('TLSv', 'TLS ')}</p>
        <p className="text-xs text-muted">
          <bdi>{tls.cipher}</bdi>
        </p>
      </div>
    )
  }
  return (
    <div className="min-w-0">
      <Careful>{without[tls.state]}</Careful>
      {tls.what && (
        <p className="text-xs text-muted">
          <bdi>{tls.what}</bdi>
        </p>
      )}
    </div>
  )
}

function CertificateCell({ tls }: { tls: Tls | null }) {
  if (tls?.state === 'unseen') return <span className="text-sm text-unknown">not seen</span>
  if (tls?.state !== 'done' || !tls.certificate) return <Dash />
  const { name, more, issuer, until, expired } = tls.certificate
  return (
    <div className="min-w-0 text-sm">
      <p>
        <bdi className="value">{name || 'no name'}</bdi> {more > 0 && <span className="text-muted">and {more} more</span>}
      </p>
      <p className="text-muted">
        by <bdi>{issuer}</bdi>, {expired ? 'ended' : 'until'} <Time at={until} form="date" />
      </p>
      {doubts(tls.certificate).map((doubt) => (
        <p key={doubt}>
          <Careful>{doubt}</Careful>
        </p>
      ))}
    </div>
  )
}

function doubts({ expired, named, trusted }: Certificate): string[] {
  return [
    ...(expired ? ['its time is over'] : []),
    ...(named ? [] : ['not for this name']),
    ...(trusted ? [] : ['no known issuer vouches for it']),
  ]
}

function Dane({ dane }: { dane: MailServerRow['dane'] }) {
  if (!dane) return <Dash />
  switch (dane.state) {
    case 'none':
      return <span className="text-sm text-muted">none</span>
    case 'unsigned':
      return <Careful>there, but without DNSSEC nobody follows it</Careful>
    case 'fails':
      return <Careful>the question fails, so careful senders wait</Careful>
    case 'unseen':
      return <GapNote gap={dane.gap} />
    case 'in-force':
      if (dane.matches === null) return <span className="text-sm">in force; not compared</span>
      return dane.matches ? <Good>in force, and the key matches</Good> : <Careful>in force, with another key</Careful>
  }
}

const Dash = () => (
  <span className="text-sm text-muted">
    <span aria-hidden="true">–</span>
    <span className="sr-only">nothing to look at</span>
  </span>
)
