/**
 * The IANA registry "Simple Mail Transfer Protocol (SMTP) Enhanced Status Codes" (RFC 3463, RFC 5248), every code of it, and the basic reply
 * codes (RFC 5321 §4.2.3, RFC 4954 §6, RFC 7504).
 *
 * Each row: what the code says, what it means when it comes with 4 and with 5, and whether the words beside it may say more: `5.7.1` only
 * says "refused", and many servers send `5.1.0` or `5.2.0` for anything.
 */
import type { Label } from './labels.ts'

export interface RegistryRow {
  says: string
  /** With class 4 and with class 5; null where the registry knows no such code. */
  labels: readonly [Label | null, Label | null]
  general?: true
}

const row = (says: string, four: Label | null, five: Label | null): RegistryRow => ({ says, labels: [four, five] })
const general = (says: string, four: Label | null, five: Label | null): RegistryRow => ({
  ...row(says, four, five),
  general: true,
})

/** By subject and detail, without the class: `1.1` stands for 4.1.1 and 5.1.1. */
export const registry: Readonly<Record<string, RegistryRow>> = {
  '0.0': general('Other undefined status', 'deferred', 'refused'),
  '1.0': general('Other address status', 'deferred', 'mailbox-unknown'),
  '1.1': row('Bad destination mailbox address', 'deferred', 'mailbox-unknown'),
  '1.2': row('Bad destination system address', 'deferred', 'domain-unknown'),
  '1.3': row('Bad destination mailbox address syntax', 'protocol', 'address-syntax'),
  '1.4': row('Destination mailbox address ambiguous', 'deferred', 'mailbox-unknown'),
  '1.5': row('Destination address valid', null, null),
  '1.6': row('Destination mailbox has moved, no forwarding address', 'deferred', 'mailbox-moved'),
  '1.7': row('Bad sender’s mailbox address syntax', 'sender-syntax', 'sender-syntax'),
  '1.8': row('Bad sender’s system address', 'sender-refused', 'sender-refused'),
  '1.9': row('Message relayed to non-compliant mailer', null, null),
  '1.10': row('Recipient address has null MX (RFC 7505)', null, 'domain-refuses'),
  '2.0': general('Other or undefined mailbox status', 'deferred', 'mailbox-disabled'),
  '2.1': row('Mailbox disabled, not accepting messages', 'deferred', 'mailbox-disabled'),
  '2.2': row('Mailbox full', 'mailbox-full', 'mailbox-full'),
  '2.3': row('Message length exceeds administrative limit', 'too-big', 'too-big'),
  '2.4': row('Mailing list expansion problem', 'deferred', 'mailbox-unknown'),
  '3.0': general('Other or undefined mail system status', 'system-trouble', 'system-trouble'),
  '3.1': row('Mail system full', 'system-full', 'system-full'),
  '3.2': general('System not accepting network messages', 'system-trouble', 'system-trouble'),
  '3.3': row('System not capable of selected features', 'content', 'content'),
  '3.4': row('Message too big for system', 'too-big', 'too-big'),
  '3.5': row('System incorrectly configured', 'system-trouble', 'system-trouble'),
  '3.6': row('Requested priority was changed (RFC 6710)', null, null),
  '4.0': general('Other or undefined network or routing status', 'network', 'network'),
  '4.1': general('No answer from host', 'network', 'network'),
  '4.2': row('Bad connection', 'network', 'network'),
  '4.3': row('Directory server failure', 'dns-trouble', 'dns-trouble'),
  '4.4': general('Unable to route', 'dns-trouble', 'domain-unknown'),
  '4.5': row('Mail system congestion', 'system-trouble', 'system-trouble'),
  '4.6': row('Routing loop detected', 'routing-loop', 'routing-loop'),
  '4.7': row('Delivery time expired', 'expired', 'expired'),
  '5.0': general('Other or undefined protocol status', 'protocol', 'protocol'),
  '5.1': row('Invalid command', 'protocol', 'protocol'),
  '5.2': general('Syntax error', 'protocol', 'protocol'),
  '5.3': row('Too many recipients', 'too-many-recipients', 'too-many-recipients'),
  '5.4': general('Invalid command arguments', 'protocol', 'protocol'),
  '5.5': row('Wrong protocol version', 'protocol', 'protocol'),
  '5.6': row('Authentication exchange line is too long (RFC 4954)', 'protocol', 'protocol'),
  '6.0': general('Other or undefined media error', 'content', 'content'),
  '6.1': row('Media not supported', 'content', 'content'),
  '6.2': row('Conversion required and prohibited', 'content', 'content'),
  '6.3': row('Conversion required but not supported', 'content', 'content'),
  '6.4': row('Conversion with loss performed', 'content', 'content'),
  '6.5': row('Conversion failed', 'content', 'content'),
  '6.6': row('Message content not available (RFC 4468)', 'content', 'content'),
  '6.7': row('Non-ASCII addresses not permitted for that sender or recipient (RFC 6531)', 'content', 'content'),
  '6.8': row('UTF-8 string reply is required, but not permitted by the SMTP client (RFC 6531)', 'content', 'content'),
  '6.9': row('UTF-8 header message cannot be transferred to one or more recipients (RFC 6531)', 'content', 'content'),
  '6.10': row('As 6.8; deprecated', 'content', 'content'),
  '7.0': general('Other or undefined security status', 'deferred', 'sender-blocked'),
  '7.1': general('Delivery not authorized, message refused', 'deferred', 'sender-blocked'),
  '7.2': row('Mailing list expansion prohibited', 'closed-group', 'closed-group'),
  '7.3': row('Security conversion required but not possible', 'content', 'content'),
  '7.4': row('Security features not supported', 'content', 'content'),
  '7.5': row('Cryptographic failure', 'content', 'content'),
  '7.6': row('Cryptographic algorithm not supported', 'content', 'content'),
  '7.7': row('Message integrity failure', 'content', 'content'),
  '7.8': row('Authentication credentials invalid (RFC 4954)', 'login', 'login'),
  '7.9': general('Authentication mechanism is too weak (RFC 4954)', 'login', 'login'),
  '7.10': row('Encryption needed (RFC 5248)', 'tls-required', 'tls-required'),
  '7.11': row('Encryption required for requested authentication mechanism (RFC 4954)', 'login', 'login'),
  '7.12': row('A password transition is needed (RFC 4954)', 'login', 'login'),
  '7.13': general('User account disabled (RFC 5248)', 'deferred', 'mailbox-disabled'),
  '7.14': row('Trust relationship required (RFC 5248)', 'login', 'login'),
  '7.15': row('Priority level is too low (RFC 6710)', 'deferred', 'deferred'),
  '7.16': row('Message is too big for the specified priority (RFC 6710)', 'too-big', 'too-big'),
  '7.17': row('Mailbox owner has changed (RFC 7293)', 'deferred', 'mailbox-moved'),
  '7.18': row('Domain owner has changed (RFC 7293)', 'deferred', 'mailbox-moved'),
  '7.19': row('RRVS test cannot be completed (RFC 7293)', 'deferred', 'deferred'),
  '7.20': row('No passing DKIM signature found (RFC 7372)', 'dkim-failed', 'dkim-failed'),
  '7.21': row('No acceptable DKIM signature found (RFC 7372)', 'dkim-failed', 'dkim-failed'),
  '7.22': row('No valid author-matched DKIM signature found (RFC 7372)', 'dkim-failed', 'dkim-failed'),
  '7.23': row('SPF validation failed (RFC 7372)', 'spf-failed', 'spf-failed'),
  '7.24': row('SPF validation error (RFC 7372)', 'spf-failed', 'spf-failed'),
  '7.25': row('Reverse DNS validation failed (RFC 7372)', 'reverse-dns', 'reverse-dns'),
  '7.26': row('Multiple authentication checks failed (RFC 7372)', 'unauthenticated', 'unauthenticated'),
  '7.27': general('Sender address has null MX (RFC 7505)', 'sender-refused', 'sender-refused'),
  '7.28': row('Mail flood detected', 'rate-limited', 'reputation'),
  '7.29': row('ARC validation failure (RFC 8617)', 'unauthenticated', 'unauthenticated'),
  '7.30': row('REQUIRETLS support required (RFC 8689)', 'tls-required', 'tls-required'),
}

