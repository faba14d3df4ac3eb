/** Every page of the house, each once: axe in light and in dark, and on a phone. A new route needs a row here. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import type { ServerBuild } from '@remix-run/server-runtime'
import { startWeb, type Web } from '../../app/server.ts'
import { complaints, openBrowser, readyToFind } from '../helpers/browser.ts'
import { wholeTeam, type WholeTeam } from '../helpers/whole-team.ts'

let web: Web
let browser: Browser
let whole: WholeTeam
let pages: Record<'owner' | 'nobody', Page>

before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  ;[whole, browser] = await Promise.all([wholeTeam(), openBrowser()])
  const baseURL = `http://127.0.0.1:${web.port}`
  const open = async () => (await browser.newContext({ baseURL, bypassCSP: true })).newPage()
  pages = { owner: await open(), nobody: await open() }
  const [name = '', value = ''] = whole.owner.cookie.split(/=(.*)/s)
  await pages.owner.context().addCookies([{ name, value, url: baseURL }])
})
after(async () => {
  await browser?.close()
  await web?.close()
})

type Row = { as: 'owner' | 'nobody'; path: (whole: WholeTeam) => string }
const nobody = (path: string): Row => ({ as: 'nobody', path: () => path })
const owner = (path: Row['path'] | string): Row => ({ as: 'owner', path: typeof path === 'string' ? () => path : path })
/** Of a page that anybody opens with what stands in its path. */
const opened = (path: Row['path']): Row => ({ as: 'nobody', path })
const team = (below: string): Row => owner(({ known }) => `/team/${known.team}${below}`)

