import { type Check, type Evidence, info, pass, saw, say, warn } from '../check.ts'
import { type ClientSettings, clientSettings } from '../facts/client-settings.ts'
import { few } from '../facts/few.ts'
import { portLooks } from '../facts/port-looks.ts'
import { answered } from '../facts/answered.ts'
import { type Net, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'

type Announced = ClientSettings['announced'][number]

/** Do mail programs find the servers by themselves? */
export const clientAutoconfig: Check<ProbedHost> = {
  id: 'client-autoconfig',
  title: 'Settings for mail programs',
  reference: 'RFC 6186 §3; RFC 8314 §4.5.2, §5.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const settings = await clientSettings(subject, net)
    const { domain, announced, pages, gap } = settings
    const evidence = sawSettings(settings)
    if (!domain)
      return info('missing', {
        evidence: [{ where: subject.host, what: 'an address, and no name' }],
        explanation: say`${subject.host} is an address: there is no name under which settings could stand.`,
      })
    const [wrong] = await wrongOf(announced, subject, net)
    if (wrong) {
      return warn('wrong', {
        evidence: [{ where: `${wrong.host}, port ${wrong.port}`, what: wrong.why }, ...evidence],
        explanation: say`${domain} sends mail programs to ${wrong.host}, port ${wrong.port}, and nobody is there.`,
        fix: {
          who: 'dns',
          say: say`Correct the record at ${`_${wrong.service}._tcp.${domain}`}, or open that port.`,
          why: say`People who set up their mail program with this domain get an error.`,
        },
      })
    }
    const bare = announced.find((one) => weakened(one, announced))
    if (bare) {
      return warn('unencrypted', {
        evidence,
        explanation: say`${domain} tells mail programs only of the service that begins without encryption, ${`_${bare.service}`}.`,
        fix: {
          who: 'dns',
          say: say`Add a record for ${`_${bare.service}s._tcp.${domain}`}, with the host and port of the service inside TLS.`,
          why: say`Mail programs are to prefer TLS from the start, and cannot where nobody tells them of it.`,
        },
      })
    }
    if (announced.length > 0 || pages.length > 0)
      return pass('present', { evidence, explanation: say`Mail programs find the servers of ${domain} by themselves.` })
    if (gap) throw gap
    return info('missing', { evidence, explanation: say`${domain} has no settings for mail programs; people type them in.` })
  },
}

/** The plain service is named and its sister inside TLS is not. */
function weakened({ service }: Announced, announced: Announced[]): boolean {
  return !service.endsWith('s') && !announced.some((other) => other.service === `${service}s`)
}

/** What is named and cannot be reached: a port that was looked at, or a host without an address. */
async function wrongOf(announced: Announced[], subject: ProbedHost, net: Net): Promise<(Announced & { why: string })[]> {
  const rows = await portLooks(subject, net)
  const judged = await Promise.all(
    announced.slice(0, 12).map(async (one) => {
      const looked = rows.filter(({ host, port }) => host === one.host && port === one.port).map((row) => row.looked)
      const looks = looked.flatMap((look) => (look instanceof Unreachable ? [] : [look]))
      if (looks.length > 0 && looks.length === looked.length && looks.every(({ state }) => state !== 'open'))
        return [{ ...one, why: 'closed' }]
      const [a, aaaa] = await Promise.all([answered(one.host, 'A', net), answered(one.host, 'AAAA', net)])
      const nobody = [a, aaaa].every((answer) => !(answer instanceof Unreachable) && answer.records.length === 0)
      return nobody ? [{ ...one, why: 'no address' }] : []
    }),
  )
  return judged.flat()
}

function sawSettings({ answers, pages }: ClientSettings): Evidence[] {
  return few([...answers.flatMap(saw), ...pages.map((page) => ({ where: page, what: 'there' }))])
}
