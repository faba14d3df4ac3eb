/** The ways between the pages of a team. */
import { NavLink } from '@remix-run/react'
import type { ReactNode } from 'react'

const way = ({ isActive }: { isActive: boolean }): string =>
  `rounded-lg px-3 py-1.5 whitespace-nowrap no-underline hover:bg-sunken ${isActive ? 'bg-sunken text-ink font-medium' : 'text-muted'}`

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
  const base = `/team/${team.slug}`
  return (
    <div className="grid gap-6">
      <header className="grid gap-4">
        <nav aria-label="Team" className="-mx-1 flex flex-wrap gap-1 text-[0.95rem]">
          <NavLink to={base} end className={way}>
            Today
          </NavLink>
          <NavLink to={`${base}/domains`} className={way}>
            Domains
          </NavLink>
          <NavLink to={`${base}/addresses`} className={way}>
            Addresses
          </NavLink>
          <NavLink to={`${base}/mails`} className={way}>
            Mails
          </NavLink>
          <NavLink to={`${base}/sandbox`} className={way}>
            Sandbox
          </NavLink>
          <NavLink to={`${base}/alerts`} className={way}>
            Alerts
          </NavLink>
          <NavLink to={`${base}/settings`} className={way}>
            Settings
          </NavLink>
        </nav>
        <div>
          <h1 className="text-[1.8rem] leading-tight font-semibold tracking-[-0.02em]">{title}</h1>
          {lead && <p className="mt-2 max-w-[44rem] text-muted">{lead}</p>}
        </div>
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
