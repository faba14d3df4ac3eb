/** The main job as a person does it: a real browser, a real mail, the three processes. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { sendMail, senderZone } from '../helpers/sender.ts'

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
let email: string
let livePath: string
let reportPath: string
/** What the browser complained about; a page that works says nothing. */
const errors: string[] = []

before(async () => {
  // Two cores may be busy with other tests: an answer that comes late is still an answer.
  // A name that the internet could know, so that /setup has something to wait for.
  const settings = { DNS_TIMEOUT_MS: '10000', SMTP_NAME: 'mx.seedbed.example' }
  ;[house, browser] = await Promise.all([startHouse({ zone: senderZone, settings }), openBrowser()])
  context = await browser.newContext({
    baseURL: house.baseUrl,
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 900 },
  })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
})

after(async () => {
  await browser?.close()
  await house?.close()
})

/** The address as the page shows it: groups, hyphens and all. */
const shownAddress = async (on: Page): Promise<string> =>
  ((await on.getByRole('region', { name: 'Your test address' }).locator('bdi').textContent()) ?? '').trim()

describe('the main job', () => {
  test('the home page gives an address, and a reload and a second tab keep it', async () => {
    await page.goto('/')
    email = await shownAddress(page)
    assert.match(email, /^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}@seedbed\.localhost$/)
    await page.reload()
    assert.equal(await shownAddress(page), email)
    const second = await context.newPage()
    await second.goto('/')
    assert.equal(await shownAddress(second), email)
    await second.close()
  })

  test('times are in the zone of the reader', async () => {
    const receives = page.getByRole('region', { name: 'Your test address' }).locator('time').first()
    const moment = new Date((await receives.getAttribute('datetime')) ?? '')
    const hour = moment.toLocaleString('en-GB', { hour: '2-digit', timeZone: 'Europe/Berlin' })
    await receives.filter({ hasText: ` ${hour}:` }).waitFor()
  })

  test('a mail that is sent becomes a report, without a reload and without moving the focus', async () => {
    await page.getByRole('link', { name: 'Open live page' }).click()
    await page.getByText('Waiting for your mail').waitFor()
    assert.equal(await page.title(), 'Waiting – Seedbed')
    livePath = new URL(page.url()).pathname
    await page.getByRole('button', { name: 'Copy the address' }).focus()
    await page.evaluate('window.sameDocument = true')
    await sendMail(house.smtpPort, email)
    await page.getByRole('region', { name: 'The newest report' }).waitFor()
    assert.match(await page.title(), /^● \d+\.\d Spring sale – Seedbed$/)
    assert.equal(await page.evaluate('window.sameDocument'), true)
    assert.match(String(await page.evaluate('document.activeElement.textContent')), /^Copy/)
    assert.equal(await page.locator('li[aria-current=step]').count(), 0)
  })

  test('the conversation is one click below', async () => {
    await page.getByText('Show the conversation').first().click()
    await page.getByText(`MAIL FROM:<`, { exact: false }).first().waitFor()
  })

  test('the report opens, with a verdict, a score, sections, and findings that open to their evidence', async () => {
    await page.getByRole('link', { name: 'Read the full report' }).click()
    await page.waitForURL(/\/mail\//)
    reportPath = new URL(page.url()).pathname
    assert.match((await page.getByRole('heading', { level: 1 }).textContent()) ?? '', /.{10}/)
    await page.getByText('/ 10').first().waitFor()
    assert.ok((await page.getByRole('heading', { level: 2 }).count()) >= 3)
    await page
      .getByText(/checks? passed/)
      .first()
      .click()
    const finding = page.locator('details[id="spf-result"]')
    await page.goto(`${reportPath}#spf-result`)
    await finding.getByText('Seen').waitFor()
    await finding.getByText('v=spf1 ip4:127.0.0.1 -all', { exact: false }).first().waitFor()
    await page.getByText('Seedbed cannot see which folder a provider chooses').waitFor()
  })

  test('session and source can be read', async () => {
    await page.getByRole('link', { name: 'Session' }).click()
    await page.getByText('EHLO mail.sender.test').first().waitFor()
    await page.getByRole('link', { name: 'Source' }).click()
    await page.getByText('Everything must go.', { exact: false }).first().waitFor()
    await page.getByText('DKIM-Signature', { exact: true }).waitFor()
  })

  test('the history has it, with charts', async () => {
    for (const subject of ['Second', 'Third']) await sendMail(house.smtpPort, email, { subject })
    await page.goto(livePath)
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Third' })
      .getByText(/\d\.\d/)
      .waitFor()
    await page.goto('/history')
    await page.getByRole('figure').locator('svg.recharts-surface').first().waitFor()
    await page.getByText(/^3 tests\./).waitFor()
    assert.ok((await page.getByRole('figure').count()) >= 4)
    // Under our policy: the picture is made in the browser, of nothing but what it drew.
    const drawn = page.getByRole('figure', { name: 'Score of each mail' })
    await drawn.locator('svg.recharts-surface').waitFor()
    const [picture] = await Promise.all([page.waitForEvent('download'), drawn.getByRole('button', { name: 'PNG' }).click()])
    assert.equal(picture.suggestedFilename(), 'score-of-each-mail.png')
    assert.equal(
      readFileSync(await picture.path())
        .subarray(1, 4)
        .toString(),
      'PNG',
    )
  })

  test('a refused attempt is a row of its own, with the reply', async () => {
    await page.goto(livePath)
    const near = email.replace(/.@/, (end) => (end === 'z@' ? 'y@' : 'z@'))
    await assert.rejects(sendMail(house.smtpPort, near), /550/)
    const row = page.getByRole('region', { name: 'Servers that brought no mail' })
    await row.getByText('A server was turned away.').waitFor()
    await row
      .getByText(/550 5\.1\.1/)
      .first()
      .waitFor()
  })

  test('an address is told what to answer, and its page tells when the sender came back', async () => {
    const guest = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    guest.on('pageerror', (error) => errors.push(String(error)))
    guest.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await guest.goto('/')
    await guest.getByRole('link', { name: 'Open live page' }).click()
    await guest.getByText('Chosen replies').click()
    await guest.getByText('No server has tried such an address yet', { exact: false }).waitFor()
    await guest.getByLabel('The address shall').selectOption('Put off, then accept')
    await guest.getByLabel('how long', { exact: true }).selectOption('the first try')
    const shown = guest.locator('output').filter({ hasText: 'defer-451-4.7.1-1x.' }).locator('bdi')
    const told = ((await shown.textContent()) ?? '').trim()
    await assert.rejects(sendMail(house.smtpPort, told), /451 4\.7\.1/)
    const tries = guest.getByRole('list', { name: 'Tries' })
    await tries.getByText('1 try: after 0 s, not accepted so far.').waitFor()
    await sendMail(house.smtpPort, told)
    await tries.getByText(/^1\. 2 tries: after 0 s, \d+ s, then accepted\.$/).waitFor()
    await guest.getByRole('figure', { name: 'When senders came back' }).locator('svg.recharts-surface').first().waitFor()
    assert.equal(await guest.getByText('A server was turned away.').count(), 0)
    await guest.context().close()
  })

  test('who stays on the home page is led to the mail as it comes', async () => {
    const guest = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    const listening = guest.waitForResponse('**/events')
    await guest.goto('/')
    await listening
    await sendMail(house.smtpPort, await shownAddress(guest), { subject: 'Here it is' })
    await guest.waitForURL('**/a/*')
    await guest.getByRole('region', { name: 'The newest report' }).waitFor()
    assert.match(await guest.title(), /^● \d+\.\d Here it is/)
    await guest.context().close()
  })

  test('where no stream comes through, the page looks by itself', async () => {
    const guest = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    await guest.route('**/events', (route) => route.abort())
    await guest.goto('/')
    const address = await shownAddress(guest)
    await guest.getByRole('link', { name: 'Open live page' }).click()
    await guest.getByText('Waiting for your mail').waitFor()
    await sendMail(house.smtpPort, address)
    await guest.getByRole('region', { name: 'The newest report' }).waitFor()
    await guest.context().close()
  })

  test('a sample needs no mail client', async () => {
    const guest = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    await guest.goto('/')
    await guest.getByRole('button', { name: 'Forged' }).click()
    await guest.waitForURL('**/a/*')
    await guest.getByRole('region', { name: 'The newest report' }).getByRole('link', { name: 'Show how' }).first().waitFor()
    await guest.context().close()
  })

  test('whoever sets up sees the mail come in, and that it came from inside', async () => {
    const guest = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    const listening = guest.waitForResponse('**/events')
    await guest.goto('/setup')
    await listening
    const step = guest.locator('#port-25-in')
    await sendMail(house.smtpPort, (await step.locator('bdi[dir=ltr]').textContent()) ?? '')
    await step.getByText('A mail came, but from this network').waitFor()
    await guest.context().close()
  })

  test('the browser had nothing to complain about', () => assert.deepEqual(errors, []))
})

