import { type Check, fail, type Finding, type Fix, info, pass, saw, say } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain, Selector } from '../subject.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Has the key been revoked? An empty `p=` says so, and makes every signature with it fail. */
export const dkimKeyRevoked: Check<Domain> = {
  id: 'dkim-key-revoked',
  title: 'Revoked DKIM key',
  reference: 'RFC 6376 §3.6.1',

  run(subject, net) {
    return worstKey(subject, net, judge)
  },
}

function judge(key: DkimKey, { source }: Selector): Finding {
  const { record, answer, selector, domain } = key
  if (!record || record.publicKey === undefined) return noKey(key)
  const evidence = saw(answer)
  if (record.revoked && source === 'mail') {
    const explanation = say`The mail is signed with the key ${selector}, which ${domain} has revoked.`
    return fail('revoked-in-use', { evidence, explanation, cause: 'dkim-key', fix: replace(key) })
  }
  if (record.revoked) return info('revoked-unused', { evidence, explanation: say`${domain} has revoked the key ${selector}.` })
  return pass('active', { evidence, explanation: say`The key ${selector} is in use.` })
}

function replace({ selector, domain }: DkimKey): Fix {
  return {
    who: 'sending-service',
    say: say`Sign with another key: publish a new one under a new selector of ${domain}, and stop signing with ${selector}.`,
    why: say`An empty key tells receivers that nothing signed with it is genuine any more.`,
  }
}
