import { type Check, fail, type Finding, type Fix, info, pass, say, warn } from '../check.ts'
import { dkimCause } from '../facts/dkim-cause.ts'
import { evaluateDmarc } from '../facts/dmarc-evaluation.ts'
import { signatureThatCounts } from '../facts/signature-that-counts.ts'
import { perhapsOnlyInTest } from '../facts/test-send.ts'
import type { Net } from '../net.ts'
import { fieldsNamed } from '../records/headers.ts'
import { readListUnsubscribe } from '../records/list-unsubscribe.ts'
import type { TestMail } from '../subject.ts'

/** Is one click enough to unsubscribe? Gmail and Yahoo ask bulk senders for it, and believe it only when it is signed. */
export const listUnsubscribeOneClick: Check<TestMail> = {
  id: 'list-unsubscribe-one-click',
  title: 'One-click unsubscribe',
  reference: 'RFC 8058 §3.1',
  silence: 'not-parsed',

  async run(mail, net) {
    return perhapsOnlyInTest(mail, await judge(mail, net))
  },
}

async function judge(mail: TestMail, net: Net): Promise<Finding> {
  const posts = fieldsNamed(mail.headers, 'list-unsubscribe-post').map(({ value }) => value)
  const values = fieldsNamed(mail.headers, 'list-unsubscribe').map(({ value }) => value)
  const evidence = [
    { where: 'List-Unsubscribe-Post', what: posts.join(' / ') || 'no such field' },
    { where: 'List-Unsubscribe', what: values.join(' / ') || 'no such field' },
  ]
  if (!mail.bulk)
    return info('not-needed', { evidence, explanation: say`This is not bulk mail, so it needs no unsubscribe button.` })
  const { https, mailto } = readListUnsubscribe(values)
  const [post] = posts
  if (post === undefined) {
    const said = { evidence, explanation: say`Gmail and Yahoo will not show an unsubscribe button.`, fix }
    if (mailto.length > 0) return warn('mailto-only', said)
    return fail('missing', { ...said, cause: 'no-unsubscribe' })
  }
  if (posts.length > 1 || post.trim() !== 'List-Unsubscribe=One-Click') {
    return fail('wrong-value', {
      evidence,
      explanation: say`The List-Unsubscribe-Post field says ${post}, which means nothing to mail programs.`,
      fix,
    })
  }
  if (https.length !== 1) {
    return fail('no-https', {
      evidence,
      explanation: say`One click needs exactly one https address, and there are ${https.length}.`,
      fix,
      cause: 'no-unsubscribe',
    })
  }
  return await judgeSignature(mail, net, evidence)
}

async function judgeSignature(mail: TestMail, net: Net, evidence: Finding['evidence']): Promise<Finding> {
  const { dkim } = await evaluateDmarc(mail, net)
  const covering = dkim.signatures.filter(
    ({ signedHeaders }) => signedHeaders.includes('list-unsubscribe') && signedHeaders.includes('list-unsubscribe-post'),
  )
  if (covering.some(({ result }) => result === 'pass')) {
    return pass('complete', { evidence, explanation: say`One click is enough to unsubscribe.` })
  }
  const silent = covering.find(({ silence }) => silence)?.silence
  if (silent) throw silent
  const counting = signatureThatCounts(dkim.signatures)
  return fail('unsigned', {
    evidence: [
      ...evidence,
      ...dkim.signatures.map(({ domain, signedHeaders }) => ({
        where: `DKIM-Signature d=${domain}`,
        what: `h=${signedHeaders.join(':')}`,
      })),
    ],
    explanation: say`The unsubscribe fields are not signed, so Gmail and Yahoo will not show a button.`,
    cause: covering[0] ? await dkimCause(covering[0], net) : counting ? 'unsubscribe-unsigned' : 'dkim-missing',
    fix: { ...fix, say: say`Have List-Unsubscribe and List-Unsubscribe-Post covered by the DKIM signature.` },
  })
}

const fix: Fix = {
  who: 'sending-service',
  say: say`Switch on one-click unsubscribe in your sending service: List-Unsubscribe-Post: List-Unsubscribe=One-Click beside one https address, both signed.`,
  why: say`Gmail and Yahoo ask senders of bulk mail for it, and show the button only then.`,
}
