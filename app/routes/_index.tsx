import { json, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react'
import { holdAddress, takeAddress, type Taken, wayIn } from '../address.server.ts'
import { go } from '../go.server.ts'
import { useArrival } from '../live/use-arrival.ts'
import { receiverDownSince } from '../receiver.server.ts'
import { lastMails } from '../report/mail.server.ts'
import { CheckBox } from '../scan/box.tsx'
import { leadsToSetup } from '../setup/owner.server.ts'
import { Address } from '../ui/address.tsx'
import { Button, buttonLook } from '../ui/button.tsx'
import { Copy } from '../ui/copy.tsx'
import { MailList } from '../ui/mail-list.tsx'
import { useIsSignedIn } from '../ui/signed-in.ts'
import { Time } from '../ui/time.tsx'
import { whoAsks } from '../who.server.ts'

export const meta: MetaFunction = () => [
  { title: 'Will this mail arrive? – Seedbed' },
  {
    name: 'description',
    content: 'Send a test mail to a fresh address and read what a receiving server would make of it, with evidence and fixes.',
  },
]

export async function loader(asked: LoaderFunctionArgs) {
  const { request, context } = asked
  const taken = await holdAddress(request, context.client)
  const mails = await lastMails(await whoAsks(request))
  const headers = new Headers({ 'Cache-Control': 'private, no-store' })
  if (taken.given && taken.setCookie) headers.set('Set-Cookie', taken.setCookie)
  const [downSince, setUp] = await Promise.all([receiverDownSince(), leadsToSetup(asked)])
  return json({ taken: onPage(taken), mails, way: wayIn(), downSince, setUp }, { headers })
}

/** "New address". */
export async function action({ request, context }: ActionFunctionArgs) {
  const taken = await takeAddress(request, context.client)
  if (!taken.given) return json(whyNot(taken), { status: taken.reason === 'too-many' ? 429 : 403 })
  return go('/', taken.setCookie ? { headers: { 'Set-Cookie': taken.setCookie } } : {})
}

function onPage(taken: Awaited<ReturnType<typeof holdAddress>>) {
  if (!taken.given) return { given: false as const, ...whyNot(taken) }
  const { token, address } = taken.held
  return {
    given: true as const,
    token,
    email: address.email,
    receivesUntil: address.receivesUntil.toISOString(),
    keptUntil: address.keptUntil.toISOString(),
  }
}

/** Why there is no address; of too many when the next can be taken. */
interface WhyNot {
  reason: 'too-many' | 'members-only' | 'reads-only'
  retryAt: string | null
}

function whyNot(taken: Exclude<Taken, { given: true }>): WhyNot {
  return { reason: taken.reason, retryAt: taken.reason === 'too-many' ? taken.retryAt.toISOString() : null }
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>
type Given = Extract<Data['taken'], { given: true }>

export default function Home() {
  const { taken, mails, way, downSince, setUp } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const isKept = useIsSignedIn()
  useArrival(taken.given ? taken.token : null)
  return (
    <div className="mx-auto max-w-[46rem]">
      <h1 className="text-[2.1rem] leading-[1.1] font-semibold tracking-[-0.03em] sm:text-[2.9rem]">Will this mail arrive?</h1>
      {taken.given && (
        <p className="mt-3 text-[1.1rem] text-muted">Send your test mail to this address. The report opens here by itself.</p>
      )}
      {refused && taken.given && <NoAddress {...refused} />}
      {taken.given ? <TakenAddress taken={taken} way={way} downSince={downSince} setUp={setUp} /> : <NoAddress {...taken} />}
      <section aria-labelledby="check" className="mt-10 border-t border-line pt-8">
        <h2 id="check" className="font-semibold">
          Or check without sending
        </h2>
        <p className="mt-1 mb-3 text-[0.95rem] text-muted">
          What a domain publishes for mail and what to publish instead, whether an address is on a blocklist, what a refusal
          means.
        </p>
        <CheckBox />
        <p className="mt-3 text-[0.95rem] text-muted">
          A mail you already have?{' '}
          <Link to="/upload" className="link">
            Check a file or headers
          </Link>
          {' · '}A mail server of your own?{' '}
          <Link to="/sends" className="link">
            Send a test through it
          </Link>
          {' · '}An application that sends?{' '}
          <Link to="/sandbox" className="link">
            Catch all it sends
          </Link>
        </p>
      </section>
      {mails.length > 0 && (
        <section aria-labelledby="last" className="mt-14">
          <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-6">
            <h2 id="last" className="text-lg font-semibold tracking-tight">
              Your last tests
            </h2>
            <p className="text-sm text-muted">
              {isKept ? 'of your team' : 'kept in this browser only'} ·{' '}
              <Link to="/history" className="link">
                all, with charts
              </Link>
            </p>
          </div>
          <MailList mails={mails} />
        </section>
      )}
      <p className="mt-14 border-t border-line pt-5 text-sm text-muted">
        Who can read what arrives: anyone with the live page’s link. Knowing the address is not enough.{' '}
        <Link to="/privacy" className="link">
          What is kept, and how to delete it
        </Link>
      </p>
    </div>
  )
}

function TakenAddress({ taken, way, downSince, setUp }: { taken: Given } & Pick<Data, 'way' | 'downSince' | 'setUp'>) {
  const { email, token, receivesUntil, keptUntil } = taken
  return (
    <>
      <section
        aria-label="Your test address"
        className="card mt-7 p-4 shadow-[0_1px_2px_rgb(0_0_0/4%),0_12px_32px_-16px_rgb(0_0_0/14%)] sm:p-6"
      >
        <div className="flex flex-col gap-4 sm:flex-row sm:items-center sm:justify-between">
          <p className="min-w-0 text-[1.2rem] leading-snug sm:text-[1.3rem]">
            <Address email={email} className="font-medium" />
          </p>
          <Copy text={email} what="the address" kind="main" className="shrink-0" />
        </div>
        <p className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
          {downSince === null && (
            <span className="inline-flex items-center gap-2 font-medium text-pass">
              <span className="light light-live" aria-hidden="true" /> Listening
            </span>
          )}
          <span>
            Receives until <Time at={receivesUntil} />
          </span>
          <span>
            Kept until <Time at={keptUntil} form="day" />
          </span>
        </p>
        {downSince !== null && (
          <p className="mt-3 rounded-lg bg-warn-soft px-3 py-2 text-[0.95rem]">
            We cannot receive right now (since <Time at={downSince} />
            ). Senders will try again; nothing is lost.
          </p>
        )}
      </section>
      <div className="mt-4 flex flex-wrap items-center justify-center gap-2 sm:justify-start">
        <Link to={`/a/${token}`} className={`${buttonLook('plain')} max-sm:w-full`}>
          Open live page
        </Link>
        <a href={`mailto:${email}`} className={`${buttonLook('plain')} border-transparent bg-transparent`}>
          Write a mail
        </a>
        <Form method="post">
          <Button className="border-transparent bg-transparent">New address</Button>
        </Form>
      </div>
      <div className="mt-10 grid gap-x-10 gap-y-8 border-t border-line pt-8 sm:grid-cols-2">
        <Reach way={way} setUp={setUp} />
        <Samples />
      </div>
    </>
  )
}

function Reach({ way, setUp }: Pick<Data, 'way' | 'setUp'>) {
  if (way.public && setUp) {
    return (
      <section aria-labelledby="reach">
        <h2 id="reach" className="font-semibold">
          No mail from outside so far
        </h2>
        <p className="mt-1 text-[0.95rem] text-muted">
          You own this Seedbed, and nothing from another network has come yet. <SetUp />
        </p>
      </section>
    )
  }
  if (way.public) {
    return (
      <section aria-labelledby="newsletter">
        <h2 id="newsletter" className="font-semibold">
          Sending a newsletter?
        </h2>
        <p className="mt-1 text-[0.95rem] text-muted">
          Your service’s “send test” often differs from the real mail: no unsubscribe header, dead links. Better: a list with this
          one contact.
        </p>
      </section>
    )
  }
  return (
    <section aria-labelledby="reach">
      <h2 id="reach" className="font-semibold">
        Only from this computer
      </h2>
      <p className="mt-1 text-[0.95rem] text-muted">
        This Seedbed can only be reached from this computer: send to <bdi className="value text-ink">{way.host}</bdi> port{' '}
        <span className="value text-ink">{way.port}</span>, without a password, or press a sample. {setUp && <SetUp />}
      </p>
    </section>
  )
}

const SetUp = () => (
  <>
    To receive from the internet:{' '}
    <Link to="/setup" className="link">
      Set up
    </Link>
  </>
)

const samples = [
  { kind: 'in-order', label: 'In order' },
  { kind: 'usual-mistakes', label: 'Usual mistakes' },
  { kind: 'forged', label: 'Forged' },
] as const

function Samples() {
  return (
    <section aria-labelledby="samples">
      <h2 id="samples" className="font-semibold">
        No mail at hand?
      </h2>
      <p className="mt-1 text-[0.95rem] text-muted">We send you a real one, over SMTP. Choose how it should turn out.</p>
      <Form method="post" action="/samples" className="mt-3 flex flex-wrap gap-2">
        {samples.map(({ kind, label }) => (
          <Button key={kind} name="kind" value={kind} className="min-h-10 px-3 text-[0.95rem]">
            {label}
          </Button>
        ))}
      </Form>
    </section>
  )
}

function NoAddress({ reason, retryAt }: WhyNot) {
  return (
    <section className="card mt-7 p-5 sm:p-6">
      {reason === 'reads-only' && <p>Your role in this team reads. Its admins can change that; your own team takes addresses.</p>}
      {reason === 'members-only' && (
        <p>
          This Seedbed gives addresses to its members only.{' '}
          <Link to="/sign-in" className="link">
            Sign in
          </Link>{' '}
          to take one. Reports you have the link of can be read without.
        </p>
      )}
      {retryAt && (
        <p>
          Your network has taken all the addresses it can have this hour. The ones you have still work. New ones from{' '}
          <Time at={retryAt} />.
        </p>
      )}
    </section>
  )
}
