/** The relays of a team: what they are, whether they let us in, and the form for one more. */
import { Form, Link, useNavigation } from '@remix-run/react'
import { Choose, Line } from '../sends/field.tsx'
import { Talk } from '../sends/talk.tsx'
import { phaseWords, troubleWords } from '../sends/words.ts'
import { Button, buttonLook } from '../ui/button.tsx'
import { count } from '../ui/count.ts'
import { Time } from '../ui/time.tsx'
import { VerdictIcon, verdictText } from '../ui/verdict.tsx'
import { Teach } from '../watch/nav.tsx'
import type { RelayFault, RelayFields } from './fields.server.ts'
import type { RelaysPage } from './form.ts'
import type { RelayShown, Tried } from './page.server.ts'

const encryptions = [
  { value: 'starttls', label: 'STARTTLS (587, 25)' },
  { value: 'implicit', label: 'TLS from the start (465)' },
  { value: 'none', label: 'none, and no password' },
]

export function RelaysView({ page }: { page: RelaysPage }) {
  const { relays, fields, faults, tried, refused, mayAdd, isLimited } = page
  return (
    <div className="grid gap-6">
      <header className="max-w-[46rem]">
        <p className="text-sm text-muted">
          <Link to="/sends" className="link">
            Test sends
          </Link>
        </p>
        <h1 className="mt-2 text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Relays</h1>
        <p className="mt-2 text-[1.05rem] text-muted">
          The servers that take your mail. Test sends go through them, to addresses of your own and to nobody else.
        </p>
      </header>
      {refused && (
        <p role="alert" className="max-w-[46rem] rounded-lg bg-warn-soft px-4 py-3 text-warn">
          {refused.say}{' '}
          {refused.retryAt && (
            <>
              Again from <Time at={refused.retryAt} form="clock" />.
            </>
          )}
        </p>
      )}
      {relays.length > 0 && (
        <ul className="grid gap-3">
          {relays.map((relay) => (
            <Relay key={relay.id} relay={relay} page={page} tried={tried?.id === relay.id ? tried : null} />
          ))}
        </ul>
      )}
      {relays.length === 0 && <NoRelays page={page} />}
      {mayAdd && !isLimited && <AddForm key={relays.length} fields={fields} faults={faults} first={relays.length === 0} />}
    </div>
  )
}

function NoRelays({ page: { mayAdd, isLimited } }: { page: RelaysPage }) {
  return (
    <div className="card max-w-[46rem]">
      <Teach example="Postmark · smtp.postmarkapp.com, port 587 · STARTTLS · it let us in, 40 test sends">
        {isLimited
          ? 'Relays are of the whole team: those who see all of it add them, and send tests through them.'
          : 'No relay yet. Write down the server that your application or mail program sends through, with the same host, port and password; then press Try, and see whether it lets us in.'}
        {!mayAdd && !isLimited && ' The admins of your team do this.'}
      </Teach>
    </div>
  )
}

const tlsWords = { starttls: 'STARTTLS', implicit: 'TLS from the start', none: 'no encryption' } as const

function Relay({ relay, page: { mayAdd, mayTry }, tried }: { relay: RelayShown; page: RelaysPage; tried: Tried | null }) {
  const { id, name, host, port, tls, username, sends } = relay
  const busy = useNavigation().formData?.get('relay') === id
  return (
    <li id={id} className="card grid min-w-0 gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="font-semibold [overflow-wrap:anywhere]">
            <bdi>{name}</bdi>
          </h2>
          <p className="text-sm text-muted">
            <bdi className="value">{host}</bdi>, port {port} · {tlsWords[tls]} ·{' '}
            {username === '' ? 'no user' : <bdi className="value">{username}</bdi>} · {count(sends, 'test send')}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {mayTry && (
            <>
              <Form method="post" action={`/relays#${id}`}>
                <input type="hidden" name="relay" value={id} />
                <Button kind="quiet" name="intent" value="try" disabled={busy}>
                  {busy ? 'Trying …' : 'Try'}
                </Button>
              </Form>
              <Link to={`/sends/new?relay=${id}`} className={buttonLook('quiet')}>
                Send a test
              </Link>
            </>
          )}
          {mayAdd && <Delete relay={relay} />}
        </div>
      </div>
      {tried && <TriedView tried={tried} />}
    </li>
  )
}