const rows: Record<string, Row[]> = {
  '/': [nobody('/')],
  '/*': [nobody('/nowhere')],
  '/a/:token': [opened(({ known }) => `/a/${known.token}`)],
  '/about/checks': [nobody('/about/checks')],
  '/about/checks/:id': [nobody('/about/checks/spf-lookups')],
  '/about/probes': [nobody('/about/probes')],
  '/about/score': [nobody('/about/score')],
  '/api': [nobody('/api')],
  '/bounce': [nobody('/bounce?example=2')],
  '/bounces': [nobody('/bounces'), owner('/bounces')],
  '/bounces/:id': [owner(({ known }) => `/bounces/${known.bounce}`)],
  '/build': [nobody('/build')],
  '/build/:kind': [nobody('/build/dmarc')],
  '/check': [nobody('/check?q=acme')],
  '/compare': [owner(({ known }) => `/compare?a=${known.mail}&b=${known.next}`)],
  '/confirm/:token': [nobody(`/confirm/${'A'.repeat(22)}`)],
  '/domain/:name': [owner('/domain/acme.example')],
  '/domain/:name/what-if': [owner('/domain/acme.example/what-if')],
  '/find': [nobody('/find'), owner('/find?q=borealis')],
  '/history': [nobody('/history'), owner('/history')],
  '/invitation/:token': [opened(({ known }) => `/invitation/${known.invitation}`)],
  '/ip/:address': [owner('/ip/9.9.9.9')],
  '/mail/:id': ['', '?tab=mail', '?tab=session', '?tab=source'].map((tab) => owner(({ known }) => `/mail/${known.mail}${tab}`)),
  '/mail/:id/print': [owner(({ known }) => `/mail/${known.mail}/print`)],
  '/mail/:id/share': [owner(({ known }) => `/mail/${known.mail}/share`)],
  '/mail/:id/what-if': [owner(({ known }) => `/mail/${known.mail}/what-if`)],
  '/privacy': [nobody('/privacy')],
  '/probe': [nobody('/probe')],
  '/probe/:host': [owner('/probe/mx.acme.example')],
  '/public/:name': [opened(({ known }) => `/public/${known.shown}`)],
  '/relays': [owner('/relays')],
  '/reset': [nobody('/reset')],
  '/reset/:token': [nobody(`/reset/${'A'.repeat(22)}`)],
  '/sandbox': [nobody('/sandbox')],
  '/scan/:id': [owner(({ known }) => `/scan/${known.scan}`)],
  '/scan/:id/print': [owner(({ known }) => `/scan/${known.scan}/print`)],
  '/scan/:id/share': [owner(({ known }) => `/scan/${known.scan}/share`)],
  '/sends': [nobody('/sends'), owner('/sends'), owner(({ project }) => `/sends?project=${project}`)],
  '/sends/:id': [owner(({ known }) => `/sends/${known.send}`)],
  '/sends/new': [owner('/sends/new')],
  '/settings/account': [owner('/settings/account')],
  '/settings/account/second-step': [owner('/settings/account/second-step')],
  '/settings/outbox': [owner('/settings/outbox')],
  '/setup': [owner('/setup')],
  '/shared/:token': [opened(({ known }) => `/shared/${known.share}`)],
  '/sign-in': [nobody('/sign-in')],
  '/sign-in/second': [nobody('/sign-in/second')],
  '/sign-up': [nobody('/sign-up')],
  '/status': [nobody('/status')],
  '/team/:team': [team(''), owner(({ owner: { teamId } }) => `/team/${teamId}`)],
  '/team/:team/addresses': [team('/addresses')],
  '/team/:team/alerts': [team('/alerts')],
  '/team/:team/domains': [team('/domains'), owner(({ owner: { teamId } }) => `/team/${teamId}/domains`)],
  '/team/:team/domains/:name': [team('/domains/borealis.example')],
  '/team/:team/domains/:name/details': [team('/domains/borealis.example/details')],
  '/team/:team/mails': [team('/mails')],
  '/team/:team/sandbox': [team('/sandbox')],
  '/team/:team/scans': [team('/scans')],
  '/team/:team/settings': [team('/settings')],
  '/team/:team/settings/app-passwords': [team('/settings/app-passwords')],
  '/team/:team/settings/audit': [team('/settings/audit')],
  '/team/:team/settings/channels': [team('/settings/channels')],
  '/team/:team/settings/projects': [team('/settings/projects')],
  '/team/:team/settings/seed-domains': [team('/settings/seed-domains')],
  '/team/:team/settings/tokens': [team('/settings/tokens')],
  '/team/:team/watched': [team('/watched'), owner(({ owner: { teamId } }) => `/team/${teamId}/watched`)],
  '/team/new': [owner('/team/new')],
  '/upload': [nobody('/upload')],
}

/** With the paths of what it stands under. */
function pathOf(routes: ServerBuild['routes'], id: string): string {
  const route = routes[id]
  const above = route?.parentId ? pathOf(routes, route.parentId) : ''
  return [above, route?.path].filter(Boolean).join('/')
}

/** Pages that their loader writes whole, as they need no script. */
const written = ['/public/:name']

test('every route that is a page stands in the table, and nothing else does', async () => {
  const { routes } = (await import(pathToFileURL(join(import.meta.dirname, '../../build/server/index.js')).href)) as ServerBuild
  const shown = Object.values(routes).filter((route) => route?.module.default && route.id !== 'root')
  const paths = shown.map((route) => `/${pathOf(routes, route?.id ?? '')}`)
  assert.deepEqual([...paths, ...written].toSorted(), Object.keys(rows).toSorted())
})

describe('is readable for everybody:', () => {
  for (const [pattern, looks] of Object.entries(rows)) {
    test(pattern, async () => {
      for (const { as, path } of looks) {
        await pages[as].goto(path(whole), { waitUntil: 'domcontentloaded' })
        await pages[as].getByRole('main').waitFor()
        assert.deepEqual([path(whole), await complaints(pages[as])], [path(whole), []])
      }
    })
  }
  test('the dialog that finds', async () => {
    const { owner: page } = pages
    await page.goto('/check')
    await page.locator(readyToFind).click()
    await page.getByRole('option').first().waitFor()
    assert.deepEqual(await complaints(page), [])
  })
})
