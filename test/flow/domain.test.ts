/** A domain is looked at as a person does it: a real browser, a real name server, the three processes. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { silent, type Zone } from '#net/zone.ts'
import { complaints, openBrowser, readyToFind } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'

const rule = '_dmarc.tern.test TXT'
const list = 'tern.test TXT'
const zone: Zone = {
  'tern.test SOA': ['ns1.tern.test hostmaster.tern.test 2026112101 7200 3600 1209600 300'],
  'tern.test NS': ['ns1.tern.test', 'ns2.tern.test'],
  'ns1.tern.test A': ['192.0.2.53'],
  'ns2.tern.test A': ['198.51.100.53'],
  'tern.test MX': ['10 mx.tern.test'],
  'mx.tern.test A': ['192.0.2.25'],
  [list]: ['v=spf1 mx ?all'],
  [rule]: ['v=DMARC1; p=none; rua=mailto:dmarc@tern.test'],
  'silent.test ANY': silent,
  '_dmarc.silent.test ANY': silent,
  // Quick, but for the address of its mail server.
  'slow.test MX': ['10 mx.dead.test'],
  'slow.test TXT': ['v=spf1 mx -all'],
  '_dmarc.slow.test TXT': ['v=DMARC1; p=reject'],
  'mx.dead.test ANY': silent,
  '9.9.9.9.in-addr.arpa PTR': ['dns.tern.test'],
  'dns.tern.test A': ['9.9.9.9'],
  '9.9.9.9.origin.asn.cymru.com TXT': ['64496 | 9.9.9.0/24 | ZZ | ripencc | 2010-07-14'],
  'AS64496.asn.cymru.com TXT': ['64496 | ZZ | ripencc | 2010-07-14 | TERN-AS, ZZ'],
  '2.0.0.127.bl.spamcop.net A': ['127.0.0.2'],
  '9.9.9.9.bl.spamcop.net A': ['127.0.0.2'],
  // Somebody else's text is never markup.
  'evil.test TXT': ['v=spf1 <img/src=x/onerror=alert(1)> ?all'],
  'evil.test MX': ['10 mx.tern.test'],
}

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
let comparison: string
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

const answers = (on: Page) => on.getByRole('region', { name: 'The three answers' })
const box = (on: Page) => on.getByRole('search', { name: 'Check something' }).getByRole('textbox')
const scanOf = async (on: Page) => (await on.getByRole('link', { name: 'JSON' }).getAttribute('href')) ?? ''

describe('a domain', () => {
  test('that is typed as a URL becomes a report with three answers, by itself', async () => {
    await page.goto('/')
    await box(page).fill('https://Tern.test/contact')
    await page.getByRole('button', { name: 'Check', exact: true }).click()
    await answers(page).waitFor()
    assert.equal(new URL(page.url()).pathname, '/domain/tern.test')
    assert.deepEqual(await answers(page).locator('dt').allTextContents(), ['Receiving', 'Sending', 'Forgery'])
    await answers(page).getByText('only watches').waitFor()
  })

  test('is told what to publish, before and after', async () => {
    const changes = page.getByRole('region', { name: 'To publish' })
    await changes.locator('del', { hasText: 'v=spf1 mx ?all' }).waitFor()
    await changes.getByText('v=spf1 mx ~all', { exact: true }).waitFor()
    await changes.getByRole('button', { name: 'Copy the value' }).first().waitFor()
  })

  test('has an address for every finding, and every question that was asked', async () => {
    await answers(page).getByRole('link', { name: 'why Forgery is so' }).click()
    await page.locator('details[id="dmarc-policy"]').getByText('Why it matters').waitFor()
    await page.locator('#records > summary').click()
    const published = page.locator('#records')
    await published.getByText('10 mx.tern.test', { exact: true }).waitFor()
    await page.getByText('Questions asked').click()
    await page.getByText('v=DMARC1; p=none; rua=mailto:dmarc@tern.test').last().waitFor()
  })

  test('keeps its scan for some minutes, until somebody checks again', async () => {
    const first = await scanOf(page)
    await page.reload()
    assert.equal(await scanOf(page), first)
    house.nameServer.set({ ...zone, [list]: ['v=spf1 mx -all'] })
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('Earlier, in this browser').waitFor()
    await page.getByText('v=spf1 mx -all').first().waitFor({ state: 'attached' })
    assert.notEqual(await scanOf(page), first)
    assert.equal(await page.getByText('v=spf1 mx ~all', { exact: true }).count(), 0)
  })

  test('is compared with its scan before, in records and in findings', async () => {
    await page.getByRole('link', { name: 'What changed since' }).click()
    const changed = page.getByRole('region', { name: 'What changed since' })
    await changed.locator('del', { hasText: 'v=spf1 mx ?all' }).waitFor()
    await changed.locator('ins', { hasText: 'v=spf1 mx -all' }).waitFor()
    await changed.getByRole('link').first().waitFor()
    comparison = page.url()
    await page.goBack()
  })

  test('is kept as it was seen, under a link of its own', async () => {
    await page.getByRole('region', { name: 'Earlier, in this browser' }).getByRole('link').first().click()
    await page.getByText(/^As seen/).waitFor()
    const scanPath = new URL(page.url()).pathname
    assert.match(scanPath, /^\/scan\//)
    await page.getByRole('region', { name: 'To publish' }).getByText('v=spf1 mx ~all', { exact: true }).waitFor()
    const stranger = await (await browser.newContext({ baseURL: house.baseUrl })).newPage()
    await stranger.goto(scanPath)
    await answers(stranger).waitFor()
    await stranger.context().close()
  })

  test('that does not exist is a result', async () => {
    await page.goto('/domain/nowhere.test')
    await answers(page).getByText('does not exist').first().waitFor()
  })

  test('whose name servers are silent is said to be asked, and then to be unknown: nothing is missing', async () => {
    await page.goto('/domain/silent.test', { waitUntil: 'commit' })
    await page.getByText('Asking its name servers').waitFor()
    await page.evaluate('window.sameDocument = true')
    await answers(page).waitFor()
    assert.equal(await page.evaluate('window.sameDocument'), true)
    await answers(page).getByText('No score').waitFor()
    assert.equal(await answers(page).getByText('Could not check').count(), 3)
    assert.equal(await page.getByRole('region', { name: 'To publish' }).count(), 0)
  })

  test('fills in while it is looked at: counts, then findings, then the report, in the same page', async () => {
    await page.goto('/domain/slow.test', { waitUntil: 'commit' })
    await page.getByText(/\d+ of \d+ checks answered/).waitFor()
    await page.evaluate('window.sameDocument = true')
    const found = page.getByRole('region', { name: 'So far' }).getByRole('listitem')
    await found.filter({ hasText: 'Pass' }).first().waitFor()
    assert.equal(await answers(page).count(), 0)
    await answers(page).waitFor()
    assert.equal(await page.evaluate('window.sameDocument'), true)
    await page.getByRole('status').filter({ hasText: 'The report is ready.' }).waitFor({ state: 'attached' })
    assert.equal(await found.count(), 0)
  })

  test('does not take away what is being read when its report comes', async () => {
    await page.getByRole('button', { name: 'Check again' }).click()
    const rows = page.getByRole('region', { name: 'So far' }).getByRole('listitem')
    await rows.nth(20).waitFor()
    await page.evaluate('scrollTo(0, 200)')
    const show = page.getByRole('button', { name: 'Show it' })
    await show.waitFor()
    assert.ok((await rows.count()) > 20)
    await show.click()
    await answers(page).waitFor()
  })

  test('takes DKIM selectors by hand, and keeps them', async () => {
    await page.goto('/domain/tern.test')
    await page.getByRole('heading', { name: 'DKIM selectors', exact: true }).click()
    await page.getByLabel('Selectors', { exact: true }).fill('s1._domainkey.tern.test')
    await page.getByRole('button', { name: 'Check with these' }).click()
    await page.getByText('named by hand: s1').waitFor()
    await answers(page).waitFor()
  })

  test('that is the name of a host says so, and leads to the domain above', async () => {
    await page.goto('/domain/mx.tern.test')
    await answers(page).waitFor()
    await page.getByText('the name of a host').waitFor()
    assert.equal(await page.getByRole('link', { name: 'tern.test', exact: true }).getAttribute('href'), '/domain/tern.test')
  })

  test('cannot put markup on the page', async () => {
    await page.goto('/domain/evil.test')
    await answers(page).waitFor()
    assert.equal(await page.locator('img').count(), 0)
  })

  test('the browser had nothing to complain about', () => assert.deepEqual(errors, []))
})

describe('the address of a server', () => {
  test('typed after ⌘K becomes a report on its name, its network and the lists', async () => {
    await page.goto('/history')
    await page.locator(readyToFind).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('::ffff:9.9.9.9')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'The answer' }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/ip/9.9.9.9')
    await page.locator('#names').getByText('dns.tern.test').first().waitFor()
    await page.locator('#names').getByText('TERN-AS, ZZ').waitFor()
    await page.getByText('Not seen in your mails.').waitFor({ state: 'attached' })
    assert.match((await page.locator('#support').textContent()) ?? '', /we send mail from 9\.9\.9\.9.*list of SpamCop/s)
  })
  test('is checked again, and compared with the scan before', async () => {
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByRole('link', { name: 'What changed since' }).click()
    await page.getByText('the same records, and the same findings').waitFor()
  })
  test('the browser had nothing to complain about', () => assert.deepEqual(errors, []))
})

describe('what is no domain', () => {
  const rows: [typed: string, said: RegExp][] = [
    ['acme', /has no dot/],
    ['192.0.2.1', /reserved for special use/],
    ['nas.local', /npx seedbed check nas\.local/],
    ['550 5.1.1 no such user', /looks like a refusal/],
    ['Received: from a by b', /header lines/],
    ['<b>x</b>', /There is no domain in/],
  ]
  for (const [typed, said] of rows) {
    test(`${typed} is answered in a sentence, and can be corrected`, async () => {
      await page.goto(`/check?q=${encodeURIComponent(typed)}`)
      await page.getByText(said).waitFor()
      assert.equal(await box(page).inputValue(), typed)
    })
  }
  test('but perhaps one with .com leads there', async () => {
    await page.goto('/check?q=acme')
    assert.equal(await page.getByRole('link', { name: 'acme.com' }).getAttribute('href'), '/domain/acme.com')
  })
  test('in the path is told so too, with 400', async () => {
    assert.equal((await page.goto('/domain/192.0.2.1'))?.status(), 400)
    await page.getByText('reserved for special use').waitFor()
  })
  for (const javaScriptEnabled of [true, false]) {
    test(`but a pasted refusal is read on its own page, ${javaScriptEnabled ? 'with' : 'without'} our script`, async () => {
      const reading = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled })
      const seen = await reading.newPage()
      await seen.goto('/check')
      await box(seen).fill('550-5.1.1 The email account that you tried to reach\n550 5.1.1 does not exist.')
      await seen.getByRole('button', { name: 'Check', exact: true }).click()
      await seen.waitForURL('**/bounce')
      await seen.getByText('does not exist').first().waitFor()
      await reading.close()
    })
  }
  test('but the token of an address leads to its page', async () => {
    const token = ((await (await fetch(`${house.baseUrl}/api/v1/addresses`, { method: 'POST' })).json()) as { token: string })
      .token
    await page.goto(`/check?q=${token}`)
    assert.equal(new URL(page.url()).pathname, `/a/${token}`)
  })
})

