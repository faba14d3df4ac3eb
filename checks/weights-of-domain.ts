/**
 * Rubric `domain-1`: what each finding about a domain or an address takes away, of 100 points (checks catalogue, appendix D). Read as the table
 * of weights.ts; three sections share the bucket `authentication`.
 */
import type { BucketWeight, Weight } from './weights.ts'

type DomainBucket = 'authentication' | 'host' | 'reputation' | 'mx' | 'transport' | 'ports' | 'logo'

export const domainBuckets: Record<DomainBucket, BucketWeight> = {
  authentication: { section: 'dmarc', of: 45, fail: 5, warn: 1 },
  host: { section: 'rdns', of: 5, fail: 3, warn: 1 },
  reputation: { section: 'blocklist', of: 15, fail: 5, warn: 1 },
  mx: { section: 'mx', of: 20, fail: 4, warn: 1.5 },
  transport: { section: 'transport', of: 15, fail: 3, warn: 1 },
  ports: { section: 'ports', of: 0, fail: 0, warn: 0 },
  logo: { section: 'bimi', of: 0, fail: 0, warn: 0 },
}

const spf = { bucket: 'authentication', section: 'spf' } as const
const dmarc = { bucket: 'authentication' } as const
const dkim = { bucket: 'authentication', section: 'dkim' } as const
const zone = { bucket: 'mx', section: 'zone' } as const
const transport = { bucket: 'transport' } as const
const reputation = { bucket: 'reputation' } as const

/** Rows that take what their bucket says. */
function plain<W extends Weight<DomainBucket>>(weight: W, ...ids: string[]): Record<string, W> {
  return Object.fromEntries(ids.map((id) => [id, weight]))
}

