/** The table of contents of an address's report. */
import { allowlist } from './blocklist/allowlist.ts'
import { blocklistIpMajor } from './blocklist/blocklist-ip-major.ts'
import { blocklistIpMinor } from './blocklist/blocklist-ip-minor.ts'
import { blocklistIpPolicy } from './blocklist/blocklist-ip-policy.ts'
import { blocklistIpRange } from './blocklist/blocklist-ip-range.ts'
import { addressListCoverage } from './blocklist/list-coverage.ts'
import type { Check } from './check.ts'
import { fcrdns } from './rdns/fcrdns.ts'
import { ipSharedPool } from './rdns/ip-shared-pool.ts'
import { ptrGeneric } from './rdns/ptr-generic.ts'
import { ptrMissing } from './rdns/ptr-missing.ts'
import { ptrMultiple } from './rdns/ptr-multiple.ts'
import { ptrSyntax } from './rdns/ptr-syntax.ts'
import type { Sender } from './subject.ts'

export interface AddressSection {
  id: string
  title: string
  checks: Check<Sender>[]
}

export const addressSections: AddressSection[] = [
  {
    id: 'rdns',
    title: 'The name of the address',
    checks: [ptrMissing, fcrdns, ptrGeneric, ptrMultiple, ptrSyntax, ipSharedPool],
  },
  {
    id: 'blocklist',
    title: 'Blocklists',
    checks: [blocklistIpMajor, blocklistIpPolicy, blocklistIpMinor, blocklistIpRange, allowlist, addressListCoverage],
  },
]