describe('for everybody', () => {
  const paths = () => ['/domain/tern.test', '/domain/nowhere.test', '/ip/9.9.9.9', comparison]

  test('axe finds nothing, in light and in dark, and nothing is wider than a phone', async () => {
    const looking = await browser.newContext({ baseURL: house.baseUrl, bypassCSP: true })
    const seen = await looking.newPage()
    for (const path of paths()) {
      await seen.goto(path)
      await seen.getByText('Test a mail').first().waitFor()
      if (path.startsWith('/domain/')) await answers(seen).waitFor()
      assert.deepEqual(await complaints(seen), [], path)
    }
    await looking.close()
  })

  test('without JavaScript a domain is looked at, again, and its scan deleted', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    const seen = await plain.newPage()
    const readable = async () => {
      while ((await answers(seen).count()) === 0) await seen.reload()
    }
    await seen.goto('/check')
    await box(seen).fill('news@tern.test')
    await seen.getByRole('button', { name: 'Check', exact: true }).click()
    await readable()
    const first = await scanOf(seen)
    await seen.getByRole('button', { name: 'Check again' }).click()
    await readable()
    assert.notEqual(await scanOf(seen), first)
    await seen.getByRole('heading', { name: 'DKIM selectors', exact: true }).click()
    await seen.getByLabel('Selectors', { exact: true }).fill('-x')
    await seen.getByRole('button', { name: 'Check with these' }).click()
    await seen.getByRole('alert').getByText('is no DKIM selector').waitFor()
    await seen.goto('/domain/tern.test')
    await seen.getByRole('link', { name: 'Permanent link' }).click()
    const path = new URL(seen.url()).pathname
    await seen.getByText('Delete this scan', { exact: true }).click()
    await seen.getByRole('button', { name: 'Delete now' }).click()
    await seen.waitForURL('**/check')
    assert.equal((await seen.goto(path))?.status(), 404)
    await plain.close()
  })
})

test('a program gets the same report', async () => {
  const api = `${house.baseUrl}/api/v1/scans`
  const headers = { 'content-type': 'application/json' }
  const asked = await fetch(api, { method: 'POST', headers, body: '{"domain":"tern.test"}' })
  assert.equal(asked.status, 202)
  const { id } = (await asked.json()) as { id: string }
  for (;;) {
    const scan = (await (await fetch(`${api}/${id}`)).json()) as { status: string; answers?: unknown[] }
    if (scan.status !== 'reported') continue
    assert.equal(scan.answers?.length, 3)
    break
  }
})
