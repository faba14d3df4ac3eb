/**
 * Mail of a domain that was seen: the one that is judged, or those that this Seedbed remembers. Whether each is proven for the domain is
 * worked out with the record as it is now, not as it was then.
 */
import type { Net } from '../net.ts'
import type { DmarcRecord } from '../records/dmarc.ts'
import type { Domain, SeenMail, TestMail } from '../subject.ts'
import { type Alignment, alignmentOf, counts } from './alignment.ts'
import { verifyDkim } from './dkim-verification.ts'
import { isPosted } from './mailing-list.ts'
import { evaluateSpf, spfOfMail } from './spf-evaluation.ts'

/** Undefined: not known, because somebody was silent. */
export interface ObservedMail {
  mail: SeenMail
  /** Under the record's own modes of alignment. */
  proven: boolean | undefined
  /** As if the record asked for relaxed alignment. */
  relaxed: boolean | undefined
}

/** Mails looked at: each may need a walk of its own. */
const mostMails = 50

/** What was seen of the domain. Of a mail that is itself all there is. */
export async function observedMail(subject: Domain, record: DmarcRecord, net: Net): Promise<ObservedMail[]> {
  const mails = isMail(subject) ? [await asSeen(subject, net)] : (subject.earlier?.mails ?? []).slice(0, mostMails)
  return await Promise.all(mails.map((mail) => observe(mail, subject.domain, record, net)))
}

export function isMail(subject: Domain): subject is TestMail {
  return subject.kind === 'mail'
}

async function asSeen(mail: TestMail, net: Net): Promise<SeenMail> {
  const [spf, dkim] = await Promise.all([spfOfMail(mail, net), verifyDkim(mail, net)])
  return {
    id: '',
    at: mail.receivedAt,
    peerAddress: mail.session?.peerAddress ?? '',
    helo: mail.session?.helo ?? '',
    spf: { result: spf?.result ?? 'none', domain: spf?.domain ?? '' },
    dkim: dkim.signatures.map(({ result, domain, selector }) => ({ result, domain, selector })),
    posted: isPosted(mail),
  }
}

async function observe(mail: SeenMail, from: string, { aspf, adkim }: DmarcRecord, net: Net): Promise<ObservedMail> {
  const results = [{ ...mail.spf, strict: aspf === 's' }, ...mail.dkim.map((one) => ({ ...one, strict: adkim === 's' }))]
  const known = results.filter(({ result }) => result === 'pass' || result === 'temperror')
  const aligned = await Promise.all(known.map(async (one) => ({ ...one, alignment: await alignmentOf(one.domain, from, net) })))
  const any = (strictly: boolean) => {
    const proofs = aligned.map(({ result, alignment, strict }) => provenBy(result, alignment, strictly && strict))
    return proofs.includes(true) ? true : proofs.includes(undefined) ? undefined : false
  }
  return { mail, proven: any(true), relaxed: any(false) }
}

function provenBy(result: string, alignment: Alignment, strict: boolean): boolean | undefined {
  const aligned = counts(alignment, strict)
  return result === 'temperror' && aligned !== false ? undefined : aligned
}

/** Sources asked about, for each is an SPF evaluation. */
const mostSources = 10

/**
 * Those mails that fail from a source that is the owner's own: its address also sent mail that is proven, or the domain's SPF permits it.
 * A forger has neither.
 */
export async function ownFailing(observed: ObservedMail[], domain: string, net: Net): Promise<ObservedMail[]> {
  const proven = new Set(observed.filter((one) => one.proven).map(({ mail }) => mail.peerAddress))
  // A list sends from an address of its own, what its members wrote.
  const failing = observed.filter(({ proven, mail }) => proven === false && mail.peerAddress !== '' && !mail.posted)
  const sources = [...new Set(failing.map(({ mail }) => mail.peerAddress))].slice(0, mostSources)
  const permitted = await Promise.all(
    sources.map(async (ip) => {
      const { result } = await evaluateSpf({ ip, helo: domain, mailFrom: `postmaster@${domain}` }, net)
      return result === 'pass' ? [ip] : []
    }),
  )
  const own = new Set([...proven, ...permitted.flat()])
  return failing.filter(({ mail }) => own.has(mail.peerAddress))
}
