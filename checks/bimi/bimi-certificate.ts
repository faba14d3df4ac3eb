import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, say, warn, type Words } from '../check.ts'
import { type BimiRecords, faultOf, fetchLogo, fetchMark, unpacked } from '../facts/bimi.ts'
import { describe } from '../facts/certificate.ts'
import { type MarkCertificate, readMarkCertificate } from '../facts/mark-certificate.ts'
import type { Fetched, Net } from '../net.ts'
import type { BimiRecord } from '../records/bimi.ts'
import type { Domain } from '../subject.ts'
import { withBimi } from './over-bimi.ts'

const day = 86_400_000
const late = 30

/** Does a mark certificate vouch that the logo belongs to the domain? Gmail and Apple show no logo without one. */
export const bimiCertificate: Check<Domain> = {
  id: 'bimi-certificate',
  title: 'Mark certificate',
  reference: 'draft-brand-indicators-for-message-identification §4.3, §7.4; RFC 9399',

  run: async ({ domain }, net) =>
    await withBimi(domain, net, async (record, found) => {
      if (record.certificate === '') {
        const explanation = say`The logo of ${domain} has no mark certificate. Gmail and Apple show it only with one, Yahoo and others may.`
        return info('missing', { evidence: [{ where: found.name, what: record.text }], explanation })
      }
      if (!isHttps(record.certificate)) {
        const evidence = [{ where: 'a=', what: record.certificate }]
        return fail('untrusted', {
          evidence,
          explanation: say`${record.certificate} is no ${'https:'} address.`,
          cause: 'bimi-syntax',
          fix: obtain(domain),
        })
      }
      const file = await fetchMark(record.certificate, net)
      const mark =
        file.outcome === 'answered' && file.status === 200
          ? readMarkCertificate(Buffer.from(file.body).toString('latin1'))
          : undefined
      if (!mark) {
        const fault = faultOf(file) ?? 'what is there is no certificate'
        const evidence = [{ where: record.certificate, what: fault }]
        return fail('untrusted', {
          evidence,
          explanation: say`The mark certificate cannot be read: ${fault}.`,
          fix: obtain(domain),
        })
      }
      return await judge(mark, record, domain, found, net)
    }),
}

function isHttps(url: string): boolean {
  return /^https:\/\//i.test(url) && URL.canParse(url)
}

async function judge(
  mark: MarkCertificate,
  record: BimiRecord,
  domain: string,
  { organization }: BimiRecords,
  net: Net,
): Promise<Finding> {
  const { certificate, trusted, names, common, logo, markType } = mark
  const evidence: Evidence[] = [{ where: record.certificate, what: `${describe(certificate)}${markType ? `; ${markType}` : ''}` }]
  const bad = (code: string, explanation: Words) => fail(code, { evidence, explanation, fix: obtain(domain) })
  const now = Date.now()
  const until = { time: certificate.notAfter.toISOString() }
  if (now > certificate.notAfter.getTime()) return bad('expired', say`The mark certificate of ${domain} ended on ${until}.`)
  if (await differs(logo, record.logo, net))
    return bad(
      'logo-differs',
      say`The logo in the mark certificate is not the one at ${record.logo || 'the address of the logo'}.`,
    )
  const own = [domain, organization].flatMap((name) => [name, `default._bimi.${name}`])
  if (!names.some((name) => own.includes(name)))
    return bad('wrong-domain', say`The mark certificate is made out to ${names[0] ?? 'no domain'}, not to ${domain}.`)
  if (!trusted || now < certificate.notBefore.getTime())
    return bad('untrusted', say`No mark authority vouches for the certificate of ${domain}.`)
  if (!logo) return bad('logo-differs', say`The mark certificate of ${domain} holds no logo.`)
  if (certificate.notAfter.getTime() - now < late * day) {
    return warn('expiring', {
      evidence,
      explanation: say`The mark certificate of ${domain} ends on ${until}.`,
      fix: obtain(domain),
    })
  }
  if (common)
    return info('cmc', {
      evidence,
      explanation: say`The mark certificate of ${domain} is in order. It is a common one: Gmail shows the logo without the check mark.`,
    })
  return pass('valid', { evidence, explanation: say`A mark authority vouches for the logo of ${domain}, until ${until}.` })
}

/**
 * Is the logo at `l=` another one than the certificate's? What cannot be fetched is not compared: `bimi-logo-fetch` has said so. A certificate
 * without a logo is first of all none that a mark authority has given.
 * @throws {Unreachable} when the logo could not be fetched because of silence
 */
async function differs(embedded: Buffer | undefined, url: string, net: Net): Promise<boolean> {
  if (!embedded || !isHttps(url)) return false
  const file: Fetched = await fetchLogo(url, net)
  if (file.outcome !== 'answered' || file.status !== 200 || file.truncated) return false
  const shown = unpacked(file.body)
  return !shown || Buffer.compare(shown, embedded) !== 0
}

function obtain(domain: string): Fix {
  return {
    who: 'mail-server',
    say: say`Get a mark certificate for ${domain} and this logo, and serve its chain as PEM over HTTPS.`,
    why: say`Without one in order, Gmail and Apple show no logo.`,
    steps: [
      say`For a registered trade mark it is a VMC; for a logo in use for a year, a CMC.`,
      say`Whenever the logo changes, the certificate has to change with it.`,
    ],
  }
}
