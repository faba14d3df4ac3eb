/** The table of contents of a domain's report: its sections, their checks, in the order they are shown. */
import type { Check } from './check.ts'
import { dkimKeyLength } from './dkim/dkim-key-length.ts'
import { dkimKeyMissing } from './dkim/dkim-key-missing.ts'
import { dkimKeyRevoked } from './dkim/dkim-key-revoked.ts'
import { dkimKeySyntax } from './dkim/dkim-key-syntax.ts'
import { dkimTestMode } from './dkim/dkim-test-mode.ts'
import { dmarcMultiple } from './dmarc/dmarc-multiple.ts'
import { dmarcPolicy } from './dmarc/dmarc-policy.ts'
import { dmarcRecord } from './dmarc/dmarc-record.ts'
import { dmarcRua } from './dmarc/dmarc-rua.ts'
import { dmarcSyntax } from './dmarc/dmarc-syntax.ts'
import { dmarcTestMode } from './dmarc/dmarc-test-mode.ts'
import { mxRecord } from './mx/mx-record.ts'
import { spfAfterAll } from './spf/spf-after-all.ts'
import { spfAll } from './spf/spf-all.ts'
import { spfIncludeLoop } from './spf/spf-include-loop.ts'
import { spfIncludeMissing } from './spf/spf-include-missing.ts'
import { spfLookups } from './spf/spf-lookups.ts'
import { spfPtr } from './spf/spf-ptr.ts'
import { spfRecord } from './spf/spf-record.ts'
import { spfSyntax } from './spf/spf-syntax.ts'
import { spfVoidLookups } from './spf/spf-void-lookups.ts'
import type { Domain } from './subject.ts'

export interface DomainSection {
  id: string
  title: string
  checks: Check<Domain>[]
}

export const domainSections: DomainSection[] = [
  { id: 'mx', title: 'Receiving', checks: [mxRecord] },
  {
    id: 'spf',
    title: 'SPF: permitted servers',
    checks: [spfRecord, spfSyntax, spfLookups, spfVoidLookups, spfIncludeMissing, spfIncludeLoop, spfAll, spfAfterAll, spfPtr],
  },
  {
    id: 'dkim',
    title: 'DKIM: signing keys',
    checks: [dkimKeyMissing, dkimKeySyntax, dkimKeyRevoked, dkimKeyLength, dkimTestMode],
  },
  {
    id: 'dmarc',
    title: "DMARC: the domain's rule",
    checks: [dmarcRecord, dmarcMultiple, dmarcSyntax, dmarcPolicy, dmarcTestMode, dmarcRua],
  },
]
