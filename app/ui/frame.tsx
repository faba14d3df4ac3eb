/** What stands around every page: name and ways at the top, the small print at the bottom. */
import { NavLink, useMatches } from '@remix-run/react'
import type { ReactNode } from 'react'
import { AccountMenu } from '../account/menu.tsx'
import type { AccountLine } from '../account/line.server.ts'
import { Find } from './find.tsx'
import { Mark } from './icons.tsx'

const way = ({ isActive }: { isActive: boolean }): string =>
  `rounded-lg px-3 py-1.5 whitespace-nowrap no-underline max-sm:px-1.5 hover:bg-sunken ${isActive ? 'text-ink font-medium' : 'text-muted'}`

/** Does the page stand alone, because it was sent to somebody who wants nothing else here? Its route says so. */
function useAlone(): boolean {
  return useMatches().some(({ handle }) => typeof handle === 'object' && handle !== null && 'alone' in handle)
}

export function Frame({ account, children }: { account: AccountLine | null; children: ReactNode }) {
  if (useAlone()) {
    return (
      <main id="main" className="mx-auto w-full max-w-[68rem] grow px-4 py-5 sm:px-6 sm:py-12">
        {children}
      </main>
    )
  }
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:inset-s-4 focus:top-3 focus:z-10 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        To the content
      </a>
      <header className="border-b border-line">
        <div className="mx-auto flex max-w-[68rem] flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-3 sm:gap-x-6 sm:px-6">
          <NavLink to="/" className="flex items-center gap-2.5 text-lg font-semibold tracking-tight text-ink no-underline">
            <Mark />
            Seedbed
          </NavLink>
          <nav aria-label="Main" className="-mx-1.5 flex text-[0.95rem] max-sm:order-last max-sm:w-full sm:mx-0">
            <NavLink to="/" end className={way}>
              Test a mail
            </NavLink>
            <NavLink to="/check" className={way}>
              Check
            </NavLink>
            {account !== null && (
              <NavLink to="/sends" className={(state) => `${way(state)} max-sm:hidden`}>
                Sends
              </NavLink>
            )}
            <NavLink to="/bounce" className={way}>
              Bounces
            </NavLink>
            <NavLink to="/history" className={way}>
              History
            </NavLink>
          </nav>
          <div className="flex items-center gap-3">
            <Find />
            <AccountMenu account={account} />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[68rem] grow px-4 py-5 focus:outline-none sm:px-6 sm:py-12">
        {children}
      </main>
      <footer className="border-t border-line">
        <div className="mx-auto flex max-w-[68rem] flex-wrap justify-between gap-x-8 gap-y-1 px-4 py-5 text-sm text-muted sm:px-6">
          <p>Will this mail arrive, and if not, why?</p>
          <p className="flex flex-wrap gap-x-6 gap-y-1.5">
            <NavLink to="/status" className="link text-muted">
              What limits this Seedbed
            </NavLink>
            <NavLink to="/api" end className="link text-muted">
              API
            </NavLink>
            <NavLink to="/privacy" className="link text-muted">
              What is kept, and how to delete it
            </NavLink>
          </p>
        </div>
      </footer>
    </>
  )
}

/** A heading and its explanation, for the pages that are mostly text. */
export function Plain({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="max-w-[42rem]">
      <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">{title}</h1>
      <div className="mt-4 grid gap-4 text-[1.05rem]">{children}</div>
    </div>
  )
}
