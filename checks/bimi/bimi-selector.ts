import { type Check, type Evidence, type Fix, pass, saw, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isMail } from '../facts/observed-mail.ts'
import { organizationalDomain } from '../facts/organizational-domain.ts'
import type { Net } from '../net.ts'
import { isBimi } from '../records/bimi.ts'
import { fieldsNamed } from '../records/headers.ts'
import { readTags, tagValue } from '../records/tags.ts'
import type { Domain } from '../subject.ts'

/** Does the message choose another BIMI selector? Only one that a signature covers counts, or anybody on the way could choose the logo. */
export const bimiSelector: Check<Domain> = {
  id: 'bimi-selector',
  title: 'BIMI selector',
  reference: 'draft-brand-indicators-for-message-identification §4.4, §5.1',

  async run(subject, net) {
    const field = isMail(subject) ? fieldsNamed(subject.headers, 'bimi-selector')[0] : undefined
    if (!field || !isMail(subject)) {
      return pass('default', { evidence: [], explanation: say`No message that is looked at here chooses another logo.` })
    }
    const chosen: Evidence = { where: 'BIMI-Selector', what: field.value.trim().slice(0, 300) }
    const selector = selectorIn(field.value)
    const { dkim } = await evaluateDmarc(subject, net)
    const covering = dkim.signatures.filter(({ signedHeaders }) => signedHeaders.includes('bimi-selector'))
    if (!covering.some(({ result, aligned }) => result === 'pass' && aligned)) {
      const silence = covering.find((one) => one.silence)?.silence
      if (silence) throw silence
      return warn('unsigned', {
        evidence: [chosen],
        explanation: say`The message chooses a logo, but no signature of ${subject.domain} covers that choice. Mail programs ignore it.`,
        fix: sign,
      })
    }
    const answers = selector ? await recordsAt(selector, subject.domain, net) : []
    const evidence = [chosen, ...answers.flatMap(saw)]
    if (answers.some(({ records }) => records.some(({ text }) => isBimi(text)))) {
      return pass('default', {
        evidence,
        explanation: say`The message chooses the logo ${selector ?? ''}, and there is a record of it.`,
      })
    }
    return warn('missing', {
      evidence,
      explanation: say`The message chooses the logo ${selector ?? chosen.what}, of which there is no record. No logo is shown.`,
      fix: {
        who: 'sending-service',
        say: say`Leave the header field BIMI-Selector out, or publish the BIMI record that it names.`,
        why: say`Mail programs then look for the default record, or find the one that is meant.`,
      },
    })
  },
}

const sign: Fix = {
  who: 'sending-service',
  say: say`Have the DKIM signature cover BIMI-Selector (add it to ${'h='}), or leave the field out.`,
  why: say`What no signature covers could have been added by anybody on the way.`,
}

/** `v=BIMI1; s=brand` (draft §5.1); undefined when that is no selector. */
function selectorIn(value: string): string | undefined {
  const selector = tagValue(readTags(value.slice(0, 1000)).tags, 's')?.toLowerCase()
  return selector && /^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/.test(selector) ? selector : undefined
}

/** At the From domain, and at its organizational domain (draft §7.2). */
async function recordsAt(selector: string, domain: string, net: Net) {
  const organization = await organizationalDomain(domain, net)
  return await Promise.all(
    [...new Set([domain, organization])].map((name) => net.dns.resolve(`${selector}._bimi.${name}`, 'TXT')),
  )
}
