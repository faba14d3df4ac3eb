/**
 * What the large receivers mean by their replies. They win over the registry, because several use its codes in a sense of their own: Gmail's
 * `5.7.27` is "SPF not passed" (registry: null MX), its `5.7.29` "no TLS", its `5.7.30` "DKIM not passed"; Outlook.com says `5.5.0` of a user
 * nobody knows.
 *
 * From the checks catalogue, appendix C.2, and the pages named with their dates; `page: null` means that the replies were observed, and that no
 * page of the provider lists them. Rows with words come first among a provider's: the words say more than the codes.
 */
import type { Label } from './labels.ts'

export interface Provider {
  id: string
  name: string
  /** Ends of the names of its mail servers, and of the domains whose mail it alone takes. */
  hosts: readonly string[]
  /** Words no other receiver writes. */
  words: RegExp
  page: { url: string; date: string } | null
}

export const providers: readonly Provider[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    hosts: ['google.com', 'googlemail.com', 'gmail.com', 'googlegroups.com'],
    words: /\bgsmtp\b|\bgcdp\b|support\.google\.com\/(?:mail|a)\b/i,
    page: { url: 'https://support.google.com/a/answer/3726730', date: '2026-02' },
  },
  {
    id: 'outlook',
    name: 'Outlook.com',
    hosts: ['olc.protection.outlook.com', 'hotmail.com', 'outlook.com', 'live.com', 'msn.com'],
    words: /\b(?:SC|DY|OU|RP)-00\d\b|\bS(?:3140|3150|775)\b|\bolc\.protection\.outlook\.com|mail\.live\.com|5\.7\.515\b/,
    page: { url: 'https://sendersupport.olc.protection.outlook.com/pm/troubleshooting.aspx', date: '2026-06' },
  },
  {
    id: 'exchange-online',
    name: 'Exchange Online',
    hosts: ['protection.outlook.com', 'prod.outlook.com', 'mx.microsoft'],
    words:
      /\bprod\.(?:protection\.)?outlook\.com|sender\.office\.com|Recipient address rejected: Access denied|\b5\.7\.6(?:0[6-9]|[1-4]\d)\b|\b5\.7\.5(?:0[1-3679]|1[123])\b|\b5\.4\.3(?:00|10)\b/i,
    page: {
      url: 'https://learn.microsoft.com/exchange/mail-flow-best-practices/non-delivery-reports-in-exchange-online/non-delivery-reports-in-exchange-online',
      date: '2026-06',
    },
  },
  {
    id: 'yahoo',
    name: 'Yahoo and AOL',
    hosts: ['yahoodns.net', 'yahoo.com', 'ymail.com', 'aol.com', 'rocketmail.com'],
    words: /yahoodns\.net|verizonmedia\.com|yahooinc\.com|\[(?:TSS?|BL|PH)\d\d\]|delivery error: dd /i,
    page: { url: 'https://senders.yahooinc.com/smtp-error-codes/', date: '2026-02' },
  },
  {
    id: 'apple',
    name: 'Apple iCloud',
    hosts: ['icloud.com', 'me.com', 'mac.com'],
    words: /support\.apple\.com|\[(?:CS|HME)\d{1,2}\]|mail\.icloud\.com/i,
    page: { url: 'https://support.apple.com/102322', date: '2025-02' },
  },
  {
    id: 'proofpoint',
    name: 'Proofpoint',
    hosts: ['pphosted.com', 'ppe-hosted.com'],
    words: /ipcheck\.proofpoint\.com|support\.proofpoint\.com/i,
    page: null,
  },
  {
    id: 'mimecast',
    name: 'Mimecast',
    hosts: ['mimecast.com', 'mimecast.co.za', 'mimecast-offshore.com'],
    words: /mimecast\.(?:com|org)|\bMCSpamSignature\b/i,
    page: null,
  },
  {
    id: 'gmx',
    name: 'GMX and WEB.DE',
    hosts: ['gmx.net', 'gmx.de', 'gmx.com', 'web.de', 'kundenserver.de', 'perfora.net'],
    words: /\bNemesis ESMTP\b|postmaster\.(?:gmx\.(?:net|com|de)|web\.de)/i,
    page: null,
  },
  {
    id: 't-online',
    name: 'T-Online',
    hosts: ['t-online.de'],
    words: /tosa@rx\.t-online\.de|postmaster\.t-online\.de/i,
    page: null,
  },
  { id: 'docomo', name: 'NTT docomo', hosts: ['docomo.ne.jp'], words: /\bdocomo\.ne\.jp/i, page: null },
  {
    id: 'au',
    name: 'au',
    hosts: ['ezweb.ne.jp', 'au.com'],
    words: /\b(?:ezweb\.ne\.jp|au\.com)\b|^550:? +: User unknown/i,
    page: null,
  },
  {
    id: 'orange',
    name: 'Orange, SFR and La Poste',
    hosts: ['orange.fr', 'wanadoo.fr', 'sfr.fr', 'laposte.net'],
    words: /\b(?:OFR|LPN)\d{0,3}_\d{3}\b/i,
    page: null,
  },
  { id: 'tencent', name: 'Tencent QQ', hosts: ['qq.com', 'foxmail.com'], words: /service\.mail\.qq\.com/i, page: null },
  {
    id: 'cox',
    name: 'Cox and Spectrum',
    hosts: ['cloudfilter.net', 'cox.net', 'charter.net', 'rr.com'],
    words: /\bAUP#/,
    page: null,
  },
]

