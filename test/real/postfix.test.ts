/**
 * Probes of a real Postfix as Debian has it, run in many ways. A row names what differs from a host in order, and every check must say exactly
 * that: a code appears where it is deserved, and nowhere else.
 */
import { after, describe } from 'node:test'
import { hasRealServers, nothingAsked, putOff, realTable, without25 } from '../helpers/real-rows.ts'
import { homes } from '../helpers/real-server.ts'
import { RealWorld, realZone } from '../helpers/real-world.ts'

const skip = !(await hasRealServers())
const world = new RealWorld()
after(() => world.stop())

describe('a probe of Postfix:', { skip, concurrency: 4 }, async () => {
  if (skip) return
  const dovecot = await world.dovecot()
  const sasl = { smtpd_sasl_auth_enable: 'yes', smtpd_sasl_type: 'dovecot', smtpd_sasl_path: dovecot.authSocket }
  const postfix = await world.postfix({
    good: ['valid'],
    submission: ['valid', { ...sasl, smtpd_tls_security_level: 'encrypt' }],
    submissions: ['valid', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
    asInstalled: [
      'valid',
      {
        disable_vrfy_command: 'no',
        message_size_limit: '10240000',

        smtpd_forbid_bare_newline: 'no',
      },
    ],
    tls12: ['valid', { smtpd_tls_mandatory_protocols: '>=TLSv1.2, <=TLSv1.2', smtpd_tls_protocols: '>=TLSv1.2, <=TLSv1.2' }],
    relay: ['valid', { mynetworks: '127.0.0.0/8', smtpd_relay_restrictions: 'permit_mynetworks, reject_unauth_destination' }],
    bare: [''],
    noCertificate: ['', { smtpd_tls_security_level: 'may' }],
    authInClear: ['valid', { ...sasl, smtpd_tls_auth_only: 'no' }],
    authOn25: ['valid', sasl],
    greylists: [
      'valid',
      {
        smtpd_recipient_restrictions:
          'check_recipient_access inline:{ {me@example.test = 450 4.7.1 Greylisted, please come back} }',
      },
    ],
    defers: [
      'valid',
      {
        smtpd_recipient_restrictions: 'check_recipient_access inline:{ {me@example.test = 451 4.3.0 Temporary lookup failure} }',
      },
    ],
    full: [
      'valid',
      { smtpd_recipient_restrictions: 'check_recipient_access inline:{ {me@example.test = 452 4.2.2 Mailbox full} }' },
    ],
    blocks: [
      'valid',
      {
        smtpd_client_restrictions:
          'check_client_access static:{554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using zen.spamhaus.org}',
      },
    ],
    noBounces: ['valid', { smtpd_sender_restrictions: 'check_sender_access inline:{ {<> = 550 5.7.1 No bounces here} }' }],
    catchAll: ['valid', { local_recipient_maps: '' }],
    short: ['valid', { smtpd_banner: 'mail ESMTP' }],
    otherGreeting: ['valid', { smtpd_banner: 'other.test ESMTP' }],
    painted: ['valid', { smtpd_banner: '******************' }],
    smallMails: ['valid', { message_size_limit: '1000000' }],
    fewWords: ['valid', { smtpd_discard_ehlo_keywords: 'pipelining, 8bitmime' }],
    helloRefused: ['valid', { smtpd_helo_restrictions: 'reject', smtpd_delay_reject: 'no' }],
    lenient: ['valid', { smtpd_forbid_bare_newline: 'no' }],
    expired: ['expired', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
    otherName: ['otherName', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
    ofNobody: ['ofNobody', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
    ending: ['ending', { ...sasl, smtpd_tls_wrappermode: 'yes' }],
    oldTls: [
      'valid',
      {
        ...sasl,
        smtpd_tls_wrappermode: 'yes',
        smtpd_tls_mandatory_protocols: '>=TLSv1',
        smtpd_tls_protocols: '>=TLSv1',
        tls_medium_cipherlist: 'ALL:@SECLEVEL=0',
      },
    ],
    onlyOldTls: [
      'valid',
      {
        ...sasl,
        smtpd_tls_wrappermode: 'yes',
        smtpd_tls_mandatory_protocols: 'TLSv1, TLSv1.1',
        tls_medium_cipherlist: 'ALL:@SECLEVEL=0',
      },
    ],
  })
  const { at: mailboxes } = dovecot
  const whole = { 25: postfix.good, 587: postfix.submission, 465: postfix.submissions, ...mailboxes }
  const at25 = (place: number) => ({ ...whole, 25: place })
  const at465 = (place: number) => ({ ...whole, 465: place })
  const smuggles = { smuggles: true } as const

  realTable(world, [
    ['a host in order', whole, {}],
    ['a host with two addresses', whole, {}, {}, { ...realZone, 'mx.test A': [...homes] }],
    [
      'a host with an address where nobody is',
      whole,
      { 'port-25': 'some-closed' },
      {},
      { ...realZone, 'mx.test A': [homes[0], '127.0.0.9'] },
    ],
    ['one that knows TLS 1.2 only', { ...whole, 25: postfix.tls12, 587: postfix.tls12 }, {}],
    ['one as it is installed', at25(postfix.asInstalled), { 'smtp-vrfy': 'vrfy-open', 'smtp-ehlo': 'small-size' }],
    ['an open relay', at25(postfix.relay), { 'smtp-open-relay': 'open' }],
    ['one without STARTTLS', at25(postfix.bare), { 'smtp-ehlo': 'basic' }],
    ['one that offers STARTTLS without a certificate', at25(postfix.noCertificate), {}],
    ['submission without STARTTLS', { ...whole, 587: postfix.bare }, { 'port-587': 'no-starttls' }],
    ['submissions without TLS', at465(postfix.bare), { 'port-465': 'plaintext' }],
    ['submissions that only offers STARTTLS', at465(postfix.good), { 'port-465': 'plaintext' }],
    ['AUTH in the clear', { ...whole, 587: postfix.authInClear }, { 'smtp-auth-plain': 'before-tls' }],
    ['AUTH on port 25', at25(postfix.authOn25), { 'smtp-auth-plain': 'on-port-25' }],
    ['one that greylists', at25(postfix.greylists), { 'smtp-recipient-probe': 'greylisted', ...putOff }],
    ['one that defers', at25(postfix.defers), { 'smtp-recipient-probe': 'deferred', ...putOff }],
    ['one with a full mailbox', at25(postfix.full), { 'smtp-recipient-probe': 'full', ...putOff }],
    ['one that blocks us', at25(postfix.blocks), { 'smtp-recipient-probe': 'blocked', 'smtp-null-sender': 'lookup-failed' }],
    ['one that takes no bounces', at25(postfix.noBounces), { 'smtp-null-sender': 'rejected' }],
    ['one that takes anything', at25(postfix.catchAll), { 'smtp-recipient-probe': 'catch-all' }],
    [
      'a mailbox that is not there',
      whole,
      { 'smtp-recipient-probe': 'rejected', 'smtp-null-sender': 'lookup-failed' },
      { recipient: 'nobody@example.test' },
    ],
    ['a short greeting', at25(postfix.short), { 'smtp-banner': 'not-fqdn', 'smtp-banner-name': 'not-applicable' }],
    ['a greeting of nobody', at25(postfix.otherGreeting), { 'smtp-banner-name': 'no-forward' }],
    ['a painted greeting', at25(postfix.painted), { 'smtp-banner': 'masked', 'smtp-banner-name': 'not-applicable' }],
    ['one that takes small mails', at25(postfix.smallMails), { 'smtp-ehlo': 'small-size' }],
    ['one that knows few words', at25(postfix.fewWords), { 'smtp-ehlo': 'basic' }],
    [
      'one that refuses our name',
      at25(postfix.helloRefused),
      { 'smtp-ehlo': 'broken', 'smtp-auth-plain': 'prober-blocked', ...nothingAsked },
    ],
    ['the strict end of a mail', whole, { 'smtp-smuggling': 'strict' }, smuggles],
    ['a lenient end of a mail', at25(postfix.lenient), { 'smtp-smuggling': 'lenient' }, smuggles],
    ['an expired certificate', at465(postfix.expired), { 'mail-cert-ports': 'invalid' }],
    ['a certificate of another name', at465(postfix.otherName), { 'mail-cert-ports': 'invalid' }],
    ['a certificate of nobody', at465(postfix.ofNobody), { 'mail-cert-ports': 'invalid' }],
    ['a certificate near its end', at465(postfix.ending), { 'mail-cert-ports': 'expiring' }],
    ['TLS 1.0 too', at465(postfix.oldTls), { 'mail-tls-ports': 'legacy' }],
    ['TLS 1.0 and 1.1 only', at465(postfix.onlyOldTls), { 'mail-tls-ports': 'broken', 'port-465': 'handshake-failed' }],
    ['nobody at 25', { ...whole, 25: 1 }, { ...without25, 'port-25': 'refused', 'egress-25': 'prober-blocked' }],
  ])
})
