/** Passkeys: the public half of a key that stays on a person's device. */
import { prisma } from './client.ts'
import { isId, newId } from './id.ts'
import { storable } from './text.ts'

export interface PasskeyView {
  id: string
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

/** What a signature is held against. */
export interface PasskeyKey {
  userId: string
  credentialId: string
  publicKey: Uint8Array<ArrayBuffer>
  counter: number
  transports: string[]
}

/** Of one person. */
const mostPasskeys = 20

/** Keeps a new passkey of a person. False when there are too many, or this one is known already. */
export async function addPasskey({ name, counter, ...key }: PasskeyKey & { name: string }): Promise<boolean> {
  if ((await prisma.passkey.count({ where: { userId: key.userId } })) >= mostPasskeys) return false
  const named =
    storable(name)
      .replaceAll(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 60) || 'Passkey'
  const { count } = await prisma.passkey.createMany({
    data: [{ id: newId(), ...key, name: named, counter: BigInt(counter) }],
    skipDuplicates: true,
  })
  return count > 0
}

/** The passkeys of a person, oldest first. */
export async function passkeysOf({ userId }: { userId: string }): Promise<PasskeyView[]> {
  const select = { id: true, name: true, createdAt: true, lastUsedAt: true } as const
  return prisma.passkey.findMany({ where: { userId }, orderBy: { id: 'asc' }, select })
}

/** The ids by which a person's devices know their passkeys. */
export async function credentialsOf({ userId }: { userId: string }): Promise<{ id: string; transports: string[] }[]> {
  const rows = await prisma.passkey.findMany({ where: { userId }, select: { credentialId: true, transports: true } })
  return rows.map(({ credentialId, transports }) => ({ id: credentialId, transports }))
}

/** The passkey with this id of the device's. Null when nobody has it. */
export async function passkeyByCredential(credentialId: string): Promise<PasskeyKey | null> {
  const row = await prisma.passkey.findUnique({ where: { credentialId: storable(credentialId) } })
  return row && { ...row, publicKey: new Uint8Array(row.publicKey), counter: Number(row.counter) }
}

/** Notes a use, with the count that the device gave: one that does not grow shows a copy (WebAuthn §6.1.1). */
export async function notePasskeyUsed({ credentialId, counter }: { credentialId: string; counter: number }): Promise<void> {
  await prisma.passkey.updateMany({ where: { credentialId }, data: { counter: BigInt(counter), lastUsedAt: new Date() } })
}

export async function removePasskey({ id, userId }: { id: string; userId: string }): Promise<void> {
  if (isId(id)) await prisma.passkey.deleteMany({ where: { id, userId } })
}
