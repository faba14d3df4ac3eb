/** Where mail programs find us, and the documents that tell them: Thunderbird's autoconfig, Apple's configuration profile. */
import { createHash } from 'node:crypto'
import { env } from '#env'

export interface ReadingDoor {
  host: string
  /** With STARTTLS (IMAP) or STLS (POP3). */
  port: number
  /** TLS from the first octet. */
  tlsPort: number
}

/** @throws {Response} 404 while nothing listens for mail programs */
export function mustHaveReaders(): void {
  if (!env.READERS) throw new Response('Mail programs read nothing here: the operator switched that off.', { status: 404 })
}

/** A port that listens everywhere is named by our name. */
const host = (): string => (env.IMAP_HOST === '0.0.0.0' || env.IMAP_HOST === '::' ? env.SMTP_NAME : env.IMAP_HOST)

export const imapDoor = (): ReadingDoor => ({ host: host(), port: env.IMAP_PORT, tlsPort: env.IMAPS_PORT })
export const pop3Door = (): ReadingDoor => ({ host: host(), port: env.POP3_PORT, tlsPort: env.POP3S_PORT })

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const xml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? '')

/** What Thunderbird asks for when somebody types an address of ours: the same for all of them. */
export function autoconfig(): string {
  const [imap, pop3] = [imapDoor(), pop3Door()]
  const server = (type: string, at: number, socket: string): string => `    <incomingServer type="${type}">
      <hostname>${xml(imap.host)}</hostname>
      <port>${at}</port>
      <socketType>${socket}</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </incomingServer>`
  return `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${xml(env.SEED_DOMAINS[0] ?? '')}">
${env.SEED_DOMAINS.map((domain) => `    <domain>${xml(domain)}</domain>`).join('\n')}
    <displayName>Seedbed</displayName>
    <displayShortName>Seedbed</displayShortName>
${server('imap', imap.tlsPort, 'SSL')}
${server('imap', imap.port, 'STARTTLS')}
${server('pop3', pop3.tlsPort, 'SSL')}
${server('pop3', pop3.port, 'STARTTLS')}
  </emailProvider>
</clientConfig>
`
}

/**
 * An Apple configuration profile with one account. `title`: what it is called, the address when not given. Without the password: it is asked for when the profile is put in. Sending is
 * named because Apple's programs want it; nothing is sent.
 */
export function appleProfile({ email, id, title = email }: { email: string; id: string; title?: string }): string {
  const { host, tlsPort } = imapDoor()
  const account = {
    PayloadType: 'com.apple.mail.managed',
    PayloadVersion: 1,
    PayloadIdentifier: `seedbed.mail.${id}`,
    PayloadUUID: uuidFrom(`account ${id}`),
    PayloadDisplayName: title,
    EmailAccountType: 'EmailTypeIMAP',
    EmailAccountDescription: `Seedbed ${title}`,
    EmailAddress: email,
    IncomingMailServerAuthentication: 'EmailAuthPassword',
    IncomingMailServerHostName: host,
    IncomingMailServerPortNumber: tlsPort,
    IncomingMailServerUseSSL: true,
    IncomingMailServerUsername: email,
    OutgoingMailServerAuthentication: 'EmailAuthNone',
    OutgoingMailServerHostName: host,
  }
  const head = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: `seedbed.profile.${id}`,
    PayloadUUID: uuidFrom(`profile ${id}`),
    PayloadDisplayName: `Seedbed ${title}`,
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${entries(head)}
<key>PayloadContent</key>
<array>
<dict>
${entries(account)}
</dict>
</array>
</dict>
</plist>
`
}

/** As Apple's programs take a profile. */
export const profileHeaders = {
  'Content-Type': 'application/x-apple-aspen-config; charset=utf-8',
  'Content-Disposition': 'attachment; filename="seedbed.mobileconfig"',
  'Cache-Control': 'no-store',
}

function entries(values: Record<string, string | number | boolean>): string {
  const written = (value: string | number | boolean): string => {
    if (typeof value === 'boolean') return `<${value}/>`
    return typeof value === 'number' ? `<integer>${value}</integer>` : `<string>${xml(value)}</string>`
  }
  return Object.entries(values)
    .map(([key, value]) => `<key>${key}</key>\n${written(value)}`)
    .join('\n')
}

/** The same for the same: a profile that is put in again takes the place of the one before. */
function uuidFrom(text: string): string {
  const hex = createHash('sha256').update(`seedbed ${text}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
