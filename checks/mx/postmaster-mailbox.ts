import { type Check, type Evidence, info, pass, say, unknown, warn } from '../check.ts'
import { mailServers } from '../facts/mail-servers.ts'
import { mxTable } from '../facts/mx-table.ts'
import { type SmtpReply, Unreachable } from '../net.ts'
import type { Domain } from '../subject.ts'
import { noMx } from './change.ts'

/**
 * Does the domain accept mail for postmaster, as every domain with mail must, and for abuse? Asked of its mail server by naming the recipient
 * and going away; only when whoever asks runs the domain and wants it, for from outside it looks like somebody who collects addresses.
 */
export const postmasterMailbox: Check<Domain> = {
  id: 'postmaster-mailbox',
  title: 'Postmaster',
  reference: 'RFC 5321 §4.5.1; RFC 2142 §4, §5',
  silence: 'not-probed',

  async run({ domain, consents }, net) {
    if (!domain) return noMx('no-mx', undefined)
    const { found } = await mxTable(domain, net)
    if (found.kind !== 'mx') return noMx('no-mx', found)
    if (!consents) {
      const explanation = say`The mail server of ${domain} was not asked whether it takes mail for postmaster: that is done only on request.`
      return unknown('not-probed', { side: 'ours', evidence: [], explanation })
    }
    const { seen, silence } = await mailServers(domain, net)
    const [server] = seen
    if (!server) throw silence ?? new Unreachable(`${domain} MX`, 'network', undefined, 'smtp')
    const wanted = [`postmaster@${domain}`, `abuse@${domain}`]
    const { recipients = [] } = await net.smtp.look(server.host, server.address, { recipients: wanted })
    const [postmaster, abuse] = recipients
    const evidence = recipients.map((reply, index) => sawReply(`RCPT TO:<${wanted[index]}> at ${server.host}`, reply))
    if (refusesAddress(postmaster)) {
      return warn('rejected', {
        evidence,
        explanation: say`${server.host} takes no mail for ${`postmaster@${domain}`}. Whoever has trouble with your mail can tell nobody.`,
        fix: {
          who: 'mail-server',
          say: say`Create ${`postmaster@${domain}`}, or let it lead to a mailbox that is read; ${`abuse@${domain}`} likewise.`,
          why: say`Every domain that takes mail must take mail for postmaster, and the large receivers write complaints to abuse.`,
        },
      })
    }
    if (!accepts(postmaster)) {
      const explanation = say`${server.host} would not say whether it takes mail for ${`postmaster@${domain}`}.`
      return unknown('deferred', { side: 'theirs', evidence, explanation })
    }
    if (refusesAddress(abuse)) {
      const explanation = say`${domain} takes mail for postmaster, but not for ${`abuse@${domain}`}, where complaints are sent.`
      return info('abuse-missing', { evidence, explanation })
    }
    return pass('accepted', { evidence, explanation: say`${domain} takes mail for postmaster.` })
  },
}

/** RFC 5321 §4.2.3: 250, forwarded, or not verified but taken. */
function accepts(reply: SmtpReply | undefined): boolean {
  return reply !== undefined && reply.code >= 250 && reply.code <= 252
}

/** A refusal of this address. One of us (x.7.x), of the sender or for now says nothing about the mailbox. */
function refusesAddress(reply: SmtpReply | undefined): boolean {
  if (!reply || reply.code < 500) return false
  const text = reply.lines.join(' ')
  const [, subject] = /^5\.(\d{1,3})\.\d{1,3}\b/.exec(text) ?? []
  if (subject !== undefined) return subject === '1'
  return /(?:user|mailbox|recipient|address).{0,20}(?:unknown|not found|unavailable|exist)|(?:unknown|no such) (?:user|mailbox|recipient)/i.test(
    text,
  )
}

function sawReply(where: string, { code, lines }: SmtpReply): Evidence {
  return { where, what: `${code} ${lines.join(' ')}`.slice(0, 300) }
}
