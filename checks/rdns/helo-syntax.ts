import { isIP } from 'node:net'
import { type Check, fail, type Fix, pass, say, warn } from '../check.ts'
import { isHeloUntold, notWitnessed } from '../facts/witnessed.ts'
import { isHostName, isLocalName } from '../records/names.ts'
import type { TestMail } from '../subject.ts'

/** Is the name the server gave a full host name? It is the first thing a sending server says about itself. */
export const heloSyntax: Check<TestMail> = {
  id: 'helo-syntax',
  title: 'The name the server gave',
  reference: 'RFC 5321 §4.1.1.1',

  async run({ session, domain }) {
    if (!session || isHeloUntold(session)) return notWitnessed()
    const { helo, extended } = session
    const evidence = [{ where: extended ? 'EHLO' : 'HELO', what: helo || '(nothing)' }]
    const fix: Fix = {
      who: 'mail-server',
      say: say`Configure the server's host name, in Postfix myhostname, to its full name under ${domain || 'your domain'}.`,
      why: say`Many receivers refuse a server that does not say its full name.`,
    }
    if (/^\[.*\]$/.test(helo))
      return warn('address-literal', {
        evidence,
        explanation: say`The server gave its address, ${helo}, instead of a name.`,
        fix,
      })
    if (isIP(helo) !== 0)
      return fail('bare-ip', { evidence, explanation: say`The server gave a bare address, ${helo}, instead of a name.`, fix })
    if (!isHostName(helo) || isLocalName(helo.toLowerCase())) {
      return fail('not-fqdn', {
        evidence,
        explanation: helo ? say`The server called itself ${helo}, which is no full host name.` : say`The server gave no name.`,
        fix,
      })
    }
    return pass('fqdn', { evidence, explanation: say`The server gave its full name, ${helo}.` })
  },
}
