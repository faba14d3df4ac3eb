/** The table of contents of a mail's report: its sections, their checks, in the order they are shown. */
import { arcChain } from './authentication/arc-chain.ts'
import { arcRescue } from './authentication/arc-rescue.ts'
import { authResultsForged } from './authentication/auth-results-forged.ts'
import { dkimAlignment } from './authentication/dkim-alignment.ts'
import { dkimBodyHash } from './authentication/dkim-body-hash.ts'
import { dkimBodyLength } from './authentication/dkim-body-length.ts'
import { dkimCanonicalization } from './authentication/dkim-canonicalization.ts'
import { dkimHeaderSignature } from './authentication/dkim-header-signature.ts'
import { dkimHeadersUnsigned } from './authentication/dkim-headers-unsigned.ts'
import { dkimIdentity } from './authentication/dkim-identity.ts'
import { dkimOversigned } from './authentication/dkim-oversigned.ts'
import { dkimReplayRisk } from './authentication/dkim-replay-risk.ts'
import { dkimSignature } from './authentication/dkim-signature.ts'
import { dkimSignatureAlgorithm } from './authentication/dkim-signature-algorithm.ts'
import { dkimSignatureCount } from './authentication/dkim-signature-count.ts'
import { dkimSignatureExpired } from './authentication/dkim-signature-expired.ts'
import { dmarcResult } from './authentication/dmarc-result.ts'
import { dmarcSubdomainApplied } from './authentication/dmarc-subdomain-applied.ts'
import { envelopeAlignment } from './authentication/envelope-alignment.ts'
import { fromDomain } from './authentication/from-domain.ts'
import { returnPath } from './authentication/return-path.ts'
import { spfAlignment } from './authentication/spf-alignment.ts'
import { spfResult } from './authentication/spf-result.ts'
import { allowlist } from './blocklist/allowlist.ts'
import { blocklistDomainLink } from './blocklist/blocklist-domain-link.ts'
import { blocklistDomainOwn } from './blocklist/blocklist-domain-own.ts'
import { blocklistIpMajor } from './blocklist/blocklist-ip-major.ts'
import { blocklistIpMinor } from './blocklist/blocklist-ip-minor.ts'
import { blocklistIpPolicy } from './blocklist/blocklist-ip-policy.ts'
import { blocklistIpRange } from './blocklist/blocklist-ip-range.ts'
import { addressListCoverage } from './blocklist/list-coverage.ts'
import type { Check } from './check.ts'
import { bodyChecks, formatChecks } from './content-index.ts'
import { dkimKeyAlias } from './dkim/dkim-key-alias.ts'
import { dkimKeyLength } from './dkim/dkim-key-length.ts'
import { dkimKeyMissing } from './dkim/dkim-key-missing.ts'
import { dkimKeyRevoked } from './dkim/dkim-key-revoked.ts'
import { dkimKeySyntax } from './dkim/dkim-key-syntax.ts'
import { dkimKeyTruncated } from './dkim/dkim-key-truncated.ts'
import { dkimTestMode } from './dkim/dkim-test-mode.ts'
import { dmarcMultiple } from './dmarc/dmarc-multiple.ts'
import { dmarcPolicy } from './dmarc/dmarc-policy.ts'
import { dmarcRecord } from './dmarc/dmarc-record.ts'
import { dmarcRua } from './dmarc/dmarc-rua.ts'
import { dmarcSyntax } from './dmarc/dmarc-syntax.ts'
import { dmarcTestMode } from './dmarc/dmarc-test-mode.ts'
import { mxRecord } from './mx/mx-record.ts'
import { mxSelfLoop } from './mx/mx-self-loop.ts'
import { pathChecks } from './path-index.ts'
import { fcrdns } from './rdns/fcrdns.ts'
import { heloPtrMatch } from './rdns/helo-ptr-match.ts'
import { heloResolves } from './rdns/helo-resolves.ts'
import { heloSyntax } from './rdns/helo-syntax.ts'
import { ipFamily } from './rdns/ip-family.ts'
import { ipSharedPool } from './rdns/ip-shared-pool.ts'
import { ptrGeneric } from './rdns/ptr-generic.ts'
import { ptrMissing } from './rdns/ptr-missing.ts'
import { spfAfterAll } from './spf/spf-after-all.ts'
import { spfAll } from './spf/spf-all.ts'
import { spfHelo } from './spf/spf-helo.ts'
import { spfIncludeLoop } from './spf/spf-include-loop.ts'
import { spfIncludeMissing } from './spf/spf-include-missing.ts'
import { spfIncludeTakeover } from './spf/spf-include-takeover.ts'
import { spfLookups } from './spf/spf-lookups.ts'
import { spfMacro } from './spf/spf-macro.ts'
import { spfPtr } from './spf/spf-ptr.ts'
import { spfRecord } from './spf/spf-record.ts'
import { spfSize } from './spf/spf-size.ts'
import { spfSyntax } from './spf/spf-syntax.ts'
import { spfVoidLookups } from './spf/spf-void-lookups.ts'
import type { TestMail } from './subject.ts'
import { tlsSender } from './transport/tls-sender.ts'

export interface Section {
  id: string
  title: string
  checks: Check<TestMail>[]
}

export const mailSections: Section[] = [
  {
    id: 'authentication',
    title: 'Is it really from you',
    checks: [
      dmarcResult,
      spfResult,
      spfAlignment,
      dkimSignature,
      dkimAlignment,
      fromDomain,
      returnPath,
      envelopeAlignment,
      dkimKeyMissing,
      dkimKeyAlias,
      dkimKeySyntax,
      dkimKeyTruncated,
      dkimKeyRevoked,
      dkimKeyLength,
      dkimTestMode,
      dkimBodyHash,
      dkimHeaderSignature,
      dkimSignatureExpired,
      dkimBodyLength,
      dkimSignatureAlgorithm,
      dkimHeadersUnsigned,
      dkimIdentity,
      dkimSignatureCount,
      dkimCanonicalization,
      dkimOversigned,
      dkimReplayRisk,
      dmarcRecord,
      dmarcMultiple,
      dmarcSyntax,
      dmarcPolicy,
      dmarcTestMode,
      dmarcRua,
      dmarcSubdomainApplied,
      spfRecord,
      spfSyntax,
      spfMacro,
      spfSize,
      spfLookups,
      spfVoidLookups,
      spfIncludeMissing,
      spfIncludeTakeover,
      spfIncludeLoop,
      spfAll,
      spfAfterAll,
      spfPtr,
      spfHelo,
      arcChain,
      arcRescue,
      authResultsForged,
    ],
  },
  {
    id: 'host',
    title: 'The sending server',
    checks: [ptrMissing, fcrdns, ptrGeneric, heloSyntax, heloResolves, heloPtrMatch, ipFamily, ipSharedPool, tlsSender],
  },
  {
    id: 'reputation',
    title: 'Reputation',
    checks: [
      blocklistIpMajor,
      blocklistDomainOwn,
      blocklistDomainLink,
      blocklistIpPolicy,
      blocklistIpMinor,
      blocklistIpRange,
      allowlist,
      addressListCoverage,
    ],
  },
  {
    id: 'message',
    title: 'The message',
    checks: [...formatChecks, ...bodyChecks],
  },
  { id: 'path', title: 'How it travelled', checks: pathChecks },
  { id: 'replies', title: 'Where replies go', checks: [mxRecord, mxSelfLoop] },
]

/** Of the lists, and of our set-up alone: it looks at no mail. */
export { addressListCoverage } from './blocklist/list-coverage.ts'
