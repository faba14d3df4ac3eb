/** Addresses as people type them for a test send: one mailbox, and whose it is. */
import { readAddresses } from '#checks/records/addresses.ts'
import { normalDomain } from '#checks/records/names.ts'
import { readSeedbedRecord, seedbedNames } from '#checks/records/seedbed.ts'
import { Unreachable } from '#checks/net.ts'
import type { ReportRecordChange } from '#checks/report.ts'
import { env } from '#env'
import { openNet } from '#net/open.ts'
import { type AddressView, receivingAddress } from '#prisma/address.ts'
import { proofOf } from '#prisma/proof.ts'
import { isSeed, readSeed } from '#prisma/seed.ts'

export interface Mailbox {
  name: string
  localPart: string
  /** A-labels, lower case. */
  domain: string
  /** As it stands in the envelope. */
  address: string
}

/** Octets (RFC 5321 §4.5.3.1.1, §4.5.3.1.3). */
const longestLocalPart = 64
const longestAddress = 254

/** The one mailbox in a text, `Shop <news@acme.com>` or the address alone. Null when there is none, or more than one. */
export function readMailbox(text: string): Mailbox | null {
  const typed = text.trim().slice(0, 1000)
  // What a mail program would read out of more than that is not what was meant.
  if (/\p{Cc}|<.*<|>./u.test(typed)) return null
  const [one, ...more] = readAddresses(typed)
  if (!one || more.length > 0) return null
  const localPart = one.address.slice(0, one.address.lastIndexOf('@'))
  // What must be quoted is allowed by RFC 5321 and taken by nobody.
  const isUsual = /^[^\s"(),:;<>@[\\\]\p{C}]+$/u.test(localPart) && Buffer.byteLength(localPart) <= longestLocalPart
  const address = `${localPart}@${one.domain}`
  if (!isUsual || one.domain === '' || Buffer.byteLength(address) > longestAddress) return null
  return { name: one.name.replaceAll(/\p{C}/gu, '').trim().slice(0, 200), localPart, domain: one.domain, address }
}

/** The team's own seed address behind a mailbox, whatever stands before or after its seed. Null when it is none, or receives no more. */
export async function ownAddress(teamId: string, { localPart, domain }: Mailbox): Promise<AddressView | null> {
  if (!isSeedDomain(domain)) return null
  const seeds = readSeed(localPart.normalize('NFC').toLowerCase()).map(({ seed }) => seed)
  return receivingAddress({ teamId, seeds: seeds.filter(isSeed) })
}

/** Is this a seed domain of this Seedbed, or below one? */
export const isSeedDomain = (domain: string): boolean =>
  env.SEED_DOMAINS.some((own) => domain === own || domain.endsWith(`.${own}`))

/** Has the team shown that a domain is its own? Looked up anew each time; silence is no proof. */
export async function isProved(teamId: string, domain: string): Promise<boolean> {
  const { dns } = openNet()
  const shown = await Promise.all(
    seedbedNames(domain).map(async (name) => {
      const texts = await dns.resolve(`_seedbed.${name}`, 'TXT').then(({ records }) => records.map(({ text }) => text), noTexts)
      const wanted = proofOf({ teamId, domain: name })
      return texts.some((text) => {
        const record = readSeedbedRecord(text)
        return record?.kind === 'proof' && record.code === wanted
      })
    }),
  )
  return shown.includes(true)
}

function noTexts(error: unknown): string[] {
  if (error instanceof Unreachable) return []
  throw error
}

/** What a team publishes to show that a domain is its own. */
export function proofRecord(teamId: string, typed: string): ReportRecordChange {
  const domain = seedbedNames(normalDomain(typed)).at(-1) ?? typed
  const value = `seedbed-proof=${proofOf({ teamId, domain })}`
  return { action: 'add', name: `_seedbed.${domain}`, type: 'TXT', value, ttl: 300 }
}
