/** What nobody can do: read with what a mail shows, be somebody else, or be led elsewhere. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { env } from '#env'
import { issueAddress } from '#prisma/address.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { go } from '../../app/go.server.ts'
import { askForAddress, networkOf } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { remember, whoAsks } from '../../app/who.server.ts'
import { ask } from '../helpers/ask.ts'
import { newPerson } from '../helpers/people.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

test('with the address, the Message-ID and every header known, nothing can be read', async () => {
  const { address, token } = await newAddress()
  const source = [
    `Received: from sender.example by ${address.domain} with ESMTP id 0123`,
    'Message-ID: <0a1b2c3d@sender.example>',
    `To: ${address.email}`,
    'Subject: the secret of this mail',
    '',
    'hello',
  ].join('\r\n')
  const id = await arrived(address, source)
  await reported(address, id, { subject: 'the secret of this mail' })
  const known = [
    ...[
      address.seed,
      address.seed.toUpperCase(),
      address.email,
      address.email.split('@')[0] ?? '',
      address.domain,
      address.id,
      address.teamId,
    ],
    ...['0a1b2c3d@sender.example', '<0a1b2c3d@sender.example>', '0123', 'sender.example', 'the secret of this mail'],
    Buffer.from(address.seed).toString('base64url').slice(0, 22),
    Buffer.from(address.id.replaceAll('-', ''), 'hex').toString('base64url'),
  ]
  const asked = (name: string) => [
    ...[`/a/${name}`, `/a/${name}/state`, `/a/${name}/events`, `/mail/${name}`],
    ...[`/api/v1/addresses/${name}`, `/api/v1/addresses/${name}/mails`, `/api/v1/mails/${name}`, `/api/v1/mails/${name}/raw`],
  ]
  for (const name of known) {
    for (const path of asked(encodeURIComponent(name))) {
      const answer = await ask(web.port, path)
      assert.equal(answer.status, 404, path)
      for (const secret of [token, id, 'hello', 'Spring sale', '8.9'])
        assert.ok(!answer.text.includes(secret), `${path} shows ${secret}`)
    }
    assert.equal((await ask(web.port, `/api/v1/mails/${encodeURIComponent(name)}`, { method: 'DELETE' })).status, 404)
    assert.equal((await ask(web.port, `/api/v1/addresses/${encodeURIComponent(name)}`, { method: 'DELETE' })).status, 404)
  }
  assert.equal((await ask(web.port, `/api/v1/mails/${id}`)).status, 200)
})

test('an unknown token and a seed get the very same page', async () => {
  const { address } = await newAddress()
  const page = async (name: string) => {
    const { status, headers, text } = await ask(web.port, `/a/${name}`)
    const id = String(headers['x-request-id'])
    const same = [/nonce="[^"]*"/g, /"now":[^,}]+/g, id, name].reduce<string>((left, own) => left.replaceAll(own, ''), text)
    return `${status} ${same}`
  }
  assert.equal(await page('AAAAAAAAAAAAAAAAAAAAAA'), await page(address.seed))
})

test('a body that is no form is refused, and is no mistake of ours', async () => {
  const { address, token } = await newAddress()
  const id = await arrived(address)
  const headers = { origin: `http://127.0.0.1:${web.port}`, 'content-type': 'text/plain' }
  for (const path of [`/a/${token}`, `/mail/${id}`, '/samples', '/zone']) {
    assert.equal((await ask(web.port, path, { method: 'POST', headers, body: 'intent=delete' })).status, 400, path)
  }
  assert.equal((await ask(web.port, `/mail/${id}`)).status, 200)
})

test('a subject cannot turn the direction of the tab’s title, nor break its line', async () => {
  const { address, token } = await newAddress()
  const id = await arrived(address)
  await reported(address, id, {}, { subjectHeader: '\u202egpj.exe\r\n\u001b[31m </title>' })
  for (const path of [`/a/${token}`, `/mail/${id}`]) {
    const { text } = await ask(web.port, path)
    assert.match(text, /<title>(?:● )?8\.9 gpj\.exe \[31m &lt;\/title&gt; – Seedbed<\/title>/, path)
  }
})

describe('a redirect leads', () => {
  const rows: [target: string, location: string][] = [
    ['/a/x?y=1#z', '/a/x?y=1#z'],
    ['/', '/'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['///evil.example', '/'],
    ['/\\evil.example', '/'],
    ['\\\\evil.example', '/'],
    ['\\/evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['/\n/evil.example', '/'],
    ['/a\r\nSet-Cookie: a=b', '/'],
    ['/.//evil.example', '/'],
    ['/a/..//evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['JavaScript://%0aalert(1)', '/'],
    ['data:text/html,x', '/'],
    [' //evil.example', '/'],
    ['evil.example', '/'],
    ['?x', '/'],
    ['', '/'],
    ['/%2f%2fevil.example', '/%2f%2fevil.example'],
    ['/a@evil.example', '/a@evil.example'],
  ]
  for (const [target, location] of rows) {
    test(`from ${JSON.stringify(target)} to ${location}`, () => {
      const answer = go(target)
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, location])
    })
  }
})

describe('the cookie', () => {
  const request = (cookie: string) => new Request('http://localhost/', { headers: { cookie } })
  const pairOf = (setCookie: string) => setCookie.split(';')[0] ?? ''
  const nobody = { anonymousTeamId: null, tokens: [] }
  const browserOf = async (cookie: string) => (await whoAsks(request(cookie))).browser

  test('says who asks, also among others', async () => {
    const browser = { anonymousTeamId: await createAnonymousTeam(), tokens: ['AAAAAAAAAAAAAAAAAAAAAA'], zone: 'Europe/Berlin' }
    const who = await whoAsks(request(`a=b; ${pairOf(remember(browser))}; c=d`))
    assert.deepEqual(who.browser, browser)
    assert.deepEqual([who.teamId, who.zone, who.person], [browser.anonymousTeamId, browser.zone, null])
  })
  test('keeps the twelve newest tokens, each once', async () => {
    const tokens = Array.from({ length: 20 }, (_, index) => `${'A'.repeat(20)}${10 + index}`)
    const { tokens: kept } = await whoAsks(
      request(pairOf(remember({ anonymousTeamId: null, tokens: [tokens[0] ?? '', ...tokens] }))),
    )
    assert.deepEqual(kept, tokens.slice(0, 12))
  })
  test('cannot be read by scripts or sent by other sites', async () => {
    const attributes = remember(nobody).split('; ').slice(1)
    for (const attribute of ['Path=/', 'HttpOnly', 'SameSite=Lax']) assert.ok(attributes.includes(attribute))
  })
  test('with any character changed is nobody’s', async () => {
    const cookie = pairOf(remember({ anonymousTeamId: await createAnonymousTeam(), tokens: [] }))
    for (let index = cookie.indexOf('=') + 1; index < cookie.length; index++) {
      const other = cookie[index] === 'A' ? 'B' : 'A'
      const changed = cookie.slice(0, index) + other + cookie.slice(index + 1)
      assert.deepEqual(await browserOf(changed), nobody, `character ${index}`)
    }
  })
  const payload = Buffer.from(JSON.stringify({ teamId: '01900000-0000-7000-8000-000000000000', tokens: [] })).toString(
    'base64url',
  )
  const secret = process.env.SESSION_SECRET ?? ''
  const forged: [title: string, value: string][] = [
    ['without a signature', payload],
    ['with an empty signature', `${payload}.`],
    ['with a signature for another purpose', `${payload}.${createHmac('sha256', secret).update(payload).digest('base64url')}`],
    [
      'signed with another secret',
      `${payload}.${createHmac('sha256', 'x'.repeat(32)).update(`who ${payload}`).digest('base64url')}`,
    ],
    ['that is nonsense', '%%%.é'],
  ]
  for (const [title, value] of forged)
    test(`${title} is nobody’s`, async () => assert.deepEqual(await browserOf(`seedbed=${value}`), nobody))

  test('is not read from a program that names no origin', async () => {
    const { cookie, teamId } = await newPerson()
    const id = await arrived((await issueAddress({ teamId, domain: 'seedbed.localhost' })).address)
    assert.equal((await ask(web.port, `/api/v1/mails/${id}`, { headers: { cookie } })).status, 200)
    assert.equal((await ask(web.port, `/api/v1/mails/${id}`, { method: 'DELETE', headers: { cookie } })).status, 404)
    const origin = `http://127.0.0.1:${web.port}`
    assert.equal((await ask(web.port, `/api/v1/mails/${id}`, { method: 'DELETE', headers: { cookie, origin } })).status, 204)
  })
})

describe('addresses', () => {
  test('are limited by network and hour', async () => {
    const [client, now] = ['2001:db8:1:200::1', Date.parse('2026-11-21T10:15:00Z')]
    for (let count = 0; count < 20; count++) assert.deepEqual(await askForAddress({ client }, now), { given: true })
    // A /56 is one customer: another address of it changes nothing.
    const refused = { given: false, reason: 'too-many', retryAt: new Date('2026-11-21T11:00:00Z') }
    assert.deepEqual(await askForAddress({ client: '2001:db8:1:2ff:ffff::9' }, now), refused)
    assert.deepEqual(await askForAddress({ client: '2001:db8:1:300::1' }, now), { given: true })
    assert.deepEqual(await askForAddress({ client }, now + 3_600_000), { given: true })
  })
  test('beyond the limit get 429 and the time', async () => {
    for (let count = 0; count < 20; count++) await askForAddress({ client: '127.0.0.1' })
    const answer = await ask(web.port, '/api/v1/addresses', { method: 'POST' })
    assert.equal(answer.status, 429)
    assert.ok(Number(answer.headers['retry-after']) <= 3600)
    assert.equal(JSON.parse(answer.text).code, 'too-many-addresses')
  })
  test('are not promised to who gets none: neither beyond the limit nor as no member', async () => {
    const headers = { origin: `http://127.0.0.1:${web.port}` }
    const asked = async (status: number) => {
      const { text } = await ask(web.port, '/')
      assert.doesNotMatch(text, /Send your test mail to this address/)
      assert.equal((await ask(web.port, '/?index', { method: 'POST', headers })).status, status)
      return text
    }
    assert.match(await asked(429), /has taken all the addresses/)
    const { ACCESS } = env
    Object.assign(env, { ACCESS: 'members' })
    try {
      assert.match(await asked(403), /to its members only/)
    } finally {
      Object.assign(env, { ACCESS })
    }
  })
  const networks: [client: string, network: string][] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2ff::1', '2001:db8:1:200::/56'],
    ['', 'unknown'],
    ['x', 'unknown'],
  ]
  for (const [client, network] of networks)
    test(`of ${JSON.stringify(client)} count for ${network}`, () => assert.equal(networkOf(client), network))
})
