/** API tokens, how often one may ask, and requests that are not done twice. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { addressByToken } from '#prisma/address.ts'
import { apiTokensOf, makeApiToken, revokeApiToken, type Scope } from '#prisma/api-token.ts'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { arrived, newAddress } from '../helpers/rows.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  closeLimits()
})

const later = new Date(Date.now() + 3_600_000)

/** A team with a member and a token of theirs. */
async function withToken(scope: Scope, { expiresAt = later as Date | null, role = 'member' as const } = {}) {
  const { teamId } = await newTeam()
  const person = await newMember(teamId, role)
  const made = await makeApiToken({ teamId, userId: person.id, projectId: null, name: 'ci', scope, expiresAt })
  return { teamId, person, ...made }
}

const post = (path: string, headers: Record<string, string>, body?: object) =>
  ask(web.port, `/api/v1${path}`, {
    method: 'POST',
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const codeOf = ({ text }: { text: string }): string => JSON.parse(text).code

describe('a token', () => {
  test('makes things for its team, and is noted as used', async () => {
    const { teamId, token, view } = await withToken('write')
    const answer = await post('/addresses', bearer(token))
    assert.equal(answer.status, 201, answer.text)
    assert.equal((await addressByToken(JSON.parse(answer.text).token))?.teamId, teamId)
    const [known] = await apiTokensOf({ teamId })
    assert.deepEqual([known?.id, known?.name, known?.lastUsedAt === null], [view.id, 'ci', false])
  })
  test('is kept as a digest only', async () => {
    const { token, view } = await withToken('write')
    const row = await prisma.apiToken.findUniqueOrThrow({ where: { id: view.id } })
    assert.ok(!JSON.stringify(row).includes(token.slice(8)))
  })
  test('opens the mails of its team, and of no other', async () => {
    const { teamId, token } = await withToken('read')
    const { address } = await newAddress()
    const id = await arrived(address)
    await prisma.team.update({ where: { id: address.teamId }, data: { kind: 'team' } })
    const read = () => ask(web.port, `/api/v1/mails/${id}`, { headers: bearer(token) })
    assert.equal((await read()).status, 404)
    await prisma.mail.update({ where: { id }, data: { teamId } })
    await prisma.address.update({ where: { id: address.id }, data: { teamId } })
    assert.equal((await read()).status, 200)
  })

  const refused: [title: string, make: () => Promise<string>, status: number, code: string][] = [
    ['that only reads makes nothing', async () => (await withToken('read')).token, 403, 'not-allowed'],
    [
      'of a viewer makes nothing, whatever it says',
      async () => (await withToken('manage', { role: 'viewer' as never })).token,
      403,
      'not-allowed',
    ],
    [
      'that has ended opens nothing',
      async () => (await withToken('write', { expiresAt: new Date(Date.now() - 1) })).token,
      401,
      'bad-token',
    ],
    ['that nobody knows opens nothing', async () => `seedbed_${'A'.repeat(43)}`, 401, 'bad-token'],
    ['that is none opens nothing', async () => 'hello', 401, 'bad-token'],
    [
      'that was taken back opens nothing',
      async () => {
        const { teamId, token, view } = await withToken('write')
        assert.equal(await revokeApiToken({ teamId: newId(), id: view.id }), false)
        assert.ok(await revokeApiToken({ teamId, id: view.id }))
        return token
      },
      401,
      'bad-token',
    ],
    [
      'whose maker left the team opens nothing',
      async () => {
        const { teamId, person, token } = await withToken('write')
        await prisma.member.delete({ where: { teamId_userId: { teamId, userId: person.id } } })
        return token
      },
      401,
      'bad-token',
    ],
  ]
  for (const [title, make, status, code] of refused) {
    test(title, async () => {
      const answer = await post('/addresses', bearer(await make()))
      assert.deepEqual([answer.status, codeOf(answer)], [status, code])
    })
  }
  test('is no way into the pages', async () => {
    const { token } = await withToken('manage')
    const answer = await ask(web.port, '/settings/account', { headers: bearer(token) })
    assert.equal(answer.status, 302)
  })
})

describe('a request with a key', () => {
  test('is done once, and answered the same again', async () => {
    const { teamId, token } = await withToken('write')
    const headers = { ...bearer(token), 'idempotency-key': 'one' }
    const [first, then] = [await post('/addresses', headers, {}), await post('/addresses', headers, {})]
    assert.deepEqual([first.status, then.status, then.text], [201, 201, first.text])
    assert.equal(then.headers['idempotent-replayed'], 'true')
    assert.equal(await prisma.address.count({ where: { teamId } }), 1)
  })
  test('leaves nothing in the database that opens anything', async () => {
    const { teamId, token } = await withToken('write')
    const { text } = await post('/addresses', { ...bearer(token), 'idempotency-key': 'one' }, {})
    const row = await prisma.idempotency.findFirstOrThrow({ where: { ownerId: teamId } })
    assert.ok(row.body && !row.body.includes(JSON.parse(text).token))
  })
  test('and another body is refused', async () => {
    const { token } = await withToken('write')
    const headers = { ...bearer(token), 'idempotency-key': 'one' }
    await post('/addresses', headers, {})
    const answer = await post('/addresses', headers, { domain: 'seedbed.localhost' })
    assert.deepEqual([answer.status, codeOf(answer)], [422, 'another-request'])
  })
  test('that was refused may be tried again', async () => {
    const { token } = await withToken('write')
    const headers = { ...bearer(token), 'idempotency-key': 'one' }
    assert.equal((await post('/scans', headers, { domain: 'acme' })).status, 400)
    assert.equal((await post('/scans', headers, { domain: 'acme.example' })).status, 202)
  })
  test('is another for another team', async () => {
    const [one, two] = [await withToken('write'), await withToken('write')]
    const answers = [one, two].map(({ token }) => post('/addresses', { ...bearer(token), 'idempotency-key': 'same' }, {}))
    const [first, second] = await Promise.all(answers)
    assert.notEqual(first?.text, second?.text)
  })
  test('is done by one of two that come together', async () => {
    const { teamId, token } = await withToken('write')
    const headers = { ...bearer(token), 'idempotency-key': 'race' }
    const answers = await Promise.all([post('/addresses', headers, {}), post('/addresses', headers, {})])
    assert.ok(answers.every(({ status }) => status === 201 || status === 409))
    assert.equal(await prisma.address.count({ where: { teamId } }), 1)
  })
})

test('every answer says how often one may ask', async () => {
  const { token } = await withToken('read')
  const { headers } = await ask(web.port, `/api/v1/mails/${newId()}`, { headers: bearer(token) })
  const { 'ratelimit-limit': limit, 'ratelimit-remaining': remaining, 'ratelimit-reset': reset } = headers
  assert.deepEqual([limit, remaining], ['600', '599'])
  assert.ok(Number(reset) >= 1 && Number(reset) <= 60)
})
