/** What the page of a sandbox shows. Imported by the browser; no code. */
import type { LiveMail } from '../live.ts'

export interface SandboxMail extends LiveMail {
  recipients: string[]
}

/** Times ISO 8601. */
export interface SandboxPage {
  /** Whose page it is; null of /sandbox. */
  team: { slug: string; name: string } | null
  find: string
  mails: SandboxMail[]
  /** Where the list goes on; null at its end. */
  next: string | null
  credentials: { username: string; project: string; createdAt: string; lastUsedAt: string | null }[]
  projects: { id: string; name: string }[]
  /** The one project that is shown; '' when it is not one. */
  project: string
  /** Does a password of the asker belong to a project? */
  needsProject: boolean
  mayChange: boolean
  /** `localPort`: of this machine, without a password; null for who is not on it. */
  door: { host: string; port: number; tlsPort: number; localPort: number | null }
}

export interface SandboxAnswer {
  /** The password is shown this once. */
  issued?: { username: string; password: string }
  refused?: 'too-many' | 'members-only'
}
