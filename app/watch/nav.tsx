/** What a page of a team is made of. */
import type { ReactNode } from 'react'

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

/** Nothing here, and what would bring something. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="px-4 py-4 text-muted sm:px-5">{children}</p>
