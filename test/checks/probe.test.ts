/** The whole answer of a probe, and the way a mail goes. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mxWalk } from '#checks/facts/mx-walk.ts'
import { judgeHost } from '#checks/judge-host.ts'
import { probeAnswerSchema } from '#checks/report.ts'
import type { ProbedHost } from '#checks/subject.ts'
import { issue } from '../helpers/certificate.ts'
import type { FakePorts } from '../helpers/ports.ts'
import { netOf, servfail, type World, type Zone } from '../helpers/zone.ts'

const zone: Zone = {
  'example.com MX': ['20 mx2.example.com', '10 mx1.example.com'],
  'mx1.example.com A': '93.184.215.20',
  'mx1.example.com AAAA': '2606:2800:21f:cb07::20',
  'mx2.example.com A': '93.184.215.21',
  'null.example MX': '0 .',
  'bare.example A': '93.184.215.22',
  'example.net A': '93.184.215.23',
  'silent.example ANY': servfail,
}
const subjectOf = (host: string, changes: Partial<ProbedHost> = {}): ProbedHost => ({
  kind: 'host',
  host,
  ofDomain: false,
  domain: '',
  ports: [25, 465, 587, 143, 993, 110, 995],
  consents: false,
  ...changes,
})
const answerOf = async (subject: ProbedHost, world: World = {}) =>
  probeAnswerSchema.parse(await judgeHost(subject, netOf(zone, world)))

describe('a probe', () => {
  test('shows every port of every address, IPv4 and IPv6', async () => {
    const { ports, coverage, headline } = await answerOf(subjectOf('mx1.example.com'), {
      ports: { 'mx1.example.com:25': { banner: ['220 mx1.example.com ESMTP'] }, '93.184.215.20:993': 'blocked' },
    })
    assert.equal(ports.length, 14)
    const of = (port: number) => ports.filter((one) => one.port === port).map(({ state }) => state)
    assert.deepEqual(
      [of(25), of(110), of(993)],
      [
        ['open', 'open'],
        ['refused', 'refused'],
        ['unknown', 'refused'],
      ],
    )
    assert.ok(coverage > 0.7)
    assert.equal(headline.kind, 'ready')
  })

  test('shows banner, capabilities, TLS and the chain', async () => {
    const { der } = issue({ names: ['mx1.example.com'] })
    const { ports } = await answerOf(subjectOf('mx1.example.com', { ports: [143] }), {
      ports: { 'mx1.example.com:143': { tls: { chain: [der] } } },
    })
    assert.partialDeepStrictEqual(ports[0], {
      banner: '* OK ready',
      capabilities: ['IMAP4rev1', 'STARTTLS', 'LOGINDISABLED'],
      secureCapabilities: ['IMAP4rev1', 'AUTH=PLAIN'],
      tls: { state: 'done', version: 'TLSv1.3', chain: [{ names: ['mx1.example.com'], key: 'ec 256' }] },
    })
  })

  test('says that our own way out is closed, and nothing about the server', async () => {
    const { findings, headline, coverage } = await answerOf(subjectOf('mx1.example.com', { ports: [25] }), {
      ports: { 'mx1.example.com:25': 'blocked' },
      egress: { 25: 'blocked' },
    })
    assert.equal(headline.kind, 'not-conclusive')
    assert.equal(coverage, 0)
    assert.ok(findings.every(({ verdict }) => verdict === 'unknown' || verdict === 'info'))
  })

  test('asks only what is about the ports that were looked at', async () => {
    const { findings } = await answerOf(subjectOf('mx1.example.com', { ports: [465] }))
    assert.deepEqual(
      findings.map(({ id }) => id),
      ['port-465', 'smtp-auth-plain', 'mail-cert-ports', 'mail-tls-ports', 'client-autoconfig'],
    )
  })

  test('classifies what was said to the recipient', async () => {
    const { recipient } = await answerOf(subjectOf('mx1.example.com', { ports: [25], recipient: 'joe@example.com' }), {
      ports: { 'mx1.example.com:25': { says: { RCPT: '550 5.1.1 User unknown' } } },
    })
    assert.partialDeepStrictEqual(recipient, { address: 'joe@example.com', status: '5.1.1', class: 'hard', action: 'remove' })
  })

  test('tries nothing but a visit without consent', async () => {
    const world = { ports: { 'mx1.example.com:25': { says: { RCPT: '250 ok', VRFY: '250 ok' } } } }
    const { findings } = await answerOf(subjectOf('mx1.example.com', { ports: [25] }), world)
    const codeOf = (id: string) => findings.find((one) => one.id === id)?.code
    assert.deepEqual(
      [codeOf('smtp-open-relay'), codeOf('smtp-vrfy'), codeOf('smtp-null-sender')],
      ['not-tested', 'not-applicable', 'not-applicable'],
    )
  })

  const nothing: [title: string, host: string, kind: string][] = [
    ['that does not exist', 'gone.example', 'fix-first'],
    ['whose name servers are silent', 'silent.example', 'not-conclusive'],
  ]
  for (const [title, host, kind] of nothing) {
    test(`of a host ${title} finds no ports`, async () => {
      const { headline, ports, coverage } = await answerOf(subjectOf(host))
      assert.deepEqual([headline.kind, ports, coverage], [kind, [], 0])
    })
  }
})

describe('the way of a mail', () => {
  const rows: [title: string, domain: string, ports: FakePorts, does: string[], says: RegExp][] = [
    [
      'ends at the first that greets',
      'example.com',
      { 'mx1.example.com:25': {}, 'mx2.example.com:25': {} },
      ['delivers', 'not-reached', 'not-reached'],
      /delivers to mx1/,
    ],
    [
      'goes on where nobody listens',
      'example.com',
      { 'mx2.example.com:25': {} },
      ['goes-on', 'goes-on', 'delivers'],
      /delivers to mx2/,
    ],
    [
      'goes on from who says later, and from who refuses',
      'example.com',
      {
        '93.184.215.20:25': { banner: ['421 later'], greeting: 'deferring' },
        '2606:2800:21f:cb07::20:25': { banner: ['554 no'], greeting: 'refusing' },
        'mx2.example.com:25': {},
      },
      ['goes-on', 'goes-on', 'delivers'],
      /delivers to mx2/,
    ],
    [
      'says what it could not see',
      'example.com',
      { 'mx1.example.com:25': 'blocked', 'mx2.example.com:25': {} },
      ['unknown', 'unknown', 'delivers'],
      /at the latest/,
    ],
    [
      'knows no end from here',
      'example.com',
      { 'mx1.example.com:25': 'blocked', 'mx2.example.com:25': 'blocked' },
      ['unknown', 'unknown', 'unknown'],
      /could not be found out/,
    ],
    [
      'waits for a tarpit',
      'example.com',
      { '93.184.215.20:25': { banner: undefined, greeting: undefined, waitedMs: 60_000 } },
      ['unknown', 'goes-on', 'goes-on'],
      /could not be found out/,
    ],
    [
      'ends nowhere',
      'example.com',
      { 'mx1.example.com:25': 'filtered' },
      ['goes-on', 'goes-on', 'goes-on'],
      /comes back after some days/,
    ],
    ['needs no MX', 'bare.example', { 'bare.example:25': {} }, ['delivers'], /no MX record/],
    ['is not gone where no mail is taken', 'null.example', {}, [], /takes no mail/],
    ['is not there where nothing is', 'gone.example', {}, [], /neither a mail server nor an address/],
  ]
  for (const [title, host, ports, does, says] of rows) {
    test(title, async () => {
      const walk = await mxWalk(subjectOf(host, { ofDomain: true, domain: host, ports: [25] }), netOf(zone, { ports }))
      assert.deepEqual(
        walk.steps.map((step) => step.does),
        does,
      )
      assert.match(walk.say.text, says)
    })
  }

  test('stands in the answer, by preference', async () => {
    const { walk } = await answerOf(subjectOf('example.com', { ofDomain: true, domain: 'example.com', ports: [25] }), {
      ports: { 'mx2.example.com:25': {} },
    })
    assert.deepEqual(
      walk?.steps.map(({ preference, host }) => [preference, host]),
      [
        [10, 'mx1.example.com'],
        [10, 'mx1.example.com'],
        [20, 'mx2.example.com'],
      ],
    )
  })
})
