/** How one thing is watched: often or seldom, as often as somebody says, not for a while, for which project, and no more. */
import { Form } from '@remix-run/react'
import { Choice } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import type { WatchedAnswer, WatchedPage, WatchedRow } from './watched.server.ts'
import { amountOf, presetWords, units } from './words.ts'

interface RhythmProps {
  row: WatchedRow
  page: Pick<WatchedPage, 'projects' | 'isLimited'>
  answer: WatchedAnswer | undefined
}

export function Rhythm({ row, page: { projects, isLimited }, answer }: RhythmProps) {
  const { id, kind, subject, preset, pausedAt, project } = row
  return (
    <details open={answer !== undefined}>
      <summary className="opener w-fit text-sm">
        Change<span className="sr-only"> how {subject} is watched</span>
      </summary>
      <div className="mt-2 grid max-w-[40rem] gap-3">
        <Form method="post" className="flex flex-wrap gap-2">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="intent" value="set" />
          {(['usual', 'close', 'quiet'] as const).map((one) => (
            <Button key={one} kind="quiet" name="preset" value={one} aria-pressed={preset === one}>
              {presetWords[one]}
            </Button>
          ))}
        </Form>
        <Own row={row} answer={answer} />
        {kind !== 'domain' && projects.length > 0 && (
          <Form method="post" className="flex flex-wrap items-end gap-2">
            <input type="hidden" name="id" value={id} />
            <ProjectChoice
              projects={projects}
              isLimited={isLimited}
              chosen={projects.find(({ name }) => name === project)?.id ?? ''}
            />
            <Button name="intent" value="move">
              Put there
            </Button>
          </Form>
        )}
        <Form method="post" className="flex flex-wrap gap-2">
          <input type="hidden" name="id" value={id} />
          <Button kind="quiet" name="intent" value={pausedAt ? 'resume' : 'pause'}>
            {pausedAt ? 'Go on' : 'Pause'}
          </Button>
          <Button kind="quiet" name="intent" value="unwatch">
            Stop watching
          </Button>
        </Form>
      </div>
    </details>
  )
}

export const ProjectChoice = ({
  projects,
  isLimited,
  chosen,
}: Pick<WatchedPage, 'projects' | 'isLimited'> & { chosen: string }) => (
  <Choice label="Project" name="project" defaultValue={chosen}>
    <ProjectOptions projects={projects} none={isLimited ? undefined : 'None'} />
  </Choice>
)

function Own({ row: { id, everyMinutes }, answer }: Pick<RhythmProps, 'row' | 'answer'>) {
  const { amount, unit } = answer?.typed.unit ? answer.typed : amountOf(everyMinutes)
  const field = 'min-h-8 rounded-lg border bg-surface px-2 text-sm'
  return (
    <Form method="post" className="grid gap-1">
      <input type="hidden" name="id" value={id} />
      <p className="flex flex-wrap items-center gap-2">
        <label className="text-sm" htmlFor={`amount-${id}`}>
          Every
        </label>
        <input
          id={`amount-${id}`}
          name="amount"
          inputMode="numeric"
          required
          maxLength={6}
          defaultValue={amount}
          aria-invalid={answer ? true : undefined}
          aria-describedby={answer ? `problem-${id}` : undefined}
          className={`${field} w-20 ${answer ? 'border-fail' : 'border-line-strong'}`}
        />
        <select name="unit" defaultValue={unit} aria-label="Unit" className={`${field} border-line-strong`}>
          {Object.keys(units)
            .toReversed()
            .map((one) => (
              <option key={one}>{one}</option>
            ))}
        </select>
        <Button kind="quiet" name="intent" value="set">
          Set
        </Button>
      </p>
      {answer && (
        <p id={`problem-${id}`} role="alert" className="text-sm text-fail">
          {answer.problem}
        </p>
      )}
    </Form>
  )
}
