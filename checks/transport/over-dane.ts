/** What the DANE checks share: the TLSA records of a domain's mail servers, or the finding that there are none. */
import { type Evidence, type Finding, info, saw, say } from '../check.ts'
import { type Dane, dane, type DaneHost } from '../facts/dane.ts'
import { few } from '../facts/few.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { type Net, Unreachable } from '../net.ts'

/**
 * What `judge` says of the mail servers that publish TLSA.
 * @throws {Unreachable} when there is none to judge, but one was silent
 */
export async function withTlsa(
  code: 'not-applicable' | 'no-tlsa',
  domain: string,
  net: Net,
  judge: (found: Dane, hosts: DaneHost[]) => Finding | Promise<Finding>,
): Promise<Finding> {
  if (!domain) return info(code, { evidence: [], explanation: say`There is no domain to look at.` })
  const found = await dane(domain, net)
  const publishing = found.hosts.filter(({ records }) => records.length > 0)
  if (publishing.length > 0) return await judge(found, publishing)
  const silence = found.hosts.find(({ answer }) => answer instanceof Unreachable)?.answer
  if (silence instanceof Unreachable) throw silence
  const { answers } = await mailExchange(domain, net)
  const evidence = found.hosts.length > 0 ? sawTlsa(found.hosts) : few(answers.flatMap(saw))
  return info(code, { evidence, explanation: say`The mail servers of ${domain} publish no TLSA records.` })
}

export function sawTlsa(hosts: DaneHost[]): Evidence[] {
  return few(
    hosts.flatMap(({ answer, base }) =>
      answer instanceof Unreachable ? [{ where: `${base} TLSA`, what: answer.reason }] : saw(answer),
    ),
  )
}

/** Only what our resolver could not tell keeps us from an answer. */
export function unclear(domain: string): Unreachable {
  return new Unreachable(`${domain} DNSSEC`, 'network')
}
