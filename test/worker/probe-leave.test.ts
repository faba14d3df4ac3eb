/** What a probe may do: by what stands in DNS, in the settings, and by who asks. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ProbeOptions, ScanView } from '#prisma/scan.ts'
import { netOf, servfail, type Zone } from '../helpers/zone.ts'

// The settings are read once, by whoever is imported first.
process.env.SESSION_SECRET = 'a secret of this test, long enough for it'
process.env.PROBE_OPT_OUT = 'silent.example, 198.51.100.0/24'
const { proofOf } = await import('#prisma/proof.ts')
const { leaveFor } = await import('#worker/probe-leave.ts')

const teamId = '019a0000-0000-7000-8000-000000000001'
const proof = (domain: string, team = teamId) => `seedbed-proof=${proofOf({ teamId: team, domain })}`
const scanOf = (subject: string, options: ProbeOptions = {}) => ({ subject, options, teamId }) as ScanView

const zone: Zone = {
  'tern.example MX': ['10 mx.tern.example'],
  'mx.tern.example A': '9.9.9.9',
  '9.9.9.9.in-addr.arpa PTR': 'mail.tern.example',
  'other.example A': '9.9.9.10',
}
const proved: Zone = { ...zone, '_seedbed.tern.example TXT': proof('tern.example') }
const seven = [25, 465, 587, 143, 993, 110, 995]

async function leave(world: Zone, subject: string, options?: ProbeOptions) {
  const found = await leaveFor(scanOf(subject, options), netOf(world))
  if ('refused' in found) return { refused: found.refused.code, say: found.refused.say.text }
  const { ports, consents, recipient, domain } = found.subject
  return { ports, owner: consents, recipient, domain, leave: found.leave }
}

describe('a probe is not made', () => {
  const rows: [title: string, world: Zone, subject: string, code: string, options?: ProbeOptions][] = [
    [
      'of a host that says no in DNS',
      { ...zone, '_seedbed.mx.tern.example TXT': 'v=seedbed1; probe=no' },
      'mx.tern.example',
      'opt-out',
    ],
    [
      'of a host whose domain does',
      { ...zone, '_seedbed.tern.example TXT': 'V=Seedbed1;probe = no' },
      'mx.tern.example',
      'opt-out',
    ],
    [
      'of its address under a new name',
      { ...zone, 'new.other.example A': '9.9.9.9', '_seedbed.tern.example TXT': 'v=seedbed1; probe=no' },
      'new.other.example',
      'opt-out',
    ],
    ['of the address itself', { ...zone, '_seedbed.tern.example TXT': 'v=seedbed1; probe=no' }, '9.9.9.9', 'opt-out'],
    [
      'of a domain one of whose mail servers says no',
      {
        ...zone,
        'tern.example MX': ['10 mx.tern.example', '20 other.example'],
        '_seedbed.other.example TXT': 'v=seedbed1; probe=no',
      },
      'tern.example',
      'opt-out',
      { mx: true },
    ],
    ['of a domain that a setting names', { 'mx.silent.example A': '9.9.9.9' }, 'mx.silent.example', 'opt-out'],
    ['of a network that a setting names', { 'mx.tern.example A': '198.51.100.7' }, 'mx.tern.example', 'opt-out'],
    ['of a name that leads inside', { 'mx.tern.example A': '10.1.2.3' }, 'mx.tern.example', 'private-address'],
    ['of one that leads to loopback', { 'mx.tern.example AAAA': '::1' }, 'mx.tern.example', 'private-address'],
    [
      'of one that leads there in IPv6 clothes',
      { 'mx.tern.example AAAA': '::ffff:127.0.0.1' },
      'mx.tern.example',
      'private-address',
    ],
    ['of a mail server inside', { ...zone, 'mx.tern.example A': '192.168.0.1' }, 'tern.example', 'private-address', { mx: true }],
  ]
  for (const [title, world, subject, code, options] of rows) {
    test(title, async () => {
      const found = await leave(world, subject, options)
      assert.equal(found.refused, code)
      assert.match(found.say ?? '', /nothing was/)
    })
  }
})

describe('relaying and names are tried', () => {
  const forged = { ...zone, '9.9.9.9.in-addr.arpa PTR': 'someone.victim.example' }
  const rows: [title: string, world: Zone, subject: string, owner: boolean, options?: ProbeOptions][] = [
    ['not without proof', zone, 'mx.tern.example', false],
    ['with it', proved, 'mx.tern.example', true],
    ['with it, of the address', proved, '9.9.9.9', true],
    ['with it, at all mail servers', proved, 'tern.example', true, { mx: true }],
    [
      'not with the proof of another team',
      { ...zone, '_seedbed.tern.example TXT': proof('tern.example', 'another') },
      'mx.tern.example',
      false,
    ],
    [
      'not with that of another domain',
      { ...zone, '_seedbed.tern.example TXT': proof('other.example') },
      'mx.tern.example',
      false,
    ],
    [
      'not where the name leads to a server of somebody else',
      { ...forged, '_seedbed.tern.example TXT': proof('tern.example') },
      'mx.tern.example',
      false,
    ],
    [
      'not where one mail server is of somebody else',
      { ...proved, 'tern.example MX': ['10 mx.tern.example', '20 other.example'] },
      'tern.example',
      false,
      { mx: true },
    ],
    ['not where DNS is silent', { ...proved, '_seedbed.tern.example TXT': servfail }, 'mx.tern.example', false],
    ['not where there is no host', proved, 'none.tern.example', false],
  ]
  for (const [title, world, subject, owner, options] of rows) {
    test(title, async () => assert.equal((await leave(world, subject, options)).owner, owner))
  }
})

describe('a recipient is named', () => {
  const served: Zone = { ...zone, 'tern.example MX': '10 other.example', '_seedbed.tern.example TXT': proof('tern.example') }
  const rows: [title: string, world: Zone, subject: string, rcptTo: string, named: boolean][] = [
    ['not without proof', zone, 'mx.tern.example', 'me@tern.example', false],
    ['at a server of one’s own', proved, 'mx.tern.example', 'anybody@elsewhere.example', true],
    ['of a domain of one’s own at its mail server', served, 'other.example', 'me@tern.example', true],
    ['not of another domain there', served, 'other.example', 'me@other.example', false],
    ['not at another server', { ...served, 'third.example A': '9.9.9.11' }, 'third.example', 'me@tern.example', false],
  ]
  for (const [title, world, subject, rcptTo, named] of rows) {
    test(title, async () => {
      const found = await leave(world, subject, { rcptTo })
      assert.equal(found.recipient, named ? rcptTo : undefined)
      assert.equal(found.leave?.recipient, named ? 'named' : 'not-proved')
    })
  }
})

describe('ports are looked at', () => {
  const rows: [title: string, world: Zone, options: ProbeOptions, ports: number[], leftOut: number[]][] = [
    ['the usual seven', zone, {}, seven, []],
    ['those that are wanted', zone, { ports: [25, 587] }, [25, 587], []],
    ['no others without proof', zone, { ports: [25, 22, 2525] }, [25], [22, 2525]],
    ['others with it', proved, { ports: [25, 2525] }, [25, 2525], []],
    ['port 25 for somebody without an account', zone, { visitor: true }, [25], [465, 587, 143, 993, 110, 995]],
    ['all of them with proof', proved, { visitor: true }, seven, []],
  ]
  for (const [title, world, options, ports, leftOut] of rows) {
    test(title, async () => {
      const found = await leave(world, 'mx.tern.example', options)
      assert.deepEqual([found.ports, found.leave?.leftOut], [ports, leftOut])
    })
  }
  test('port 25 alone of all mail servers of a domain', async () => {
    const found = await leave(zone, 'tern.example', { mx: true })
    assert.deepEqual([found.ports, found.domain], [[25], 'tern.example'])
  })
})
