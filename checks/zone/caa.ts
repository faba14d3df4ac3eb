import { type Check, type Evidence, fail, type Fix, type Finding, info, pass, saw, say, warn } from '../check.ts'
import { caaNames, type CaaSet, caaSet } from '../facts/caa.ts'
import { type Certificate, describe, readCertificate } from '../facts/certificate.ts'
import { few } from '../facts/few.ts'
import { type MailServer, mailServers } from '../facts/mail-servers.ts'
import { mxTable } from '../facts/mx-table.ts'
import { type Net, Unreachable } from '../net.ts'
import { sameOrganization } from '../records/names.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

/** Mail servers looked at. */
const mostHosts = 4

/**
 * Does CAA let the authority behind the mail server's certificate issue the next one? Judged for the domain's own mail servers; where all are
 * those of a service, for the first of them.
 */
export const caa: Check<Domain> = {
  id: 'caa',
  title: 'Certificate authorities allowed',
  reference: 'RFC 8659 §3, §4',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const { hosts } = await mxTable(domain, net)
    const names = hosts.filter(({ exists, fault }) => exists !== false && fault !== 'address').map(({ name }) => name)
    const own = names.filter((name) => sameOrganization(name, domain))
    const judged = own.length > 0 ? own.slice(0, mostHosts) : [names[0] ?? domain]
    const sets = await Promise.all(judged.map((name) => caaSet(name, net)))
    // Only a restriction is compared with a certificate; without one nobody waits for the mail servers.
    const seen = sets.some(({ answer }) => answer) ? await seenServers(domain, net) : []
    const findings = sets.map((set) => judge(set, certificateOf(set.name, seen)))
    const worst = order.map((code) => findings.find((finding) => finding.code === code)).find((finding) => finding !== undefined)
    return worst ?? pass('allows', { evidence: [], explanation: say`${domain} restricts no authority.` })
  },
}

/** The gravest first; without that, the less is known the earlier. */
const order = ['bad-syntax', 'forbids', 'unmatched', 'missing', 'allows']

function judge(set: CaaSet, certificate: Certificate | undefined): Finding {
  const { name, answer, records } = set
  if (!answer) {
    const evidence = [{ where: `${name} CAA`, what: 'none, up to the top' }]
    return info('missing', {
      evidence,
      explanation: say`Any authority may issue a certificate for ${name}. That is a choice, not a fault.`,
    })
  }
  const seen: Evidence[] = certificate ? [{ where: `certificate of ${name}`, what: describe(certificate) }] : []
  const evidence = [...few(saw(answer)), ...seen]
  const bad = records.find(({ tag, problems }) =>
    problems.some(({ problem }) => problem === 'unknown-critical' || tag === 'issue' || tag === 'issuewild'),
  )
  if (bad) {
    return fail('bad-syntax', {
      evidence,
      explanation: say`No authority may issue a certificate for ${name}: the CAA record ${bad.text} cannot be understood.`,
      fix: correct(answer.name),
    })
  }
  const issuers = certificate ? caaNames(certificate.read.issuer) : []
  if (!certificate || issuers.length === 0) {
    const explanation = certificate
      ? say`The authority behind the certificate of ${name} is not one whose name in CAA is known here.`
      : say`${name} restricts who may issue its certificates. Its certificate was not seen from here.`
    return info('unmatched', { evidence, explanation })
  }
  const allowed = allowing(set, certificate)
  if (allowed.length > 0 && !allowed.some(({ issuer }) => issuer !== undefined && issuers.includes(issuer))) {
    return warn('forbids', {
      evidence,
      explanation: say`The authority that issued the certificate of ${name} may not issue the next one: CAA does not name it.`,
      fix: allow(answer.name, issuers[0] ?? '', certificate),
    })
  }
  return pass('allows', { evidence, explanation: say`The authority behind the certificate of ${name} may issue the next one.` })
}

/** The properties that count for this certificate: `issuewild` for a wildcard where there is one, else `issue` (RFC 8659 §4.3). */
function allowing({ name, records }: CaaSet, { read }: Certificate) {
  const isWildcard =
    !(read.subjectAltName ?? '').toLowerCase().split(/,\s*/).includes(`dns:${name}`) && /DNS:\*\./.test(read.subjectAltName ?? '')
  const wild = records.filter(({ tag }) => tag === 'issuewild')
  return isWildcard && wild.length > 0 ? wild : records.filter(({ tag }) => tag === 'issue')
}

async function seenServers(domain: string, net: Net): Promise<MailServer[]> {
  try {
    return (await mailServers(domain, net)).seen
  } catch (error) {
    if (error instanceof Unreachable) return []
    throw error
  }
}

function certificateOf(name: string, seen: MailServer[]): Certificate | undefined {
  const [server] = seen.filter(({ host }) => host === name)
  if (server?.look.starttls.state !== 'done') return undefined
  const [first] = server.look.starttls.tls.chain
  return first && readCertificate(first)
}

function correct(owner: string): Fix {
  return {
    who: 'dns',
    say: say`Correct or delete the CAA record at ${owner}.`,
    why: say`An authority that finds a record it cannot understand must refuse, so the next renewal fails.`,
  }
}

function allow(owner: string, issuer: string, { issuerName }: Certificate): Fix {
  return {
    who: 'dns',
    say: say`Allow ${issuer} at ${owner}, or get certificates from an authority that is named there.`,
    why: say`The next renewal of the certificate fails, and mail servers that check it then turn away.`,
    asks: [
      {
        question: say`Shall ${issuerName} go on issuing certificates for ${owner}?`,
        answers: [
          {
            answer: say`Yes`,
            say: say`Publish the record that allows it.`,
            records: [{ action: 'add', name: owner, type: 'CAA', value: `0 issue "${issuer}"`, ttl: 3600 }],
          },
          { answer: say`No`, say: say`Get a certificate from an authority that CAA names.` },
        ],
      },
    ],
  }
}
