/** Asks all checks at once. The one place where silence becomes `unknown`. */
import { type Check, type Finding, say, unknown, type Words } from './check.ts'
import type { Section } from './index.ts'
import { type Net, type Silence, Unreachable } from './net.ts'

export interface Answered {
  section: string
  check: Pick<Check<unknown>, 'id' | 'title' | 'reference'>
  finding: Finding
}

/**
 * Runs every check of these sections on a mail, together; the findings come in the order of the table of contents. `heard` gets each as soon as
 * it is there, in whatever order they come.
 * @throws {Error} that names the check, when a check throws anything but silence: then we are wrong, not the mail
 */
export async function runChecks<Subject>(
  sections: SectionsFor<Subject>,
  subject: Subject,
  net: Net,
  heard: (answered: Answered) => void = () => {},
): Promise<Answered[]> {
  const asked = sections.flatMap(({ id, checks }) => checks.map((check) => ({ section: id, check })))
  const answer = ({ section, check }: (typeof asked)[number]) => {
    const found = (finding: Finding): Answered => {
      const answered = { section, check, finding }
      heard(answered)
      return answered
    }
    return check.run(subject, net).then(found, (error: unknown) => found(silent(check, error)))
  }
  return await Promise.all(asked.map(answer))
}

type SectionsFor<Subject> = (Omit<Section, 'checks'> & { checks: Check<Subject>[] })[]

function silent(check: Pick<Check<never>, 'id' | 'silence'>, error: unknown): Finding {
  if (error instanceof Unreachable) return unreachable(check, error)
  const message = error instanceof Error ? error.message : String(error)
  throw new Error(`check ${check.id}: ${message}`, { cause: error })
}

function unreachable({ silence = 'lookup-failed' }: { silence?: string }, error: Unreachable): Finding {
  const { target, reason, side, server } = error
  const who = server ? ` (asked ${server})` : ''
  const evidence = [{ where: target, what: `${inShort[reason]}${who}` }]
  return unknown(silence, { side, evidence, explanation: whySilent(error) })
}

const inShort: Record<Silence, string> = {
  timeout: 'no answer in time',
  servfail: 'the server could not answer (SERVFAIL)',
  bogus: 'no answer but with its signatures unchecked: DNSSEC is broken',
  refused: 'the server refuses to answer (REFUSED)',
  network: 'not reachable from here',
  budget: 'not asked: this report has asked all it may',
  malformed: 'the answer could not be read',
  'alias-loop': 'the aliases (CNAME) lead in a circle or too far',
  'bad-name': 'this is no name that can be asked',
  closed: 'the connection was closed without an answer',
  private: 'not asked: the address is not public',
  blocked: 'nothing outside can be reached on this port from here',
  'not-given': 'not there: only the header was given',
}

/** Why nothing was seen, in a sentence. */
export function whySilent({ over, reason, target }: Unreachable): Words {
  if (over !== 'dns') return whyUnseen(reason, target)
  const [name = target] = target.split(' ')
  switch (reason) {
    case 'timeout':
      return say`The name servers of ${name} did not answer.`
    case 'servfail':
      return say`The name servers of ${name} could not answer.`
    case 'bogus':
      return say`The DNSSEC signatures of ${name} are wrong, so nobody who checks them gets an answer.`
    case 'refused':
      return say`The name servers of ${name} refused to answer.`
    case 'network':
    case 'blocked':
      return say`This Seedbed could not reach the name servers of ${name}.`
    case 'budget':
      return say`${name} was not asked, because this report has asked all it may.`
    case 'malformed':
    case 'closed':
      return say`The name servers of ${name} gave an answer that cannot be read.`
    case 'alias-loop':
      return say`The aliases of ${name} lead in a circle.`
    case 'bad-name':
      return say`${name} is no name that can be asked.`
    case 'not-given':
      return whyUnseen(reason, target)
    case 'private':
      return say`The name servers of ${name} have an address that cannot be reached from outside.`
  }
}

/** Why one certain server, a web or mail server say, was not seen. */
export function whyUnseen(reason: Silence, target: string): Words {
  switch (reason) {
    case 'budget':
      return say`${target} was not looked at, because this report has used up its time.`
    case 'private':
      return say`${target} has an address that cannot be reached from outside.`
    case 'network':
      return say`This Seedbed could not reach ${target}.`
    case 'blocked':
      return say`${target} could not be looked at: this Seedbed's network lets no connection out on that port.`
    case 'closed':
      return say`${target} closed the connection.`
    case 'refused':
      return say`${target} does not want to talk to this Seedbed.`
    case 'malformed':
      return say`${target} gave an answer that cannot be read.`
    case 'not-given':
      return say`Only the header was given, without ${target}.`
    default:
      return say`${target} did not answer.`
  }
}
