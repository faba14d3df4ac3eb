import { type Check, fail, type Finding, type Fix, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import type { Domain, Selector } from '../subject.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Is the key a signature refers to published? Without it nobody can verify the signature. */
export const dkimKeyMissing: Check<Domain> = {
  id: 'dkim-key-missing',
  title: 'DKIM key',
  reference: 'RFC 6376 §3.6.2.2, §6.1.2',

  run(subject, net) {
    return worstKey(subject, net, judge, { guesses: false })
  },
}

function judge(key: DkimKey, { source }: Selector): Finding {
  const evidence = saw(key.answer)
  // An alias that leads nowhere is named by dkim-key-alias.
  if (key.kind === 'broken-alias') return noKey(key)
  if (key.kind === 'multiple') {
    const explanation = say`${key.name} has ${key.answer.records.length} keys. Receivers may use the wrong one, or none.`
    return fail('multiple', { evidence, explanation, cause: 'dkim-key', fix: keepOne(key) })
  }
  if (key.kind !== 'found' && source === 'mail') {
    const explanation = say`The mail is signed with the key ${key.selector}, but ${key.domain} does not publish it.`
    return fail('missing', { evidence, explanation, cause: 'dkim-key', fix: publish(key) })
  }
  if (key.kind !== 'found') {
    const explanation = say`${key.domain} has no key named ${key.selector}. The name may be mistyped, or the key retired.`
    return warn('entered-missing', { evidence, explanation, cause: 'dkim-key', fix: check(key) })
  }
  return pass('present', { evidence, explanation: say`The key ${key.selector} of ${key.domain} is published.` })
}

function keepOne({ name }: DkimKey): Fix {
  return {
    who: 'dns',
    say: say`Keep the TXT record at ${name} that your sending service shows, and delete the others.`,
    why: say`A selector holds one key. With several, some receivers fail the signature.`,
  }
}

function publish({ name, selector }: DkimKey): Fix {
  return {
    who: 'dns',
    say: say`Publish at ${name} the record that your sending service shows for the selector ${selector}.`,
    why: say`Without the key the signature counts as broken, and DMARC cannot pass on it.`,
    steps: [
      say`Open the settings for domain authentication (DKIM) at the service that signs the mail.`,
      say`Copy the record for the selector ${selector} into your DNS exactly as shown: some give a TXT record, some a CNAME.`,
      say`Send another test mail.`,
    ],
  }
}

function check({ name }: DkimKey): Fix {
  return {
    who: 'dns',
    say: say`Look up the ${'s='} value in the DKIM-Signature header of a mail you sent, and check that name instead of ${name}.`,
    why: say`A signature can only be verified with the key at the selector it names.`,
  }
}
