import { say, type Words } from '../check.ts'
import { readFields } from '../records/fields.ts'
import { isTlsRpt, looksLikeTlsRpt, readTlsRpt } from '../records/tls-rpt.ts'
import { httpsUriOf, mailtoOf } from '../records/uris.ts'
import { writeTlsRpt } from '../records/write-tls-rpt.ts'
import type { OtherField } from '../records/written.ts'
import {
  type Answers,
  answered,
  type Builder,
  type Known,
  listed,
  type Part,
  type Remark,
  shown,
  type Trouble,
} from './builder.ts'

/** Where senders tell which of their connections could not be encrypted. */
export const tlsRpt: Builder = {
  kind: 'tls-rpt',
  title: 'TLS reporting',
  does: say`Senders tell once a day which of their connections to the domain could not be encrypted, and why.`,
  reference: 'RFC 8460',
  nameAt: (domain) => `_smtp._tls.${domain}`,
  holds: (text) => isTlsRpt(text) || looksLikeTlsRpt(text),

  begin(known) {
    const uris = urisNow(known)
    const isWeb = (uri: string) => /^https:/i.test(uri)
    return {
      mail: [
        uris
          .filter((uri) => !isWeb(uri))
          .map(addressOf)
          .join('\n'),
      ],
      web: [uris.find(isWeb) ?? ''],
    }
  },

  questions: () => [
    {
      name: 'mail',
      kind: 'lines',
      ask: 'To which mailbox should the reports go?',
      help: say`They are compressed JSON, so a mailbox that a program reads. One address a line.`,
      placeholder: 'E-mail address',
    },
    {
      name: 'web',
      kind: 'text',
      ask: 'Or to a service, over HTTPS?',
      help: say`The address that the service shows. Leave it empty when there is none.`,
      placeholder: 'https address',
    },
  ],

  build(known, answers) {
    const { uris, troubles } = destinations(known, answers)
    if (troubles.length > 0) return { troubles }
    if (uris.length === 0) return { wanting: say`Say where the reports should go.` }
    const result = writeTlsRpt({ rua: uris, others: othersIn(known) })
    if (!('text' in result)) throw new Error(`tls-rpt: ${JSON.stringify(result.problems)}`)
    const parts = result.text.split('; ').map((part): Part => ({ text: part, ...meaningOf(part) }))
    return { built: { value: result.text, parts, remarks: remarks(known) } }
  },
}

function meaningOf(part: string): { say: Words; kept?: true } {
  if (part.startsWith('v=')) return { say: say`This is a TLS reporting record.` }
  if (part.startsWith('rua=')) return { say: say`Senders send a daily report there.` }
  return { say: say`As it stands today.`, kept: true }
}

/** The published destinations that senders would use. */
function urisNow({ texts }: Known): string[] {
  const [text = ''] = texts
  return readTlsRpt(text).rua.filter((uri) => 'text' in writeTlsRpt({ rua: [uri], others: [] }) && !/[<>]/.test(uri))
}

function othersIn({ texts }: Known): OtherField[] {
  const { fields } = readFields(texts[0] ?? '', 'v=TLSRPTv1')
  const once = new Map(
    fields.filter(({ name }) => name !== 'rua' && name !== 'v').map(({ name, value }) => [name, { name, value }]),
  )
  return [...once.values()].filter(
    (field) => 'text' in writeTlsRpt({ rua: ['mailto:a@b.c'], others: [field] }) && !/[<>]/.test(field.value),
  )
}

const mostDestinations = 10

/** A `mailto:` as people write it, when that is all there is to it. */
function addressOf(uri: string): string {
  const address = uri.replace(/^mailto:/i, '')
  return mailtoOf(address) === uri ? address : uri
}

function destinations(known: Known, answers: Answers): { uris: string[]; troubles: Trouble[] } {
  const now = new Set(urisNow(known))
  const typed = listed(answers, 'mail')
  const web = answered(answers, 'web')
  const trouble = (field: string, problem: string, found: string, words: Words): Trouble => ({
    field,
    problem,
    found,
    say: words,
  })
  const read = typed
    .slice(0, mostDestinations)
    .map((text) => ({ text, uri: now.has(text) ? text : mailtoOf(text.replace(/^mailto:/i, '')) }))
  const troubles = read.flatMap(({ text, uri }) =>
    uri === undefined ? [trouble('mail', 'bad-uri', text, say`${shown(text)} is no e-mail address.`)] : [],
  )
  if (typed.length > mostDestinations) {
    troubles.push(
      trouble(
        'mail',
        'too-many',
        `${typed.length}`,
        say`These are ${typed.length} addresses; ${mostDestinations} are the most here.`,
      ),
    )
  }
  const service = now.has(web) ? web : httpsUriOf(web)
  if (web !== '' && service === undefined) {
    troubles.push(
      trouble('web', 'bad-uri', web, say`${shown(web)} is no https address. It begins with ${'https://'} and has no spaces.`),
    )
  }
  return { uris: [...new Set([...read.flatMap(({ uri }) => uri ?? []), ...(service ? [service] : [])])], troubles }
}

function remarks({ domain, texts }: Known): Remark[] {
  const found: (Remark | false)[] = [
    texts.length === 0 && {
      verdict: 'info',
      say: say`Most useful together with MTA-STS or DANE: then a failure means that mail of ${domain} waits.`,
    },
    texts.length > 1 && {
      verdict: 'info',
      say: say`There are ${texts.length} records now, so senders use none. This one takes the place of all.`,
    },
  ]
  return found.filter((one) => one !== false)
}
