/** What a page of a team is made of. */
import type { ReactNode } from 'react'
import { OnlyProject } from '../nav/only.tsx'

export function TeamPage({
  team,
  title,
  lead,
  children,
}: {
  team: { slug: string; name: string }
  title: string
  lead?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="grid gap-6">
      <header>
        {team.name && (
          <p className="truncate text-sm text-muted lg:hidden">
            <bdi>{team.name}</bdi>
          </p>
        )}
        <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em] [overflow-wrap:anywhere]">{title}</h1>
        {lead && <p className="mt-2 max-w-[44rem] text-muted">{lead}</p>}
      </header>
      <OnlyProject />
      {children}
    </div>
  )
}

/** A heading and what stands under it. */
export function Block({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className="card overflow-hidden">
      <h2 className="border-b border-line bg-sunken/50 px-4 py-3 text-lg font-semibold tracking-tight sm:px-5">
        {title} {note && <span className="text-base font-normal text-muted">· {note}</span>}
      </h2>
      {children}
    </section>
  )
}

/** Nothing here yet: what will stand here, the one thing that brings it, and an example. */
export const Teach = ({ children, action, example }: { children: ReactNode; action?: ReactNode; example: ReactNode }) => (
  <div className="grid justify-items-start gap-3 px-4 py-5 sm:px-5">
    <p className="max-w-[42rem]">{children}</p>
    {action}
    <p className="max-w-full rounded-lg border border-dashed border-line-strong/60 px-3 py-2 text-sm text-muted [overflow-wrap:anywhere]">
      <span className="me-2 font-medium">Example</span> {example}
    </p>
  </div>
)

/** Nothing here, and what would bring something. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="px-4 py-4 text-muted sm:px-5">{children}</p>

/** Of a list: shows those with this in their names. */
export const PartOfName = ({ typed }: { typed: string }) => (
  <input
    type="search"
    name="text"
    defaultValue={typed}
    placeholder="Part of a name"
    aria-label="Part of a name"
    className="min-h-9 min-w-0 rounded-lg border border-line bg-surface px-2 max-sm:col-span-2"
  />
)
