import { isLocalName } from '../records/names.ts'
import { say, type Words } from '../check.ts'
import { addressOf, networkOf, present } from '../records/networks.ts'
import { isSpf } from '../records/spf.ts'
import { mechanism, type SpfTerm, textOf, writeSpf } from '../records/write-spf.ts'
import { answered, type Builder, type BuilderQuestion, type Known, type Outcome, type Part, type Remark } from './builder.ts'
import { type Sender, sendersOf, type Standing, standing, markOf } from './spf-senders.ts'
import { sendingServices, serviceOf, servicesAsOf } from './sending-services.ts'

/** Who may send for a domain. */
export const spf: Builder = {
  kind: 'spf',
  title: 'SPF',
  does: say`The list of permitted servers: whoever receives mail from the domain looks here whether the server that brought it may send.`,
  reference: 'RFC 7208',
  nameAt: (domain) => domain,
  holds: isSpf,

  begin({ texts }) {
    const { terms } = standing(texts)
    const of = (asked: Standing['asked']) => terms.filter((one) => one.asked === asked)
    return {
      service: terms.flatMap((one) => (one.asked === 'service' ? [one.service.id] : [])),
      addresses: [
        terms.flatMap((one) => (one.asked === 'addresses' ? [textOf(one.term).replace(/^ip[46]:/, '')] : [])).join('\n'),
      ],
      mx: of('mx').length > 0 ? ['yes'] : [],
      include: [
        of('include')
          .map(({ term }) => (term.kind === 'mechanism' ? (term.domain ?? '') : ''))
          .join('\n'),
      ],
      last: [lastOf(of('last').map(({ term }) => term))],
    }
  },

  questions: (known) => questions(known),

  build(known, answers) {
    const now = standing(known.texts)
    const { senders, troubles } = sendersOf(known.domain, answers)
    if (troubles.length > 0) return { troubles }
    const last = lastTerm(answered(answers, 'last'), now.terms)
    if (!last) {
      const words = say`Say what holds for everybody else.`
      return { troubles: [{ field: 'last', problem: 'missing', found: answered(answers, 'last'), say: words }] }
    }
    const terms = merged(now.terms, senders)
    if (terms.length === 0 && textOf(last) === '~all') {
      return {
        wanting: say`Say who sends for ${known.domain}. If nobody does, let everybody else be refused: that is the whole record then.`,
      }
    }
    const result = writeSpf([...terms.filter(isMechanism), last, ...terms.filter((term) => !isMechanism(term))])
    if ('problems' in result) return unwritable(result.problems)
    const kept = new Set(now.terms.filter(({ asked }) => asked === 'nothing').map(({ term }) => textOf(term)))
    return {
      built: {
        value: result.text,
        parts: partsOf(
          result.text,
          known.domain,
          [...terms.filter(isMechanism), last, ...terms.filter((term) => !isMechanism(term))],
          kept,
        ),
        remarks: remarks(known, now, terms, result.text),
      },
    }
  },
}

const isMechanism = (term: SpfTerm): boolean => term.kind === 'mechanism'

function lastOf(ends: SpfTerm[]): string {
  const [end] = ends
  if (end?.kind === 'modifier') return 'redirect'
  return end?.qualifier === '-' ? '-' : '~'
}

function lastTerm(answer: string, now: Standing[]): SpfTerm | undefined {
  if (answer === '~' || answer === '-') return mechanism('all', { qualifier: answer })
  if (answer !== 'redirect') return undefined
  return now.find(({ term }) => term.kind === 'modifier' && term.name === 'redirect')?.term
}

/** What stands there and is still wanted, in its order and as it is written; then what is new. */
function merged(now: Standing[], senders: Sender[]): SpfTerm[] {
  const wanted = new Map(senders.map((one) => [one.mark, one]))
  const stays = now.filter((one) => one.asked === 'nothing' || (one.asked !== 'last' && wanted.has(markOf(one))))
  const there = new Set(stays.map(markOf))
  return [...stays.map(({ term }) => term), ...senders.filter(({ mark }) => !there.has(mark)).map(({ term }) => term)]
}

/** Only the length can be wrong here: every term was read before. */
function unwritable(problems: { problem: string; found: string }[]): Outcome {
  return {
    troubles: problems.slice(0, 1).map(({ problem, found }) => ({
      ...{ field: 'addresses', problem, found },
      say: say`All of this together is longer than receivers read. Name networks instead of single addresses, or move a service to a sub-domain.`,
    })),
  }
}

