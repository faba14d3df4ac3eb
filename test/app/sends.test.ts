/** Relays and test sends as programs ask for them, and what may not be asked for. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { proofOf } from '#prisma/proof.ts'
import { openMail } from '#checks/bounce/open-mail.ts'
import {
  type NewRelay,
  type NewSend,
  problemSchema,
  relayListSchema,
  relaySchema,
  sendListSchema,
  sendSchema,
  triedRelaySchema,
} from '../../app/api.ts'
import { readRelay } from '../../app/relays/fields.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { compose } from '../../app/sends/compose.server.ts'
import { proofRecord, readMailbox } from '../../app/sends/mailbox.server.ts'
import { issueAddress } from '#prisma/address.ts'
import { ask } from '../helpers/ask.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const relay: NewRelay = { host: 'smtp.acme.example', port: 587, tls: 'starttls', username: 'ann', password: 'kingfisher' }

/** A browser that keeps its cookie. */
function newClient() {
  let cookie = ''
  return {
    async ask(method: string, path: string, body?: object) {
      const headers = { 'content-type': 'application/json', origin: `http://127.0.0.1:${web.port}`, ...(cookie && { cookie }) }
      const answer = await ask(web.port, `/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
      cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? cookie
      return answer
    },
  }
}

async function newSender() {
  const client = newClient()
  const { id } = relaySchema.parse(JSON.parse((await client.ask('POST', '/relays', relay)).text))
  const { teamId } = await prisma.relay.findUniqueOrThrow({ where: { id } })
  const { address } = await issueAddress({ teamId, domain: 'seedbed.localhost', projectId: newId() })
  const send: NewSend = { relay: id, from: 'Shop <news@acme.example>', to: address.email, subject: 'Sale', text: 'hello' }
  return { client, teamId, address, send }
}

describe('a relay', () => {
  test('is added, listed without its password, and deleted', async () => {
    const client = newClient()
    const made = await client.ask('POST', '/relays', relay)
    assert.equal(made.status, 201)
    const { id, name } = relaySchema.parse(JSON.parse(made.text))
    assert.equal(made.headers.location, `/api/v1/relays/${id}`)
    assert.equal(name, 'smtp.acme.example')
    const listed = await client.ask('GET', '/relays')
    assert.deepEqual(
      relayListSchema.parse(JSON.parse(listed.text)).relays.map((one) => one.id),
      [id],
    )
    assert.ok(!(made.text + listed.text).includes('kingfisher'))
    assert.deepEqual(JSON.parse((await newClient().ask('GET', '/relays')).text), { relays: [] })
    assert.equal((await newClient().ask('DELETE', `/relays/${id}`)).status, 404)
    assert.equal((await newClient().ask('POST', `/relays/${id}/try`)).status, 404)
    assert.equal((await client.ask('DELETE', `/relays/${id}`)).status, 204)
  })

  test('that is tried and not found says so', async () => {
    const { client, send } = await newSender()
    const { text } = await client.ask('POST', `/relays/${send.relay}/try`)
    const { accepted, phase, trouble } = triedRelaySchema.parse(JSON.parse(text))
    assert.deepEqual({ accepted, phase, trouble }, { accepted: false, phase: 'connect', trouble: 'no-dns' })
  })

  const fields = { name: '', host: 'smtp.acme.com', port: '587', tls: 'starttls', username: '', password: '' }
  const wrong: [what: Partial<typeof fields>, field: string][] = [
    [{ host: '' }, 'host'],
    [{ host: 'acme' }, 'host'],
    [{ host: 'http://acme.com/' }, 'host'],
    [{ host: '127.0.0.1' }, 'host'],
    [{ host: '[::1]' }, 'host'],
    [{ host: '::ffff:10.0.0.1' }, 'host'],
    [{ host: '169.254.169.254' }, 'host'],
    [{ host: '2130706433' }, 'host'],
    [{ host: '127.1' }, 'host'],
    [{ port: '0' }, 'port'],
    [{ port: '22' }, 'port'],
    [{ port: '6379' }, 'port'],
    [{ port: '70000' }, 'port'],
    [{ port: '587.5' }, 'port'],
    [{ tls: 'perhaps' }, 'tls'],
    [{ username: 'ann' }, 'password'],
    [{ password: 'secret' }, 'username'],
    [{ username: 'ann\r\nRSET', password: 'secret' }, 'username'],
    [{ username: 'ann', password: 'a\r\nb' }, 'password'],
    [{ username: 'ann', password: 'secret', tls: 'none' }, 'password'],
  ]
  for (const [what, field] of wrong) {
    test(`is not ${JSON.stringify(what)}`, () => {
      const read = readRelay({ ...fields, ...what })
      assert.ok('faults' in read)
      assert.deepEqual(
        read.faults.map((fault) => fault.field),
        [field],
      )
    })
  }

  test('may be an address, or a name in its own script', () => {
    const hosts = ['9.9.9.9', '[2620:fe::fe]', 'bücher.example', 'SMTP.Acme.com.'].map((host) => {
      const read = readRelay({ ...fields, host })
      return 'relay' in read ? read.relay.host : read.faults
    })
    assert.deepEqual(hosts, ['9.9.9.9', '2620:fe::fe', 'xn--bcher-kva.example', 'smtp.acme.com'])
  })
})

describe('a test send', () => {
  test('is asked for, listed, read and deleted, and is nobody else’s', async () => {
    const { client, send, address } = await newSender()
    const asked = await client.ask('POST', '/sends', { ...send, returnPath: address.email })
    assert.equal(asked.status, 202, asked.text)
    const made = sendSchema.parse(JSON.parse(asked.text))
    assert.equal(asked.headers.location, `/api/v1/sends/${made.id}`)
    assert.deepEqual(made.envelope, {
      mailFrom: `${address.seed}+send-${made.id.slice(-12)}@${address.domain}`,
      rcptTo: address.email,
    })
    const listed = async (query = '') => sendListSchema.parse(JSON.parse((await client.ask('GET', `/sends${query}`)).text)).sends
    assert.deepEqual(
      (await listed(`?project=${address.projectId}`)).map(({ project }) => project),
      [address.projectId],
    )
    assert.deepEqual(await listed(`?project=${newId()}`), [])
    assert.equal((await client.ask('GET', '/sends?project=x')).status, 400)
    const sends = await listed()
    assert.deepEqual(
      sends.map(({ id, from }) => ({ id, from })),
      [{ id: made.id, from: 'Shop <news@acme.example>' }],
    )
    for (const method of ['GET', 'DELETE']) assert.equal((await newClient().ask(method, `/sends/${made.id}`)).status, 404)
    assert.equal((await client.ask('GET', `/sends/${made.id}`)).status, 200)
    assert.equal((await prisma.testSend.findUniqueOrThrow({ where: { id: made.id } })).projectId, address.projectId)
    assert.equal((await client.ask('DELETE', `/sends/${made.id}`)).status, 204)
    assert.equal((await client.ask('GET', `/sends/${made.id}`)).status, 404)
  })

  test('goes to a label and to a chosen reply of an address', async () => {
    const { client, send, address } = await newSender()
    for (const to of [
      `reply-550-5.1.1.${address.seed}@seedbed.localhost`,
      `${address.email.replace('@', '+spring@')}`,
      address.email,
    ])
      assert.equal((await client.ask('POST', '/sends', { ...send, to })).status, 202, to)
  })

  test('goes to nobody else', async () => {
    const { client, send } = await newSender()
    const { address: foreign } = await newSender()
    const rows: [changes: Partial<NewSend>, code: string][] = [
      [{ to: foreign.email }, 'bad-request'],
      [{ to: 'postmaster@seedbed.localhost' }, 'bad-request'],
      [{ to: 'ceo@acme.example' }, 'not-your-domain'],
      [{ to: 'a@acme.example, b@acme.example' }, 'bad-request'],
      [{ to: 'a@acme.example\r\nRCPT TO:<b@acme.example>' }, 'bad-request'],
      [{ to: 'no address' }, 'bad-request'],
      [{ returnPath: foreign.email }, 'bad-request'],
      [{ from: 'nobody' }, 'bad-request'],
      [{ relay: '018f0000-0000-7000-8000-000000000000' }, 'bad-request'],
      [{ subject: '' }, 'bad-request'],
      [{ text: '' }, 'bad-request'],
    ]
    for (const [changes, code] of rows) {
      const { status, text } = await client.ask('POST', '/sends', { ...send, ...changes })
      assert.deepEqual([status, problemSchema.parse(JSON.parse(text)).code], [400, code], JSON.stringify(changes))
    }
    const { text } = await newClient().ask('POST', '/sends', send)
    assert.equal(problemSchema.parse(JSON.parse(text)).code, 'bad-request')
  })
})

test('a domain is proved by the code of the team, at the domain that was registered', () => {
  const teamId = '018f0000-0000-7000-8000-000000000001'
  const { name, value } = proofRecord(teamId, 'mail.acme.com')
  assert.deepEqual([name, value], ['_seedbed.acme.com', `seedbed-proof=${proofOf({ teamId, domain: 'acme.com' })}`])
})

describe('one address is found in', () => {
  const rows: [text: string, address: string | undefined][] = [
    ['Shop <news@acme.com>', 'news@acme.com'],
    ['  news@ACME.com ', 'news@acme.com'],
    ['Zoë <zoë@bücher.example>', 'zoë@xn--bcher-kva.example'],
    ['a@b.example, c@d.example', undefined],
    ['"a b"@acme.com', undefined],
    ['a<b@acme.com>c@acme.com', undefined],
    [`${'a'.repeat(65)}@acme.com`, undefined],
    ['', undefined],
  ]
  for (const [text, address] of rows) test(JSON.stringify(text), () => assert.equal(readMailbox(text)?.address, address))
})

test('what is typed ends no header line, and reads no file', async () => {
  const from = readMailbox('Shop <news@acme.com>')
  assert.ok(from)
  const given = { from, to: 'a@b.example', messageId: '<1@acme.com>', date: new Date(0) }
  const octets = await compose({
    ...given,
    subject: 'Sale\r\nBcc: c@d.example',
    text: 'hello',
    html: '<img src="file:///etc/passwd">',
  })
  const { headers } = openMail(octets)
  assert.deepEqual(headers.map(({ name }) => name.toLowerCase()).toSorted(), [
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ])
  assert.ok(octets.includes('file:///etc/passwd'))
})
