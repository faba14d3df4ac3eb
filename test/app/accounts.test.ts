/** Accounts: who gets in, who does not, and what nobody learns on the way. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { prisma } from '#prisma/client.ts'
import { outboxOf } from '#prisma/outbox.ts'
import { unseal } from '#prisma/sealed.ts'
import { newRecoveryCodes, setTotp } from '#prisma/second-factor.ts'
import { issueTicket } from '#prisma/ticket.ts'
import { accountByEmail, createAccount } from '#prisma/user.ts'
import { hashPassword, isPassword, passwordFault } from '../../app/account/password.server.ts'
import { codeAt, newSecret, secretText, stepAt, stepOfCode } from '../../app/account/totp.server.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { arrived } from '../helpers/rows.ts'
import { newVisitor, type Visitor } from '../helpers/visitor.ts'

const password = 'four quiet words here'
let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

const visitor = (): Visitor => newVisitor(web.port)
const someone = () => `${randomUUID()}@people.example`
const isIn = async (one: Visitor) => (await one.get('/settings/account')).status === 200

async function account(email = someone()): Promise<{ id: string; email: string }> {
  const passwordHash = await hashPassword(password)
  const made = await createAccount({ email, name: '', passwordHash, isVerified: true, anonymousTeamId: null })
  return made ?? assert.fail()
}

/** The newest link mailed to an address, as its path. */
async function linkTo(recipient: string): Promise<string> {
  const mails = await outboxOf({ userId: randomUUID(), isOperator: true, teamIds: [] })
  const text = mails.find((mail) => mail.recipient === recipient)?.text ?? ''
  return /https?:\/\/[^/\s]+(\/(?:confirm|reset|invitation)\/\S+)/.exec(text)?.[1] ?? ''
}

