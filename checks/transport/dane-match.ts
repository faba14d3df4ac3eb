import { createHash } from 'node:crypto'
import { type Check, fail, type Finding, type Fix, info, pass, type RecordChange, say } from '../check.ts'
import { readCertificate } from '../facts/certificate.ts'
import { type Dane, type DaneHost, inForce, matches } from '../facts/dane.ts'
import { mailServers, spokeTls, type TlsServer, worstOf } from '../facts/mail-servers.ts'
import { Unreachable } from '../net.ts'
import { isUsable, type TlsaRecord } from '../records/tlsa.ts'
import type { Domain } from '../subject.ts'
import { sawChain } from './change.ts'
import { sawTlsa, unclear, withTlsa } from './over-dane.ts'

/** Does each mail server have the key that its TLSA records name? */
export const daneMatch: Check<Domain> = {
  id: 'dane-match',
  title: 'DANE and the certificate',
  reference: 'RFC 7672 §3.1, §3.2, §4; RFC 7671 §8.1',
  silence: 'not-observed',

  run: async ({ domain }, net) =>
    await withTlsa('no-tlsa', domain, net, async (found, hosts) => {
      const secure = hosts.filter((host) => inForce(found, host).length > 0)
      if (secure.length === 0) return noSecure(domain, found, hosts)
      const usable = secure.filter((host) => inForce(found, host).some(isUsable))
      if (usable.length === 0) {
        const explanation = say`None of the TLSA records can be used: senders must encrypt, but verify nothing.`
        return info('unusable', { evidence: sawTlsa(secure), explanation })
      }
      const { seen, silence } = await mailServers(domain, net)
      const servers = spokeTls({ found: { kind: 'mx', exchanges: [], addresses: [], answers: [] }, hosts: [], seen, silence })
      const judged = usable.flatMap((host) => {
        const server = servers.find((one) => one.host === host.host)
        return server ? [judge(server, host, inForce(found, host), domain)] : []
      })
      const worst = worstOf(judged)
      if (worst?.verdict === 'fail') return worst
      if (!worst) throw silence ?? new Unreachable(`${domain} MX`, 'network')
      return worst
    }),
}

function noSecure(domain: string, { mx }: Dane, hosts: DaneHost[]): Finding {
  if (mx !== 'unsigned' && !hosts.some(({ signed }) => signed === 'unsigned')) throw unclear(domain)
  const explanation = say`The TLSA records of ${domain} are not vouched for by DNSSEC, so nobody compares them.`
  return info('no-tlsa', { evidence: sawTlsa(hosts), explanation })
}

function judge(server: TlsServer, host: DaneHost, records: TlsaRecord[], domain: string): Finding {
  const evidence = [...sawTlsa([host]), ...sawChain(server)]
  const usable = records.filter(isUsable)
  const matching = usable.filter((record) => matches(record, server.tls.chain, [server.host, domain]))
  const [first] = matching
  if (!first) {
    return fail('mismatch', {
      evidence,
      explanation: say`${server.host} has another key than its TLSA records name. Senders that follow DANE do not deliver to it.`,
      fix: publish(server, host),
    })
  }
  // The same key as SHA-256 and as SHA-512, or its issuer beside it, is no second key.
  const next = usable.find(
    (record) =>
      record.usage === first.usage && record.selector === first.selector && !matching.includes(record) && sameKind(record, first),
  )
  if (next) {
    return pass('match-with-rollover', {
      evidence,
      explanation: say`${server.host} has the key that its TLSA records name, and another one stands ready.`,
    })
  }
  return pass('match', { evidence, explanation: say`${server.host} has the key that its TLSA record names.` })
}

function sameKind(one: TlsaRecord, other: TlsaRecord): boolean {
  return one.matchingType === other.matchingType
}

/** The key that is in use now, as a record; its issuer may come and go. */
function publish({ host, tls }: TlsServer, { base }: DaneHost): Fix {
  const own = tls.chain[0] && readCertificate(tls.chain[0])
  const key = own?.read.publicKey.export({ type: 'spki', format: 'der' })
  const change: RecordChange[] = key
    ? [{ action: 'add', name: base, type: 'TLSA', value: `3 1 1 ${createHash('sha256').update(key).digest('hex')}`, ttl: 3600 }]
    : []
  return {
    who: 'dns',
    say: say`Publish the key that ${host} has now, at ${base}.`,
    why: say`Senders that follow DANE deliver only to the key that is named.`,
    ...(change.length > 0 ? { records: change } : {}),
    careful: say`First make sure that ${host} really is yours to trust: a wrong key is also what an attack looks like. For the next change of keys publish the new one two TTLs before.`,
  }
}
