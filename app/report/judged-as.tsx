/** What the mail was judged as, and the way to say otherwise: a form that opens in place. */
import { Form } from '@remix-run/react'
import type { MailKind, ReportJudgedAs } from '#checks/report.ts'
import { Button } from '../ui/button.tsx'

const kinds: { kind: MailKind; word: string; about: string }[] = [
  { kind: 'newsletter', word: 'newsletter', about: 'readers subscribed to it, or it advertises' },
  { kind: 'transactional', word: 'transactional', about: 'a receipt, a password link: it answers what its reader did' },
  { kind: 'personal', word: 'personal', about: 'one person writes to another' },
]

const sizes: { value: 'yes' | 'no'; word: string; about: string }[] = [
  { value: 'yes', word: 'bulk', about: 'thousands a day: Gmail, Yahoo and Outlook.com ask for more' },
  { value: 'no', word: 'not bulk', about: 'fewer' },
]

/** "newsletter, bulk" */
const judgedWords = ({ kind, bulk }: ReportJudgedAs): string => `${kind}, ${bulk ? 'bulk' : 'not bulk'}`

export function JudgedAs({ judgedAs }: { judgedAs: ReportJudgedAs }) {
  const { kind, bulk, guessed } = judgedAs
  return (
    <details className="group/judged text-sm">
      <summary className="flex min-h-8 flex-wrap items-center gap-x-1.5 rounded text-muted hover:text-ink">
        <span>
          Judged as <strong className="font-medium text-ink">{judgedWords(judgedAs)}</strong>
          {guessed ? ' (our guess)' : ' (as you said)'}
        </span>
        <span className="link">Change</span>
      </summary>
      <Form method="post" className="mt-2 grid gap-4 rounded-xl border border-line p-4 sm:max-w-xl">
        <Choices
          legend="What kind of mail is it?"
          name="kind"
          choices={kinds.map((one) => ({ ...one, value: one.kind }))}
          chosen={kind}
        />
        <Choices legend="How many are sent?" name="bulk" choices={sizes} chosen={bulk ? 'yes' : 'no'} />
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button kind="plain" name="intent" value="judge-as">
            Judge it again
          </Button>
          <span className="text-muted">The report you see now stays.</span>
        </p>
      </Form>
    </details>
  )
}

interface ChoicesProps {
  legend: string
  name: string
  choices: { value: string; word: string; about: string }[]
  chosen: string
}

function Choices({ legend, name, choices, chosen }: ChoicesProps) {
  return (
    <fieldset>
      <legend className="font-medium text-ink">{legend}</legend>
      {choices.map(({ value, word, about }) => (
        <label key={value} className="flex min-h-8 items-baseline gap-2.5 py-1">
          <input type="radio" name={name} value={value} defaultChecked={value === chosen} className="accent-accent" />
          <span>
            {word} <span className="text-muted">· {about}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
