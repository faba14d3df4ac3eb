/** The second step of signing in: the secret of an authenticator, sealed, and recovery codes, of which only the SHA-256 is kept. */
import { createHash, randomBytes } from 'node:crypto'
import { prisma } from './client.ts'
import { newId } from './id.ts'
import { seal, unseal } from './sealed.ts'

const purpose = 'totp'
const codesMade = 10

/** The secret of a person's authenticator, and the last time step used. Null without one. */
export async function totpOf({ userId }: { userId: string }): Promise<{ secret: Buffer; step: number } | null> {
  const row = await prisma.user.findUnique({ where: { id: userId }, select: { totpSecret: true, totpStep: true } })
  const secret = row?.totpSecret ? unseal(purpose, row.totpSecret) : null
  return secret === null ? null : { secret: Buffer.from(secret, 'base64url'), step: row?.totpStep ?? 0 }
}

/** Notes that the code of a time step was used. False when it, or a later one, was before: a code opens once (RFC 6238 §5.2). */
export async function takeTotpStep({ userId, step }: { userId: string; step: number }): Promise<boolean> {
  const where = { id: userId, OR: [{ totpStep: null }, { totpStep: { lt: step } }] }
  return (await prisma.user.updateMany({ where, data: { totpStep: step } })).count > 0
}

/** Sets a person's authenticator; null takes it away. */
export async function setTotp({ userId, secret, step }: { userId: string; secret: Buffer | null; step?: number }): Promise<void> {
  const totpSecret = secret && seal(purpose, secret.toString('base64url'))
  await prisma.user.updateMany({ where: { id: userId }, data: { totpSecret, totpStep: step ?? null } })
}

/** Ten new recovery codes; those of before open nothing more. Known to the caller only: `k7qm2-xr9v4`, 50 random bits each. */
export async function newRecoveryCodes({ userId }: { userId: string }): Promise<string[]> {
  const codes = Array.from({ length: codesMade }, newCode)
  const rows = codes.map((code) => ({ id: newId(), userId, codeHash: codeHash(userId, code) }))
  await prisma.$transaction([
    prisma.recoveryCode.deleteMany({ where: { userId } }),
    prisma.recoveryCode.createMany({ data: rows }),
  ])
  return codes
}

/** Uses a recovery code, whatever the case and hyphens it is typed with. Of many tries at once exactly one gets it. */
export async function takeRecoveryCode({ userId, code }: { userId: string; code: string }): Promise<boolean> {
  const where = { userId, codeHash: codeHash(userId, code), usedAt: null }
  return (await prisma.recoveryCode.updateMany({ where, data: { usedAt: new Date() } })).count > 0
}

export async function recoveryCodesLeft({ userId }: { userId: string }): Promise<number> {
  return prisma.recoveryCode.count({ where: { userId, usedAt: null } })
}

/** Without a second step its recovery codes are for nothing. */
export async function dropRecoveryCodes({ userId }: { userId: string }): Promise<void> {
  await prisma.recoveryCode.deleteMany({ where: { userId } })
}

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

function newCode(): string {
  const letters = [...randomBytes(10)].map((byte) => alphabet[byte & 31]).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5)}`
}

function codeHash(userId: string, code: string): Uint8Array<ArrayBuffer> {
  const plain = code.toLowerCase().replaceAll(/[^0-9a-z]/g, '')
  return new Uint8Array(createHash('sha256').update(`recovery ${userId} ${plain}`).digest())
}