describe('signing up', () => {
  test('first, somebody gets the instance, signed in, with what was tested before', async () => {
    const one = visitor()
    const email = someone()
    assert.match((await one.get('/')).text, /@seedbed/)
    const mails = await prisma.address.findMany({ select: { teamId: true } })
    assert.match((await one.get('/sign-up')).text, /this account owns this Seedbed/)
    const answer = await one.post('/sign-up', { email: email.toUpperCase(), name: 'Ada', password })
    assert.deepEqual([answer.status, answer.headers.location], [303, '/'])
    assert.ok(await isIn(one))
    const user = await prisma.user.findUniqueOrThrow({ where: { email }, include: { memberships: { include: { team: true } } } })
    assert.deepEqual([user.isOperator, user.name, user.memberships.length], [true, 'Ada', 1])
    assert.deepEqual([user.memberships[0]?.teamId, user.memberships[0]?.team.kind], [mails[0]?.teamId, 'personal'])
    assert.ok(user.passwordHash?.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))
  })

  test('later, answers by mail, the same for an address that has an account', async () => {
    const taken = (await account()).email
    const fresh = someone()
    const answers = []
    for (const email of [fresh, taken]) {
      const one = visitor()
      const { status, text } = await one.post('/sign-up', { email, name: '', password: `${password}!` })
      answers.push([status, text.replaceAll(email, '…').replaceAll(/nonce="[^"]*"|[0-9a-f]{16}|"now":\d+/g, '')])
      assert.ok(!(await isIn(one)))
    }
    assert.equal(answers[0]?.[0], 200)
    assert.deepEqual(answers[0], answers[1])
    assert.ok(await isPassword(password, (await accountByEmail(taken))?.passwordHash ?? null), 'the password stays')
  })

  test('by mail lets in only who confirms', async () => {
    const [email, one] = [someone(), visitor()]
    await one.post('/sign-up', { email, password })
    assert.equal((await one.post('/sign-in', { email, password })).status, 403)
    const link = await linkTo(email)
    assert.equal((await one.get(link)).status, 200)
    assert.equal((await one.get(link)).status, 200, 'a look uses nothing')
    assert.equal((await one.post(link)).headers.location, '/sign-in?done=confirmed')
    assert.equal((await one.post(link)).status, 404, 'a second time')
    assert.equal((await one.post('/sign-in', { email, password })).headers.location, '/')
    assert.ok(await isIn(one))
  })

  const unfit: [field: string, fields: Record<string, string>][] = [
    ['email', { email: 'nobody', password }],
    ['email', { email: 'a b@acme.com', password }],
    ['email', { email: 'a@acme.com\r\nBcc: b@acme.com', password }],
    ['password', { email: 'a@acme.com', password: 'short' }],
    ['password', { email: 'a@acme.com', password: 'password123456' }],
    ['password', { email: 'someone.long@acme.com', password: 'someone.long@acme.com' }],
    ['password', { email: 'a@acme.com', password: 'x'.repeat(201) }],
    ['password', { email: 'a@acme.com', password: 'aaaaaaaaaaaaaa' }],
  ]
  for (const [field, fields] of unfit) {
    test(`says beside the field what is wrong: ${JSON.stringify(fields).slice(0, 60)}`, async () => {
      const { status, text } = await visitor().post('/sign-up', fields)
      assert.equal(status, 400)
      assert.match(text, new RegExp(`aria-invalid="true"[^>]*name="${field}"|name="${field}"[^>]*aria-invalid="true"`))
      if (fields.password !== fields.email) assert.ok(!text.includes(`value="${fields.password}"`))
    })
  }
})

/** Processor time of this process, all threads, in microseconds. */
async function workOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? 0

describe('signing in', () => {
  test('gives every session a token of its own, whatever the browser brought', async () => {
    const { email } = await account()
    const one = visitor()
    one.cookies.set('seedbed-sign-in', 'A'.repeat(43))
    await one.post('/sign-in', { email, password })
    const first = one.cookies.get('seedbed-sign-in')
    assert.notEqual(first, 'A'.repeat(43))
    await one.post('/sign-in', { email, password })
    assert.notEqual(one.cookies.get('seedbed-sign-in'), first)
    const planted = newVisitor(web.port, `seedbed-sign-in=${first}`)
    assert.ok(!(await isIn(planted)), 'the one before has ended')
    assert.equal(await prisma.signIn.count({ where: { tokenHash: Buffer.from(first ?? '') } }), 0, 'only digests are kept')
  })

  test('says the same to a wrong password and an unknown address, after the same work', async () => {
    const { email } = await account()
    const rows: [string, string][] = [
      [email, 'not the password'],
      [someone(), password],
    ]
    const answers = []
    for (const [typed, guess] of rows) {
      const { status, text } = await visitor().post('/sign-in', { email: typed, password: guess })
      answers.push([status, text.replaceAll(typed, '…').replaceAll(/nonce="[^"]*"|[0-9a-f]{16}|"now":\d+/g, '')])
    }
    assert.equal(answers[0]?.[0], 400)
    assert.deepEqual(answers[0], answers[1])
  })

  test('takes as much work for an unknown address as for a wrong password', async () => {
    const [{ email }, nobody] = [await account(), someone()]
    const spent = { known: [] as number[], unknown: [] as number[] }
    // In turns, and in processor time: whatever else this machine does costs both the same.
    for (let round = 0; round < 9; round++) {
      spent.known.push(await workOf(() => visitor().post('/sign-in', { email, password: `guess ${round}` })))
      spent.unknown.push(await workOf(() => visitor().post('/sign-in', { email: nobody, password: `guess ${round}` })))
    }
    const [known, unknown] = [median(spent.known), median(spent.unknown)]
    assert.ok(Math.abs(known / unknown - 1) < 0.25, `${known} µs for a known address, ${unknown} µs for an unknown one`)
  })

  test('is over after ten guesses, and not for somebody else', async () => {
    const [{ email }, other] = [await account(), await account()]
    for (let guess = 0; guess < 10; guess++) await visitor().post('/sign-in', { email, password: `guess ${guess}` })
    const refused = await visitor().post('/sign-in', { email, password })
    assert.equal(refused.status, 429)
    assert.match(refused.text, /tried too often\./)
    assert.equal((await visitor().post('/sign-in', { email: other.email, password })).status, 303)
  })

  test('leads to paths of ours only', async () => {
    const { email } = await account()
    const rows = [
      ['/history?days=7', '/history?days=7'],
      ['https://evil.example/', '/'],
      ['//evil.example', '/'],
      ['/\\evil.example', '/'],
    ] as const
    for (const [next, location] of rows) {
      const answer = await visitor().post(`/sign-in?next=${encodeURIComponent(next)}`, { email, password })
      assert.equal(answer.headers.location, location, next)
    }
  })

  test('takes what the browser has tested along, once', async () => {
    const { id, email } = await account()
    const one = visitor()
    await one.get('/')
    const [address] = await prisma.address.findMany({ orderBy: { createdAt: 'desc' }, take: 1 })
    const mailId = await arrived({ id: address?.id ?? '', teamId: address?.teamId ?? '', email: 'x@seedbed.localhost' })
    assert.equal((await visitor().get(`/mail/${mailId}`)).status, 200, 'open to who has the link')
    await one.post('/sign-in', { email, password })
    assert.equal((await one.get(`/mail/${mailId}`)).status, 200)
    assert.equal((await visitor().get(`/mail/${mailId}`)).status, 404, 'closed now')
    assert.equal(await prisma.team.count({ where: { id: address?.teamId ?? '' } }), 0)
    const { teamId } = await prisma.member.findFirstOrThrow({ where: { userId: id } })
    const rows = [await prisma.address.count({ where: { teamId } }), await prisma.mail.count({ where: { teamId } })]
    assert.deepEqual(rows, [1, 1])
    await one.post('/sign-out')
    assert.equal((await one.get(`/mail/${mailId}`)).status, 404, 'and after signing out')
  })

  test('is not done by another site', async () => {
    const { email } = await account()
    for (const origin of ['https://evil.example', 'null']) {
      const one = visitor()
      assert.equal((await one.post('/sign-in', { email, password }, { origin })).status, 403, origin)
      assert.equal(one.cookies.size, 0)
    }
    const one = visitor()
    await one.post('/sign-in', { email, password })
    for (const path of ['/sign-out', '/settings/account']) {
      const headers = { origin: 'https://evil.example' }
      assert.equal((await one.post(path, { intent: 'end-others' }, headers)).status, 403, path)
    }
    assert.ok(await isIn(one))
  })
})

describe('the second step', () => {
  async function withTotp() {
    const { id, email } = await account()
    const secret = newSecret()
    await setTotp({ userId: id, secret })
    const codes = await newRecoveryCodes({ userId: id })
    const one = visitor()
    const answer = await one.post('/sign-in?next=/history', { email, password })
    assert.equal(answer.headers.location, '/sign-in/second?next=%2Fhistory')
    return { id, email, secret, codes, one }
  }

  test('is switched on without our script, and shows its recovery codes', async () => {
    const { id, email } = await account()
    const one = visitor()
    await one.post('/sign-in', { email, password })
    const path = '/settings/account/second-step'
    const offer = /name="offer" value="([^"]+)"/.exec((await one.get(path)).text)?.[1] ?? ''
    const secret = Buffer.from(unseal(`totp-offer ${id}`, offer) ?? '', 'base64url')
    const { text } = await one.post(path, { offer, code: codeAt(secret, stepAt(Date.now())), current: password })
    assert.match(text, /Your recovery codes/)
    assert.equal(text.match(/<li>[a-z0-9-]{8,}<\/li>/g)?.length, 10)
    const again = await one.get(path)
    assert.equal(again.status, 200)
    assert.doesNotMatch(again.text, /name="offer"|recovery codes/)
  })
  test('opens nothing before it', async () => {
    const { one } = await withTotp()
    assert.equal((await one.get('/settings/account')).headers.location, '/sign-in?next=%2Fsettings%2Faccount')
  })
  test('takes the code of now, and each only once', async () => {
    const { one, secret, email } = await withTotp()
    const halfWay = one.cookies.get('seedbed-sign-in')
    const code = codeAt(secret, stepAt(Date.now()))
    assert.equal((await one.post('/sign-in/second?next=/history', { code })).headers.location, '/history')
    assert.ok(await isIn(one))
    assert.notEqual(one.cookies.get('seedbed-sign-in'), halfWay)
    const other = visitor()
    await other.post('/sign-in', { email, password })
    assert.equal((await other.post('/sign-in/second', { code })).status, 400)
  })
  test('takes a recovery code as it is typed, once', async () => {
    const { one, codes, email } = await withTotp()
    const [code = ''] = codes
    assert.equal((await one.post('/sign-in/second', { code: ` ${code.toUpperCase().replace('-', ' ')}` })).status, 303)
    const other = visitor()
    await other.post('/sign-in', { email, password })
    assert.equal((await other.post('/sign-in/second', { code })).status, 400)
  })
  test('is over after ten guesses', async () => {
    const { one, secret } = await withTotp()
    for (let guess = 0; guess < 10; guess++) assert.equal((await one.post('/sign-in/second', { code: '000000x' })).status, 400)
    assert.equal((await one.post('/sign-in/second', { code: codeAt(secret, stepAt(Date.now())) })).status, 429)
  })
  test('is that of RFC 6238', () => {
    const secret = Buffer.from('12345678901234567890')
    assert.equal(secretText(secret), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    // Appendix B, SHA-1: the last six of the eight digits.
    const rows = [
      [59, '287082'],
      [1111111109, '081804'],
      [1111111111, '050471'],
      [1234567890, '005924'],
      [2000000000, '279037'],
      [20000000000, '353130'],
    ] as const
    for (const [seconds, code] of rows) {
      assert.equal(codeAt(secret, stepAt(seconds * 1000)), code)
      assert.equal(stepOfCode(secret, code, (seconds + 30) * 1000), stepAt(seconds * 1000), 'one step late')
      assert.equal(stepOfCode(secret, code, (seconds + 90) * 1000), null, 'three steps late')
    }
  })
})

describe('a new password', () => {
  test('is asked for with the same answer whether there is an account or not', async () => {
    const { email } = await account()
    const answers = []
    for (const typed of [email, someone()]) {
      const { status, text } = await visitor().post('/reset', { email: typed })
      answers.push([status, text.replaceAll(typed, '…').replaceAll(/nonce="[^"]*"|[0-9a-f]{16}|"now":\d+/g, '')])
    }
    assert.deepEqual(answers[0], answers[1])
  })
  test('is set by the link once, and ends all sessions', async () => {
    const { id, email } = await account()
    const one = visitor()
    await one.post('/sign-in', { email, password })
    const link = `/reset/${await issueTicket({ kind: 'reset-password', userId: id })}`
    assert.equal((await visitor().get(link)).status, 200)
    assert.equal((await visitor().post(link, { password: 'short' })).status, 400, 'a fault uses nothing')
    const tries = await Promise.all(
      Array.from({ length: 20 }, () => visitor().post(link, { password: 'another five quiet words' })),
    )
    assert.deepEqual(tries.map(({ status }) => status).filter((status) => status === 303).length, 1)
    assert.ok(!(await isIn(one)))
    assert.equal((await visitor().post('/sign-in', { email, password })).status, 400)
    assert.equal((await visitor().post('/sign-in', { email, password: 'another five quiet words' })).status, 303)
  })
  test('is not set by a link that is over, was replaced, or was made for something else', async () => {
    const { id, email } = await account()
    const replaced = await issueTicket({ kind: 'reset-password', userId: id })
    const late = await issueTicket({ kind: 'reset-password', userId: id })
    await prisma.ticket.updateMany({ where: { userId: id }, data: { expiresAt: new Date() } })
    const other = await issueTicket({ kind: 'verify-email', userId: id, email })
    for (const token of [replaced, late, other, 'x', ''])
      assert.equal((await visitor().post(`/reset/${token || 'none'}`, { password })).status, 404, token)
  })
})

test('a password is held against its own hash only', async () => {
  const hash = await hashPassword(password)
  assert.notEqual(await hashPassword(password), hash)
  const rows: [string, string | null, boolean][] = [
    [password, hash, true],
    [`${password} `, hash, false],
    ['', hash, false],
    [password, null, false],
    ['', null, false],
    [password, '$argon2id$v=19$m=19456,t=2,p=1$$', false],
    [password + 'x'.repeat(200), hash, false],
  ]
  for (const [typed, against, fits] of rows) assert.equal(await isPassword(typed, against), fits)
  assert.equal(passwordFault('correct horse battery', []), null)
})
