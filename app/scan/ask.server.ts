/** Asking for a scan, and who may read one. */
import { createScan, type ScanToCreate, type ScanView, scanById } from '#prisma/scan.ts'
import { requestScan } from '#worker/queue.ts'
import { askForScan } from '../limits.server.ts'
import type { Action } from '../roles.ts'
import { ensureTeam, mayTouch, whoAsks } from '../who.server.ts'

export type Asked =
  | { given: true; scan: ScanView; setCookie?: string }
  | { given: false; reason: 'too-many'; retryAt: Date }
  | { given: false; reason: 'members-only' }

/** What is laid over the live DNS, and the scan it is compared with; what it is, when no domain; and selectors named by hand. */
export type More = Pick<ScanToCreate, 'changes' | 'basedOn' | 'kind' | 'selectors'>

/** Asks for a scan of a domain, or of an address, within what one network may ask for. `client`: where the request comes from. */
export async function startScanFor(request: Request, client: string, subject: string, more: More = {}): Promise<Asked> {
  const { person } = await whoAsks(request)
  const leave = await askForScan({ client, person })
  if (!leave.given) return leave
  const { who, setCookie } = await ensureTeam(request)
  const scan = await createScan({ teamId: who.teamId, projectId: who.projectId, subject, ...more })
  requestScan(scan.id)
  return { given: true, scan, ...(setCookie ? { setCookie } : {}) }
}

/**
 * A scan that whoever asks may read (or do more with): of an anonymous team its id opens it, of any other team only its members, as far as
 * their role and projects reach.
 */
export async function readableScan(id: string | undefined, request: Request, action: Action = 'read'): Promise<ScanView | null> {
  const scan = id === undefined ? null : await scanById(id)
  if (!scan || scan.teamKind === 'anonymous') return scan
  return mayTouch(await whoAsks(request), scan, action) ? scan : null
}
