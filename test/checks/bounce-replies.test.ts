import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { classify, type Refusal } from '#checks/bounce/classify.ts'
import { classOf, type Label } from '#checks/bounce/labels.ts'
import { providerRules } from '#checks/bounce/provider-rules.ts'
import { basicCodes, registry } from '#checks/bounce/registry.ts'
import { readReply } from '#checks/bounce/reply.ts'

/** As `seedbed bounce --reply` asks. */
const of = (reply: string, more: Partial<Refusal> = {}) => {
  const { code, enhanced, words } = readReply(reply)
  return classify({ code, enhanced, text: words, ...more })
}

describe('a reply', () => {
  const rows: Record<string, [reply: string, code: number | null, enhanced: string]> = {
    'RFC 5321 §4.2': ['550 No such user', 550, ''],
    'RFC 3463 §2': ['550 5.1.1 No such user', 550, '5.1.1'],
    'of several lines': ['550-5.1.1 The email account\r\n550-5.1.1 does not exist\r\n550 5.1.1 gsmtp', 550, '5.1.1'],
    'of several lines in one': ['550-5.1.1 The email account that 550 5.1.1 does not exist', 550, '5.1.1'],
    'in a log line': [
      'host mx.acme.com[203.0.113.9] said: 450 4.2.0 <a@acme.com>: Greylisted (in reply to RCPT TO command)',
      450,
      '4.2.0',
    ],
    'with a colon': ['550: 5.1.1 <a@acme.com>... User Unknown', 550, '5.1.1'],
    'with the code in brackets': ['552 sorry, mailbox is over quota (#5.2.2)', 552, '5.2.2'],
    'behind a code of the one who tells': ['554 <a@acme.com>... 550 5.1.1 Host unknown', 550, '5.1.1'],
    'with the code alone': ['550', 550, ''],
    'an enhanced code alone': ['5.1.1 unknown', null, '5.1.1'],
    'with a code nobody registered': ['571 5.7.1 message classified as spam', 571, '5.7.1'],
    'with addresses that look like codes': ['421 Try later, 203.0.113.5 and 5.1.1.7 are busy', 421, ''],
    'with a version': ['451 Exim 4.88.1-5.5.0-3 is busy', 451, ''],
    'no reply': ['Dear customer, in 2021 we had 550000 parcels', null, ''],
    nothing: ['', null, ''],
  }
  for (const [title, [given, code, enhanced]] of Object.entries(rows)) {
    test(title, () => {
      const read = readReply(given)
      assert.deepEqual([read.code, read.enhanced], [code, enhanced])
    })
  }
  test('is one line without control characters', () => {
    assert.equal(readReply('550-5.1.1 a\u0007\r\n550 5.1.1 \u001b[31mb').text, '550-5.1.1 a [31mb')
  })
})

describe('the registry', () => {
  // Categories by the catalogue, appendix C.1: what each code means with 5, and that nothing with 4 takes an address off a list.
  const hard = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.6', '1.10', '2.0', '2.1', '2.4', '4.4', '7.13', '7.17', '7.18']
  const soft = ['2.2', '3.0', '3.1', '3.2', '3.5', '4.0', '4.1', '4.2', '4.3', '4.5', '4.6', '4.7', '7.15', '7.19']
  const silent = ['0.0', '1.5', '1.9', '3.6']
  for (const [code, { says }] of Object.entries(registry)) {
    test(`5.${code} ${says}`, () => {
      const answer = classify({ code: 550, enhanced: `5.${code}`, text: '' })
      const wanted = hard.includes(code) ? 'hard' : soft.includes(code) ? 'soft' : silent.includes(code) ? 'unknown' : 'block'
      assert.equal(answer.class, wanted)
      if (!silent.includes(code)) assert.equal(answer.rule, `registry-5.${code}`)
      assert.ok(answer.says.length > 5)
    })
    test(`4.${code} is never hard`, () => {
      const answer = classify({ code: 450, enhanced: `4.${code}`, text: '' })
      assert.ok(['soft', 'block'].includes(answer.class), answer.class)
    })
  }
  test('an unregistered code is looked up by its subject (RFC 3463 §3)', () => {
    assert.equal(classify({ code: 550, enhanced: '5.7.999', text: '' }).says, registry['7.0']?.says)
    assert.equal(classify({ code: 550, enhanced: '5.9.1', text: '' }).class, 'unknown')
  })
  test('2.x.x is delivered', () => assert.equal(of('250 2.1.5 Ok').category, 'delivered'))
})

