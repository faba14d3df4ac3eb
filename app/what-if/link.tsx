/** The way from a report to its rehearsal: a change or a fix opens the form with it filled in. */
import { Link } from '@remix-run/react'
import { createContext, useContext } from 'react'
import { buttonLook } from '../ui/button.tsx'

/** The path of the form, with its query: `/domain/acme.com/what-if?scan=…`. Null where nothing can be rehearsed. */
export const WhatIfPath = createContext<string | null>(null)

/** Of a domain's scan that has its report. */
export function whatIfPath({ id, kind, subject, status }: Record<'id' | 'kind' | 'subject' | 'status', string>): string | null {
  return kind === 'domain' && status === 'reported' ? `/domain/${subject}/what-if?scan=${id}` : null
}

interface RehearseProps {
  /** `change=all`, `change=0`, `finding=spf-end`, `finding=spf-end&answer=0.1`; '' opens the form as it is. */
  what: string
  label?: string
  className?: string
}

export function Rehearse({ what, label = 'Rehearse', className = '' }: RehearseProps) {
  const path = useContext(WhatIfPath)
  if (path === null) return null
  const query = what === '' ? '' : `${path.includes('?') ? '&' : '?'}${what}`
  return (
    <Link className={`${buttonLook('quiet')} ${className}`} to={`${path}${query}`}>
      {label}
    </Link>
  )
}
