import { say, type Words } from '../check.ts'
import { isPlain } from '../facts/plain.ts'
import { isDmarc, looksLikeDmarc, type Policy, readDmarc, readUris } from '../records/dmarc.ts'
import { registrableDomain, sameOrganization } from '../records/names.ts'
import { httpsUriOf, mailtoOf } from '../records/uris.ts'
import { type DmarcPolicy, policyOf, writeDmarc } from '../records/write-dmarc.ts'
import {
  type Answers,
  answered,
  type Builder,
  type Built,
  type Known,
  listed,
  type Part,
  type Remark,
  shown,
  type Trouble,
} from './builder.ts'
import { dmarcQuestions } from './dmarc-questions.ts'

/** What receivers do with mail that claims the domain and cannot prove it. */
export const dmarc: Builder = {
  kind: 'dmarc',
  title: 'DMARC',
  does: say`The domain's rule: what receivers do with mail that claims the domain and cannot prove it, and who is told about it.`,
  reference: 'RFC 9989',
  nameAt: (domain) => `_dmarc.${domain}`,
  holds: (text) => isDmarc(text) || looksLikeDmarc(text),

  begin(known) {
    const { p, sp = '', np = '', rua, testing, adkim, aspf, psd } = policyNow(known)
    return {
      ...{ p: [p], sp: [sp], np: [np], rua: [rua.map(typedForm).join('\n')], t: testing ? ['y'] : [] },
      exact: [...(adkim === 's' ? ['adkim'] : []), ...(aspf === 's' ? ['aspf'] : [])],
      psd: [psd],
    }
  },

  questions: (known) => dmarcQuestions(known.domain, policyNow(known)),

  build(known, answers) {
    const now = policyNow(known)
    const { uris, troubles } = destinations(answers)
    const policy: DmarcPolicy = {
      p: choice(answers, 'p') as Policy,
      sp: (choice(answers, 'sp') || undefined) as Policy | undefined,
      np: (choice(answers, 'np') || undefined) as Policy | undefined,
      rua: uris,
      ruf: now.ruf,
      adkim: answers.exact?.includes('adkim') ? 's' : 'r',
      aspf: answers.exact?.includes('aspf') ? 's' : 'r',
      fo: now.fo,
      psd: (choice(answers, 'psd') || 'u') as DmarcPolicy['psd'],
      testing: answers.t?.includes('y') ?? false,
      others: now.others.filter(({ name, value }) => isPlain(`${name}=${value}`)),
    }
    const result = writeDmarc(policy)
    if ('text' in result && troubles.length === 0) return { built: built(known, policy, result.text) }
    const unwritable = 'text' in result ? [] : result.problems
    return { troubles: [...troubles, ...unwritable.filter(({ field }) => !field.startsWith('rua')).map(unknownAnswer)] }
  },
}

const choice = (answers: Answers, name: string): string => answered(answers, name)

function unknownAnswer({ field, problem, found }: { field: string; problem: string; found: string }): Trouble {
  return { field: field.split('.')[0] ?? field, problem, found, say: say`Choose one of the answers.` }
}

/** What the published record says; of several the first that receivers would read. */
function policyNow({ texts }: Known): DmarcPolicy {
  const records = texts.map(readDmarc)
  return policyOf(records.find(({ processed }) => processed) ?? records[0] ?? readDmarc('v=DMARC1; p=none'))
}

/** A destination as people write it: of a plain `mailto:` the address, unless that would be read as two. */
function typedForm(uri: string): string {
  const [read] = readUris(uri)
  return read?.scheme === 'mailto' && !/[\s,]/.test(read.address) && mailtoOf(read.address) === uri ? read.address : uri
}

/** Receivers need not report to more (RFC 9989 §4.7), and this many nobody has. */
const mostDestinations = 10

function destinations(answers: Answers): { uris: string[]; troubles: Trouble[] } {
  const typed = listed(answers, 'rua')
  const read = typed.slice(0, mostDestinations).map((text) => ({ text, uri: uriOf(text) }))
  const troubles = read.flatMap(({ text, uri }): Trouble[] =>
    uri === undefined ? [{ field: 'rua', problem: 'bad-uri', found: text, say: say`${shown(text)} is no e-mail address.` }] : [],
  )
  if (typed.length > mostDestinations) {
    const words = say`These are ${typed.length} addresses; receivers may use only two.`
    troubles.push({ field: 'rua', problem: 'too-many', found: `${typed.length}`, say: words })
  }
  return { uris: [...new Set(read.flatMap(({ uri }) => uri ?? []))], troubles }
}

