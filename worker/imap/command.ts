/** What a client can ask (RFC 9051 §6). Sets and names are as the client wrote them. */
import type { FetchItem } from './fetch-items.ts'
import type { NumberSet } from './scanner.ts'
import type { Search } from './search-keys.ts'

export interface Store {
  set: NumberSet
  uid: boolean
  how: 'replace' | 'add' | 'remove'
  silent: boolean
  flags: string[]
  unchangedSince?: number
}

export interface Fetch {
  set: NumberSet
  uid: boolean
  items: FetchItem[]
  changedSince?: number
  vanished: boolean
}

/** QRESYNC (RFC 7162 §3.2.5): what the client knows of the folder. */
export interface Resync {
  uidValidity: number
  modseq: number
  known: NumberSet | null
}

export interface Listing {
  reference: string
  patterns: string[]
  /** Selection options: SUBSCRIBED, SPECIAL-USE … */
  select: string[]
  /** Return options, besides STATUS. */
  give: string[]
  status: string[] | null
}

/** When a mail arrived where it comes from. `zone`: minutes east of UTC. */
export interface Received {
  at: number
  zone: number
}

/** Of one word. */
export type Plain = 'CAPABILITY' | 'NOOP' | 'LOGOUT' | 'STARTTLS' | 'CHECK' | 'CLOSE' | 'UNSELECT' | 'IDLE' | 'NAMESPACE'

export type Command =
  | { name: Plain | 'ID' | 'COMPRESS' }
  | { name: 'LOGIN'; username: string; password: string }
  | { name: 'AUTHENTICATE'; mechanism: string; initial: string | null }
  | { name: 'ENABLE'; capabilities: string[] }
  | { name: 'SELECT' | 'EXAMINE'; mailbox: string; condstore: boolean; resync: Resync | null }
  | { name: 'CREATE' | 'DELETE' | 'SUBSCRIBE' | 'UNSUBSCRIBE'; mailbox: string }
  | { name: 'RENAME'; mailbox: string; to: string }
  | ({ name: 'LIST' | 'LSUB' } & Listing)
  | { name: 'STATUS'; mailbox: string; items: string[] }
  | { name: 'APPEND'; mailbox: string; flags: string[]; received: Received | null; octets: string }
  | { name: 'EXPUNGE'; set: NumberSet | null }
  | ({ name: 'SEARCH'; uid: boolean } & Search)
  | ({ name: 'FETCH' } & Fetch)
  | ({ name: 'STORE' } & Store)
  | { name: 'COPY' | 'MOVE'; set: NumberSet; uid: boolean; mailbox: string }
