/** What was answered goes into a project, when somebody says so. */
import { Form } from '@remix-run/react'
import { type ReactNode, useId } from 'react'
import { ProjectOptions } from '../projects/options.tsx'
import { Button } from '../ui/button.tsx'
import type { Places } from './keep.server.ts'

interface KeepProps {
  places: Places
  /** The fields that bring what is kept back to us. */
  children: ReactNode
  /** Its own frame, where it stands in none. */
  className?: string
}

export function Keep({ places: { projects, mayMake }, children, className = '' }: KeepProps) {
  const id = useId()
  if (projects.length === 0 && !mayMake) return null
  return (
    <details className={className}>
      <summary className="opener inline-flex min-h-8 items-center font-medium">Keep in project</summary>
      <Form method="post" action="/bounce" encType="multipart/form-data" className="mt-3 grid gap-3 sm:grid-cols-2">
        {children}
        {projects.length > 0 && (
          <label className="block min-w-0">
            <span className="text-sm text-muted">Project</span>
            <select name="project" className={field}>
              <ProjectOptions projects={projects} />
              {mayMake && <option value="">A new one</option>}
            </select>
          </label>
        )}
        {mayMake && (
          <div className="min-w-0">
            <label htmlFor={id} className="text-sm text-muted">
              {projects.length > 0 ? 'Name, if it is a new one' : 'Name of the new project'}
            </label>
            <input id={id} name="newProject" maxLength={80} autoComplete="off" className={field} />
          </div>
        )}
        <p className="flex flex-wrap items-center gap-x-4 gap-y-2 sm:col-span-2">
          <Button kind="plain" name="intent" value="keep">
            Keep
          </Button>
          <span className="text-sm text-muted">Then it stands among your bounces, and can be taken back there.</span>
        </p>
      </Form>
    </details>
  )
}

const field = 'mt-1 block min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3'
