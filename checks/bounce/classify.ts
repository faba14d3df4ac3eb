/**
 * What a refusal means. In this order: the provider's words, the provider's codes, the registry (where a code says little, the words), the basic
 * code, unknown. A 5xx alone never takes an address off a list.
 */
import type { Words } from '../check.ts'
import { type Action, type BounceClass, type Category, classOf, type Label, meaningOf } from './labels.ts'
import { type Phrase, phrases } from './phrases.ts'
import { type Provider, type ProviderRule, providerRules, providers } from './provider-rules.ts'
import { basicCodes, type RegistryRow, registry } from './registry.ts'
import { oneLine } from './reply.ts'

/** What the server was answering to, where that is known. */
export type Phase = 'connect' | 'helo' | 'mail' | 'rcpt' | 'data' | 'auth'

export interface Refusal {
  /** Basic reply code. */
  code?: number | null
  /** RFC 3463, `5.1.1`. */
  enhanced?: string
  /** The words of the reply; codes in them do no harm. */
  text: string
  /** The server that said it, or the recipient's domain. */
  host?: string
  phase?: Phase
}

export interface Classified {
  label: Label
  action: Action
  class: BounceClass
  category: Category
  /** `high`: the provider's own words or codes; `medium`: a registered code, or words that leave little doubt; `low`: a guess. */
  confidence: 'high' | 'medium' | 'low'
  provider: { id: string; name: string } | null
  /** `gmail-dmarc`, `registry-5.1.1`, `words-mailbox-full`, `basic-550`; '' when nothing fits. */
  rule: string
  /** What the rule stands on: the provider's page as of its date (year and month), or the registry. */
  page: { url: string; date: string } | null
  /** What the code says by itself, in the registry's words; '' when there is none. */
  says: string
  sentence: Words
  /** The two parts of the sentence: what happened, and what to do. */
  reason: Words
  advice: Words
  /** The checks that look at the cause, by id. */
  checks: readonly string[]
}

/** RFC 5248 made the registry of these codes. */
export const iana = { url: 'https://www.rfc-editor.org/rfc/rfc5248', date: '2008-06' }

/** Classifies a refusal. Never throws; of a long text only the beginning is read. */
export function classify(refusal: Refusal): Classified {
  const text = oneLine(refusal.text)
  const seen: Seen = { ...refusal, text, code: refusal.code ?? null, enhanced: refusal.enhanced ?? '', digit: digitOf(refusal) }
  const provider = providerOf(seen)
  const found = (provider && byProvider(seen, provider)) ?? byRegistry(seen) ?? byBasicCode(seen) ?? nothing(seen)
  return {
    ...labelled(never(found.label, seen), found.rule),
    confidence: found.confidence,
    provider: provider ? { id: provider.id, name: provider.name } : null,
    page: found.page,
    says: saysOf(seen.enhanced, seen.code),
    checks: found.checks ?? [],
  }
}

/** What a code says by itself, in the registry's words; '' when there is none. */
export const saysOf = (enhanced: string, code: number | null): string =>
  rowOf(enhanced)?.says ?? (code === null ? '' : (basicCodes[code]?.says ?? ''))

/** What is known without a reply: a complaint, for instance. */
export function labelled(label: Label, rule: string): Classified {
  const { action, category, sentence } = meaningOf(label)
  return {
    label,
    action,
    class: classOf(label),
    category,
    confidence: rule === '' ? 'low' : 'high',
    provider: null,
    rule,
    page: null,
    says: '',
    sentence: inWords(sentence.join(' ')),
    reason: inWords(sentence[0]),
    advice: inWords(sentence[1]),
    checks: [],
  }
}

/** A sentence without values. */
const inWords = (text: string): Words => ({ text, strings: [text], values: [] })

interface Seen {
  code: number | null
  enhanced: string
  text: string
  host?: string
  phase?: Phase
  /** 2, 4 or 5; 0 when no code says. The basic code decides: it is what the sending server obeyed. */
  digit: number
}

interface Found extends Pick<Classified, 'label' | 'confidence' | 'rule' | 'page'> {
  checks?: readonly string[]
}

function digitOf({ code, enhanced }: Refusal): number {
  if (code) return Math.floor(code / 100)
  return Number(enhanced?.[0] ?? 0)
}

/** The receiver that speaks: by the name of its server, else by words that only it writes. */
function providerOf({ host = '', text }: Seen): Provider | undefined {
  const name = host.toLowerCase().replace(/\.$/, '')
  const byHost = providers
    .flatMap((provider) => provider.hosts.map((end) => ({ provider, end })))
    .filter(({ end }) => name === end || name.endsWith(`.${end}`))
    // Exchange Online and Outlook.com share the ends of their names.
    .sort((one, other) => other.end.length - one.end.length)
  return byHost[0]?.provider ?? providers.find(({ words }) => words.test(text))
}

/** Both of Microsoft's answer with codes of either. */
const relatives: Readonly<Record<string, string>> = { outlook: 'exchange-online', 'exchange-online': 'outlook' }

function byProvider(seen: Seen, provider: Provider): Found | undefined {
  const own = providerRules.filter((rule) => rule.provider === provider.id)
  const other = providerRules.filter((rule) => rule.provider === relatives[provider.id])
  const rule = firstThatFits(own, seen) ?? firstThatFits(other, seen)
  if (!rule) return undefined
  const { id, label, checks } = rule
  return { label, rule: id, confidence: 'high', page: provider.page, ...(checks && { checks }) }
}

