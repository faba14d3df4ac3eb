/** Submission: whatever an application sends, to anybody, is kept in the sandbox of who authenticated, and goes nowhere. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTransport } from 'nodemailer'
import { prisma } from '#prisma/client.ts'
import { openWith } from '#prisma/credential.ts'
import { mailRaw } from '#prisma/mail.ts'
import { openPool } from '#prisma/pool.ts'
import { createProject } from '#prisma/project.ts'
import { deleteProject } from '#prisma/project-removal.ts'
import {
  emptySandboxes,
  issueSandboxCredential,
  localSandboxTeam,
  revokeSandboxCredential,
  sandboxCredentials,
  sandboxMails,
} from '#prisma/sandbox.ts'
import { sessionOfMail } from '#prisma/session.ts'
import { createAnonymousTeam } from '#prisma/team.ts'
import { databaseUrl } from '#prisma/client.ts'
import { subjectOf } from '#worker/jobs/analyze-mail.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { startReceiver } from '#worker/receiver/main.ts'
import { SmtpClient } from '../helpers/smtp.ts'

const receiver = await startReceiver({
  name: 'mx.seeds.example',
  seedDomains: ['seeds.example'],
  limits: { wrongPasswords: 3, wrongPasswordMs: 5, errors: 100, mailsPerSandboxDay: 5 },
})
after(async () => {
  await receiver.close()
  await Promise.allSettled([closeNews(), closeQueues(), prisma.$disconnect()])
})

async function newSandbox() {
  const teamId = await createAnonymousTeam()
  const project = await createProject({ teamId, name: 'Shop' })
  const projectId = project?.id ?? null
  return { teamId, projectId, ...(await issueSandboxCredential({ teamId, projectId })) }
}

const all = (teamId: string) => sandboxMails({ scopes: [{ teamId, projects: null }] })
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const plain = ({ username, password }: { username: string; password: string }) => base64(`\0${username}\0${password}`)

async function connect(port: number, implicitTls = false): Promise<SmtpClient> {
  const client = await SmtpClient.connect(port, { implicitTls })
  await client.reply()
  await client.say('EHLO app.example')
  return client
}

const mail = 'From: shop@acme.example\r\nTo: ann@example.org\r\nBcc: boss@acme.example\r\nSubject: Your order\r\n\r\nThanks.\r\n'

describe('an application', () => {
  for (const secure of [false, true]) {
    test(`sends to anybody by ${secure ? 'TLS' : 'STARTTLS'}, and all of it is kept once`, async () => {
      const sandbox = await newSandbox()
      const port = secure ? receiver.submissionsPort : receiver.submissionPort
      const auth = { user: sandbox.username, pass: sandbox.password }
      const transport = createTransport({
        host: '127.0.0.1',
        port,
        secure,
        requireTLS: !secure,
        auth,
        tls: { rejectUnauthorized: false },
      })
      const to = ['ann@example.org', 'ben@example.com', 'boss@acme.example', 'nobody@seeds.example']
      await transport.sendMail({ envelope: { from: 'shop@acme.example', to }, raw: mail })
      const [kept, ...more] = await all(sandbox.teamId)
      assert.ok(kept)
      assert.equal(more.length, 0)
      assert.deepEqual(kept.recipients, to)
      assert.equal(kept.source, 'submission')
      assert.equal(kept.projectId, sandbox.projectId)
      const raw = await mailRaw({ mailId: kept.id })
      assert.equal(raw?.toString(), mail)
      const subject = await subjectOf(kept, raw ?? Buffer.alloc(0))
      assert.equal(subject.session, null)
    })
  }

  for (const [title, talk] of [
    ['PLAIN at once', (s: Sandbox) => [`AUTH PLAIN ${plain(s)}`]],
    ['PLAIN when asked', (s: Sandbox) => ['AUTH PLAIN', plain(s)]],
    ['LOGIN', (s: Sandbox) => ['AUTH LOGIN', base64(s.username), base64(s.password)]],
    ['LOGIN with the name', (s: Sandbox) => [`AUTH LOGIN ${base64(s.username)}`, base64(s.password)]],
  ] as const) {
    test(`authenticates with ${title}, and nothing of it is written down`, async () => {
      const sandbox = await newSandbox()
      const client = await connect(receiver.submissionPort)
      let reply = ''
      for (const line of talk(sandbox)) reply = await client.say(line)
      assert.match(reply, /^235 2\.7\.0 /)
      await client.envelope('ann@example.org')
      assert.match(await client.data(mail), /^250 /)
      await client.quit()
      const [kept] = await all(sandbox.teamId)
      const session = kept && (await sessionOfMail(kept))
      const said = JSON.stringify(session?.transcript)
      assert.match(said, /AUTH/)
      for (const secret of talk(sandbox).flatMap((line) => line.split(' ').slice(-1)))
        if (!/^(PLAIN|LOGIN)$/.test(secret)) assert.ok(!said.includes(secret), said)
    })
  }

  test('on this machine needs no password, and may bring one', async () => {
    for (const auth of [undefined, { user: 'any', pass: 'thing' }]) {
      const transport = createTransport({
        host: '127.0.0.1',
        port: receiver.sandboxPort,
        tls: { rejectUnauthorized: false },
        ...(auth && { auth }),
      })
      await transport.sendMail({ from: 'a@acme.example', to: 'ann@example.org', subject: 'Local', text: 'x' })
    }
    const scopes = [{ teamId: localSandboxTeam, projects: null }]
    assert.equal((await sandboxMails({ scopes })).length, 2)
    assert.equal(await emptySandboxes({ scopes }), 2)
    assert.equal((await sandboxMails({ scopes })).length, 0)
  })
})

type Sandbox = Awaited<ReturnType<typeof newSandbox>>

describe('who may not', () => {
  const rows: [title: string, port: () => number, line: string, reply: RegExp][] = [
    ['sends without a password', () => receiver.submissionPort, 'MAIL FROM:<a@b.example>', /^530 5\.7\.0 /],
    [
      'brings a wrong one',
      () => receiver.submissionPort,
      `AUTH PLAIN ${plain({ username: 'sandbox-x', password: 'y' })}`,
      /^535 5\.7\.8 /,
    ],
    ['brings none', () => receiver.submissionPort, `AUTH PLAIN ${base64('x')}`, /^501 /],
    ['comes by another way', () => receiver.submissionPort, 'AUTH CRAM-MD5', /^504 /],
    ['authenticates where mail is received', () => receiver.smtpPort, 'AUTH PLAIN', /^500 /],
  ]
  for (const [title, port, line, reply] of rows)
    test(title, async () => {
      const client = await connect(port())
      assert.match(await client.say(line), reply)
      client.socket.destroy()
    })

  test('was let in before TLS is asked again after it', async () => {
    const sandbox = await newSandbox()
    const client = await connect(receiver.submissionPort)
    assert.match(await client.say(`AUTH PLAIN ${plain(sandbox)}`), /^235/)
    await client.say('STARTTLS')
    await client.startTls()
    await client.say('EHLO app.example')
    assert.match(await client.say('MAIL FROM:<a@b.example>'), /^530/)
    client.socket.destroy()
  })

  test('tries too often is told to wait, with the right one too', async () => {
    const sandbox = await newSandbox()
    const client = await connect(receiver.submissionPort)
    for (let tries = 0; tries < 3; tries++)
      assert.match(await client.say(`AUTH PLAIN ${plain({ ...sandbox, password: 'no' })}`), /^535/)
    assert.match(await client.say(`AUTH PLAIN ${plain(sandbox)}`), /^454 4\.7\.0 /)
    client.socket.destroy()
  })

  test('has a password that was revoked, or whose project is gone', async () => {
    const [one, two] = [await newSandbox(), await newSandbox()]
    const scope = { teamId: one.teamId, projects: null }
    await revokeSandboxCredential({ teamId: two.teamId, projects: null, username: one.username })
    assert.deepEqual(
      (await sandboxCredentials(scope)).map(({ username }) => username),
      [one.username],
    )
    await revokeSandboxCredential({ ...scope, username: one.username })
    await deleteProject({ teamId: two.teamId, id: two.projectId ?? '' })
    for (const gone of [one, two]) {
      const client = await connect(receiver.submissionPort)
      assert.match(await client.say(`AUTH PLAIN ${plain(gone)}`), /^(535|454)/)
      client.socket.destroy()
    }
  })

  test('reads an address with it: it opens nothing for mail programs', async () => {
    const pool = openPool({ databaseUrl: databaseUrl(), max: 1 })
    assert.equal(await openWith(pool, await newSandbox()), null)
    await pool.end()
  })

  test('sends more than a sandbox takes in a day', async () => {
    const sandbox = await newSandbox()
    const client = await connect(receiver.submissionsPort, true)
    // Wrong passwords of before count for this machine.
    await client.say(`AUTH PLAIN ${plain(sandbox)}`)
    for (let sent = 0; sent < 5; sent++) {
      await client.envelope('ann@example.org')
      assert.match(await client.data(mail), /^250/)
    }
    await client.say('MAIL FROM:<a@b.example>')
    assert.match(await client.say('RCPT TO:<ann@example.org>'), /^452 4\.2\.2 /)
    client.socket.destroy()
  })
})

test('is found by subject, sender and any recipient; projects are kept apart', async () => {
  const sandbox = await newSandbox()
  const client = await connect(receiver.submissionsPort, true)
  await client.say(`AUTH PLAIN ${plain(sandbox)}`)
  await client.envelope('ann@example.org', 'o%dd@example.com')
  await client.data(mail)
  await prisma.mail.updateMany({ where: { teamId: sandbox.teamId }, data: { subjectHeader: 'Your order' } })
  const scope = { teamId: sandbox.teamId, projects: null }
  const rows: [find: string, count: number][] = [
    ['order', 1],
    ['ORDER', 1],
    ['o%dd@', 1],
    ['n%@', 0],
    ['_', 0],
    ['\\', 0],
    ['other', 0],
    ["'", 0],
  ]
  for (const [find, count] of rows) assert.equal((await sandboxMails({ scopes: [scope], find })).length, count, find)
  assert.equal((await sandboxMails({ scopes: [{ ...scope, projects: [sandbox.projectId ?? ''] }] })).length, 1)
  assert.equal((await sandboxMails({ scopes: [{ ...scope, projects: [] }] })).length, 0)
})
