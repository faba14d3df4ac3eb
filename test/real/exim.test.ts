/** Probes of a real Exim as Debian has it. It knows no ENHANCEDSTATUSCODES, so its list of extensions is `basic` wherever it stands on port 25. */
import { after, describe } from 'node:test'
import { hasRealServers, nothingAsked, notTakenIn, putOff, realTable } from '../helpers/real-rows.ts'
import { certificates, RealWorld } from '../helpers/real-world.ts'

const skip = !(await hasRealServers())
const world = new RealWorld()
after(() => world.stop())

describe('a probe of Exim:', { skip, concurrency: 4 }, async () => {
  if (skip) return
  const { at: mailboxes } = await world.dovecot()
  const certificate = certificates.valid
  const relays = { rcpt: ['accept'] }
  const says = (verdict: 'defer' | 'deny', message: string) => ({
    rcpt: [`${verdict} local_parts = me`, `  message = ${message}`],
  })
  const exim = await world.exim({
    good: { certificate },
    submission: { certificate, auth: 'inside TLS' },
    submissions: { certificate, auth: 'inside TLS', implicit: true },
    bare: {},
    authInClear: { certificate, auth: 'always' },
    verifies: { certificate, vrfy: 'accept' },
    expands: { certificate, vrfy: 'accept', expn: 'accept' },
    relay: { certificate, ...relays },
    greylists: { certificate, ...says('defer', 'Greylisted, come back in five minutes') },
    full: { certificate, ...says('deny', '552 5.2.2 Mailbox full') },
    unknown: { certificate, ...says('deny', 'No such user here') },
    blocks: { certificate, rcpt: ['deny message = $sender_host_address is listed at zen.spamhaus.org'] },
    refuses: { certificate, connect: ['deny message = go away'] },
    defers: { certificate, connect: ['defer message = too many connections'] },
    asInstalled: { certificate, auth: 'inside TLS', implicit: true, oldTls: true },
    otherName: { certificate: certificates.otherName, auth: 'inside TLS', implicit: true },
    expired: { certificate: certificates.expired, auth: 'inside TLS' },
  })
  const whole = { 25: exim.good, 587: exim.submission, 465: exim.submissions, ...mailboxes }
  const basic = { 'smtp-ehlo': 'basic' }
  const at25 = (place: number) => ({ ...whole, 25: place })

  realTable(world, [
    ['a host in order', whole, basic],
    ['one without STARTTLS', at25(exim.bare), basic],
    ['submission without STARTTLS', { ...whole, 587: exim.bare }, { ...basic, 'port-587': 'no-starttls' }],
    ['submissions without TLS', { ...whole, 465: exim.bare }, { ...basic, 'port-465': 'plaintext' }],
    ['AUTH in the clear', { ...whole, 587: exim.authInClear }, { ...basic, 'smtp-auth-plain': 'before-tls' }],
    ['AUTH on port 25', at25(exim.submission), { ...basic, 'smtp-auth-plain': 'on-port-25' }],
    ['one that verifies', at25(exim.verifies), { ...basic, 'smtp-vrfy': 'vrfy-open' }],
    ['one that expands', at25(exim.expands), { ...basic, 'smtp-vrfy': 'expn-open' }],
    ['an open relay', at25(exim.relay), { ...basic, 'smtp-open-relay': 'open', 'smtp-recipient-probe': 'catch-all' }],
    ['one that greylists', at25(exim.greylists), { ...basic, ...putOff, 'smtp-recipient-probe': 'greylisted' }],
    [
      'one with a full mailbox',
      at25(exim.full),
      { ...basic, 'smtp-recipient-probe': 'full', 'smtp-null-sender': 'lookup-failed' },
    ],
    [
      'one that knows nobody of that name',
      at25(exim.unknown),
      { ...basic, 'smtp-recipient-probe': 'rejected', 'smtp-null-sender': 'lookup-failed' },
    ],
    [
      'one that blocks us',
      at25(exim.blocks),
      { ...basic, 'smtp-recipient-probe': 'blocked', 'smtp-null-sender': 'lookup-failed' },
    ],
    ['one that refuses us at the door', at25(exim.refuses), { ...nothingAsked, ...notTakenIn, 'smtp-banner': 'refuses' }],
    ['one that defers at the door', at25(exim.defers), { ...nothingAsked, ...notTakenIn, 'smtp-banner': 'defers' }],
    ['TLS as it is installed', { ...whole, 465: exim.asInstalled }, { ...basic, 'mail-tls-ports': 'legacy' }],
    ['a certificate of another name', { ...whole, 465: exim.otherName }, { ...basic, 'mail-cert-ports': 'invalid' }],
    ['an expired certificate', { ...whole, 587: exim.expired }, { ...basic, 'mail-cert-ports': 'invalid' }],
  ])
})
