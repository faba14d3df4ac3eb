/** Passwords for mail programs: made, shown once, revoked; and what tells a program where to go. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { env } from '#env'
import { openWith } from '#prisma/credential.ts'
import { databaseUrl } from '#prisma/client.ts'
import { openPool } from '#prisma/pool.ts'
import { credentialSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask, type Question } from '../helpers/ask.ts'
import { newAddress } from '../helpers/rows.ts'

let web: Web
const pool = openPool({ databaseUrl: databaseUrl(), max: 2 })
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await pool.end()
  await web.close()
})

const api = (path: string, question?: Question) => ask(web.port, `/api/v1${path}`, question)

describe('POST /addresses/{token}/credentials', () => {
  test('makes a password that opens the address, and takes the one before away', async () => {
    const { address, token } = await newAddress()
    const answer = await api(`/addresses/${token}/credentials`, { method: 'POST' })
    assert.equal(answer.status, 201)
    const { username, password, imap } = credentialSchema.strict().parse(JSON.parse(answer.text))
    assert.equal(username, address.email)
    assert.deepEqual(imap, { host: env.IMAP_HOST, port: env.IMAP_PORT, tlsPort: env.IMAPS_PORT })
    // However it is typed.
    for (const name of [username, username.toUpperCase(), username.replaceAll('-', '')]) {
      for (const word of [password, password.toUpperCase(), password.replaceAll('-', '')])
        assert.equal((await openWith(pool, { username: name, password: word }))?.addressId, address.id, `${name} ${word}`)
    }
    assert.equal(await openWith(pool, { username, password: `${password}x` }), null)
    const again = credentialSchema.parse(JSON.parse((await api(`/addresses/${token}/credentials`, { method: 'POST' })).text))
    assert.equal(await openWith(pool, { username, password }), null)
    assert.equal((await openWith(pool, again))?.addressId, address.id)
    assert.equal((await api(`/addresses/${token}/credentials`, { method: 'DELETE' })).status, 204)
    assert.equal(await openWith(pool, again), null)
  })
  test('is not there for an unknown token', async () => {
    assert.equal((await api('/addresses/AAAAAAAAAAAAAAAAAAAAAA/credentials', { method: 'POST' })).status, 404)
    assert.equal((await api('/addresses/AAAAAAAAAAAAAAAAAAAAAA/credentials')).status, 405)
  })
})

describe('the live page', () => {
  test('makes a password and shows it once, without a script', async () => {
    const { token } = await newAddress()
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: env.BASE_URL }
    const made = await ask(web.port, `/a/${token}`, { method: 'POST', headers: form, body: 'intent=make-password' })
    const [, password = ''] = />((?:[0-9a-z]{4}-){6}[0-9a-z]{4})</.exec(made.text) ?? []
    assert.ok(password, made.text.slice(0, 500))
    const later = await ask(web.port, `/a/${token}`)
    assert.ok(!later.text.includes(password))
    assert.match(later.text, /Make a new password/)
    const revoked = await ask(web.port, `/a/${token}`, { method: 'POST', headers: form, body: 'intent=revoke-password' })
    assert.equal(revoked.status, 303)
    assert.match((await ask(web.port, `/a/${token}`)).text, /None yet\./)
  })
})

describe('mail programs are told', () => {
  for (const path of ['/.well-known/autoconfig/mail/config-v1.1.xml', '/mail/config-v1.1.xml?emailaddress=a@seedbed.localhost']) {
    test(`at ${path}`, async () => {
      const answer = await ask(web.port, path)
      assert.equal(answer.status, 200)
      assert.match(String(answer.headers['content-type']), /^text\/xml/)
      assert.match(answer.text, /<domain>seedbed\.localhost<\/domain>[\s\S]*<socketType>SSL<[\s\S]*%EMAILADDRESS%/)
    })
  }
  test('by a profile, for those of Apple, without the password', async () => {
    const { address, token } = await newAddress()
    const answer = await ask(web.port, `/a/${token}/mail.mobileconfig`)
    assert.equal(answer.headers['content-type'], 'application/x-apple-aspen-config; charset=utf-8')
    assert.ok(answer.text.includes(`<string>${address.email}</string>`))
    assert.equal((await ask(web.port, '/a/AAAAAAAAAAAAAAAAAAAAAA/mail.mobileconfig')).status, 404)
  })
})