function uriOf(text: string): string | undefined {
  if (/^https:/i.test(text)) return httpsUriOf(text)
  const address = mailtoOf(text.replace(/^mailto:/i, ''))
  if (!/^mailto:/i.test(text)) return address
  // A URI that stands there already, perhaps with more in it than an address.
  const [read, ...more] = readUris(text)
  return read?.valid && more.length === 0 && read.size === undefined && !/[;<>]/.test(text) && isPlain(text) ? text : undefined
}

function built(known: Known, policy: DmarcPolicy, text: string): Built {
  const kept = new Set(['ruf', 'fo', ...policy.others.map(({ name }) => name)])
  const parts = text.split('; ').map((part): Part => {
    const [name = ''] = part.split('=')
    return kept.has(name)
      ? { text: part, say: say`As it stands today.`, kept: true }
      : { text: part, say: meaning(name, policy, known.domain) }
  })
  return { value: text, parts, remarks: remarks(known, policy) }
}

const asked: Record<Policy, Words> = {
  none: say`is delivered as if nothing were wrong; you only watch`,
  quarantine: say`is to go to the spam folder`,
  reject: say`is to be refused`,
}

function meaning(name: string, policy: DmarcPolicy, domain: string): Words {
  switch (name) {
    case 'v':
      return say`This is a DMARC record.`
    case 'p':
      return say`Mail from ${domain} that cannot prove it ${asked[policy.p]}.`
    case 'sp':
      return say`The same from a name below ${domain} ${asked[policy.sp ?? policy.p]}.`
    case 'np':
      return say`From a name below ${domain} that does not exist it ${asked[policy.np ?? policy.p]}.`
    case 'adkim':
      return say`A signature must be for exactly the domain in From.`
    case 'aspf':
      return say`The bounce address must have exactly the domain in From.`
    case 'psd':
      return policy.psd === 'n'
        ? say`${domain} stands for itself, whatever is above it.`
        : say`Others register their domains under ${domain}.`
    case 't':
      return say`A trial: receivers take the rule back by one level.`
    default:
      return say`Receivers send a daily summary there.`
  }
}

function remarks({ domain, texts }: Known, policy: DmarcPolicy): Remark[] {
  const foreign = policy.rua
    .flatMap((uri) => readUris(uri))
    .map((uri) => uri.domain)
    .filter((to) => to !== '' && !sameOrganization(domain, to))
  const home = registrableDomain(domain)
  const obsolete = texts.flatMap((text) => readDmarc(text).obsolete.map(({ name }) => name))
  const found: (Remark | false)[] = [
    ...[...new Set(foreign)].map(
      (to): Remark => ({
        verdict: 'warn',
        say: say`Reports go to ${to} only when it agrees. Whoever runs its DNS publishes this; a report service has usually done so.`,
        record: { action: 'add', name: `${domain}._report._dmarc.${to}`, type: 'TXT', value: 'v=DMARC1;', ttl: 3600 },
      }),
    ),
    policy.rua.length === 0 && {
      verdict: 'info',
      say: say`Without an address for reports you do not learn which of your own mail fails.`,
    },
    policy.rua.length > 2 && { verdict: 'info', say: say`Receivers may use only the first two addresses.` },
    policy.p !== 'none' && {
      verdict: 'warn',
      say: say`Publish this only once every service that sends as ${domain} passes DMARC.`,
    },
    policy.psd === 'y' && {
      verdict: 'warn',
      say: say`${'psd=y'} is for registries. On any other domain it separates the names below it.`,
    },
    home !== domain &&
      (policy.sp !== undefined || policy.np !== undefined) &&
      policy.psd !== 'n' && {
        verdict: 'info',
        say: say`What holds for names below is read at ${home}, so here it usually has no effect.`,
      },
    texts.length > 1 && {
      verdict: 'info',
      say: say`There are ${texts.length} records now, so receivers use none. This one takes the place of all.`,
    },
    obsolete.length > 0 && {
      verdict: 'info',
      say: say`Left out: ${[...new Set(obsolete)].join(', ')}. These tags no longer exist (RFC 9989).`,
    },
  ]
  return found.filter((one) => one !== false)
}
