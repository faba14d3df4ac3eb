/** Rows about mails from acme.com: what a check says about a mail in a world, and the mails and worlds they have in common. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Received } from '#checks/gather.ts'
import { ask, compose, gathered, inOrder, keyRecord, received, sender, sign, type Signing, zoneWith } from './mails.ts'
import { refused, servfail, silent, type Zone } from './zone.ts'

export interface Row {
  verdict: string
  code: string
  mail?: string | Promise<string>
  world?: Zone
  changes?: Partial<Received>
  /** Expected cause, where findings share one. */
  cause?: string
}

export const signed = (changes?: Record<string, string | undefined>, signing?: Signing, body?: string) =>
  sign(compose(changes, body), signing)
export const session = (changes: object) => ({ session: { ...received('').session, ...changes } as Received['session'] })
export const from = (mailFrom: string | null) => ({ envelope: { mailFrom, rcptTo: 'you@seed.example' } })
export const uploaded = { session: null, envelope: { mailFrom: null, rcptTo: null } }
export const esp = {
  'esp.net TXT': `v=spf1 ip4:${sender} -all`,
  'esp.net MX': '10 mail.esp.net',
  's1._domainkey.esp.net TXT': keyRecord,
}
export const deadDns = zoneWith({
  'acme.com ANY': silent,
  's1._domainkey.acme.com ANY': servfail,
  '_dmarc.acme.com ANY': refused,
  'acme.com TXT': undefined,
  's1._domainkey.acme.com TXT': undefined,
  '_dmarc.acme.com TXT': undefined,
  'acme.com MX': undefined,
  'acme.com A': undefined,
})

/** A mail whose signature is as it was, after something on the way. */
export const changed = async (mail: Promise<string>, change: (mail: string) => string) => change(await mail)

export const spfSays = (text: string | undefined) => zoneWith({ 'acme.com TXT': text })

/** One test a row; every name below `dead.example` is silent. */
export function judgeRows(tables: Record<string, Record<string, Row>>): void {
  for (const [id, rows] of Object.entries(tables)) {
    describe(id, () => {
      for (const [title, { verdict, code, mail = compose(), world = inOrder, changes, cause }] of Object.entries(rows)) {
        test(`${title}: ${code}`, async () => {
          const finding = await ask(id, await gathered(await mail, changes), { 'dead.example ANY': silent, ...world })
          assert.deepEqual([finding.verdict, finding.code], [verdict, code], finding.explanation.text)
          if (cause) assert.equal(finding.cause, cause)
        })
      }
    })
  }
}
