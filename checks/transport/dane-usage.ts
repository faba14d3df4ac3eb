import { type Check, type Fix, info, pass, say, warn } from '../check.ts'
import { isUsable, type TlsaRecord } from '../records/tlsa.ts'
import type { Domain } from '../subject.ts'
import { sawTlsa, withTlsa } from './over-dane.ts'

/** Can senders use the TLSA records? For SMTP only two of the four usages have a meaning (RFC 7672 §3.1.3). */
export const daneUsage: Check<Domain> = {
  id: 'dane-usage',
  title: 'DANE parameters',
  reference: 'RFC 7672 §3.1; RFC 7671 §5',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withTlsa('not-applicable', domain, net, (_, hosts) => {
      const evidence = sawTlsa(hosts)
      const useless = hosts.find(({ records }) => !records.some(isUsable))
      if (useless?.records.every(({ problems }) => problems.every(({ problem }) => problem === 'pkix-usage'))) {
        const explanation = say`The TLSA records of ${useless.host} have usage 0 or 1, which mean nothing for mail. Senders cannot use them.`
        return warn('pkix-usage', { evidence, explanation, fix: asUsual(useless.base) })
      }
      if (useless) {
        const explanation = say`Senders cannot use any of the TLSA records of ${useless.host}.`
        return warn('malformed', { evidence, explanation, fix: asUsual(useless.base) })
      }
      const odd = hosts.flatMap(({ records }) => records).find((record) => !isUsual(record))
      if (odd) {
        return info('unusual', {
          evidence,
          explanation: say`${short(odd)} is an unusual kind of TLSA record; ${'3 1 1'} lasts longer and is understood by all.`,
        })
      }
      return pass('recommended', { evidence, explanation: say`The TLSA records are of the kinds that are recommended for mail.` })
    }),
}

const usual = ['3 1', '2 1', '2 0']

/** With SHA-256, or SHA-512 beside it. */
function isUsual(record: TlsaRecord): boolean {
  return isUsable(record) && usual.includes(`${record.usage} ${record.selector}`) && record.matchingType !== 0
}

function short({ usage, selector, matchingType }: TlsaRecord): string {
  return `${usage} ${selector} ${matchingType}`
}

function asUsual(base: string): Fix {
  return {
    who: 'dns',
    say: say`Publish the SHA-256 digest of the server's public key at ${base}, as ${'3 1 1'}.`,
    why: say`With a record that cannot be used senders must encrypt, but verify nothing.`,
    steps: [
      say`From the certificate: ${'openssl x509 -in cert.pem -noout -pubkey | openssl pkey -pubin -outform DER | openssl sha256'}.`,
    ],
  }
}