export interface BasicRow {
  says: string
  label: Label
}

/**
 * What a basic code says by itself. 550 and its neighbours say "no" and not why, so none of them alone takes an address off a list; 551 and 556
 * neither, because gateways use them loosely.
 */
export const basicCodes: Readonly<Record<number, BasicRow>> = {
  421: { says: 'Service not available, closing the connection', label: 'deferred' },
  432: { says: 'A password transition is needed', label: 'login' },
  450: { says: 'Mailbox unavailable (busy, or blocked for now)', label: 'deferred' },
  451: { says: 'Local error in processing', label: 'deferred' },
  452: { says: 'Insufficient system storage', label: 'system-full' },
  454: { says: 'Temporary failure of TLS or authentication', label: 'deferred' },
  455: { says: 'Server unable to accommodate parameters', label: 'protocol' },
  500: { says: 'Syntax error, command unrecognized', label: 'protocol' },
  501: { says: 'Syntax error in parameters', label: 'protocol' },
  502: { says: 'Command not implemented', label: 'protocol' },
  503: { says: 'Bad sequence of commands', label: 'protocol' },
  504: { says: 'Command parameter not implemented', label: 'protocol' },
  521: { says: 'Server does not accept mail', label: 'refused' },
  523: { says: 'Encryption needed', label: 'login' },
  524: { says: 'A password transition is needed', label: 'login' },
  525: { says: 'User account disabled', label: 'login' },
  530: { says: 'Authentication required', label: 'login' },
  534: { says: 'Authentication mechanism is too weak', label: 'login' },
  535: { says: 'Authentication credentials invalid', label: 'login' },
  538: { says: 'Encryption required for requested authentication mechanism', label: 'login' },
  550: { says: 'Mailbox unavailable, or refused by policy', label: 'refused' },
  551: { says: 'User not local', label: 'refused' },
  552: { says: 'Exceeded storage allocation', label: 'refused' },
  553: { says: 'Mailbox name not allowed', label: 'refused' },
  554: { says: 'Transaction failed', label: 'refused' },
  555: { says: 'MAIL FROM or RCPT TO parameters not recognized', label: 'protocol' },
  556: { says: 'Domain does not accept mail', label: 'refused' },
}
