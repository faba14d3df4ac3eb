/** The form of a test send. */
import { Form, Link, useNavigation } from '@remix-run/react'
import { RecordChange } from '../report/record.tsx'
import { Button, buttonLook } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import { Choose, Line, Lines } from './field.tsx'
import type { SendFault, SendFields } from './fields.server.ts'
import { samples } from './samples.ts'

export interface NewSend {
  /** `address` and `answer`: what makes the recipient while `to` is empty. */
  fields: SendFields & { address: string; answer: string }
  relays: { id: string; name: string; host: string }[]
  maySend: boolean
  /** The team's test addresses. */
  addresses: string[]
  faults: SendFault[]
  /** Too many: when the next may be asked for. Null with `closed`: members only. */
  refused: { retryAt: string | null } | null
}

/** What a test address can be told to answer, before its seed. */
const answers = [
  { value: '', label: 'take the mail' },
  { value: 'reply-550-5.1.1', label: 'refuse it: 550 5.1.1, no such mailbox' },
  { value: 'reply-550-5.7.1', label: 'refuse it: 550 5.7.1, not allowed' },
  { value: 'data-reply-554-5.7.1', label: 'refuse it at the end of the mail: 554 5.7.1' },
  { value: 'full', label: 'say that the mailbox is full' },
  { value: 'defer-451-4.7.1-2x', label: 'put it off twice: 451 4.7.1' },
  { value: 'greylist', label: 'greylist: take it from whoever comes back' },
  { value: 'slow', label: 'answer slowly' },
  { value: 'drop', label: 'drop the connection' },
]

const patience = [
  { value: 'days', label: 'for two days, as mail servers do' },
  { value: 'hour', label: 'for an hour' },
  { value: 'once', label: 'once only' },
]

export function NewSendForm({ page }: { page: NewSend }) {
  if (!page.maySend) return <NotYours />
  if (page.relays.length === 0) return <NoRelay />
  if (page.addresses.length === 0 && page.fields.to === '') return <NoAddress />
  return (
    <div className="grid max-w-[46rem] gap-6">
      <Title />
      {page.refused && <Refused retryAt={page.refused.retryAt} />}
      {page.faults.length > 0 && (
        <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3 text-warn">
          {page.faults.length === 1 ? 'One thing is in the way.' : `${page.faults.length} things are in the way.`} It is said
          beside the field. Nothing was sent.
        </p>
      )}
      <Fields page={page} />
    </div>
  )
}

const Title = () => <h1 className="text-[1.6rem] leading-tight font-semibold tracking-[-0.02em] sm:text-[2rem]">Send a test</h1>