describe('a basic code alone', () => {
  for (const code of Object.keys(basicCodes).map(Number)) {
    test(`${code} takes no address off a list`, () => {
      const answer = classify({ code, text: `${code}` })
      assert.notEqual(answer.class, 'hard')
      assert.notEqual(answer.action, 'remove')
      assert.equal(answer.confidence, 'low')
    })
  }
  const rows: [string, Label][] = [
    ['421', 'deferred'],
    ['452', 'system-full'],
    ['503 Bad sequence', 'protocol'],
    ['535', 'login'],
    ['550', 'refused'],
    ['554', 'refused'],
    ['599 xyzzy', 'refused'],
    ['499 xyzzy', 'deferred'],
    ['', 'no-reply'],
    ['xyzzy', 'no-reply'],
  ]
  for (const [reply, label] of rows) test(`"${reply}" is ${label}`, () => assert.equal(of(reply).label, label))
})

describe('words, where codes say little', () => {
  const rows: [string, Label][] = [
    ['550 Requested action not taken: mailbox unavailable', 'mailbox-unknown'],
    ['550 5.7.1 Client host [203.0.113.5] blocked using zen.spamhaus.org', 'blocklisted'],
    ['550 5.1.1 203.0.113.5 blocked using bl.spamcop.net', 'blocklisted'],
    ['554 5.7.1 <a@acme.com>: Relay access denied', 'relay'],
    ['450 4.2.0 <a@acme.com>: Recipient address rejected: Greylisted, see http://postgrey', 'greylisted'],
    ['552 Mailbox full', 'mailbox-full'],
    ['552 Message size exceeds fixed limit', 'too-big'],
    ['554 5.0.0 Message rejected: virus found', 'virus'],
    ['553 sorry, that domain isn’t in my list of allowed rcpthosts', 'relay'],
    ['550 5.7.1 No reverse DNS for 203.0.113.5', 'reverse-dns'],
    ['550 5.0.0 SPF check failed', 'spf-failed'],
    ['550 spam message rejected', 'spam'],
    ['550 Sender address rejected: Domain not found', 'sender-refused'],
    ['550 5.1.0 sender rejected', 'sender-refused'],
    ['550 5.1.0 Address rejected', 'mailbox-unknown'],
    ['521 example.com does not accept mail', 'domain-refuses'],
    ['551 user has moved', 'mailbox-moved'],
    ['550 account suspended', 'mailbox-suspended'],
    ['550 account inactive', 'mailbox-disabled'],
    ['550 Unknown user kijitora@docomo.example', 'recipient-filter'],
    ['550 too many recipients', 'too-many-recipients'],
    ['554 5.4.6 Too many hops', 'routing-loop'],
    ['554 5.0.0 The account or domain may not exist, they may be blacklisted', 'refused'],
    ['Connection timed out', 'network'],
    ['550 5.2.1 The user you are trying to contact is receiving email at a rate that prevents delivery', 'recipient-rate'],
    ['550 5.4.1 [a@acme.com]: Recipient address rejected: Access denied', 'mailbox-unknown'],
    ['message has been in the queue too long', 'expired'],
  ]
  for (const [reply, label] of rows) test(reply, () => assert.equal(of(reply).label, label))

  test('of a temporary refusal take no address off a list', () => assert.equal(of('450 4.1.1 User unknown').label, 'deferred'))
  test('about the sender take no recipient off a list', () => {
    assert.equal(of('550 Domain does not exist', { phase: 'mail' }).label, 'sender-refused')
    assert.equal(of('550 5.1.0 xyzzy', { phase: 'mail' }).class, 'block')
    assert.equal(of('525 5.7.13 xyzzy', { phase: 'auth' }).label, 'own-account')
  })
  test('"user unknown" after the mail itself is a filter', () => {
    assert.equal(of('550 User unknown', { phase: 'data' }).label, 'recipient-filter')
    assert.equal(of('550 User unknown', { phase: 'rcpt' }).label, 'mailbox-unknown')
  })
  test('"user unknown" beside a code of security is no proof', () => {
    assert.equal(of('550 5.7.1 User unknown').label, 'recipient-filter')
    assert.equal(of('550 5.1.1 User unknown').label, 'mailbox-unknown')
  })
})

