/** What stands around every page: name and ways at the top, the small print at the bottom. */
import { NavLink, useLocation, useMatches } from '@remix-run/react'
import type { ReactNode } from 'react'
import { AccountMenu } from '../account/menu.tsx'
import type { AccountLine } from '../account/line.server.ts'
import { Find } from '../nav/find.tsx'
import { railOf } from '../nav/places.ts'
import { Bar, Rail } from '../nav/rail.tsx'
import { Mark } from './icons.tsx'

const way = ({ isActive }: { isActive: boolean }): string =>
  `rounded-lg px-3 py-1.5 whitespace-nowrap no-underline max-sm:px-1.5 hover:bg-sunken ${isActive ? 'text-ink font-medium' : 'text-muted'}`

/** Does the page stand alone, because it was sent to somebody who wants nothing else here? Its route says so. */
function useAlone(): boolean {
  return useMatches().some(({ handle }) => typeof handle === 'object' && handle !== null && 'alone' in handle)
}

export function Frame({ account, children }: { account: AccountLine | null; children: ReactNode }) {
  const isAlone = useAlone()
  const { pathname } = useLocation()
  const team = railOf(account, pathname)
  if (isAlone) {
    return (
      <main id="main" className="mx-auto w-full max-w-[68rem] grow px-4 py-5 sm:px-6 sm:py-12">
        {children}
      </main>
    )
  }
  const width = team ? 'max-w-[84rem]' : 'max-w-[68rem]'
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:inset-s-4 focus:top-3 focus:z-10 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        To the content
      </a>
      <Head account={account} hasRail={team !== null} width={width} />
      {account && team ? (
        <div className={`mx-auto flex w-full grow ${width}`}>
          <Rail team={team} account={account} />
          <main id="main" tabIndex={-1} className="min-w-0 grow px-4 py-5 focus:outline-none sm:px-6 sm:py-8 lg:ps-10">
            {children}
          </main>
        </div>
      ) : (
        <main id="main" tabIndex={-1} className={`mx-auto w-full grow px-4 py-5 focus:outline-none sm:px-6 sm:py-12 ${width}`}>
          {children}
        </main>
      )}
      <Foot width={width} />
      {account && team && <Bar team={team} account={account} />}
    </>
  )
}

/** `hasRail`: the team's places stand beside the page, and those at the top are only the public ones; on a phone all are in the bar. */
function Head({ account, hasRail, width }: { account: AccountLine | null; hasRail: boolean; width: string }) {
  return (
    <header className="border-b border-line">
      <div
        className={`mx-auto flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-3 sm:gap-x-6 sm:px-6 ${width}`}
      >
        <NavLink to="/" className="flex items-center gap-2.5 text-lg font-semibold tracking-tight text-ink no-underline">
          <Mark />
          Seedbed
        </NavLink>
        <nav
          aria-label="Main"
          className={`-mx-1.5 flex text-[0.95rem] sm:mx-0 ${hasRail ? 'max-sm:hidden' : 'max-sm:order-last max-sm:w-full'}`}
        >
          <NavLink to="/" end className={way}>
            Test a mail
          </NavLink>
          <NavLink to="/check" className={way}>
            Check
          </NavLink>
          <NavLink to="/bounce" className={way}>
            {hasRail ? 'Read a bounce' : 'Bounces'}
          </NavLink>
          {!hasRail && (
            <NavLink to="/history" className={way}>
              History
            </NavLink>
          )}
        </nav>
        <div className="flex items-center gap-3">
          <Find />
          <AccountMenu account={account} />
        </div>
      </div>
    </header>
  )
}

const Foot = ({ width }: { width: string }) => (
  <footer className="border-t border-line">
    <div className={`mx-auto flex flex-wrap justify-between gap-x-8 gap-y-1 px-4 py-5 text-sm text-muted sm:px-6 ${width}`}>
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
)

/** A heading and its explanation, for the pages that are mostly text. */
export function Plain({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="max-w-[42rem]">
      <h1 className="text-[2rem] leading-tight font-semibold tracking-[-0.025em]">{title}</h1>
      <div className="mt-4 grid gap-4 text-[1.05rem]">{children}</div>
    </div>
  )
}
