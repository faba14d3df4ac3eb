import { type Check, fail, type Fix, info, pass, type RecordChange, say, warn, type Words } from '../check.ts'
import { existFirst, noMail } from '../facts/absent.ts'
import { mailExchange } from '../facts/mail-exchange.ts'
import { publicAddress } from '../facts/public-address.ts'
import { sawSpf } from '../facts/saw-spf.ts'
import { costsLookup, senderOf, spfTree } from '../facts/spf-tree.ts'
import { isLocalName } from '../records/names.ts'
import { readSpf } from '../records/spf.ts'
import type { SpfSender } from '../records/spf-macro.ts'
import type { Domain } from '../subject.ts'

/** Does the domain publish exactly one SPF record? With none nobody is permitted, with two receivers use neither. */
export const spfRecord: Check<Domain> = {
  id: 'spf-record',
  title: 'SPF record',
  reference: 'RFC 7208 §3.1, §3.2, §4.5',

  async run(subject, net) {
    const { spfDomain: domain, sends } = subject
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at for SPF.` })
    const { root } = await spfTree(subject, net)
    const evidence = sawSpf(root)
    if (root.texts.length > 1) {
      const explanation = say`${domain} has ${root.texts.length} SPF records. Receivers then use none of them.`
      return fail('multiple', { evidence, explanation, fix: keepOne(domain, root.texts) })
    }
    if (root.texts.length === 1) {
      return pass('single', { evidence, explanation: say`${domain} has one list of permitted servers.` })
    }
    if (isLocalName(domain)) {
      return info('not-applicable', {
        evidence,
        explanation: say`${domain} is known only in its own network; others look for no SPF record there.`,
      })
    }
    const { kind } = await mailExchange(domain, net)
    if (kind === 'no-such-domain') {
      const explanation = say`${domain} does not exist, so it has no SPF record either.`
      const said = { evidence, explanation, cause: noMail(domain), fix: existFirst(domain) }
      return sends ? fail('missing', said) : warn('missing-parked', said)
    }
    const hasMx = kind === 'mx'
    if (!sends && !hasMx) {
      const explanation = say`${domain} seems to send no mail, but does not say that nobody may send as it.`
      return warn('missing-parked', { evidence, explanation, cause: 'no-spf', fix: nobody(domain) })
    }
    const fix = begin(domain, sends, hasMx, senderOf(subject))
    return fail('missing', {
      evidence,
      explanation: say`${domain} has no SPF record. No server is permitted to send for it.`,
      cause: 'no-spf',
      fix,
    })
  },
}

const add = (name: string, value: string): RecordChange => ({ action: 'add', name, type: 'TXT', value, ttl: 3600 })

function nobody(domain: string): Fix {
  return {
    who: 'dns',
    say: say`Publish the record that permits nobody.`,
    why: say`Receivers then refuse mail that pretends to come from ${domain}.`,
    records: [add(domain, 'v=spf1 -all')],
    careful: say`Only when nothing sends as ${domain}.`,
  }
}

function begin(domain: string, sends: boolean, hasMx: boolean, sender: SpfSender | undefined): Fix {
  const question = sends ? say`Did you send this?` : say`Who sends mail for ${domain}?`
  const own: Words = sends ? say`Yes, from our own server` : say`Our own mail servers`
  return {
    who: 'dns',
    say: say`Publish one TXT record at ${domain} that lists who may send for it.`,
    why: say`Receivers trust a sender more when its domain names it; Gmail and Yahoo ask everyone for SPF or DKIM.`,
    asks: [
      {
        question,
        answers: [
          {
            answer: sends ? say`Yes, with a service` : say`A service`,
            say: say`Publish the SPF record that the service shows for ${domain}. End it with ${'~all'}.`,
          },
          {
            answer: own,
            ...permit(domain, hasMx, sender),
          },
          {
            answer: sends ? say`No, and nothing else should send for ${domain}` : say`Nobody`,
            say: say`Publish the record that permits nobody.`,
            records: [add(domain, 'v=spf1 -all')],
          },
        ],
      },
    ],
  }
}

/** What to publish for servers of one's own. An address that others cannot see permits nobody (RFC 6890). */
function permit(domain: string, hasMx: boolean, sender: SpfSender | undefined): { say: Words; records?: RecordChange[] } {
  if (sender && !publicAddress(sender.ip))
    return { say: say`Give the server a public address first; ${sender.ip} cannot be on a list.` }
  const family = sender?.ip.includes(':') ? 'ip6' : 'ip4'
  const servers = [...(hasMx ? ['mx'] : []), ...(sender ? [`${family}:${sender.ip}`] : [])].join(' ')
  if (servers === '') return { say: say`Publish a record that names its address with ${'ip4:'} and ends with ${'~all'}.` }
  return { say: say`Permit that server.`, records: [add(domain, `v=spf1 ${servers} ~all`)] }
}

function keepOne(domain: string, texts: string[]): Fix {
  const merged = merge(texts)
  const fix: Fix = {
    who: 'dns',
    say: merged
      ? say`Keep one TXT record with the senders of all, and delete the others.`
      : say`Keep one TXT record that lists every sender, and delete the others.`,
    why: say`With more than one, receivers stop with a permanent error and use none.`,
  }
  if (!merged) return fix
  const [first = '', ...rest] = texts
  const kept = { name: domain, type: 'TXT' as const, ttl: 3600 }
  return {
    ...fix,
    records: [
      ...(first === merged ? [] : [{ ...kept, action: 'replace' as const, was: first, value: merged }]),
      ...rest.map((text): RecordChange => ({ ...kept, action: 'delete', value: text })),
    ],
    careful: say`Leave out what you no longer send with.`,
  }
}

/** One record with the senders of all: only when all are valid, none redirects, and the look-ups stay within the limit. */
function merge(texts: string[]): string | undefined {
  const read = texts.map(readSpf)
  const terms = read.flatMap((record) => record.terms)
  const mechanisms = terms.filter((term) => term.kind === 'mechanism' && term.name !== 'all')
  const mergeable = read.every(({ valid }) => valid) && terms.every(({ kind }) => kind === 'mechanism')
  const senders = [...new Map(mechanisms.map((term) => [term.text.toLowerCase().replace(/^\+/, ''), term])).values()]
  if (!mergeable || senders.filter(costsLookup).length > 10) return undefined
  return ['v=spf1', ...senders.map(({ text }) => text), '~all'].join(' ')
}
