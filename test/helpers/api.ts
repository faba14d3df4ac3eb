/** Seedbed as a program sees it: the JSON API over HTTP. */
import assert from 'node:assert/strict'
import type { Report } from '#checks/report.ts'

export interface Taken {
  token: string
  address: string
}
export interface ListedMail {
  id: string
  status: string
  score: number | null
  label: string | null
  subjectHeader: string | null
}
type Judged = { id: string; status: string } & Partial<Report>

/** @throws when the answer is not 2xx */
async function json<Body>(url: string, init?: RequestInit): Promise<Body> {
  const response = await fetch(url, init)
  const text = await response.text()
  assert.ok(response.ok, `${init?.method ?? 'GET'} ${url}: ${response.status} ${text}`)
  return JSON.parse(text) as Body
}

export function apiOf(baseUrl: string) {
  const at = (path: string) => `${baseUrl}/api/v1${path}`
  return {
    take: () => json<Taken>(at('/addresses'), { method: 'POST' }),
    mails: (token: string, query = '') =>
      json<{ mails: ListedMail[]; next: string | null }>(at(`/addresses/${token}/mails${query}`)),
    mail: (id: string) => json<Judged>(at(`/mails/${id}`)),
    raw: async (id: string) => Buffer.from(await (await fetch(at(`/mails/${id}/raw`))).arrayBuffer()),
    status: async (path: string, init?: RequestInit) => (await fetch(at(path), init)).status,
    /** Waits, by long poll, for so many reported mails of an address. Returns their reports, newest first. */
    async reported(token: string, count = 1): Promise<Judged[]> {
      for (;;) {
        const { mails } = await json<{ mails: ListedMail[] }>(at(`/addresses/${token}/mails?wait=1s&until=reported`))
        const done = mails.filter((mail) => mail.status === 'reported')
        if (done.length >= count) return Promise.all(done.map(({ id }) => this.mail(id)))
      }
    },
  }
}

/** The codes of a report by check id. */
export function codes(report: Partial<Report>): Record<string, string> {
  return Object.fromEntries((report.findings ?? []).map(({ id, code }) => [id, code]))
}