/** Every page, named as its path is known only later. */
/** As they are after all this. */
const pages: [name: string, path: () => string][] = [
  ['live', () => livePath],
  ['chosen replies', () => `${livePath}?answer=defer`],
  ['report', () => reportPath],
  ['session', () => `${reportPath}?tab=session`],
  ['source', () => `${reportPath}?tab=source`],
  ['history', () => '/history'],
  ['setup for a domain', () => '/setup?domain=acme.example&address=93.184.215.14'],
]

describe('for everybody', () => {
  const cookies = async () => context.cookies()

  test('axe finds nothing, in light and in dark, and nothing is wider than a phone', async () => {
    const looking = await browser.newContext({ baseURL: house.baseUrl, bypassCSP: true })
    await looking.addCookies(await cookies())
    const seen = await looking.newPage()
    for (const [name, path] of pages) {
      await seen.goto(path())
      await seen.getByRole('main').waitFor()
      assert.deepEqual(await complaints(seen), [], name)
    }
    await looking.close()
  })

  test('without JavaScript everything can be read, and findings open', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    await plain.addCookies(await cookies())
    const seen = await plain.newPage()
    await seen.goto('/')
    assert.equal(await shownAddress(seen), email)
    await seen.getByRole('link', { name: 'Open live page' }).click()
    await seen.getByRole('listitem').filter({ hasText: 'Third' }).first().waitFor()
    await seen.getByText('Chosen replies').click()
    await seen.getByLabel('The address shall').selectOption('Hang up')
    await seen.getByRole('button', { name: 'Show the address' }).click()
    await seen.locator('output').filter({ hasText: 'drop.' }).waitFor()
    await seen.goto(reportPath)
    const finding = seen.locator('section.card details').first()
    await finding.locator('summary').first().click()
    assert.equal(await finding.getAttribute('open'), '')
    await seen.goto('/history')
    await seen.getByText('as a table').first().click()
    await seen.getByRole('table').first().waitFor()
    await plain.close()
  })

  test('without JavaScript a mail and an address are deleted at once, after asking once', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    await plain.addCookies(await cookies())
    const seen = await plain.newPage()
    await seen.goto(reportPath)
    await seen.getByText('Delete this mail', { exact: true }).last().click()
    await seen.getByRole('button', { name: 'Delete now' }).click()
    await seen.waitForURL(`**${livePath}`)
    assert.equal((await seen.goto(reportPath))?.status(), 404)
    await seen.goto(livePath)
    await seen.getByText('Delete this address', { exact: true }).last().click()
    await seen.getByText('2 mails with their reports').waitFor()
    await seen.getByRole('button', { name: 'Delete now' }).click()
    await seen.waitForURL(`${house.baseUrl}/`)
    assert.equal((await seen.goto(livePath))?.status(), 404)
    await assert.rejects(sendMail(house.smtpPort, email), /550/)
    await plain.close()
  })
})