function firstThatFits(rules: readonly ProviderRule[], seen: Seen): ProviderRule | undefined {
  const fitting = rules.filter(({ codes }) => fits(codes, seen))
  return fitting.find(({ words }) => words?.test(seen.text)) ?? fitting.find(({ words }) => words === undefined)
}

/** Does one of the alternatives fit? What the refusal does not say cannot speak against a rule with words. */
function fits(codes: string, { code, enhanced }: Seen): boolean {
  if (codes === '') return true
  return codes.split('|').some((one) => {
    const [first = '', second] = one.split(' ')
    if (second !== undefined) return Number(first) === code ? enhanced === second : code === null && enhanced === second
    return first.includes('.') ? inRange(first, enhanced) : Number(first) === code
  })
}

/** `x.7.26`, `5.7.606-649`. */
function inRange(pattern: string, enhanced: string): boolean {
  const [digit, subject, detail = ''] = pattern.split('.')
  const [given, about, number] = enhanced.split('.')
  if (number === undefined || subject !== about || (digit !== 'x' && digit !== given)) return false
  const [from, to = from] = detail.split('-').map(Number)
  return Number(number) >= (from ?? 0) && Number(number) <= (to ?? 0)
}

function byRegistry(seen: Seen): Found | undefined {
  const row = rowOf(seen.enhanced)
  if (seen.enhanced.startsWith('2.'))
    return { label: 'delivered', rule: `registry-${seen.enhanced}`, confidence: 'medium', page: iana }
  const label = row?.labels[seen.enhanced.startsWith('4') ? 0 : 1]
  if (!row || !label) return undefined
  const spoken = byWords(seen, heardBeside(seen.enhanced, row, label))
  if (spoken) return spoken
  // "Undefined" of the registry says no more than the basic code.
  if (seen.enhanced.endsWith('.0.0')) return undefined
  return { label, rule: `registry-${seen.enhanced}`, confidence: row.general ? 'low' : 'medium', page: iana }
}

/** An unregistered code is its sender's own; its subject still says where to look (RFC 3463 §3). */
function rowOf(enhanced: string): RegistryRow | undefined {
  const [, subject, detail] = enhanced.split('.')
  if (detail === undefined) return undefined
  return registry[`${subject}.${detail}`] ?? registry[`${subject}.0`]
}

type Weight = Phrase['weight']
const any: readonly Weight[] = ['sure', 'plain', 'vague']

/**
 * Which words are heard beside a registered code. Beside one that says something, only those that leave no doubt, and only against "remove
 * this address"; what says "address" or "mailbox" is not outweighed by words that say little.
 */
function heardBeside(enhanced: string, { general }: RegistryRow, label: Label): readonly Weight[] {
  if (!general) return classOf(label) === 'hard' ? ['sure'] : []
  return /^.\.[12]\./.test(enhanced) ? ['sure', 'plain'] : any
}

function byWords(seen: Seen, heard: readonly Weight[] = any): Found | undefined {
  const found = phrases.find(({ weight, words }) => heard.includes(weight) && words.test(seen.text))
  if (!found || found.label === 'refused') return undefined
  const confidence = found.weight === 'vague' ? 'low' : 'medium'
  return { label: afterPhase(found, seen), rule: `words-${found.label}`, confidence, page: null }
}

/**
 * Who says "user unknown" only after the mail itself was sent, or beside a code of security, may know the user well: a filter speaks. Taking a
 * reader off the list would be the greater harm.
 */
function afterPhase({ label }: Phrase, { phase, enhanced, code }: Seen): Label {
  const filter = phase === 'data' || (/^5\.7\./.test(enhanced) && code !== 553)
  return label === 'mailbox-unknown' && filter ? 'recipient-filter' : label
}

function byBasicCode(seen: Seen): Found | undefined {
  const { code, digit } = seen
  const spoken = byWords(seen)
  if (spoken) return code === null && digit === 0 ? { ...spoken, confidence: 'low' } : spoken
  if (code === null) return undefined
  if (digit === 2) return { label: 'delivered', rule: `basic-${code}`, confidence: 'medium', page: null }
  const row = basicCodes[code]
  if (row) return { label: row.label, rule: `basic-${code}`, confidence: 'low', page: null }
  return digit === 4 ? { label: 'deferred', rule: 'basic-4xx', confidence: 'low', page: null } : undefined
}

function nothing({ digit, enhanced }: Seen): Found {
  const label = digit === 4 ? 'deferred' : digit === 0 && enhanced === '' ? 'no-reply' : 'refused'
  return { label, rule: '', confidence: 'low', page: null }
}

/**
 * What takes no address off a list: a temporary refusal, for what is unknown today may be known tomorrow (RFC 3463 §3.1), and an answer to MAIL
 * or AUTH, which is about the sender.
 */
function never(label: Label, { digit, phase }: Seen): Label {
  if (classOf(label) !== 'hard') return label
  if (phase === 'mail') return 'sender-refused'
  if (phase === 'auth') return 'own-account'
  return digit === 4 ? 'deferred' : label
}
