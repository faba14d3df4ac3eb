import { type Check, info, pass, saw, say, warn } from '../check.ts'
import { heloName } from '../facts/helo-name.ts'
import { publicAddress } from '../facts/public-address.ts'
import { evaluateSpf } from '../facts/spf-evaluation.ts'
import { noSession } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Has the name the server gave a list of permitted servers? Of mail with an empty bounce address it is the only thing SPF can look at. */
export const spfHelo: Check<TestMail> = {
  id: 'spf-helo',
  title: 'SPF of the name given',
  reference: 'RFC 7208 §2.3',

  async run({ session }, net) {
    if (!session) return noSession('not-applicable')
    const helo = heloName(session)
    if (!helo)
      return info('not-applicable', {
        evidence: [{ where: 'HELO', what: session.helo }],
        explanation: say`The server gave no name that could have a list.`,
      })
    const spf = await evaluateSpf({ ip: session.peerAddress, helo: session.helo, mailFrom: '' }, net)
    if (spf.silence) throw spf.silence
    const answer = await net.dns.resolve(helo, 'TXT')
    const evidence = [{ where: `SPF, HELO ${helo}`, what: `${spf.result} for ${spf.ip}` }, ...saw(answer)]
    if (spf.result === 'pass') return pass('pass', { evidence, explanation: say`The list of ${helo} permits this server.` })
    if (spf.result === 'neutral')
      return info('neutral', { evidence, explanation: say`The list of ${helo} says neither yes nor no to this server.` })
    if (spf.result === 'none')
      return info('missing', { evidence, explanation: say`${helo} has no list of permitted servers of its own.` })
    const sole = spf.record && publicAddress(spf.ip) ? { action: 'replace' as const, was: spf.record } : undefined
    return warn('fail', {
      evidence,
      explanation: say`The list of ${helo}, the name the server gave, does not permit it.`,
      fix: {
        who: 'dns',
        say: say`If ${helo} is this server, publish a list there that permits its own address.`,
        why: say`Bounces and other mail with an empty bounce address are checked by this name.`,
        ...(sole && {
          asks: [
            {
              question: say`Is ${helo} your server?`,
              answers: [
                {
                  answer: say`Yes, and it sends only from its own address`,
                  say: say`Permit that address.`,
                  records: [
                    { ...sole, name: helo, type: 'TXT' as const, value: 'v=spf1 a -all', ttl: Math.max(answer.ttl, 300) },
                  ],
                },
                { answer: say`No`, say: say`Let the server say its own name instead.` },
              ],
            },
          ],
        }),
      },
    })
  },
}
