import { type Check, type Evidence, fail, type Finding, type Fix, pass, say, warn, type Words } from '../check.ts'
import { notApplicable } from '../facts/mail-servers.ts'
import { mailExchange, takesMail } from '../facts/mail-exchange.ts'
import { mtaStsFile, mtaStsRecords, policyIn, policyUrl } from '../facts/mta-sts.ts'
import { noMtaSts } from './no-mta-sts.ts'
import type { Fetched } from '../net.ts'
import type { PolicyProblem } from '../records/mta-sts.ts'
import type { Domain } from '../subject.ts'

/** Can senders fetch the MTA-STS policy and read it? No redirect is followed (RFC 8461 §3.3). */
export const mtaStsPolicy: Check<Domain> = {
  id: 'mta-sts-policy',
  title: 'MTA-STS policy',
  reference: 'RFC 8461 §3.2, §3.3',
  silence: 'not-observed',

  async run({ domain }, net) {
    if (!domain) return notApplicable(undefined)
    const { answer, record } = await mtaStsRecords(domain, net)
    if (!record) return noMtaSts('no-record', domain, answer)
    const exchange = await mailExchange(domain, net)
    if (!takesMail(exchange)) return notApplicable(exchange)
    return judge(domain, await mtaStsFile(domain, net))
  },
}

function judge(domain: string, file: Fetched): Finding {
  const evidence = sawFile(domain, file)
  const bad = (code: string, explanation: Words) => fail(code, { evidence, explanation, fix: serve(domain) })
  const host = `mta-sts.${domain}`
  if (file.outcome === 'no-host') return bad('unreachable', say`${host} does not exist, so senders cannot fetch the policy.`)
  if (file.outcome === 'closed')
    return bad('unreachable', say`${host} takes no HTTPS connection, so senders cannot fetch the policy.`)
  if (file.outcome === 'no-tls')
    return bad('bad-certificate', say`${host} does not speak TLS for that name, so senders cannot fetch the policy.`)
  if (file.outcome === 'bad-certificate')
    return bad('bad-certificate', say`The web certificate of ${host} ${certificateWords[file.problem]}.`)
  const { status, headers } = file
  if (status >= 300 && status < 400)
    return bad(
      'redirect',
      say`${host} sends elsewhere for the policy (${status}, ${headers.location ?? 'nowhere'}); senders must not follow.`,
    )
  if (status !== 200) return bad('bad-status', say`${host} answers ${status} instead of the policy.`)
  const policy = policyIn(file)
  if (!policy) return bad('bad-syntax', say`The policy of ${domain} is larger than senders read.`)
  const [problem] = policy.problems
  if (problem) return bad('bad-syntax', say`Senders cannot read the policy of ${domain}: ${inWords(problem)}.`)
  if (file.mediaType !== 'text/plain') {
    return warn('bad-content-type', {
      evidence,
      explanation: say`The policy is served as ${file.mediaType || 'nothing in particular'} instead of ${'text/plain'}; some senders refuse that.`,
      fix: serve(domain),
    })
  }
  return pass('valid', { evidence, explanation: say`Senders can fetch the policy of ${domain} and read it.` })
}

const certificateWords = {
  expired: 'has ended',
  'not-yet-valid': 'has not begun',
  'wrong-name': 'is made out to another name',
  untrusted: 'comes from no public authority',
}

function sawFile(domain: string, file: Fetched): Evidence[] {
  const where = policyUrl(domain)
  switch (file.outcome) {
    case 'answered':
      return [
        { where, what: `${file.status}, ${file.mediaType || 'no Content-Type'}` },
        { where, what: Buffer.from(file.body).toString('utf8').slice(0, 2000).replaceAll('\0', '␀') || 'nothing' },
      ]
    case 'bad-certificate':
      return [{ where, what: `certificate: ${file.problem}${file.tls.distrust ? ` (${file.tls.distrust})` : ''}` }]
    case 'no-tls':
      return [{ where, what: `TLS: ${file.reason}` }]
    case 'no-host':
      return [{ where: `mta-sts.${domain} A, AAAA`, what: file.status === 'nxdomain' ? 'no such name (NXDOMAIN)' : 'no address' }]
    case 'closed':
      return [{ where, what: 'connection refused, twice' }]
  }
}

function inWords({ problem, line, found }: PolicyProblem): string {
  switch (problem) {
    case 'version-missing':
      return 'version: STSv1 is missing'
    case 'mode-missing':
      return 'mode is missing'
    case 'max-age-missing':
      return 'max_age is missing'
    case 'mx-missing':
      return 'no mx line names a mail server'
    default:
      return `line ${line}, ${found || 'empty'}`
  }
}

function serve(domain: string): Fix {
  return {
    who: 'mail-server',
    say: say`Serve the policy at ${policyUrl(domain)}, as ${'text/plain'}, with a certificate for that name and without a redirect.`,
    why: say`Senders that cannot fetch it deliver as if there were no policy, or go on with the old one.`,
    steps: [
      say`One line each: ${'version: STSv1'}, ${'mode: testing'}, ${'mx:'} with the name of each mail server, ${'max_age: 604800'}.`,
      say`Change the id in the record at ${`_mta-sts.${domain}`} after the file is right.`,
    ],
  }
}
