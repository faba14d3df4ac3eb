import { readIp } from '../records/ip.ts'
import { type Check, fail, pass, saw, say, unknown } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { publicAddress } from '../facts/public-address.ts'
import { forwardConfirmation } from '../facts/reverse-name.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { TestMail } from '../subject.ts'

/** Is the sending address an ordinary public one? Over IPv6 receivers ask for more: a confirmed name, and SPF or DKIM. */
export const ipFamily: Check<TestMail> = {
  id: 'ip-family',
  title: 'Sending address',
  reference: 'RFC 8190',

  async run(mail, net) {
    const { session } = mail
    if (!session) return notWitnessed()
    const ip = session.peerAddress
    const evidence = [{ where: 'sending address', what: ip }]
    if (!publicAddress(ip)) {
      return unknown('special', {
        side: 'ours',
        evidence,
        explanation: say`The mail came from ${ip}, an address inside this network. Something in front of this Seedbed may hide the sender.`,
      })
    }
    if (readIp(ip).kind() === 'ipv4')
      return pass('ipv4', { evidence, explanation: say`The mail came from a public address, ${ip}.` })
    const { reverse, confirmed } = await forwardConfirmation(ip, net)
    const seen = [...evidence, ...saw(reverse.answer)]
    const fix = {
      who: 'network-owner' as const,
      say: say`Give ${ip} a name that leads back to it, or send over IPv4 (Postfix: inet_protocols = ipv4).`,
      why: say`Gmail takes mail over IPv6 only from addresses with a confirmed name, and with SPF or DKIM.`,
    }
    if (confirmed.length === 0)
      return fail('ipv6-bare', {
        evidence: seen,
        explanation: say`The mail came over IPv6 from an address without a confirmed name.`,
        fix,
        cause: 'no-ptr',
      })
    const { spf, dkim } = await evaluateDmarc(mail, net)
    const passing = spf.evaluation?.result === 'pass' || dkim.signatures.some(({ result }) => result === 'pass')
    if (passing)
      return pass('ipv6-complete', {
        evidence: seen,
        explanation: say`The mail came over IPv6, from an address with a confirmed name.`,
      })
    const silence = spf.evaluation?.silence ?? dkim.signatures.find((one) => one.silence)?.silence
    if (silence) throw silence
    return fail('ipv6-bare', {
      evidence: seen,
      explanation: say`The mail came over IPv6, and neither SPF nor a signature holds.`,
      fix: { ...fix, who: 'sending-service', say: say`Let SPF or a signature hold for this mail, or send over IPv4.` },
    })
  },
}
