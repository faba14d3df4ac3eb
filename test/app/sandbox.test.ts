/** The pages of the sandbox: what is shown to whom, passwords made and taken back, search, and deleting all. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { databaseUrl, prisma } from '#prisma/client.ts'
import { newId } from '#prisma/id.ts'
import { openPool } from '#prisma/pool.ts'
import { createProject } from '#prisma/project.ts'
import { localSandboxTeam, openSandbox, type SandboxOwner, sandboxAddress } from '#prisma/sandbox.ts'
import { sandboxMailListSchema } from '../../app/sandbox/api.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { newMember, newTeam } from '../helpers/people.ts'
import { newVisitor } from '../helpers/visitor.ts'

const pool = openPool({ databaseUrl: databaseUrl(), max: 2 })
let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(async () => {
  await web.close()
  await pool.end()
  closeLimits()
})

/** A mail as the receiver would have stored it. */
async function put(owner: SandboxOwner, subjectHeader: string, recipients: string[]): Promise<string> {
  const { id: addressId } = await sandboxAddress(pool, owner)
  const [id, rawId] = [newId(), newId()]
  const bytes = new Uint8Array(Buffer.from(`Subject: ${subjectHeader}\r\n\r\nHello\r\n`))
  await prisma.mailRaw.create({ data: { id: rawId, bytes } })
  await prisma.mail.create({
    data: {
      ...{ id, rawId, addressId, ...owner, source: 'submission', transaction: 1, receivedAt: new Date(), sessionId: newId() },
      ...{ mailFrom: 'shop@acme.example', recipient: recipients[0] ?? '', recipients, size: bytes.length, subjectHeader },
      ...{ peerAddress: '127.0.0.1', helo: 'app', extended: true, tlsOffered: 'starttls', status: 'reported' },
    },
  })
  return id
}

async function teamWith(role: 'viewer' | 'member') {
  const { teamId, slug } = await newTeam()
  const project = await createProject({ teamId, name: 'Shop' })
  const person = await newMember(teamId, role)
  return {
    teamId,
    projectId: project?.id ?? null,
    path: `/team/${slug}/sandbox`,
    visitor: newVisitor(web.port, person.cookie),
    slug,
  }
}

const passwordIn = (html: string): string => /[0-9a-z]{4}(?:-[0-9a-z]{4}){6}/.exec(html)?.[0] ?? ''
const usernameIn = (html: string): string => /sandbox(?:-[0-9a-z]{4}){3}/.exec(html)?.[0] ?? ''

