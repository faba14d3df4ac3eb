/** What holds a score down whatever else is right: a mail that large receivers refuse cannot score high (appendix D, "hard ceilings"). */
import { say, type Words } from './check.ts'
import type { Judged } from './score.ts'
import { weights } from './weights.ts'

export interface Ceiling {
  /** Of 100. */
  at: number
  /** The finding that sets it. */
  by: string
  code: string
  say: Words
}

interface Circumstances {
  findings: Judged[]
  bulk: boolean
  /** Was it forwarding that broke the proof? Then the ceilings about proof give way. */
  forwarded: boolean
}

interface Rule {
  at: number
  say: Words
  /** About SPF, DKIM or DMARC of this mail. */
  proof?: true
  finding(about: Circumstances): Judged | undefined
}

const rules: Rule[] = [
  { at: 15, proof: true, say: say`Receivers are told to refuse this mail.`, finding: ({ findings }) => find(findings, 'dmarc-result', 'fail-reject') },
  { at: 30, proof: true, say: say`Receivers are told to put this mail into the spam folder.`, finding: ({ findings }) => find(findings, 'dmarc-result', 'fail-quarantine') },
  { at: 30, proof: true, say: say`Neither the list of permitted servers nor a signature holds.`, finding: ({ findings }) => (unpermitted(findings) ? unsigned(findings) : undefined) },
  { at: 50, say: say`The bounce address cannot receive mail.`, finding: ({ findings }) => find(findings, 'return-path', 'undeliverable', 'local-domain') },
  { at: 50, say: say`The From domain cannot receive mail or does not exist.`, finding: ({ findings }) => find(findings, 'from-domain', 'nonexistent', 'no-mail') },
  { at: 60, say: say`The sending address has no name.`, finding: ({ findings }) => find(findings, 'ptr-missing', 'missing', 'broken-delegation') },
  {
    at: 60,
    proof: true,
    say: say`Bulk mail must be proven to be from its From domain.`,
    finding: ({ findings, bulk }) => (bulk ? find(findings, 'dmarc-result', 'fail-none', 'no-policy-unaligned') : undefined),
  },
  { at: 60, say: say`The mail names several senders.`, finding: ({ findings }) => find(findings, 'header-from', 'several-addresses') ?? find(findings, 'from-domain', 'several') },
  { at: 70, say: say`The name of the sending address does not lead back to it.`, finding: ({ findings }) => find(findings, 'fcrdns', 'mismatch', 'no-forward') },
  { at: 70, proof: true, say: say`Bulk mail must be signed.`, finding: ({ findings, bulk }) => (bulk ? unsigned(findings) : undefined) },
  { at: 70, proof: true, say: say`Bulk mail must come from a permitted server.`, finding: ({ findings, bulk }) => (bulk ? unpermitted(findings) : undefined) },
  { at: 70, say: say`Bulk mail must travel encrypted.`, finding: ({ findings, bulk }) => (bulk ? find(findings, 'tls-sender', 'plaintext') : undefined) },
  { at: 89, say: say`A problem that receivers look at is open.`, finding: anyOther },
]

/** The lowest ceiling over these findings; undefined when none applies. Independent of their order. */
export function ceilingOver(about: Circumstances): Ceiling | undefined {
  for (const { at, say, proof, finding } of rules) {
    if (proof && about.forwarded) continue
    const found = finding(about)
    if (found) return { at, by: found.id, code: found.code, say }
  }
  return undefined
}

function find(findings: Judged[], id: string, ...codes: string[]): Judged | undefined {
  return findings.find((one) => one.id === id && one.verdict === 'fail' && codes.includes(one.code))
}

function unsigned(findings: Judged[]): Judged | undefined {
  return find(findings, 'dkim-signature', 'missing', 'invalid')
}

function unpermitted(findings: Judged[]): Judged | undefined {
  return findings.find(({ id, verdict }) => id === 'spf-result' && (verdict === 'fail' || verdict === 'warn'))
}

/** Any other fail in authentication, the sending server or the unsubscribe rows. What forwarding broke counts only when DMARC fails for it. */
function anyOther({ findings, forwarded }: Circumstances): Judged | undefined {
  const dmarcFails = findings.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail')
  return findings.find(({ id, verdict, cause }) => {
    const weight = weights[id]
    if (verdict !== 'fail' || !weight) return false
    if (forwarded && cause === 'forwarding' && !dmarcFails) return false
    return weight.bucket === 'authentication' || weight.bucket === 'host' || weight.pool === 'unsubscribe'
  })
}
