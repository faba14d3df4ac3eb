/**
 * A hostile mail in a real browser: whatever its HTML tries, no script runs and no request leaves; and a link that works once still works
 * after the mail was received, analysed, waited for and looked at.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlain } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { env } from '#env'
import { prisma } from '#prisma/client.ts'
import { frameLink } from '../../app/mail-view/frame.server.ts'
import { apiOf } from '../helpers/api.ts'
import { complaints, openBrowser } from '../helpers/browser.ts'
import { issue } from '../helpers/certificate.ts'
import { type House, startHouse } from '../helpers/house.ts'
import { arrived, newAddress } from '../helpers/rows.ts'
import { sendMail, senderZone } from '../helpers/sender.ts'

let house: House
/** Each vector would have a process of its own, whose start takes longest. */
let browser: Browser
let folder: string
let trap: Server
let plainTrap: ReturnType<typeof createPlain>
/** What the servers behind links and images were asked. */
const asked: string[] = []
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const huge = Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)])

before(async () => {
  const root = issue({ commonName: 'root', ca: true })
  const { cert, key } = issue({ names: ['once.test'], issuer: root })
  folder = mkdtempSync(join(tmpdir(), 'seedbed-hostile-'))
  writeFileSync(join(folder, 'root.pem'), root.cert)
  const answer: Parameters<typeof createPlain>[1] = (request, response) => {
    asked.push(
      `${request.method} ${request.url}${request.headers.cookie ? ' with a cookie' : ''}${request.headers.referer ? ' with a referrer' : ''}`,
    )
    response.setHeader('Set-Cookie', 'seen=1')
    if (request.url === '/page.png') response.setHeader('Content-Type', 'text/html').end('<script>alert(1)</script>')
    else response.setHeader('Content-Type', 'image/png').end(request.url === '/huge.png' ? huge : png)
  }
  trap = createServer({ cert, key }, answer).listen(0, '127.0.0.1')
  plainTrap = createPlain(answer).listen(0, '127.0.0.1')
  await Promise.all([once(trap, 'listening'), once(plainTrap, 'listening')])
  const settings = {
    ALLOW_PRIVATE_TARGETS: 'true',
    TLS_CA: join(folder, 'root.pem'),
    PORT_MAP: `443:${portOf(trap)},80:${portOf(plainTrap)}`,
    DNS_TIMEOUT_MS: '10000',
  }
  const zone = { ...senderZone, 'once.test A': ['127.0.0.1'] }
  ;[house, browser] = await Promise.all([startHouse({ zone, settings }), openBrowser('--renderer-process-limit=1')])
})

after(async () => {
  await browser?.close()
  await house?.close()
  trap?.close()
  plainTrap?.close()
  rmSync(folder, { recursive: true, force: true })
})

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

/** A mail of this HTML that is in the house, not to be analysed. Returns its id. */
async function kept(html: string): Promise<string> {
  const { address } = await newAddress()
  const source = `From: a@evil.test\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`
  const id = await arrived(address, Buffer.from(source).toString('latin1'))
  await prisma.mail.update({ where: { id }, data: { status: 'reported' } })
  return id
}

/** What a mail did to a browser that looked at it. */
interface Watched {
  dialogs: string[]
  foreign: string[]
}

function watch(context: BrowserContext): Watched {
  const seen: Watched = { dialogs: [], foreign: [] }
  context.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    const url = request.url()
    if (!/^(?:data|about|blob):/.test(url) && !isExpected(url)) seen.foreign.push(url)
  })
  return seen
}

/** Of our own pages, what belongs to the page itself. */
function isExpected(url: string): boolean {
  const { origin, pathname } = new URL(url)
  return origin === house.baseUrl && /^\/(?:assets\/.*|favicon\.svg|zone|mail\/[\w-]{36}(?:\/html)?)$/.test(pathname)
}

const vectors = JSON.parse(readFileSync(join(env.SUITES_DIR, 'html-xss/dompurify-expect.json'), 'utf8')) as { payload: string }[]