describe('/sandbox', () => {
  test('shows this machine what came without a password, and deletes it', async () => {
    const visitor = newVisitor(web.port)
    const id = await put({ teamId: localSandboxTeam, projectId: null }, 'Welcome <b>', ['ann@example.org', '"><script>@x'])
    const { text, status } = await visitor.get('/sandbox')
    assert.equal(status, 200)
    assert.match(text, new RegExp(`href="/mail/${id}\\?tab=mail"`))
    assert.match(text, /Welcome &lt;b&gt;/)
    assert.doesNotMatch(text, /"><script>@x/)
    assert.match(text, /without a password/)
    assert.match(
      (await visitor.get(`/mail/${id}?tab=mail`)).text.replaceAll('<!-- -->', ''),
      /Sent to .*ann@example\.org.*&quot;&gt;&lt;script&gt;@x/,
    )
    assert.equal((await visitor.post('/sandbox', { intent: 'delete' })).status, 303)
    assert.doesNotMatch((await visitor.get('/sandbox')).text, /Welcome/)
  })

  test('gives a browser a password of its own, shown once', async () => {
    const [visitor, other] = [newVisitor(web.port), newVisitor(web.port)]
    const made = await visitor.post('/sandbox', { intent: 'make' })
    const given = { username: usernameIn(made.text), password: passwordIn(made.text) }
    const owner = await openSandbox(pool, given)
    assert.ok(owner)
    const again = await visitor.get('/sandbox')
    assert.equal(passwordIn(again.text), '')
    assert.equal(usernameIn(again.text), given.username)
    await put(owner, 'Only mine', ['ann@example.org'])
    assert.match((await visitor.get('/sandbox')).text, /Only mine/)
    const seen = (await other.get('/sandbox')).text
    assert.ok(!seen.includes('Only mine') && usernameIn(seen) === '')
    await other.post('/sandbox', { intent: 'revoke', username: given.username })
    assert.ok(await openSandbox(pool, given))
    await visitor.post('/sandbox', { intent: 'revoke', username: given.username })
    assert.equal(await openSandbox(pool, given), null)
  })
})

describe('the sandbox of a team', () => {
  test('is searched, kept apart by project, and emptied', async () => {
    const { teamId, projectId, path, visitor, slug } = await teamWith('member')
    await put({ teamId, projectId }, 'Your order', ['ann@example.org', 'boss@acme.example'])
    await put({ teamId, projectId: null }, 'Your invoice', ['ben@example.org'])
    const rows: [query: string, order: boolean, invoice: boolean][] = [
      ['', true, true],
      ['?find=ORDER', true, false],
      ['?find=boss%40', true, false],
      ['?find=ben@example.org', false, true],
      ['?find=%25', false, false],
      ['?before=nonsense', true, true],
      [`?project=${projectId}`, true, false],
      [`?project=${newId()}`, false, false],
    ]
    for (const [query, order, invoice] of rows) {
      const { text } = await visitor.get(`${path}${query}`)
      assert.deepEqual([text.includes('Your order'), text.includes('Your invoice')], [order, invoice], query)
    }
    const limited = newVisitor(web.port, (await newMember(teamId, 'member', [projectId ?? ''])).cookie)
    const seen = (await limited.get(path)).text
    assert.deepEqual([seen.includes('Your order'), seen.includes('Your invoice')], [true, false])
    assert.equal((await limited.post(path, { intent: 'make', project: '' })).status, 404)
    for (const [project, count] of [
      [projectId, 1],
      [newId(), 0],
    ] as const) {
      const { text } = await visitor.get(`/api/v1/sandbox/mails?project=${project}`)
      assert.equal(sandboxMailListSchema.parse(JSON.parse(text)).mails.length, count)
    }
    const pressed = await visitor.post(`${path}?project=${projectId}`, { intent: 'delete' })
    assert.equal(pressed.headers.location, `${path}?project=${projectId}`)
    await put({ teamId, projectId }, 'Your order', ['ann@example.org'])
    await limited.post(path, { intent: 'delete' })
    assert.match((await visitor.get(path)).text, /Your invoice/)
    assert.doesNotMatch((await visitor.get(path)).text, /Your order/)
    const made = await visitor.post(path, { intent: 'make', project: projectId ?? '' })
    const owner = await openSandbox(pool, { username: usernameIn(made.text), password: passwordIn(made.text) })
    assert.deepEqual(owner, { teamId, projectId })
    assert.equal((await visitor.post(path, { intent: 'make', project: newId() })).status, 404)
    assert.equal(await prisma.auditEntry.count({ where: { teamId, action: 'sandbox.password-made' } }), 1)
    assert.match((await visitor.get(`/team/${slug}`)).text, new RegExp(`href="${path}"`))
  })

  test('is only read by a viewer', async () => {
    const { teamId, path, visitor } = await teamWith('viewer')
    await put({ teamId, projectId: null }, 'Stays', ['ann@example.org'])
    const { text } = await visitor.get(path)
    assert.match(text, /Stays/)
    assert.doesNotMatch(text, /Delete all|Make a user name/)
    for (const intent of ['make', 'delete', 'revoke']) assert.equal((await visitor.post(path, { intent })).status, 403)
    assert.match((await visitor.get(path)).text, /Stays/)
  })
})
