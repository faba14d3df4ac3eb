import ipaddr from 'ipaddr.js'
import { type Check, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { EarlierTry, TestMail } from '../subject.ts'
import { lasting } from './hop-delay.ts'

const minute = 60_000

/**
 * Does the sender come back after a temporary refusal? Only an address that was asked to refuse at first can tell. A mail that came in the end
 * was not given up, so `gave-up` is the one that came back after more than four hours.
 */
export const greylistRetry: Check<TestMail> = {
  id: 'greylist-retry',
  title: 'Trying again',
  reference: 'RFC 5321 §4.5.4.1, RFC 6647 §2',

  async run({ session, receivedAt, earlierTries = [] }) {
    if (!session) return notWitnessed('no-session')
    const [first] = earlierTries
    if (!first) {
      const evidence = [{ where: 'session', what: 'no temporary refusal of ours came before' }]
      return info('not-tested', {
        evidence,
        explanation: say`This address took the mail at the first try, so a second was not needed.`,
      })
    }
    const tries = [...earlierTries, { at: receivedAt, peerAddress: session.peerAddress }]
    return judged(tries)
  },
}

function judged(tries: readonly EarlierTry[]): Finding {
  const at = tries.map((one) => Date.parse(one.at))
  const pause = (at[1] ?? 0) - (at[0] ?? 0)
  const evidence = tries
    .slice(0, 20)
    .map((one, index) => ({ where: `try ${index + 1}`, what: `${one.at} from ${one.peerAddress}` }))
  const after = pause < minute ? say`less than a minute` : lasting(pause)
  if (pause > 240 * minute)
    return fail('gave-up', { evidence, fix, explanation: say`After the first refusal nothing came for ${after}.` })
  if (pause > 30 * minute) return warn('slow', { evidence, fix, explanation: say`The sender came back after ${after} only.` })
  const networks = tries.map(({ peerAddress }) => networkOf(peerAddress))
  if (networks.every((network, index) => index === 0 || network !== networks[index - 1])) {
    return warn('other-pool', {
      evidence,
      fix: pool,
      explanation: say`Each try came from another network, and a greylist takes each for a stranger.`,
    })
  }
  return pass('retried', {
    evidence,
    explanation: say`The sender came back after ${after}, and the mail was taken at try ${tries.length}.`,
  })
}

/** IPv4 /24, IPv6 /64: what greylists take for one sender. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const ip = ipaddr.process(address)
  const octets = ip.kind() === 'ipv6' ? 8 : 3
  return ip.toByteArray().slice(0, octets).join('.')
}

const fix: Fix = {
  who: 'mail-server',
  say: say`Let the queue try again after 5 to 30 minutes, and for at least four days.`,
  why: say`Many servers refuse strangers at first. A sender that comes back late brings its mail late, one that does not come back loses it.`,
}

const pool: Fix = {
  who: 'mail-server',
  say: say`Let a mail that was put off be tried again from the same address, or from its network.`,
  why: say`Greylists remember the network of the first try; from another one the waiting begins anew.`,
}
