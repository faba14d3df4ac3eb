/** Every port of every address: is it open, how fast, who greets, what encryption, what sign-in. */
import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import type { ProbedPort } from '#checks/report.ts'
import { Mark, StackedTable, View } from '../scan/view.tsx'
import { count } from '../ui/count.ts'
import { CheckIcon, DashedIcon, TriangleIcon } from '../ui/icons.tsx'
import { Time } from '../ui/time.tsx'
import { Words } from '../ui/words.tsx'

const services: Record<number, string> = {
  25: 'mail from other servers',
  465: 'sending, TLS at once',
  587: 'sending',
  143: 'reading, IMAP',
  993: 'reading, IMAP over TLS',
  110: 'reading, POP3',
  995: 'reading, POP3 over TLS',
}

const heads = ['Port', 'State', 'It says', 'Encryption', 'Sign-in']
const widths = ['md:w-[17%]', 'md:w-[19%]', 'md:w-[26%]', 'md:w-[23%]', 'md:w-[15%]']

export function Ports({ ports, host, children }: { ports: ProbedPort[]; host: string; children?: ReactNode }) {
  if (ports.length === 0) return null
  const addresses = [...Map.groupBy(ports, (one) => `${one.host} ${one.address}`).values()]
  const open = ports.filter(({ state }) => state === 'open').length
  const about = `${open} of ${ports.length} open, on ${count(addresses.length, 'address', 'addresses')}`
  return (
    <View id="ports" title="Ports" about={about} open>
      {addresses.map((rows) => (
        <Address key={`${rows[0]?.host} ${rows[0]?.address}`} rows={rows} host={host} />
      ))}
      {children}
    </View>
  )
}

function Address({ rows, host }: { rows: ProbedPort[]; host: string }) {
  const [first] = rows
  if (!first) return null
  const named = first.host !== host && first.host !== first.address
  return (
    <section aria-label={`Ports of ${first.address}`}>
      <h3 className="mb-1 font-medium [overflow-wrap:anywhere]">
        <Link className="link value" to={`/ip/${first.address}`}>
          <bdi>{first.address}</bdi>
        </Link>
        {named && (
          <span className="ms-2 text-muted">
            <bdi className="value">{first.host}</bdi>
          </span>
        )}
      </h3>
      <StackedTable caption={`The ports of ${first.address}`} heads={heads} widths={widths} rows={rows.map(row)} />
    </section>
  )
}

function row(port: ProbedPort) {
  return {
    key: String(port.port),
    cells: [
      <Name key="port" port={port.port} />,
      <State key="state" one={port} />,
      <Says key="says" one={port} />,
      <Encryption key="tls" one={port} />,
      <SignIn key="auth" one={port} />,
    ],
  }
}

const Name = ({ port }: { port: number }) => (
  <>
    <span className="font-medium tabular-nums">{port}</span>
    {services[port] && <span className="block text-sm text-muted max-md:ms-2 max-md:inline">{services[port]}</span>}
  </>
)

const states = {
  open: { word: 'open', look: 'good' },
  refused: { word: 'refused', look: 'quiet' },
  filtered: { word: 'no answer', look: 'careful' },
  reset: { word: 'closed at once', look: 'careful' },
  unknown: { word: 'could not check', look: 'quiet' },
} as const

const duration = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)

function State({ one }: { one: ProbedPort }) {
  const { word, look } = states[one.state]
  const { connectMilliseconds: connected, greetingMilliseconds: greeted } = one
  return (
    <div className="min-w-0">
      <Mark look={look}>{word}</Mark>
      {connected !== null && <p className="mt-0.5 text-sm text-muted tabular-nums">connected in {duration(connected)}</p>}
      {greeted !== null && <p className="text-sm text-muted tabular-nums">greeted after {duration(greeted)}</p>}
    </div>
  )
}