function questions({ domain, texts }: Known): BuilderQuestion[] {
  const redirect = standing(texts).terms.find(({ term }) => term.kind === 'modifier' && term.name === 'redirect')
  const target = redirect?.term.kind === 'modifier' ? redirect.term.value : undefined
  return [
    {
      name: 'service',
      kind: 'several',
      ask: `Which services send as ${domain}?`,
      help: say`${servicesAsOf} Most newsletter services use a bounce address of their own; they need a place here only if they ask for it.`,
      choices: sendingServices.map(({ id, name, group }) => ({ value: id, label: name, group })),
    },
    {
      name: 'mx',
      kind: 'several',
      ask: 'Do your mail servers also send?',
      choices: [
        {
          value: 'yes',
          label: 'The servers that take our mail also send it',
          say: say`Right when you run them yourself. A provider above covers its own.`,
        },
      ],
    },
    {
      name: 'addresses',
      kind: 'lines',
      ask: 'Which addresses of your own send?',
      help: say`Servers, applications, printers: one address or network a line, as others see it.`,
      placeholder: 'IPv4 or IPv6',
    },
    {
      name: 'include',
      kind: 'lines',
      ask: 'Other records to include',
      help: say`A service that is not in the list tells you a name. One a line.`,
      placeholder: 'Name of the record',
    },
    {
      name: 'last',
      kind: 'one',
      ask: 'And everybody else?',
      choices: [
        {
          value: '~',
          label: 'Is suspicious (~all)',
          say: say`The usual choice: DMARC then decides, and forwarded mail is not lost.`,
        },
        {
          value: '-',
          label: 'Is refused (-all)',
          say: say`Right when nothing sends at all. Else some receivers refuse forwarded mail before they look at its signature.`,
        },
        ...(target === undefined ? [] : [{ value: 'redirect', label: `As ${target} says`, say: say`As it is today.` }]),
      ],
    },
  ]
}

function partsOf(text: string, domain: string, terms: SpfTerm[], kept: Set<string>): Part[] {
  const [version = ''] = text.split(' ')
  return [
    { text: version, say: say`This is an SPF record.` },
    ...terms.map((term): Part => {
      const written = textOf(term)
      return kept.has(written)
        ? { text: written, say: say`As it stands today.`, kept: true }
        : { text: written, say: meaning(term, domain) }
    }),
  ]
}

function meaning(term: SpfTerm, domain: string): Words {
  if (term.kind === 'modifier') return say`For everybody else, the record of ${term.value} decides.`
  if (term.name === 'all') {
    return term.qualifier === '-'
      ? say`Everybody else may not send; receivers may refuse.`
      : say`Everybody else is suspicious; receivers look more closely.`
  }
  if (term.name === 'mx') return say`The servers that take mail for ${domain} may send. Costs one look-up.`
  const network = networkOf({ ...term, text: '', column: 0 })
  if (network) {
    if (network.first === network.last) return say`The server at ${addressOf(network.first, network.family)} may send.`
    return say`The servers from ${addressOf(network.first, network.family)} to ${addressOf(network.last, network.family)} may send.`
  }
  const service = serviceOf(term.domain ?? '')
  return service
    ? say`${service.name} may send. Costs a look-up or more.`
    : say`Whoever ${term.domain ?? ''} permits may send. Costs a look-up or more.`
}

/** Octets; above it the answer may not fit beside others (see spf-size). */
const long = 450
const broad = { 4: 16, 6: 29 }

function remarks(
  { domain, texts }: Known,
  now: { terms: Standing[]; unread: string[] },
  terms: SpfTerm[],
  text: string,
): Remark[] {
  const marks = new Set(terms.map((term) => textOf(term)))
  const gone = now.terms.filter(({ asked, term }) => asked !== 'last' && !marks.has(textOf(term))).map(({ term }) => textOf(term))
  const networks = terms.flatMap((term) => (term.kind === 'mechanism' ? (networkOf({ ...term, text: '', column: 0 }) ?? []) : []))
  const wide = networks.find(({ family, prefix }) => prefix < broad[family])
  const found: (Remark | false)[] = [
    terms.length === 0 &&
      !text.includes('redirect=') && {
        verdict: 'warn',
        say: say`This permits nobody. Publish it only when nothing sends as ${domain}.`,
      },
    gone.length > 0 && {
      verdict: 'warn',
      say: say`Taken out: ${gone.join(' ')}. Mail that still comes from there no longer passes.`,
    },
    now.unread.length > 0 && { verdict: 'info', say: say`Left out, because receivers cannot use it: ${now.unread.join(' ')}` },
    texts.length > 1 && {
      verdict: 'info',
      say: say`${domain} has ${texts.length} SPF records, so receivers use none. This one takes the place of all.`,
    },
    wide !== undefined && { verdict: 'warn', say: say`${present(wide)} is a large network. Is all of it yours?` },
    text.length > long && {
      verdict: 'info',
      say: say`The record has ${text.length} characters. It may have to travel over TCP, which works almost everywhere.`,
    },
    isLocalName(domain) && {
      verdict: 'info',
      say: say`${domain} is known only in its own network; others look for no record there.`,
    },
  ]
  return found.filter((one) => one !== false)
}
