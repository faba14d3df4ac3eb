import { type Check, fail, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { noMail } from '../facts/absent.ts'
import { few } from '../facts/few.ts'
import { type MailExchange, mailExchange } from '../facts/mail-exchange.ts'
import type { Domain } from '../subject.ts'

/** Can mail reach the domain? Replies and bounces go there, so a domain that sends should also receive. */
export const mxRecord: Check<Domain> = {
  id: 'mx-record',
  title: 'Mail exchange',
  reference: 'RFC 5321 §5.1; RFC 7505 §3',

  async run({ domain, sends }, net) {
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at.` })
    const found = await mailExchange(domain, net)
    const evidence = few(found.answers.flatMap(saw))
    if (found.kind === 'null-mx') {
      return info('null-mx', { evidence, explanation: say`${domain} says that it takes no mail.` })
    }
    if (found.kind === 'no-such-domain') {
      return fail('no-such-domain', {
        evidence,
        explanation: say`${domain} does not exist. Nothing sent to it can arrive.`,
        fix: another(domain),
        cause: noMail(domain),
      })
    }
    if (found.kind === 'missing') {
      const explanation = say`${domain} has no mail server and no address. Mail to it cannot be delivered.`
      return fail('missing', { evidence, explanation, fix: publish(domain, sends) })
    }
    if (found.kind === 'implicit') {
      const explanation = say`${domain} names no mail server, so mail goes to the domain's own address, often a web server.`
      return warn('implicit', { evidence, explanation, fix: nameIt(domain, sends) })
    }
    return pass('present', { evidence, explanation: present(domain, found) })
  },
}

function present(domain: string, { exchanges }: MailExchange) {
  const [first] = exchanges
  if (exchanges.length === 1 && first) return say`Mail for ${domain} goes to ${first.exchange}.`
  return say`${domain} names ${exchanges.length} mail servers.`
}

function another(domain: string): Fix {
  return {
    who: 'message',
    say: say`Send from a domain that exists, or have ${domain} registered and its name servers set up.`,
    why: say`Many receivers refuse mail from a domain that does not exist.`,
  }
}

function publish(domain: string, sends: boolean): Fix {
  return {
    who: 'dns',
    say: say`Publish an MX record at ${domain} that names the server which takes its mail.`,
    why: say`Without one, replies and bounces have nowhere to go, and receivers distrust such a sender.`,
    asks: [
      {
        question: say`Should ${domain} receive mail?`,
        answers: [
          { answer: say`Yes`, say: say`Publish the MX records that the service with your mailboxes shows for ${domain}.` },
          // A null MX on a domain that sends makes receivers refuse its mail (RFC 7505 §4.2).
          ...(sends ? [] : [nullMx(domain)]),
        ],
      },
    ],
  }
}

function nameIt(domain: string, sends: boolean): Fix {
  return {
    who: 'dns',
    say: say`Publish an MX record at ${domain}.`,
    why: say`An address without MX is the last resort of RFC 5321. Some senders do not try it, and web servers rarely take mail.`,
    asks: [
      {
        question: say`Where should mail for ${domain} go?`,
        answers: [
          {
            answer: say`To the server behind this address, as today`,
            say: say`Name the domain itself as its mail server.`,
            records: [{ action: 'add', name: domain, type: 'MX', value: `10 ${domain}.`, ttl: 3600 }],
          },
          { answer: say`To a mailbox service`, say: say`Publish the MX records that the service shows for ${domain}.` },
          ...(sends ? [] : [nullMx(domain)]),
        ],
      },
    ],
  }
}

function nullMx(domain: string): NonNullable<Fix['asks']>[number]['answers'][number] {
  return {
    answer: say`It never sends or receives mail`,
    say: say`Publish the null MX, which says so.`,
    records: [{ action: 'add', name: domain, type: 'MX', value: '0 .', ttl: 3600 }],
  }
}