function Says({ one: { state, banner, why, side, greetingMilliseconds } }: { one: ProbedPort }) {
  if (why) {
    return (
      <p className="text-sm text-unknown">
        <DashedIcon className="me-1 inline size-4" />
        <Words say={why} />
        {side === 'ours' && (
          <>
            {' '}
            <Link className="link" to="/status">
              What limits this Seedbed
            </Link>
          </>
        )}
      </p>
    )
  }
  if (banner !== null) {
    return (
      <p className="exact line-clamp-4 text-sm whitespace-pre-line">
        <bdi dir="ltr">{banner}</bdi>
      </p>
    )
  }
  if (state !== 'open' || greetingMilliseconds !== null) return <Nothing />
  return <p className="text-sm text-muted">nothing so far</p>
}

const without = { refused: 'offered, then refused', failed: 'does not come about' } as const

function Encryption({ one: { state, tls, banner } }: { one: ProbedPort }) {
  if (state !== 'open') return <Nothing />
  if (tls === null) return banner === null ? <Nothing /> : <Careful>none offered</Careful>
  if (tls.state !== 'done') {
    return (
      <div className="min-w-0 text-sm">
        <Careful>{without[tls.state]}</Careful>
        {tls.reason && (
          <p className="text-xs text-muted">
            <bdi>{tls.reason}</bdi>
          </p>
        )}
      </div>
    )
  }
  return <Certificate tls={tls} />
}

function Certificate({ tls }: { tls: NonNullable<ProbedPort['tls']> }) {
  const [leaf] = tls.chain
  const more = leaf ? leaf.names.length - 1 : 0
  return (
    <div className="min-w-0 text-sm">
      <p className="value">{tls.version.replace('TLSv', 'TLS ')}</p>
      <p className="text-xs text-muted">
        <bdi>{tls.cipher}</bdi>
        {leaf && <>, {leaf.key}</>}
      </p>
      {leaf && (
        <p>
          <bdi className="value">{leaf.names[0] ?? 'no name'}</bdi>
          {more > 0 && <span className="text-muted"> and {more} more</span>}{' '}
          <span className="text-muted">
            by <bdi>{leaf.issuer || 'nobody named'}</bdi>, until <Time at={leaf.notAfter} form="date" />
          </span>
        </p>
      )}
      {!tls.trusted && <Careful>no known issuer vouches for it</Careful>}
    </div>
  )
}

function SignIn({ one: { capabilities, secureCapabilities } }: { one: ProbedPort }) {
  const [clear, inside] = [mechanisms(capabilities), mechanisms(secureCapabilities)]
  if (clear.length + inside.length === 0) return <Nothing />
  return (
    <div className="min-w-0 text-sm">
      {inside.length > 0 && (
        <p>
          <CheckIcon className="me-1 inline size-3.5 text-pass" />
          <bdi className="exact">{inside.join(' ')}</bdi>
        </p>
      )}
      {clear.length > 0 && (
        <p>
          <Careful>before encryption</Careful>
          <bdi className="exact">{clear.join(' ')}</bdi>
        </p>
      )}
    </div>
  )
}

/** `AUTH PLAIN LOGIN` and `AUTH=LOGIN` of SMTP, `AUTH=PLAIN` of IMAP, `SASL PLAIN` of POP3. */
function mechanisms(capabilities: string[]): string[] {
  const listed = capabilities.flatMap((one) => /^(?:AUTH[ =]|SASL )(.*)$/i.exec(one)?.[1]?.toUpperCase().split(/[ =]+/) ?? [])
  return [...new Set(listed.filter(Boolean))]
}

const Careful = ({ children }: { children: string }) => (
  <span className="inline-flex items-start gap-1 text-sm text-warn">
    <TriangleIcon className="mt-1 size-3.5 shrink-0" /> {children}
  </span>
)

const Nothing = () => (
  <span className="text-sm text-muted">
    <span aria-hidden="true">–</span>
    <span className="sr-only">nothing seen</span>
  </span>
)
