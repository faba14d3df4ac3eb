/** The rows about how the mail travelled. */
import type { Check } from './check.ts'
import { greylistRetry } from './path/greylist-retry.ts'
import { hopCount } from './path/hop-count.ts'
import { hopDelay } from './path/hop-delay.ts'
import { hopOriginExposed } from './path/hop-origin-exposed.ts'
import { hopSubmission } from './path/hop-submission.ts'
import { hopTimeSkew } from './path/hop-time-skew.ts'
import { hopTls } from './path/hop-tls.ts'
import { receivedChain } from './path/received-chain.ts'
import { senderIpv6Capability } from './path/sender-ipv6-capability.ts'
import { senderSession } from './path/sender-session.ts'
import { senderTlsPolicy } from './path/sender-tls-policy.ts'
import type { TestMail } from './subject.ts'

export const pathChecks: Check<TestMail>[] = [
  senderSession,
  receivedChain,
  hopCount,
  hopDelay,
  hopTimeSkew,
  hopTls,
  hopSubmission,
  hopOriginExposed,
  greylistRetry,
  senderIpv6Capability,
  senderTlsPolicy,
]
