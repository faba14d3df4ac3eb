/** What a monitor makes of a look, one rule at a time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Report, ReportFinding } from '#checks/report.ts'
import { type Decision, decide, type KnownState, type OpenAlert } from '#worker/monitoring/decide.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { hostReport } from '../helpers/host-report.ts'

const now = new Date('2026-11-21T12:00:00Z')
const hours = (amount: number) => new Date(now.getTime() - amount * 3_600_000)
const say = (text: string) => ({ text, strings: [text], values: [] })

type Short = [id: string, verdict: ReportFinding['verdict'], code: string, section?: string, side?: 'ours' | 'theirs']
const found = ([id, verdict, code, section = 'spf', side]: Short): ReportFinding => ({
  ...{ id, verdict, code, section, title: id, reference: '', explanation: say(`${id} is ${code}.`), evidence: [], costs: 0 },
  ...(side && { side }),
  ...((verdict === 'fail' || verdict === 'warn') && { fix: { who: 'dns', say: say('Mend it.'), why: say('It matters.') } }),
})
const reportOf = (findings: Short[], until?: string, coverage = 1): Report => {
  const certificate = { name: 'mx', more: 0, issuer: 'CA', until: until ?? '', expired: false, named: true, trusted: true }
  const tls = { state: 'done' as const, address: '192.0.2.1', version: 'TLSv1.3', cipher: 'X', certificate }
  const server = {
    name: 'mx.tern.example',
    preferences: [10],
    aliases: [],
    exists: true,
    addresses: [],
    more: 0,
    tls,
    dane: null,
  }
  const views = until ? { mailServers: { kind: 'mx' as const, servers: [server], more: 0 } } : {}
  return domainReport({ findings: findings.map(found), views, coverage })
}
const state = (checkId: string, verdict: string, code: string, more: Partial<KnownState> = {}): KnownState => ({
  ...{ checkId, verdict, code, since: hours(48), unknownSince: null, times: 5 },
  ...more,
})
const alert = (kind: OpenAlert['kind'], checkId: string, code: string): OpenAlert => ({
  id: `${kind} ${checkId}`,
  kind,
  checkId,
  code,
})

interface Row {
  title: string
  known: KnownState[]
  found: Short[]
  open?: OpenAlert[]
  accepted?: [string, string][]
  until?: string
  /** Of the report; all of it when left out. */
  coverage?: number
  opens?: string[]
  recovers?: string[]
}

