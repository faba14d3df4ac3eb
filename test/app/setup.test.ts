/** What mail from the internet needs: from a zone, a certificate and a conversation to what is said and what is to be published. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TlsSeen } from '#checks/net.ts'
import { lookAtCertificate, lookAtMailHost } from '#checks/records/mail-host.ts'
import { webLook } from '#app/setup/look.server.ts'
import { inShort, type SetupSeen, type SetupStep, type StepId, stepsOf } from '#app/setup/steps.ts'
import { issue } from '../helpers/certificate.ts'
import { netOf, servfail, type Zone } from '../helpers/zone.ts'

const host = 'mx.acme.net'
const here = '93.184.215.14'
const reverse = '14.215.184.93.in-addr.arpa'
const zone: Zone = {
  'test.acme.net MX': `10 ${host}`,
  [`${host} A`]: here,
  [`${reverse} PTR`]: host,
}

const inOrder: Omit<SetupSeen, 'look'> = {
  names: { host, domains: ['test.acme.net'], base: 'https://seedbed.acme.net', isSet: true },
  machine: [here],
  listens: { host: '0.0.0.0', port: 25, greets: true },
  arrived: { at: '2026-11-21T10:00:00.000Z', peerAddress: '93.184.215.20', helo: 'out.example', tls: 'TLSv1.3' },
  fromInside: true,
  port25: { id: 'port-25', title: '', state: 'works', say: 'Mail servers of others can be reached.' },
  tls: { state: 'trusted', until: new Date('2999-01-01') },
  web: 'trusted',
}

async function seen(changes: Zone | null = {}, more: Partial<SetupSeen> = {}): Promise<SetupSeen> {
  const names = { ...inOrder.names, ...more.names }
  const { machine = inOrder.machine } = more
  const look = changes && (await lookAtMailHost(netOf({ ...zone, ...changes }), { ...names, planned: machine }))
  return { ...inOrder, look, ...more }
}

const told = (step: SetupStep | undefined): string =>
  [
    step?.say,
    ...(step?.records ?? []).map(({ action, name, type, was, value }) => `${action} ${name} ${type} ${was ?? ''}> ${value}`),
    ...(step?.settings ?? []),
    ...(step?.todo ?? []),
  ].join('\n')

test('all of it stands where all of it stands', async () => {
  const steps = stepsOf(await seen())
  assert.deepEqual(
    steps.map(({ state }) => state),
    steps.map(() => 'done'),
  )
  assert.match(inShort(steps), /^All of it is in place/)
  assert.match(told(steps[4]), /out\.example \(93\.184\.215\.20\) brought a mail, encrypted with TLS 1\.3/)
})

describe('a step', () => {
  const local = { host: 'seedbed.localhost', domains: ['seedbed.localhost'], base: 'http://localhost:3000', isSet: true }
  const rows: [what: string, id: StepId, zone: Zone | null, more: Partial<SetupSeen>, state: string, says: RegExp][] = [
    ['a name of this machine only', 'name', null, { names: local }, 'missing', /only this machine knows/],
    [
      'names that are not set yet',
      'name',
      {},
      { names: { ...inOrder.names, isSet: false } },
      'missing',
      /^SMTP_NAME=mx\.acme\.net$/m,
    ],
    ['no name', 'address', null, { names: local }, 'later', /Comes after/],
    ['no address', 'address', { [`${host} A`]: [] }, {}, 'missing', /^add mx\.acme\.net A > 93\.184\.215\.14$/m],
    [
      'no address, on a machine with IPv6',
      'address',
      { [`${host} A`]: [] },
      { machine: ['2a00:1450::5'] },
      'missing',
      /AAAA > 2a00:1450::5/,
    ],
    ['no address, and none known', 'address', { [`${host} A`]: [] }, { machine: [] }, 'missing', /no public address of its own/],
    [
      'silence about the address',
      'address',
      { [`${host} A`]: servfail, [`${host} AAAA`]: servfail },
      {},
      'unsure',
      /did not answer/,
    ],
    [
      'an alias',
      'address',
      { [`${host} A`]: [], [`${host} CNAME`]: 'a.acme.net', 'a.acme.net A': here },
      {},
      'missing',
      /alias of a\.acme\.net/,
    ],
    [
      'an address of another machine',
      'address',
      {},
      { machine: ['93.184.215.99'] },
      'unsure',
      /this machine has 93\.184\.215\.99/,
    ],
    ['IPv6 that nobody listens on', 'address', { [`${host} AAAA`]: '2a00:1450::5' }, {}, 'missing', /^SMTP_HOST=::$/m],
    ['no MX', 'mx', { 'test.acme.net MX': [] }, {}, 'missing', /^add test\.acme\.net MX > 10 mx\.acme\.net\.$/m],
    [
      'an MX that leads elsewhere',
      'mx',
      { 'test.acme.net MX': '10 other.example' },
      {},
      'missing',
      /led to other\.example\. Take that away/,
    ],
    ['a null MX', 'mx', { 'test.acme.net MX': '0 .' }, {}, 'missing', /no MX record/],
    ['silence about the MX', 'mx', { 'test.acme.net MX': servfail }, {}, 'unsure', /did not answer/],
    [
      'silence about the proof, which nobody asks here',
      'mx',
      { '_seedbed.test.acme.net TXT': servfail },
      {},
      'done',
      /led to mx/,
    ],
    ['no PTR', 'ptr', { [`${reverse} PTR`]: [] }, {}, 'missing', /^add 14\.215\.184\.93\.in-addr\.arpa PTR > mx\.acme\.net\.$/m],
    [
      'another PTR',
      'ptr',
      { [`${reverse} PTR`]: 'v14.host.example' },
      {},
      'missing',
      /^replace .* PTR v14\.host\.example\.> mx\.acme\.net\.$/m,
    ],
    ['silence about the PTR', 'ptr', { [`${reverse} PTR`]: servfail }, {}, 'unsure', /could not be asked/],
    ['no address to be called', 'ptr', { [`${host} A`]: [] }, { machine: [] }, 'later', /Comes after/],
    [
      'an address that is still to be published',
      'ptr',
      { [`${host} A`]: [], [`${reverse} PTR`]: [] },
      {},
      'missing',
      /^add 14\./m,
    ],
    [
      'names that are not set yet',
      'port-25-in',
      {},
      { arrived: null, names: { ...inOrder.names, isSet: false } },
      'later',
      /Once/,
    ],
    [
      'no mail so far',
      'port-25-in',
      {},
      { arrived: null, fromInside: false },
      'missing',
      /^Send one mail from any mailbox elsewhere/,
    ],
    ['mail from inside only', 'port-25-in', {}, { arrived: null }, 'missing', /^A mail came, but from this network/],
    [
      'a receiver for this machine only',
      'port-25-in',
      {},
      { arrived: null, listens: { host: '127.0.0.1', port: 2525, greets: true } },
      'missing',
      /^SMTP_HOST=::$[\s\S]*redirect 25 to 2525/m,
    ],
    [
      'a receiver that is not there',
      'port-25-in',
      {},
      { arrived: null, listens: { ...inOrder.listens, greets: false } },
      'missing',
      /does not greet/,
    ],
    [
      'a mail without encryption',
      'port-25-in',
      {},
      { arrived: { at: '', peerAddress: '93.184.215.20', helo: '', tls: null } },
      'done',
      /^93\.184\.215\.20 brought a mail, without encryption/,
    ],
    [
      'mail to others',
      'port-25-in',
      {},
      { arrived: { at: '', peerAddress: '', helo: '', tls: null } },
      'done',
      /^Mail from other networks has arrived here\.$/m,
    ],
    [
      'a way out that is closed',
      'port-25-out',
      {},
      { port25: { ...inOrder.port25, state: 'limits', say: 'Shut.', cure: 'Ask.' } },
      'missing',
      /^Ask\.$/m,
    ],
    ['a way out that nobody could judge', 'port-25-out', {}, { port25: { ...inOrder.port25, state: 'unsure' } }, 'unsure', /./],
    ['our own certificate', 'certificate', {}, { tls: { state: 'own', until: undefined } }, 'missing', /TLS_CERT and TLS_KEY/],
    ['a certificate about to end', 'certificate', {}, { tls: { state: 'trusted', until: new Date() } }, 'missing', /ends on 20/],
    [
      'a certificate for another name',
      'certificate',
      {},
      { tls: { state: 'wrong-name', until: new Date() } },
      'missing',
      /not for mx\.acme\.net/,
    ],
    ['a receiver that could not be asked for it', 'certificate', {}, { tls: undefined }, 'unsure', /could not be looked at/],
    ['a dashboard for this machine only', 'web', {}, { web: 'here-only' }, 'missing', /^BASE_URL=https:\/\/seedbed\.acme\.net$/m],
    ['a dashboard without encryption', 'web', {}, { web: 'plain' }, 'missing', /not encrypted/],
    ['a dashboard without an address', 'web', {}, { web: 'no-host' }, 'missing', /^add seedbed\.acme\.net A > 93/m],
    ['a dashboard that could not be looked at', 'web', {}, { web: 'unsure' }, 'unsure', /from here/],
  ]
  for (const [what, id, changes, more, state, says] of rows) {
    test(`${id} is ${state} with ${what}`, async () => {
      const step = stepsOf(await seen(changes, more)).find((one) => one.id === id)
      assert.equal(step?.state, state, told(step))
      assert.match(told(step), says)
    })
  }
  test('names every record whole: none has a blank', async () => {
    const none = { 'test.acme.net MX': [], [`${host} A`]: here, [`${reverse} PTR`]: [] }
    const records = stepsOf(await seen(none)).flatMap((step) => step.records ?? [])
    assert.equal(records.length, 3)
    assert.ok(records.every(({ name, value }) => !/[<>…]/.test(name + value)))
  })
})

describe('a certificate of the receiver', () => {
  const root = issue({ commonName: 'A root', ca: true })
  const of = (wish: Parameters<typeof issue>[0], trusted = true): TlsSeen => ({
    ...{ version: 'TLSv1.3', cipher: '', dhBits: undefined, distrust: '', trusted },
    chain: [issue(wish).der],
  })
  const rows: [state: string, tls: TlsSeen][] = [
    ['trusted', of({ names: [host], issuer: root })],
    ['untrusted', of({ names: [host], issuer: root }, false)],
    ['wrong-name', of({ names: ['other.acme.net'], issuer: root })],
    ['own', of({ names: [host] }, false)],
    ['over', of({ names: [host], issuer: root, from: -90, until: -1 })],
    ['unread', { ...of({}), chain: [] }],
  ]
  for (const [state, tls] of rows) test(`is ${state}`, () => assert.equal(lookAtCertificate(tls, host).state, state))
})

describe('the dashboard', () => {
  const base = 'https://seedbed.acme.net'
  const rows: [look: string, base: string, world: Parameters<typeof netOf>[1], zone?: Zone][] = [
    ['here-only', 'http://localhost:3000', {}],
    ['here-only', 'http://[::1]:3000', {}],
    ['plain', 'http://seedbed.acme.net', {}],
    ['trusted', base, {}],
    ['bad-certificate', base, { https: { [base]: { problem: 'wrong-name' } } }],
    ['no-answer', base, { https: { [base]: { outcome: 'closed' } } }],
    ['unsure', base, { https: { [base]: { silence: 'timeout' } } }],
    ['no-host', base, {}, {}],
  ]
  for (const [look, url, world, of = { 'seedbed.acme.net A': here }] of rows)
    test(`is ${look} at ${url} with ${JSON.stringify(world)}`, async () =>
      assert.equal(await webLook(netOf(of, world), url), look))
})
