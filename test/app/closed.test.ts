/** An instance for its members only: without an account nothing is made, and accounts are made by invitation. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { newVisitor } from '../helpers/visitor.ts'

const password = 'four quiet words here'
let web: Web
let people: typeof import('../helpers/people.ts')
let createInvitation: typeof import('#prisma/invitation.ts').createInvitation

before(async () => {
  // The settings are read once, when the first of ours is imported.
  process.env.SIGNUP = 'invite'
  process.env.ACCESS = 'members'
  process.env.READERS = 'false'
  people = await import('../helpers/people.ts')
  createInvitation = (await import('#prisma/invitation.ts')).createInvitation
  web = await (await import('../../app/server.ts')).startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const someone = () => `${randomUUID()}@people.example`

test('the first account is made, whatever is set; no other without an invitation', async () => {
  const first = await newVisitor(web.port).post('/sign-up', { email: someone(), password })
  assert.deepEqual([first.status, first.headers.location], [303, '/'])
  assert.match((await newVisitor(web.port).get('/sign-up')).text, /by invitation only/)
  assert.equal((await newVisitor(web.port).post('/sign-up', { email: someone(), password })).status, 403)
  const { teamId } = await people.newTeam()
  const owner = await people.newMember(teamId, 'owner')
  const invite = { teamId, invitedBy: owner.id, email: null, role: 'member', projectIds: [], uses: 1 } as const
  const next = `?next=${encodeURIComponent(`/invitation/${await createInvitation({ ...invite, projectIds: [] })}`)}`
  assert.equal((await newVisitor(web.port).post(`/sign-up${next}`, { email: someone(), password })).status, 303)
  const forged = `?next=${encodeURIComponent(`/invitation/${'A'.repeat(22)}`)}`
  assert.equal((await newVisitor(web.port).post(`/sign-up${forged}`, { email: someone(), password })).status, 403)
})

test('nobody takes an address or scans; a member does both', async () => {
  const { cookie } = await people.newPerson()
  const headers = { 'content-type': 'application/json', origin: `http://127.0.0.1:${web.port}` }
  const send = (path: string, body: string, more: Record<string, string>) =>
    ask(web.port, path, { method: 'POST', body, headers: { ...headers, ...more } })
  for (const [path, body] of [
    ['/api/v1/addresses', '{}'],
    ['/api/v1/scans', '{"domain":"acme.example"}'],
  ] as const) {
    const refused = await send(path, body, {})
    assert.deepEqual([refused.status, JSON.parse(refused.text).code], [403, 'members-only'], path)
    assert.ok([201, 202].includes((await send(path, body, { cookie })).status), path)
  }
  assert.match((await newVisitor(web.port).get('/')).text, /to its members only.*Sign in/s)
  assert.match((await newVisitor(web.port, cookie).get('/')).text, /@seedbed/)
})

test('where IMAP and POP3 are switched off nothing offers them, and nothing is missing', async () => {
  const { address, token } = await (await import('../helpers/rows.ts')).newAddress()
  const { readers } = JSON.parse((await ask(web.port, '/readyz')).text).parts
  assert.deepEqual([readers.ok, readers.detail], [true, 'switched off (READERS)'])
  assert.ok(!(await ask(web.port, '/metrics')).text.includes('seedbed_readers_up'))
  const live = (await ask(web.port, `/a/${token}`)).text
  assert.ok(live.includes(address.email) && !live.includes('mail program'))
  const made = await ask(web.port, `/api/v1/addresses/${token}/credentials`, { method: 'POST' })
  assert.deepEqual([made.status, JSON.parse(made.text).code], [409, 'readers-off'])
  for (const path of [`/a/${token}/mail.mobileconfig`, '/.well-known/autoconfig/mail/config-v1.1.xml'])
    assert.equal((await ask(web.port, path)).status, 404, path)
})
