import { type Check, fail, type Finding, type Fix, pass, saw, say } from '../check.ts'
import { few } from '../facts/few.ts'
import { silenceOnly } from '../facts/mta-sts.ts'
import { answersOf, nameServers } from '../facts/name-servers.ts'
import { publicAddress } from '../facts/public-address.ts'
import { reverseName, reverseNames } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import { type Direct, type Net, Unreachable } from '../net.ts'
import { isHostName, isLocalName } from '../records/names.ts'
import type { Sender } from '../subject.ts'
import { sawProbe } from '../zone/evidence.ts'

/**
 * Has the sending address a name? Only who runs the network can give it one, so an address without a name looks like a machine nobody
 * answers for. Where the resolver finds no answer, the servers of the reverse zone are asked themselves: if each of them says that the zone is
 * not theirs, nobody can find a name there, whatever was set.
 */
export const ptrMissing: Check<Sender> = {
  id: 'ptr-missing',
  title: 'Reverse name',
  reference: 'RFC 1912 §2.1',

  async run({ session, domain }, net) {
    if (!session) return notWitnessed()
    const ip = session.peerAddress
    const found = await reverseNames(ip, net).catch(silenceOnly)
    if (found instanceof Unreachable) return await broken(ip, found, net)
    const { answer, names } = found
    const evidence = saw(answer)
    const [name] = names
    if (name !== undefined) return pass('present', { evidence, explanation: say`The sending address has a name, ${name}.` })
    return fail('missing', {
      evidence,
      explanation: say`The sending address has no name. Gmail refuses such mail.`,
      cause: 'no-ptr',
      fix: publicAddress(ip) ? askOwner(ip, session.helo, domain) : sendFromOutside(ip),
    })
  },
}

/** @throws {Unreachable} when it is not proven that the zone is nobody's */
async function broken(ip: string, silence: Unreachable, net: Net): Promise<Finding> {
  const servers = await nameServers(reverseName(ip), net)
  const { probes, zone } = servers
  const disowned = probes.length > 0 && probes.every((probe) => disowns(answersOf(probe)))
  if (!disowned) throw silence
  return fail('broken-delegation', {
    evidence: few(probes.flatMap((probe) => sawProbe(probe, zone))),
    explanation: say`The servers named for the reverse zone of ${ip} say that it is not theirs, so its name cannot be found.`,
    cause: 'no-ptr',
    fix: {
      who: 'network-owner',
      say: say`Have whoever rents you ${ip} load the zone ${zone} on its servers, or name others for it.`,
      why,
    },
  })
}

/** REFUSED, or an answer without authority. A server that fails may be in trouble for a moment. */
function disowns(answers: Direct[]): boolean {
  return (
    answers.length > 0 &&
    answers.every(({ outcome, authoritative }) => outcome === 'lame' || (outcome !== 'servfail' && !authoritative))
  )
}

function askOwner(ip: string, helo: string, domain: string): Fix {
  const given = helo.toLowerCase().replace(/\.$/, '')
  const name = isHostName(given) && !isLocalName(given) ? given : undefined
  return {
    who: 'network-owner',
    say: name
      ? say`Ask whoever rents you ${ip} to set its name to ${name}.`
      : say`Ask whoever rents you ${ip} to give it the name of your mail server, under ${domain || 'your domain'}.`,
    why,
    ...(name && { records: [{ action: 'add', name: reverseName(ip), type: 'PTR', value: `${name}.`, ttl: 3600 }] }),
  }
}

/** Nobody can give such an address a name that others see. */
function sendFromOutside(ip: string): Fix {
  return {
    who: 'mail-server',
    say: say`Send the test through the server that sends your real mail; ${ip} is an address inside this network.`,
    why,
  }
}

const why = say`Large receivers take no mail from an address nobody gave a name.`
