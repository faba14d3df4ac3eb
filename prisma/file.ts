/** Mails that come as a file. Each has an address of its own, of kind `file`: it receives nothing, and owns the mail like any other does. */
import { env } from '#env'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { daysMs, keepingOf } from './kept-days.ts'
import { newSeed } from './seed.ts'
import { storable } from './text.ts'
import { newToken, tokenHash } from './token.ts'

/** What whoever brings the file says about how it was sent; '' where nothing was said. */
export interface Told {
  peerAddress: string
  helo: string
  /** `<>` is the empty reverse-path, '' an unknown one. */
  mailFrom: string
  recipient: string
}

export const nothingTold: Told = { peerAddress: '', helo: '', mailFrom: '', recipient: '' }

/** Stores a file as a mail of a team, to be kept for as long as the team keeps things, its octets as they are. The token opens the address; nothing keeps it. */
export async function storeFile({
  teamId,
  projectId = null,
  octets,
  told = nothingTold,
}: {
  teamId: string
  projectId?: string | null
  octets: Uint8Array<ArrayBuffer>
  told?: Told
}): Promise<{ mailId: string; token: string }> {
  const now = new Date()
  const { days } = await keepingOf({ teamId })
  const token = newToken()
  const [addressId, rawId, mailId] = [newId(), newId(), newId()]
  const address = {
    ...{
      id: addressId,
      kind: 'file' as const,
      teamId,
      projectId,
      seed: newSeed(),
      domain: env.SEED_DOMAINS[0] ?? 'seedbed.localhost',
    },
    tokenHash: tokenHash(token),
    receivesUntil: now,
    keptUntil: new Date(now.getTime() + daysMs(days)),
  }
  const mail = {
    ...{
      id: mailId,
      addressId,
      teamId,
      projectId,
      rawId,
      source: 'file' as const,
      transaction: 0,
      receivedAt: now,
      size: octets.byteLength,
    },
    ...{ ...storable(told), extended: true, tlsOffered: 'none' },
  }
  await prisma.$transaction([
    prisma.address.create({ data: address }),
    prisma.mailRaw.create({ data: { id: rawId, bytes: octets } }),
    prisma.mail.create({ data: mail }),
  ])
  return { mailId, token }
}
