/** What the page of a probe needs beside its report. */
import { isIP } from 'node:net'
import { normalDomain, registrableDomain } from '#checks/records/names.ts'
import type { ReportRecordChange } from '#checks/report.ts'
import { proofOf } from '#prisma/proof.ts'
import type { ScanView } from '#prisma/scan.ts'
import { usualPorts } from './subject.server.ts'

export interface ProbeAbout {
  /** Those asked for. */
  ports: readonly number[]
  rcptTo: string | null
  mx: boolean
  /** The domain whose mail servers could be walked. */
  domain: string | null
  visitor: boolean
  /** What the team publishes to show that the host, or the recipient's domain, is its own. */
  proofs: ReportRecordChange[]
}

const proofTtl = 300

/** `isMine`: the reader belongs to the team. A recipient and a proof are nobody else's. */
export function probeAbout({ subject, options, teamId }: ScanView, isMine: boolean): ProbeAbout {
  const { ports = options.mx ? [25] : usualPorts, rcptTo = null, mx = false, visitor = false } = options
  const name = isIP(subject) === 0 ? registrableDomain(subject) : null
  const recipientDomain = rcptTo && normalDomain(rcptTo.slice(rcptTo.lastIndexOf('@') + 1))
  const domains = [name, recipientDomain].flatMap((one) => (one ? [registrableDomain(one)] : []))
  return {
    ...{ ports, mx, visitor },
    rcptTo: isMine ? rcptTo : null,
    domain: options.domain ?? name,
    proofs: isMine ? [...new Set(domains)].map((domain) => recordOf(domain, teamId)) : [],
  }
}

const recordOf = (domain: string, teamId: string): ReportRecordChange => ({
  action: 'add',
  name: `_seedbed.${domain}`,
  type: 'TXT',
  value: `seedbed-proof=${proofOf({ teamId, domain })}`,
  ttl: proofTtl,
})
