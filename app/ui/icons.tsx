/** Small drawings, 20 units square, in the colour of the text around them. They decorate: the word stands beside each. */
import type { ReactNode } from 'react'

function Drawing({ children, className = 'size-5' }: { children: ReactNode; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={`${className} shrink-0`}
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

type IconProps = { className?: string }

export const CheckIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <path d="M4 10.6 8.2 15 16 5.4" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" />
  </Drawing>
)

export const TriangleIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <path d="M10 2.6 18.4 17H1.6Z" fill="currentColor" strokeWidth="1.8" strokeLinejoin="round" />
    <path d="M10 8v4.2M10 14.6v.1" stroke="var(--surface)" strokeWidth="1.9" strokeLinecap="round" />
  </Drawing>
)

export const OctagonIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <path d="M6.7 1.8h6.6l4.9 4.9v6.6l-4.9 4.9H6.7l-4.9-4.9V6.7Z" fill="currentColor" strokeWidth="1" strokeLinejoin="round" />
    <path d="m7 7 6 6m0-6-6 6" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
  </Drawing>
)

export const NoteIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <rect x="2.4" y="2.4" width="15.2" height="15.2" rx="4" strokeWidth="1.6" />
    <path d="M10 9.2v4.6M10 6.3v.1" strokeWidth="2" strokeLinecap="round" />
  </Drawing>
)

export const DashedIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <circle cx="10" cy="10" r="7.6" strokeWidth="2" strokeDasharray="3.2 2.77" />
  </Drawing>
)

export const RingIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <circle cx="10" cy="10" r="6.6" strokeWidth="1.6" />
  </Drawing>
)

export const WorkingIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <circle cx="10" cy="10" r="6.8" strokeWidth="2" opacity="0.25" />
    <path className="turning" d="M10 3.2a6.8 6.8 0 0 1 6.8 6.8" strokeWidth="2" strokeLinecap="round" />
  </Drawing>
)

export const CopyIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <rect x="7" y="7" width="9.6" height="9.6" rx="2.2" strokeWidth="1.6" />
    <path d="M13 4.6A1.6 1.6 0 0 0 11.4 3H5a2 2 0 0 0-2 2v6.4A1.6 1.6 0 0 0 4.6 13" strokeWidth="1.6" strokeLinecap="round" />
  </Drawing>
)

export const CloseIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <path d="M5 5l10 10M15 5 5 15" strokeWidth="2" strokeLinecap="round" />
  </Drawing>
)

export const SearchIcon = ({ className }: IconProps) => (
  <Drawing className={className}>
    <circle cx="8.6" cy="8.6" r="5.4" strokeWidth="1.8" />
    <path d="m12.6 12.6 4.6 4.6" strokeWidth="1.8" strokeLinecap="round" />
  </Drawing>
)

export const ArrowIcon = ({ className }: IconProps) => (
  <Drawing className={`${className ?? 'size-4'} rtl:-scale-x-100`}>
    <path d="M4 10h11m-4.5-5 5 5-5 5" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" />
  </Drawing>
)

/** The house mark: a seed with its first two leaves. */
export const Mark = ({ className = 'size-7' }: IconProps) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="9" fill="var(--accent)" />
    <path d="M16 25v-9" stroke="var(--on-accent)" strokeWidth="2.4" strokeLinecap="round" />
    <path d="M16 16.5c0-4.6 3-7.6 8-8 .3 5.2-3 8-8 8Z" fill="var(--on-accent)" />
    <path d="M16 19.5c0-3.6-2.5-6-6.9-6.3-.2 4.2 2.5 6.3 6.9 6.3Z" fill="var(--on-accent)" opacity="0.78" />
  </svg>
)