const fine = state('spf-record', 'pass', 'present')
const rows: Row[] = [
  { title: 'what was so when watching began wakes nobody', known: [], found: [['spf-record', 'fail', 'missing']] },
  {
    title: 'what goes on failing wakes nobody again',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'fail', 'missing']],
  },
  {
    title: 'a check that passed and fails now is told',
    known: [fine],
    found: [['spf-record', 'fail', 'missing']],
    opens: ['failing spf-record missing'],
  },
  { title: 'a warning is in the report, and wakes nobody', known: [fine], found: [['spf-record', 'warn', 'long']] },
  { title: 'one silent look is not told', known: [fine], found: [['spf-record', 'unknown', 'lookup-failed']] },
  {
    title: 'silence does not end an alert',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'unknown', 'lookup-failed']],
    open: [alert('failing', 'spf-record', 'missing')],
  },
  {
    title: 'what passes again is told as over',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'pass', 'present']],
    open: [alert('failing', 'spf-record', 'missing')],
    recovers: ['failing spf-record told'],
  },
  {
    title: 'what fails in another way is another alert, and the first is not told as over',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'fail', 'multiple']],
    open: [alert('failing', 'spf-record', 'missing')],
    opens: ['failing spf-record multiple'],
    recovers: ['failing spf-record'],
  },
  {
    title: 'what the team accepted is not told',
    known: [fine],
    found: [['spf-record', 'fail', 'missing']],
    accepted: [['spf-record', 'missing']],
  },
  {
    title: 'what was accepted returns when its code changes',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'fail', 'multiple']],
    accepted: [['spf-record', 'missing']],
    opens: ['failing spf-record multiple'],
  },
  {
    title: 'what was accepted while it was told is over, and nobody hears of that',
    known: [state('spf-record', 'fail', 'missing')],
    found: [['spf-record', 'fail', 'missing']],
    open: [alert('failing', 'spf-record', 'missing')],
    accepted: [['spf-record', 'missing']],
    recovers: ['failing spf-record'],
  },
  {
    title: 'what is accepted no more is told, though it was so all the time',
    known: [state('spf-record', 'fail', 'missing', { times: 0 })],
    found: [['spf-record', 'fail', 'missing']],
    opens: ['failing spf-record missing'],
  },
  {
    title: 'a listing is told even as a warning',
    known: [state('blocklist-ip-minor', 'pass', 'not-listed')],
    found: [['blocklist-ip-minor', 'warn', 'listed', 'blocklist']],
    opens: ['listed blocklist-ip-minor listed'],
  },
  {
    title: 'a port that is down once is not told',
    known: [state('port-25', 'pass', 'open')],
    found: [['port-25', 'fail', 'refused', 'ports']],
  },
  {
    title: 'a port that is down twice in a row is told',
    known: [state('port-25', 'fail', 'refused', { times: 1 })],
    found: [['port-25', 'fail', 'refused', 'ports']],
    opens: ['port-down port-25 refused'],
  },
  {
    title: 'a port that is down three times is not told again',
    known: [state('port-25', 'fail', 'refused', { times: 2 })],
    found: [['port-25', 'fail', 'refused', 'ports']],
    open: [alert('port-down', 'port-25', 'refused')],
  },
  {
    title: 'a port that could not be looked at in between was down twice in a row all the same',
    known: [state('port-25', 'fail', 'refused', { times: 1, unknownSince: hours(1) })],
    found: [['port-25', 'fail', 'refused', 'ports']],
    opens: ['port-down port-25 refused'],
  },
  {
    title: 'what a port answers amiss must be seen twice, too, and is no port that is down',
    known: [state('smtp-auth-plain', 'fail', 'offered', { times: 1 })],
    found: [['smtp-auth-plain', 'fail', 'offered', 'ports']],
    opens: ['failing smtp-auth-plain offered'],
  },
  {
    title: 'a list that answers no more is not told',
    known: [state('blocklist-ip-major', 'pass', 'clear')],
    found: [['blocklist-ip-major', 'unknown', 'not-answered', 'blocklist', 'ours']],
  },
  {
    title: 'a check that was silent from the beginning and fails is told: nobody knew',
    known: [state('spf-record', 'unknown', 'lookup-failed', { times: 0, unknownSince: hours(2) })],
    found: [['spf-record', 'fail', 'missing']],
    opens: ['failing spf-record missing'],
  },
  {
    title: 'what could not be checked for a day is told once, for all',
    known: [
      state('spf-record', 'pass', 'present', { unknownSince: hours(25) }),
      state('mx-record', 'pass', 'present', { unknownSince: hours(30) }),
    ],
    found: [
      ['spf-record', 'unknown', 'lookup-failed'],
      ['mx-record', 'unknown', 'lookup-failed'],
    ],
    opens: ['cannot-check  '],
  },
  {
    title: 'what could not be checked for 23 hours is not told',
    known: [state('spf-record', 'pass', 'present', { unknownSince: hours(23) })],
    found: [['spf-record', 'unknown', 'lookup-failed']],
  },
  {
    title: 'what this Seedbed could never look at is not told: it was so when watching began',
    known: [state('port-25', 'unknown', 'blocked-here', { times: 0, unknownSince: hours(90) })],
    found: [['port-25', 'unknown', 'blocked-here', 'ports', 'ours']],
  },
  {
    title: 'servers of theirs that never answered are told after a day',
    known: [state('mx-record', 'unknown', 'lookup-failed', { times: 0, unknownSince: hours(25) })],
    found: [['mx-record', 'unknown', 'lookup-failed', 'mx', 'theirs']],
    coverage: 0.2,
    opens: ['cannot-check  '],
  },
  {
    title: 'a registry that never tells is not told, while the rest can be judged',
    known: [state('domain-expiry', 'unknown', 'hidden', { times: 0, unknownSince: hours(90) })],
    found: [['domain-expiry', 'unknown', 'hidden', 'zone', 'theirs']],
  },
  {
    title: 'an answer ends that alert',
    known: [state('spf-record', 'pass', 'present', { unknownSince: hours(30) })],
    found: [['spf-record', 'pass', 'present']],
    open: [alert('cannot-check', '', '')],
    recovers: ['cannot-check  told'],
  },
  {
    title: 'a certificate with 30 days is not told',
    known: [fine],
    found: [['spf-record', 'pass', 'present']],
    until: '2026-12-21T12:00:00Z',
  },
  {
    title: 'a certificate is told of at 21 days',
    known: [fine, state('certificate-days', 'pass', 'far')],
    found: [['spf-record', 'pass', 'present']],
    until: '2026-12-12T11:00:00Z',
    opens: ['expiring certificate-days 21'],
  },
  {
    title: 'and not again until 7 are left',
    known: [fine, state('certificate-days', 'warn', '21')],
    found: [['spf-record', 'pass', 'present']],
    open: [alert('expiring', 'certificate-days', '21')],
    until: '2026-12-01T11:00:00Z',
  },
  {
    title: 'then again, in place of the first',
    known: [fine, state('certificate-days', 'warn', '21')],
    found: [['spf-record', 'pass', 'present']],
    open: [alert('expiring', 'certificate-days', '21')],
    until: '2026-11-28T11:00:00Z',
    opens: ['expiring certificate-days 7'],
    recovers: ['expiring certificate-days'],
  },
  {
    title: 'and is over when it is renewed',
    known: [fine, state('certificate-days', 'warn', '1')],
    found: [['spf-record', 'pass', 'present']],
    open: [alert('expiring', 'certificate-days', '1')],
    until: '2027-02-28T11:00:00Z',
    recovers: ['expiring certificate-days told'],
  },
]

