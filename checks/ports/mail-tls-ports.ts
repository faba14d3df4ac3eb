import { type Check, type Evidence, fail, info, pass, say, warn } from '../check.ts'
import { few } from '../facts/few.ts'
import { legacyLook, whereOf } from '../facts/port-looks.ts'
import { type PortLook, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { clientPorts } from './mail-cert-ports.ts'
import { atPorts, onServer, silentLook } from './of-port.ts'

/** Do the ports of mail programs speak TLS 1.2 or 1.3, and nothing older? SSL is not offered by us, so it is not judged. */
export const mailTlsPorts: Check<ProbedHost> = {
  id: 'mail-tls-ports',
  title: 'TLS for mail programs',
  reference: 'RFC 8314 §4.1; RFC 8996',
  silence: 'prober-blocked',

  async run(subject, net) {
    const { looks, gap, evidence: seen } = await atPorts(clientPorts, subject, net)
    const tried = looks.filter(({ tls }) => tls.state === 'done' || tls.state === 'failed')
    const old = await Promise.all(tried.map((look) => legacyLook(look, net)))
    const both = tried.map((look, index) => ({ look, accepts: acceptsOld(old[index]) }))
    const evidence = few(both.map(sawVersions))
    const broken = both.find(({ look, accepts }) => look.tls.state === 'failed' && accepts)
    const fix = onServer(
      say`Allow TLS 1.2 and 1.3 only on the ports of ${subject.host}.`,
      say`The older versions are withdrawn because what they encrypt can be read.`,
      [say`In Dovecot: ${'ssl_min_protocol = TLSv1.2'}; in Postfix: ${'smtpd_tls_mandatory_protocols = >=TLSv1.2'}.`],
    )
    if (broken) {
      const explanation = say`${whereOf(broken.look)} speaks only versions of TLS that are withdrawn; today's mail programs cannot connect.`
      return fail('broken', { evidence, explanation, fix })
    }
    const legacy = both.find(({ accepts }) => accepts)
    if (legacy) {
      const explanation = say`${whereOf(legacy.look)} still accepts TLS 1.0 or 1.1.`
      return warn('legacy', { evidence, explanation, fix })
    }
    const spoken = tried.filter(({ tls }) => tls.state === 'done')
    if (spoken.length === 0) {
      const silent = gap ?? silentLook(looks)
      if (silent) throw silent
      return info('none-open', {
        evidence: seen,
        explanation: say`No port for mail programs is open at ${subject.host} with TLS.`,
      })
    }
    const answered = old.filter((one): one is PortLook => !(one instanceof Unreachable))
    const silence = gap ?? old.find((one) => one instanceof Unreachable) ?? silentLook(answered)
    if (silence) throw silence
    return pass('modern', {
      evidence,
      explanation: say`The ports of ${subject.host} for mail programs speak TLS 1.2 or 1.3 only.`,
    })
  },
}

function acceptsOld(look: PortLook | Unreachable | undefined): boolean {
  return look !== undefined && !(look instanceof Unreachable) && look.tls.state === 'done'
}

function sawVersions({ look, accepts }: { look: PortLook; accepts: boolean }): Evidence {
  const today = look.tls.state === 'done' ? look.tls.tls.version : 'neither TLS 1.2 nor 1.3'
  return { where: whereOf(look), what: `${today}${accepts ? '; TLS 1.0 or 1.1 too' : ''}` }
}