function TriedView({ tried: { accepted, reply, phase, trouble, lines } }: { tried: Tried }) {
  const verdict = accepted ? 'pass' : 'fail'
  const refusal = trouble === '' ? `It refused ${phaseWords[phase] ?? phase}:` : troubleWords(trouble).what
  return (
    <div role="status" className="grid gap-1 border-t border-line pt-3">
      <p className="flex gap-2">
        <span className={`pt-0.5 ${verdictText(verdict)}`}>
          <VerdictIcon verdict={verdict} className="size-5" />
        </span>
        <span>{accepted ? 'It let us in. No mail was sent.' : refusal}</span>
      </p>
      {!accepted && reply !== '' && (
        <p>
          <bdi className="exact">{reply}</bdi>
        </p>
      )}
      {!accepted && trouble !== '' && <p className="text-muted">{troubleWords(trouble).todo}</p>}
      <Talk lines={lines} open />
    </div>
  )
}

function Delete({ relay: { id, name, sends } }: { relay: RelayShown }) {
  return (
    <details>
      <summary className={`${buttonLook('quiet')} list-none`}>
        Delete <span className="sr-only">{name}</span>
      </summary>
      <Form method="post" action="/relays" className="card mt-2 grid gap-3 p-4">
        <p>{sends > 0 ? `Its ${count(sends, 'test send')} and their conversations go with it.` : 'Its password goes with it.'}</p>
        <input type="hidden" name="relay" value={id} />
        <Button kind="grave" name="intent" value="delete">
          Delete now
        </Button>
      </Form>
    </details>
  )
}

function AddForm({ fields, faults, first }: { fields: RelaysPage['fields']; faults: RelayFault[]; first: boolean }) {
  const faultOf = (field: keyof RelayFields) => faults.find((fault) => fault.field === field)?.say
  return (
    <section aria-labelledby="add" className="grid max-w-[46rem] gap-3">
      <h2 id="add" className="text-lg font-semibold tracking-tight">
        {first ? 'Add your relay' : 'Add another relay'}
      </h2>
      <Form key={JSON.stringify(fields)} method="post" action="/relays" className="card grid gap-5 p-4 sm:p-6">
        <div className="grid gap-5 sm:grid-cols-[minmax(0,1fr)_8rem]">
          <Line
            {...{
              name: 'host',
              label: 'Host',
              value: fields.host,
              exact: true,
              placeholder: 'smtp.acme.com',
              fault: faultOf('host'),
            }}
          />
          <Line {...{ name: 'port', label: 'Port', value: fields.port, exact: true, fault: faultOf('port') }} />
        </div>
        <Choose {...{ name: 'tls', label: 'Encryption', value: fields.tls, choices: encryptions, fault: faultOf('tls') }} />
        <div className="grid gap-5 sm:grid-cols-2">
          <Line
            {...{ name: 'username', label: 'User', value: fields.username, exact: true, fault: faultOf('username') }}
            help="None, where the relay knows us by our address."
          />
          <Line
            {...{ name: 'password', label: 'Password', type: 'password', fault: faultOf('password') }}
            help="Sealed when it is kept, and never shown again."
          />
        </div>
        <Line
          {...{ name: 'name', label: 'What you call it', value: fields.name, fault: faultOf('name') }}
          help="The host when left out."
        />
        <Button kind="main" className="sm:justify-self-start" name="intent" value="add">
          Add relay
        </Button>
      </Form>
    </section>
  )
}
