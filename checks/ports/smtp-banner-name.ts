import { type Check, type Finding, info, pass, saw, say, warn } from '../check.ts'
import { worstOf } from '../facts/mail-servers.ts'
import { sameOrganization } from '../facts/organizational-domain.ts'
import { sawPort } from '../facts/port-looks.ts'
import { reverseNames } from '../facts/reverse-name.ts'
import type { Net, PortLook } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { notApplicable, onServer, talking } from './of-port.ts'
import { greetingName, isFullName } from './smtp-banner.ts'

/** Does the server greet under a name that is its own? */
export const smtpBannerName: Check<ProbedHost> = {
  id: 'smtp-banner-name',
  title: 'Name in the greeting',
  reference: 'RFC 5321 §4.3.1; practice',
  silence: 'prober-blocked',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    const named = found.looks.filter((look) => isFullName(greetingName(look)) && !greetingName(look).startsWith('['))
    const judged = await Promise.all(named.map((look) => judge(look, net)))
    return worstOf(judged) ?? notApplicable(found.evidence, subject)
  },
}

async function judge(look: PortLook, net: Net): Promise<Finding> {
  const name = greetingName(look)
  const { host, address } = look
  const { answer, names } = await reverseNames(address, net)
  const evidence = [sawPort(look), ...saw(answer).slice(0, 5)]
  if (name === host || names.includes(name)) {
    return pass('match', { evidence, explanation: say`${address} greets as ${name}, which is its own name.` })
  }
  const [a, aaaa] = await Promise.all([net.dns.resolve(name, 'A'), net.dns.resolve(name, 'AAAA')])
  if (a.records.length + aaaa.records.length === 0) {
    return warn('no-forward', {
      evidence: [...evidence, ...saw(a), ...saw(aaaa)],
      explanation: say`${address} greets as ${name}, and there is no such host.`,
      fix: onServer(
        say`Let ${host} greet with a name that leads to it: its own, ${host}.`,
        say`Some servers check the name another one gives when mail goes the other way.`,
      ),
    })
  }
  for (const other of [host, ...names.slice(0, 1)]) {
    if (!isFullName(other) || !(await sameOrganization(name, other, net))) continue
    return info('same-organization', {
      evidence,
      explanation: say`${address} greets as ${name}, another name of the same organization.`,
    })
  }
  return info('differs', {
    evidence,
    explanation: say`${address} greets as ${name}, a name from elsewhere. For receiving mail that does no harm.`,
  })
}
