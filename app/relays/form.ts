/** The page of relays, as data. */
import type { RelayFault, RelayFields } from './fields.server.ts'
import type { RelayShown, Tried } from './page.server.ts'

export interface RelaysPage {
  relays: RelayShown[]
  mayAdd: boolean
  mayTry: boolean
  /** The asker sees a part of the team only: relays are of all of it. */
  isLimited: boolean
  fields: Omit<RelayFields, 'password'>
  faults: RelayFault[]
  tried: Tried | null
  /** What is in the way of all of it, in words; and when it can be asked for again. */
  refused: { say: string; retryAt?: string } | null
}

export const emptyFields: RelaysPage['fields'] = { name: '', host: '', port: '587', tls: 'starttls', username: '' }
