import { type Check, type Evidence, type Finding, type Fix, info, pass, saw, say, warn } from '../check.ts'
import { type DkimKey, dkimKey } from '../facts/dkim-key.ts'
import { isUsable, type SelectorSearch, searchSelectors } from '../facts/selectors.ts'
import { type Net, Unreachable } from '../net.ts'
import type { Domain, Selector } from '../subject.ts'

/**
 * Do we know a selector with a working key? DNS cannot list them, so not finding one proves nothing and is never a fault. A key under a
 * selector that was given counts even where a wildcard answers; one that was only tried does not.
 */
export const dkimSelector: Check<Domain> = {
  id: 'dkim-selector',
  title: 'DKIM selectors',
  reference: 'RFC 6376 §3.1, §3.6.2.1; RFC 8020',

  async run(subject, net) {
    const { domain, selectors, kind } = subject
    if (!domain) return info('not-applicable', { evidence: [], explanation: say`There is no domain to look at for DKIM.` })
    const given = await lookAt(selectors, net)
    if (given.found) return found(given.found, given.evidence)
    if (kind === 'mail' && selectors.length === 0) {
      const evidence = [{ where: 'DKIM-Signature', what: 'none' }]
      const explanation = say`The mail of ${domain} carried no signature, and no selector of ${domain} is known.`
      return warn('none-in-mail', { evidence, explanation, cause: 'dkim-missing', fix: sign(domain) })
    }
    const search = await searchSelectors(domain, net)
    if (answersAll(search)) {
      const explanation = say`Every selector of ${domain} answers, so trying names tells nothing.`
      return info('wildcard', { evidence: saw(search.wildcard.answer), explanation })
    }
    const tried = await lookAt(search.guessed, net)
    if (tried.found) return found(tried.found, tried.evidence)
    const [silence] = [...given.silences, ...tried.silences, ...search.silences]
    if (silence) throw silence
    const revoked = given.revoked ?? tried.revoked
    if (revoked) {
      const explanation = say`The keys of ${domain} that are known are revoked.`
      return info('revoked-only', { evidence: [...given.evidence, ...tried.evidence], explanation })
    }
    return nothing(domain, search)
  },
}

interface Looked {
  found: Selector | undefined
  revoked: Selector | undefined
  evidence: Evidence[]
  silences: Unreachable[]
}

async function lookAt(selectors: Selector[], net: Net): Promise<Looked> {
  const looked: Looked = { found: undefined, revoked: undefined, evidence: [], silences: [] }
  const keys = await Promise.all(selectors.map((selector) => keyOf(selector, net)))
  for (const [index, key] of keys.entries()) {
    if (key instanceof Unreachable) {
      // dkim-key-alias fails a circle of aliases; nothing is behind it.
      if (key.reason !== 'alias-loop') looked.silences.push(key)
      continue
    }
    looked.evidence.push(...saw(key.answer))
    if (key.record && isUsable(key.record)) looked.found ??= selectors[index]
    if (key.record?.revoked) looked.revoked ??= selectors[index]
  }
  return looked
}

async function keyOf({ domain, selector }: Selector, net: Net): Promise<DkimKey | Unreachable> {
  try {
    return await dkimKey(domain, selector, net)
  } catch (error) {
    if (error instanceof Unreachable) return error
    throw error
  }
}

function found({ selector, domain }: Selector, evidence: Evidence[]): Finding {
  return pass('found', { evidence, explanation: say`${domain} has a key under the selector ${selector}.` })
}

function answersAll({ wildcard }: SelectorSearch): boolean {
  return wildcard.kind === 'key' || wildcard.kind === 'revoked' || wildcard.kind === 'other'
}

function nothing(domain: string, { parent, anyBelow, tried }: SelectorSearch): Finding {
  const evidence = [...saw(parent), { where: `_domainkey.${domain}`, what: `${tried.length} usual names tried, nothing found` }]
  if (anyBelow) {
    const explanation = say`${domain} has keys, but under names that nobody told us.`
    return info('exists-unlisted', { evidence, explanation })
  }
  return info('not-found', { evidence, explanation: say`No key of ${domain} was found under the usual names.` })
}

function sign(domain: string): Fix {
  return {
    who: 'sending-service',
    say: say`Turn on DKIM for ${domain} at the service or server that sends, and publish the record it shows.`,
    why: say`A signature proves that the mail is yours, also after it was forwarded.`,
  }
}
