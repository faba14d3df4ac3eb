import { createHash, type KeyObject } from 'node:crypto'
import { type Check, type Evidence, fail, type Finding, type Fix, info, pass, saw, say } from '../check.ts'
import { type DkimKey, dkimKey } from '../facts/dkim-key.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
import { headerChange, holds } from '../facts/header-repair.ts'
import { isPosted, leaveAlone } from '../facts/mailing-list.ts'
import { noSignature, sawSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import type { TestMail } from '../subject.ts'
import { readKey } from '../records/dkim.ts'
import { readTags, tagValue } from '../records/tags.ts'

const signLast: Fix = {
  who: 'mail-server',
  say: say`Let the last server sign, or keep the gateway from changing the field.`,
  why: say`A signature over a field that changed does not hold.`,
}

/** Does the signature over the header hold, whatever happened to the body? It shows whether the key or a changed field is to blame. */
export const dkimHeaderSignature: Check<TestMail> = {
  id: 'dkim-header-signature',
  title: 'DKIM header signature',
  reference: 'RFC 6376 §3.7',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature?.signedData || !signature.domain || !signature.selector) return noSignature()
    const key = await dkimKey(signature.domain, signature.selector, net)
    const evidence = [sawSignature(signature), ...saw(key.answer)]
    if (signature.result === 'pass') return held(evidence)
    const publicKey = usable(key)
    if (!publicKey) return info('no-key', { evidence, explanation: say`There is no usable key to check the signature with.` })
    const signed = Buffer.from(signature.signedData, 'base64').toString('latin1')
    const value = tagValue(readTags(signature.field.value.slice(0, 8192)).tags, 'b') ?? ''
    if (holds(signed, publicKey, value, signature.algorithm)) return held(evidence)
    const cause = (await forwarding(mail, net)) ? 'forwarding' : 'dkim-invalid'
    const change = headerChange(signed, publicKey, value, signature.algorithm)
    if (change) {
      return fail('header-changed', {
        evidence: [...evidence, { where: 'header', what: change }],
        explanation: say`A signed field changed on the way: ${change}.`,
        cause,
        fix: isPosted(mail) ? leaveAlone : signLast,
      })
    }
    const fingerprint = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64')
    return fail('wrong-key', {
      evidence: [...evidence, { where: 'published key, SHA-256', what: fingerprint }],
      explanation: say`The signature does not fit the key published for ${signature.selector}, or a signed field changed.`,
      cause: cause === 'forwarding' ? cause : 'dkim-invalid',
      fix: {
        who: 'sending-service',
        say: say`Compare the key your server signs with and the record at ${key.name}; publish the one that belongs to it, or correct the selector.`,
        why: say`A signature made with another key never holds.`,
        steps: [
          say`openssl pkey -in dkim.key -pubout -outform der | openssl dgst -sha256 -binary | base64 prints the same value when they belong together.`,
        ],
      },
    })
  },
}

function held(evidence: Evidence[]): Finding {
  return pass('valid', { evidence, explanation: say`The signature over the header holds.` })
}

function usable({ record }: DkimKey): KeyObject | undefined {
  return record?.publicKey && record.publicKey.length > 0 ? readKey(record.type, record.publicKey) : undefined
}