describe('the order', () => {
  const rows: [why: string, reply: string, more: Partial<Refusal>, rule: string, confidence: string][] = [
    ['the provider’s words', '421 4.7.0 [TSS04] Messages from 203.0.113.5 temporarily deferred', {}, 'yahoo-volume', 'high'],
    ['then its codes', '550 5.7.27 xyzzy', { host: 'gmail-smtp-in.l.google.com' }, 'gmail-spf', 'high'],
    ['then the registry', '550 5.7.27 xyzzy', { host: 'mx.acme.com' }, 'registry-5.7.27', 'low'],
    ['and words where that says little', '550 5.7.1 on our blacklist', {}, 'words-blocklisted', 'medium'],
    ['then the basic code', '450 xyzzy', {}, 'basic-450', 'low'],
    ['then nothing', 'xyzzy', {}, '', 'low'],
  ]
  for (const [why, reply, more, rule, confidence] of rows) {
    test(why, () => {
      const answer = of(reply, more)
      assert.deepEqual([answer.rule, answer.confidence], [rule, confidence])
    })
  }
  test('a provider is known by its host, a domain below it, and its words', () => {
    for (const host of ['gmail.com', 'GMAIL-smtp-in.l.google.com.', 'aspmx.l.google.com']) {
      assert.equal(of('550 5.1.1 x', { host }).provider?.id, 'gmail')
    }
    assert.equal(of('550 5.1.1 x', { host: 'notgmail.com' }).provider, null)
    assert.equal(of('550 5.1.1 x gsmtp').provider?.id, 'gmail')
    assert.equal(of('550 5.1.1 x', { host: 'acme-com.mail.protection.outlook.com' }).provider?.id, 'exchange-online')
    assert.equal(of('550 5.1.1 x', { host: 'hotmail-com.olc.protection.outlook.com' }).provider?.id, 'outlook')
  })
  test('what is said comes with its page and date, and a sentence', () => {
    const { page, sentence, checks } = of('550 5.7.26 x gsmtp')
    assert.match(page?.url ?? '', /^https:\/\/support\.google\.com/)
    assert.match(page?.date ?? '', /^\d{4}-\d\d$/)
    assert.match(sentence.text, /^[A-Z].*\. [A-Z].*\.$/)
    assert.deepEqual(checks, ['dkim-signature', 'spf-result'])
  })
})

