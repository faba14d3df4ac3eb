/**
 * The doors into the sandbox (RFC 6409, spoken like submission): whoever gives a sandbox's user name and password may send to anybody, and all of it is
 * kept there. On the port for this machine nobody is asked. Nothing goes on from here: there is no code that could send it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { KnownAddress } from '#prisma/recipient.ts'
import { localSandboxTeam, openSandbox, type SandboxOwner, sandboxAddress } from '#prisma/sandbox.ts'
import { log } from '../log.ts'
import type { Guard } from '../mailbox/guard.ts'
import type { Limits } from './limits.ts'
import type { Path } from './path.ts'
import type { Listener } from './record.ts'
import { type Reply, replies } from './reply.ts'
import type { Transaction } from './transaction.ts'
import { visible } from './transcript.ts'
import type { Visit } from './visit.ts'

export interface Sandbox {
  /** Whose it is; a reply when these open none. */
  open(peerAddress: string, given: { username: string; password: string }): Promise<SandboxOwner | Reply>
  /** Where mail of today is kept. @throws when PostgreSQL is away */
  addressOf(owner: SandboxOwner): Promise<KnownAddress>
}

const localOwner: SandboxOwner = { teamId: localSandboxTeam, projectId: null }

/** Whose sandbox a connection sends into before it has said anything. */
export const ownerAt = (listener: Listener): SandboxOwner | null => (listener === 'sandbox' ? localOwner : null)

export function openSandboxes(pool: pg.Pool, guard: Guard, limits: Limits): Sandbox {
  return {
    async open(peerAddress, given) {
      if (!(await guard.mayTry(peerAddress, given.username))) {
        await pause(limits.wrongPasswordMs)
        return replies.tooManyPasswords
      }
      const owner = await openSandbox(pool, given).catch((error: unknown) => {
        log.warn({ err: error }, 'a password could not be looked up')
        return replies.tryLater
      })
      if (owner) return owner
      await guard.failed(peerAddress, given.username)
      await pause(limits.wrongPasswordMs)
      return replies.wrongPassword
    },
    addressOf: (owner) => sandboxAddress(pool, owner),
  }
}

/** A recipient at one of the sandbox's doors: whoever it is, the mail ends in the sandbox of who authenticated, once for all recipients. */
export async function takeIntoSandbox(
  { house, owner, draft, line }: Pick<Visit, 'house' | 'owner' | 'draft' | 'line'>,
  path: Path,
  transaction: Transaction,
): Promise<Reply> {
  if (!owner) return replies.authenticateFirst
  try {
    const address = await house.sandbox.addressOf(owner)
    if (await house.register.isFull(address.id, house.limits.mailsPerSandboxDay)) return replies.sandboxFull
    const taken = transaction.recipients.get(address.id) ?? { address, recipient: path.address, label: null, all: [] }
    const named = visible(path.address)
    if (!taken.all.includes(named)) taken.all.push(named)
    transaction.recipients.set(address.id, taken)
    transaction.accepted.push(address.id)
    if (line) line.address = address.id
    draft.name(address, path.address, 'abandoned', null, new Date().toISOString())
    return replies.recipientAccepted
  } catch (error) {
    log.warn({ err: error }, 'a sandbox could not be looked up')
    return replies.tryLater
  }
}
