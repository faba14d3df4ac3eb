/** The life of an account and a team, as two persons live it: two real browsers, the processes, and a mail that comes in between. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { prisma } from '#prisma/client.ts'
import { codeAt, stepAt } from '../../app/account/totp.server.ts'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { arrived, reported } from '../helpers/rows.ts'
import { until } from '../helpers/until.ts'

const password = 'four quiet words here'
let house: House
let browser: Browser
/** Ada makes the team, Ben comes in. */
let ada: Page
let ben: Page
let secret: Buffer
let step = 0
const contexts: BrowserContext[] = []
const errors: string[] = []

before(async () => {
  ;[house, browser] = await Promise.all([startHouse(), openBrowser()])
  ;[ada, ben] = [await newPage(), await newPage()]
})
after(async () => {
  await browser?.close()
  await house?.close()
})

async function newPage(options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.baseUrl, ...options })
  contexts.push(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  return page
}

async function signIn(page: Page, email: string, typed = password): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(typed)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** The code of a step that was not used yet: each opens once. */
function nextCode(): string {
  step = Math.max(step + 1, stepAt(Date.now()))
  return codeAt(secret, step)
}

const menu = (page: Page) => page.locator('header details')
/** The team that is looked at. */
const now = (page: Page, team: string) => menu(page).locator('summary', { hasText: team })
const signOut = async (page: Page) => {
  await menu(page).locator('summary').click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('link', { name: 'Sign in' }).waitFor()
}

