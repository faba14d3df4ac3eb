import { type Check, type Finding, type Fix, pass, saw, say, warn } from '../check.ts'
import type { DkimKey } from '../facts/dkim-key.ts'
import { fieldsNamed } from '../records/headers.ts'
import { normalDomain } from '../records/names.ts'
import { readSignature } from '../records/signature.ts'
import type { Domain, TestMail } from '../subject.ts'
import { records, replaced, withTag } from './change.ts'
import { noKey, worstKey } from './over-selectors.ts'

/** Does the key forbid (`t=s`) an identity below its domain that is in use? Of a domain without a mail, no identity was seen. */
export const dkimSubdomainFlag: Check<Domain> = {
  id: 'dkim-subdomain-flag',
  title: 'Identities below the domain',
  reference: 'RFC 6376 §3.6.1',

  run(subject, net) {
    const identities = identitiesIn(subject)
    return worstKey(subject, net, (key) => judge(key, identities))
  },
}

function judge(key: DkimKey, identities: { signer: string; identity: string }[]): Finding {
  const { record, answer, selector, domain } = key
  if (!record || record.revoked) return noKey(key)
  const evidence = saw(answer)
  const below = identities.find(({ signer, identity }) => signer === `${selector} ${domain}` && identity.endsWith(`.${domain}`))
  if (record.strict && below) {
    const explanation = say`The key ${selector} allows only ${domain} itself, and the mail is signed for ${below.identity}.`
    const seen = { where: 'DKIM-Signature', what: `d=${domain}, i=${below.identity}` }
    return warn('violated', { evidence: [...evidence, seen], explanation, cause: 'dkim-invalid', fix: allow(key) })
  }
  const explanation = record.strict
    ? say`The key ${selector} allows only ${domain} itself, and nothing below it was seen.`
    : say`The key ${selector} allows the names below ${domain} too.`
  return pass('allowed', { evidence, explanation })
}

/** Who signed, and for which domain, as far as the signatures of a mail say it with `i=`. */
function identitiesIn(subject: Domain): { signer: string; identity: string }[] {
  if (!isMail(subject)) return []
  return fieldsNamed(subject.headers, 'dkim-signature').flatMap(({ value }) => {
    const { selector, domain, identity } = readSignature(value)
    if (identity === undefined) return []
    return [{ signer: `${selector} ${domain}`, identity: normalDomain(identity.slice(identity.lastIndexOf('@') + 1)) }]
  })
}

function isMail(subject: Domain): subject is TestMail {
  return subject.kind === 'mail'
}

function allow(key: DkimKey): Fix {
  const flags = key.record?.tags
    .find(({ name }) => name === 't')
    ?.value.split(':')
    .filter((flag) => flag.trim().toLowerCase() !== 's')
  const value = key.record && withTag(key.record, 't', flags?.length ? flags.join(':') : undefined)
  return {
    who: 'dns',
    say: say`Take ${'s'} out of ${'t='} in the record at ${key.name}, or sign with an ${'i='} that is in ${key.domain} itself.`,
    why: say`Receivers must not accept a signature whose identity the key forbids.`,
    ...records(replaced(key, value)),
  }
}
