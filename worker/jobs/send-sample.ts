import { createTransport } from 'nodemailer'
import { env, isLoopback } from '#env'
import { addressById } from '#prisma/address.ts'
import type { JobData, SampleKind } from '../queue.ts'
import { sampleMail } from '../samples/mails.ts'
import { senders } from '../samples/zone.ts'

const patienceMs = 10_000

/**
 * Sends a sample mail to an address, over real SMTP to our own receiver, from the sample sender's own loopback address.
 * @throws when the receiver is away or refuses it
 */
export async function sendSample({ addressId, kind }: JobData['send-sample']): Promise<void> {
  const address = await addressById(addressId)
  if (!address) return
  const transport = createTransport({ ...toReceiver(kind), disableFileAccess: true, disableUrlAccess: true })
  try {
    await transport.sendMail(sampleMail(kind, address.email))
  } finally {
    transport.close()
  }
}

function toReceiver(kind: SampleKind) {
  const { helo, address } = senders[kind]
  const host = ['0.0.0.0', '::', 'localhost'].includes(env.SMTP_HOST) ? '127.0.0.1' : env.SMTP_HOST
  return {
    host,
    port: env.SMTP_PORT,
    name: helo,
    // Only a connection within this machine can come from such an address.
    ...(isLoopback(host) && host !== '::1' ? { localAddress: address } : {}),
    // One of the usual mistakes: a server that never encrypts. The others do what sending servers do: encrypt, with whatever certificate.
    ignoreTLS: kind === 'usual-mistakes',
    tls: { rejectUnauthorized: false },
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  }
}
