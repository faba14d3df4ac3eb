/** One of a few: a row of links, of which one is the present. */
import { Link } from '@remix-run/react'

export interface Choice {
  label: string
  path: string
  current: boolean
}

/** `small`: beside the title of a chart. */
export function Choices({ label, choices, small = false }: { label: string; choices: Choice[]; small?: boolean }) {
  const [frame, room] = small ? ['gap-1', 'px-2 py-1'] : ['rounded-lg border border-line bg-surface p-0.5', 'px-2 py-1.5 sm:px-3']
  return (
    <nav aria-label={label} className={`flex text-sm ${frame}`}>
      {choices.map(({ label: name, path, current }) => (
        <Link
          key={name}
          to={path}
          preventScrollReset
          aria-current={current ? 'true' : undefined}
          className={`rounded-md whitespace-nowrap no-underline ${room} ${current ? 'bg-accent-soft font-medium text-accent' : 'text-muted hover:bg-sunken'}`}
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}
