/** The ports of a mail host, looked at as a person does it: a real browser, the three processes, and servers that are scripts. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Zone } from '#net/zone.ts'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { plainSmtp, type Scripted, startScripted } from '../helpers/scripted.ts'

const zone: Zone = {
  'tern.example MX': ['10 dead.tern.example', '20 mx1.tern.example'],
  'mx1.tern.example A': ['127.0.0.1'],
  'dead.tern.example A': ['127.0.0.9'],
  'slow.tern.example A': ['127.0.0.1'],
  'shy.example A': ['127.0.0.1'],
  '_seedbed.shy.example TXT': ['v=seedbed1; probe=no'],
}
const imap = {
  greeting: '* OK <script>alert(1)</script> ready',
  replies: {
    a1: '* CAPABILITY IMAP4rev1 AUTH=PLAIN LOGINDISABLED\r\na1 OK done',
    a9: '* BYE\r\na9 OK',
  },
}
/** Says nothing for a while: what the other ports show must not wait for it. */
const tarpit = { ...plainSmtp, delay: 3000 }

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
let servers: Scripted[]
const errors: string[] = []

before(async () => {
  servers = await Promise.all([plainSmtp, imap, tarpit].map(startScripted))
  const [smtp, reading, slow] = servers.map(({ port }) => port)
  const settings = {
    ALLOW_PRIVATE_TARGETS: 'true',
    PORT_MAP: `25:${smtp},143:${reading},2526:${slow}`,
    PROBES_PER_HOUR: '1000',
    PROBE_OPT_OUT: 'listed.example',
  }
  ;[house, browser] = await Promise.all([startHouse({ zone, settings }), openBrowser()])
  context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
})

after(async () => {
  await browser?.close()
  await house?.close()
  for (const server of servers ?? []) server.close()
})

const table = (on: Page) => on.getByRole('table', { name: 'The ports of 127.0.0.1' })
const box = (on: Page) => on.getByRole('search', { name: 'Check something' }).getByRole('textbox')
const permanent = async (on: Page) => (await on.getByRole('link', { name: 'Permanent link' }).getAttribute('href')) ?? ''

describe('a host', () => {
  test('that is typed in the box shows its ports, by itself', async () => {
    await page.goto('/check')
    await box(page).fill('mx1.tern.example')
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await table(page).waitFor()
    assert.equal(new URL(page.url()).pathname, '/probe/mx1.tern.example')
    const rows = await table(page).getByRole('row').allTextContents()
    assert.match(rows.find((row) => row.startsWith('25')) ?? '', /open.*220 mx\.tern\.example ESMTP <b>ready<\/b>.*none offered/)
    assert.match(rows.find((row) => row.startsWith('143')) ?? '', /<script>alert\(1\)<\/script>.*before encryptionPLAIN/)
    assert.match(rows.find((row) => row.startsWith('993')) ?? '', /refused/)
  })

  test('keeps the whole conversation, as swaks writes it', async () => {
    await page.locator('#conversation > summary').click()
    await page.locator('#conversation').getByText('mx1.tern.example (127.0.0.1), port 25').click()
    const lines = page.getByRole('listitem').filter({ hasText: 'EHLO seedbed' })
    assert.match((await lines.first().textContent()) ?? '', /->.*EHLO seedbed/)
  })

  test('is asked about a recipient, and its answer is told', async () => {
    await page.getByLabel('Ports', { exact: true }).fill('25')
    await page.getByLabel('A recipient to ask about').fill('nobody@tern.example')
    await page.getByRole('button', { name: 'Look', exact: true }).click()
    const recipient = page.getByRole('region', { name: 'The recipient nobody@tern.example' })
    await recipient.getByText('550 5.1.1 no such user here').waitFor()
    await recipient.getByText('It will not work later either.').waitFor()
    assert.ok(servers.every(({ heard }) => !heard.some((line) => /^DATA/i.test(line))))
  })

  test('stays what it was under its permanent link, and can be compared', async () => {
    const path = await permanent(page)
    const frozen = await context.newPage()
    await frozen.goto(path)
    await frozen.getByText('What is published may have changed since').waitFor()
    await table(frozen).waitFor()
    await frozen.goto(`/compare?a=${path.split('/').at(-1)}`)
    await frozen.getByRole('link', { name: 'mx1.tern.example' }).first().waitFor()
    await frozen.close()
  })

  test('that keeps senders waiting does not keep what is known from being shown', async () => {
    await page.goto('/probe/slow.tern.example?ports=25,2526')
    await page.getByText('Knocking at its ports').waitFor()
    await page.getByRole('region', { name: 'So far' }).getByRole('listitem').first().waitFor()
    await table(page).waitFor()
  })
})

describe('the mail servers of a domain', () => {
  test('are walked from its report, in the order of a sender', async () => {
    await page.goto('/domain/tern.example')
    await page.getByText('Permanent link').waitFor()
    await page.locator('#mail-servers > summary').click()
    await page.getByRole('link', { name: 'Look at its ports' }).first().waitFor()
    await page.getByRole('link', { name: 'Walk them as a sending server would' }).click()
    const walk = page.locator('#walk')
    await walk.getByText('A sending server delivers to mx1.tern.example (127.0.0.1)').waitFor()
    assert.deepEqual(await walk.getByRole('listitem').getByRole('link').allTextContents(), [
      'dead.tern.example',
      'mx1.tern.example',
    ])
  })
})

describe('is refused in its sentence', () => {
  const rows: [title: string, path: string, status: number, says: RegExp][] = [
    ['who is on the list of the setting', '/probe/mx.listed.example', 403, /asks not to be looked at/],
    ['what is no host', '/probe/acme', 400, /has no dot/],
    ['an ending of domains', '/probe/co.uk', 400, /is an ending under which/],
  ]
  for (const [title, path, status, says] of rows) {
    test(title, async () => {
      const answer = await fetch(`${house.baseUrl}${path}`)
      assert.equal(answer.status, status)
      assert.match(await answer.text(), says)
    })
  }
  test('who says so in DNS', async () => {
    await page.goto('/probe/shy.example')
    await page.getByText('shy.example asks not to be looked at, so nothing was.').waitFor()
  })
})

describe('for everybody', () => {
  test('axe finds nothing with everything open, in light and in dark, and nothing is wider than a phone', async () => {
    const looking = await browser.newContext({ baseURL: house.baseUrl, bypassCSP: true })
    await looking.addCookies(await context.cookies())
    const seen = await looking.newPage()
    await seen.goto('/probe/tern.example?mx=1')
    await seen.getByRole('main').waitFor()
    await seen.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    assert.deepEqual(await complaints(seen), [])
    await looking.close()
  })

  test('works without JavaScript, from the box to the conversation', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    const seen = await plain.newPage()
    await seen.goto('/probe')
    await seen.getByLabel('Host, IP address').fill('mx1.tern.example:25')
    await seen.getByRole('button', { name: 'Look' }).click()
    while ((await table(seen).count()) === 0) await seen.reload()
    assert.equal(await table(seen).getByRole('row').count(), 2)
    await plain.close()
  })

  test('the browser had nothing to complain about', () => assert.deepEqual(errors, []))
})
