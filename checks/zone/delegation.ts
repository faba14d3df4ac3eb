import { type Check, fail, type Fix, pass, saw, say } from '../check.ts'
import { noMail } from '../facts/absent.ts'
import { answersOf, isAuthoritative, nameServers, type NameServers, silenceOfProbe } from '../facts/name-servers.ts'
import { hasLapsed, isHeld, registration, sawRegistration } from '../facts/registration.ts'
import { type Net, Unreachable } from '../net.ts'
import { silenceOnly } from '../facts/mta-sts.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, sawDirect, sawProbe, sawStep } from './evidence.ts'

/**
 * Does the way to the zone work: does the zone above name servers, and do these serve it? When it does not, nothing of the domain can be
 * found. A domain that the zone above does not know is `expired` when its registry says that the registration has run out, or is held back. One
 * that has run out and is still in DNS is what domain-expiry says.
 */
export const delegation: Check<Domain> = {
  id: 'delegation',
  title: 'Delegation',
  reference: 'RFC 1034 §4.2.2',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const found = await nameServers(domain, net)
    const { cut, zone, probes } = found
    if (!cut.zone && !cut.silence) return await undelegated(found, net)
    const working = probes.filter(isAuthoritative)
    if (working.length > 0) {
      const evidence = working.slice(0, 3).flatMap((probe) => sawProbe(probe, zone))
      return pass('works', { evidence, explanation: say`The name servers of ${zone} serve it.` })
    }
    // A silent server may be the one that serves the zone, unless the resolver did not find one either.
    const silent = probes.filter((probe) => silenceOfProbe(probe)?.side === 'theirs')
    const lame = probes.filter((probe) => answersOf(probe).length > 0)
    if (lame.length > 0 && (silent.length === 0 || cut.silence)) {
      return fail('all-lame', {
        evidence: lame.flatMap((probe) => sawProbe(probe, zone)),
        explanation: say`No name server listed for ${zone} serves it. Nothing about the domain can be found.`,
        cause: 'lame',
        fix: atRegistrar(zone),
      })
    }
    // A resolver that answers with authority is one of the zone's servers.
    const soa = cut.zone?.soa
    if (soa && !(soa instanceof Unreachable) && soa.authoritative && soa.status === 'records') {
      return pass('works', { evidence: saw(soa), explanation: say`${zone} is served.` })
    }
    throw nobodyAnswered(found, silenceOfProbe)
  },
}

/** Neither SOA nor NS at or below the registered name, and nobody was silent. */
async function undelegated({ cut: { registered, steps, domain }, delegation: above }: NameServers, net: Net) {
  const step = steps.find(({ name }) => name === registered)
  const gone = step && ![step.soa, step.ns].some((one) => one instanceof Unreachable || one.status !== 'nxdomain')
  const saidSo = !(above instanceof Unreachable) && above.kind === 'no-such-name'
  if (gone || saidSo) {
    const evidence = [...(step ? sawStep(step) : []), ...(saidSo ? sawDirect(above.asked) : [])]
    const known = await registration(registered, net).catch(silenceOnly)
    if (!(known instanceof Unreachable) && known.kind === 'found' && (hasLapsed(known) || isHeld(known))) {
      return fail('expired', {
        evidence: [...evidence, ...sawRegistration(known)],
        explanation: say`${registered} is out of DNS, because its registration has run out or is held back.`,
        cause: 'no-such-domain',
        fix: {
          who: 'dns',
          say: say`Renew ${registered} at its registrar, or ask there why it is held back.`,
          why: say`Mail to a domain that is not in DNS cannot be delivered, and mail from it is refused.`,
        },
      })
    }
    return fail('not-registered', {
      evidence,
      explanation: say`${registered} does not exist: it is not registered, or its registration has lapsed.`,
      cause: noMail(domain),
      fix: {
        who: 'dns',
        say: say`Register ${registered}, or renew its registration.`,
        why: say`Mail to a domain that does not exist cannot be delivered, and mail from it is refused.`,
      },
    })
  }
  if (above instanceof Unreachable) throw above
  if (above.kind === 'none') {
    return fail('no-ns', {
      evidence: sawDirect(above.asked),
      explanation: say`The zone ${above.parent} names no name server for ${registered}.`,
      fix: atRegistrar(registered),
    })
  }
  throw new Unreachable(`${domain} SOA`, 'network')
}

function atRegistrar(zone: string): Fix {
  return {
    who: 'dns',
    say: say`At the registrar, set name servers that serve ${zone}, or load the zone on those that are set.`,
    why: say`Resolvers ask the servers named there, and nobody else.`,
  }
}
