/** A team watches a domain, as a person lives it: a record breaks, an alert mail comes to our own receiver, and it is over. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Zone } from '#net/zone.ts'
import { prisma } from '#prisma/client.ts'
import { freePort } from '../../start/running.ts'
import { apiOf } from '../helpers/api.ts'
import { openBrowser, readyToFind } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { until } from '../helpers/until.ts'

const list = 'tern.test TXT'
const zone: Zone = {
  'tern.test SOA': ['ns1.tern.test hostmaster.tern.test 2026112101 7200 3600 1209600 300'],
  'tern.test NS': ['ns1.tern.test', 'ns2.tern.test'],
  'ns1.tern.test A': ['192.0.2.53'],
  'ns2.tern.test A': ['198.51.100.53'],
  'tern.test MX': ['10 mx.tern.test'],
  'mx.tern.test A': ['192.0.2.25'],
  [list]: ['v=spf1 mx -all'],
  '_dmarc.tern.test TXT': ['v=DMARC1; p=reject; rua=mailto:dmarc@tern.test'],
}
const broken: Zone = { ...zone, [list]: ['v=spf1 mx -all', 'v=spf1 a -all'] }

let house: House
let browser: Browser
let context: BrowserContext
let page: Page
/** Where alerts go: an address of our own. */
let taken: { token: string; address: string }
const errors: string[] = []

before(async () => {
  const smtpPort = await freePort()
  const relay = `smtp://127.0.0.1:${smtpPort}?ignoreTLS=true`
  const settings = { SMTP_PORT: String(smtpPort), OUTBOUND_SMTP_URL: relay }
  ;[house, browser] = await Promise.all([startHouse({ zone, settings }), openBrowser()])
  context = await browser.newContext({ baseURL: house.baseUrl, viewport: { width: 1280, height: 900 } })
  page = await context.newPage()
  page.on('pageerror', (error) => errors.push(String(error)))
  taken = await apiOf(house.baseUrl).take()
})
after(async () => {
  await browser?.close()
  await house?.close()
})

const block = (title: string) => page.locator('main section', { has: page.getByRole('heading', { name: title }) })

/** Makes the monitor due, and waits until its look has opened, or ended, the alert about SPF. */
async function lookUntil(is: 'open' | 'over'): Promise<void> {
  await prisma.monitor.updateMany({ data: { nextDueAt: new Date() } })
  const where = { kind: 'failing', recoveredAt: is === 'open' ? null : { not: null } }
  await until(async () => (await prisma.alert.count({ where })) === 1)
}

/** The mails that came to our own address, oldest first. */
async function mailsCome(count: number): Promise<string[]> {
  const api = apiOf(house.baseUrl)
  const come = await api.reported(taken.token, count)
  return Promise.all(come.toReversed().map(async ({ id }) => (await api.raw(id)).toString('utf8')))
}

