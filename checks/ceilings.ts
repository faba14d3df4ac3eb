/**
 * What holds a score down whatever else is right (appendix D, "hard ceilings"): a mail that large receivers refuse cannot score high, nor can
 * a domain that anyone can forge.
 */
import { say, type Words } from './check.ts'
import type { Judged } from './score.ts'
import type { Rubric } from './weights.ts'

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
  rubric: Rubric
}

interface Rule {
  at: number
  say: Words
  /** About SPF, DKIM or DMARC of this mail. */
  proof?: true
  finding(about: Circumstances): Judged | undefined
}

const messageRules: Rule[] = [
  {
    at: 15,
    proof: true,
    say: say`Receivers are told to refuse this mail.`,
    finding: ({ findings }) => find(findings, 'dmarc-result', 'fail-reject'),
  },
  {
    at: 30,
    proof: true,
    say: say`Receivers are told to put this mail into the spam folder.`,
    finding: ({ findings }) => find(findings, 'dmarc-result', 'fail-quarantine'),
  },
  {
    at: 30,
    proof: true,
    say: say`Neither the list of permitted servers nor a signature holds.`,
    finding: ({ findings }) => (unpermitted(findings) ? unsigned(findings) : undefined),
  },
  {
    at: 30,
    say: say`The sending address is on a list that most large receivers use.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-major', 'listed-spamhaus'),
  },
  {
    at: 30,
    say: say`The From domain is on a blocklist.`,
    finding: ({ findings }) => find(findings, 'blocklist-domain-own', 'listed'),
  },
  {
    at: 40,
    say: say`The sending address belongs to an end user.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-policy', 'listed'),
  },
  {
    at: 40,
    say: say`The mail brings a file that receivers refuse.`,
    finding: ({ findings }) => find(findings, 'attachment-dangerous', 'blocked', 'name-trick'),
  },
  {
    at: 50,
    say: say`The bounce address cannot receive mail.`,
    finding: ({ findings }) => find(findings, 'return-path', 'undeliverable', 'local-domain'),
  },
  {
    at: 50,
    say: say`The From domain cannot receive mail or does not exist.`,
    finding: ({ findings }) => find(findings, 'from-domain', 'nonexistent', 'no-mail'),
  },
  {
    at: 50,
    say: say`The mail links to a domain that is on a blocklist.`,
    finding: ({ findings }) => find(findings, 'blocklist-domain-link', 'listed'),
  },
  {
    at: 60,
    say: say`The sending address has no name.`,
    finding: ({ findings }) => find(findings, 'ptr-missing', 'missing', 'broken-delegation'),
  },
  {
    at: 60,
    proof: true,
    say: say`Bulk mail must be proven to be from its From domain.`,
    finding: ({ findings, bulk }) => (bulk ? find(findings, 'dmarc-result', 'fail-none', 'no-policy-unaligned') : undefined),
  },
  {
    at: 60,
    say: say`The mail names several senders.`,
    finding: ({ findings }) => find(findings, 'header-from', 'several-addresses') ?? find(findings, 'from-domain', 'several'),
  },
  {
    at: 70,
    say: say`The name of the sending address does not lead back to it.`,
    finding: ({ findings }) => find(findings, 'fcrdns', 'mismatch', 'no-forward'),
  },
  {
    at: 70,
    say: say`The sending address is on a list that large receivers use.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-major', 'listed'),
  },
  {
    at: 70,
    proof: true,
    say: say`Bulk mail must be signed.`,
    finding: ({ findings, bulk }) => (bulk ? unsigned(findings) : undefined),
  },
  {
    at: 70,
    proof: true,
    say: say`Bulk mail must come from a permitted server.`,
    finding: ({ findings, bulk }) => (bulk ? unpermitted(findings) : undefined),
  },
  {
    at: 70,
    say: say`Bulk mail must travel encrypted.`,
    finding: ({ findings, bulk }) => (bulk ? find(findings, 'tls-sender', 'plaintext') : undefined),
  },
  { at: 89, say: say`A problem that receivers look at is open.`, finding: anyOther },
]

const domainRules: Rule[] = [
  {
    at: 20,
    say: say`The name servers of the domain do not work.`,
    finding: ({ findings }) => fails(findings, 'delegation') ?? find(findings, 'dnssec-status', 'bogus'),
  },
  {
    at: 30,
    say: say`The domain is on a blocklist.`,
    finding: ({ findings }) => find(findings, 'blocklist-domain-own', 'listed'),
  },
  {
    at: 30,
    say: say`The sending address is on a list that most large receivers use.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-major', 'listed-spamhaus'),
  },
  {
    at: 40,
    say: say`The address belongs to an end user.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-policy', 'listed'),
  },
  {
    at: 50,
    say: say`The domain cannot receive mail or does not exist.`,
    finding: ({ findings }) =>
      fails(findings, 'mx-record') ?? find(findings, 'mx-dangling', 'all') ?? find(findings, 'mx-no-address', 'all-empty'),
  },
  { at: 60, say: say`The address has no name.`, finding: ({ findings }) => fails(findings, 'ptr-missing') },
  { at: 70, say: say`The name of the address does not lead back to it.`, finding: ({ findings }) => fails(findings, 'fcrdns') },
  {
    at: 70,
    say: say`The address is on a list that large receivers use.`,
    finding: ({ findings }) => find(findings, 'blocklist-ip-major', 'listed'),
  },
  { at: 79, say: say`Anyone can send as this domain.`, finding: ({ findings }) => forgeable(findings) },
  { at: 89, say: say`A problem that receivers look at is open.`, finding: anyOther },
]

const rules: Record<Rubric['id'], Rule[]> = { 'message-1': messageRules, 'domain-1': domainRules }

/** The ceilings of a rubric, lowest first, for the page that lists them. `proof`: it gives way where forwarding broke the proof. */
export function ceilingsOf(rubric: Rubric['id']): { at: number; say: Words; proof: boolean }[] {
  return rules[rubric].map(({ at, say, proof }) => ({ at, say, proof: proof ?? false }))
}

/** The lowest ceiling over these findings; undefined when none applies. Independent of their order. */
export function ceilingOver(about: Circumstances): Ceiling | undefined {
  for (const { at, say, proof, finding } of rules[about.rubric.id]) {
    if (proof && about.forwarded) continue
    const found = finding(about)
    if (found) return { at, by: found.id, code: found.code, say }
  }
  return undefined
}

function find(findings: Judged[], id: string, ...codes: string[]): Judged | undefined {
  return findings.find((one) => one.id === id && one.verdict === 'fail' && codes.includes(one.code))
}

function fails(findings: Judged[], id: string): Judged | undefined {
  return findings.find((one) => one.id === id && one.verdict === 'fail')
}

/** No DMARC record that receivers use, or one that only watches. */
function forgeable(findings: Judged[]): Judged | undefined {
  const watches = findings.find(({ id, verdict, code }) => id === 'dmarc-policy' && verdict === 'warn' && code === 'none')
  return fails(findings, 'dmarc-record') ?? fails(findings, 'dmarc-multiple') ?? fails(findings, 'dmarc-syntax') ?? watches
}

function unsigned(findings: Judged[]): Judged | undefined {
  return find(findings, 'dkim-signature', 'missing', 'invalid')
}

function unpermitted(findings: Judged[]): Judged | undefined {
  return findings.find(({ id, verdict }) => id === 'spf-result' && (verdict === 'fail' || verdict === 'warn'))
}

/** Buckets in which any fail is looked at by receivers; of content, the unsubscribe rows. */
const lookedAt = new Set(['authentication', 'host', 'reputation'])

/** What forwarding broke counts only when DMARC fails for it. */
function anyOther({ findings, forwarded, rubric: { weights } }: Circumstances): Judged | undefined {
  const dmarcFails = findings.some(({ id, verdict }) => id === 'dmarc-result' && verdict === 'fail')
  return findings.find(({ id, verdict, cause }) => {
    const weight = weights[id]
    if (verdict !== 'fail' || !weight || weight.shown) return false
    if (forwarded && cause === 'forwarding' && !dmarcFails) return false
    return lookedAt.has(weight.bucket) || weight.pool === 'unsubscribe'
  })
}
