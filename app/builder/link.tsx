/** The way from a finding to the builder of the record it is about. */
import { Link } from '@remix-run/react'
import { createContext, useContext } from 'react'
import { buttonLook } from '../ui/button.tsx'

/** The domain whose records can be built; null where the report is not about one. */
export const BuildFor = createContext<string | null>(null)

const builders: Record<string, { kind: string; label: string }> = {
  'spf-record': { kind: 'spf', label: 'Build the SPF record' },
  'spf-syntax': { kind: 'spf', label: 'Build the SPF record' },
  'spf-lookups': { kind: 'spf', label: 'Build the SPF record' },
  'dmarc-record': { kind: 'dmarc', label: 'Build the DMARC record' },
  'dmarc-syntax': { kind: 'dmarc', label: 'Build the DMARC record' },
  'dmarc-policy': { kind: 'dmarc', label: 'Build the DMARC record' },
  'dmarc-rua': { kind: 'dmarc', label: 'Build the DMARC record' },
  'mta-sts-record': { kind: 'mta-sts', label: 'Build the MTA-STS record and policy' },
  'mta-sts-policy': { kind: 'mta-sts', label: 'Build the MTA-STS record and policy' },
  'mta-sts-mx-mismatch': { kind: 'mta-sts', label: 'Build the MTA-STS record and policy' },
  'tls-rpt': { kind: 'tls-rpt', label: 'Build the TLS reporting record' },
  'bimi-record': { kind: 'bimi', label: 'Build the BIMI record' },
}

/** `id`: the check. Nothing where its record has no builder. */
export function BuildIt({ id, className = '' }: { id: string; className?: string }) {
  const domain = useContext(BuildFor)
  const builder = Object.hasOwn(builders, id) ? builders[id] : undefined
  if (domain === null || !builder) return null
  return (
    <Link className={`${buttonLook('quiet')} ${className}`} to={`/build/${builder.kind}?${new URLSearchParams({ domain })}`}>
      {builder.label}
    </Link>
  )
}
