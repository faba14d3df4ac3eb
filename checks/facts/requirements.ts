/**
 * What the large receivers ask of senders (checks catalogue, appendix B), each row with the checks that decide it and the reply that receiver
 * gives. Rows nobody outside can see (complaint rate, volume) are never met: they are not checkable.
 *
 * Where a receiver asks more of who sends thousands a day, that is a row of its own, so some rows of the appendix stand here twice.
 */
import { say, type Words } from '../check.ts'
import type { ReportReceiver, ReportRequirement } from '../report.ts'

export interface Known {
  id: string
  verdict: string
  code: string
  cause?: string | undefined
}

/** What was found, by id. */
export interface Findings {
  /** Is the code of this finding one of these? Any code when none is named; false for a check that was not asked. */
  is(id: string, ...codes: string[]): boolean
  fails(id: string): boolean
  silent(id: string): boolean
  forwarded: boolean
}

export interface Rule {
  row: string
  say: Words
  bulk?: true
  /** About mail that its readers subscribed to: not of a receipt or a letter. */
  marketing?: true
  by: string[]
  enforced: ReportRequirement['enforced']
  /** Why it is not met: the reply, or '' where that receiver says nothing. Undefined when it is met. */
  unmet(found: Findings): string | undefined
  /** Does it ask anything of this mail? */
  applies?(found: Findings): boolean
  /** Nobody outside can see it. */
  hidden?: true
}

export interface Receiver {
  id: ReportReceiver['id']
  name: string
  page: string
  asOf: string
  /** Does it ask more of bulk senders? */
  rules: Rule[]
}

// What could not be looked at is not held against anybody: such a row is not checkable, unless something else breaks it.
const spfPasses = ({ is, silent }: Findings) => is('spf-result', 'pass') || silent('spf-result')
const dkimPasses = ({ is, silent }: Findings) => is('dkim-signature', 'aligned', 'third-party') || silent('dkim-signature')
const unproven = ({ is }: Findings) =>
  is('dmarc-result', 'fail-none', 'fail-quarantine', 'fail-reject', 'no-policy-unaligned', 'from-unusable')
const refusedByPolicy = ({ is }: Findings) => is('dmarc-result', 'fail-reject')
const nameless = ({ fails }: Findings) => fails('ptr-missing') || fails('fcrdns')
const unsubscribing = ['list-unsubscribe', 'unsubscribe-link']
const when = (wrong: boolean, reply: string): string | undefined => (wrong ? reply : undefined)
const anyFails = (found: Findings, ids: string[], reply: string) => when(ids.some(found.fails), reply)
const hidden = (row: string, what: Words): Rule => ({
  row,
  say: what,
  by: ['provider-reputation'],
  enforced: 'support',
  hidden: true,
  unmet: () => undefined,
})

