/** Test sends as a person makes them: a relay is added, tried and used, and the outcome is read. Our own receiver is the relay. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { prisma } from '#prisma/client.ts'
import { until } from '../../start/running.ts'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { serveRelay } from '../helpers/relay.ts'
import { sendMail, senderZone } from '../helpers/sender.ts'

const dsn = `From: MAILER-DAEMON@relay.test
To: <news@sender.test>
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.test

Final-Recipient: rfc822; you@elsewhere.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
`.replaceAll('\n', '\r\n')

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
const errors: string[] = []

before(async () => {
  const settings = { ALLOW_PRIVATE_TARGETS: 'true', DNS_TIMEOUT_MS: '10000', SENDS_PER_HOUR: '6' }
  ;[house, browser] = await Promise.all([startHouse({ zone: senderZone, settings }), openBrowser()])
  context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // A form that is given back comes with 400, which Chromium writes down.
    if (message.type() === 'error' && !/status of 4(?:00|29)/.test(message.text())) errors.push(message.text())
  })
  await page.goto('/')
})

after(async () => {
  await browser?.close()
  await house?.close()
  await prisma.$disconnect()
})

const addRelay = async (on: Page, name = 'Our own', port = house.smtpPort): Promise<void> => {
  await on.goto('/relays')
  await on.getByLabel('Host').fill('127.0.0.1')
  await on.getByLabel('Port').fill(String(port))
  await on.getByLabel('Encryption').selectOption('none')
  await on.getByLabel('What you call it').fill(name)
  await on.getByRole('button', { name: 'Add relay' }).click()
  await on.getByRole('heading', { name }).waitFor()
}

const send = (on: Page) => on.getByRole('button', { name: 'Send', exact: true }).click()

describe('a test send', () => {
  test('is explained before there is any', async () => {
    await page.goto('/sends')
    await page.getByRole('heading', { name: 'Nothing was sent yet.' }).waitFor()
    await page.goto('/sends/new')
    await page.getByRole('heading', { name: 'First add a relay.' }).waitFor()
    await page.getByRole('link', { name: 'Add a relay' }).click()
    await page.getByRole('heading', { name: 'Add your relay' }).waitFor()
  })

  test('needs a relay, which says what is in the way of it', async () => {
    await page.getByLabel('Host').fill('not a host')
    await page.getByLabel('User').fill('ann')
    await page.getByRole('button', { name: 'Add relay' }).click()
    await page.getByText('A host is a name such as').waitFor()
    await page.getByText('A user needs a password.').waitFor()
    assert.equal(await page.getByLabel('User').inputValue(), 'ann')
    await addRelay(page)
  })

  test('has a relay that can be tried, and the conversation is shown', async () => {
    await page.getByRole('button', { name: 'Try' }).click()
    await page.getByText('It let us in. No mail was sent.').waitFor()
    await page.getByText('EHLO seedbed.localhost').waitFor()
    await page.getByText('QUIT').waitFor()
  })

  test('to an address that was told to refuse it shows the refusal, what it means, and every line', async () => {
    await page.getByRole('link', { name: 'Send a test' }).click()
    await page.getByLabel('From', { exact: true }).fill('Shop <news@sender.test>')
    await page.getByLabel('It shall').selectOption('reply-550-5.1.1')
    await send(page)
    await page.getByRole('heading', { name: 'The mail was not taken.' }).waitFor()
    await page
      .getByText(/^550 5\.1\.1 /)
      .first()
      .waitFor()
    await page.getByText('The mailbox does not exist.').first().waitFor()
    await page.getByText('The conversation').click()
    await page.getByText('MAIL FROM:<').waitFor()
  })

  test('arrives, and leads to its report', async () => {
    await page.goto('/sends/new?sample=receipt')
    assert.equal(await page.getByLabel('Subject').inputValue(), 'Your receipt 2024-1187')
    await page.getByLabel('From', { exact: true }).fill('Shop <news@sender.test>')
    await send(page)
    await page.getByRole('heading', { name: 'The mail arrived.' }).waitFor()
    await page.getByRole('link', { name: 'Read its report' }).click()
    await page.waitForURL(/\/mail\//)
    await page.goto('/sends')
    const rows = await page.getByRole('listitem').filter({ hasText: 'through Our own' }).allTextContents()
    assert.deepEqual(
      rows.map((text) => /Arrived|Refused/.exec(text)?.[0]),
      ['Arrived', 'Refused'],
    )
  })

  test('goes to nobody else: who owns a domain shows it', async () => {
    await page.goto('/sends/new')
    await page.getByLabel('From', { exact: true }).fill('news@sender.test')
    await page.getByLabel('Or to another address of yours').fill('someone@sender.test')
    await send(page)
    await page.getByText('Test sends go to your own addresses only.').waitFor()
    await page.getByText('_seedbed.sender.test', { exact: true }).first().waitFor()
    assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), 'news@sender.test')
    const code = await page
      .getByText(/^seedbed-proof=/)
      .first()
      .textContent()
    house.nameServer.set({ ...senderZone, '_seedbed.sender.test TXT': [code ?? ''] })
    await send(page)
    await page.getByRole('heading', { name: 'The mail was not taken.' }).waitFor()
    await page
      .getByText(/^550 5\.7\.1 /)
      .first()
      .waitFor()
  })

  test('comes back: the bounce leads here, and this to the bounce', async () => {
    const theirs = await serveRelay()
    await addRelay(page, 'Theirs', theirs.port)
    await page.getByRole('listitem').filter({ hasText: 'Theirs' }).getByRole('link', { name: 'Send a test' }).click()
    await page.getByLabel('From', { exact: true }).fill('news@sender.test')
    await send(page)
    await page.getByRole('heading', { name: 'The relay took the mail.' }).waitFor()
    const [, returnPath = ''] = /MAIL FROM:<([^>]+)>/.exec(theirs.told.join()) ?? []
    assert.match(returnPath, /\+send-[0-9a-f]{12}@seedbed\.localhost$/)
    await sendMail(house.smtpPort, returnPath, { envelope: { from: '', to: returnPath }, raw: dsn })
    await page.getByRole('heading', { name: 'The relay took the mail, and it came back.' }).waitFor()
    await page.getByText('smtp; 550 5.1.1 no such user').or(page.getByText('550 5.1.1 no such user')).first().waitFor()
    await page.getByRole('link', { name: 'Read the bounce' }).click()
    await page.waitForURL(/\/mail\//)
    await page.goBack()
    await page.getByRole('link', { name: 'Test sends' }).waitFor()
    theirs.close()
  })

  test('that its worker died in is sent once more, the same, and says so', async () => {
    const silent = await serveRelay({ mail: '' })
    await addRelay(page, 'Silent', silent.port)
    await page.getByRole('listitem').filter({ hasText: 'Silent' }).getByRole('link', { name: 'Send a test' }).click()
    await page.getByLabel('From', { exact: true }).fill('news@sender.test')
    await send(page)
    await page.getByText('Going on now.').waitFor()
    await until(async () => silent.mails.length === 1, { limitMs: 60_000, what: 'The relay got no mail' })
    await house.worker.kill()
    silent.set({})
    // Five minutes later.
    await prisma.testSend.updateMany({ where: { relay: { name: 'Silent' } }, data: { nextAttemptAt: new Date() } })
    await house.worker.start()
    await page.getByRole('heading', { name: 'The relay took the mail.' }).waitFor()
    await page.getByText('We were stopped in the middle of this attempt').waitFor()
    assert.equal(silent.mails.length, 2)
    assert.equal(silent.mails[0], silent.mails[1])
    silent.close()
  })

  test('is nobody else’s to read', async () => {
    const path = new URL(page.url()).pathname
    const stranger = await browser.newContext({ baseURL: house.baseUrl })
    const other = await stranger.newPage()
    assert.equal((await other.goto(path))?.status(), 404)
    await other.goto('/sends')
    await other.getByRole('heading', { name: 'Nothing was sent yet.' }).waitFor()
    await stranger.close()
  })

  test('can be made without JavaScript, so many an hour', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    const other = await plain.newPage()
    await other.goto('/')
    await addRelay(other)
    await other.getByRole('button', { name: 'Try' }).click()
    await other.getByText('It let us in. No mail was sent.').waitFor()
    await other.goto('/sends/new')
    await other.getByLabel('From', { exact: true }).fill('news@sender.test')
    await send(other)
    await other.waitForURL(/\/sends\/[0-9a-f-]{36}$/)
    while ((await other.getByRole('heading', { name: 'The mail arrived.' }).count()) === 0) await other.reload()
    await other.goto('/sends/new')
    await other.getByLabel('From', { exact: true }).fill('news@sender.test')
    await send(other)
    await other.getByText('That is all that can be sent this hour.').waitFor()
    await plain.close()
  })

  test('is deleted with its relay', async () => {
    await page.goto('/relays')
    await page.getByText('Delete Our own').click()
    await page.getByText('Its 3 test sends and their conversations go with it.').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Our own' }).getByRole('button', { name: 'Delete now' }).click()
    await page.getByText('Delete Theirs').click()
    await page.getByRole('listitem').filter({ hasText: 'Theirs' }).getByRole('button', { name: 'Delete now' }).click()
    await page.getByText('Delete Silent').click()
    await page.getByRole('listitem').filter({ hasText: 'Silent' }).getByRole('button', { name: 'Delete now' }).click()
    await page.getByRole('heading', { name: 'Add your relay' }).waitFor()
    await page.goto('/sends')
    await page.getByRole('heading', { name: 'Nothing was sent yet.' }).waitFor()
  })

  test('is for everybody', async () => {
    const small = await browser.newContext({
      baseURL: house.baseUrl,
      bypassCSP: true,
      viewport: { width: 360, height: 740 },
    })
    const other = await small.newPage()
    const seen = async (name: string) => {
      assert.deepEqual(await complaints(other), [], name)
    }
    await other.goto('/')
    await other.goto('/sends')
    await seen('no sends')
    await addRelay(other)
    await seen('a relay')
    await other.getByRole('button', { name: 'Try' }).click()
    await other.getByText('It let us in.').waitFor()
    await seen('a relay that was tried')
    await other.goto('/sends/new')
    await seen('the form')
    await other.getByLabel('Or to another address of yours').fill('someone@elsewhere.test')
    await send(other)
    await other.getByText('Test sends go to your own addresses only.').waitFor()
    await seen('the form, with what is in the way')
    await small.close()
  })

  test('and the browser had nothing to complain about', () => assert.deepEqual(errors, []))
})
