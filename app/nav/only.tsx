/** What the project switch leaves of a page, and the way out of it. */
import { Link, useLocation, useRouteLoaderData, useSearchParams } from '@remix-run/react'
import type { AccountLine } from '../account/line.server.ts'
import { CloseIcon } from '../ui/icons.tsx'

/** Where a list goes on: not where it begins again. */
const places = ['before', 'after']

/** The name of the project that alone is shown; '' when all are. */
export function useProjectName(): string {
  const data = useRouteLoaderData('root') as { account: AccountLine | null } | undefined
  const [parameters] = useSearchParams()
  return data?.account?.projects.find(({ id }) => id === parameters.get('project'))?.name ?? ''
}

/** Nothing while all projects are shown. */
export function OnlyProject() {
  const name = useProjectName()
  const { pathname } = useLocation()
  const [parameters] = useSearchParams()
  if (name === '') return null
  const rest = new URLSearchParams([...parameters].filter(([key]) => key !== 'project' && !places.includes(key)))
  return (
    <p className="text-sm">
      <Link
        to={`${pathname}${rest.size > 0 ? `?${rest}` : ''}`}
        className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-full bg-accent-soft px-3 text-accent no-underline"
      >
        <span className="truncate">
          Only <bdi>{name}</bdi>
        </span>
        <span className="sr-only">: show all projects</span>
        <CloseIcon className="size-3.5 shrink-0" />
      </Link>
    </p>
  )
}
