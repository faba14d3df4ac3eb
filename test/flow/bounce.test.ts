/** Bounces as a person meets them: pasted, dropped, exported, and come back to a test address. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { type House, startHouse } from '../helpers/house.ts'

let house: House
let browser: Browser

before(async () => {
  ;[house, browser] = await Promise.all([startHouse(), openBrowser()])
})

after(async () => {
  await browser?.close()
  await house?.close()
})

const fileOf = (name: string, text: string) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) })
const mail = fileOf(
  'returned.eml',
  'From: MAILER-DAEMON@mx.example.net\r\nSubject: failure notice\r\n\r\nI wasn’t able to deliver your message.\r\n\r\n<a@acme.com>:\r\n552 5.2.2 mailbox full <script>alert(1)</script>\r\n',
)
const list = fileOf('list.csv', 'email;reason\nann@gmail.com;550 5.1.1 No such user\n=1+1@acme.com;452 4.2.2 mailbox full\n')
const odd = fileOf('odd.csv', 'name;note\nAnn;mailbox full\nBen;moved\n')

type Work = (page: Page, context: BrowserContext) => Promise<void>

/** With JavaScript and without; a page that works says nothing. */
function both(title: string, work: Work): void {
  for (const javaScriptEnabled of [true, false]) {
    test(`${title}${javaScriptEnabled ? '' : ', without JavaScript'}`, async () => {
      const context = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled, acceptDownloads: true })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(String(error)))
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
      // With the script there, so that a file is not chosen while the page wakes up.
      await page.goto('/bounce', { waitUntil: 'networkidle' })
      await work(page, context)
      assert.deepEqual(errors, [])
      await context.close()
    })
  }
}

const ask = (page: Page) => page.getByRole('button', { name: 'What does it mean?' }).click()

/** Drops the list, and keeps it in a new project. */
async function keep(page: Page): Promise<void> {
  await page.getByLabel('Or a file').setInputFiles(list)
  await ask(page)
  await page.getByText('Keep in project').click()
  await page.getByLabel('Name of the new project').fill('Borealis')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByText('2 bounces kept.').waitFor()
}

describe('the page of bounces', () => {
  both('says what a pasted reply means', async (page) => {
    await page.getByLabel('The reply of the mail server').fill('550 5.7.1 our block list (S3150)')
    await ask(page)
    await page.getByRole('heading', { name: 'The address is fine; the receiver refused you.' }).waitFor()
    await page.getByText('outlook-network-blocked').waitFor()
    await page.getByRole('link', { name: 'the page of Outlook.com' }).waitFor()
  })

  both('says it of an example', async (page) => {
    await page.getByRole('link', { name: 'Gmail: no such mailbox' }).click()
    await page.getByRole('heading', { name: 'The mailbox does not exist. Remove the address from your list.' }).waitFor()
  })

  both('reads a dropped mail, and shows what it holds as text', async (page) => {
    await page.getByLabel('Or a file').setInputFiles(mail)
    await ask(page)
    await page.getByRole('heading', { name: 'The mailbox is full.' }).waitFor()
    await page.getByText('<script>alert(1)</script>').waitFor()
  })

  both('sums up an export and gives it back', async (page) => {
    await page.getByLabel('Or a file').setInputFiles(list)
    await ask(page)
    await page.getByRole('heading', { name: '2 replies. 1 address is gone: remove it.' }).waitFor()
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download with class, label and action added' }).click()
    const download = await coming
    const text = readFileSync(await download.path(), 'utf8')
    assert.equal(
      text,
      "\uFEFFemail;reason;class;label;action\r\nann@gmail.com;550 5.1.1 No such user;hard;mailbox-unknown;remove\r\n'=1+1@acme.com;452 4.2.2 mailbox full;soft;mailbox-full;retry\r\n",
    )
  })

  both('asks for the column it cannot find', async (page) => {
    await page.getByLabel('Or a file').setInputFiles(odd)
    await ask(page)
    await page.getByRole('heading', { name: 'Which column is the reply?' }).waitFor()
    await page.getByLabel('Column').selectOption('1')
    await page.getByRole('button', { name: 'Read this column' }).click()
    await page.getByRole('heading', { name: '2 replies.' }).waitFor()
  })

  both('keeps an export in a project, shows each of its bounces, and takes it back', async (page) => {
    await keep(page)
    await page.getByText('2 bounces. 1 says that the address is gone: remove it.').waitFor()
    await page.getByRole('link', { name: 'ann@gmail.com' }).click()
    await page.getByRole('heading', { name: 'The mailbox does not exist. Remove the address from your list.' }).waitFor()
    await page.getByText('550 5.1.1 No such user').waitFor()
    await page.goBack()
    await page.getByRole('figure', { name: 'Share by receiver' }).getByRole('link', { name: '1', exact: true }).first().click()
    await page.waitForURL(/\/bounces\?.*provider=\w+#all$/)
    await page.getByText('1 bounce.', { exact: false }).first().waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Take back' }).click()
    await page.getByText('No bounces yet.').waitFor()
  })

  test('is for everybody', async () => {
    const context = await browser.newContext({
      baseURL: house.baseUrl,
      bypassCSP: true,
      viewport: { width: 360, height: 740 },
    })
    const page = await context.newPage()
    const seen = async (name: string) => {
      assert.deepEqual(await complaints(page), [], name)
    }
    await page.goto('/bounce')
    await seen('empty')
    await page.goto('/bounce?example=2')
    await seen('a reply')
    for (const file of [list, odd]) {
      await page.goto('/bounce')
      await page.getByLabel('Or a file').setInputFiles(file)
      await ask(page)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await seen(file.name)
    }
    await page.goto('/bounces')
    await seen('no bounces')
    await page.goto('/bounce')
    await keep(page)
    await page.getByRole('figure').locator('svg.recharts-surface').first().waitFor()
    await page.getByText('Filter', { exact: true }).click()
    await seen('bounces')
    await page.getByRole('link', { name: 'ann@gmail.com' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await seen('a bounce')
    await context.close()
  })

  test('takes no more than it says', async () => {
    const form = new FormData()
    form.set('file', new File(['x'.repeat(7_000_000)], 'x.csv'))
    const answer = await fetch(`${house.baseUrl}/bounce`, { method: 'POST', body: form, headers: { Origin: house.baseUrl } })
    assert.equal(answer.status, 413)
  })

  test('answers nobody else’s form', async () => {
    const form = new FormData()
    form.set('csv', 'a,b')
    for (const path of ['/bounce', '/bounce.csv']) {
      const answer = await fetch(`${house.baseUrl}${path}`, {
        method: 'POST',
        body: form,
        headers: { Origin: 'https://evil.example' },
      })
      assert.equal(answer.status, 403)
    }
  })
})