export interface ProviderRule {
  provider: Provider['id']
  id: string
  /** Alternatives, separated by `|`: a basic code, an enhanced one (`x` for either class, a range in its last part), or both; '' for any. */
  codes: string
  words?: RegExp
  label: Label
  /** The checks that look at the cause, by id. */
  checks?: readonly string[]
}

const rulesOf =
  (provider: Provider['id']) =>
  (id: string, codes: string, label: Label, words?: RegExp, checks?: readonly string[]): ProviderRule => ({
    provider,
    id: `${provider}-${id}`,
    codes,
    label,
    ...(words && { words }),
    ...(checks && { checks }),
  })

const gmail = rulesOf('gmail')
const outlook = rulesOf('outlook')
const exchange = rulesOf('exchange-online')
const yahoo = rulesOf('yahoo')
const apple = rulesOf('apple')
const proofpoint = rulesOf('proofpoint')
const mimecast = rulesOf('mimecast')
const gmx = rulesOf('gmx')
const tOnline = rulesOf('t-online')
const docomo = rulesOf('docomo')
const au = rulesOf('au')
const orange = rulesOf('orange')
const tencent = rulesOf('tencent')
const cox = rulesOf('cox')

export const providerRules: readonly ProviderRule[] = [
  // `gcdp` marks a rule of the recipient's own organization, whatever else the reply says.
  gmail('customer-rule', '', 'recipient-filter', /\bgcdp\b|has a policy that prohibit/i),
  gmail('recipient-rate', '450 4.2.1|550 5.2.1', 'recipient-rate', /receiving e?mail (?:at a rate|too quickly)/i),
  gmail('inactive-and-full', '552 5.2.2', 'mailbox-disabled', /inactive/i),
  gmail('inactive', '550 5.2.1', 'mailbox-disabled', /inactive/i),
  gmail('no-such-domain', '553 5.1.2', 'domain-unknown'),
  gmail('not-in-allow-list', '421 4.7.0', 'recipient-filter', /not in whitelist/i),
  gmail('tls-required', '421 4.7.0', 'tls-required', /TLS required/i, ['tls-sender']),
  gmail('no-reverse-name', 'x.7.0|x.7.1', 'reverse-dns', /PTR record|IPv6 sending guidelines/i, ['ptr-missing', 'fcrdns']),
  gmail('login-later', '454 4.7.0', 'login'),
  gmail('unusual-rate', '421 4.7.0|450 4.7.0|450 4.2.1|x.7.28', 'reputation', /unusual rate of unsolicited/i, [
    'blocklist-ip-major',
  ]),
  gmail('try-later', '421 4.7.0|451 4.7.0', 'deferred', /try again later|connection expired/i),
  gmail('relay', 'x.7.0|x.7.1', 'relay', /relay (?:denied|access|not)|mail relay denied|invalid credentials for relay/i),
  gmail('relay-limit', '', 'own-limit', /daily (?:SMTP relay|user sending|email sending)/i),
  gmail('not-direct', '550 5.7.1', 'dynamic-address', /not authorized to send email directly/i, [
    'blocklist-ip-policy',
    'ptr-generic',
  ]),
  gmail(
    'malformed',
    '550 5.7.1|550 5.7.0',
    'malformed',
    /From: header|Message-ID:|duplicate headers|Encoded-word|unicode character|malformed|RFC ?5322|multiple (?:Subject|From)/i,
    ['header-from', 'header-message-id', 'header-duplicate', 'header-encoded-word'],
  ),
  gmail('hard-fail', '550 5.7.26', 'spf-failed', /hard fail|\(-all\)/i, ['spf-result']),
  gmail('dmarc', '550 5.7.26|451 4.7.26|550 5.7.1|421 4.7.26', 'dmarc-failed', /DMARC policy|Unauthenticated email from/i, [
    'dmarc-result',
  ]),
  gmail('reputation', '421 4.7.0|550 5.7.1|550 5.7.0', 'reputation', /reputation|suspicious/i, ['blocklist-ip-major']),
  gmail('unsolicited', '550 5.7.1|552 5.7.0|421 4.7.0', 'spam', /unsolicited|likely spam|spam/i),
  gmail('group', '', 'closed-group', /group you tried to contact|groups\.google\.com\/support|answer\/168383/i),
  gmail('unknown', '550 5.1.1', 'mailbox-unknown'),
  gmail('bad-address', '553 5.1.3', 'address-syntax'),
  gmail('disabled', '550 5.2.1', 'mailbox-suspended'),
  gmail('full', '452 4.2.2|552 5.2.2', 'mailbox-full'),
  gmail('recipient-busy', '450 4.2.1', 'recipient-rate'),
  gmail('busy', '421 4.3.0|451 4.3.0|451 4.4.2|421 4.4.5|421 4.7.0', 'deferred'),
  gmail('too-many-recipients', '452 4.5.3|550 5.5.3', 'too-many-recipients'),
  gmail('helo', '501 5.5.4', 'helo-name', undefined, ['helo-syntax']),
  gmail('sender-address', '553 5.1.7', 'sender-syntax', undefined, ['return-path']),
  gmail('reverse-name', '451 4.7.23|x.7.25', 'reverse-dns', undefined, ['ptr-missing', 'fcrdns']),
  gmail('suspicious-spf', '451 4.7.24|550 5.7.24', 'spf-failed', undefined, ['spf-all', 'spf-range-broad']),
  gmail('unauthenticated', 'x.7.26', 'unauthenticated', undefined, ['dkim-signature', 'spf-result']),
  gmail('spf', 'x.7.27', 'spf-failed', undefined, ['spf-result']),
  gmail('flood', 'x.7.28', 'reputation'),
  gmail('no-tls', 'x.7.29', 'tls-required', undefined, ['tls-sender']),
  gmail('dkim', 'x.7.30', 'dkim-failed', undefined, ['dkim-signature']),
  gmail('no-dmarc', 'x.7.40|4.7.31', 'dmarc-missing', undefined, ['dmarc-record']),
  gmail('alignment', 'x.7.32', 'dmarc-failed', undefined, ['dkim-alignment']),
  gmail('attachment', '552 5.7.0', 'attachment'),
  gmail('size', '552 5.3.4', 'too-big'),
  gmail('structure', '554 5.6.0', 'malformed'),
  gmail('sign-in', '530|534|535', 'login'),
  gmail('daily-limit', '550 5.4.5', 'own-limit'),
  gmail('hops', '554 5.4.6', 'routing-loop', undefined, ['hop-count']),

  outlook('rate', '', 'rate-limited', /\bRP-00[123]\b/),
  outlook('content', '', 'reputation', /\bSC-001\b/),
  outlook('namespace-mining', '', 'sender-blocked', /\bSC-002\b/),
  outlook('open-relay', '', 'sender-blocked', /\bSC-003\b/, ['smtp-open-relay']),
  outlook('complaints', '', 'reputation', /\bSC-004\b/),
  outlook('dynamic', '', 'dynamic-address', /\bDY-00[12]\b/, ['ptr-generic', 'blocklist-ip-policy']),
  outlook('spamhaus', '', 'blocklisted', /\bOU-001\b/, ['blocklist-ip-major']),
  outlook('reputation', '', 'reputation', /\bOU-002\b/),
  outlook('network-blocked', '', 'sender-blocked', /\bS31[45]0\b/, ['blocklist-ip-major']),
  outlook('under-evaluation', '', 'rate-limited', /\bS775\b/),
  outlook('unknown', '550 5.5.0|550', 'mailbox-unknown', /mailbox unavailable/i),
  outlook('authentication', '5.7.515', 'unauthenticated', undefined, ['spf-result', 'dkim-signature', 'dmarc-result']),
  outlook('slow-down', '4.7.500-699|4.7.850-899', 'rate-limited'),

  exchange('banned-address', '5.7.606-649|5.7.511|5.7.501-503', 'sender-blocked', undefined, ['blocklist-ip-major']),
  exchange('not-found', '550 5.4.1', 'mailbox-unknown', /recipient address rejected/i),
  exchange(
    'own-block-list',
    '',
    'recipient-filter',
    /delivery not authorized|TenantInboundAttribution|RESOLVER\.RST\.NotAuthorized/i,
  ),
  exchange('full', '5.2.2', 'mailbox-full'),
  exchange('unknown', '5.1.10|5.1.1', 'mailbox-unknown'),
  exchange('recipient-rule', '5.7.513|5.7.507|5.7.900-999', 'recipient-filter'),
  exchange('closed', '5.7.124|5.7.133-136|5.7.12', 'closed-group'),
  exchange('from', '5.7.512', 'malformed', undefined, ['header-from']),
  exchange('bare-line-feed', '5.6.11', 'malformed', undefined, ['line-endings']),
  exchange('too-big', '5.2.3|5.3.4', 'too-big', undefined, ['message-size']),
  exchange('dmarc', '5.7.509', 'dmarc-failed', undefined, ['dmarc-result']),
  exchange('spf', '5.7.23', 'spf-failed', undefined, ['spf-result']),
  exchange('reverse-name', '5.7.25', 'reverse-dns', undefined, ['ptr-missing', 'fcrdns']),
  exchange('unauthenticated', '4.7.26|5.7.26', 'unauthenticated', undefined, ['spf-result', 'dkim-signature']),
  exchange('helo', '5.7.506', 'helo-name', undefined, ['helo-syntax']),
  exchange('own-limit', '5.7.232|5.7.233', 'own-limit'),
  exchange('own-tenant', '5.7.700-799|5.1.8|5.1.90', 'own-account'),
  exchange('relay', '5.7.64', 'relay'),
  exchange('login', '5.7.57', 'login'),
  exchange('recipient-rate', '5.2.121|5.2.122', 'recipient-rate'),
  exchange('recipient-tls', 'x.7.321-325|x.4.8', 'recipient-tls', undefined, [
    'starttls-missing',
    'dane-match',
    'mta-sts-mx-mismatch',
  ]),
  exchange('domain', '5.4.310', 'domain-unknown'),
  exchange('expired', '4.4.7|5.4.300', 'expired'),
  exchange('refused-connection', 'x.4.316', 'network'),
  exchange('dns', 'x.4.312', 'dns-trouble'),
  exchange('loop', '5.4.6|5.4.14', 'routing-loop'),

  yahoo('volume', '', 'rate-limited', /\[TSS0[45]\]|\[TS0[12]\]/i),
  yahoo('deferred-for-good', '', 'reputation', /\[TS03\]|\[TSS(?:09|11)\]/i),
  yahoo('spamhaus', '', 'blocklisted', /\[BL2[13]\]/i, ['blocklist-ip-major']),
  yahoo('phishing', '', 'content', /\[PH01\]/i),
  yahoo('recipient-rate', '450|451|421', 'recipient-rate', /receiving mail too quickly/i),
  yahoo('connection-limit', '421', 'rate-limited', /Max message per connection/i),
  yahoo('sender-domain', '451|554', 'sender-refused', /resolvable|unresolvable|not resolve/i, ['soa-missing']),
  yahoo('unknown', '554|552|550', 'mailbox-unknown', /doesn.t have an? |no such (?:user|account)/i),
  yahoo('disabled', '554|552|550', 'mailbox-disabled', /account has been disabled|disabled or discontinued|mailbox is disabled/i),
  yahoo('disabled-code', '554|552', 'mailbox-disabled', /^(?:554 30|552 1)\b/),
  yahoo('policy', '550 5.7.9|554 5.7.9', 'unauthenticated', undefined, ['dmarc-result']),

  apple('dmarc', '554 5.7.1', 'dmarc-failed', /DMARC policy/i, ['dmarc-result']),
  apple('local-policy', '550 5.7.1|554 5.7.1', 'policy', /\[CS01\]/),
  apple('unauthenticated', '554 5.7.1|550 5.7.1', 'unauthenticated', /\[HME1\]/, ['spf-result', 'dkim-signature']),
  apple('spamhaus', '550 5.7.1', 'blocklisted', /spamhaus/i, ['blocklist-ip-major', 'blocklist-domain-own']),
  apple('blocked', '554', 'sender-blocked', /not accepting connections/i),
  apple('unknown', '550 5.1.1', 'mailbox-unknown'),
  apple('moved', '550 5.1.6', 'mailbox-moved'),
  apple('full', '552 5.2.2', 'mailbox-full'),
  apple('proofpoint', '550 5.7.0', 'blocklisted', undefined, ['blocklist-ip-major']),
  apple('volume', '421 4.7.1', 'rate-limited'),
  apple('sender-domain', '450 4.1.8', 'sender-refused', undefined, ['from-domain']),

  proofpoint('blocked', '550|554', 'reputation', /ipcheck\.proofpoint\.com/i, ['blocklist-ip-minor']),

  mimecast('greylist', '451', 'greylisted', /internal resources? (?:are|is)? ?temporarily unavailable/i),
  mimecast('unknown', '550', 'mailbox-unknown', /invalid recipient/i),
  mimecast('spf', '550', 'spf-failed', /SPF Sender Invalid/i, ['spf-result']),
  mimecast('dkim', '550', 'dkim-failed', /DKIM Sender Invalid/i, ['dkim-signature']),
  mimecast('dmarc', '550', 'dmarc-failed', /DMARC Sender Invalid/i, ['dmarc-result']),
  mimecast('reputation', '550', 'reputation', /CT IP reputation/i, ['blocklist-ip-major']),
  mimecast('signature', '550|554', 'spam', /MCSpamSignature/i),
  mimecast('loop', '554', 'routing-loop', /mail loop/i),
  mimecast('policy', '550|554', 'recipient-filter', /polic(?:y|ies)/i),

  gmx('reason-page', '554|550|421', 'reputation', /A problem occurred|Nemesis ESMTP|No SMTP service|postmaster\.(?:gmx|web)/i, [
    'ptr-missing',
    'ptr-generic',
    'blocklist-ip-major',
  ]),
  tOnline('ask', '554', 'sender-blocked', /tosa@rx\.t-online\.de|IP=/i, ['ptr-generic']),

  docomo('unknown-or-filter', '550', 'recipient-filter', /unknown user/i),
  au('filter', '550', 'recipient-filter', /^550:? +: User unknown/i),
  orange('spamming', '550|421', 'sender-blocked', /OFR006_102|bloquee pour incident|blocked for spamming/i),
  orange('spam', '550', 'spam', /OFR_506|Mail rejete/i),
  orange('unknown', '550', 'mailbox-unknown', /OFR_416|LPN007_416|destinataire invalide/i),
  orange('suspended', '550', 'mailbox-suspended', /LPN007_426|compte du destinataire est bloque/i),
  orange('later', '421|450|451', 'deferred', /OFR005|plus tard/i),
  tencent('rate', '550', 'rate-limited', /frequency limited/i),
  tencent('dmarc', '550', 'dmarc-failed', /DMARC check failed/i, ['dmarc-result']),
  cox('rate', '', 'rate-limited', /AUP#(?:In|Out|CDRBL)?-?13\d0|AUP#In-1310/),
  cox('blocked', '', 'sender-blocked', /AUP#/),
]
