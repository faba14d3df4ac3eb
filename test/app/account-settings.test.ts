/** One's own account: what is changed there, what that asks for, and what it ends. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { removeClosedTeams } from '#prisma/team-removal.ts'
import { accountById, createAccount, deleteUnconfirmed, personalTeamOf } from '#prisma/user.ts'
import { deviceOf } from '../../app/account/device.ts'
import { hashPassword } from '../../app/account/password.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { cookieOf, newPerson } from '../helpers/people.ts'
import { newVisitor } from '../helpers/visitor.ts'

const password = 'four quiet words here'
let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  // The first account owns the instance, and is in no test here.
  await newPerson()
})
after(() => web.close())

const someone = () => `${randomUUID()}@people.example`

async function person(email = someone()) {
  const passwordHash = await hashPassword(password)
  const made = await createAccount({ email, name: '', passwordHash, isVerified: true, anonymousTeamId: null })
  const id = made?.id ?? assert.fail()
  const visitor = newVisitor(web.port, await cookieOf(id))
  const press = (fields: Record<string, string>) => visitor.post('/settings/account', fields)
  return { id, email, visitor, press }
}

const mailsTo = (recipient: string) => prisma.outboxMail.findMany({ where: { recipient }, orderBy: { id: 'asc' } })

test('what opens the account, or takes a lock off it, asks for the password once more', async () => {
  const { press } = await person()
  for (const intent of ['change-email', 'change-password', 'second-off', 'new-codes', 'delete']) {
    const answer = await press({ intent, current: 'not it', email: someone(), password: 'another four words' })
    assert.equal(answer.status, 400, intent)
    assert.match(answer.text, /This is not your password/, intent)
  }
  assert.equal((await press({ intent: 'nothing' })).status, 400)
})

test('a new address proves itself first, and the old one is told', async () => {
  const { id, email, visitor, press } = await person()
  const next = someone()
  assert.equal((await press({ intent: 'change-email', current: password, email: next })).status, 303)
  assert.equal((await accountById(id))?.email, email, 'not yet')
  const [ticket] = await mailsTo(next)
  assert.equal(ticket?.userId, null, 'the account itself cannot read what proves its address')
  const link = /https?:\/\/[^/]+(\/confirm\/\S+)/.exec(ticket?.text ?? '')?.[1] ?? ''
  assert.equal((await visitor.post(link.replace('?change', ''))).status, 404, 'for what it was made only')
  assert.equal((await visitor.post(link)).headers.location, '/settings/account?done=email')
  assert.equal((await accountById(id))?.email, next)
  const [note] = await mailsTo(email)
  assert.match(note?.text ?? '', new RegExp(next))
})

test('an address that another took meanwhile is not taken from them', async () => {
  const { id, email, visitor, press } = await person()
  const next = someone()
  await press({ intent: 'change-email', current: password, email: next })
  const link = /https?:\/\/[^/]+(\/confirm\/\S+)/.exec((await mailsTo(next))[0]?.text ?? '')?.[1] ?? ''
  await person(next)
  assert.equal((await visitor.post(link)).status, 409)
  assert.equal((await accountById(id))?.email, email)
})

test('a new password ends the other sessions, and this one stays', async () => {
  const { id, email, visitor, press } = await person()
  const other = newVisitor(web.port, await cookieOf(id))
  assert.equal((await press({ intent: 'change-password', current: password, password: 'short' })).status, 400)
  assert.equal((await press({ intent: 'change-password', current: password, password: 'five other quiet words' })).status, 303)
  assert.deepEqual([(await visitor.get('/settings/account')).status, (await other.get('/settings/account')).status], [200, 302])
  assert.match((await mailsTo(email))[0]?.subjectHeader ?? '', /password was changed/)
})

test('a session of somebody else is not ended', async () => {
  const [one, other] = [await person(), await person()]
  const { id } = await prisma.signIn.findFirstOrThrow({ where: { userId: other.id } })
  await one.press({ intent: 'end-one', id })
  assert.equal((await other.visitor.get('/settings/account')).status, 200)
})

test('a deleted account is gone, with its personal team', async () => {
  const { id, visitor, press } = await person()
  const teamId = await personalTeamOf({ userId: id })
  assert.equal((await press({ intent: 'delete', current: password })).headers.location, '/sign-in?done=deleted')
  assert.equal((await visitor.get('/settings/account')).status, 302)
  assert.equal(await accountById(id), null)
  await removeClosedTeams({ until: Date.now() + 60_000 })
  assert.equal(await prisma.team.count({ where: { id: teamId } }), 0)
})

test('an account that nobody confirms goes after a week; one that somebody vouched for stays', async () => {
  const madeBefore = new Date(Date.now() + 1000)
  const make = (isVerified: boolean) =>
    createAccount({ email: someone(), name: '', passwordHash: null, isVerified, anonymousTeamId: null })
  const [stale, confirmed] = [await make(false), await make(true)]
  assert.equal(await deleteUnconfirmed({ madeBefore: new Date(0) }), 0)
  await deleteUnconfirmed({ madeBefore })
  assert.deepEqual([await accountById(stale?.id ?? ''), (await accountById(confirmed?.id ?? ''))?.id], [null, confirmed?.id])
})

test('a browser is named for people', () => {
  const rows = [
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0 Safari/537.36 Edg/125.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1',
      'Safari on iPhone',
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14) AppleWebKit/537.36 Chrome/125.0 Safari/537.36', 'Chrome on macOS'],
    ['curl/8.0', 'Another program'],
    ['', 'Another program'],
  ] as const
  for (const [userAgent, words] of rows) assert.equal(deviceOf(userAgent), words)
})
