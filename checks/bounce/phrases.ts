/**
 * What the words of a reply mean when its codes do not say: `550` alone, `5.7.1`, `5.1.0`. Servers all over the world write much the same
 * few phrases. The first that fits decides, so what says more stands above what says less.
 *
 * Each phrase is a list of regular expressions, separated by ` | ` and line ends, without nested repetition: a reply is written by a stranger.
 */
import type { Label } from './labels.ts'

export interface Phrase {
  words: RegExp
  label: Label
  /** `sure` stands against a code that says otherwise; `vague` gives way to any code that says something. */
  weight: 'sure' | 'plain' | 'vague'
}

const listOf = (words: string): RegExp => new RegExp(words.trim().replace(/ \| |\n +/g, '|'), 'i')

const phrase = (label: Label, words: string): Phrase => ({ words: listOf(words), label, weight: 'plain' })
const sure = (label: Label, words: string): Phrase => ({ words: listOf(words), label, weight: 'sure' })
const vague = (label: Label, words: string): Phrase => ({ words: listOf(words), label, weight: 'vague' })

export const phrases: readonly Phrase[] = [
  sure('recipient-rate', 'receiving (?:e?mail|messages) (?:at a rate|too quickly)'),
  phrase(
    'spam',
    `
    (?:blacklisted|blocked|listed) (?:url|link|uri) | url in message`,
  ),
  phrase(
    'greylisted',
    String.raw`
    gr[ae]y-?list | try again in \d{1,5} ?(?:s|m|second|minute) | come back later | retry in \d{1,5}`,
  ),
  sure(
    'refused',
    `
    account or domain may not exist`,
  ),
  sure(
    'blocklisted',
    String.raw`
    blocked (?:using|by) \S{1,80}\.(?:org|net|com|de|jp|ru) | spamhaus | spamcop | barracudacentral | \bsorbs\b | uceprotect | dnsbl
    \brbl\b | cbl\.abuseat | blacklist | blocklist | black list | listed (?:in|at|on) \S{1,60}\.\S | surriel | njabl`,
  ),
  sure(
    'reverse-dns',
    String.raw`
    \bPTR\b | reverse (?:dns|hostname|lookup|record|mapping) | \brdns\b | find your (?:reverse )?hostname | IP name lookup failed
    mismatch(?:es)? client ip | unverif[iy]able sending | FCrDNS | valid sender domain\. | DNS (?:PTR|reverse) | forward and reverse`,
  ),
  phrase(
    'dns-trouble',
    `
    host not found, try again | dns error: | host lookup did not complete | cname lookup failed | could not find a gateway | temporary (?:dns|lookup|name) | name server.{0,30}(?:timeout|timed out|failure)`,
  ),
  sure(
    'mailer-trouble',
    String.raw`
    \bprocmail\b | \bmaildrop\b`,
  ),
  phrase(
    'dmarc-failed',
    String.raw`
    \bdmarc\b`,
  ),
  phrase(
    'spf-failed',
    String.raw`
    \bspf\b | sender policy framework | purported responsible`,
  ),
  phrase(
    'dkim-failed',
    String.raw`
    \bdkim\b(?!-signature)`,
  ),
  phrase(
    'unauthenticated',
    `
    unauthenticated e?mail | (?:multiple )?authentication checks? failed | not authenticated, which`,
  ),
  phrase(
    'relay',
    `
    relay(?:ing)? (?:access |is |has been )?(?:denied|not (?:allowed|permitted)|prohibited|refused) | unable to relay
    (?:not |in)(?:permitted|allowed) to relay | insecure mail relay | cannot relay | address is not verified | not local host
    we do not relay | no relaying | isn.t in my (?:list|control) | relay not permitted | (?:in)?valid relay`,
  ),
  phrase(
    'login',
    `
    authentication (?:is )?required | must (?:be )?(?:issue|authenticat) | unauthenticated senders | smtp auth | authenticate first
    log ?in first | pop before smtp | authorization failed | password expired`,
  ),
  phrase(
    'tls-required',
    `
    must issue a STARTTLS | TLS (?:is )?required | encryption required | requires? (?:TLS|encryption)`,
  ),
  phrase(
    'virus',
    `
    virus | malware | infected | trojan | phish`,
  ),
  sure(
    'mailbox-full',
    String.raw`
    over ?quota | over (?:his|her|their|its|disk)  | quota (?:has been |is |was )?(?:exceed|full|reached|violation)
    exceed(?:s|ed)?.{0,30}quota | (?:mail ?box|mailfolder|inbox|account|user)\b.{0,30} full\b | full mailbox | mailbox full
    exceeds? (?:allowed|its|the) (?:size|limit|quota) | (?:mailbox|account|storage) limit | disk quota | (?:mail ?box|messages in).{0,60}exceed | quota exceeded
    storage (?:space|allocation) | insufficient (?:disk|storage) | not enough (?:disk |storage )?space | out of (?:storage|space)
    no space left | mailbox size`,
  ),
  phrase(
    'too-many-recipients',
    `
    too many (?:recipients|rcpt) | recipients? limit`,
  ),
  phrase(
    'too-big',
    String.raw`
    (?:message|mail|size|line|length|content)\b.{0,40}(?:too (?:big|large)|(?<!queue )too long|exceed|limit) | too (?:big|large)
    exceeds.{0,40}(?:size|limit) | maximum (?:message )?(?:size|length) | limit exceeded: size`,
  ),
  phrase(
    'mailbox-moved',
    `
    has moved | have moved | no longer (?:on|at|with|working|employed|here|valid|used|in service|available|accept)
    changed (?:his|her|their|its)? ?(?:e-?mail|address) | new address | not our user | user not local | has been replaced
    moved permanently`,
  ),
  phrase(
    'sender-refused',
    `
    sender (?:address |domain |is |was |verify )?(?:rejected|refused|denied|invalid|not|failed|blocked|verification)
    domain of sender | sender.{0,40}(?:does not|doesn.t|not) (?:exist|resolve|valid)
    (?:bad|invalid|unroutable|unresolvable|illegal) sender | from:? ?(?:domain|address) is (?:invalid|not) | valid from:
    MAIL FROM.{0,60}(?:not|invalid|reject) | return path | cannot resolve your domain | sender.s (?:domain|address)
    envelope (?:from|sender) | backscatter | verify.{0,20}sender`,
  ),
  phrase(
    'helo-name',
    String.raw`
    \b(?:helo|ehlo)\b.{0,60}(?:invalid|reject|reserved|must|require|not|bad|fail) | (?:bad|invalid) (?:helo|ehlo)`,
  ),
  phrase(
    'own-limit',
    `
    daily (?:relay|sending|message|smtp)? ?(?:quota|limit) | hourly limit | relay quota`,
  ),
  phrase(
    'rate-limited',
    `
    too many (?:connections?|concurrent|sessions?|messages?|mails?|e-?mails?|errors|unknown|invalid|bad)
    rate (?:limit|control|is|exceed) | ratelimit | frequency limited
    (?:sending|sent|mail|connections?|messages?) too (?:fast|quickly|frequently|much) | throttl
    exceed(?:s|ed)?.{0,40}(?:rate|connections|per (?:hour|minute|day|second|connection)) | max(?:imum)? (?:messages?|connections?)
    slow down | unexpected volume | volume of (?:mail|e-?mail) | connection limit | max message per | too much mail
    reduce.{0,20}(?:rate|connections)`,
  ),
  phrase(
    'mailbox-suspended',
    String.raw`
    (?:account|user|mail ?box|recipient|address|e-?mail)\b.{0,40}\bdisabled(?! or) | disabled (?:account|user|recipient|mailbox) | account (?:is |has been )?(?:temporarily )?(?:suspended|blocked|frozen|locked|deactivated|restricted|on hold)
    mailbox (?:is |has been )?(?:frozen|suspended|locked|temporarily|not available now|blocked)
    user (?:is |has been )?(?:suspended|locked|blocked)
    (?:account|user|mailbox|recipient)(?: is| has been)? (?:temporarily )?(?:suspended|locked|frozen) | recipient suspend
    account(?:\(s\))?(?: is)? disabled | vacation | out of service temporarily`,
  ),
  phrase(
    'mailbox-disabled',
    String.raw`
    (?:account|mail ?box|user|address|recipient|e-?mail)\b.{0,50}(?:disabled|inactive|discontinued|deactivated|expired|closed|cancelled|terminated|not active|unavailable permanently|invalidated)
    inactive (?:account|user|recipient|mailbox|e-?mail)`,
  ),
  phrase(
    'recipient-filter',
    String.raw`
    unknown user <?[^\s<>@]{1,100}@ | recipient.{0,20}(?:filter|policy|refuse|blocked|only accept) | message filtered
    filtered (?:by|message) | not accept(?:ing|ed)? (?:this|your|mail from|messages? from)
    you are not allowed to (?:send|mail|post) | blocked by (?:the )?(?:recipient|user)
    not (?:on|in) (?:the|my|our|your) (?:white|allow|guest|safe) | whitelist | user.{0,10} does not want | rejected by (?:the )?user
    recipient (?:does not|doesn.t) (?:want|accept) | refused by recipient | sender is in | unable to deliver.{0,20}filter`,
  ),
  phrase(
    'closed-group',
    `
    only (?:members|subscribers) | members?[- ]only | not a member | permission(?:s)? to post
    not (?:allowed|authori[sz]ed|permitted) to (?:post|send.{0,20}(?:list|group)) | closed (?:list|group)
    restricted (?:list|group) | group you tried | the group`,
  ),
  phrase(
    'domain-refuses',
    String.raw`
    null ?mx | (?:host|domain|server)\b.{0,60}(?:does not|doesn.t|do not|never) (?:accept|receive)s? (?:any )?(?:e?-?mail|messages)
    no ?mx record (?:found|exists) | not accept(?:ing)? (?:any )?(?:e?mail|messages)\b(?! from) | indicated no smtp service | no mail (?:is )?accepted
    mail receiving disabled | does not (?:accept|receive) mail`,
  ),
  phrase(
    'network',
    String.raw`
    \bhost not reachable`,
  ),
  phrase(
    'mailbox-unknown',
    String.raw`
    (?:user|recipient|mail ?box|address|account|addressee|mail-?address|destinataire|destinatario|usuario|empf(?:ä|ae|a)nger|benutzer|mailfolder|alias|e-?mail|name)\b.{0,60}(?:unknown|not (?:found|exist|known|valid|listed|recogni[sz]ed|here|registered|activated|local|accepted|available here)|(?:does|do|did)(?:n.t| not) (?:appear to )?exist|doesn.t have|no longer exists|invalid|unbekannt|inconnu|desconocid|inexistente|invalide|n.existe|is not (?:a |an )?(?:known|valid|our|active))
    (?:unknown|invalid|no such|bad|illegal|undeliverable|non-?exist[ae]nt|nonexistent|unrecogni[sz]ed|incorrect|unknown or illegal|unroutable|unrouteable|not a valid|not a known|no) (?:user|recipient|mail ?box|address|account|alias|local|addressee|person|name|destination mailbox|e-?mail|member|one here|forward|virtual)
    no (?:mail ?box|account|user|person|recipient|one|such).{0,20}(?:here|by that name|with that name|named|at this|known)
    not listed in | user_?unknown | recipnotfound | rcpt.{0,40}(?:unknown|not exist|does not exist|unavailable)
    can.t (?:find|verify) (?:user|recipient|mailbox) | cannot find (?:the )?(?:user|recipient|mailbox)
    requested action not taken: (?:mailbox unavailable|no such) | mailbox unavailable | mailbox not
    unable to (?:find|validate|verify) (?:the )?(?:user|recipient|address) | not a (?:known|valid) (?:user|address|recipient)
    directory does not | there is no (?:user|such|one) | no mailbox | please check (?:if|the|that).{0,20}(?:address|recipient)
    not (?:our|a) customer | unrouteable address | mail server could not deliver mail to | we do not have | recipient not
    bitte .{0,30}adresse`,
  ),
  phrase(
    'domain-unknown',
    String.raw`
    (?:host|domain|server|name|mx|site)\b.{0,60}(?:unknown|not (?:found|exist|valid|reachable|resolv)|(?:does|do)(?:n.t| not) exist|no such|not be (?:found|resolved)|no route to domain|invalid|lookup fail)
    (?:no such|unknown|invalid|bad|illegal|nonexistent|unrouteable|unresolvable|unroutable) (?:host|domain|site|mail domain|destination)
    nxdomain | host unknown | dns lookup failure | bad destination system | no relevant answers
    couldn.t find (?:any )?(?:host|domain|an? ) | could not find (?:a|any) (?:host|mx) | no mx | all relevant mx records point
    name or service not known | isn.t a valid domain`,
  ),
  phrase(
    'spam',
    String.raw`
    \bspam | unsolicited | \bUBE\b | \bUCE\b | junk ?mail | bulk ?mail | looks? like (?:spam|bulk)
    content (?:is |was )?(?:rejected|not accept|denied|reject) | content (?:reject|filter) | spamm | appears to be
    score (?:too|of) | mail rejete | message (?:contains|looks) | advertis`,
  ),
  phrase(
    'reputation',
    `
    reputation | poor | suspicious | complaints | trust(?:ed)? score | low score`,
  ),
  phrase(
    'dynamic-address',
    `
    dynamic(?:ally)? | dial-?up | residential | generic (?:rdns|hostname|reverse) | cable.{0,10}dsl`,
  ),
  phrase(
    'malformed',
    String.raw`
    RFC ?(?:2822|5322|822|5321|2821)
    (?:duplicate|missing|invalid|multiple|malformed|bad|no|illegal) (?:\S{1,20} )?(?:headers?|header field|message-?id|date:|from:|subject)
    not (?:rfc )?complian | non-?complian | bare (?:lf|cr) | malformed | 8-?bit | null (?:byte|character)
    illegal (?:character|attachment)`,
  ),
  phrase(
    'attachment',
    `
    attachment | executable | file (?:type|extension) | banned (?:file|content) | potential security | zip`,
  ),
  vague(
    'sender-blocked',
    String.raw`
    banned | client host rejected
    (?:ip|host|address|client|sender|server|you|connection|network|domain|mail)\b.{0,60}(?:is |are |been |was |has )?(?:blocked|blacklisted|banned|denied|refused by|rejected|listed)
    access (?:is )?denied | blocked (?:ip|for|by|address|due) | connection (?:refused by|rejected|dropped)
    not (?:allowed|authori[sz]ed|permitted|accepted) | connections? not accepted | go away | unwelcome | you have been
    bad (?:ip|guy|neighbou?r) | no SMTP service | abuse | redundant`,
  ),
  vague(
    'policy',
    `
    polic(?:y|ies) | security | violat | administrative(?:ly)? (?:prohibit|den|reject) | prohibited | protocol violation | rule`,
  ),
  phrase(
    'routing-loop',
    `
    (?:too many|maximum) hops? | hop count | mail loop | loops? (?:detected|back) | routing loop | looping | too many received
    duplicated message-?id`,
  ),
  phrase(
    'expired',
    `
    expired | in (?:the )?queue (?:too|for too) long | giving up | gave up | retry time(?:out)? (?:exceeded|not reached)
    not (?:been )?delivered (?:within|for|in|after) | could not (?:be )?deliver(?:ed)? (?:for|within|after) | attempts
    multiple retries | retried for | hosts (?:.{0,10} )?have been failing | delivery time | too old | been in the queue | aborted after`,
  ),
  phrase(
    'network',
    String.raw`
    connect(?:ion)?\b.{0,80}(?:timed? ?out|refused|reset|dropped|lost|failed|closed|broken|unreachable) | no route to host
    lost connection | unable to (?:connect|establish|contact) | wasn.t able to (?:establish|connect) | timed? ?out
    (?:not|isn.t|un)(?: ?)(?:responding|reachable|accept our requests) | network (?:error|is) | unreachable | socket error
    did not accept our requests | can.t connect | could not connect | deferred: connection | name service error | dns error
    host not found, try again | could not find a gateway | temporary (?:dns|lookup) | broken pipe | handshake`,
  ),
  phrase(
    'mailer-trouble',
    String.raw`
    procmail | maildrop | pipe to | command (?:died|failed|line usage|not found|output) | mailer (?:error|died)
    exit (?:status|code) | unknown mailer error | local delivery failed | \bmda\b`,
  ),
  vague(
    'system-trouble',
    `
    system (?:error|problem|config|resources|failure) | internal (?:server |software )?error | local error | temporar
    service (?:currently |temporarily )?(?:unavailable|not available) | server (?:error|failure|busy|too busy|configuration)
    LDAP server | unable to contact | try (?:again )?later | transaction failed | technical | trouble | resources | overload
    out of memory | (?:i/o|disk|write) error | mail system | cannot (?:append|open|create|write)`,
  ),
]
