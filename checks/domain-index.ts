/** The table of contents of a domain's report: its sections, their checks, in the order they are shown. */
import { bimiCertificate } from './bimi/bimi-certificate.ts'
import { bimiDmarc } from './bimi/bimi-dmarc.ts'
import { bimiLogoFetch } from './bimi/bimi-logo-fetch.ts'
import { bimiLogoProfile } from './bimi/bimi-logo-profile.ts'
import { bimiRecord } from './bimi/bimi-record.ts'
import { bimiSelector } from './bimi/bimi-selector.ts'
import { blocklistDomainOwn } from './blocklist/blocklist-domain-own.ts'
import { blocklistNameserver } from './blocklist/blocklist-nameserver.ts'
import { listCoverage } from './blocklist/list-coverage.ts'
import { mailServerPolicy } from './blocklist/blocklist-ip-policy.ts'
import type { Check } from './check.ts'
import { dkimEd25519 } from './dkim/dkim-ed25519.ts'
import { dkimGranularity } from './dkim/dkim-granularity.ts'
import { dkimHashRestriction } from './dkim/dkim-hash-restriction.ts'
import { dkimKeyAge } from './dkim/dkim-key-age.ts'
import { dkimKeyAlias } from './dkim/dkim-key-alias.ts'
import { dkimKeyLength } from './dkim/dkim-key-length.ts'
import { dkimKeyMissing } from './dkim/dkim-key-missing.ts'
import { dkimKeyRevoked } from './dkim/dkim-key-revoked.ts'
import { dkimKeyShared } from './dkim/dkim-key-shared.ts'
import { dkimKeySyntax } from './dkim/dkim-key-syntax.ts'
import { dkimKeyTruncated } from './dkim/dkim-key-truncated.ts'
import { dkimKeyWeak } from './dkim/dkim-key-weak.ts'
import { dkimSelector } from './dkim/dkim-selector.ts'
import { dkimServiceType } from './dkim/dkim-service-type.ts'
import { dkimSubdomainFlag } from './dkim/dkim-subdomain-flag.ts'
import { dkimTestMode } from './dkim/dkim-test-mode.ts'
import { dkimWildcard } from './dkim/dkim-wildcard.ts'
import { dmarcAlias } from './dmarc/dmarc-alias.ts'
import { dmarcAlignmentMode } from './dmarc/dmarc-alignment-mode.ts'
import { dmarcEnforceable } from './dmarc/dmarc-enforceable.ts'
import { dmarcFo } from './dmarc/dmarc-fo.ts'
import { dmarcMisplaced } from './dmarc/dmarc-misplaced.ts'
import { dmarcMultiple } from './dmarc/dmarc-multiple.ts'
import { dmarcNonexistentPolicy } from './dmarc/dmarc-nonexistent-policy.ts'
import { dmarcObsoleteTags } from './dmarc/dmarc-obsolete-tags.ts'
import { dmarcOrganizationalDomain } from './dmarc/dmarc-organizational-domain.ts'
import { dmarcPolicy } from './dmarc/dmarc-policy.ts'
import { dmarcPsd } from './dmarc/dmarc-psd.ts'
import { dmarcRecord } from './dmarc/dmarc-record.ts'
import { dmarcRuaAuthorised } from './dmarc/dmarc-rua-authorised.ts'
import { dmarcRuaDeliverable } from './dmarc/dmarc-rua-deliverable.ts'
import { dmarcRua } from './dmarc/dmarc-rua.ts'
import { dmarcRuf } from './dmarc/dmarc-ruf.ts'
import { dmarcSubdomainPolicy } from './dmarc/dmarc-subdomain-policy.ts'
import { dmarcSyntax } from './dmarc/dmarc-syntax.ts'
import { dmarcTestMode } from './dmarc/dmarc-test-mode.ts'
import { dmarcWalkLength } from './dmarc/dmarc-walk-length.ts'
import { mxCname } from './mx/mx-cname.ts'
import { mxDangling } from './mx/mx-dangling.ts'
import { mxDuplicate } from './mx/mx-duplicate.ts'
import { mxHostnameSyntax } from './mx/mx-hostname-syntax.ts'
import { mxIpLiteral } from './mx/mx-ip-literal.ts'
import { mxIpv6 } from './mx/mx-ipv6.ts'
import { mxNoAddress } from './mx/mx-no-address.ts'
import { mxPreference } from './mx/mx-preference.ts'
import { mxRecord } from './mx/mx-record.ts'
import { mxRedundancy } from './mx/mx-redundancy.ts'
import { mxResponseSize } from './mx/mx-response-size.ts'
import { mxSelfLoop } from './mx/mx-self-loop.ts'
import { mxSpecialAddress } from './mx/mx-special-address.ts'
import { mxTtl } from './mx/mx-ttl.ts'
import { mxWildcard } from './mx/mx-wildcard.ts'
import { postmasterMailbox } from './mx/postmaster-mailbox.ts'
import { nullMxConflict } from './mx/null-mx-conflict.ts'
import { nullMxSender } from './mx/null-mx-sender.ts'
import { ofMx } from './ports/of-mx.ts'
import { port25 } from './ports/port-25.ts'
import { port465 } from './ports/port-465.ts'
import { port587 } from './ports/port-587.ts'
import { smtpAuthPlain } from './ports/smtp-auth-plain.ts'
import { smtpBanner } from './ports/smtp-banner.ts'
import { smtpBannerName } from './ports/smtp-banner-name.ts'
import { smtpEhlo } from './ports/smtp-ehlo.ts'
import { smtpResponseTime } from './ports/smtp-response-time.ts'
import { fcrdns } from './rdns/fcrdns.ts'
import { ofMailServers } from './rdns/of-mail-servers.ts'
import { ptrGeneric } from './rdns/ptr-generic.ts'
import { ptrMissing } from './rdns/ptr-missing.ts'
import { ptrMultiple } from './rdns/ptr-multiple.ts'
import { ptrSyntax } from './rdns/ptr-syntax.ts'
import { spfAfterAll } from './spf/spf-after-all.ts'
import { spfAllStrictness } from './spf/spf-all-strictness.ts'
import { spfAll } from './spf/spf-all.ts'
import { spfIncludeDuplicate } from './spf/spf-include-duplicate.ts'
import { spfIncludeLoop } from './spf/spf-include-loop.ts'
import { spfIncludeMissing } from './spf/spf-include-missing.ts'
import { spfIncludeTakeover } from './spf/spf-include-takeover.ts'
import { spfLookups } from './spf/spf-lookups.ts'
import { spfMacro } from './spf/spf-macro.ts'
import { spfMisplaced } from './spf/spf-misplaced.ts'
import { spfMxCovered } from './spf/spf-mx-covered.ts'
import { spfMxExpansion } from './spf/spf-mx-expansion.ts'
import { spfPtr } from './spf/spf-ptr.ts'
import { spfRangeBroad } from './spf/spf-range-broad.ts'
import { spfRangeOverlap } from './spf/spf-range-overlap.ts'
import { spfRangeSpecial } from './spf/spf-range-special.ts'
import { spfRecord } from './spf/spf-record.ts'
import { spfRrtype } from './spf/spf-rrtype.ts'
import { spfSize } from './spf/spf-size.ts'
import { spfSubdomainGap } from './spf/spf-subdomain-gap.ts'
import { spfSyntax } from './spf/spf-syntax.ts'
import { spfVoidLookups } from './spf/spf-void-lookups.ts'
import type { Domain } from './subject.ts'
import { daneMatch } from './transport/dane-match.ts'
import { daneMxSigned } from './transport/dane-mx-signed.ts'
import { daneTlsa } from './transport/dane-tlsa.ts'
import { daneUsage } from './transport/dane-usage.ts'
import { mtaStsId } from './transport/mta-sts-id.ts'
import { mtaStsMaxAge } from './transport/mta-sts-max-age.ts'
import { mtaStsMode } from './transport/mta-sts-mode.ts'
import { mtaStsMxCert } from './transport/mta-sts-mx-cert.ts'
import { mtaStsMxMismatch } from './transport/mta-sts-mx-mismatch.ts'
import { mtaStsPolicy } from './transport/mta-sts-policy.ts'
import { mtaStsRecord } from './transport/mta-sts-record.ts'
import { starttlsInjection } from './transport/starttls-injection.ts'
import { starttlsMissing } from './transport/starttls-missing.ts'
import { tlsCertChain } from './transport/tls-cert-chain.ts'
import { tlsCertExpiry } from './transport/tls-cert-expiry.ts'
import { tlsCertName } from './transport/tls-cert-name.ts'
import { tlsCertStrength } from './transport/tls-cert-strength.ts'
import { tlsCipherWeak } from './transport/tls-cipher-weak.ts'
import { tlsRpt } from './transport/tls-rpt.ts'
import { tlsVersion } from './transport/tls-version.ts'
import { apexCname } from './zone/apex-cname.ts'
import { caaVmc } from './zone/caa-vmc.ts'
import { caa } from './zone/caa.ts'
import { delegation } from './zone/delegation.ts'
import { domainAge } from './zone/domain-age.ts'
import { domainExpiry } from './zone/domain-expiry.ts'
import { dnssecAlgorithm } from './zone/dnssec-algorithm.ts'
import { dnssecExpiry } from './zone/dnssec-expiry.ts'
import { dnssecNsec3 } from './zone/dnssec-nsec3.ts'
import { dnssecStatus } from './zone/dnssec-status.ts'
import { nsAlias } from './zone/ns-alias.ts'
import { nsCount } from './zone/ns-count.ts'
import { nsDiversity } from './zone/ns-diversity.ts'
import { nsGlue } from './zone/ns-glue.ts'
import { nsLame } from './zone/ns-lame.ts'
import { nsOpenResolver } from './zone/ns-open-resolver.ts'
import { nsParentChild } from './zone/ns-parent-child.ts'
import { nsTransport } from './zone/ns-transport.ts'
import { nsZoneTransfer } from './zone/ns-zone-transfer.ts'
import { soaContact } from './zone/soa-contact.ts'
import { soaMissing } from './zone/soa-missing.ts'
import { soaValues } from './zone/soa-values.ts'
import { ttlMail } from './zone/ttl-mail.ts'
import { wildcard } from './zone/wildcard.ts'
import { zoneAgreement } from './zone/zone-agreement.ts'
import { zonePropagation } from './zone/zone-propagation.ts'
import { zoneSerial } from './zone/zone-serial.ts'

