/** The pictures of a domain's world on its page: all of them, the empty ones, and texts of strangers. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { judgeDomain } from '#checks/judge-domain.ts'
import type { Report } from '#checks/report.ts'
import { saveScanReport } from '#prisma/report.ts'
import { scanById } from '#prisma/scan.ts'
import { scanSchema } from '../../app/api.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { ask } from '../helpers/ask.ts'
import { domainReport } from '../helpers/domain-report.ts'
import { domainSubject } from '../helpers/outcome.ts'
import { netOf, silent, type World, type Zone } from '../helpers/zone.ts'
import { own, referring, resolved } from '../helpers/zone-scene.ts'

let web: Web
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
})
after(() => web.close())

/** The page of a scan with this report, without markup, comments and doubled spaces. */
async function pageOf(report: Report): Promise<{ html: string; text: string }> {
  const headers = { 'content-type': 'application/json' }
  const made = await ask(web.port, '/api/v1/scans', { method: 'POST', headers, body: '{"domain":"example.com"}' })
  const scan = (await scanById(scanSchema.parse(JSON.parse(made.text)).id)) ?? assert.fail()
  await saveScanReport({ scan, report })
  const { text: html, status } = await ask(web.port, `/scan/${scan.id}`)
  assert.equal(status, 200)
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'))
  return {
    html: main,
    text: main
      .replaceAll(/<!--.*?-->/g, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' '),
  }
}

const judged = (zone: Zone, world?: World) => judgeDomain(domainSubject({ selectors: [] }), netOf(zone, world))
const markup = '<img src=x onerror=alert(1)>'
const zone: Zone = {
  ...resolved,
  'example.com NS': ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'],
  'ada.ns.cloudflare.com A': '93.184.215.1',
  'bob.ns.cloudflare.com A': '93.184.216.2',
  'example.com MX': ['10 mail.example.com', '20 aspmx.l.google.com'],
  'aspmx.l.google.com A': '142.250.1.26',
  'example.com TXT': `v=spf1 include:_spf.google.com a:dead.example.com x=${markup} -all mx`,
  '_spf.google.com TXT': 'v=spf1 ip4:192.0.2.0/24 -all',
  '20.215.184.93.in-addr.arpa PTR': 'mail.example.com',
  '26.1.250.142.in-addr.arpa PTR': silent,
}
const world: World = {
  direct: {
    'a.gtld.net': referring('ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'),
    'ada.ns.cloudflare.com': zone,
    'bob.ns.cloudflare.com': zone,
    '9.9.9.9': { ...own, 'example.com MX': '10 old.example.com' },
  },
  publicResolvers: ['9.9.9.9'],
  smtp: { 'mail.example.com': {}, 'aspmx.l.google.com': 'blocked' },
}

describe('the page of a domain', () => {
  const rows: [title: string, expected: RegExp][] = [
    ['who runs what', /DNS at Cloudflare · mail at Google · sends with Google/],
    ['the running total of look-ups', /include:_spf\.google\.com 1 look-up, in all 1 /],
    ['what leads nowhere', /nothing at dead\.example\.com A\/AAAA/],
    ['what is never read', / mx never read/],
    [
      'each mail server with its name confirmed',
      /mail\.example\.com preference 10 .*93\.184\.215\.20 mail\.example\.com leads back/,
    ],
    ['its encryption', /TLS 1\.3 TLS_AES_256_GCM_SHA384/],
    [
      'what could not be seen, and whose side that is on',
      /Could not be seen: .*142\.in-addr\.arpa did not answer\. \(their side\)/,
    ],
    ['a port that is closed to us as ours', /aspmx\.l\.google\.com:25 could not be looked at: .*\(our side\)/],
    ['the DMARC record that applies', /Record that applies _dmarc\.example\.com its own .* refuse it p=reject/],
    ['where the walk ended', /The walk ends at com, because no name is above it\./],
    ['how many name servers have the same', /2 of 2 name servers of example\.com give the same\./],
    ['until when the old value is kept', /resolver 9\.9\.9\.9 still gives the old MX record\. It is gone at .* at the latest\./],
  ]
  let page: Awaited<ReturnType<typeof pageOf>>
  before(async () => {
    page = await pageOf(await judged(zone, world))
  })
  for (const [title, expected] of rows) test(`shows ${title}`, () => assert.match(page.text, expected))

  test('links each picture from its contents', () => {
    for (const id of ['mail-servers', 'spf-tree', 'dmarc-walk', 'name-servers', 'records']) {
      assert.ok(page.html.includes(`href="#${id}"`) && page.html.includes(`id="${id}"`), id)
    }
  })
  test('gives times as times', () =>
    assert.match(page.html, /It is gone at <!-- -->?<time dateTime="|It is gone at (<!-- -->)?<time datetime="/i))
  test('shows a stranger’s text as text', () => {
    assert.ok(page.html.includes('x=&lt;img src=x onerror=alert(1)&gt;'))
    assert.ok(!page.html.includes('<img'))
  })
})

test('a silent world is said to be unseen in every picture, and nothing is said to be missing', async () => {
  const { text } = await pageOf(
    await judged({ 'example.com ANY': silent, '_dmarc.example.com ANY': silent, '_dmarc.com ANY': silent, 'com ANY': silent }),
  )
  for (const title of ['Mail servers', 'SPF tree', 'Name servers and what is remembered']) {
    assert.match(text, new RegExp(`${title} could not be seen`))
  }
  assert.match(text, /DMARC walk not all of it could be seen/)
  assert.doesNotMatch(text, /no SPF record|no record applies|none: /)
})

test('a report from before there were pictures has its page', async () => {
  const { html } = await pageOf(domainReport())
  assert.ok(!html.includes('id="spf-tree"') && html.includes('id="records"'))
  assert.ok(!(await pageOf(domainReport({ questions: [] }))).html.includes('#records'))
})
