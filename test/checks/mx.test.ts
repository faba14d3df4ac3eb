import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mxRecord } from '#checks/mx/mx-record.ts'
import type { Domain } from '#checks/subject.ts'
import { domainSubject, findingOf, recordsOf } from '../helpers/outcome.ts'
import { servfail, silent, type Zone } from '../helpers/zone.ts'

const cases: [title: string, zone: Zone, verdict: string, code: string, changes?: Partial<Domain>][] = [
  ['one mail server', { 'example.com MX': '10 mail.example.com' }, 'pass', 'present'],
  [
    'a mail server beside a null MX, whose form is judged elsewhere',
    { 'example.com MX': ['0 .', '10 mail.example.com'] },
    'pass',
    'present',
  ],
  ['a null MX (RFC 7505 §3)', { 'example.com MX': '0 .' }, 'info', 'null-mx'],
  ['no MX, but an address', { 'example.com A': '192.0.2.1' }, 'warn', 'implicit'],
  ['no MX, but an IPv6 address', { 'example.com AAAA': '2001:db8::1' }, 'warn', 'implicit'],
  ['neither MX nor address', { 'example.com TXT': 'hello' }, 'fail', 'missing'],
  ['only names below it', { 'www.example.com A': '192.0.2.1' }, 'fail', 'missing'],
  ['no such domain', {}, 'fail', 'no-such-domain'],
  ['a silent name server', { 'example.com MX': silent }, 'unknown', 'lookup-failed'],
  ['a name server that fails only for the address', { 'example.com A': servfail }, 'unknown', 'lookup-failed'],
  ['no domain', {}, 'info', 'not-applicable', { domain: '' }],
]

describe('mx-record', () => {
  for (const [title, zone, verdict, code, changes] of cases) {
    test(`${title}: ${code}`, async () => {
      const finding = await findingOf(mxRecord, domainSubject(changes), zone)
      assert.deepEqual([finding.verdict, finding.code], [verdict, code])
    })
  }

  test('never offers a null MX to a domain that sends', async () => {
    const values = async (sends: boolean) =>
      recordsOf(await findingOf(mxRecord, domainSubject({ sends }), { 'example.com TXT': 'hello' })).map(({ value }) => value)
    assert.deepEqual(await values(true), [])
    assert.deepEqual(await values(false), ['0 .'])
  })
})
