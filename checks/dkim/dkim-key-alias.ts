import { type Check, fail, type Finding, type Fix, info, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Unreachable } from '../net.ts'
import type { Domain, Selector } from '../subject.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Longer chains are given up by some resolvers. */
const mostAliases = 8

/** Where the selector is an alias, does it lead to a key? Services publish keys that way, and take them down when a customer leaves. */
export const dkimKeyAlias: Check<Domain> = {
  id: 'dkim-key-alias',
  title: 'Alias of the DKIM key',
  reference: 'RFC 6376 §3.6.2; RFC 1034 §3.6.2',

  run(subject, net) {
    return worstKey(subject, net, judge, { loop })
  },
}

function judge(key: DkimKey, { source }: Selector): Finding {
  const { kind, answer, name } = key
  const evidence = saw(answer)
  const { aliases } = answer
  const target = aliases.at(-1)?.target ?? ''
  if (kind === 'broken-alias' && source !== 'mail' && isPrepared(key)) {
    const explanation = say`${name} is prepared for the next change of keys; Microsoft publishes its key then.`
    return info('no-key', { evidence, explanation })
  }
  if (kind === 'broken-alias') {
    const explanation = say`The alias at ${name} leads to ${target}, where no key is published.`
    return fail('alias-broken', { evidence, explanation, cause: 'dkim-key', fix: correct(name) })
  }
  if (kind === 'missing') return noKey(key)
  if (aliases.length > mostAliases) {
    const explanation = say`The key at ${name} is ${aliases.length} aliases away. Some receivers give up before they reach it.`
    return warn('alias-long', { evidence, explanation, fix: shorten(name, target) })
  }
  if (aliases.length > 0) return pass('alias-ok', { evidence, explanation: say`The alias at ${name} leads to a key.` })
  return pass('direct', { evidence, explanation: say`The key is published at ${name} itself.` })
}

/** The second selector of Microsoft 365 is an alias to a name that exists only once keys were changed for the first time. */
function isPrepared({ selector, answer }: DkimKey): boolean {
  const target = answer.aliases.at(-1)?.target ?? ''
  return selector === 'selector2' && /\.(?:onmicrosoft\.com|dkim\.mail\.microsoft)$/.test(target)
}

function loop({ target }: Unreachable, { selector, domain }: Selector): Finding {
  const name = `${selector}._domainkey.${domain}`
  const evidence = [{ where: target, what: 'the aliases (CNAME) lead in a circle or too far' }]
  const explanation = say`The alias at ${name} leads in a circle, or through too many names, and never to a key.`
  return fail('alias-broken', { evidence, explanation, cause: 'dkim-key', fix: correct(name) })
}

function correct(name: string): Fix {
  return {
    who: 'dns',
    say: say`Let the CNAME at ${name} lead where your sending service shows, or delete it when nothing signs with it any more.`,
    why: say`Without a key at its end, signatures with this selector count as broken.`,
    steps: [
      say`Open the settings for domain authentication (DKIM) at the service that signs the mail.`,
      say`Compare the target it shows with the CNAME at ${name}, and turn signing on where it is off.`,
    ],
  }
}

function shorten(name: string, target: string): Fix {
  return {
    who: 'dns',
    say: say`Let the CNAME at ${name} lead to ${target} at once.`,
    why: say`Resolvers follow between 8 and 16 aliases. A receiver whose resolver stops earlier finds no key.`,
  }
}
