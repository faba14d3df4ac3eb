/** The form of a rehearsal: what is published, as rows that can be edited, and what is wrong with what stands in them. */

/** One record. `was`: as it is published now; '' for one that is added. */
export interface Row {
  name: string
  type: string
  was: string
  value: string
  remove: boolean
}

/** What is said beside a row. `stops`: it cannot be rehearsed like this. */
export interface RowNote {
  field: 'name' | 'type' | 'value'
  say: string
  stops: boolean
}

export interface FormRow extends Row {
  notes: RowNote[]
  /** Beside the records that decide about mail, and not touched: it can be folded. */
  quiet: boolean
}

export interface WhatIfForm {
  rows: FormRow[]
  /** Records that are published, but too long or too many to be edited here. */
  left: number
  /** Seconds, for each record that is published. */
  ttl: string
  ttlNote: string | null
  /** The MTA-STS policy to rehearse; '' leaves what is served. Null where there is no domain to have one. */
  policy: { url: string; text: string; notes: string[] } | null
  /** What the names of the form are under: `acme.com`. */
  domains: string[]
  /** Why nothing was rehearsed. */
  refused: { say: string; retryAt?: string } | null
}

/** The types that can be added. */
export const offeredTypes = ['TXT', 'MX', 'CNAME', 'A', 'AAAA', 'CAA', 'TLSA', 'PTR'] as const
/** The types that can be rehearsed. */
export const formTypes = [...offeredTypes, 'SPF', 'SOA', 'NSEC3PARAM'] as const
export type FormType = (typeof formTypes)[number]

export const isFormType = (type: string): type is FormType => (formTypes as readonly string[]).includes(type)

/** Changes of one rehearsal. */
export const mostChanges = 50
/** Characters of one value. A name server would hold more; no record of mail does. */
export const longestValue = 8192
