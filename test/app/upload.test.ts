/** Mails that are brought as a file, by a person and by a program. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { env } from '#env'
import { addressByToken, extendAddress } from '#prisma/address.ts'
import { prisma } from '#prisma/client.ts'
import { storeFile } from '#prisma/file.ts'
import { deleteMail, mailById, mailRaw } from '#prisma/mail.ts'
import { addressesBySeed } from '#prisma/recipient.ts'
import { openPool } from '#prisma/pool.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { subjectOf } from '#worker/jobs/analyze-mail.ts'
import { broughtMailSchema, problemSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const source = 'From: Acme <news@acme.com>\nSubject: Spring\nDate: Sat, 21 Nov 2026 09:59:30 +0000\n\nhello\n'
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** Presses the button of the page. */
async function send(fields: Record<string, string>, file?: string) {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  if (file !== undefined) form.set('file', new File([bytes(file)], '../../x.eml'))
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type') ?? '', origin: `http://127.0.0.1:${web.port}` }
  return ask(web.port, '/upload', { method: 'POST', headers, body: Buffer.from(await encoded.arrayBuffer()) })
}

async function madeBy(answer: Awaited<ReturnType<typeof send>>) {
  assert.equal(answer.status, 303, answer.text.slice(0, 300))
  const [, id = ''] = /^\/mail\/([\w-]+)$/.exec(String(answer.headers.location)) ?? []
  return (await mailById(id)) ?? assert.fail('no mail')
}

describe('a person brings', () => {
  test('a file: it is kept as it is, and judged as it was sent', async () => {
    const mail = await madeBy(await send({}, source))
    assert.deepEqual([mail.source, mail.sessionId, mail.status, mail.size], ['file', null, 'stored', source.length])
    const octets = (await mailRaw({ mailId: mail.id })) ?? assert.fail()
    assert.equal(octets.toString('latin1'), source)
    const subject = await subjectOf(mail, octets)
    assert.equal(Buffer.from(subject.raw).toString('latin1'), source.replaceAll('\n', '\r\n'))
    assert.deepEqual(
      [subject.session, subject.envelope, subject.headersOnly],
      [null, { mailFrom: null, rcptTo: null }, undefined],
    )
  })
  test('the source as text', async () => {
    const mail = await madeBy(await send({ text: source }))
    assert.equal((await mailRaw({ mailId: mail.id }))?.toString('latin1').includes('hello'), true)
  })
  test('header lines alone', async () => {
    const mail = await madeBy(await send({ text: source.slice(0, source.indexOf('\n\n')) }))
    const subject = await subjectOf(mail, (await mailRaw({ mailId: mail.id })) ?? assert.fail())
    assert.equal(subject.headersOnly, true)
  })
  test('and what is known of how it was sent: told, not witnessed', async () => {
    const typed = { ip: '9.9.9.9', helo: 'mail.acme.com', mailFrom: '<bounce@acme.com>', rcptTo: 'you@example.org' }
    const mail = await madeBy(await send(typed, source))
    const { session, envelope } = await subjectOf(mail, Buffer.from(source))
    assert.deepEqual([session?.told, session?.peerAddress, session?.helo, session?.tls], [true, '9.9.9.9', 'mail.acme.com', null])
    assert.deepEqual(envelope, { mailFrom: 'bounce@acme.com', rcptTo: 'you@example.org' })
  })
  test('the empty reverse-path, which is not an unknown one', async () => {
    const mail = await madeBy(await send({ ip: '9.9.9.9', helo: 'mail.acme.com', mailFrom: '<>' }, source))
    assert.equal((await subjectOf(mail, Buffer.from(source))).envelope.mailFrom, '')
  })
})

