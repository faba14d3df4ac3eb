import { type Check, type Fix, info, say, warn } from '../check.ts'
import { isGenericName } from '../facts/generic-name.ts'
import { publicAddress } from '../facts/public-address.ts'
import { evidenceOf, type Hop, hostOf, routeOf, routeUnknown } from '../facts/route.ts'
import type { TestMail } from '../subject.ts'

/** How did the mail come into the world: did its author's program prove who it is (RFC 6409 §4.3)? */
export const hopSubmission: Check<TestMail> = {
  id: 'hop-submission',
  title: 'Submission',
  reference: 'RFC 6409 §4.3',

  async run(mail) {
    const unknown = routeUnknown(mail)
    if (unknown) return unknown
    const evidence = evidenceOf(mail)
    const { hops } = routeOf(mail)
    if (hops.some(({ authenticated }) => authenticated))
      return info('authenticated', { evidence, explanation: say`The mail was submitted by somebody who signed in.` })
    const [first] = hops
    if (first && isLocal(first))
      return info('local', {
        evidence,
        explanation: say`The mail was made on ${hostOf(first)} itself, or handed to it by an interface for programs.`,
      })
    const outside = hops.find(({ address }) => address !== '' && publicAddress(address))
    if (outside && outside.reverse !== '' && isGenericName(outside.reverse, outside.address)) {
      const explanation = say`${hostOf(outside)} took the mail from a home connection, ${outside.reverse}, without a sign-in.`
      return warn('open', { evidence, explanation, fix })
    }
    return info('unstated', { evidence, explanation: say`Nothing says how the mail was submitted.` })
  },
}

const isLocal = ({ isNote, with: protocol, address, from, claim }: Hop): boolean =>
  isNote ||
  /^(?:LOCAL|LMTP\w*|HTTPS?|HTTPREST|MAPI|BSMTP|UUCP|STDIN|SPOOL)$/.test(protocol) ||
  from === 'localhost' ||
  /^(?:127\.|::1$)/.test(address) ||
  /\((?:from userid|envelope-from .* local|.*\binvoked by uid)\b|\bfrom userid \d/i.test(claim.slice(0, 2000))

const fix: Fix = {
  who: 'mail-server',
  say: say`Take mail of authors on ports 465 and 587 only, and only after a sign-in.`,
  why: say`A server that takes mail from home connections without a sign-in is used by others, and then listed.`,
}