describe('a team that watches a domain', () => {
  test('is made by somebody who has just signed up', async () => {
    await page.goto('/sign-up')
    await page.getByLabel('E-mail').fill('ada@acme.example')
    await page.getByLabel('Password').fill('four quiet words here')
    await page.getByRole('button', { name: 'Make the account' }).click()
    await page.locator('header details summary', { hasText: 'Personal' }).waitFor()
    await page.goto('/team/new')
    await page.getByLabel('Name').fill('Acme')
    await page.getByRole('button', { name: 'Make it' }).click()
    await page.getByText('Acme').first().waitFor()
    await page.goto('/team/acme')
    await page.getByRole('heading', { name: 'Which domains are yours?' }).waitFor()
  })

  test('tells alerts to an address of its choice', async () => {
    await page.goto('/team/acme/alerts')
    await page.getByRole('link', { name: 'channels', exact: true }).click()
    await page.getByText('None yet').waitFor()
    await page.getByLabel('Where to').fill(taken.address)
    await page.getByLabel('Name').fill('Those on duty')
    await page.getByRole('button', { name: 'Add' }).click()
    await block('Channels').getByText('Those on duty').waitFor()
  })

  test('adds it, and sees it in the table when it was looked at', async () => {
    await page.goto('/team/acme')
    await page.getByLabel('Domains, one per line').fill('tern.test')
    await page.getByRole('button', { name: 'Add domains' }).click()
    await page.getByText('They are added').waitFor()
    const looked = () => prisma.domain.count({ where: { name: 'tern.test', scanId: { not: null } } })
    await until(async () => (await looked()) === 1)
    await page.reload()
    const row = page.getByRole('row', { name: 'tern.test' })
    await row.getByRole('cell', { name: 'reject', exact: true }).waitFor()
    assert.equal(await row.getByText('Being looked at').count(), 0)
    await page.goto('/team/acme/alerts')
    await page.getByText('Nothing open. 1 domain watched').waitFor()
  })

  test('sees on Today and in Alerts that a record broke, and what to do', async () => {
    house.nameServer.set(broken)
    await lookUntil('open')
    await page.goto('/team/acme')
    const needs = block('Needs you')
    await needs.getByRole('link', { name: 'tern.test' }).first().waitFor()
    await needs.getByText('First step:').first().waitFor()
    await block('What changed').getByText('SPF of tern.test changed').first().waitFor()
    await page.getByRole('link', { name: /^Alerts \d+ open$/ }).click()
    await block('Open').getByText('First step:').first().waitFor()
  })

  test('finds it by a few letters, from the keyboard alone', async () => {
    await page.locator(readyToFind).waitFor()
    await page.keyboard.press('Control+k')
    const box = page.getByRole('dialog').getByRole('combobox')
    const marked = page.getByRole('dialog').getByRole('option', { selected: true })
    await page.keyboard.type('ter')
    await marked.filter({ hasText: 'tern.test' }).waitFor()
    const first = await box.getAttribute('aria-activedescendant')
    assert.equal(await marked.getAttribute('id'), first)
    await page.keyboard.press('ArrowDown')
    assert.notEqual(await box.getAttribute('aria-activedescendant'), first)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('audit')
    await marked.filter({ hasText: 'Who did what' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Who did what' }).waitFor()
    assert.equal(await page.getByRole('dialog').count(), 0)
  })

  test('gets it by mail, with the report a link away', async () => {
    const mails = await mailsCome(await prisma.delivery.count())
    const about = mails.find((mail) => /^Subject: tern\.test: .*SPF/m.test(mail))
    assert.ok(about, mails.join('\n'))
    assert.match(about, /First step: /)
    assert.match(about, /^Auto-Submitted: auto-generated/m)
    const { scanId } = await prisma.alert.findFirstOrThrow({ where: { kind: 'failing' } })
    assert.ok(about.includes(`/scan/${scanId}`))
    // Our own mails are proven by nobody here: the sender is known, and does not pass.
    const ours = { domain: 'seedbed.localhost', address: '127.0.0.1', passes: false }
    await until(async () => (await prisma.knownSender.count({ where: ours })) === 1)
  })

  test('takes note of it', async () => {
    await page.goto('/team/acme/alerts')
    const seen = page.getByRole('button', { name: 'I have seen it' })
    for (let left = await seen.count(); left > 0; left--) {
      await seen.first().click()
      await until(async () => (await seen.count()) < left)
    }
    await page.getByText('Nothing open.').waitFor()
    await page.getByRole('link', { name: 'Seen' }).click()
    await block('Seen').getByRole('link', { name: 'tern.test' }).first().waitFor()
  })

  test('is told when it is over', async () => {
    house.nameServer.set(zone)
    await lookUntil('over')
    await page.goto('/team/acme')
    await page.getByRole('heading', { name: 'Over' }).waitFor()
    await page.goto('/team/acme/alerts?list=recovered')
    await block('Over').getByRole('link', { name: 'tern.test' }).first().waitFor()
    await page.goto('/team/acme/alerts?list=acknowledged')
    await page.getByText('Nothing here.').waitFor()
    const mails = await mailsCome(await prisma.delivery.count())
    assert.ok(
      mails.some((mail) => /^Subject: tern\.test: over: /m.test(mail)),
      mails.join('\n'),
    )
    await page.goto('/team/acme/settings/channels')
    await page.getByText('What was delivered').click()
    await page.getByText('handed to the outbox').first().waitFor()
  })

  test('watches a host, too, from its page', async () => {
    await page.goto('/probe/mx.tern.test')
    await page.locator('summary', { hasText: /^Watch$/ }).click()
    await page.getByRole('button', { name: 'Usual: every hour' }).click()
    await page.getByText('Watched since').waitFor()
    await page.getByRole('link', { name: 'All that is watched' }).click()
    await block('Hosts').getByRole('link', { name: 'mx.tern.test' }).waitFor()
  })

  test('the browser complained of nothing', () => assert.deepEqual(errors, []))
})