describe('nothing is kept of', () => {
  const rows: [title: string, fields: Record<string, string>, file: string | undefined, status: number, says: RegExp][] = [
    ['nothing', {}, undefined, 400, /Choose a file/],
    ['a text that is no mail', { text: 'Dear Sir,\nno.' }, undefined, 400, /We found no header lines in the first 64 KB/],
    ['a file of Outlook', {}, '\u00d0\u00cf\u0011\u00e0rest', 400, /a file of Outlook/],
    ['one with an address that is none', { ip: 'nine' }, source, 400, /no IP address/],
    ['one with a private address', { ip: '10.0.0.1' }, source, 400, /private network/],
    ['one with a name but no address', { helo: 'mail.acme.com' }, source, 400, /Say both, or none/],
    ['one larger than the limit', {}, source + 'x'.repeat(env.MAX_MESSAGE_BYTES), 413, /25 MiB at most/],
  ]
  for (const [title, fields, file, status, says] of rows) {
    test(title, async () => {
      const mails = await prisma.mail.count()
      const answer = await send(fields, file)
      assert.equal(answer.status, status)
      assert.match(answer.text, says)
      assert.equal(await prisma.mail.count(), mails)
    })
  }
})

test('what was typed is shown again after a mistake, as text', async () => {
  const { text } = await send({ text: 'Dear <b>Sir</b>', mailFrom: '"><script>' })
  assert.match(text, /Dear &lt;b&gt;Sir/)
  assert.match(text, /value="&quot;&gt;&lt;script&gt;"/)
})

test('the one box leads pasted header lines here, and takes the text along', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${web.port}` }
  const body = new URLSearchParams({ text: 'From: a@acme.com\r\nSubject: x' }).toString()
  const answer = await ask(web.port, '/check', { method: 'POST', headers, body })
  assert.deepEqual([answer.status, answer.headers.location], [307, '/upload'])
  assert.equal((await ask(web.port, '/upload', { method: 'POST', headers, body })).status, 303)
})

describe('a program brings', () => {
  const post = (body: string, query = '', type = 'message/rfc822') =>
    ask(web.port, `/api/v1/mails${query}`, { method: 'POST', headers: { 'content-type': type }, body })
  test('a mail: 202 and where it is', async () => {
    const answer = await post(source, '?ip=9.9.9.9&helo=mail.acme.com&mailFrom=b@acme.com')
    const { id } = broughtMailSchema.parse(JSON.parse(answer.text))
    assert.deepEqual([answer.status, answer.headers.location], [202, `/api/v1/mails/${id}`])
    assert.equal((await mailById(id))?.peerAddress, '9.9.9.9')
    assert.equal((await ask(web.port, `/api/v1/mails/${id}`)).status, 200)
    assert.equal((await ask(web.port, `/api/v1/mails/${id}/raw`)).text, source)
  })
  const rows: [title: string, answer: () => ReturnType<typeof post>, status: number, code: string][] = [
    ['JSON', () => post('{}', '', 'application/json'), 415, 'unsupported-media-type'],
    ['no mail', () => post('hello'), 400, 'not-a-mail'],
    ['nothing', () => post(''), 400, 'nothing'],
    ['a wrong address', () => post(source, '?ip=x'), 400, 'bad-request'],
  ]
  for (const [title, answer, status, code] of rows) {
    test(`${title}: ${code}`, async () => {
      const { status: got, text } = await answer()
      assert.deepEqual([got, problemSchema.parse(JSON.parse(text)).code], [status, code])
    })
  }
})

describe('the address of a file', () => {
  const made = async () => storeFile({ teamId: await createAnonymousTeam(), octets: bytes(source) })
  test('leads to its mail', async () => {
    const { mailId, token } = await made()
    const { status, headers } = await ask(web.port, `/a/${token}`)
    assert.deepEqual([status, headers.location], [303, `/mail/${mailId}`])
  })
  test('receives nothing, and can never be made to', async () => {
    const { token } = await made()
    const address = (await addressByToken(token)) ?? assert.fail()
    await extendAddress(address)
    const now = (await addressByToken(token)) ?? assert.fail()
    assert.ok(now.receivesUntil <= new Date())
    const pool = openPool({ databaseUrl: env.DATABASE_URL ?? '', max: 1 })
    assert.deepEqual(await addressesBySeed(pool, [address.seed]), [])
    await pool.end()
  })
  test('is nobody else’s to delete from', async () => {
    const { mailId } = await made()
    await deleteMail({ id: mailId, teamId: await createAnonymousTeam() })
    assert.ok(await mailById(mailId))
    const mail = (await mailById(mailId)) ?? assert.fail()
    await deleteMail(mail)
    assert.equal(await mailById(mailId), null)
    assert.equal(await mailRaw({ mailId }), null)
  })
})
