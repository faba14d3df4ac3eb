/** What became of a test send, in words. */
import type { TestSendStatus } from '#prisma/test-send.ts'
import type { Verdict } from '#checks/report.ts'

interface StatusWords {
  /** For lists. */
  short: string
  verdict: Verdict | 'working'
  /** The heading of its page. */
  title: string
}

export const statusWords: Record<TestSendStatus, StatusWords> = {
  waiting: { short: 'Under way', verdict: 'working', title: 'On its way to the relay.' },
  accepted: { short: 'Taken by the relay', verdict: 'info', title: 'The relay took the mail.' },
  arrived: { short: 'Arrived', verdict: 'pass', title: 'The mail arrived.' },
  bounced: { short: 'Came back', verdict: 'fail', title: 'The relay took the mail, and it came back.' },
  refused: { short: 'Refused', verdict: 'fail', title: 'The mail was not taken.' },
  expired: { short: 'Given up', verdict: 'warn', title: 'The relay did not take the mail in time.' },
}

export const phaseWords: Record<string, string> = {
  connect: 'connecting',
  greeting: 'the connection',
  ehlo: 'our name (EHLO)',
  starttls: 'TLS',
  auth: 'user and password (AUTH)',
  mail: 'the sender (MAIL FROM)',
  rcpt: 'the recipient (RCPT TO)',
  data: 'the mail, before it was sent (DATA)',
  final: 'the mail itself (the final dot)',
}

interface TroubleWords {
  what: string
  todo: string
}

/** What ended an attempt when there was no reply that says so (RelayTrouble of net/relay.ts). */
const troubles: Record<string, TroubleWords> = {
  timeout: { what: 'The relay did not answer in time.', todo: 'See whether it is busy, or waits for something itself.' },
  closed: { what: 'The relay closed the connection without a reply.', todo: 'Its own log says why.' },
  garbled: { what: 'What came was no SMTP reply.', todo: 'See whether another service listens on this port.' },
  'tls-name': {
    what: 'Its certificate is for another name.',
    todo: 'Enter the relay by the name in its certificate, or have that name added to the certificate.',
  },
  'tls-dates': { what: 'Its certificate has run out, or is not valid yet.', todo: 'Renew the certificate.' },
  'tls-untrusted': {
    what: 'Its certificate leads to no root that we know.',
    todo: 'Install the whole chain, or name your own root to this Seedbed (setting TLS_CA).',
  },
  'tls-failed': {
    what: 'TLS could not begin.',
    todo: 'See whether this port speaks TLS from the start (465), or after STARTTLS (587, 25), and choose that.',
  },
  'no-auth': {
    what: 'The relay does not ask who we are (no AUTH), so the password was not sent.',
    todo: 'Leave user and password out, or use the port for submission.',
  },
  'no-smtputf8': {
    what: 'An address here has letters beyond ASCII, and the relay does not offer SMTPUTF8.',
    todo: 'Use an address in ASCII, or a relay that knows SMTPUTF8 (RFC 6531).',
  },
  'no-host': { what: 'There is no such name, or it has no address.', todo: 'See whether the host is spelled right.' },
  'no-dns': { what: 'The name servers of the relay did not answer.', todo: 'They are asked again at the next attempt.' },
  private: {
    what: 'The relay has no public address, and this Seedbed connects to no others.',
    todo: 'Whoever runs this Seedbed can allow it (setting ALLOW_PRIVATE_TARGETS).',
  },
  blocked: {
    what: 'Nothing goes out on this port from here, whoever is asked.',
    todo: 'Most clouds close port 25. Use port 587 or 465.',
  },
  'connection-refused': {
    what: 'Nobody listens there: the connection was refused.',
    todo: 'See whether host and port are right.',
  },
  'no-answer': { what: 'Nothing came back to our connection.', todo: 'See whether a firewall keeps us out.' },
  'no-network': { what: 'There is no way from here to this address.', todo: 'See whether the relay has an IPv4 address, too.' },
  sealed: {
    what: 'The password of this relay can no longer be read: the secret of this Seedbed (SESSION_SECRET) has changed.',
    todo: 'Enter the relay anew.',
  },
}

export const troubleWords = (code: string): TroubleWords =>
  troubles[code] ?? { what: 'The conversation ended early.', todo: 'The lines below say how far it came.' }
