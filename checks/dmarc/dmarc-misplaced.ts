import {
  type Check,
  type Evidence,
  type Finding,
  type Fix,
  info,
  pass,
  type RecordChange,
  saw,
  say,
  warn,
  type Words,
} from '../check.ts'
import { dmarcWalk, type DmarcWalk } from '../facts/organizational-domain.ts'
import { isPlain } from '../facts/plain.ts'
import { wildcard } from '../facts/wildcard.ts'
import { type Answer, type Net, Unreachable } from '../net.ts'
import { isDmarc, looksLikeDmarc, readDmarc } from '../records/dmarc.ts'
import type { Domain } from '../subject.ts'
import { inForce, noRecord } from './change.ts'

/** Does a DMARC text stand at a wrong name, or a text of another kind at the right one? Panels that append the zone make the first easy. */
export const dmarcMisplaced: Check<Domain> = {
  id: 'dmarc-misplaced',
  title: 'Misplaced DMARC text',
  reference: 'RFC 9989 §4.5, §4.10',

  async run({ domain }, net) {
    if (!domain) return noRecord(undefined)
    const [walk, ...elsewhere] = await Promise.all([dmarcWalk(domain, net), ...wrongNames(domain).map((one) => lookAt(one, net))])
    const here = walk.steps[0]?.answer.records.map(({ text }) => text) ?? []
    const foreign = here.filter((text) => !looksLikeDmarc(text))
    const texts = elsewhere.filter((one) => one !== undefined)
    const usual = texts.length > 0 || foreign.length > 0 ? await wildcardTexts(domain, net) : []
    const misplaced = texts.filter(({ text }) => !usual.includes(text))
    const [first] = misplaced
    const empty = here.length === foreign.length
    if (first && empty) return report(first, walk)
    const placed = foreign.filter((text) => !usual.includes(text))
    const evidence = walk.steps.slice(0, 1).flatMap(({ answer }) => saw(answer))
    if (placed.length > 0) {
      const explanation = say`A text of another kind stands at ${`_dmarc.${domain}`}. Some receivers stumble over it.`
      return warn('foreign-text', { evidence, explanation, fix: clear(domain, walk, placed) })
    }
    if (foreign.length > 0) {
      const explanation = say`A wildcard gives ${`_dmarc.${domain}`} a text of another kind, which receivers leave aside.`
      return info('wildcard-text', { evidence, explanation })
    }
    if (first) {
      const explanation = say`A DMARC text at ${first.name} has no effect; the record stands where it belongs.`
      return info('stray', { evidence: [...evidence, ...saw(first.answer)], explanation })
    }
    return pass('none', { evidence, explanation: say`No DMARC text of ${domain} stands in a wrong place.` })
  },
}

interface WrongName {
  code: 'doubled-zone' | 'at-apex' | 'no-underscore'
  name: string
}

interface Misplaced extends WrongName {
  text: string
  answer: Answer<'TXT'>
}

function wrongNames(domain: string): WrongName[] {
  return [
    { code: 'doubled-zone', name: `_dmarc.${domain}.${domain}` },
    { code: 'at-apex', name: domain },
    { code: 'no-underscore', name: `dmarc.${domain}` },
  ]
}

async function lookAt(wrong: WrongName, net: Net): Promise<Misplaced | undefined> {
  try {
    const answer = await net.dns.resolve(wrong.name, 'TXT')
    const found = answer.records.find(({ text }) => /^\W{0,9}v[ \t]{0,9}=[ \t]{0,9}DMARC1/i.test(text))
    return found && { ...wrong, text: found.text, answer }
  } catch (error) {
    // A long domain, doubled, is no name.
    if (error instanceof Unreachable && error.reason === 'bad-name') return undefined
    throw error
  }
}

async function wildcardTexts(domain: string, net: Net): Promise<string[]> {
  return (await wildcard(domain, net)).txt.records.map(({ text }) => text)
}

function report(misplaced: Misplaced, { domain, steps, found }: DmarcWalk): Finding {
  const evidence: Evidence[] = [...saw(misplaced.answer), ...steps.slice(0, 1).flatMap(({ answer }) => saw(answer))]
  const cause = found ? {} : { cause: 'no-dmarc' }
  return warn(misplaced.code, { evidence, explanation: heading(misplaced, domain), ...cause, fix: move(misplaced, domain) })
}

function heading({ code, name }: Misplaced, domain: string): Words {
  switch (code) {
    case 'doubled-zone':
      return say`The DMARC record stands at ${name}, with the domain twice, where no receiver looks.`
    case 'at-apex':
      return say`The DMARC record stands at ${domain} itself, where no receiver looks.`
    case 'no-underscore':
      return say`The DMARC record stands at ${name}, without the underscore, where no receiver looks.`
  }
}

function move({ name, text, answer }: Misplaced, domain: string): Fix {
  const usable = isDmarc(text) && readDmarc(text).processed && isPlain(text)
  const gone: RecordChange[] =
    answer.aliases.length === 0 ? [{ action: 'delete', name, type: 'TXT', value: text, ttl: 3600 }] : []
  const added: RecordChange = { action: 'add', name: `_dmarc.${domain}`, type: 'TXT', value: text, ttl: 3600 }
  return {
    who: 'dns',
    say: say`Move the text to ${`_dmarc.${domain}`}. Where your DNS panel appends the domain, enter only ${'_dmarc'}.`,
    why: say`Receivers look for DMARC only there.`,
    ...(usable ? { records: [added, ...gone], ...inForce(text) } : {}),
  }
}

function clear(domain: string, { steps }: DmarcWalk, texts: string[]): Fix {
  const name = `_dmarc.${domain}`
  const own = steps[0]?.answer.aliases.length === 0 && texts.every(isPlain)
  const records: RecordChange[] = texts.slice(0, 20).map((value) => ({ action: 'delete', name, type: 'TXT', value, ttl: 3600 }))
  return {
    who: 'dns',
    say: say`Delete what is no DMARC record at ${name}.`,
    why: say`Receivers have to throw it away, and not all of them do it well.`,
    ...(own ? { records } : {}),
  }
}
