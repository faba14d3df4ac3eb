/** What the live page needs from the table. */
import type { Report } from '#checks/report.ts'
import { env } from '#env'
import { type AddressView, addressByToken, deleteAddress, extendAddress } from '#prisma/address.ts'
import { reportOfMail } from '#prisma/report.ts'
import { credentialOfAddress, issueCredential, revokeCredentials } from '#prisma/credential.ts'
import { imapDoor, pop3Door } from '../credentials/doors.server.ts'
import type { LiveState } from '../live.ts'
import type { Reading } from './reading.tsx'

type Done = 'deleted' | 'extended' | 'revoked' | { password: string }

/** @throws {Response} 404, the same for an unknown, a foreign and a deleted address */
export async function addressBehind(token: string | undefined): Promise<AddressView> {
  const address = await addressByToken(token ?? '')
  if (address) return address
  throw new Response('There is no address behind this link. It may have been deleted.', { status: 404 })
}

/** The newest report of the address, with its mail. */
export async function newestReport({ mails }: LiveState): Promise<{ mailId: string; report: Report } | null> {
  const mail = mails.find((one) => one.status === 'reported')
  const report = mail && (await reportOfMail({ mailId: mail.id }))
  return report ? { mailId: mail.id, report } : null
}

/** What a mail program needs to read the address; null when none can. */
export async function readingOf(address: AddressView): Promise<Reading | null> {
  if (!env.READERS) return null
  const credential = await credentialOfAddress({ addressId: address.id, teamId: address.teamId })
  return {
    ...imapDoor(),
    pop3Port: pop3Door().port,
    pop3sPort: pop3Door().tlsPort,
    username: address.email,
    createdAt: credential?.createdAt.toISOString() ?? null,
    lastUsedAt: credential?.lastUsedAt?.toISOString() ?? null,
  }
}

/** The buttons of the live page. Whoever has the link may press them. */
export async function carryOut(intent: string, address: AddressView): Promise<Done> {
  if (intent === 'extend') {
    await extendAddress(address)
    return 'extended'
  }
  const of = { addressId: address.id, teamId: address.teamId }
  if (intent === 'make-password' && env.READERS)
    return { password: (await issueCredential({ ...of, email: address.email })).password }
  if (intent === 'revoke-password') {
    await revokeCredentials(of)
    return 'revoked'
  }
  if (intent !== 'delete') throw new Response('There is no such button.', { status: 400 })
  await deleteAddress(address)
  return 'deleted'
}
