/** The questions of a builder, as fields of a form: each with its help, and what is wrong with its answer beside it. */
import { type ReactNode, useId, useState } from 'react'
import { TriangleIcon } from '../ui/icons.tsx'
import { Words } from '../ui/words.tsx'
import type { AskedQuestion } from './page.server.ts'

type Choices = NonNullable<AskedQuestion['choices']>
type Choice = Choices[number]

export function Questions({ questions }: { questions: AskedQuestion[] }) {
  const rare = questions.filter((question) => question.rare)
  // What is chosen later must not close it again.
  const [isOpen] = useState(rare.some(isUnusual))
  return (
    <>
      {questions
        .filter((question) => !question.rare)
        .map((question) => (
          <Question key={question.name} question={question} />
        ))}
      {rare.length > 0 && (
        <details open={isOpen} className="border-t border-line pt-4">
          <summary className="flex min-h-10 items-center gap-2 rounded-lg font-medium">
            <span className="opener" aria-hidden="true" />
            Rarely needed
          </summary>
          <div className="grid gap-6 pt-4">
            {rare.map((question) => (
              <Question key={question.name} question={question} />
            ))}
          </div>
        </details>
      )}
    </>
  )
}

/** Is something else answered than what most have? */
function isUnusual({ kind, choices = [], values }: AskedQuestion): boolean {
  const [first = ''] = values
  return kind === 'one' ? first !== '' && first !== choices[0]?.value : values.some((value) => value !== '')
}

function Question({ question }: { question: AskedQuestion }) {
  return question.kind === 'one' || question.kind === 'several' ? <Chosen question={question} /> : <Typed question={question} />
}

/** What describes a field, for those who hear the page. */
const described = (id: string, { help, troubles }: AskedQuestion): string | undefined =>
  [help && `${id}-help`, troubles.length > 0 && `${id}-trouble`].filter(Boolean).join(' ') || undefined

function Help({ id, question }: { id: string; question: AskedQuestion }) {
  if (!question.help) return null
  return (
    <p id={`${id}-help`} className="text-sm text-muted">
      <Words say={question.help} />
    </p>
  )
}

function Troubles({ id, question: { troubles } }: { id: string; question: AskedQuestion }) {
  if (troubles.length === 0) return null
  return (
    <ul id={`${id}-trouble`} className="mt-2 grid gap-1 text-sm">
      {troubles.map((say) => (
        <li key={say.text} className="flex gap-2 [overflow-wrap:anywhere]">
          <span className="pt-0.5 text-warn">
            <TriangleIcon className="size-4" />
          </span>
          <span>
            <Words say={say} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Typed({ question }: { question: AskedQuestion }) {
  const id = useId()
  const { name, kind, ask, values, placeholder, troubles } = question
  const look = 'value min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-muted'
  const field = {
    ...{ id, name, placeholder, defaultValue: values.join('\n'), autoCapitalize: 'none', autoComplete: 'off', spellCheck: false },
    'aria-invalid': troubles.length > 0,
    'aria-describedby': described(id, question),
  }
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {ask}
      </label>
      <Help id={id} question={question} />
      {kind === 'lines' ? (
        <textarea {...field} rows={Math.min(Math.max(linesIn(values), 2), 10)} className={`${look} mt-1 py-2`} />
      ) : (
        <input {...field} className={`${look} mt-1 min-h-11`} />
      )}
      <Troubles id={id} question={question} />
    </div>
  )
}

const linesIn = (values: readonly string[]): number => values.join('\n').split('\n').length

function Chosen({ question }: { question: AskedQuestion }) {
  const id = useId()
  const { ask, choices = [] } = question
  const groups = Map.groupBy(choices, ({ group }) => group)
  return (
    <fieldset aria-describedby={described(id, question)} className="min-w-0">
      <legend className="font-medium">{ask}</legend>
      <Help id={id} question={question} />
      {[...groups].map(([group, of]) => (
        <Group key={group ?? ''} title={group} brief={isBrief(of)}>
          {of.map((choice) => (
            <Choosable key={choice.value} question={question} choice={choice} brief={isBrief(of)} />
          ))}
        </Group>
      ))}
      <Troubles id={id} question={question} />
    </fieldset>
  )
}

/** Choices that are a word or two stand side by side. */
const isBrief = (choices: readonly Choice[]): boolean =>
  choices.length > 1 && choices.every(({ say, label }) => !say && label.length < 30)

function Group({ title, brief, children }: { title: string | undefined; brief: boolean; children: ReactNode }) {
  const choices = <div className={brief ? 'mt-1.5 flex flex-wrap gap-1.5' : 'mt-1 grid'}>{children}</div>
  if (title === undefined) return choices
  return (
    <fieldset className="mt-3 min-w-0">
      <legend className="text-sm text-muted">{title}</legend>
      {choices}
    </fieldset>
  )
}

function Choosable({ brief, ...props }: ChoiceProps & { brief: boolean }) {
  return brief ? <Chip {...props} /> : <Row {...props} />
}

interface ChoiceProps {
  question: AskedQuestion
  choice: Choice
}

const fieldOf = ({ question: { name, kind, values }, choice: { value } }: ChoiceProps) => ({
  ...{ name, value, type: kind === 'one' ? 'radio' : 'checkbox' },
  defaultChecked: kind === 'one' ? (values[0] ?? '') === value : values.includes(value),
})

function Row(props: ChoiceProps) {
  const { label, say } = props.choice
  return (
    <label className="-mx-2 flex min-h-9 items-start gap-2.5 rounded-lg px-2 py-1.5 hover:bg-sunken/60">
      <input {...fieldOf(props)} className="mt-1 size-4 shrink-0 accent-accent" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {label}
        {say && (
          <span className="block text-sm text-muted">
            <Words say={say} />
          </span>
        )}
      </span>
    </label>
  )
}

function Chip(props: ChoiceProps) {
  return (
    <label className="flex min-h-9 items-center gap-2 rounded-lg border border-line px-2.5 py-1 text-[0.95rem] hover:bg-sunken/60 has-checked:border-accent has-checked:bg-accent-soft">
      <input {...fieldOf(props)} className="size-4 shrink-0 accent-accent" />
      {props.choice.label}
    </label>
  )
}
