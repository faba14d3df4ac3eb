/** A change is rehearsed before it is published: of a domain and of a mail, in a real browser, with our script and without. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Zone } from '#net/zone.ts'
import { beforeScript, complaints, openBrowser, readyToFind } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { keyName, sendMail, senderZone } from '../helpers/sender.ts'

const zone: Zone = {
  ...senderZone,
  'tern.test SOA': ['ns1.tern.test hostmaster.tern.test 2026112101 7200 3600 1209600 300'],
  'tern.test NS': ['ns1.tern.test', 'ns2.tern.test'],
  'ns1.tern.test A': ['192.0.2.53'],
  'ns2.tern.test A': ['198.51.100.53'],
  'tern.test MX': ['10 mx.tern.test'],
  'mx.tern.test A': ['192.0.2.25'],
  'tern.test TXT': ['v=spf1 mx ?all', 'site-verification=1'],
  'tern.test CAA': ['0 issue "ca.test; account=1"'],
  '_dmarc.tern.test TXT': ['v=DMARC1; p=nonsense'],
  's1._domainkey.tern.test CNAME': 's1.esp.test',
  's1.esp.test TXT': 'v=DKIM1; p=',
}

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
let rehearsal: string
let mailPath: string
let mailRehearsal: string
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

const difference = (on: Page) => on.getByRole('region', { name: 'What would change' })
const fieldOf = (on: Page, record: string) => on.getByLabel(`Value of ${record}`, { exact: true })
const rehearse = (on: Page) => on.getByRole('button', { name: 'Rehearse' }).last().click()
const linesOf = async (on: Page) =>
  ((await on.getByRole('region', { name: 'To publish it' }).locator('pre').first().textContent()) ?? '').split('\n')

describe('what if', () => {
  test('begins with what is published, and says that nothing will be', async () => {
    await page.goto('/domain/tern.test')
    await page.getByRole('link', { name: 'What if' }).click()
    await page.getByText('Nothing is published. This is a rehearsal.').waitFor()
    assert.equal(await fieldOf(page, 'tern.test TXT').first().inputValue(), 'v=spf1 mx ?all')
    assert.equal(await fieldOf(page, 'tern.test MX').inputValue(), '10 mx.tern.test.')
    assert.equal(await fieldOf(page, 'tern.test CAA').inputValue(), '0 issue "ca.test; account=1"')
    await page.getByText('Receivers will not read this. DMARC: bad policy at character 11').waitFor()
  })

  test('with all changes of the report has them filled in; then the findings they name are gone', async () => {
    await page.goto('/domain/tern.test')
    await page.getByRole('link', { name: 'Rehearse all' }).click()
    assert.equal(await fieldOf(page, 'tern.test TXT').first().inputValue(), 'v=spf1 mx ~all')
    await rehearse(page)
    await difference(page).getByText('findings would change').waitFor()
    rehearsal = page.url()
    assert.match(rehearsal, /\/what-if\?rehearsal=[0-9a-f-]+#difference$/)
    await difference(page).getByText('today, Problem:').first().waitFor()
    const lines = await linesOf(page)
    assert.ok(lines.includes('tern.test. 3600 IN TXT "v=spf1 mx ~all"'), lines.join('\n'))
    assert.ok(lines.every((line) => !/[<>…]|example/.test(line)))
  })

  test('is a link that opens again, for whoever has it, and only under its domain', async () => {
    const stranger = await browser.newContext({ baseURL: house.baseUrl })
    const seen = await stranger.newPage()
    await seen.goto(rehearsal)
    await difference(seen).waitFor()
    assert.equal(await fieldOf(seen, 'tern.test TXT').first().inputValue(), 'v=spf1 mx ~all')
    const id = new URL(rehearsal).searchParams.get('rehearsal')
    assert.equal((await seen.goto(`/domain/other.test/what-if?rehearsal=${id}`))?.status(), 404)
    await seen.goto(`/scan/${id}`)
    assert.equal(new URL(seen.url()).pathname, '/domain/tern.test/what-if')
    await seen.goto('/domain/tern.test')
    assert.equal(await seen.getByText('v=spf1 mx ?all').first().count(), 1)
    await stranger.close()
  })

  test('adds, removes and edits, and keeps what was written when one cannot be rehearsed', async () => {
    await page.goto('/domain/tern.test/what-if')
    await fieldOf(page, 'tern.test MX').fill('10 mx2.tern.test more')
    await page.getByRole('group', { name: '_dmarc.tern.test TXT' }).getByLabel('Remove').check()
    await page.getByLabel('Name, whole').fill('mail.elsewhere.test')
    await page.getByLabel('Value', { exact: true }).fill('kept')
    await rehearse(page)
    await page.getByText('2 records cannot be rehearsed').waitFor()
    await page.getByText('Character 18: "more" is more than MX holds.').waitFor()
    await page.getByText('mail.elsewhere.test is not part of tern.test.').waitFor()
    assert.equal(await page.getByLabel('Value', { exact: true }).first().inputValue(), 'kept')
    await fieldOf(page, 'tern.test MX').fill('10 mx2.tern.test')
    await page.getByLabel('Name, whole').first().fill('_smtp._tls.tern.test')
    await page.getByLabel('Value', { exact: true }).first().fill('v=TLSRPTv1; rua=tls@tern.test')
    await rehearse(page)
    await difference(page).waitFor()
    await page.getByText('Receivers will not read this. TLS-RPT: bad uri at character 13').waitFor()
    const lines = await linesOf(page)
    assert.deepEqual(lines.sort(), [
      '; remove: _dmarc.tern.test. 3600 IN TXT "v=DMARC1; p=nonsense"',
      '_smtp._tls.tern.test. 3600 IN TXT "v=TLSRPTv1; rua=tls@tern.test"',
      'tern.test. 3600 IN MX 10 mx2.tern.test.',
    ])
    await difference(page).locator('a[href^="#mx-"]').first().waitFor()
  })

  test('keeps what was typed before our script came', async () => {
    const there = await context.newPage()
    const field = fieldOf(there, 'tern.test MX')
    await beforeScript(there, '/domain/tern.test/what-if', () => field.fill('10 mx2.tern.test'))
    await there.locator(readyToFind).waitFor()
    assert.equal(await field.inputValue(), '10 mx2.tern.test')
    await there.close()
  })

  test('holds a policy as if it were served', async () => {
    await page.goto('/domain/tern.test/what-if?name=_mta-sts.tern.test&type=TXT&value=v%3DSTSv1%3B+id%3D1')
    await page.getByText('MTA-STS policy, a file on a web server').click()
    const policy = page.getByLabel('As if this were served at https://mta-sts.tern.test/.well-known/mta-sts.txt')
    await policy.fill('version: STSv1\nmode: testing\nmx: mx.tern.test\nmax_age: 604800')
    await rehearse(page)
    await difference(page).getByText('for nothing').click()
    await difference(page).getByText('Senders can fetch the policy of tern.test and read it.').waitFor()
    await page.getByRole('region', { name: 'To publish it' }).getByText('mode: testing').waitFor()
  })

  test('fills in what a link brings, in the place of the record of its kind', async () => {
    await page.goto('/domain/tern.test/what-if?name=tern.test&type=TXT&value=v%3Dspf1+-all')
    assert.equal(await fieldOf(page, 'tern.test TXT').first().inputValue(), 'v=spf1 -all')
    await page.getByText('Today: v=spf1 mx ?all').waitFor()
  })

  test('nothing changed is told, with 400', async () => {
    await page.goto('/domain/tern.test/what-if')
    await rehearse(page)
    await page.getByText('Nothing is changed yet.').waitFor()
  })
})

describe('what if, on a mail', () => {
  before(async () => {
    const api = `${house.baseUrl}/api/v1`
    const { token, address } = await (await fetch(`${api}/addresses`, { method: 'POST' })).json()
    await sendMail(house.smtpPort, address)
    const { mails } = await (await fetch(`${api}/addresses/${token}/mails?until=reported&wait=30s`)).json()
    mailPath = `/mail/${mails[0].id}`
  })

  test('judges the same mail with the records changed', async () => {
    await page.goto(mailPath)
    await page.getByRole('link', { name: 'What if' }).click()
    await page.getByText('The same mail, judged as if other records were published.').waitFor()
    const key = page.getByRole('group', { name: keyName })
    await key.getByLabel('Remove').check()
    await fieldOf(page, 'sender.test TXT').fill('v=spf1 -all')
    await rehearse(page)
    await difference(page).getByText('findings would change').waitFor()
    mailRehearsal = page.url()
    await difference(page).locator('a[href="#dmarc-result"]').waitFor()
    await page.goto(mailPath)
    assert.equal(await page.getByText('findings would change').count(), 0)
  })

  test('goes with the mail, and belongs to no other', async () => {
    const id = new URL(mailRehearsal).searchParams.get('rehearsal')
    assert.equal((await page.goto(`/domain/sender.test/what-if?rehearsal=${id}`))?.status(), 404)
    assert.equal(
      (await page.goto(`${mailPath}/what-if?rehearsal=${new URL(rehearsal).searchParams.get('rehearsal')}`))?.status(),
      404,
    )
  })
})

describe('for everybody', () => {
  const paths = () => ['/domain/tern.test/what-if', rehearsal, `${mailPath}/what-if`, mailRehearsal]

  test('axe finds nothing, in light and in dark, and nothing is wider than a phone', async () => {
    const looking = await browser.newContext({ baseURL: house.baseUrl, bypassCSP: true })
    const seen = await looking.newPage()
    for (const path of paths()) {
      await seen.goto(path)
      await seen.getByRole('button', { name: 'Another record' }).waitFor()
      assert.deepEqual(await complaints(seen), [], path)
    }
    await looking.close()
  })

  test('without JavaScript two records are added and rehearsed', async () => {
    const plain = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled: false })
    const seen = await plain.newPage()
    const until = async (what: () => Promise<number>) => {
      while ((await what()) === 0) await seen.reload()
    }
    await seen.goto('/domain/tern.test/what-if')
    await until(() => seen.getByRole('button', { name: 'Another record' }).count())
    await seen.getByLabel('Name, whole').fill('_smtp._tls.tern.test')
    await seen.getByLabel('Value', { exact: true }).fill('v=TLSRPTv1; rua=mailto:tls@tern.test')
    await seen.getByRole('button', { name: 'Another record' }).click()
    await seen.getByLabel('Name, whole').nth(1).fill('new.tern.test')
    await seen.getByLabel('Value', { exact: true }).nth(1).fill('text')
    await rehearse(seen)
    await until(() => difference(seen).count())
    assert.deepEqual((await linesOf(seen)).sort(), [
      '_smtp._tls.tern.test. 3600 IN TXT "v=TLSRPTv1; rua=mailto:tls@tern.test"',
      'new.tern.test. 3600 IN TXT "text"',
    ])
    const path = seen.url()
    await seen.getByText('Delete this rehearsal', { exact: true }).click()
    await seen.getByRole('button', { name: 'Delete now' }).click()
    await seen.waitForURL('**/domain/tern.test/what-if')
    assert.equal((await seen.goto(path))?.status(), 404)
    await plain.close()
  })

  test('the browser had nothing to complain about', () => {
    assert.deepEqual(
      errors.filter((error) => !/status of 40[04]/.test(error)),
      [],
    )
  })
})