/** A reply of each rule, by the rule's id; of rules that go by codes alone, with the host that says so. */
const google = 'gmail-smtp-in.l.google.com'
const olc = 'hotmail-com.olc.protection.outlook.com'
const office = 'acme-com.mail.protection.outlook.com'
const yahoo = 'mta6.am0.yahoodns.net'
const apple = 'mx01.mail.icloud.com'
const replies: Record<string, [reply: string, host?: string]> = {
  'gmail-customer-rule': ['550 5.7.1 This message violates example.com email policy. - gcdp 98e67ed59e1d1 - gsmtp'],
  'gmail-recipient-rate': [
    '550-5.2.1 The user you are trying to contact is receiving email at a rate that\r\n550-5.2.1 prevents additional messages from being delivered.\r\n550 5.2.1 gsmtp',
  ],
  'gmail-inactive-and-full': ['552 5.2.2 The recipient’s inbox is out of storage space and inactive. gsmtp'],
  'gmail-inactive': ['550-5.2.1 The email account that you tried to reach is inactive. For more 550 5.2.1 gsmtp'],
  'gmail-no-such-domain': ['553 5.1.2 We weren’t able to find the recipient domain. gsmtp'],
  'gmail-not-in-allow-list': ['421 4.7.0 IP not in whitelist for RCPT domain, closing connection. gsmtp'],
  'gmail-tls-required': ['421 4.7.0 TLS required for RCPT domain, closing connection. gsmtp'],
  'gmail-no-reverse-name': [
    '550-5.7.1 [2001:db8::5] Our system has detected that this message does not meet IPv6 sending guidelines regarding PTR records. 550 5.7.1 gsmtp',
  ],
  'gmail-login-later': ['454 4.7.0 Cannot authenticate due to a temporary system problem. Try again later. gsmtp'],
  'gmail-unusual-rate': [
    '421-4.7.0 [203.0.113.5] Our system has detected an unusual rate of unsolicited mail originating from your IP address. 421 4.7.0 gsmtp',
  ],
  'gmail-try-later': ['421 4.7.0 Try again later, closing connection. gsmtp'],
  'gmail-relay': ['550 5.7.0 Mail relay denied [203.0.113.5]. Invalid credentials for relay. gsmtp'],
  'gmail-relay-limit': ['550 5.4.5 Daily SMTP relay limit exceeded for customer. gsmtp'],
  'gmail-not-direct': [
    '550-5.7.1 [203.0.113.5] The IP you’re using to send mail is not authorized to send email directly to our servers. gsmtp',
  ],
  'gmail-malformed': ['550-5.7.1 Messages with multiple addresses in From: header are not accepted. 550 5.7.1 gsmtp'],
  'gmail-hard-fail': [
    '550-5.7.26 The MAIL FROM domain [acme.com] has an SPF record with a hard fail 550-5.7.26 policy (-all) 550 5.7.26 gsmtp',
  ],
  'gmail-dmarc': [
    '550-5.7.26 Unauthenticated email from acme.com is not accepted due to domain’s 550-5.7.26 DMARC policy. 550 5.7.26 gsmtp',
  ],
  'gmail-reputation': [
    '550-5.7.1 Our system has detected that this message is likely suspicious due to the very low reputation of the sending IP address. 550 5.7.1 gsmtp',
  ],
  'gmail-unsolicited': ['550-5.7.1 Our system has detected that this message is likely unsolicited mail. 550 5.7.1 gsmtp'],
  'gmail-group': ['We’re writing to let you know that the group you tried to contact (a) may not exist', 'googlegroups.com'],
  'gmail-unknown': ['550-5.1.1 The email account that you tried to reach does not exist. 550 5.1.1 gsmtp'],
  'gmail-bad-address': ['553 5.1.3 The recipient address is not a valid RFC 5321 address. gsmtp'],
  'gmail-disabled': ['550 5.2.1 The email account that you tried to reach is disabled. gsmtp'],
  'gmail-full': ['452 4.2.2 The email account that you tried to reach is over quota. gsmtp'],
  'gmail-recipient-busy': ['450 4.2.1 Peak SMTP relay limit exceeded for customer. gsmtp'],
  'gmail-busy': ['421 4.4.5 Server busy, please come again. gsmtp'],
  'gmail-too-many-recipients': [
    '452 4.5.3 Domain policy size per transaction exceeded, please try this recipient in a separate transaction. gsmtp',
  ],
  'gmail-helo': ['501 5.5.4 HELO/EHLO argument is invalid. gsmtp'],
  'gmail-sender-address': ['553 5.1.7 The sender address is not a valid RFC 5321 address. gsmtp'],
  'gmail-reverse-name': ['550-5.7.25 [203.0.113.5] The IP address sending this message does not have a record 550 5.7.25 gsmtp'],
  'gmail-suspicious-spf': ['550 5.7.24 The SPF record of the sending domain has suspicious entries. gsmtp'],
  'gmail-unauthenticated': ['550-5.7.26 This mail is unauthenticated: either SPF or DKIM has to pass. 550 5.7.26 gsmtp'],
  'gmail-spf': ['421-4.7.27 Your email has been rate limited because SPF did not pass. 421 4.7.27 gsmtp'],
  'gmail-flood': ['421-4.7.28 Gmail has detected an increase of mail from your network block. 421 4.7.28 gsmtp'],
  'gmail-no-tls': ['421-4.7.29 This message was not sent over a TLS connection. 421 4.7.29 gsmtp'],
  'gmail-dkim': ['550-5.7.30 This mail has been blocked because DKIM did not pass. 550 5.7.30 gsmtp'],
  'gmail-no-dmarc': ['421-4.7.40 The sender domain has no DMARC record. 421 4.7.40 gsmtp'],
  'gmail-alignment': ['421 5.7.32 The From header does not align with SPF or DKIM. gsmtp'],
  'gmail-attachment': [
    '552-5.7.0 This message was blocked because its content presents a potential 552 5.7.0 security issue. gsmtp',
  ],
  'gmail-size': ['552 5.3.4 Your message exceeded Google’s message size limits. gsmtp'],
  'gmail-structure': ['554 5.6.0 Mail message is malformed. Not accepted. gsmtp'],
  'gmail-sign-in': ['535 5.7.8 Username and Password not accepted. gsmtp'],
  'gmail-daily-limit': ['550 5.4.5 Daily sending quota exceeded. gsmtp', google],
  'gmail-hops': ['554 5.4.6 Message exceeded 50 hops, this may indicate a mail loop. gsmtp'],
  'outlook-rate': [
    '421 RP-001 (COL004-MC1F1) The mail server IP connecting to Outlook.com server has exceeded the rate limit allowed.',
  ],
  'outlook-content': ['550 SC-001 Mail rejected by Outlook.com for policy reasons.'],
  'outlook-namespace-mining': ['550 SC-002 Mail rejected by Outlook.com: namespace mining'],
  'outlook-open-relay': ['550 SC-003 Mail rejected by Outlook.com: open relay'],
  'outlook-complaints': ['550 SC-004 (COL0-MC1-F1) Unfortunately, messages from 203.0.113.5 weren’t sent.'],
  'outlook-dynamic': ['550 DY-001 Mail rejected by Outlook.com: we generally do not accept email from dynamic IP’s'],
  'outlook-spamhaus': ['550 OU-001 Mail rejected by Outlook.com: 203.0.113.5 is in Spamhaus'],
  'outlook-reputation': ['550 OU-002 Mail rejected by Outlook.com for policy reasons.'],
  'outlook-network-blocked': [
    '550 5.7.1 Unfortunately, messages from [203.0.113.5] weren’t sent. Please contact your Internet service provider since part of their network is on our block list (S3150).',
  ],
  'outlook-under-evaluation': [
    '451 4.7.650 The mail server [203.0.113.5] has been temporarily rate limited due to IP reputation. (S775)',
  ],
  'outlook-unknown': ['550 5.5.0 Requested action not taken: mailbox unavailable', olc],
  'outlook-authentication': [
    '550 5.7.515 Access denied, sending domain acme.com does not meet the required authentication level.',
  ],
  'outlook-slow-down': ['451 4.7.652 The mail server [203.0.113.5] has exceeded the maximum number of connections.', olc],
  'exchange-online-banned-address': ['550 5.7.606 Access denied, banned sending IP [203.0.113.5].', office],
  'exchange-online-not-found': [
    '550 5.4.1 [a@acme.com]: Recipient address rejected: Access denied [X.prod.protection.outlook.com]',
  ],
  'exchange-online-own-block-list': ['550 5.7.1 RESOLVER.RST.NotAuthorized; delivery not authorized', office],
  'exchange-online-full': ['552 5.2.2 mailbox full', office],
  'exchange-online-unknown': ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found', office],
  'exchange-online-recipient-rule': ['550 5.7.513 Service unavailable, Client host [203.0.113.5] blocked by recipient', office],
  'exchange-online-closed': ['550 5.7.124 Sender not in allowed-senders list', office],
  'exchange-online-from': ['550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant', office],
  'exchange-online-bare-line-feed': ['550 5.6.11 Invalid characters', office],
  'exchange-online-too-big': ['550 5.2.3 RESOLVER.RST.RecipSizeLimit', office],
  'exchange-online-dmarc': ['550 5.7.509 Access denied, sending domain [ACME.COM] does not pass DMARC verification', office],
  'exchange-online-spf': ['550 5.7.23 The message was rejected because of Sender Policy Framework violation', office],
  'exchange-online-reverse-name': ['550 5.7.25 Access denied, the sending IPv6 address must have a reverse DNS record', office],
  'exchange-online-unauthenticated': ['450 4.7.26 Access denied, a message sent over IPv6 must pass either SPF or DKIM', office],
  'exchange-online-helo': ['550 5.7.506 Access denied, bad HELO', office],
  'exchange-online-own-limit': [
    '550 5.7.232 Your message can’t be sent because your trial tenant exceeded its daily limit',
    office,
  ],
  'exchange-online-own-tenant': ['550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.', office],
  'exchange-online-relay': ['550 5.7.64 TenantAttribution; Relay Access Denied', office],
  'exchange-online-login': ['530 5.7.57 Client not authenticated to send mail', office],
  'exchange-online-recipient-rate': [
    '550 5.2.121 Recipient’s per hour message receive limit from specific sender exceeded',
    office,
  ],
  'exchange-online-recipient-tls': ['450 4.7.321 starttls-not-supported: Destination mail server must support TLS', office],
  'exchange-online-domain': ['550 5.4.310 DNS domain acme.test does not exist', office],
  'exchange-online-expired': ['550 5.4.300 Message expired', office],
  'exchange-online-refused-connection': ['450 4.4.316 Connection refused', office],
  'exchange-online-dns': ['450 4.4.312 DNS query failed', office],
  'exchange-online-loop': ['554 5.4.14 Hop count exceeded - possible mail loop', office],
  'yahoo-volume': [
    '421 4.7.0 [TSS04] Messages from 203.0.113.5 temporarily deferred due to unexpected volume or user complaints',
  ],
  'yahoo-deferred-for-good': ['421 4.7.1 [TS03] All messages from 203.0.113.5 will be permanently deferred'],
  'yahoo-spamhaus': ['553 5.7.1 [BL21] Connections will not be accepted from 203.0.113.5, because the ip is in Spamhaus’s list'],
  'yahoo-phishing': ['554 5.7.9 [PH01] Email not accepted for policy reasons.'],
  'yahoo-recipient-rate': ['450 User is receiving mail too quickly', yahoo],
  'yahoo-connection-limit': ['421 Max message per connection reached, closing transmission channel', yahoo],
  'yahoo-sender-domain': ['451 Message temporarily deferred: unresolvable RFC.5321 from domain', yahoo],
  'yahoo-unknown': ['554 delivery error: dd This user doesn’t have a yahoo.com account (a@yahoo.com) [0]'],
  'yahoo-disabled': [
    '554 delivery error: dd Sorry your message cannot be delivered. This account has been disabled or discontinued [#102].',
  ],
  'yahoo-disabled-code': ['554 30 Sorry, your message to a@yahoo.com cannot be delivered', yahoo],
  'yahoo-policy': ['554 5.7.9 Message not accepted for policy reasons. See https://senders.yahooinc.com/error-codes'],
  'apple-dmarc': [
    '554 5.7.1 Your message was rejected due to acme.com’s DMARC policy. See https://support.apple.com/en-us/HT204137',
  ],
  'apple-local-policy': ['550 5.7.1 [CS01] Message rejected due to local policy.'],
  'apple-unauthenticated': ['554 5.7.1 [HME1] This message was blocked for failing both SPF and DKIM authentication checks.'],
  'apple-spamhaus': ['550 5.7.1 Mail from IP 203.0.113.5 was rejected due to listing in Spamhaus SBL.', apple],
  'apple-blocked': ['554 mx.mail.icloud.com ESMTP not accepting connections'],
  'apple-unknown': ['550 5.1.1 <a@icloud.com>: inactive email address', apple],
  'apple-moved': ['550 5.1.6 recipient no longer on server: a@mac.com', apple],
  'apple-full': ['552 5.2.2 <a@icloud.com>: user is over quota', apple],
  'apple-proofpoint': ['550 5.7.0 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=203.0.113.5', apple],
  'apple-volume': ['421 4.7.1 Messages to a@icloud.com deferred due to excessive volume. Try again later', apple],
  'apple-sender-domain': ['450 4.1.8 <a@acme.test>: Sender address rejected: Domain not found', apple],
  'proofpoint-blocked': ['554 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=203.0.113.5'],
  'mimecast-greylist': ['451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451'],
  'mimecast-unknown': ['550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-spf': ['550 SPF Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-dkim': ['550 DKIM Sender Invalid - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-dmarc': ['550 DMARC Sender Invalid - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550'],
  'mimecast-reputation': [
    '550 local CT IP reputation policy - envelope rejected - https://community.mimecast.com/docs/DOC-1369#550',
  ],
  'mimecast-signature': ['554 email rejected due to security policies - MCSpamSignature.sa.2.2'],
  'mimecast-loop': ['554 Maximum email transfer count exceeded, mail loop - https://community.mimecast.com/docs/DOC-1369#554'],
  'mimecast-policy': ['550 Administrative prohibition - envelope blocked by policy', 'eu-smtp-inbound-1.mimecast.com'],
  'gmx-reason-page': [
    '554-gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-IP address is block listed.',
  ],
  't-online-ask': [
    '554 IP=203.0.113.5 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.)',
  ],
  'docomo-unknown-or-filter': ['550 Unknown user a@docomo.ne.jp', 'mfsmax.docomo.ne.jp'],
  'au-filter': ['550 : User unknown', 'lsean.ezweb.ne.jp'],
  'orange-spamming': [
    '550 mwinf5c04 ME Adresse IP source bloquee pour incident de spam. Client host blocked for spamming issues. OFR006_102',
  ],
  'orange-spam': ['550 5.2.0 Mail rejete. Mail rejected. OFR_506 [506]'],
  'orange-unknown': ['550 5.5.0 Adresse destinataire invalide. Invalid recipient. LPN007_416'],
  'orange-suspended': ['550 5.5.0 Le compte du destinataire est bloque. The recipient account is blocked. LPN007_426'],
  'orange-later': ['421 4.2.0 Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR005_505 [505]'],
  'tencent-rate': ['550 Ip frequency limited [V2VkIEFwciAgMyAxNj]. http://service.mail.qq.com/cgi-bin/help?id=20022'],
  'tencent-dmarc': ['550 DMARC check failed. http://service.mail.qq.com/cgi-bin/help?no=1001508'],
  'cox-rate': ['550 5.1.0 <a@acme.com> sender rejected. Please see https://www.spectrum.net/ for more information. AUP#In-1310'],
  'cox-blocked': ['550 5.1.0 <a@acme.com> sender rejected. Refer to https://www.cox.com/residential/support. AUP#CDRBL'],
}

describe('a rule of a provider', () => {
  for (const { id, label } of providerRules) {
    test(id, () => {
      const [reply = '', host] = replies[id] ?? []
      const answer = of(reply, host ? { host } : {})
      assert.equal(answer.rule, id)
      // Of a temporary refusal no rule takes an address off a list.
      assert.equal(answer.label, reply.startsWith('4') && classOf(label) === 'hard' ? 'deferred' : label)
    })
  }
  test('has a reply in this table, and one place', () => {
    assert.deepEqual(Object.keys(replies).sort(), providerRules.map(({ id }) => id).sort())
  })
})

describe('a hostile reply', () => {
  const rows: Record<string, string> = {
    'of 10 MB': '550 '.repeat(2_500_000),
    'of spaces': `550 ${' '.repeat(5_000_000)}x`,
    'of one endless word': `550 5.1.1 ${'a'.repeat(10_000_000)}`,
    'of words that nearly fit': `550 ${'mailbox user recipient address domain '.repeat(200_000)}`,
    'of dots': `550 ${'5.1.'.repeat(1_000_000)}`,
    'of line ends': '\r\n550-'.repeat(1_000_000),
    'of at signs': `550 unknown user <${'a@'.repeat(1_000_000)}`,
    'of brackets': `550 ${'<'.repeat(1_000_000)}`,
  }
  for (const [title, reply] of Object.entries(rows)) {
    test(`${title} costs little`, () => {
      const started = performance.now()
      of(reply)
      const milliseconds = performance.now() - started
      // Many times what it takes: only what grows with the square would be over it.
      assert.ok(milliseconds < 1000, `${milliseconds} ms`)
    })
  }
})
