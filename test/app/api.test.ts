/** The API as programs see it: over HTTP, with rows as the receiver and the worker leave them. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addressByToken } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { mailById } from '#prisma/mail.ts'
import { addressSchema, issuedAddressSchema, mailListSchema, mailSchema, problemSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask, type Question } from '../helpers/ask.ts'
import { arrived, newAddress, reported } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const api = (path: string, question?: Question) => ask(web.port, `/api/v1${path}`, question)
const json = { 'content-type': 'application/json' }

describe('POST /addresses', () => {
  test('gives an address and its token, once', async () => {
    const answer = await api('/addresses', { method: 'POST' })
    assert.equal(answer.status, 201)
    const issued = issuedAddressSchema.parse(JSON.parse(answer.text))
    assert.match(issued.address, /^[0-9a-z]{4}(-[0-9a-z]{4}){3}@seedbed\.localhost$/)
    assert.equal((await addressByToken(issued.token))?.email, issued.address)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['set-cookie'], undefined)
    const again = await api(`/addresses/${issued.token}`)
    assert.deepEqual(addressSchema.strict().parse(JSON.parse(again.text)).address, issued.address)
    assert.ok(!again.text.includes(issued.token))
  })
  test('takes one of our domains', async () => {
    const answer = await api('/addresses', { method: 'POST', headers: json, body: '{"domain":"seedbed.localhost"}' })
    assert.equal(answer.status, 201)
  })

  const refused: [title: string, body: string, headers: Record<string, string>, status: number][] = [
    ['another domain', '{"domain":"evil.example"}', json, 400],
    ['an object for a text', '{"domain":{"contains":"a"}}', json, 400],
    ['an array for a text', '{"domain":["seedbed.localhost"]}', json, 400],
    ['a number for a text', '{"domain":1}', json, 400],
    ['null for a text', '{"domain":null}', json, 400],
    ['a field it does not know', '{"teamId":"x"}', json, 400],
    ['__proto__', '{"__proto__":{"domain":"seedbed.localhost"}}', json, 400],
    ['an array', '[]', json, 400],
    ['a text', '"x"', json, 400],
    ['half a document', '{"domain"', json, 400],
    ['a form', 'domain=seedbed.localhost', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text that is JSON', '{}', { 'content-type': 'text/plain' }, 415],
  ]
  for (const [title, body, headers, status] of refused) {
    test(`does not take ${title}`, async () => {
      const answer = await api('/addresses', { method: 'POST', headers, body })
      assert.equal(answer.status, status)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      assert.equal(problemSchema.parse(JSON.parse(answer.text)).status, status)
    })
  }
})

describe('GET /addresses/{token}/mails', () => {
  test('lists mails oldest first, and goes on after the last', async () => {
    const { address, token } = await newAddress()
    const ids = [await arrived(address), await arrived(address), await arrived(address)]
    const first = mailListSchema.parse(JSON.parse((await api(`/addresses/${token}/mails?limit=2`)).text))
    assert.deepEqual(
      first.mails.map(({ id }) => id),
      ids.slice(0, 2),
    )
    const second = mailListSchema.parse(JSON.parse((await api(`/addresses/${token}/mails?after=${first.next}`)).text))
    assert.deepEqual([second.mails.map(({ id }) => id), second.next], [ids.slice(2), ids[2]])
    const third = mailListSchema.parse(JSON.parse((await api(`/addresses/${token}/mails?after=${second.next}`)).text))
    assert.deepEqual(third, { mails: [], next: second.next })
  })
  test('until=reported stops before the first that has no report, so that none is missed', async () => {
    const { address, token } = await newAddress()
    const ids = [await arrived(address), await arrived(address), await arrived(address)]
    const listed = async () =>
      mailListSchema.parse(JSON.parse((await api(`/addresses/${token}/mails?until=reported`)).text)).mails.map(({ id }) => id)
    await reported(address, ids[0] ?? '')
    await reported(address, ids[2] ?? '')
    assert.deepEqual(await listed(), ids.slice(0, 1))
    await reported(address, ids[1] ?? '')
    assert.deepEqual(await listed(), ids)
  })
  for (const query of [
    'wait=0',
    'wait=61',
    'wait=x',
    'wait=-1s',
    'wait=1e1',
    'until=now',
    'after=x',
    'after=%00',
    'after[gt]=x&after=1',
    'limit=0',
    'limit=201',
  ]) {
    test(`does not take ${query}`, async () => {
      const { token } = await newAddress()
      assert.equal((await api(`/addresses/${token}/mails?${query}`)).status, 400)
    })
  }
})

describe('GET /mails/{id}', () => {
  test('tells how far the mail is, then all of its report', async () => {
    const { address } = await newAddress()
    const id = await arrived(address)
    const before = mailSchema.parse(JSON.parse((await api(`/mails/${id}`)).text))
    assert.deepEqual([before.id, before.status, before.score, 'findings' in before], [id, 'stored', null, false])
    await reported(address, id)
    const then = mailSchema.parse(JSON.parse((await api(`/mails/${id}`)).text))
    assert.deepEqual([then.status, then.score, then.subjectHeader], ['reported', 8.9, 'Spring sale'])
    assert.ok('findings' in then && then.rubric === 'message-1')
    assert.equal((await api(`/mails/${id}?analysis=1`)).status, 200)
    assert.equal((await api(`/mails/${id}?analysis=2`)).status, 404)
    assert.equal((await api(`/mails/${id}?analysis=x`)).status, 400)
  })
  test('tells what is left of the mail, and until when: as long as its address, or the days of its team', async () => {
    const { address } = await newAddress()
    const id = await arrived(address)
    const read = async () => mailSchema.parse(JSON.parse((await api(`/mails/${id}`)).text))
    const first = await read()
    assert.deepEqual([first.kept, first.source, first.keptUntil], ['everything', 'smtp', address.keptUntil.toISOString()])
    await prisma.mail.update({ where: { id }, data: { kept: 'headers' } })
    assert.equal((await read()).kept, 'headers')
    assert.equal((await api(`/mails/${id}/preview`)).status, 404)
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'personal', retentionDays: 1 } })
    const ofTeam = await mailById(id)
    assert.equal(ofTeam?.keptUntil.getTime(), (ofTeam?.receivedAt.getTime() ?? 0) + 86_400_000)
  })
  test('of a team with an owner opens nothing to others', async () => {
    const { address } = await newAddress()
    const id = await arrived(address)
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'personal' } })
    for (const path of [`/mails/${id}`, `/mails/${id}/raw`]) assert.equal((await api(path)).status, 404)
    assert.equal((await api(`/mails/${id}`, { method: 'DELETE' })).status, 404)
    assert.ok(await mailById(id))
  })
})

describe('GET /mails/{id}/raw', () => {
  test('gives the octets as they came, as a file that nothing runs', async () => {
    const source = 'Subject: =?x?=\r\n\0\xff\n\r<script>alert(1)</script>\r\n'
    const { address } = await newAddress()
    const id = await arrived(address, source)
    const response = await fetch(`http://127.0.0.1:${web.port}/api/v1/mails/${id}/raw`)
    assert.equal(Buffer.from(await response.arrayBuffer()).toString('latin1'), source)
    assert.equal(response.headers.get('content-type'), 'message/rfc822')
    assert.equal(response.headers.get('content-disposition'), `attachment; filename="${id}.eml"`)
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff')
    assert.match(response.headers.get('content-security-policy') ?? '', /^sandbox; default-src 'none'/)
  })
})

describe('DELETE', () => {
  test('of a mail removes it and its octets', async () => {
    const { address, token } = await newAddress()
    const id = await arrived(address)
    assert.equal((await api(`/mails/${id}`, { method: 'DELETE' })).status, 204)
    for (const path of [`/mails/${id}`, `/mails/${id}/raw`]) assert.equal((await api(path)).status, 404)
    assert.equal((await api(`/addresses/${token}`)).status, 200)
  })
  test('of an address removes it and its mails', async () => {
    const { address, token } = await newAddress()
    const id = await arrived(address)
    assert.equal((await api(`/addresses/${token}`, { method: 'DELETE' })).status, 204)
    for (const path of [`/addresses/${token}`, `/addresses/${token}/mails`, `/mails/${id}`])
      assert.equal((await api(path)).status, 404)
    assert.equal((await api(`/addresses/${token}`, { method: 'DELETE' })).status, 404)
  })
})

describe('a method', () => {
  const rows: [path: string, method: string, allow: string][] = [
    ['/addresses', 'GET', 'POST'],
    ['/addresses', 'DELETE', 'POST'],
    ['/addresses/x', 'PUT', 'GET, HEAD, DELETE'],
    ['/addresses/x/mails', 'POST', 'GET, HEAD'],
    ['/mails/x', 'POST', 'GET, HEAD, DELETE'],
    ['/mails/x/raw', 'DELETE', 'GET, HEAD'],
  ]
  for (const [path, method, allow] of rows) {
    test(`${method} on ${path} is told what is allowed: ${allow}`, async () => {
      const answer = await api(path, { method })
      assert.deepEqual([answer.status, answer.headers.allow], [405, allow])
    })
  }
})

test('an Accept that leaves out what we have gets 406', async () => {
  const { token } = await newAddress()
  const status = async (accept: string) => (await api(`/addresses/${token}`, { headers: { accept } })).status
  assert.deepEqual(
    [
      await status('application/xml'),
      await status('text/html,application/xml;q=0.9,*/*;q=0.8'),
      await status('application/json;q=0'),
    ],
    [406, 200, 406],
  )
})

test('a name that is no id, and an id that is nobody’s, answer the same 404', async () => {
  const names = [
    'x',
    newId(),
    '00000000-0000-0000-0000-000000000000',
    newId().toUpperCase(),
    'a'.repeat(5000),
    '%F0%9F%98%80',
    "'; DROP TABLE",
    '__proto__',
    '1e9',
    '-1',
  ]
  const seen = new Set<string>()
  for (const name of names) {
    const safe = encodeURI(name.replaceAll('%', '%25'))
    for (const path of [`/mails/${safe}`, `/mails/${safe}/raw`, `/addresses/${safe}`, `/addresses/${safe}/mails`]) {
      for (const method of ['GET', 'DELETE']) {
        const answer = await api(path, { method })
        if (answer.status !== 405) seen.add(`${answer.status} ${answer.text}`)
      }
    }
  }
  assert.equal(seen.size, 1)
  assert.match([...seen][0] ?? '', /^404 .*"code":"not-found"/)
})