const portOf = hostReport().probe?.ports.slice(0, 1) ?? []
const shown = { names: ['mx.tern.example'], issuer: 'CA', notBefore: '2026-09-01T00:00:00Z', key: 'rsa 2048' }
const tls = { state: 'done' as const, reason: '', version: 'TLSv1.3', cipher: 'X', trusted: true }

const told = ({ opens, recovers }: Decision) => ({
  opens: opens.map(({ kind, checkId, code }) => `${kind} ${checkId} ${code}`),
  recovers: recovers.map(({ id, tell }) => (tell ? `${id} told` : id)),
})

describe('a monitor decides:', () => {
  for (const { title, known, found: findings, open = [], accepted = [], until, coverage, opens = [], recovers = [] } of rows) {
    test(title, () => {
      const decision = decide({ report: reportOf(findings, until, coverage), known, open, accepted: new Map(accepted), now })
      assert.deepEqual(told(decision), { opens, recovers })
    })
  }
  test('the certificate of a host that ends first is told, too', () => {
    const chain = ['2026-12-20T00:00:00Z', '2026-11-25T00:00:00Z'].map((notAfter) => ({ ...shown, notAfter }))
    const ports = chain.flatMap((one) => portOf.map((port) => ({ ...port, tls: { ...tls, chain: [one] } })))
    const report = hostReport({}, { probe: { ports, transcript: [], leave: { owner: false, leftOut: [] } } })
    const { opens } = decide({ report, known: [fine], open: [], accepted: new Map(), now })
    assert.deepEqual(
      opens.map(({ code, says }) => [code, says.what.text]),
      [['7', 'The certificate of mx.tern.example ends on 2026-11-25 00:00 UTC.']],
    )
  })
  test('since when is kept while it stays so, and begins anew when it changes', () => {
    const at = (found: Short) =>
      decide({ report: reportOf([found]), known: [fine], open: [], accepted: new Map(), now }).states[0]?.since
    assert.deepEqual([at(['spf-record', 'pass', 'present']), at(['spf-record', 'fail', 'missing'])], [fine.since, now])
  })
  test('an alert says what is so, why it matters, and what to do', () => {
    const [opened] = decide({
      report: reportOf([['spf-record', 'fail', 'missing']]),
      known: [fine],
      open: [],
      accepted: new Map(),
      now,
    }).opens
    assert.deepEqual(
      [opened?.says.what.text, opened?.says.cause?.text, opened?.says.step?.text],
      ['spf-record is missing.', 'It matters.', 'Mend it.'],
    )
  })
})
