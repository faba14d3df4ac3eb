/** Every question asked, of whom, what came back, and how long it took. */
import { count } from '../ui/count.ts'
import type { QuestionLine } from '#checks/published.ts'

export function Questions({ questions }: { questions: QuestionLine[] }) {
  if (questions.length === 0) return null
  return (
    <details className="card overflow-hidden">
      <summary className="flex min-h-11 items-center gap-3 px-4 py-2 hover:bg-sunken/60 focus-visible:-outline-offset-2 sm:px-5">
        <span className="grow">
          <span className="font-semibold">Questions asked</span>{' '}
          <span className="text-sm text-muted">{count(questions.length, 'question')}, of whom, and what came back</span>
        </span>
        <span className="opener" aria-hidden="true" />
      </summary>
      <ol className="divide-y divide-line border-t border-line">
        {questions.map((question, index) => (
          <Row key={`${index} ${question.name} ${question.type}`} question={question} />
        ))}
      </ol>
    </details>
  )
}

function Row({ question: { name, type, server, outcome, answer, milliseconds } }: { question: QuestionLine }) {
  return (
    <li className="grid gap-x-6 px-4 py-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] sm:px-5">
      <div>
        <p className="exact">
          <bdi>{name}</bdi> <span className="text-muted">{type}</span>
        </p>
        <p className="text-xs text-muted tabular-nums">
          asked of <bdi>{server}</bdi>, {Math.round(milliseconds)} ms
        </p>
      </div>
      <p className="exact">{answer ? <bdi>{answer}</bdi> : <span className="text-muted">{outcome}</span>}</p>
    </li>
  )
}
