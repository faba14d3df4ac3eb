import { type Check, type Evidence, fail, info, pass, say, warn } from '../check.ts'
import { type EnvelopeId, envelopesFor, replyTo, whereOf } from '../facts/port-looks.ts'
import { type Net, type PortLook, Unreachable } from '../net.ts'
import type { ProbedHost } from '../subject.ts'
import { onServer, talking } from './of-port.ts'

const plain: readonly EnvelopeId[] = ['foreign', 'second', 'null-foreign', 'own-sender']
/** Recipients of the host itself as they are written, which some old servers send on. */
const special: readonly EnvelopeId[] = ['percent', 'route', 'quoted']

/** Does the server send on mail for anybody, from anybody? Nothing is sent: the recipient is named, and then we go away. */
export const smtpOpenRelay: Check<ProbedHost> = {
  id: 'smtp-open-relay',
  title: 'Open relay',
  reference: 'RFC 5321 §7.9; RFC 2505 §2.1',
  silence: 'prober-blocked',

  async run(subject, net) {
    const found = await talking(subject, net)
    if ('nothing' in found) return found.nothing
    if (!subject.consents) {
      const explanation = say`Whether ${subject.host} relays was not tried: that is done only for a server of one's own.`
      return info('not-tested', { evidence: found.evidence, explanation })
    }
    const { looks } = found
    const evidence = looks.slice(0, 4).flatMap((look) => sawTries(look, subject, net))
    const open = looks.find((look) => code(look, 'foreign') < 252 && code(look, 'second') < 252)
    if (open) {
      const explanation = say`${whereOf(open)} takes mail for strangers from strangers. It will be used to send spam, and be on every blocklist.`
      return fail('open', { evidence, explanation, fix: close(open.host) })
    }
    const half = looks.find((look) => acceptedForm(look) !== undefined)
    if (half) {
      return warn('maybe', {
        evidence,
        explanation: say`${whereOf(half)} accepted a recipient that is not its own. Some servers refuse only when the mail itself comes, which was not tried.`,
        fix: close(half.host),
      })
    }
    const gone = looks.find((look) => code(look, 'foreign') === unanswered || isPutOff(code(look, 'foreign')))
    if (gone)
      throw new Unreachable(`${gone.host}:25`, code(gone, 'foreign') === unanswered ? 'closed' : 'refused', gone.address, 'smtp')
    return pass('closed', { evidence, explanation: say`${subject.host} sends on no mail for strangers.` })

    function acceptedForm(look: PortLook): EnvelopeId | undefined {
      // Who accepts any recipient of its own accepts these too, and does not send them on.
      const catchesAll = code(look, 'random') <= 252
      return [...plain, ...(catchesAll ? [] : special)].find((id) => code(look, id) <= 252)
    }

    function code(look: PortLook, id: EnvelopeId): number {
      const reply = replyTo(look, id, subject, net)
      return reply?.code ?? unanswered
    }
  },
}

const unanswered = 999

function isPutOff(code: number): boolean {
  return code >= 400 && code < 500
}

function sawTries(look: PortLook, subject: ProbedHost, net: Net): Evidence[] {
  return envelopesFor(subject, net)
    .filter(({ id }) => plain.includes(id) || special.includes(id))
    .map(({ id, from, to }) => {
      const reply = replyTo(look, id, subject, net)
      const said = reply ? `${reply.code} ${reply.lines.join(' ')}`.slice(0, 200) : 'not answered'
      return { where: `${whereOf(look)}: MAIL FROM:<${from}>, RCPT TO:<${to}>`, what: said }
    })
}

function close(host: string) {
  return onServer(
    say`Let ${host} take mail only for its own domains, and for anybody else only from people who signed in.`,
    say`An open relay is found within hours and blocked within days.`,
    [
      say`In Postfix: ${'smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination'}, and ${'mynetworks'} no larger than needed.`,
    ],
  )
}
