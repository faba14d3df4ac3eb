/** Drawings of the bar on a phone. They decorate: the word stands below each. */
import type { ReactNode } from 'react'

const Drawing = ({ children }: { children: ReactNode }) => (
  <svg
    viewBox="0 0 20 20"
    className="size-5 shrink-0"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    {children}
  </svg>
)

export const TodayIcon = () => (
  <Drawing>
    <circle cx="10" cy="10" r="3.6" />
    <path d="M10 2v1.6M10 16.4V18M2 10h1.6M16.4 10H18M4.4 4.4l1.1 1.1M14.5 14.5l1.1 1.1M4.4 15.6l1.1-1.1M14.5 5.5l1.1-1.1" />
  </Drawing>
)

export const MailIcon = () => (
  <Drawing>
    <rect x="2.4" y="4.2" width="15.2" height="11.6" rx="2.2" />
    <path d="m3 5.6 7 5.4 7-5.4" />
  </Drawing>
)

export const DomainsIcon = () => (
  <Drawing>
    <circle cx="10" cy="10" r="7.4" />
    <path d="M2.6 10h14.8M10 2.6c2.4 2.2 3.4 4.6 3.4 7.4S12.4 15.2 10 17.4C7.6 15.2 6.6 12.8 6.6 10S7.6 4.8 10 2.6Z" />
  </Drawing>
)

export const AlertsIcon = () => (
  <Drawing>
    <path d="M4.6 14V9a5.4 5.4 0 0 1 10.8 0v5l1.4 1.4H3.2ZM8.4 17.6h3.2" />
  </Drawing>
)

export const MoreIcon = () => (
  <Drawing>
    <path d="M4 10h.1M10 10h.1M16 10h.1" strokeWidth="3" />
  </Drawing>
)
