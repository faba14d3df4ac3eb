/** What the reader's own mails tell of an address: of the browser that reads, never of whoever asked for the scan. */
import { seenFrom } from '#prisma/seen.ts'
import { whoAsks } from '../who.server.ts'

/** Times ISO 8601. */
export interface OwnMails {
  mails: number
  firstAt: string
  lastAt: string
  /** The newest of them. */
  mailId: string
  domains: { domain: string; mails: number; proven: number }[]
}

/** Null when nothing came from this address. */
export async function ownMails(request: Request, address: string): Promise<OwnMails | null> {
  const { teamId } = await whoAsks(request)
  const seen = teamId === null ? null : await seenFrom({ teamId, address })
  return seen && { ...seen, firstAt: seen.firstAt.toISOString(), lastAt: seen.lastAt.toISOString() }
}
