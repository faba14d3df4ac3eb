/** The records of /setup, as they are to be published. */
import type { ReportRecordChange } from '#checks/report.ts'

const ttl = 3600

export const addressRecord = (name: string, value: string): ReportRecordChange => ({
  ...{ action: 'add', name, value, ttl },
  type: value.includes(':') ? 'AAAA' : 'A',
})

export const mxRecord = (name: string, host: string): ReportRecordChange => ({
  ...{ action: 'add', name, type: 'MX', ttl },
  value: `10 ${host}.`,
})

/** `was`: the one name that the address has now. */
export const ptrRecord = (name: string, host: string, was: string | undefined): ReportRecordChange => ({
  ...{ name, type: 'PTR', value: `${host}.`, ttl },
  ...(was === undefined ? { action: 'add' } : { action: 'replace', was: `${was}.` }),
})