describe('the life of a team', () => {
  test('who signs up keeps what was tested before', async () => {
    await ada.goto('/')
    const address = await prisma.address.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    const mailId = await arrived({ ...address, email: `${address.seed}@${address.domain}` })
    await reported(address, mailId)
    await ada.getByRole('link', { name: 'Sign in' }).click()
    await ada.getByRole('link', { name: 'Sign up' }).click()
    await ada.getByRole('heading', { name: 'Sign up' }).waitFor()
    await ada.getByLabel('E-mail').fill('ada@acme.example')
    await ada.getByLabel('Name').fill('Ada')
    await ada.getByLabel('Password').fill(password)
    await ada.getByRole('button', { name: 'Make the account' }).click()
    await now(ada, 'Personal').waitFor()
    await ada.goto('/history')
    await ada.getByText('Spring sale').first().waitFor()
    const stranger = await ben.goto(`/mail/${mailId}`)
    assert.equal(stranger?.status(), 404)
  })

  test('sets up an authenticator, and signs in with it', async () => {
    await ada.goto('/settings/account')
    await ada.getByRole('link', { name: 'Set up an authenticator' }).click()
    await ada.getByRole('heading', { name: 'Set up an authenticator' }).waitFor()
    const text = (await ada.locator('p.exact').textContent()) ?? ''
    secret = fromBase32(text.replaceAll(' ', ''))
    await ada.getByLabel('The six digits').fill('000000')
    await ada.getByLabel('Your password').fill(password)
    await ada.getByRole('button', { name: 'Switch it on' }).click()
    await ada.getByText('This is not the code of now').waitFor()
    assert.equal(await ada.locator('p.exact').textContent(), text, 'the same secret')
    await ada.getByLabel('The six digits').fill(nextCode())
    await ada.getByLabel('Your password').fill(password)
    await ada.getByRole('button', { name: 'Switch it on' }).click()
    await ada.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
    assert.equal(await ada.locator('ul.exact li').count(), 10)
    await signOut(ada)
    await signIn(ada, 'ada@acme.example')
    await ada.getByLabel('Code').fill(nextCode())
    await ada.getByRole('button', { name: 'Go on' }).click()
    await now(ada, 'Personal').waitFor()
  })

  test('makes a team, and invites by mail: the link stands in the outbox', async () => {
    await ada.goto('/team/new')
    await ada.getByLabel('Name').fill('Acme')
    await ada.getByRole('button', { name: 'Make it' }).click()
    await ada.getByRole('region', { name: 'Invite' }).getByLabel('E-mail').fill('ben@acme.example')
    await ada.getByRole('region', { name: 'Invite' }).getByLabel('Role').selectOption('viewer')
    await ada.getByRole('button', { name: 'Invite' }).click()
    await ada.getByText('hand this link to').waitFor()
    await ada.goto('/settings/outbox')
    await ada.getByText('Come to the team Acme').click()
    await ada.getByText(`${house.baseUrl}/invitation/`).waitFor()
  })

  test('who is invited comes in, and only reads', async () => {
    const text = (await ada.locator('p.exact').first().textContent()) ?? ''
    await ben.goto(new URL(/http\S+/.exec(text)?.[0] ?? '').pathname)
    await ben.getByRole('link', { name: 'Make an account' }).click()
    await ben.getByRole('heading', { name: 'Sign up' }).waitFor()
    await ben.getByLabel('E-mail').fill('ben@acme.example')
    await ben.getByLabel('Password').fill(password)
    await ben.getByRole('button', { name: 'Make the account' }).click()
    await ben.getByRole('button', { name: 'Come in as ben@acme.example' }).click()
    await ben.getByText('You belong to this team now.').waitFor()
    assert.equal(await ben.getByRole('region', { name: 'Invite' }).count(), 0)
    await ben.goto('/')
    await ben.getByText('Your role in this team reads.').waitFor()
    await ben.goto('/domain/acme.example')
    await ben.getByText('Your role in this team does not allow this.').waitFor()
  })

  test('more is allowed with the next request', async () => {
    await ada.goto('/team/acme/settings')
    await ada.getByText('Change ben@acme.example').click()
    await ada.getByRole('region', { name: 'Members' }).getByLabel('Role').last().selectOption('member')
    await ada.getByRole('region', { name: 'Members' }).getByRole('button', { name: 'Save' }).click()
    await ada.getByText('Changed.').waitFor()
    await ben.goto('/')
    await ben.getByRole('region', { name: 'Your test address' }).waitFor()
  })

  test('a session is ended from another device', async () => {
    const phone = await newPage({ viewport: { width: 360, height: 740 } })
    await signIn(phone, 'ben@acme.example')
    await menu(phone).waitFor()
    await ben.goto('/settings/account')
    assert.equal(await ben.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem').count(), 2)
    await ben.getByRole('button', { name: 'Sign out everywhere else' }).click()
    await ben.getByText('Ended.').waitFor()
    await phone.goto('/settings/account')
    await phone.getByRole('heading', { name: 'Sign in' }).waitFor()
  })

  test('a forgotten password is replaced by a link that the owner hands on', async () => {
    await signOut(ben)
    await ben.goto('/reset')
    await ben.getByLabel('E-mail').fill('ben@acme.example')
    await ben.getByRole('button', { name: 'Send the link' }).click()
    await ben.getByText('its owner finds the link in the outbox').waitFor()
    const mail = () => prisma.outboxMail.findFirst({ where: { recipient: 'ben@acme.example', subjectHeader: 'A new password' } })
    await until(async () => (await mail()) !== null)
    await ada.goto('/settings/outbox')
    await ada.getByText('A new password', { exact: true }).click()
    const text = (await ada.locator('details[open] p.exact').textContent()) ?? ''
    await ben.goto(new URL(/http\S+\/reset\/\S+/.exec(text)?.[0] ?? '').pathname)
    await ben.getByLabel('New password').fill('five other quiet words')
    await ben.getByRole('button', { name: 'Set it' }).click()
    await ben.getByText('Your password is changed').waitFor()
    await signIn(ben, 'ben@acme.example', 'five other quiet words')
    await menu(ben).waitFor()
  })

  test('the account is readable for everybody, on a phone too', async () => {
    // With an authenticator and without; all other pages stand in readable.test.ts.
    const options = { bypassCSP: true, viewport: { width: 360, height: 740 } }
    for (const person of [ada, ben]) {
      const phone = await newPage({ ...options, storageState: await person.context().storageState() })
      for (const path of ['/settings/account', '/settings/account/second-step']) await isFine(phone, path)
    }
  })

  async function isFine(page: Page, path: string): Promise<void> {
    await page.goto(path)
    assert.deepEqual([path, await complaints(page)], [path, []])
  }

  test('a passkey opens the account, without the password', async () => {
    // A name, not an IP address: passkeys belong to names.
    const page = await newPage({ baseURL: house.baseUrl.replace('127.0.0.1', 'localhost') })
    const device = await page.context().newCDPSession(page)
    await device.send('WebAuthn.enable')
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    }
    await device.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } } as never)
    await signIn(page, 'ben@acme.example', 'five other quiet words')
    await menu(page).waitFor()
    await page.goto('/settings/account')
    const passkeys = page.getByRole('region', { name: 'Passkeys' })
    await passkeys.getByLabel('What to call it').fill('Ben’s laptop')
    await passkeys.getByLabel('Your password').fill('five other quiet words')
    await passkeys.getByRole('button', { name: 'Make a passkey' }).click()
    await passkeys.getByRole('listitem').filter({ hasText: 'Ben’s laptop' }).waitFor()
    await signOut(page)
    await page.goto('/sign-in')
    const used = page.waitForRequest((request) => request.postData()?.includes('intent=use') ?? false)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await menu(page).waitFor()
    await page.goto('/settings/account')
    await page.locator('main').getByText('ben@acme.example').first().waitFor()
    // What was signed once opens nothing again.
    const data = (await used).postData() ?? ''
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(page.url()).origin }
    const replayed = await page.request.post('/sign-in/passkey', { data, headers })
    assert.deepEqual([replayed.status(), replayed.headers()['set-cookie']], [400, undefined])
  })

  test('without script, too', async () => {
    const page = await newPage({ javaScriptEnabled: false })
    await signIn(page, 'ben@acme.example', 'not the password')
    await page.getByRole('alert').waitFor()
    await signIn(page, 'ben@acme.example', 'five other quiet words')
    await menu(page).locator('summary').click()
    await page.getByRole('button', { name: 'Personal' }).click()
    await now(page, 'Personal').waitFor()
    await signOut(page)
  })

  test('a deleted team is gone for all, rows too', async () => {
    const { id } = await prisma.team.findUniqueOrThrow({ where: { slug: 'acme' } })
    await ada.goto('/team/acme/settings')
    await ada.getByText('Delete the team …').click()
    await ada.getByLabel('Type its name').fill('Acme')
    await ada.getByRole('button', { name: 'Delete it now' }).click()
    await ada.getByText('The team is closed.').waitFor()
    const answer = await ben.goto('/team/acme/settings')
    assert.equal(answer?.status(), 404)
    await until(async () => (await prisma.team.count({ where: { id } })) === 0)
  })

  test('the browser complained of nothing', () => assert.deepEqual(errors, []))
})

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)))
}