/** Each vector, four at once, each in the tab of its worker. */
async function each(context: BrowserContext, work: (page: Page, payload: string, index: number) => Promise<void>): Promise<void> {
  const waiting = [...vectors.entries()]
  const worker = async () => {
    const page = await context.newPage()
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await work(page, next[1].payload, next[0])
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}

const frameOf = async (page: Page): Promise<string> =>
  (await page.locator('iframe').getAttribute('src')) ?? assert.fail('no frame')

/** Everything that makes a browser ask for something, of a server that listens. */
function askingHtml(): string {
  const at = `http://127.0.0.1:${portOf(plainTrap)}`
  return `<html manifest="${at}/m"><head><base href="${at}/"><link rel=stylesheet href="${at}/l"><link rel=preload as=image href="${at}/pl">
<link rel=prefetch href="${at}/pf"><link rel=preconnect href="${at}"><link rel=dns-prefetch href="${at}"><link rel=icon href="${at}/ico">
<meta http-equiv=refresh content="0;url=${at}/r"><meta http-equiv=Content-Security-Policy content="img-src *"><script src="${at}/s"></script>
<style>@import "${at}/i1";@import url(${at}/i2);@font-face{font-family:f;src:url(${at}/f)}body{background:url(${at}/b);font-family:f;cursor:url(${at}/c),auto}
li{list-style-image:url(${at}/ls)}p::before{content:url(${at}/ct)}p{background:image-set("${at}/is" 1x);border-image:url(${at}/bi) 1;mask:url(${at}/mk)}
i{--x:url(${at}/v);background:var(--x)}b{background:u\\72l(${at}/esc)}u{background:-webkit-image-set(url(${at}/wis) 1x);filter:url(${at}/fl#x)}</style></head>
<body background="${at}/bg"><img src="${at}/img" srcset="${at}/set 2x" onerror="fetch('${at}/oe')"><img src="//127.0.0.1:${portOf(plainTrap)}/rel"><picture><source srcset="${at}/ps"><img src=x></picture>
<video src="${at}/vi" poster="${at}/po" autoplay></video><audio src="${at}/au" autoplay></audio><input type=image src="${at}/in">
<iframe src="${at}/if"></iframe><iframe srcdoc="<img src='${at}/sd'>"></iframe><object data="${at}/ob"></object><embed src="${at}/em">
<svg><image href="${at}/si"/><use href="${at}/su#x"/><style>@import "${at}/ss"</style></svg><table background="${at}/tb"><td background="${at}/td">x</table>
<a href="${at}/a" ping="${at}/pg" autofocus>x</a><form action="${at}/fo"><button autofocus>x</button></form><p style="background:url(${at}/st)">x</p><p><i>x</i><b>y</b><u>z</u><li>w
<script>new Image().src='${at}/js';navigator.sendBeacon('${at}/be')</script><noscript><img src="${at}/ns"></noscript><template><img src="${at}/te"></template></body></html>`
}

describe('a mail that tries to do something', () => {
  test('shows 223 attempts: no script runs, and no request leaves', async () => {
    const context = await browser.newContext({ baseURL: house.baseUrl })
    const seen = watch(context)
    await each(context, async (page, payload, index) => {
      const id = await kept(payload)
      // Opened by itself the frame has one wall less around it. In its page every twelfth: that takes longer, and is the same frame.
      await page.goto(frameLink(id, { scheme: 'light', images: false }), { waitUntil: 'load' })
      assert.equal(page.frames().length, 1, payload)
      if (index % 12 > 0) return
      await page.goto(`/mail/${id}?tab=mail`, { waitUntil: 'load' })
      assert.deepEqual([page.frames().length, /\/html\?/.test(page.frames()[1]?.url() ?? '')], [2, true], payload)
    })
    assert.deepEqual(seen, { dialogs: [], foreign: [] })
    await context.close()
  })

  test('could do nothing either if it were shown as it came: the frame itself forbids it', async () => {
    const { headers } = await fetch(house.baseUrl + frameLink(await kept('<p>x'), { scheme: 'light', images: false }))
    const policy = headers.get('content-security-policy') ?? assert.fail('no policy')
    const control = `<script>alert(1)</script><img src="http://127.0.0.1:${portOf(plainTrap)}/x">`
    const bodies = [...vectors.map(({ payload }) => payload), askingHtml(), control]
    // The same header over what the mail says, from a server of this test.
    const stage = createPlain((request, response) => {
      const index = Number(request.url?.slice(1))
      const given = index === bodies.length - 1 ? 'img-src *' : policy
      response.setHeader('Content-Security-Policy', given).setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(`<!doctype html><body>${bodies[index] ?? ''}`)
    }).listen(0, '127.0.0.1')
    await once(stage, 'listening')
    const context = await browser.newContext({ baseURL: `http://127.0.0.1:${portOf(stage)}` })
    const { dialogs } = watch(context)
    await each(context, async (page, _, index) => {
      await page.goto(`/${index}`, { waitUntil: 'load' })
      assert.equal(await page.evaluate('origin'), 'null')
    })
    const page = await context.newPage()
    await page.goto(`/${bodies.length - 2}`, { waitUntil: 'networkidle' })
    assert.deepEqual([dialogs, asked], [[], []])
    // And the trap is one: without that header it is sprung.
    await page.goto(`/${bodies.length - 1}`, { waitUntil: 'load' })
    assert.deepEqual([dialogs, asked], [['1'], ['GET /x with a referrer']])
    await context.close()
    stage.close()
    asked.length = 0
  })

  test('asks nobody for anything, in whatever way it is written', async () => {
    const context = await browser.newContext({ baseURL: house.baseUrl })
    const seen = watch(context)
    const page = await context.newPage()
    const id = await kept(askingHtml())
    for (const query of ['', '&width=desktop', '&scheme=dark'])
      await page.goto(`/mail/${id}?tab=mail${query}`, { waitUntil: 'networkidle' })
    await page.goto(await frameOf(page), { waitUntil: 'networkidle' })
    assert.deepEqual(seen, { dialogs: [], foreign: [] })
    assert.deepEqual(asked, [])
    await context.close()
  })
})

describe('a mail with a link that works once', () => {
  const html = `<style>td{background:url(https://once.test/back.png)}</style><p>Welcome. <a href="https://once.test/confirm?once=1">Confirm your address</a>
    <img src="https://once.test/logo.png" width=20 height=20 alt=Logo><img src="https://once.test/huge.png"><img src="https://once.test/page.png"><table><td>x</table>`
  const text = `Confirm: https://once.test/confirm?once=1\r\nor http://127.0.0.1/confirm?once=1\r\nYour code is 493817.\r\n`
  const list = { unsubscribe: { url: 'https://once.test/unsubscribe?once=1', comment: '' } }
  let id: string

  test('is received, analysed, waited for and looked at, and its server has seen no request', async () => {
    const api = apiOf(house.baseUrl)
    const { token, address } = await api.take()
    await sendMail(house.smtpPort, address, {
      html,
      text,
      list,
      headers: { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
    })
    const [report] = await api.reported(token)
    id = report?.id ?? assert.fail('no report')
    await api.mail(id)
    const context = await browser.newContext({ baseURL: house.baseUrl })
    const page = await context.newPage()
    for (const path of [
      '',
      '?tab=mail',
      '?tab=mail&width=desktop&scheme=dark',
      '?tab=source',
      '?tab=mail&images=1',
      `?tab=decided`,
    ]) {
      await page.goto(`/mail/${id}${path}`, { waitUntil: 'networkidle' })
    }
    await page.goto(`/a/${token}`)
    await page.getByText('Spring sale').first().waitFor()
    await context.close()
    assert.deepEqual(asked, [])
  })

  for (const javaScriptEnabled of [true, false]) {
    test(`has its images loaded once somebody asks, and nothing else of it${javaScriptEnabled ? '' : ', without JavaScript'}`, async () => {
      asked.length = 0
      const context = await browser.newContext({ baseURL: house.baseUrl, javaScriptEnabled })
      const page = await context.newPage()
      const outside: string[] = []
      page.on(
        'request',
        (request) => !/^data:/.test(request.url()) && !request.url().startsWith(house.baseUrl) && outside.push(request.url()),
      )
      await page.goto(`/mail/${id}?tab=mail`)
      await page.getByRole('button', { name: 'Load 4 images' }).click()
      await page.getByText('4 images asked for through this Seedbed', { exact: false }).waitFor()
      await page.waitForLoadState('networkidle')
      const frame = page.frameLocator('iframe')
      await frame.getByText('Confirm your address').waitFor()
      assert.deepEqual(outside, [])
      assert.deepEqual([...new Set(asked)].sort(), ['GET /back.png', 'GET /huge.png', 'GET /logo.png', 'GET /page.png'])
      if (javaScriptEnabled) {
        const widths = await page.frames()[1]?.evaluate('[...document.images].map(image => image.naturalWidth)')
        assert.deepEqual(widths, [1, 0, 0])
      }
      await page.getByRole('link', { name: 'Block them' }).click()
      await page.getByRole('button', { name: 'Load 4 images' }).waitFor()
      await context.close()
    })
  }
})

describe('the tab Mail', () => {
  test('is for everybody: at 360 pixels, from the keyboard, in light and dark', async () => {
    const id = await kept(
      `<p>Hello <a href="https://once.test/">link</a></p>${'<p>x</p>'.repeat(14_000)}<a href="https://once.test/u">Unsubscribe</a>`,
    )
    const context = await browser.newContext({
      baseURL: house.baseUrl,
      bypassCSP: true,
      viewport: { width: 360, height: 740 },
    })
    const page = await context.newPage()
    for (const query of ['', '&width=desktop', '&scheme=dark']) {
      await page.goto(`/mail/${id}?tab=mail${query}`)
      assert.deepEqual(await complaints(page), [], query)
    }
    await page.getByText('Below it: 1 link (Unsubscribe).', { exact: false }).waitFor()
    await context.close()
  })

  test('does not hold the keyboard in the frame', async () => {
    const context = await browser.newContext({ baseURL: house.baseUrl })
    const page = await context.newPage()
    await page.goto(`/mail/${await kept('<a href="https://once.test/">a</a><a href="https://once.test/">b</a>')}?tab=mail`)
    await page.getByRole('link', { name: 'Skip the preview' }).focus()
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Open the preview alone')
    await context.close()
  })
})
