import { type Check, type Evidence, info, pass, saw, say, unknown, warn } from '../check.ts'
import { bimiRecords, fetchMark } from '../facts/bimi.ts'
import { caaNames, type CaaSet, caaSet } from '../facts/caa.ts'
import { type Certificate, describe } from '../facts/certificate.ts'
import { few } from '../facts/few.ts'
import { readMarkCertificate } from '../facts/mark-certificate.ts'
import type { Net } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noDomain } from './evidence.ts'

/** Does CAA let the authority behind the domain's mark certificate issue the next one? */
export const caaVmc: Check<Domain> = {
  id: 'caa-vmc',
  title: 'Mark certificate authorities allowed',
  reference: 'RFC 8659; BIMI group, Minimum Security Requirements for Issuance of Mark Certificates (issuevmc)',

  async run({ domain }, net) {
    if (!domain) return noDomain()
    const { record, name } = await bimiRecords(domain, net)
    const certificate = record && (await markOf(record.certificate, net))
    if (!certificate) {
      return info('not-applicable', { evidence: [], explanation: say`${domain} has no mark certificate that could be read.` })
    }
    // The record may stand at the organizational domain, and then the certificate is for that.
    const home = name.replace(/^default\._bimi\./, '')
    const set = await caaSet(home, net)
    const evidence = [...sawCaa(set), { where: `mark certificate of ${home}`, what: describe(certificate) }]
    const properties = set.records.filter(({ tag }) => tag === 'issuevmc')
    const issuers = caaNames(certificate.read.issuer)
    if (properties.length === 0) {
      return pass('allows', { evidence, explanation: say`${home} does not restrict who may issue its mark certificate.` })
    }
    if (properties.some(({ issuer }) => issuer !== undefined && issuers.includes(issuer))) {
      return pass('allows', {
        evidence,
        explanation: say`The authority behind the mark certificate of ${home} may issue the next one.`,
      })
    }
    const [issuer] = issuers
    if (issuer === undefined) {
      const explanation = say`The authority behind the mark certificate of ${home} is not one whose name in CAA is known here.`
      return unknown('lookup-failed', { side: 'ours', evidence, explanation })
    }
    return warn('forbids', {
      evidence,
      explanation: say`The authority that issued the mark certificate of ${home} may not issue the next one: CAA does not name it.`,
      fix: {
        who: 'dns',
        say: say`Allow ${issuer} to issue mark certificates for ${home}.`,
        why: say`The next renewal fails, and the logo is shown no more.`,
        records: [{ action: 'add', name: set.answer?.name ?? home, type: 'CAA', value: `0 issuevmc "${issuer}"`, ttl: 3600 }],
      },
    })
  },
}

function sawCaa({ name, answer }: CaaSet): Evidence[] {
  return answer ? few(saw(answer)) : [{ where: `${name} CAA`, what: 'none, up to the top' }]
}

/** Undefined when there is none, or none that can be read: `bimi-certificate` says why. */
async function markOf(url: string, net: Net): Promise<Certificate | undefined> {
  if (!url.toLowerCase().startsWith('https://') || !URL.canParse(url)) return undefined
  const file = await fetchMark(url, net)
  if (file.outcome !== 'answered' || file.status !== 200) return undefined
  return readMarkCertificate(Buffer.from(file.body).toString('latin1'))?.certificate
}
