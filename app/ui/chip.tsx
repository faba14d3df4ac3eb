/** Who can see this: at the top of every page that shows a mail, a report or an address. */
import type { ReactNode } from 'react'
import { Disclosure } from './term.tsx'

const Link = () => (
  <svg
    viewBox="0 0 20 20"
    className="size-4"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <path d="m8.2 11.8 3.6-3.6M9.4 6.2l1.5-1.5a3.1 3.1 0 0 1 4.4 4.4l-1.5 1.5M10.6 13.8l-1.5 1.5a3.1 3.1 0 0 1-4.4-4.4l1.5-1.5" />
  </svg>
)

export function WhoChip({ children }: { children: ReactNode }) {
  return (
    <Disclosure
      className="inline-flex min-h-8 items-center gap-1.5 shrink-0 rounded-full border border-line bg-surface px-2 text-sm sm:px-3 text-muted hover:bg-sunken"
      label={
        <>
          <Link /> <span className="max-sm:sr-only">Anyone with this link</span>
        </>
      }
    >
      {children}
    </Disclosure>
  )
}
