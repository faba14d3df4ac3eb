/**
 * A mail that comes as a file or as pasted text, instead of through our receiver: what computers do to such files is undone, and what a file
 * does not show is left open. The octets that are kept stay as they came; this is how they are judged.
 */
import { fieldsNamed, readHeader } from './headers.ts'
import { readReceived } from './received.ts'

export interface MailFile {
  /** As it was probably sent. */
  raw: Uint8Array
  /** Nothing follows the header: what looks at the body has nothing to look at. */
  headersOnly: boolean
  /** ISO 8601. When it was received, as its newest Received field says; else the moment it was brought. */
  receivedAt: string
}

/** Octets in which header lines are looked for. */
const looked = 64 * 1024

/** Fields that no mail is without; prose has lines with a colon, too. */
const usual =
  /^(?:from|to|subject|date|message-id|received|return-path|delivered-to|mime-version|content-type|dkim-signature|authentication-results|arc-.*|x-.*)$/i

/** Are there header lines where a mail has them? */
export function looksLikeMail(octets: Uint8Array): boolean {
  return readHeader(latin1(octets.subarray(0, looked))).fields.some(({ name }) => usual.test(name))
}

/**
 * Reads a file as a mail. Lines that end with LF alone become lines with CR LF where the first one does (RFC 5321 §2.3.8, which is what
 * signatures are made over); the `From ` line of a mailbox (RFC 4155) and a byte order mark are no part of the mail.
 */
export function mailOfFile(octets: Uint8Array, broughtAt: string): MailFile {
  const text = latin1(octets)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .replace(/^(?:[ \t]*\r?\n)+/, '')
    .replace(/^From [^\n]*\n/, '')
  const source = /^[^\n]*(?<!\r)\n/.test(text) ? text.replace(/\r?\n/g, '\r\n') : text
  const { fields, bodyStart } = readHeader(source)
  return {
    raw: Buffer.from(source, 'latin1'),
    headersOnly: bodyStart >= source.length && !/\n\r?\n$/.test(source),
    receivedAt: receivedAt(fieldsNamed(fields, 'received')[0]?.value ?? '', broughtAt),
  }
}

/** A claim from the future is none. */
function receivedAt(newest: string, broughtAt: string): string {
  const { time } = readReceived(newest)
  return time !== undefined && time < Date.parse(broughtAt) ? new Date(time).toISOString() : broughtAt
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1')
}
