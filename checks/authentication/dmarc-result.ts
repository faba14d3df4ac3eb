import { type Check, type Evidence, fail, type Finding, type Fix, pass, say, unknown, warn, type Words } from '../check.ts'
import { brokenOwn, dkimCause } from '../facts/dkim-cause.ts'
import { isFreemail } from '../facts/freemail.ts'
import { type DmarcEvaluation, evaluateDmarc, policyOf } from '../facts/dmarc-evaluation.ts'
import { forwarding } from '../facts/forwarding.ts'
import { sawSignatures, signatureThatCounts } from '../facts/signature-that-counts.ts'
import { notWitnessed } from '../facts/witnessed.ts'
import type { Net } from '../net.ts'
import type { TestMail } from '../subject.ts'

/** Does the mail pass DMARC: is it proven, by SPF or by a signature, for the domain in From? This decides more than any other row. */
export const dmarcResult: Check<TestMail> = {
  id: 'dmarc-result',
  title: 'DMARC',
  reference: 'RFC 9989 §5.3',
  silence: 'temperror',

  async run(mail, net) {
    const dmarc = await evaluateDmarc(mail, net)
    const { from, spf, dkim, result } = dmarc
    const evidence = evidenceOf(mail, dmarc)
    if (from === '') return unusable(mail, evidence)
    if (result === 'temperror' && dmarc.silence) throw dmarc.silence
    // Without a session SPF is not known; a signature alone can still settle it.
    if (!dkim.proven && !spf.evaluation) return notWitnessed('temperror')
    if (!dkim.proven && (dkim.proven === undefined || spf.proven === undefined)) {
      if (dmarc.silence) throw dmarc.silence
      return silent(dmarc, evidence)
    }
    if (result === 'none') return await withoutPolicy(mail, net, dmarc, evidence)
    if (spf.proven && dkim.proven) {
      return pass('pass-both', {
        evidence,
        explanation: say`The mail is proven to be from ${from}, by the list of permitted servers and by its signature.`,
      })
    }
    if (dkim.proven) {
      return pass('pass-dkim', {
        evidence,
        explanation: say`The mail is proven to be from ${from}, by its signature. That also survives forwarding.`,
      })
    }
    if (spf.proven) {
      return warn('pass-spf', {
        evidence,
        explanation: say`Only the list of permitted servers proves ${from}. Forwarded mail will lose that proof.`,
        cause: await unprovenCause(mail, net, dmarc),
        fix: signWith(from, brokenOwn(dkim.signatures) !== undefined),
      })
    }
    return await failed(mail, net, dmarc, evidence)
  },
}

async function failed(mail: TestMail, net: Net, dmarc: DmarcEvaluation, evidence: Evidence[]): Promise<Finding> {
  const cause = (await forwarding(mail, net)) ? 'forwarding' : 'unaligned'
  const said = { evidence, cause, fix: alignFix(dmarc.from) }
  const policy = policyOf(dmarc)
  if (policy === 'reject') return fail('fail-reject', { ...said, explanation: say`Receivers will be told to refuse this mail.` })
  if (policy === 'quarantine')
    return fail('fail-quarantine', { ...said, explanation: say`Receivers will be told to put this mail into the spam folder.` })
  return fail('fail-none', {
    ...said,
    explanation: say`Nothing proves that this mail is from ${dmarc.from}. Large receivers refuse or junk such mail when it is sent in bulk.`,
  })
}

async function withoutPolicy(mail: TestMail, net: Net, dmarc: DmarcEvaluation, evidence: Evidence[]): Promise<Finding> {
  const { from, spf, dkim } = dmarc
  if (spf.proven || dkim.proven) {
    return warn('no-policy', {
      evidence,
      explanation: say`The mail is proven to be from ${from}, but ${from} has no rule for mail that is not.`,
      cause: 'no-dmarc',
      fix: {
        who: 'dns',
        say: say`Publish the DMARC record that the row about it shows. It only watches at first.`,
        why: say`Without a rule receivers do not know that proof can be expected.`,
      },
    })
  }
  return fail('no-policy-unaligned', {
    evidence,
    explanation: say`Nothing proves that this mail is from ${from}, and ${from} has no rule for such mail.`,
    cause: (await forwarding(mail, net)) ? 'forwarding' : 'unaligned',
    fix: alignFix(from),
  })
}

