/** The zone example.com with its name servers and the ones above, as checks of a zone meet them, and rows about it. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Check } from '#checks/check.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf } from './outcome.ts'
import { delegated, type FakeServer, refused, servfail, silent, type World, type Zone } from './zone.ts'

/** `zone`: what the resolver says. `direct`: what the servers say, `com` the ones above; all others are silent. */
export interface Scene {
  zone?: Zone
  com?: Zone | null
  ns1?: FakeServer | null
  ns2?: FakeServer | null
  others?: Record<string, FakeServer>
  /** What public resolvers say. */
  resolvers?: (FakeServer | null)[]
  smtp?: World['smtp']
  https?: World['https']
  domain?: string
  sends?: boolean
}
export type Row = [title: string, scene: Scene, verdict: string, code: string]

export const soa = 'ns1.dns.net hostmaster.example.com 7 7200 3600 1209600 3600'
export const above: Zone = {
  'com SOA': 'a.gtld.net nstld.net 1 1800 900 604800 900',
  'com NS': 'a.gtld.net',
  'a.gtld.net A': '192.5.6.30',
}
const addresses: Zone = { 'ns1.dns.net A': '93.184.215.1', 'ns1.dns.net AAAA': '2a00::1', 'ns2.dns.net A': '93.184.216.2' }
/** What the servers of the zone say. */
export const own: Zone = {
  'example.com SOA': soa,
  'example.com NS': ['ns1.dns.net', 'ns2.dns.net'],
  'example.com MX': '10 mail.example.com',
  'example.com TXT': ['v=spf1 mx -all', 'other'],
  'mail.example.com A': '93.184.215.20',
  '_dmarc.example.com TXT': 'v=DMARC1; p=reject',
}
export const resolved: Zone = { ...above, ...addresses, ...own, 'dns.net SOA': 'ns1.dns.net hostmaster.dns.net' }
export const referring = (...names: string[]): Zone => ({
  'com SOA': above['com SOA'] ?? '',
  'example.com NS': delegated(...names),
})

function worldOf({
  com = referring('ns1.dns.net', 'ns2.dns.net'),
  ns1 = own,
  ns2 = own,
  others = {},
  resolvers = [],
  smtp = {},
  https = {},
}: Scene): World {
  const servers = Object.entries({ 'a.gtld.net': com, 'ns1.dns.net': ns1, 'ns2.dns.net': ns2 })
  const known = servers.filter((entry): entry is [string, FakeServer] => entry[1] !== null)
  const said = resolvers.map((server, index): [string, FakeServer | null] => [`9.9.9.${index}`, server])
  const heard = said.filter((entry): entry is [string, FakeServer] => entry[1] !== null)
  return {
    direct: { ...Object.fromEntries(known), ...Object.fromEntries(heard), ...others },
    publicResolvers: said.map(([address]) => address),
    smtp,
    https,
  }
}

export const without = (...keys: string[]): Zone =>
  Object.fromEntries(Object.entries(resolved).filter(([key]) => !keys.includes(key)))
export const nobody: Scene = { com: null, ns1: null, ns2: null }
export const lame: Zone = { 'example.com ANY': refused }
export const dead: Zone = { ...resolved, 'example.com ANY': servfail, 'example.com SOA': servfail, 'example.com NS': servfail }
export const gone: Zone = above
/** Rows that hold for every check of the zone's servers. */
export const always: Row[] = [
  ['a domain that does not exist', { zone: gone, com: above }, 'info', 'not-applicable'],
  ['no domain', { domain: '' }, 'info', 'not-applicable'],
  ['a resolver that is silent', { zone: { ...above, 'example.com ANY': silent }, ...nobody }, 'unknown', 'lookup-failed'],
  ['a resolver that fails', { zone: { ...above, 'example.com ANY': servfail }, ...nobody }, 'unknown', 'lookup-failed'],
  ['a resolver that refuses', { zone: { ...above, 'example.com ANY': refused }, ...nobody }, 'unknown', 'lookup-failed'],
]
export const unheard: Row[] = [...always, ['servers that are all silent', nobody, 'unknown', 'lookup-failed']]

/** A test for each row. Evidence is no longer than a person reads, whatever the world holds. */
export function judgeScenes(tables: [check: Check<Domain>, rows: Row[]][]): void {
  for (const [check, rows] of tables) {
    describe(check.id, () => {
      for (const [title, scene, verdict, code] of rows) {
        test(`${title}: ${code}`, async () => {
          const { zone = resolved, domain = 'example.com', sends = true } = scene
          const found = await findingOf(check, domainSubject({ domain, sends }), zone, worldOf(scene))
          assert.deepEqual([found.verdict, found.code], [verdict, code], found.explanation.text)
          assert.ok(found.evidence.length <= 65)
        })
      }
    })
  }
}
