/** A domain that does not exist has one thing to mend, and nothing that could be published there. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import { judgeMail } from '#checks/judge.ts'
import type { Report } from '#checks/report.ts'
import { rehearse } from '#net/overlay.ts'
import { compose, gathered, inOrder } from '../helpers/mails.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { delegated, netOf, silent, type Zone } from '../helpers/zone.ts'

const above: Zone = { 'com SOA': 'a.gtld.net nstld.net 1', 'com NS': 'a.gtld.net', 'a.gtld.net A': '192.5.6.30' }
const acme: Zone = { ...above, ...inOrder, 'acme.com SOA': 'ns.dns.net hostmaster.acme.com', 'acme.com NS': 'ns.dns.net' }
const registry: Zone = { 'com SOA': above['com SOA'] ?? '', 'acme.com NS': delegated('ns.dns.net') }

const netAround = (zone: Zone) => netOf(zone, { direct: { 'a.gtld.net': registry } })
const ofDomain = (domain: string, zone: Zone) =>
  judgeDomain(domainSubject({ domain, spfDomain: domain, sends: false, selectors: [] }), netAround(zone), { rehearse })
const ofMail = async (domain: string, zone: Zone) =>
  judgeMail(
    await gathered(compose({ From: `A <a@${domain}>` }), { envelope: { mailFrom: `a@${domain}`, rcptTo: null } }),
    netAround(zone),
  )

/** The records that this report would have published, joined or in a fix, also behind a question. */
function recordsIn({ findings, changes = [] }: Report): string[] {
  const fixes = findings.flatMap(({ fix }) => (fix ? [fix, ...(fix.asks ?? []).flatMap(({ answers }) => answers)] : []))
  return [...fixes.flatMap(({ records = [] }) => records), ...changes].map(({ name, value }) => `${name} ${value}`)
}
const about = (report: Report, ids: string[]) =>
  report.findings.filter(({ id }) => ids.includes(id)).map(({ id, code, cause }) => [id, code, cause])

describe('a domain that does not exist', () => {
  const missing = ['mx-record', 'spf-record', 'dmarc-record', 'delegation', 'soa-missing']

  test('has one cause, and nothing to publish', async () => {
    const report = await ofDomain('gone.com', above)
    const cause = 'no-mail gone.com'
    assert.deepEqual(about(report, missing), [
      ['mx-record', 'no-such-domain', cause],
      ['spf-record', 'missing-parked', cause],
      ['dmarc-record', 'missing', cause],
      ['delegation', 'not-registered', cause],
      ['soa-missing', 'missing', cause],
    ])
    assert.deepEqual(recordsIn(report), [])
    assert.equal(report.findings.filter(({ costs }) => costs > 0).length, 1)
  })

  test('as From of a mail has the same, whoever sent it', async () => {
    const report = await ofMail('gone.com', acme)
    const ids = ['from-domain', 'return-path', 'spf-result', 'spf-record', 'dmarc-record', 'mx-record']
    const causes = new Set(about(report, ids).map(([, , cause]) => cause))
    assert.deepEqual([...causes], ['no-mail gone.com'])
    assert.deepEqual(recordsIn(report), [])
  })

  test('below one that does is a slip of the pen: nothing is to be published at it', async () => {
    const report = await ofDomain('shpo.acme.com', acme)
    assert.deepEqual(about(report, ['mx-record', 'spf-record']), [
      ['mx-record', 'no-such-domain', 'no-mail shpo.acme.com'],
      ['spf-record', 'missing-parked', 'no-mail shpo.acme.com'],
    ])
    assert.deepEqual(
      recordsIn(report).filter((one) => one.startsWith('shpo.')),
      [],
    )
  })
})

test('a domain that exists is told what to publish', async () => {
  const report = await ofDomain('acme.com', {
    ...acme,
    'acme.com TXT': 'hello',
    'acme.com MX': [],
    '_dmarc.acme.com TXT': 'hello',
  })
  assert.ok(recordsIn(report).includes('acme.com v=spf1 -all'))
  assert.ok(recordsIn(report).includes('_dmarc.acme.com v=DMARC1; p=none'))
})

test('a domain of which nobody says whether it exists is not called missing', async () => {
  const report = await ofDomain('acme.com', { ...acme, '_dmarc.acme.com TXT': 'hello', 'acme.com MX': silent })
  assert.deepEqual(about(report, ['mx-record', 'dmarc-record']), [
    ['mx-record', 'lookup-failed', undefined],
    ['dmarc-record', 'missing', 'no-dmarc'],
  ])
})
