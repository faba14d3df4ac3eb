/** A mail's report as a person reads it: on a phone the answer and the first step need no scrolling, and what it is judged as can be changed. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { apiOf } from '../helpers/api.ts'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { sendMail, senderDomain, senderZone } from '../helpers/sender.ts'

/** A domain whose mail somebody else signs and takes back, although its rule says that this is refused. */
const zone = {
  ...senderZone,
  'acme.test MX': ['10 mail.acme.test'],
  'mail.acme.test A': ['127.0.0.1'],
  'acme.test TXT': ['v=spf1 -all'],
  '_dmarc.acme.test TXT': ['v=DMARC1; p=reject'],
}
const refused = {
  from: { name: 'Acme News', address: 'news@acme.test' },
  subject: 'Spring sale: everything must go, really everything, and only until Sunday evening',
}

let house: House
let browser: Browser
let path: string

before(async () => {
  ;[house, browser] = await Promise.all([startHouse({ zone, settings: { DNS_TIMEOUT_MS: '10000' } }), openBrowser()])
  const api = apiOf(house.baseUrl)
  const { token, address } = await api.take()
  await sendMail(house.smtpPort, address, { ...refused, envelope: { from: `bounces@${senderDomain}`, to: address } })
  const [report] = await api.reported(token)
  path = `/mail/${report?.id}`
})

after(async () => {
  await browser?.close()
  await house?.close()
})

async function open(at: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 390, height: 844 }, ...options })
  const page = await context.newPage()
  await page.goto(at)
  return page
}

const close = (page: Page) => page.context().close()

/** CSS pixels from the top of the page to the lower edge. */
async function lowerEdge(element: Locator): Promise<number> {
  const box = await element.boundingBox()
  return box ? box.y + box.height : assert.fail('it is not shown')
}

describe('on a phone', () => {
  test('the sentence, the score and the first fix with its buttons stand without scrolling', async () => {
    const page = await open(path)
    const heading = page.getByRole('heading', { level: 1 })
    assert.match((await heading.textContent()) ?? '', /Gmail.* will probably refuse this mail\./)
    const first = page.getByRole('region', { name: 'What to do first' }).getByRole('listitem').first()
    const edges = [
      await lowerEdge(heading),
      await lowerEdge(page.getByText('/ 10', { exact: true })),
      await lowerEdge(first.getByRole('link', { name: 'Show how' })),
      await lowerEdge(first.getByRole('button').last()),
    ]
    assert.ok(Math.max(...edges) <= 844, `${edges}`)
    await close(page)
  })

  test('what asks nothing is folded with its count, and the honest edge is there', async () => {
    const page = await open(path)
    const passed = page.getByText(/^\d+ checks passed$/).first()
    await passed.waitFor()
    assert.equal(await passed.evaluate((element) => element.closest('details')?.open), false)
    await page.getByText('Seedbed cannot see which folder a provider chooses, your complaint rate or your volume.').waitFor()
    await close(page)
  })
})

test('a requirement leads to the finding that decides it, and opens it', async () => {
  const page = await open(path, { viewport: { width: 1280, height: 900 } })
  await page
    .getByText(/requirements, \d+ not met/)
    .first()
    .click()
  await page.locator('#receiver-gmail').getByRole('link', { name: 'DMARC', exact: true }).first().click()
  const opened = page.locator('#dmarc-result')
  await opened.getByText('Why it matters').waitFor()
  assert.equal(await opened.evaluate((element) => (element as HTMLDetailsElement).open), true)
  await close(page)
})

for (const at of ['report', 'story'])
  test(`axe finds nothing on ${at}, in light and in dark, and it is not wider than a phone`, async () => {
    const page = await open(at === 'report' ? path : `${path}?tab=decided`, { bypassCSP: true })
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    assert.deepEqual(await complaints(page), [])
    await close(page)
  })

for (const javaScriptEnabled of [true, false])
  test(`what it is judged as is changed ${javaScriptEnabled ? 'with' : 'without'} JavaScript, and both reports stay`, async () => {
    const page = await open(path, { javaScriptEnabled })
    await page.getByText('Judged as').click()
    await page.getByRole('radio', { name: javaScriptEnabled ? 'newsletter' : 'personal' }).check()
    await page.getByRole('button', { name: 'Judge it again' }).click()
    const judged = page.getByText(/\(as you said\)/)
    // Without a script the reader looks again; the link for that is on the page.
    while (!javaScriptEnabled && (await judged.count()) === 0) await page.goto(path)
    await judged.filter({ hasText: javaScriptEnabled ? 'newsletter' : 'personal' }).waitFor()
    const reports = page.getByRole('navigation', { name: 'Reports of this mail' })
    // On a phone those before the last two are folded.
    const folded = reports.locator('summary')
    if (await folded.isVisible()) await folded.click()
    await reports.getByRole('link').last().click()
    await page.getByText('This is an earlier report.').waitFor()
    await page.getByText('(our guess)').waitFor()
    await close(page)
  })
