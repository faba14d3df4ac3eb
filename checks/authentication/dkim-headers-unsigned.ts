import { type Check, fail, info, pass, say, warn } from '../check.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { isPosted } from '../facts/mailing-list.ts'
import { noSignature, signatureThatCounts } from '../facts/signature-that-counts.ts'
import { fieldsNamed } from '../records/headers.ts'
import type { TestMail } from '../subject.ts'

const important = ['subject', 'date', 'to', 'cc', 'reply-to']
const unsubscribe = ['list-unsubscribe', 'list-unsubscribe-post']
const advised = ['message-id', 'mime-version', 'content-type']

/** From and Subject twice: nobody can then add another one. */
const toSign =
  'From:From:To:Cc:Subject:Subject:Date:Message-ID:Reply-To:MIME-Version:Content-Type:List-Unsubscribe:List-Unsubscribe-Post'

/** Are the fields signed that readers and receivers look at? What is not signed can be changed, and the signature still holds. */
export const dkimHeadersUnsigned: Check<TestMail> = {
  id: 'dkim-headers-unsigned',
  title: 'Signed fields',
  reference: 'RFC 6376 §5.4.1',

  async run(mail, net) {
    const { dkim } = await evaluateDmarc(mail, net)
    const signature = signatureThatCounts(dkim.signatures)
    if (!signature) return noSignature()
    const listed = signature.signedHeaders
    const evidence = [{ where: `DKIM-Signature d=${signature.domain}`, what: `h=${listed.join(':')}` }]
    const open = (names: string[]) => names.filter((name) => fieldsNamed(mail.headers, name).length > 0 && !listed.includes(name))
    const fix = {
      who: 'sending-service' as const,
      say: say`Have the service that signs the mail include every field that readers see.`,
      why: say`A field that is not signed can be changed on the way, and the signature still holds.`,
      steps: [say`Set the list of fields to sign to ${toSign}.`],
    }
    if (!listed.includes('from')) {
      return fail('from-missing', {
        evidence,
        explanation: say`The From field is not signed, so the signature does not count.`,
        fix,
        cause: 'dkim-invalid',
      })
    }
    const unsigned = open(important)
    if (unsigned.length > 0) {
      return warn('some-unsigned', {
        evidence,
        explanation: say`Fields that readers see are not signed: ${unsigned.join(', ')}.`,
        fix,
      })
    }
    // A list adds these fields after the author has signed.
    const links = isPosted(mail) ? [] : open(unsubscribe)
    if (links.length > 0) {
      const explanation = say`The unsubscribe fields are not signed: ${links.join(', ')}.`
      return warn('unsubscribe-unsigned', { evidence, explanation, fix, cause: 'unsubscribe-unsigned' })
    }
    const minor = open(advised)
    if (minor.length > 0)
      return info('mime-unsigned', { evidence, explanation: say`All that matters is signed; ${minor.join(', ')} could be too.` })
    return pass('complete', { evidence, explanation: say`The fields that matter are signed.` })
  },
}
