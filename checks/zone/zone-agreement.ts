import { type Check, type Evidence, fail, info, pass, say } from '../check.ts'
import { stuckServer } from '../facts/earlier.ts'
import { few } from '../facts/few.ts'
import { type MailRecord, mailRecords, sawAnswer, versionOf } from '../facts/mail-records.ts'
import { serialsOf, silenceIn, silenceOfProbe } from '../facts/name-servers.ts'
import type { Direct } from '../net.ts'
import type { Domain } from '../subject.ts'
import { nobodyAnswered, noDomain, noZone } from './evidence.ts'

/**
 * Do all name servers give the same mail records? Otherwise mail passes or fails by chance. While they have different versions a change may be
 * under way, unless an earlier look saw that one of them takes no part in it.
 */
export const zoneAgreement: Check<Domain> = {
  id: 'zone-agreement',
  title: 'Agreement of the name servers',
  reference: 'RFC 1034 §4.3.5; RFC 2181 §5',

  async run({ domain, selectors, earlier }, net) {
    if (!domain) return noDomain()
    const { found, records } = await mailRecords({ domain, selectors }, net)
    const { zone, cut } = found
    if (!zone) return noZone(cut)
    const compared = records.filter(({ type }) => type !== 'A')
    const differing = compared.filter(({ answers }) => versions(answers).size > 1)
    const [first] = differing
    if (first) {
      const evidence = few(differing.flatMap(sawVersions))
      const stuck = stuckServer(found, earlier)
      if (serialsOf(found).size > 1 && !stuck) {
        const explanation = say`The name servers of ${zone} give different records for ${first.name}, and have different versions of the zone: a change is under way.`
        return info('transient', { evidence, explanation })
      }
      const odd = stuck?.name ?? oddOne(first.answers)
      return fail('differ', {
        evidence,
        explanation: stuck
          ? say`The name servers of ${zone} give different records for ${first.name}, and have had different versions since ${{ time: stuck.since }}.`
          : say`The name servers of ${zone} give different records for ${first.name}, though all say that their version is the same.`,
        fix: {
          who: 'dns',
          say: say`Load the zone anew at the server that differs, ${odd}, and raise its serial.`,
          why: say`A receiver asks any of them, so the same mail passes once and fails the next time.`,
        },
      })
    }
    if (compared.every(({ answers }) => answers.length === 0)) throw nobodyAnswered(found, silenceOfProbe)
    const silence = compared.flatMap(({ silences }) => silences)[0]
    if (silence) throw silence
    const unheard = silenceIn(found)
    if (unheard) throw unheard
    return pass('equal', {
      evidence: few(compared.flatMap(({ answers }) => answers.slice(0, 1)).map(sawAnswer)),
      explanation: say`All name servers of ${zone} give the same mail records.`,
    })
  },
}

function versions(answers: Direct[]): Map<string, Direct[]> {
  return Map.groupBy(answers, versionOf)
}

/** The name of a server that gives the rarest version. */
function oddOne(answers: Direct[]): string {
  const rarest = [...versions(answers).values()].sort((one, other) => one.length - other.length)[0]
  return rarest?.[0]?.server.name ?? ''
}

function sawVersions({ answers }: MailRecord): Evidence[] {
  return [...versions(answers).values()].flatMap(([first]) => (first ? [sawAnswer(first)] : []))
}