export interface DomainSection {
  id: string
  title: string
  checks: Check<Domain>[]
}

export const domainSections: DomainSection[] = [
  {
    id: 'mx',
    title: 'Receiving',
    checks: [
      mxRecord,
      nullMxConflict,
      nullMxSender,
      mxCname,
      mxIpLiteral,
      mxHostnameSyntax,
      mxDangling,
      mxNoAddress,
      mxSpecialAddress,
      mxSelfLoop,
      mxIpv6,
      mxPreference,
      mxRedundancy,
      mxDuplicate,
      mxTtl,
      mxWildcard,
      mxResponseSize,
      postmasterMailbox,
    ],
  },
  {
    id: 'spf',
    title: 'SPF: permitted servers',
    checks: [
      spfRecord,
      spfMisplaced,
      spfSyntax,
      spfMacro,
      spfSize,
      spfLookups,
      spfVoidLookups,
      spfMxExpansion,
      spfIncludeMissing,
      spfIncludeTakeover,
      spfIncludeLoop,
      spfIncludeDuplicate,
      spfAll,
      spfAllStrictness,
      spfAfterAll,
      spfPtr,
      spfRangeBroad,
      spfRangeSpecial,
      spfRangeOverlap,
      spfRrtype,
      spfMxCovered,
      spfSubdomainGap,
    ],
  },
  {
    id: 'dkim',
    title: 'DKIM: signing keys',
    checks: [
      dkimSelector,
      dkimKeyMissing,
      dkimKeyAlias,
      dkimKeySyntax,
      dkimKeyTruncated,
      dkimKeyRevoked,
      dkimKeyLength,
      dkimKeyWeak,
      dkimTestMode,
      dkimSubdomainFlag,
      dkimHashRestriction,
      dkimServiceType,
      dkimGranularity,
      dkimEd25519,
      dkimWildcard,
      dkimKeyShared,
      dkimKeyAge,
    ],
  },
  {
    id: 'dmarc',
    title: "DMARC: the domain's rule",
    checks: [
      dmarcRecord,
      dmarcMultiple,
      dmarcSyntax,
      dmarcMisplaced,
      dmarcPolicy,
      dmarcEnforceable,
      dmarcSubdomainPolicy,
      dmarcNonexistentPolicy,
      dmarcTestMode,
      dmarcObsoleteTags,
      dmarcRua,
      dmarcRuaAuthorised,
      dmarcRuaDeliverable,
      dmarcRuf,
      dmarcFo,
      dmarcAlignmentMode,
      dmarcOrganizationalDomain,
      dmarcPsd,
      dmarcWalkLength,
      dmarcAlias,
    ],
  },
  {
    id: 'transport',
    title: 'Encryption in transit',
    checks: [
      starttlsMissing,
      starttlsInjection,
      tlsVersion,
      tlsCipherWeak,
      tlsCertExpiry,
      tlsCertName,
      tlsCertChain,
      tlsCertStrength,
      mtaStsRecord,
      mtaStsPolicy,
      mtaStsId,
      mtaStsMode,
      mtaStsMaxAge,
      mtaStsMxMismatch,
      mtaStsMxCert,
      tlsRpt,
      daneTlsa,
      daneMatch,
      daneUsage,
      daneMxSigned,
    ],
  },
  {
    id: 'ports',
    title: 'Ports of the mail servers',
    checks: [
      ofMx([25], port25),
      ofMx([25], smtpBanner),
      ofMx([25], smtpBannerName),
      ofMx([25], smtpResponseTime),
      ofMx([25], smtpEhlo),
      ofMx([465], port465),
      ofMx([587], port587),
      ofMx([25, 465, 587], smtpAuthPlain),
    ],
  },
  {
    id: 'rdns',
    title: 'Names of the mail servers',
    checks: [ptrMissing, fcrdns, ptrGeneric, ptrMultiple, ptrSyntax].map(ofMailServers),
  },
  {
    id: 'zone',
    title: 'DNS zone',
    checks: [
      delegation,
      nsLame,
      nsParentChild,
      nsGlue,
      nsCount,
      nsDiversity,
      nsAlias,
      nsTransport,
      nsOpenResolver,
      nsZoneTransfer,
      zoneSerial,
      zoneAgreement,
      zonePropagation,
      soaMissing,
      soaValues,
      soaContact,
      ttlMail,
      caa,
      caaVmc,
      apexCname,
      wildcard,
      dnssecStatus,
      dnssecExpiry,
      dnssecAlgorithm,
      dnssecNsec3,
      domainExpiry,
      domainAge,
    ],
  },
  {
    id: 'bimi',
    title: 'Logo (BIMI)',
    checks: [bimiRecord, bimiDmarc, bimiLogoFetch, bimiLogoProfile, bimiCertificate, bimiSelector],
  },
  {
    id: 'blocklist',
    title: 'Blocklists',
    checks: [blocklistDomainOwn, blocklistNameserver, mailServerPolicy, listCoverage],
  },
]
