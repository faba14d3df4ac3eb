/**
 * The ARC chain of a mail (RFC 8617): each forwarder adds a numbered set of three fields, its own verdict about the mail as it came
 * (ARC-Authentication-Results), a signature over the mail as it leaves (ARC-Message-Signature), and a seal over all sets so far (ARC-Seal).
 * The chain holds when every seal and the newest message signature verify. mailauth verifies; silence, which it counts as a broken chain,
 * is told apart here.
 */
import type { ARCData } from 'mailauth'
import type { Net, Unreachable } from '../net.ts'
import { fieldsNamed } from '../records/headers.ts'
import { normalDomain } from '../records/names.ts'
import { readTags, tagValue } from '../records/tags.ts'
import type { TestMail } from '../subject.ts'
import { bodyNotGiven, verifyDkim } from './dkim-verification.ts'
import { arcModule } from './mailauth.ts'
import { remember } from './remember.ts'

export interface ArcSet {
  instance: number
  /** Who sealed it: `d=` of its ARC-Seal. */
  sealer: string
  /** What the sealer saw: the value of its ARC-Authentication-Results. */
  claims: string
}

export interface ArcChain {
  /** `structure`: sets missing, doubled, misnumbered or too many, or a `cv` that cannot be. */
  kind: 'absent' | 'pass' | 'fail' | 'structure' | 'temperror'
  sets: ArcSet[]
  /** mailauth's words. */
  reason: string
  silence: Unreachable | undefined
}

/** The three fields of a set; one alone is a broken set, not none. */
const names = ['arc-seal', 'arc-message-signature', 'arc-authentication-results']
const mostSets = 50

/** The ARC chain of a received mail. Never throws for a silent world: that is `temperror`. */
export function arcChain(mail: TestMail, net: Net): Promise<ArcChain> {
  return remember(net, 'arc-chain of the mail', () => read(mail, net))
}

async function read(mail: TestMail, net: Net): Promise<ArcChain> {
  const sets = readSets(mail)
  const { data, listener } = (await verifyDkim(mail, net)).arc
  if (!data || !names.some((name) => fieldsNamed(mail.headers, name).length > 0))
    return { kind: 'absent', sets, reason: '', silence: undefined }
  const { arc } = arcModule.loaded ?? (await arcModule.load())
  // mailauth gives the chain to itself with this very value; its two types for it differ only in `chain: false`.
  const found = await arc(data as ARCData, { resolver: listener.resolve, strict: true })
  const reason = found.status.comment ?? ''
  if (found.status.result === 'pass') return { kind: 'pass', sets, reason, silence: undefined }
  const silence = mail.headersOnly ? bodyNotGiven : silentKey(sets, data, listener.silences)
  if (silence && !data.error) return { kind: 'temperror', sets, reason, silence }
  return { kind: data.error && !saysFail(mail) ? 'structure' : 'fail', sets, reason, silence: undefined }
}

function silentKey(
  sets: ArcSet[],
  { lastEntry }: { lastEntry?: object },
  silences: Map<string, Unreachable>,
): Unreachable | undefined {
  if (sets.length === 0 || !lastEntry) return undefined
  return [...silences].find(([asked]) => sets.some(({ sealer }) => asked.endsWith(`._domainkey.${sealer} TXT`)))?.[1]
}

/** RFC 8617 §5.1.2: a forwarder that found the chain broken says so once, in `cv=fail`. */
function saysFail(mail: TestMail): boolean {
  return fieldsNamed(mail.headers, 'arc-seal').some((field) => /;\s*cv\s*=\s*fail\b/i.test(`;${field.value}`))
}

function readSets(mail: TestMail): ArcSet[] {
  const results = fieldsNamed(mail.headers, 'arc-authentication-results').slice(0, mostSets + 1)
  return fieldsNamed(mail.headers, 'arc-seal')
    .slice(0, mostSets + 1)
    .map((field) => {
      const { tags } = readTags(field.value.slice(0, 8192))
      const instance = Number(tagValue(tags, 'i'))
      const claims = results.find(({ value }) => Number(/^\s*i\s*=\s*(\d{1,3})\s*;/.exec(value)?.[1]) === instance)
      return { instance, sealer: normalDomain(tagValue(tags, 'd') ?? ''), claims: claims?.value ?? '' }
    })
    .sort((a, b) => a.instance - b.instance)
}