export const domainWeights: Record<string, Weight<DomainBucket>> = {
  delegation: { ...zone, fail: 20 },
  'dnssec-status': { ...zone, fail: 20 },
  'mx-record': { bucket: 'mx', fail: 20 },
  'mx-dangling': { bucket: 'mx', fail: 10 },
  'zone-agreement': { ...zone, fail: 8 },
  'mx-cname': { bucket: 'mx', fail: 6 },
  ...plain(
    { bucket: 'mx' },
    'null-mx-conflict',
    'null-mx-sender',
    'mx-ip-literal',
    'mx-hostname-syntax',
    'mx-no-address',
    'mx-special-address',
  ),
  ...plain(
    { bucket: 'mx' },
    'mx-self-loop',
    'mx-ipv6',
    'mx-preference',
    'mx-redundancy',
    'mx-duplicate',
    'mx-ttl',
    'mx-wildcard',
    'mx-response-size',
  ),
  // It never fails, and is not asked without consent: what is not known of it weighs no more than it could take.
  'postmaster-mailbox': { bucket: 'mx', fail: 1.5 },
  'spf-record': { ...spf, fail: 15 },
  'spf-syntax': { ...spf, fail: 12 },
  'spf-lookups': { ...spf, fail: 12 },
  'spf-all': { ...spf, codes: { 'pass-all': 15 } },
  ...plain(
    spf,
    'spf-misplaced',
    'spf-macro',
    'spf-size',
    'spf-void-lookups',
    'spf-include-missing',
    'spf-include-takeover',
    'spf-include-loop',
  ),
  ...plain(
    spf,
    'spf-include-duplicate',
    'spf-mx-expansion',
    'spf-all-strictness',
    'spf-after-all',
    'spf-ptr',
    'spf-range-broad',
    'spf-range-special',
  ),
  ...plain(spf, 'spf-range-overlap', 'spf-rrtype', 'spf-mx-covered', 'spf-subdomain-gap', 'spf-helo'),
  ...plain(
    dkim,
    'dkim-selector',
    'dkim-key-missing',
    'dkim-key-alias',
    'dkim-key-syntax',
    'dkim-key-truncated',
    'dkim-key-revoked',
    'dkim-key-length',
  ),
  ...plain(
    dkim,
    'dkim-key-weak',
    'dkim-test-mode',
    'dkim-subdomain-flag',
    'dkim-hash-restriction',
    'dkim-service-type',
    'dkim-granularity',
  ),
  ...plain(dkim, 'dkim-ed25519', 'dkim-wildcard', 'dkim-key-shared', 'dkim-key-age'),
  'dmarc-record': { ...dmarc, fail: 20 },
  'dmarc-policy': { ...dmarc, warn: 6 },
  // A domain that is complete but asks for no reports, as parked ones do, still reaches the top.
  'dmarc-rua': { ...dmarc, codes: { missing: 0 } },
  ...plain(
    dmarc,
    'dmarc-multiple',
    'dmarc-syntax',
    'dmarc-misplaced',
    'dmarc-subdomain-policy',
    'dmarc-nonexistent-policy',
    'dmarc-test-mode',
  ),
  ...plain(
    dmarc,
    'dmarc-obsolete-tags',
    'dmarc-rua-authorised',
    'dmarc-rua-deliverable',
    'dmarc-ruf',
    'dmarc-fo',
    'dmarc-alignment-mode',
  ),
  ...plain(dmarc, 'dmarc-organizational-domain', 'dmarc-psd', 'dmarc-walk-length', 'dmarc-alias', 'dmarc-enforceable'),
  'ptr-missing': { bucket: 'host', fail: 5 },
  fcrdns: { bucket: 'host', fail: 5 },
  ...plain({ bucket: 'host' }, 'ptr-generic', 'ptr-multiple', 'ptr-syntax', 'ip-family', 'ip-shared-pool'),
  'starttls-missing': { ...transport, codes: { none: 8 } },
  'mta-sts-mx-mismatch': { ...transport, fail: 8 },
  'dane-match': { ...transport, fail: 8 },
  'tls-cert-expiry': { ...transport, fail: 5 },
  'tls-cert-name': { ...transport, fail: 5 },
  'tls-cert-chain': { ...transport, fail: 5 },
  'tls-cert-strength': { ...transport, fail: 5 },
  'mta-sts-mx-cert': { ...transport, fail: 5 },
  ...plain(
    transport,
    'starttls-injection',
    'tls-version',
    'tls-cipher-weak',
    'mta-sts-record',
    'mta-sts-policy',
    'mta-sts-mode',
    'mta-sts-max-age',
  ),
  ...plain(transport, 'mta-sts-id', 'tls-rpt', 'dane-tlsa', 'dane-usage', 'dane-mx-signed'),
  ...plain(
    zone,
    'ns-lame',
    'ns-parent-child',
    'ns-glue',
    'ns-count',
    'ns-diversity',
    'ns-alias',
    'ns-transport',
    'ns-open-resolver',
    'ns-zone-transfer',
  ),
  ...plain(
    zone,
    'zone-serial',
    'zone-propagation',
    'soa-values',
    'soa-contact',
    'soa-missing',
    'ttl-mail',
    'caa',
    'caa-vmc',
    'apex-cname',
    'wildcard',
  ),
  ...plain(zone, 'dnssec-expiry', 'dnssec-algorithm', 'dnssec-nsec3', 'domain-expiry', 'domain-age'),
  'blocklist-domain-own': { ...reputation, fail: 15, warn: 6 },
  'blocklist-ip-major': { ...reputation, fail: 12, codes: { 'listed-spamhaus': 15 } },
  'blocklist-ip-policy': { ...reputation, fail: 15 },
  'blocklist-ip-minor': { ...reputation, fail: 5, warn: 2 },
  'blocklist-ip-range': { ...reputation, warn: 2 },
  'blocklist-nameserver': reputation,
  // Its unknown is about our set-up and counts through the rows that stand on the lists.
  'list-coverage': { ...reputation, shown: true },
  allowlist: { ...reputation, shown: true },
  ...plain(
    { bucket: 'ports', shown: true },
    'port-25',
    'port-465',
    'port-587',
    'smtp-auth-plain',
    'smtp-banner',
    'smtp-banner-name',
    'smtp-ehlo',
    'smtp-response-time',
  ),
  ...plain(
    { bucket: 'logo', shown: true },
    'bimi-record',
    'bimi-dmarc',
    'bimi-logo-fetch',
    'bimi-logo-profile',
    'bimi-certificate',
    'bimi-selector',
  ),
}
