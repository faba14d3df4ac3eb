/** How one thing is watched: often or seldom, as often as somebody says, not for a while, for which project, and no more. */
import { Form } from '@remix-run/react'
import type { Preset } from '#prisma/monitor.ts'
import { Choice } from '../account/form.tsx'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import { Time } from '../ui/time.tsx'
import type { WatchedAnswer, WatchedPage, WatchedRow } from './watched.server.ts'
import { amountOf, presetWords, units } from './words.ts'

interface RhythmProps {
  row: WatchedRow
  page: Pick<WatchedPage, 'projects' | 'isLimited'>
  answer: WatchedAnswer | undefined
}

const field = 'min-h-8 rounded-lg border bg-surface px-2 text-sm'

export function Rhythm({ row, page: { projects, isLimited }, answer }: RhythmProps) {
  const { id, kind, subject, preset, project } = row
  return (
    <details open={answer !== undefined}>
      <summary className="opener w-fit py-1 text-sm">
        Change<span className="sr-only"> how {subject} is watched</span>
      </summary>
      <div className="mt-2 grid max-w-[40rem] gap-3">
        <Form method="post" className="flex flex-wrap gap-2">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="intent" value="set" />
          <Presets now={preset} />
        </Form>
        <Own row={row} answer={answer} />
        {kind !== 'domain' && projects.length > 0 && (
          <Form method="post" className="flex flex-wrap items-center gap-2">
            <input type="hidden" name="id" value={id} />
            <label className="text-sm" htmlFor={`project-${id}`}>
              Project
            </label>
            <select
              id={`project-${id}`}
              name="project"
              defaultValue={projects.find(({ name }) => name === project)?.id ?? ''}
              className={`${field} max-w-full border-line-strong`}
            >
              <ProjectOptions projects={projects} none={isLimited ? undefined : 'None'} />
            </select>
            <Button kind="quiet" name="intent" value="move">
              Put there
            </Button>
          </Form>
        )}
        <RestOrEnd row={row} />
      </div>
    </details>
  )
}

interface RestProps {
  row: { id: string; pausedAt: string | null }
  /** Where it is pressed, and the page to come back to; the page itself when left out. */
  at?: string
  back?: string
}

/** Not for a while, and no more. */
export const RestOrEnd = ({ row: { id, pausedAt }, at, back }: RestProps) => (
  <Form method="post" action={at} className="flex flex-wrap gap-2">
    <input type="hidden" name="id" value={id} />
    {back && <input type="hidden" name="back" value={back} />}
    <Button kind="quiet" name="intent" value={pausedAt ? 'resume' : 'pause'}>
      {pausedAt ? 'Go on' : 'Pause'}
    </Button>
    <Button kind="quiet" name="intent" value="unwatch">
      Stop watching
    </Button>
  </Form>
)

/** When it is looked at next; null when that is due. */
export const NextLook = ({ at }: { at: string | null }) =>
  at === null ? (
    'next look now'
  ) : (
    <>
      next look <Time at={at} />
    </>
  )

/** The three ways to watch, one press each. `now`: the one it is watched in. */
export const Presets = ({ now }: { now: Preset | undefined }) =>
  (['usual', 'close', 'quiet'] as const).map((preset) => (
    <Button
      key={preset}
      kind="quiet"
      name="preset"
      value={preset}
      aria-pressed={now ? now === preset : undefined}
      className="aria-pressed:border-accent aria-pressed:bg-accent-soft"
    >
      {presetWords[preset]}
      {now === preset && ', as now'}
    </Button>
  ))

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
