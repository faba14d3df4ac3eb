/** Where on /status the limit stands that kept us from looking: by what was looked at. */

const places: readonly (readonly [check: RegExp, part: string])[] = [
  [/^(?:blocklist-|list-coverage$|allowlist$)/, 'blocklists'],
  [/^(?:dnssec-|dane-)/, 'dnssec'],
  [/^zone-propagation$/, 'resolvers'],
  [/^(?:port-(?!25$)\d+|mail-(?:tls|cert)-ports)$/, 'ports'],
  [/^(?:port-25|egress-25|smtp-|starttls-|tls-(?!sender$|rpt$)|mta-sts-mx-cert$|postmaster-mailbox$|rcpt-reply$)/, 'port-25'],
]

/** The path for a check that could not be made on our side: the part itself, else the page. */
export function statusPath(checkId: string): string {
  const part = places.find(([check]) => check.test(checkId))?.[1]
  return part ? `/status#${part}` : '/status'
}