const gmail: Rule[] = [
  {
    row: 'G1',
    say: say`SPF or DKIM passes`,
    by: ['spf-result', 'dkim-signature'],
    enforced: 'refusal',
    unmet: (found) => when(!spfPasses(found) && !dkimPasses(found), '550 5.7.26'),
  },
  {
    row: 'G2',
    say: say`The sending address has a name that leads back to it`,
    by: ['ptr-missing', 'fcrdns'],
    enforced: 'refusal',
    unmet: (found) => when(nameless(found), '550 5.7.25'),
  },
  {
    row: 'G3',
    say: say`The mail travels encrypted`,
    by: ['tls-sender'],
    enforced: 'refusal',
    unmet: ({ is }) => when(is('tls-sender', 'plaintext'), '550 5.7.29'),
  },
  {
    row: 'G4',
    say: say`Well-formed: one From address, a valid Message-ID, nothing twice`,
    by: ['header-from', 'header-message-id', 'header-duplicate', 'header-encoded-word', 'header-syntax', 'from-domain'],
    enforced: 'refusal',
    unmet: ({ is, fails }) =>
      when(
        fails('header-from') ||
          fails('header-message-id') ||
          fails('header-duplicate') ||
          is('header-encoded-word', 'misplaced') ||
          is('header-syntax', 'raw-8bit') ||
          is('from-domain', 'several', 'unparsable'),
        '550 5.7.1',
      ),
  },
  {
    row: 'G5',
    say: say`No From address at a mailbox provider that the mail does not come from`,
    by: ['from-domain', 'dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(found.is('from-domain', 'freemail') && unproven(found), '550 5.7.26'),
  },
  {
    row: 'G6',
    say: say`What the From domain’s DMARC policy asks for`,
    by: ['dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(refusedByPolicy(found), '550 5.7.26') ?? when(found.is('dmarc-result', 'fail-quarantine'), ''),
  },
  hidden('G7', say`Spam rate below 0.1 %, never 0.3 %`),
  {
    row: 'G8',
    say: say`SPF passes`,
    bulk: true,
    by: ['spf-result'],
    enforced: 'refusal',
    unmet: (found) => when(!spfPasses(found), '550 5.7.27'),
  },
  {
    row: 'G9',
    say: say`DKIM passes, with a key of at least 1024 bits`,
    bulk: true,
    by: ['dkim-signature', 'dkim-key-length'],
    enforced: 'refusal',
    unmet: (found) => when(!dkimPasses(found) || found.is('dkim-key-length', 'too-short'), '550 5.7.30'),
  },
  {
    row: 'G10',
    say: say`A DMARC record, p=none at least`,
    bulk: true,
    by: ['dmarc-record', 'dmarc-syntax'],
    enforced: 'support',
    unmet: (found) => anyFails(found, ['dmarc-record', 'dmarc-syntax'], '550 5.7.40'),
  },
  {
    row: 'G11',
    say: say`SPF or DKIM stands for the From domain`,
    bulk: true,
    by: ['dmarc-result', 'spf-alignment', 'dkim-alignment'],
    enforced: 'refusal',
    unmet: (found) => when(unproven(found), '421 4.7.32'),
  },
  {
    row: 'G12',
    say: say`One-click unsubscribe, and a visible link`,
    bulk: true,
    marketing: true,
    by: ['list-unsubscribe-one-click', 'unsubscribe-link'],
    enforced: 'support',
    unmet: ({ is, fails }) =>
      when(
        fails('list-unsubscribe-one-click') || is('list-unsubscribe-one-click', 'mailto-only') || fails('unsubscribe-link'),
        '',
      ),
  },
  {
    row: 'G13',
    say: say`An SPF record that does not permit everybody`,
    by: ['spf-all', 'spf-range-broad'],
    enforced: 'refusal',
    unmet: ({ is }) => when(is('spf-all', 'pass-all') || is('spf-range-broad', 'whole-internet'), '550 5.7.24'),
  },
  {
    row: 'G14',
    say: say`SPF passes where the bounce domain says “-all”`,
    by: ['spf-result'],
    enforced: 'refusal',
    unmet: ({ is }) => when(is('spf-result', 'fail'), '550 5.7.26'),
  },
  {
    row: 'G15',
    say: say`Within the limits for header and route, and no blocked attachment`,
    by: ['header-size', 'hop-count', 'attachment-dangerous'],
    enforced: 'refusal',
    unmet: ({ is }) =>
      when(is('header-size', 'over-limit'), '552 5.3.4') ??
      when(is('hop-count', 'loop'), '554 5.4.6') ??
      when(is('attachment-dangerous', 'blocked'), '552 5.7.0'),
  },
]

const yahoo: Rule[] = [
  {
    row: 'Y1',
    say: say`SPF or DKIM passes`,
    by: ['spf-result', 'dkim-signature'],
    enforced: 'refusal',
    unmet: (found) => when(!spfPasses(found) && !dkimPasses(found), '554 5.7.9'),
  },
  {
    row: 'Y1',
    say: say`SPF and DKIM both pass`,
    bulk: true,
    by: ['spf-result', 'dkim-signature'],
    enforced: 'refusal',
    unmet: (found) => when(!spfPasses(found) || !dkimPasses(found), '554 5.7.9'),
  },
  {
    row: 'Y2',
    say: say`What the From domain’s DMARC policy asks for`,
    by: ['dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(refusedByPolicy(found), '554 5.7.9') ?? when(found.is('dmarc-result', 'fail-quarantine'), ''),
  },
  {
    row: 'Y2',
    say: say`A DMARC record, and DMARC passes`,
    bulk: true,
    by: ['dmarc-record', 'dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(found.fails('dmarc-record') || unproven(found), '554 5.7.9'),
  },
  {
    row: 'Y3',
    say: say`A name of the sending address of its own, that leads back to it`,
    by: ['ptr-missing', 'fcrdns', 'ptr-generic'],
    enforced: 'deferral',
    unmet: (found) => when(nameless(found) || found.is('ptr-generic', 'generic', 'provider-default'), '421 4.7.0 [TSS04]'),
  },
  {
    row: 'Y4',
    say: say`From and bounce domains exist and take mail`,
    by: ['from-domain', 'return-path', 'null-mx-sender', 'soa-missing'],
    enforced: 'refusal',
    unmet: ({ is, fails }) =>
      when(
        is('from-domain', 'nonexistent', 'no-mail') ||
          is('return-path', 'undeliverable', 'local-domain') ||
          fails('null-mx-sender') ||
          fails('soa-missing'),
        '554',
      ),
  },
  {
    row: 'Y5',
    say: say`Header fields and MIME as the standards want them, with a date of today`,
    by: ['header-duplicate', 'header-syntax', 'header-date', 'header-size', 'header-encoded-word', 'mime-structure'],
    enforced: 'refusal',
    unmet: (found) =>
      anyFails(
        found,
        ['header-duplicate', 'header-syntax', 'header-date', 'header-size', 'header-encoded-word', 'mime-structure'],
        '554',
      ),
  },
  {
    row: 'Y6',
    say: say`List-Unsubscribe, and a visible link`,
    bulk: true,
    marketing: true,
    by: unsubscribing,
    enforced: 'support',
    unmet: (found) => anyFails(found, unsubscribing, ''),
  },
  hidden('Y7', say`Spam rate below 0.3 %`),
  {
    row: 'Y8',
    say: say`Not on a list of Spamhaus`,
    by: ['blocklist-ip-major', 'blocklist-ip-policy'],
    enforced: 'refusal',
    unmet: ({ is }) =>
      when(is('blocklist-ip-major', 'listed-spamhaus'), '553 5.7.1 [BL21]') ??
      when(is('blocklist-ip-policy', 'listed'), '553 5.7.1 [BL23]'),
  },
  {
    row: 'Y9',
    say: say`A DKIM key of at least 1024 bits`,
    bulk: true,
    by: ['dkim-key-length'],
    enforced: 'refusal',
    unmet: ({ is }) => when(is('dkim-key-length', 'too-short'), '554 5.7.9'),
  },
]

const outlook: Rule[] = [
  {
    row: 'M1',
    say: say`SPF passes`,
    bulk: true,
    by: ['spf-result'],
    enforced: 'refusal',
    unmet: (found) => when(!spfPasses(found), '550 5.7.515'),
  },
  {
    row: 'M2',
    say: say`DKIM passes`,
    bulk: true,
    by: ['dkim-signature'],
    enforced: 'refusal',
    unmet: (found) => when(!dkimPasses(found), '550 5.7.515'),
  },
  {
    row: 'M3',
    say: say`A DMARC record, and SPF or DKIM stands for the From domain`,
    bulk: true,
    by: ['dmarc-record', 'dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(found.fails('dmarc-record') || unproven(found), '550 5.7.515'),
  },
  {
    row: 'M3',
    say: say`What the From domain’s DMARC policy asks for`,
    by: ['dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(refusedByPolicy(found), '550 5.7.509') ?? when(found.is('dmarc-result', 'fail-quarantine'), ''),
  },
  {
    row: 'M4',
    say: say`From and Reply-To can be answered`,
    by: ['from-domain', 'header-reply-to'],
    enforced: 'advice',
    unmet: ({ is, fails }) => when(is('from-domain', 'no-mail', 'nonexistent') || fails('header-reply-to'), ''),
  },
  {
    row: 'M5',
    say: say`A way to unsubscribe that works`,
    bulk: true,
    marketing: true,
    by: unsubscribing,
    enforced: 'advice',
    unmet: (found) => anyFails(found, unsubscribing, ''),
  },
  {
    row: 'M6',
    say: say`The sending address has a name, is no home connection and on no list`,
    by: ['ptr-missing', 'ptr-generic', 'blocklist-ip-policy', 'blocklist-ip-major'],
    enforced: 'refusal',
    unmet: ({ is, fails }) =>
      when(is('blocklist-ip-major', 'listed-spamhaus'), '550 OU-001') ??
      when(is('blocklist-ip-policy', 'listed') || is('ptr-generic', 'generic') || fails('ptr-missing'), '550 DY-001'),
  },
  {
    row: 'M7',
    say: say`Over IPv6: a name of the address, and SPF or DKIM passes`,
    by: ['ip-family'],
    enforced: 'refusal',
    applies: ({ is }) => !is('ip-family', 'ipv4'),
    unmet: ({ is }) => when(is('ip-family', 'ipv6-bare'), '550 5.7.25'),
  },
]

const apple: Rule[] = [
  {
    row: 'A1',
    say: say`What the From domain’s DMARC policy asks for`,
    by: ['dmarc-result'],
    enforced: 'refusal',
    unmet: (found) => when(refusedByPolicy(found), '554 5.7.1') ?? when(found.is('dmarc-result', 'fail-quarantine'), ''),
  },
  {
    row: 'A1',
    say: say`SPF and DKIM pass, and a DMARC record`,
    bulk: true,
    by: ['spf-result', 'dkim-signature', 'dmarc-record', 'dmarc-result'],
    enforced: 'refusal',
    unmet: (found) =>
      when(!spfPasses(found) || !dkimPasses(found) || found.fails('dmarc-record') || unproven(found), '554 5.7.1'),
  },
  {
    row: 'A2',
    say: say`A name of the sending address under your domain, that leads back to it`,
    by: ['ptr-missing', 'fcrdns', 'ptr-generic'],
    enforced: 'refusal',
    unmet: (found) => when(nameless(found), '550 5.7.1 [CS01]'),
  },
  {
    row: 'A3',
    say: say`A way to unsubscribe, well-formed header fields, the same plain sender name each time`,
    bulk: true,
    marketing: true,
    by: ['unsubscribe-link', 'header-from', 'header-date', 'header-duplicate', 'header-syntax', 'from-name-deceptive'],
    enforced: 'advice',
    unmet: (found) =>
      anyFails(
        found,
        ['unsubscribe-link', 'header-from', 'header-date', 'header-duplicate', 'header-syntax', 'from-name-deceptive'],
        '',
      ),
  },
  {
    row: 'A4',
    say: say`Forwarders seal the mail with ARC`,
    by: ['arc-chain'],
    enforced: 'advice',
    applies: ({ forwarded }) => forwarded,
    unmet: ({ is }) => when(is('arc-chain', 'absent'), ''),
  },
]

/** The receivers, with the page their rules stand on and its date. */
export const receivers: Receiver[] = [
  { id: 'gmail', name: 'Gmail', page: 'https://support.google.com/a/answer/81126', asOf: '2026-03', rules: gmail },
  { id: 'yahoo', name: 'Yahoo and AOL', page: 'https://senders.yahooinc.com/best-practices/', asOf: '2026-02', rules: yahoo },
  {
    id: 'outlook',
    name: 'Outlook.com',
    page: 'https://sendersupport.olc.protection.outlook.com/pm/policies.aspx',
    asOf: '2026-06',
    rules: outlook,
  },
  { id: 'apple', name: 'iCloud', page: 'https://support.apple.com/en-us/102322', asOf: '2025-02', rules: apple },
]