function Fields({ page: { fields, relays, addresses, faults } }: { page: NewSend }) {
  const busy = useNavigation().state !== 'idle'
  const faultOf = (field: SendFault['field']) => faults.find((fault) => fault.field === field)?.say
  const proof = faults.find((fault) => fault.proof)?.proof
  const own = addresses.map((address) => ({ value: address, label: address }))
  return (
    <Form key={JSON.stringify(fields)} method="post" action="/sends/new" className="card grid gap-5 p-4 sm:p-6">
      <Choose
        {...{ name: 'relay', label: 'Through', value: fields.relay, fault: faultOf('relay') }}
        choices={relays.map(({ id, name, host }) => ({ value: id, label: name === host ? host : `${name} (${host})` }))}
      />
      <Line
        {...{ name: 'from', label: 'From', value: fields.from, fault: faultOf('from'), placeholder: 'Shop <news@acme.com>' }}
        help="As your mails have it. Your relay decides whether it may be."
      />
      {own.length > 0 && (
        <div className="grid gap-5 sm:grid-cols-2">
          <Choose {...{ name: 'address', label: 'To', value: fields.address, choices: own }} help="A test address of yours." />
          <Choose
            {...{ name: 'answer', label: 'It shall', value: fields.answer, choices: answers }}
            help="What your server then hears."
          />
        </div>
      )}
      <Line
        {...{
          name: 'to',
          label: own.length > 0 ? 'Or to another address of yours' : 'To',
          value: fields.to,
          fault: faultOf('to'),
        }}
        {...{ exact: true, placeholder: 'me@acme.com' }}
        help="A test address with a label or a chosen reply, or an address at a domain that is shown to be yours."
      />
      {proof && <RecordChange record={proof} />}
      <Samples />
      <Line {...{ name: 'subject', label: 'Subject', value: fields.subject, fault: faultOf('subject') }} />
      <Lines {...{ name: 'text', label: 'Text', value: fields.text, rows: 7, fault: faultOf('text') }} />
      <Lines {...{ name: 'html', label: 'HTML', value: fields.html, rows: 5, fault: faultOf('html') }} help="May be left out." />
      <div className="grid gap-5 sm:grid-cols-2">
        <Choose
          {...{ name: 'returnPath', label: 'Bounces go to', value: fields.returnPath, fault: faultOf('returnPath') }}
          choices={[{ value: '', label: 'the From address' }, ...own]}
          help="At a test address they are read here."
        />
        <Choose
          {...{
            name: 'tries',
            label: 'When it is put off, try',
            value: fields.tries,
            choices: patience,
            fault: faultOf('tries'),
          }}
          help="After 1, 5 and 30 minutes, then hourly."
        />
      </div>
      <Button kind="main" className="sm:justify-self-start" name="intent" value="send" disabled={busy}>
        {busy ? 'Handing over …' : 'Send'}
      </Button>
    </Form>
  )
}

const Samples = () => (
  <p className="flex flex-wrap items-center gap-2 border-t border-line pt-5 text-sm text-muted">
    Begin with a sample:
    {samples.map(({ id, name }) => (
      <Link key={id} to={`/sends/new?sample=${id}`} className={buttonLook('quiet')} preventScrollReset>
        {name}
      </Link>
    ))}
  </p>
)

function Refused({ retryAt }: { retryAt: string | null }) {
  return (
    <p role="alert" className="rounded-lg bg-warn-soft px-4 py-3 text-warn">
      {retryAt ? (
        <>
          That is all that can be sent this hour. What you wrote is kept in this form. The next can go out from{' '}
          <Time at={retryAt} form="clock" />.
        </>
      ) : (
        'This Seedbed sends for its members only. Sign in first.'
      )}
    </p>
  )
}

const NotYours = () => (
  <div className="grid max-w-[46rem] gap-6">
    <Title />
    <section className="card grid gap-3 p-5 sm:p-7">
      <h2 className="text-[1.3rem] font-semibold tracking-tight">Your role in this team reads.</h2>
      <p>Members who see all of it send tests. What comes of them, you can read.</p>
      <p>
        <Link to="/sends" className={buttonLook('main')}>
          Test sends
        </Link>
      </p>
    </section>
  </div>
)

const NoRelay = () => (
  <div className="grid max-w-[46rem] gap-6">
    <Title />
    <section className="card grid gap-3 p-5 sm:p-7">
      <h2 className="text-[1.3rem] font-semibold tracking-tight">First add a relay.</h2>
      <p>It is the server that takes your mail. This Seedbed has none of its own for you.</p>
      <p>
        <Link to="/relays" className={buttonLook('main')}>
          Add a relay
        </Link>
      </p>
    </section>
  </div>
)

const NoAddress = () => (
  <div className="grid max-w-[46rem] gap-6">
    <Title />
    <section className="card grid gap-3 p-5 sm:p-7">
      <h2 className="text-[1.3rem] font-semibold tracking-tight">First take a test address.</h2>
      <p>None of yours receives now. The home page gives you one; then come back.</p>
      <p className="flex flex-wrap gap-2">
        <Link to="/" className={buttonLook('main')}>
          Take an address
        </Link>
      </p>
    </section>
  </div>
)
