/** One mail on its way: from MAIL FROM to the reply to its final dot. */
import type { KnownAddress } from '#prisma/recipient.ts'
import type { News } from '../news.ts'
import { type Behaviour, decidesAboutMail } from './behaviour.ts'
import type { Tried } from './chosen.ts'

export interface Recipient {
  address: KnownAddress
  recipient: string
  label: string | null
  /** In the sandbox all recipients of the mail, in their order. */
  all: string[]
}

export interface Transaction {
  number: number
  mailFrom: string
  news: News
  /** By address: several recipients of one address are one mail. */
  recipients: Map<string, Recipient>
  /** Addresses in the order of the recipients that were accepted, each as often as it was. */
  accepted: string[]
  /** Addresses for which the mail is stored. */
  stored: Set<string>
  /** Addresses that know of this transaction, those that refused included. */
  told: Set<string>
  /** The only recipient, when it decides about the whole mail. */
  chosen: Tried | null
  /** The connection is dropped when the mail begins. */
  drops: boolean
}

export function newTransaction({ number, mailFrom, news }: Pick<Transaction, 'number' | 'mailFrom' | 'news'>): Transaction {
  return {
    ...{ number, mailFrom, news },
    recipients: new Map(),
    accepted: [],
    stored: new Set(),
    told: new Set(),
    chosen: null,
    drops: false,
  }
}

/** May no other recipient join, or may this one not join the others? Nobody's mail is refused for what another recipient was told to do. */
export const mustComeAlone = ({ chosen, recipients }: Transaction, behaviour: Behaviour | null): boolean =>
  chosen !== null || (behaviour !== null && decidesAboutMail(behaviour) && recipients.size > 0)