function unusable(mail: TestMail, evidence: Evidence[]): Finding {
  const several = mail.from.length > 1
  return fail('from-unusable', {
    evidence,
    explanation: several
      ? say`The From field names several domains, so there is none to prove.`
      : say`The From field has no address that could be proven.`,
    cause: 'from-unusable',
    fix: {
      who: 'message',
      say: say`Send with exactly one From field and one address in it, at your own domain.`,
      why: say`Receivers refuse mail whose sender they cannot tell.`,
    },
  })
}

/** DMARC would pass or fail with an answer that did not come, and nobody can be named for it. */
function silent({ from }: DmarcEvaluation, evidence: Evidence[]): Finding {
  return unknown('temperror', {
    side: 'theirs',
    evidence,
    explanation: say`Whether the mail is proven to be from ${from} could not be checked.`,
  })
}

/** Why no signature proves the mail, so that one missing signature is not counted twice. */
async function unprovenCause(mail: TestMail, net: Net, { dkim }: DmarcEvaluation): Promise<string> {
  const counting = signatureThatCounts(dkim.signatures)
  if (!counting) return 'dkim-missing'
  if (dkim.signatures.some(({ result }) => result === 'pass')) return (await forwarding(mail, net)) ? 'forwarding' : 'unaligned'
  return await dkimCause(counting, net)
}

function alignFix(from: string): Fix {
  if (isFreemail(from)) {
    return {
      who: 'message',
      say: say`Send from an address at your own domain, or through ${from} itself.`,
      why: say`Only ${from} can prove mail from its addresses.`,
    }
  }
  return {
    who: 'sending-service',
    say: say`Make the signature, or the bounce address, stand for ${from}. The rows below show what stands in the way.`,
    why: say`Receivers believe the From address only when its own domain vouches for the mail.`,
  }
}

function signWith(from: string, signedAndBroken: boolean): Fix {
  return {
    who: 'sending-service',
    say: signedAndBroken
      ? say`Repair the signature of ${from} that came with the mail. The rows about it show what broke it.`
      : say`Sign the mail with ${from} as well.`,
    why: say`A signature goes along when the mail is forwarded; the sending address does not.`,
  }
}

function evidenceOf(mail: TestMail, { from, found, policy, spf, dkim }: DmarcEvaluation): Evidence[] {
  const evaluation = spf.evaluation
  const record = found
    ? { where: `_dmarc.${found.domain} TXT`, what: found.record.text }
    : { where: 'DMARC record', what: 'none applies' }
  return [
    { where: 'From', what: from || mail.from.map(({ address }) => address).join(', ') || 'no address' },
    ...(from === '' ? [] : [record]),
    ...(policy ? [{ where: 'policy for this mail', what: policy.tag ? `${policy.tag}=${policy.policy}` : policy.policy }] : []),
    {
      where: 'SPF',
      what: evaluation ? `${evaluation.result} for ${evaluation.domain || '(no domain)'}, ${words(spf.aligned)}` : 'not checked',
    },
    ...sawSignatures(dkim.signatures).map((row, index) => ({
      ...row,
      what: `${row.what}${dkim.signatures[index] ? `, ${words(dkim.signatures[index].aligned)}` : ''}`,
    })),
  ]
}

function words(aligned: boolean | undefined): string {
  if (aligned === undefined) return 'alignment not known'
  return aligned ? 'aligned' : 'not aligned'
}

/** The one cause of a DMARC failure, as the headline's second sentence. */
export function whyUnproven({ from, spf, dkim }: Pick<DmarcEvaluation, 'from' | 'spf' | 'dkim'>): Words {
  const signer = dkim.signatures.find(({ result }) => result === 'pass')?.domain
  const permitted = spf.evaluation?.result === 'pass' ? spf.evaluation.domain : undefined
  if (signer && permitted && signer === permitted)
    return say`It says it is from ${from}, but the signature and the bounce address belong to ${signer}.`
  if (signer) return say`It says it is from ${from}, but the signature belongs to ${signer}.`
  if (permitted) return say`It says it is from ${from}, but only its bounce address at ${permitted} is proven.`
  return say`It says it is from ${from}, but neither the list of permitted servers nor a signature stands for that.`
}
