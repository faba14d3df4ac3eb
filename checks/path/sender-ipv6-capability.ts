import { isAddress, readIp } from '../records/ip.ts'
import { type Check, info, say } from '../check.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Does the sender manage both IPv4 and IPv6? One mail shows one of them; only addresses that can be reached one way would show both. */
export const senderIpv6Capability: Check<TestMail> = {
  id: 'sender-ipv6-capability',
  title: 'IPv4 and IPv6',
  reference: 'RFC 5321 §5.2',

  async run({ session }) {
    if (!session) return notWitnessed('no-session')
    const { peerAddress } = session
    const evidence = [{ where: 'seen by us', what: `from [${peerAddress}]` }]
    const family = isAddress(peerAddress) && readIp(peerAddress).kind() === 'ipv6' ? 'IPv6' : 'IPv4'
    return info('not-tested', {
      evidence,
      explanation: say`This mail came over ${family}. Whether the other works, one mail cannot show.`,
    })
  },
}
