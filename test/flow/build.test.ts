/** Records are built as a person does it: in a real browser, with our script and without, on a narrow screen, from the keyboard. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Zone } from '#net/zone.ts'
import { beforeScript, complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'

const zone: Zone = {
  'tern.test SOA': ['ns1.tern.test hostmaster.tern.test 2026112101 7200 3600 1209600 300'],
  'tern.test NS': ['ns1.tern.test'],
  'ns1.tern.test A': ['192.0.2.53'],
  'tern.test MX': ['10 mx.tern.test'],
  'mx.tern.test A': ['192.0.2.25'],
  'tern.test TXT': ['v=spf1 mx exists:%{i}.tern.test ~all'],
}

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
const errors: string[] = []

before(async () => {
  ;[house, browser] = await Promise.all([startHouse({ zone }), openBrowser()])
  context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
})

after(async () => {
  await browser?.close()
  await house?.close()
})

const record = (on: Page) => on.locator('#record')

describe('a builder', () => {
  test('is found from a finding of the domain’s page', async () => {
    await page.goto('/domain/tern.test')
    await page.getByRole('link', { name: 'Build the DMARC record' }).first().click()
    await page.getByRole('heading', { name: 'DMARC for tern.test' }).waitFor()
    await record(page).getByText('v=DMARC1; p=none').first().waitFor()
  })

  test('writes the record while the answers are given, and leaves what is typed alone', async () => {
    await page.goto('/build/spf?domain=tern.test')
    await record(page).getByRole('heading', { name: 'This is published already' }).waitFor()
    await page.getByLabel('Google Workspace').check()
    const field = page.getByLabel('Which addresses of your own send?')
    await field.focus()
    await page.keyboard.type('9.9.9.9')
    await record(page).getByText('v=spf1 mx exists:%{i}.tern.test include:_spf.google.com ip4:9.9.9.9 ~all').first().waitFor()
    assert.ok(await field.evaluate((element) => element === document.activeElement))
    await page.keyboard.type(' 10.0.0.1')
    await page.getByText('10.0.0.1 is private').waitFor()
    assert.equal(await field.inputValue(), '9.9.9.9 10.0.0.1')
    await page.getByText('An answer cannot be used yet.').waitFor({ state: 'attached' })
    await page.keyboard.press('End')
    for (let count = 0; count < ' 10.0.0.1'.length; count++) await page.keyboard.press('Backspace')
    await record(page).getByText('was').or(record(page).getByText('Today')).first().waitFor()
  })

  test('leads to the rehearsal of what it built', async () => {
    await record(page).getByRole('link', { name: 'Rehearse on tern.test' }).click()
    await page.getByText('Nothing is published. This is a rehearsal.').waitFor()
    const value = page.getByLabel('Value of tern.test TXT', { exact: true }).first()
    assert.equal(await value.inputValue(), 'v=spf1 mx exists:%{i}.tern.test include:_spf.google.com ip4:9.9.9.9 ~all')
  })

  test('counts what was answered before our script came', async () => {
    const there = await context.newPage()
    await beforeScript(there, '/build/spf?domain=tern.test', () => there.getByLabel('Google Workspace').check())
    await record(there).getByText('v=spf1 mx exists:%{i}.tern.test include:_spf.google.com ~all').first().waitFor()
    await there.close()
  })

  test('takes the policy of MTA-STS to the rehearsal too', async () => {
    await page.goto('/build/mta-sts?domain=tern.test')
    await record(page).getByRole('link', { name: 'Rehearse on tern.test' }).click()
    await page.getByText('Nothing is published. This is a rehearsal.').waitFor()
    assert.match(await page.locator('textarea[name=policy]').inputValue(), /^version: STSv1\nmode: testing\nmx: mx\.tern\.test\n/)
  })

  test('works without our script', async () => {
    const bare = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    const there = await bare.newPage()
    await there.goto('/build/tls-rpt')
    await there.getByLabel('For which domain?').fill('https://tern.test/')
    await there.getByRole('button', { name: 'Begin' }).click()
    await there.getByLabel('To which mailbox should the reports go?').fill('tls@tern.test')
    await there.getByRole('button', { name: 'Show the record' }).click()
    await record(there).getByText('v=TLSRPTv1; rua=mailto:tls@tern.test').first().waitFor()
    assert.equal(new URL(there.url()).hash, '#record')
    await bare.close()
  })

  test('is accessible, light and dark, and fits a phone', async () => {
    const paths = [
      '/build?domain=tern.test',
      '/build/spf',
      '/build/spf?domain=tern.test&answered=yes&addresses=nowhere&last=~',
      '/build/dmarc?domain=tern.test&answered=yes&p=reject&rua=a@reports.test&exact=adkim',
      '/build/mta-sts?domain=tern.test',
      `/build/bimi?domain=tern.test&answered=yes&want=logo&logo=https://tern.test/${'long'.repeat(30)}.svg`,
    ]
    const phone = await browser.newContext({
      baseURL: house.baseUrl,
      viewport: { width: 360, height: 780 },
      bypassCSP: true,
    })
    const there = await phone.newPage()
    for (const path of paths) {
      await there.goto(path)
      assert.deepEqual([path, await complaints(there)], [path, []])
    }
    await phone.close()
  })

  test('leaves no complaint in the console', () => assert.deepEqual(errors, []))
})
