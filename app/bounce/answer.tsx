/** What came back, in one sentence for each recipient: answer, what to do, and what that stands on. */
import type { ReactNode } from 'react'
import type { BounceAnswer, BounceRecipient } from '#checks/report.ts'
import { count } from '../ui/count.ts'
import { actions, ClassChip } from './words.tsx'

export function Answer({ answer, more }: { answer: BounceAnswer; more: number }) {
  const { kind, recipients } = answer
  return (
    <div className="grid gap-4">
      <About answer={answer} />
      {(kind !== 'none' || recipients[0]?.category === 'delivered') &&
        [...recipients.entries()].map(([place, one]) => <Recipient key={place} one={one} first={place === 0} />)}
      {more > 0 && <p className="text-muted">And {count(more, 'more recipient')}, which the command line shows.</p>}
    </div>
  )
}

const kinds: Record<Exclude<BounceAnswer['kind'], 'bounce'>, { title: string; advice: string }> = {
  complaint: { title: 'This is a complaint, not a bounce.', advice: 'The mail arrived. What the recipient wants stands below.' },
  'auto-reply': { title: 'This is an automatic answer, not a bounce.', advice: 'Nothing to do: the address works.' },
  none: {
    title: 'This tells of no refusal.',
    advice: 'A reply begins with three digits, such as 550. A bounce mail is read best as a whole file, as it arrived.',
  },
}

/** Of what is no bounce. */
function About({ answer: { kind, recipients } }: { answer: BounceAnswer }) {
  if (kind === 'bounce' || recipients[0]?.category === 'delivered') return null
  const { title, advice } = kinds[kind]
  return (
    <section className="card p-4 sm:p-6">
      <h2 className="text-[1.35rem] leading-snug font-semibold tracking-[-0.015em]">{title}</h2>
      <p className="mt-1">{advice}</p>
    </section>
  )
}

/** What one recipient's refusal means. How sure that is, is not kept of a bounce that is. */
export type Judged = Omit<BounceRecipient, 'confidence'> & Partial<Pick<BounceRecipient, 'confidence'>>

function Recipient({ one, first }: { one: BounceRecipient; first: boolean }) {
  return <RecipientCard one={one} Title={first ? 'h2' : 'h3'} />
}

export function RecipientCard({ one, Title, children }: { one: Judged; Title: 'h1' | 'h2' | 'h3'; children?: ReactNode }) {
  const refused = one.category !== 'not-a-bounce' && one.category !== 'delivered'
  return (
    <section className="card min-w-0 p-4 sm:p-6">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        {refused && <ClassChip name={one.class} />}
        {one.address && <bdi className="value">{one.address}</bdi>}
      </p>
      <Title className="mt-3 text-[1.35rem] leading-snug font-semibold tracking-[-0.015em]">{one.sentence}</Title>
      <dl className="mt-4 grid gap-x-6 gap-y-3 sm:grid-cols-[9rem_minmax(0,1fr)]">
        <Row name="What to do">{actions[one.action]}</Row>
        {refused && one.providerName && <Row name="Who refused">{one.providerName}</Row>}
        {refused && (
          <Row name={one.confidence ? 'How sure' : 'Judged'}>
            {one.confidence && sureness[one.confidence]} <Stands one={one} />
          </Row>
        )}
        {one.says && (
          <Row name="The code says">
            {code(one) && <span className="value">{code(one)}</span>} “{one.says}”
          </Row>
        )}
        {one.diagnostic && (
          <Row name="The reply">
            <bdi lang="" className="exact block">
              {one.diagnostic}
            </bdi>
          </Row>
        )}
        {children}
      </dl>
    </section>
  )
}

const sureness: Record<BounceRecipient['confidence'], string> = {
  high: 'Quite sure.',
  medium: 'Fairly sure.',
  low: 'A guess.',
}

/** The rule, and the page it is from. */
function Stands({ one: { rule, page, providerName } }: { one: Judged }) {
  if (rule === '') return <>No rule fits.</>
  return (
    <>
      By rule <span className="value">{rule}</span>
      {page && (
        <>
          , from{' '}
          <a className="link" href={page.url} rel="noreferrer">
            {providerName && !rule.startsWith('registry')
              ? `the page of ${providerName}`
              : 'the registry of status codes (RFC 5248)'}
          </a>{' '}
          as of <time dateTime={page.date}>{page.date}</time>
        </>
      )}
      .
    </>
  )
}

const code = ({ replyCode, status }: Judged): string => [replyCode, status].filter(Boolean).join(' ')

export function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-sm text-muted sm:pt-0.5">{name}</dt>
      <dd className="min-w-0 max-sm:-mt-2.5">{children}</dd>
    </div>
  )
}
