/** A sender in order: its zone, its key, and real mail of its over SMTP. */
import { generateKeyPairSync } from 'node:crypto'
import { createTransport, type SendMailOptions } from 'nodemailer'
import type { Zone } from '#net/zone.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

export const senderDomain = 'sender.test'
export const selector = 's1'
export const keyName = `${selector}._domainkey.${senderDomain} TXT`

/** What the sender publishes. It sends from 127.0.0.1, whose reverse name is its own. */
export const senderZone: Zone = {
  [`${senderDomain} MX`]: [`10 mail.${senderDomain}`],
  [`${senderDomain} TXT`]: ['v=spf1 ip4:127.0.0.1 -all'],
  [`mail.${senderDomain} A`]: ['127.0.0.1'],
  [`mail.${senderDomain} TXT`]: ['v=spf1 ip4:127.0.0.1 -all'],
  [keyName]: [`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`],
  [`_dmarc.${senderDomain} TXT`]: [`v=DMARC1; p=reject; rua=mailto:dmarc@${senderDomain}`],
  '1.0.0.127.in-addr.arpa PTR': [`mail.${senderDomain}`],
}

/** Sends a signed mail. `changes` goes over what an ordinary one has. @throws what nodemailer throws, with the server's reply */
export async function sendMail(
  smtpPort: number,
  to: string | string[],
  changes: SendMailOptions = {},
): Promise<{ messageId: string }> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: smtpPort,
    name: `mail.${senderDomain}`,
    tls: { rejectUnauthorized: false },
  })
  try {
    return await transport.sendMail({
      from: { name: 'Sender', address: `news@${senderDomain}` },
      to,
      subject: 'Spring sale',
      text: 'Everything must go. Really everything.\r\n',
      dkim: { domainName: senderDomain, keySelector: selector, privateKey },
      ...changes,
    })
  } finally {
    transport.close()
  }
}
